"""Units of declared figures (指标口径的单位): from the unit an expression has to the one declared."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from shuangkong.accounts.arithmetic import compound, ratio
from shuangkong.quantity import find_unit
from shuangkong.trace import Absence

__all__ = ["unit_factor"]

_ONE = Decimal(1)


def unit_factor(held: str, wanted: str) -> Decimal | None:
    """Return what a figure in one unit is multiplied by to be in another (换算系数); None where it cannot.

    A composed unit (``万吨标准煤/亿元``) is taken apart, so that 吨标准煤/万元 and it are of one kind.

    Examples
    --------
    >>> unit_factor("万千瓦", "亿千瓦"), unit_factor("万吨标准煤/亿元", "吨标准煤/万元")
    (Decimal('0.0001'), Decimal('1'))
    >>> unit_factor("万千瓦", "吨") is None
    True
    """
    if held == wanted:
        return _ONE
    (kinds, size), (others, other) = _taken_apart(held), _taken_apart(wanted)
    quotient = ratio(size, other)
    return None if kinds != others or isinstance(quotient, Absence) else quotient.normalize()


def _taken_apart(unit: str) -> tuple[Counter[str], Decimal]:
    """Return the powers of the dimensions a unit is made of, and its size in their reference units."""
    above, *below = unit.split("/")
    kinds: Counter[str] = Counter()
    size = _ONE
    for symbol, power in [*((each, 1) for each in above.split("·")), *((each, -1) for each in below)]:
        known = find_unit(symbol)
        if symbol in ("", "1"):
            continue
        kinds[symbol if known is None else known.dimension] += power
        factor = _ONE if known is None else known.factor
        scaled = compound((size, factor)) if power > 0 else ratio(size, factor)
        size = size if isinstance(scaled, Absence) else scaled
    return Counter({kind: power for kind, power in kinds.items() if power}), size
