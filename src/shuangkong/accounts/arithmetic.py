"""Exact arithmetic (精确运算): products, ratios, powers and logarithms in wide decimals, never in floats."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext

from shuangkong.quantity import exact, quantise
from shuangkong.trace import Absence, Label

__all__ = [
    "HUNDRED",
    "ONE",
    "WIDE",
    "compound",
    "difference",
    "exact_sum",
    "fraction",
    "growth_factor",
    "logarithm",
    "percent",
    "power",
    "printed",
    "ratio",
    "undefined",
]

ONE = exact(1)
HUNDRED = exact(100)
_HUNDREDTH = exact("0.01")
WIDE = Context(prec=60)
"""The one precision of the accounts: wide enough that no computed figure loses a digit that is shown."""
_KEPT = exact("1e-40")  # guard digits beyond it hold the error of ln and exp, so 0.85**1 is 0.85 again


def compound(factors: Iterable[Decimal]) -> Decimal:
    """Return the product of factors (连乘).

    Examples
    --------
    >>> compound([exact("1.1"), exact("0.9")])
    Decimal('0.99')
    """
    with localcontext(WIDE):
        product = ONE
        for factor in factors:
            product *= factor
        return product


def difference(left: Decimal, right: Decimal) -> Decimal:
    """Return left minus right (差) without losing digits of a computed figure.

    Examples
    --------
    >>> difference(ONE, exact("0.19"))
    Decimal('0.81')
    """
    with localcontext(WIDE):
        return left - right


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Return a sum (求和) without losing digits of computed values.

    Examples
    --------
    >>> exact_sum([exact("1e20"), exact("1e-20")])
    Decimal('100000000000000000000.00000000000000000001')
    """
    with localcontext(WIDE):
        return sum(values, exact(0))


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal | Absence:
    """Return a quotient (比率); a zero denominator leaves it undefined, never 0.

    Examples
    --------
    >>> ratio(exact(1), exact(4))
    Decimal('0.25')
    >>> ratio(exact(1), exact(0)).code
    'undefined_ratio'
    """
    if denominator == 0:
        return undefined("分母为零，比率无定义", "the denominator is zero: the ratio is undefined")
    with localcontext(WIDE):
        return numerator / denominator


def power(base: Decimal, numerator: int, denominator: int = 1) -> Decimal:
    """Return ``base ** (numerator / denominator)`` for a positive base (幂).

    Formula: exp(ln(base) · numerator / denominator), kept to 40 decimals.

    Examples
    --------
    >>> power(exact("1.21"), 1, 2) == exact("1.1")
    True
    """
    with localcontext(WIDE):
        return (base.ln() * numerator / denominator).exp().quantize(_KEPT).normalize()


def logarithm(value: Decimal) -> Decimal:
    """Return the natural logarithm (自然对数) of a positive value.

    Examples
    --------
    >>> logarithm(exact(1))
    Decimal('0')
    """
    with localcontext(WIDE):
        return value.ln()


def percent(fraction: Decimal) -> Decimal:
    """Return a fraction in per cent (百分数).

    Examples
    --------
    >>> percent(exact("0.15"))
    Decimal('15.00')
    """
    with localcontext(WIDE):
        return fraction * HUNDRED


def fraction(percentage: Decimal) -> Decimal:
    """Return a percentage as a fraction (小数).

    Examples
    --------
    >>> fraction(exact(15))
    Decimal('0.15')
    """
    with localcontext(WIDE):
        return percentage * _HUNDREDTH


def growth_factor(change: Decimal) -> Decimal:
    """Return what a change multiplies by (变化因子): 1 + i/100, i in % with a fall negative.

    Examples
    --------
    >>> growth_factor(exact("-4.5"))
    Decimal('0.955')
    """
    return exact_sum((ONE, fraction(change)))


def printed(value: Decimal | None, decimals: int = 2) -> str:
    """Return a value for a reader's eye (显示值): rounded half up, absent as a dash.

    Display only: nothing is decided on the printed digits.

    Examples
    --------
    >>> printed(exact("16.894")), printed(None)
    ('16.89', '—')
    """
    if value is None:
        return "—"
    rounded = quantise(value, exact(1).scaleb(-decimals))
    return f"{rounded:.{decimals}f}"


def undefined(zh: str, en: str) -> Absence:
    """Return the absence of an undefined ratio (比率无定义) with its reason."""
    return Absence("undefined_ratio", Label(zh, en))
