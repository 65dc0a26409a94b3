"""Fixed point (定点运算): products and quotients of whole columns; what does not fit is an error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shuangkong.errors import Problem, ProblemsFound

__all__ = ["product", "quotient", "rounded"]

_MOST = 2**63 - 1


def product(left: NDArray[np.int64], right: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Return left times right (乘积).

    Raises
    ------
    ProblemsFound
        ``metering_overflow`` where a product would not fit into 64 bits.

    Examples
    --------
    >>> product(np.array([3, -4]), 5).tolist()
    [15, -20]
    """
    other = np.asarray(right, dtype=np.int64)
    if _greatest(left) * _greatest(other) > _MOST:
        shown = f"{_greatest(left)} × {_greatest(other)}"
        raise ProblemsFound([Problem("metering_overflow", shown)])
    return left * other


def quotient(numerator: NDArray[np.int64], denominator: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """Return a quotient rounded half away from zero (四舍五入的商); the denominators are above zero.

    Examples
    --------
    >>> quotient(np.array([5, -5, 4]), 2).tolist()
    [3, -3, 2]
    """
    other = np.asarray(denominator, dtype=np.int64)
    size = np.abs(numerator)
    whole, rest = size // other, size % other
    return np.sign(numerator) * (whole + (rest >= other - rest))


def rounded(value: NDArray[np.int64], decimals: int, kept: int) -> NDArray[np.int64]:
    """Return numbers of some decimals with others (换小数位), rounded half away from zero.

    Examples
    --------
    >>> rounded(np.array([1234, 1235]), 3, 2).tolist(), rounded(np.array([7]), 0, 2).tolist()
    ([123, 124], [700])
    """
    if kept >= decimals:
        return product(value, 10 ** (kept - decimals))
    return quotient(value, 10 ** (decimals - kept))


def _greatest(column: NDArray[np.int64]) -> int:
    if not column.size:
        return 0
    return max(abs(int(column.max())), abs(int(column.min())))
