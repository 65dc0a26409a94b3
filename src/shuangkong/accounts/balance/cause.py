"""Likely causes (可能原因): what most simply explains a row that does not equal its sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from shuangkong.trace import Label

__all__ = ["Cause", "CauseCode", "likely_cause"]

CauseCode = Literal["sign", "row_zero", "left_out", "decimal_slip", "unknown"]
_POWERS = tuple(Decimal(10) ** power for power in (-8, -4, -3, -2, -1, 1, 2, 3, 4, 8))


@dataclass(frozen=True)
class Cause:
    """A cause from a closed list (原因), with the rows it names; a proposal, never a correction."""

    code: CauseCode
    names: tuple[str, ...] = ()

    @property
    def label(self) -> Label:
        """Return the cause in words."""
        names = "、".join(self.names)
        texts = {
            "sign": Label(f"可能是{names}的正负号相反", f"the sign of {names} may be turned"),
            "row_zero": Label(
                "本行为零或漏填，而构成项不为零", "the row is zero or blank though its parts are not"
            ),
            "left_out": Label(f"可能未计入{names}", f"{names} may have been left out of the row"),
            "decimal_slip": Label(
                f"{names}可能错用了计量单位（相差10的整数次幂）", f"{names} may be off by a power of ten"
            ),
            "unknown": Label("未找到单一原因", "no single cause found"),
        }
        return texts[self.code]


def likely_cause(gap: Decimal, found: Decimal, terms: Mapping[str, Decimal], tolerance: Decimal) -> Cause:
    """Return the simplest change that would close the gap (可能原因).

    Parameters
    ----------
    gap
        What the row holds beyond its sum [unit of the row].
    terms
        Name → what it adds to the sum.

    Examples
    --------
    >>> terms = {"进口": Decimal(50), "出口": Decimal(30)}
    >>> likely_cause(Decimal(-60), Decimal(20), terms, Decimal("0.01"))
    Cause(code='sign', names=('出口',))
    >>> likely_cause(Decimal(-80), Decimal(0), terms, Decimal("0.01")).code
    'row_zero'
    """
    held = {name: value for name, value in terms.items() if abs(value) > tolerance}
    for size in (1, 2):
        for names in combinations(held, size):
            if abs(gap + 2 * sum(held[name] for name in names)) <= tolerance:
                return Cause("sign", names)
    if found == 0:
        return Cause("row_zero")
    for name, value in held.items():
        if abs(gap + value) <= tolerance:
            return Cause("left_out", (name,))
    for name, value in held.items():
        slipped = (value * power for power in _POWERS if abs(value * power) > tolerance)
        if any(abs(gap + value - meant) <= tolerance for meant in slipped):
            return Cause("decimal_slip", (name,))
    return Cause("unknown")
