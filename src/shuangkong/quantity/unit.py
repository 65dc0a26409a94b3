"""Units of measure (计量单位): a small table of what plans, yearbooks and meters write.

Conversion between fuels and standard coal is law and lives in `shuangkong.standards`; here stand only
the units themselves and their plain decimal multiples.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

__all__ = ["Unit", "find_unit", "known_units"]


@dataclass(frozen=True)
class Unit:
    """A unit (计量单位): its written form, dimension, and multiple of the dimension's reference unit."""

    symbol: str
    dimension: str
    factor: Decimal
    name_zh: str
    name_en: str


@cache
def known_units() -> dict[str, Unit]:
    """Return every unit by written form; aliases point at the same dimension and factor."""
    text = (resources.files("shuangkong.quantity") / "units.csv").read_text(encoding="utf-8")
    return {
        row["symbol"]: Unit(
            row["symbol"], row["dimension"], Decimal(row["factor"]), row["name_zh"], row["name_en"]
        )
        for row in csv.DictReader(text.splitlines())
    }


def find_unit(symbol: str) -> Unit | None:
    """Return the unit written so, or None; a blank at either end is no known unit.

    Examples
    --------
    >>> unit = find_unit("万吨标准煤")
    >>> unit.dimension, unit.factor
    ('energy_tce', Decimal('10000'))
    >>> find_unit("万吨标准煤 ") is None
    True
    """
    return known_units().get(symbol)
