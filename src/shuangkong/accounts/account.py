"""Accounts of one figure (核算值): a figure with the series it belongs to, observed or computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from shuangkong.accounts.naming import CODES, Naming
from shuangkong.errors import Collector
from shuangkong.quantity import EnergyBasis, Period, PriceBasis
from shuangkong.trace import Figure, Label

__all__ = ["Account", "Series", "same_series"]


@dataclass(frozen=True)
class Series:
    """What two figures must share to be set against each other (数据系列).

    Attributes
    ----------
    energy_basis
        None where the figure has none (GDP) or its source does not say.
    price_base_year
        Year of the constant prices; None where the figure has none or its source does not say.
    vintage
        Which revision of the statistics the figure belongs to; empty if there is only one.

    Examples
    --------
    >>> str(Series("coal_equivalent", 2015, "2018普查后"))
    'coal_equivalent, 2015年可比价, 2018普查后'
    """

    energy_basis: EnergyBasis | None = None
    price_base_year: int | None = None
    vintage: str = ""

    def __str__(self) -> str:
        price = "" if self.price_base_year is None else str(PriceBasis(self.price_base_year))
        return ", ".join(part for part in (self.energy_basis or "", price, self.vintage) if part) or "—"


@dataclass(frozen=True)
class Account:
    """A figure of one division, indicator and period (核算值) [unit of the figure], in its series.

    ``names`` says what people call the division and the indicator.
    """

    division: str
    indicator_id: str
    period: Period
    figure: Figure
    series: Series
    names: Naming = field(default=CODES, compare=False, repr=False)

    @property
    def label(self) -> Label:
        """What the figure is, in words."""
        return self.names.figure(self.division, self.period, self.indicator_id)

    @property
    def place(self) -> Label:
        """Division and period in words."""
        return self.names.place(self.division, self.period)

    def __str__(self) -> str:
        return self.label.zh


def same_series(accounts: Iterable[Account], where: str) -> None:
    """Refuse figures that must not be set against each other (口径一致性).

    Raises
    ------
    ProblemsFound
        With one problem for each of: two energy bases, two price bases, two vintages, two units,
        synthetic rows beside real ones.
    """
    held = tuple(accounts)
    problems = Collector()
    aspects: dict[str, set[str]] = {
        "account_two_energy_bases": {str(each.series.energy_basis or "—") for each in held},
        "account_two_price_bases": {str(each.series.price_base_year or "—") for each in held},
        "account_two_vintages": {each.series.vintage or "—" for each in held},
        "account_two_units": {each.figure.unit for each in held},
        "account_synthetic_beside_real": {
            "synthetic" if each.figure.is_synthetic else "real" for each in held
        },
    }
    for code, values in aspects.items():
        if len(values) > 1:
            problems.add(code, where, found=" / ".join(sorted(values)))
    problems.raise_errors()
