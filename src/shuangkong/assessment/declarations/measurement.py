"""Measurements (计算结果): the figure of a declaration with its interval, its rows and what is left open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.accounts.unit import in_unit
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.line import Line
from shuangkong.assessment.declarations.reckoned import Interval
from shuangkong.trace import Coverage, Figure

__all__ = ["Measurement", "keys_of"]


@dataclass(frozen=True)
class Measurement:
    """What a declaration comes to for a question (指标计算结果).

    Parameters
    ----------
    interval
        Where the value lies whatever the rows left open are [unit of the figure].
    chosen
        Rows the value rests on; of a ``selected`` declaration the objects selected.
    undecided
        Rows left open, each with its cause.
    groups
        The groups of ``each``, by what they are called.
    is_confirmed
        False for a declared figure without its stamped scan.
    """

    declaration: Declaration
    figure: Figure
    interval: Interval
    chosen: tuple[Line, ...] = ()
    undecided: tuple[Line, ...] = ()
    groups: tuple[tuple[str, Figure], ...] = ()
    is_confirmed: bool = True

    @property
    def coverage(self) -> Coverage | None:
        """What share of what it is about is decided."""
        return self.figure.trace.coverage

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left open and nobody is silent."""
        return self.coverage is None or self.coverage.is_full

    def turned(self) -> Measurement:
        """Return it along a falling direction (按下降方向): a change of −16 % is a fall of 16."""
        value = self.figure.value
        figure = self.figure if value is None else replace(self.figure, value=value.copy_negate())
        return replace(self, figure=figure, interval=self.interval.scaled(Decimal(-1)))

    def in_unit(self, symbol: str | None) -> Measurement:
        """Return it in another unit of the same dimension (单位换算)."""
        figure = in_unit(self.figure, symbol)
        if figure.unit == self.figure.unit or figure.value is None:
            return replace(self, figure=figure)
        ends = [_converted(end, self.figure, symbol) for end in (self.interval.lower, self.interval.upper)]
        return replace(self, figure=figure, interval=Interval(*ends))


def _converted(end: Decimal | None, figure: Figure, symbol: str | None) -> Decimal | None:
    return None if end is None else in_unit(replace(figure, value=end, absence=None), symbol).value


def keys_of(lines: Sequence[Line]) -> tuple[str, ...]:
    """Return the keys of rows (数据行键), as a coverage names them."""
    return tuple(",".join(line.reference.key) for line in lines)
