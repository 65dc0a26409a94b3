"""The standards' tables (标准参数表), read strictly: no row without source, status and listed edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from importlib import resources

from shuangkong.errors import Collector
from shuangkong.schema import Row, read_csv, table
from shuangkong.standards.coefficients import carbon_entries, energy_entries
from shuangkong.standards.limits import efficiency_entries, emission_entries, limit_entries, price_entries
from shuangkong.standards.value import Entry

__all__ = ["entries", "read_entries"]

_READERS: dict[str, Callable[[Row, Collector, str], Iterator[Entry]]] = {
    "standard_energy": energy_entries,
    "standard_carbon": carbon_entries,
    "standard_efficiency": efficiency_entries,
    "standard_limit": limit_entries,
    "standard_price": price_entries,
    "standard_emission": emission_entries,
}


def read_entries(name: str, text: str, where: str) -> tuple[Entry, ...]:
    """Return the values of one table's CSV text.

    Raises
    ------
    ProblemsFound
        With every problem of the CSV (a row without source or with a bad status among them), every
        ``standard_edition_unlisted`` and every ``standard_value_without_status``.
    """
    problems = Collector()
    rows = read_csv(text, table(name), where)
    found = [
        entry
        for number, row in enumerate(rows, 1)
        for entry in _READERS[name](row, problems, f"{where} #{number}")
    ]
    problems.raise_errors()
    return tuple(found)


@cache
def entries() -> tuple[Entry, ...]:
    """Return every value of every table (全部参数)."""
    folder = resources.files("shuangkong.standards") / "tables"
    return tuple(
        entry
        for name in _READERS
        for entry in read_entries(name, (folder / f"{name}.csv").read_text(encoding="utf-8"), f"{name}.csv")
    )
