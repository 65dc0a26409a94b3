"""Energy basis and price basis (能量折算口径、价格口径): what two figures must share to be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["EnergyBasis", "PriceBasis"]

EnergyBasis = Literal["calorific", "coal_equivalent"]
"""当量值 (calorific) or 等价值 (coal_equivalent); figures of the two are never added."""


@dataclass(frozen=True)
class PriceBasis:
    """Prices a value in money is stated in (价格口径): constant prices of one year, or current prices.

    Examples
    --------
    >>> str(PriceBasis(2020)), str(PriceBasis(None))
    ('2020年可比价', '现价')
    """

    constant_year: int | None

    def __str__(self) -> str:
        return "现价" if self.constant_year is None else f"{self.constant_year}年可比价"
