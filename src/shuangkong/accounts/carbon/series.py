"""Series of carbon figures (碳排放数据系列): the factor set and the view are part of what a figure is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.errors import Collector, ProblemsFound

__all__ = ["CarbonSeries", "View", "same_factors"]

View = Literal["production", "consumption", ""]
"""生产侧 (emitted in the territory), 消费侧 (with the power and heat it uses), or a part of either."""


@dataclass(frozen=True)
class CarbonSeries(Series):
    """What two carbon figures must share to be set against each other (碳排放数据系列).

    Attributes
    ----------
    fuel_set, grid
        Factor set of the fuels and calibre of the electricity; empty where the figure uses none.

    Examples
    --------
    >>> str(CarbonSeries(fuel_set="provincial-inventory-2025", grid="provincial-average", view="consumption"))
    'provincial-inventory-2025, provincial-average, consumption'
    """

    fuel_set: str = ""
    grid: str = ""
    view: View = ""

    def __str__(self) -> str:
        basic = super().__str__()
        parts = (self.fuel_set, self.grid, self.view, "" if basic == "—" else basic)
        return ", ".join(part for part in parts if part) or "—"


def same_factors(accounts: Iterable[Account], where: str) -> None:
    """Refuse carbon figures that must not be set against each other (因子集一致性).

    Raises
    ------
    ProblemsFound
        With one problem for each of ``carbon_two_fuel_sets``, ``carbon_two_grid_sets``, ``carbon_two_views``,
        and those of `same_series`.
    """
    held = tuple(accounts)
    series = [each.series for each in held if isinstance(each.series, CarbonSeries)]
    problems = Collector()
    aspects: dict[str, set[str]] = {
        "carbon_two_fuel_sets": {each.fuel_set for each in series if each.fuel_set},
        "carbon_two_grid_sets": {each.grid for each in series if each.grid},
        "carbon_two_views": {each.view for each in series if each.view},
    }
    for code, values in aspects.items():
        if len(values) > 1:
            problems.add(code, where, found=" / ".join(sorted(values)))
    try:
        same_series(held, where)
    except ProblemsFound as error:
        problems.extend(error.problems)
    problems.raise_errors()
