"""Elasticity of the total target (总量弹性管理): a total that follows from intensity and growth.

The documents say that the total is set from the yearly intensity target and the growth target, and may be
raised where growth exceeds the plan; none gives the formula. These are the natural readings, with the
intensity target held fixed: their status is ``constructed``.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shuangkong.accounts.arithmetic import ONE, compound

__all__ = ["adjusted_total", "span_total", "yearly_total"]


def yearly_total(previous: Decimal, growth: Decimal, reduction: Decimal) -> Decimal:
    """Return the total of a year (年度总量目标) [unit of ``previous``].

    Formula: E* = E_prev · (1 + g)(1 − r*), g and r* as fractions.

    Examples
    --------
    >>> yearly_total(Decimal(100), Decimal("0.1"), Decimal("0.1"))
    Decimal('99.00')
    """
    return compound((previous, ONE + growth, ONE - reduction))


def adjusted_total(previous: Decimal, planned: Decimal, actual: Decimal, reduction: Decimal) -> Decimal:
    """Return the total adjusted to growth above plan (增速超预期后的总量目标) [unit of ``previous``].

    Growth below plan lowers nothing.

    Examples
    --------
    >>> adjusted_total(Decimal(100), Decimal("0.1"), Decimal("0.05"), Decimal("0.1"))
    Decimal('99.00')
    """
    return yearly_total(previous, max(planned, actual), reduction)


def span_total(base: Decimal, growths: Sequence[Decimal], target: Decimal) -> Decimal:
    """Return the total at the end of a span (规划期末总量) [unit of ``base``].

    Formula: E_T = E_0 · ∏(1 + g) · (1 − T).

    Examples
    --------
    >>> span_total(Decimal(100), [Decimal("0.1"), Decimal("0.1")], Decimal("0.5"))
    Decimal('60.500')
    """
    return compound((base, *(ONE + growth for growth in growths), ONE - target))
