"""Comparison (比较): whether a figure meets a duty, under a stated step, rounding and reading of the words.

A bare 达到 or 下降 is tested as at-least in the target's direction; a range from its nearer bound on; 左右
within a tolerance of the target value that the packs set.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound, difference
from shuangkong.packs import RuleEdition
from shuangkong.plan import Target
from shuangkong.quantity import Rounding, compare_at, quantise

__all__ = ["Comparison", "Test", "better_sign", "is_met"]

_RATES = ("%", "pp")
_AT_MOST = ("<=", "<")
_CHANGES = ("change_rate", "absolute_change", "percentage_points")


@dataclass(frozen=True)
class Comparison:
    """The step and rounding two figures are compared at (比较步长) [points]."""

    quantum: Decimal
    rounding: Rounding

    @classmethod
    def of(cls, rule: RuleEdition) -> Comparison:
        """Return the comparison a rule edition prescribes."""
        return cls(rule.decimal("quantum"), cast(Rounding, rule.text("rounding")))

    def compare(self, left: Decimal, right: Decimal, unit: str) -> int:
        """Compare two figures (比较): rates at the step, everything else exactly; −1, 0 or 1.

        Examples
        --------
        >>> comparison = Comparison(Decimal("0.01"), "half_up")
        >>> comparison.compare(Decimal("14.996"), Decimal("15"), "%")
        0
        >>> comparison.compare(Decimal("14.996"), Decimal("15"), "万吨")
        -1
        """
        if unit in _RATES:
            return compare_at(left, right, self.quantum, self.rounding)
        return int(left > right) - int(left < right)

    def rounded(self, value: Decimal) -> Decimal:
        """Return a rate at the step (按步长修约)."""
        return quantise(value, self.quantum, self.rounding)


@dataclass(frozen=True)
class Test:
    """What meeting a target means (判定方式): which side is better, how strict, and how wide 左右 is.

    Attributes
    ----------
    sign
        1 where more is better, −1 where less is.
    is_strict
        超过 or 低于: reaching the value is not enough.
    tolerance
        Allowed shortfall [unit of the target].
    """

    __test__ = False  # no test case, whatever its name says

    sign: Literal[1, -1]
    is_strict: bool
    tolerance: Decimal

    @classmethod
    def of(cls, target: Target, approximate: RuleEdition | None) -> Test:
        """Return how a target is tested (目标的判定方式)."""
        tolerance = Decimal(0)
        if target.operator == "~" and target.value is not None and approximate is not None:
            tolerance = compound((abs(target.value), approximate.decimal("tolerance_share")))
        return cls(better_sign(target), target.operator in ("<", ">"), tolerance)


def better_sign(target: Target) -> Literal[1, -1]:
    """Return which side of a target is better (优劣方向): 1 = more, −1 = less.

    A change is measured along its own direction (a fall of 16 % is 16), so more of it is better unless it
    is capped (不超过). A level is better above, unless it is a cap or is to come down.
    """
    if target.operator in _AT_MOST:
        return -1
    if target.form not in _CHANGES and target.direction == "decrease":
        return -1
    return 1


def is_met(test: Test, comparison: Comparison, achieved: Decimal, due: Decimal, *, unit: str) -> bool:
    """Return whether a figure meets a duty (是否达标).

    Examples
    --------
    >>> at_least = Test(1, False, Decimal(0))
    >>> is_met(at_least, Comparison(Decimal("0.01"), "half_up"), Decimal("14.99"), Decimal("15"), unit="%")
    False
    """
    outcome = comparison.compare(achieved, difference(due, test.sign * test.tolerance), unit) * test.sign
    return outcome > 0 if test.is_strict else outcome >= 0
