"""Logarithmic mean (对数平均) and the split of one part's change among its factors, zeros by their limits."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import lru_cache

from shuangkong.accounts.arithmetic import WIDE
from shuangkong.quantity import exact

__all__ = ["fixed", "logarithmic_mean", "split"]

_NEAR = exact("1e-20")  # below this relative gap ln a − ln b has too few digits left to divide by
_STEP = exact("1e-24")  # effects are fixed-point, so their sums are equal in every order
_ZERO = exact(0)

Factors = Sequence[Decimal | None]


@lru_cache(maxsize=1 << 16)
def _ln(value: Decimal) -> Decimal:
    """Return a natural logarithm; kept, for parts of one region share most of their factors."""
    return WIDE.ln(value)


def fixed(value: Decimal) -> Decimal:
    """Return a value as a multiple of 1e-24 (定点数)."""
    with localcontext(WIDE):
        return value.quantize(_STEP)


def logarithmic_mean(left: Decimal, right: Decimal) -> Decimal:
    """Return the logarithmic mean (对数平均) of two values that are not negative [their unit].

    Formula: L(a, b) = (a − b)/(ln a − ln b), with the limits L(a, a) = a and L(0, b) = 0.

    Raises
    ------
    ValueError
        If a value is negative.

    References
    ----------
    Ang, B. W. (2005), Energy Policy 33: 867–871.

    Examples
    --------
    >>> logarithmic_mean(exact(100), exact(100)), logarithmic_mean(exact(0), exact(7))
    (Decimal('100'), Decimal('0'))
    >>> round(logarithmic_mean(exact(1), exact(2)), 6)  # 1 / ln 2
    Decimal('1.442695')
    """
    if left < 0 or right < 0:
        raise ValueError("a logarithmic mean is taken of values that are not negative")
    if left == 0 or right == 0:
        return _ZERO
    with localcontext(WIDE):
        if left == right:
            return left
        if abs(left - right) <= _NEAR * max(left, right):
            return (left + right) / 2
        return (left - right) / (_ln(left) - _ln(right))


def split(start: Decimal, end: Decimal, before: Factors, after: Factors) -> tuple[Decimal, ...]:
    """Return what each factor contributes to one part's change (因素贡献) [unit of start and end].

    Formula: L(end, start) · ln(x_after / x_before). Where the part begins or ends, the limit: the whole
    change belongs to the factors that are zero there, in equal parts, and none of it to the others.

    Parameters
    ----------
    start, end
        The part before and after, or its shares in the whole.
    before, after
        Its factors; None where a factor is undefined because the part is zero.

    References
    ----------
    Wood, R. and Lenzen, M. (2006), Energy Policy 34: 1326–1331, zeros by analytical limits.

    Examples
    --------
    100 stays 100 while one factor doubles and the other halves: the effects are there and cancel.

    >>> [round(each, 4) for each in split(exact(100), exact(100), [exact(10)] * 2, [exact(20), exact(5)])]
    [Decimal('69.3147'), Decimal('-69.3147')]

    A part that begins: all of it comes from the factor that was zero, nothing from the undefined one.

    >>> [str(each) for each in split(exact(0), exact(6), [exact(0), None], [exact(2), exact(3)])]
    ['6', '0']
    """
    if start == 0 or end == 0:
        causes = [value == 0 for value in (before if start == 0 else after)]
        with localcontext(WIDE):
            portion = (end - start) / sum(causes) if start != end else _ZERO
        return tuple(portion if is_cause else _ZERO for is_cause in causes)
    mean = logarithmic_mean(end, start)
    with localcontext(WIDE):
        return tuple(
            _ZERO if old is None or new is None else mean * (_ln(new) - _ln(old))
            for old, new in zip(before, after, strict=True)
        )
