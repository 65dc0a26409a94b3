"""Scales (刻度): round steps that hold every value and the zero line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from shuangkong.quantity import quantise

__all__ = ["Scale", "one_decimal"]

_MOST_TICKS = 7
_TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Scale:
    """An upright axis (纵轴): from the tick below the least value to the tick above the greatest.

    Examples
    --------
    >>> scale = Scale.around([Decimal("-14"), Decimal("16.9")])
    >>> [str(tick) for tick in scale.ticks]
    ['-20', '-10', '0', '10', '20']
    """

    low: Decimal
    high: Decimal
    step: Decimal

    @classmethod
    def around(cls, values: Iterable[Decimal]) -> Scale:
        """Return the scale with the finest round step that needs no more than seven ticks."""
        held = (Decimal(0), *values)
        least, greatest = min(held), max(held)
        size = Decimal("0.01")
        while True:
            for step in (size, 2 * size, 5 * size):
                low = (least / step).to_integral_value(ROUND_FLOOR) * step
                high = (greatest / step).to_integral_value(ROUND_CEILING) * step
                if (high - low) / step < _MOST_TICKS:
                    return cls(low, high if high > low else low + step, step)
            size *= 10

    @property
    def ticks(self) -> tuple[Decimal, ...]:
        """Values at which a line is drawn."""
        count = int((self.high - self.low) / self.step)
        return tuple((self.low + self.step * index).normalize() + 0 for index in range(count + 1))


def one_decimal(value: Decimal) -> str:
    """Return a value as written at its point (标注值).

    Examples
    --------
    >>> one_decimal(Decimal("-103.66"))
    '-103.7'
    """
    return str(quantise(value, _TENTH))
