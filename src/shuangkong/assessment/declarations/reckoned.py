"""Reckoned values (计算值): over the rows that are decided, and where they lie whatever the others are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from shuangkong.accounts.arithmetic import WIDE, compound
from shuangkong.assessment.declarations.line import Line
from shuangkong.trace import Absence, Figure, Label

__all__ = ["ALL_OPEN", "ASSUMED", "EMPTY", "UNBOUNDED", "Interval", "Reckoned", "worst_of"]

EMPTY = Absence(
    "empty_population", Label("没有属于该口径的对象，数值无定义", "there is nothing it is about: undefined")
)
ALL_OPEN = Absence("all_open", Label("所有行都因缺数据未定", "every row is open for want of a cell"))
ASSUMED = Label(
    "未知的数值按不小于零估计区间", "figures not known are taken as not below zero in the interval"
)


@dataclass(frozen=True)
class Interval:
    """Where a value lies whatever the rows left open turn out to be (取值区间); None = no bound."""

    lower: Decimal | None
    upper: Decimal | None

    @classmethod
    def at(cls, value: Decimal | Absence | None) -> Interval:
        """Return the interval of a value that is known."""
        known = value if isinstance(value, Decimal) else None
        return cls(known, known)

    @classmethod
    def of(cls, figure: Figure) -> Interval:
        """Return the interval of a figure that nothing leaves open."""
        return cls.at(figure.value)

    def scaled(self, factor: Decimal) -> Interval:
        """Return the interval in another unit, or turned round by a negative factor."""
        ends = [None if end is None else compound((end, factor)) for end in (self.lower, self.upper)]
        return Interval(*(ends if factor >= 0 else ends[::-1]))


UNBOUNDED = Interval(None, None)


@dataclass(frozen=True)
class Reckoned:
    """A value with its interval (计算值).

    Parameters
    ----------
    value
        Over the rows that are decided.
    interval
        The value itself where nothing is open.
    undecided
        Rows that are open, each with its cause.
    chosen
        The rows that the value rests on.
    notes
        What has to be said with it.
    """

    value: Decimal | Absence
    interval: Interval
    chosen: tuple[Line, ...] = ()
    undecided: tuple[Line, ...] = ()
    notes: tuple[Label, ...] = ()

    def scaled(self, factor: Decimal) -> Reckoned:
        """Return it in another unit."""
        if factor == 1:
            return self
        value = self.value if isinstance(self.value, Absence) else WIDE.multiply(self.value, factor)
        return replace(self, value=value, interval=self.interval.scaled(factor))


def worst_of(
    groups: Iterable[Reckoned],
    wanted: Literal["up", "down"],
    *,
    are_absent: bool,
    whole: Interval = UNBOUNDED,
) -> Reckoned | None:
    """Return the worst of groups (最差一组): it is the value, and no other group can make up for it.

    Parameters
    ----------
    are_absent
        Whether groups are missing of which nothing is known but that they lie in ``whole``.
    """
    held = [each for each in groups if each.undecided or isinstance(each.value, Decimal)]
    known = [each for each in held if isinstance(each.value, Decimal)]
    if not known:
        return None
    pick: Callable[..., Decimal] = min if wanted == "up" else max
    worst = next(each for each in known if each.value == pick(e.value for e in known))
    lower = _end([each.interval.lower for each in held] + [whole.lower] * are_absent, wanted, "lower")
    upper = _end([each.interval.upper for each in held] + [whole.upper] * are_absent, wanted, "upper")
    return replace(
        worst,
        interval=Interval(lower, upper),
        chosen=(*worst.chosen, *(line for each in held if each is not worst for line in each.chosen)),
        undecided=tuple(line for each in held for line in each.undecided),
    )


def _end(ends: Sequence[Decimal | None], wanted: str, end: str) -> Decimal | None:
    """Return an end of the interval of the worst: one group without a bound on the bad side takes it away."""
    is_bad_side = (wanted == "up") == (end == "lower")
    known = [each for each in ends if each is not None]
    if not known or (is_bad_side and len(known) < len(ends)):
        return None
    return min(known) if wanted == "up" else max(known)
