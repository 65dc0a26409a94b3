"""Types of expressions (表达式的类型): number with its unit, text, truth, date, period."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal

__all__ = ["DATE", "OPEN", "PERIOD", "TEXT", "TRUTH", "Kind", "Type", "common_unit", "number", "unit_ratio"]

Kind = Literal["number", "text", "truth", "date", "period"]


@dataclass(frozen=True)
class Type:
    """What a value is (类型).

    Parameters
    ----------
    unit
        Unit of measure of a number; empty for a pure number, None where only the row will say it.
    """

    kind: Kind
    unit: str | None = ""

    def __str__(self) -> str:
        if self.kind != "number" or not self.unit:
            return self.kind
        return f"{self.kind} [{self.unit}]"


TEXT, TRUTH, DATE, PERIOD = Type("text"), Type("truth"), Type("date"), Type("period")
OPEN = Type("number", None)
"""A number whose unit the row says: it goes with every unit."""


def number(unit: str | None = "") -> Type:
    """Return the type of a number in a unit (带单位的数); ``1`` is the pure number."""
    return Type("number", None if unit is None else unit_ratio(unit, ""))


def common_unit(left: Type, right: Type) -> Type | None:
    """Return the type of a sum of two numbers (相加的单位), or None where their units differ.

    Examples
    --------
    >>> common_unit(number("万吨标准煤"), number("万吨标准煤")).unit
    '万吨标准煤'
    >>> common_unit(number("万吨标准煤"), number("吨标准煤")) is None
    True
    """
    if left.unit is None:
        return right
    return left if right.unit is None or left.unit == right.unit else None


def unit_ratio(left: str, right: str, *, is_product: bool = False) -> str:
    """Return the unit of a quotient, or of a product (单位的商与积), in its one written form.

    Examples
    --------
    >>> unit_ratio("吨标准煤", "万元"), unit_ratio("%", "%"), unit_ratio("1", "年")
    ('吨标准煤/万元', '', '1/年')
    >>> unit_ratio("吨标准煤/万元", "万元", is_product=True)
    '吨标准煤'
    """
    powers = _powers(left)
    for symbol, power in _powers(right).items():
        powers[symbol] += power if is_product else -power
    above = "·".join(symbol for symbol in sorted(powers) for _ in range(powers[symbol]))
    below = "".join(f"/{symbol}" for symbol in sorted(powers) for _ in range(-powers[symbol]))
    return f"{above or '1'}{below}" if below else above


def _powers(unit: str) -> Counter[str]:
    above, *below = unit.split("/")
    powers = Counter(symbol for symbol in above.split("·") if symbol not in {"", "1"})
    powers.subtract(below)
    return powers
