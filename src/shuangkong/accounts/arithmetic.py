"""Exact arithmetic (精确运算): products, ratios, powers and logarithms in wide decimals, never in floats."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, localcontext

from shuangkong.quantity import exact, quantise
from shuangkong.trace import Absence, Label

__all__ = [
    "HUNDRED",
    "ONE",
    "compound",
    "difference",
    "logarithm",
    "percent",
    "power",
    "printed",
    "ratio",
    "undefined",
]

ONE = exact(1)
HUNDRED = exact(100)
_CONTEXT = Context(prec=60)
_KEPT = exact("1e-40")  # guard digits beyond it hold the error of ln and exp, so 0.85**1 is 0.85 again


def compound(factors: Iterable[Decimal]) -> Decimal:
    """Return the product of factors (连乘).

    Examples
    --------
    >>> compound([exact("1.1"), exact("0.9")])
    Decimal('0.99')
    """
    with localcontext(_CONTEXT):
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
    with localcontext(_CONTEXT):
        return left - right


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
    with localcontext(_CONTEXT):
        return numerator / denominator


def power(base: Decimal, numerator: int, denominator: int = 1) -> Decimal:
    """Return ``base ** (numerator / denominator)`` for a positive base (幂).

    Formula: exp(ln(base) · numerator / denominator), kept to 40 decimals.

    Examples
    --------
    >>> power(exact("1.21"), 1, 2) == exact("1.1")
    True
    """
    with localcontext(_CONTEXT):
        return (base.ln() * numerator / denominator).exp().quantize(_KEPT).normalize()


def logarithm(value: Decimal) -> Decimal:
    """Return the natural logarithm (自然对数) of a positive value.

    Examples
    --------
    >>> logarithm(exact(1))
    Decimal('0')
    """
    with localcontext(_CONTEXT):
        return value.ln()


def percent(fraction: Decimal) -> Decimal:
    """Return a fraction in per cent (百分数).

    Examples
    --------
    >>> percent(exact("0.15"))
    Decimal('15.00')
    """
    with localcontext(_CONTEXT):
        return fraction * HUNDRED


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
