"""Rounding (修约): exact decimals, fixed-point quanta, and comparisons at a stated step.

Three steps are kept apart: how inputs are rounded before they are used, how a result is displayed, and
at which step two figures are compared. Each is a parameter of a rule edition, never a default here.
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from typing import Literal

__all__ = ["Rounding", "compare_at", "exact", "quantise"]

Rounding = Literal["half_up", "half_even"]
_MODES = {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN}
_DIGITS = 60  # wide enough that no ratio of register figures loses a digit that a comparison looks at


def exact(value: str | int | Decimal) -> Decimal:
    """Return a decimal without rounding (精确小数); floats are refused by the type.

    Examples
    --------
    >>> exact("0.1") + exact("0.2")
    Decimal('0.3')
    """
    return Decimal(value)


def quantise(value: Decimal, quantum: Decimal, rounding: Rounding = "half_up") -> Decimal:
    """Round to a multiple of a quantum (按步长修约).

    Examples
    --------
    >>> quantise(Decimal("2.345"), Decimal("0.01"))
    Decimal('2.35')
    >>> quantise(Decimal("2.345"), Decimal("0.01"), "half_even")
    Decimal('2.34')
    """
    with localcontext() as context:
        context.prec = _DIGITS
        return (value / quantum).quantize(Decimal(1), rounding=_MODES[rounding]) * quantum


def compare_at(left: Decimal, right: Decimal, quantum: Decimal, rounding: Rounding = "half_up") -> int:
    """Compare two figures at a step (按步长比较): −1, 0 or 1.

    Examples
    --------
    >>> compare_at(Decimal("14.996"), Decimal("15"), Decimal("0.01"))
    0
    >>> compare_at(Decimal("14.994"), Decimal("15"), Decimal("0.01"))
    -1
    """
    difference = quantise(left, quantum, rounding) - quantise(right, quantum, rounding)
    return int(difference > 0) - int(difference < 0)
