"""Schedules (时序进度): what a target asks at the end of each year on the way to its last one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from shuangkong.accounts.arithmetic import ONE, compound, difference, power, ratio
from shuangkong.errors import Collector
from shuangkong.trace import Absence

__all__ = ["Shape", "line", "schedule"]

Shape = Literal["geometric", "linear", "table"]


def schedule(
    target: Decimal, years: int, shape: Shape, *, shares: Sequence[Decimal] = ()
) -> tuple[Decimal, ...]:
    """Return the cumulative reduction due at the end of each year (时序进度目标) [fraction].

    Parameters
    ----------
    target
        Reduction over the whole span [fraction]; a target of growth is negative.
    years
        Length of the span [years].
    shape
        ``geometric``: 1 − (1 − T)^(k/n), equal shares of logarithmic progress; ``linear``: T·k/n;
        ``table``: 1 − (1 − T)^share, the shares of logarithmic progress given.
    shares
        For ``table`` only: one cumulative share a year, rising to 1 [fraction].

    Raises
    ------
    ProblemsFound
        If a table has not one share a year, its shares fall, or the last is not the whole.

    Examples
    --------
    >>> [str(due) for due in schedule(Decimal("0.19"), 2, "geometric")]
    ['0.1', '0.19']
    >>> [str(due) for due in schedule(Decimal("0.15"), 5, "linear")]
    ['0.03', '0.06', '0.09', '0.12', '0.15']
    """
    if shape == "linear":
        return tuple(line(Decimal(0), target, year, years) for year in range(1, years + 1))
    if shape == "geometric":
        steps = tuple((year, years) for year in range(1, years + 1))
    else:
        _check(shares, years)
        steps = tuple(share.as_integer_ratio() for share in shares)
    return tuple(
        target
        if numerator == denominator
        else difference(ONE, power(difference(ONE, target), numerator, denominator))
        for numerator, denominator in steps
    )


def line(start: Decimal, end: Decimal, step: int, steps: int) -> Decimal:
    """Return a point of the straight line (直线插值) from start (step 0) to end (last step).

    Examples
    --------
    >>> line(Decimal("80"), Decimal("75"), 2, 5)
    Decimal('78')
    """
    if step >= steps:
        return end
    share = ratio(compound((difference(end, start), Decimal(step))), Decimal(steps))
    return end if isinstance(share, Absence) else difference(start, share.copy_negate())


def _check(shares: Sequence[Decimal], years: int) -> None:
    problems = Collector()
    given = ", ".join(str(share) for share in shares)
    if len(shares) != years:
        problems.add("schedule_length", "schedule", found=len(shares), expected=years)
    if any(after < before for before, after in pairwise(shares)):
        problems.add("schedule_falls", "schedule", shares=given)
    if shares and shares[-1] != 1:
        problems.add("schedule_end", "schedule", last=shares[-1])
    problems.raise_errors()
