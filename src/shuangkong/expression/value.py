"""Values of expressions (表达式的值): exact numbers, texts, truths and days, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from shuangkong.trace import Absence, Label

__all__ = [
    "EXACT",
    "OVERFLOW",
    "Cells",
    "Evaluate",
    "Scalar",
    "Value",
    "absent",
    "finite",
    "number_of",
    "truth_of",
]

Scalar = Decimal | int | str | bool | date | None
Cells = Mapping[str, Scalar]
Value = Decimal | str | bool | date | Absence
Evaluate = Callable[[Cells, Sequence[Cells]], Value]
"""The value for the named cells, and for the rows of a group."""

# Wide enough for any product of register figures; what still overflows is not finite and so is absent.
EXACT = Context(prec=60, rounding=ROUND_HALF_UP, Emin=-999999, Emax=999999, traps=[])
OVERFLOW = Absence("overflow", Label("数值超出可计算的范围", "the figure is beyond what can be computed"))


def absent(code: str, zh: str, en: str) -> Absence:
    """Return why there is no value (缺失原因)."""
    return Absence(code, Label(zh, en))


def finite(value: Decimal) -> Value:
    """Return a number, or its absence where it left the range of what is computed."""
    return value if value.is_finite() else OVERFLOW


def number_of(value: Value) -> Decimal:
    """Return a value that must be a number; raises TypeError where it is none."""
    if isinstance(value, Decimal):
        return value
    raise TypeError(f"{value!r} is no number")


def truth_of(value: Value) -> bool:
    """Return a value that must be true or false; raises TypeError where it is neither."""
    if value is True or value is False:
        return value
    raise TypeError(f"{value!r} is neither true nor false")
