"""Months (月份): which month file a time belongs to, on the workspace's one clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store.held import picked

__all__ = ["by_month", "clock", "first_second", "month_text", "months_of", "months_within", "seconds"]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - naive times of one declared offset


def months_of(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each time's month since January 1970 (所在月份).

    Examples
    --------
    >>> months_of(np.array([0, 31 * 86_400 - 1, 31 * 86_400])).tolist()
    [0, 0, 1]
    """
    return times.astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)


def first_second(month: int) -> int:
    """Return the first second of a month (月初).

    Examples
    --------
    >>> first_second(1)
    2678400
    """
    return int(np.datetime64(month, "M").astype("datetime64[s]").astype(np.int64))


def month_text(month: int) -> str:
    """Return a month as its file names it (月份).

    Examples
    --------
    >>> month_text(672)
    '2026-01'
    """
    return str(np.datetime64(month, "M"))


def clock(second: int) -> datetime:
    """Return seconds as a naive time (时刻).

    Examples
    --------
    >>> print(clock(1_767_225_600))
    2026-01-01 00:00:00
    """
    return datetime.fromisoformat(str(np.datetime64(second, "s")))


def seconds(time: datetime) -> int:
    """Return a naive time as seconds (秒数).

    Examples
    --------
    >>> seconds(datetime(2026, 1, 1))
    1767225600
    """
    return int((time - _EPOCH).total_seconds())


def by_month(readings: Readings) -> Iterator[tuple[int, Readings]]:
    """Yield the readings of each month in the order they stand in (按月拆分).

    Examples
    --------
    >>> [(month, len(found)) for month, found in by_month(Readings.of([1, 1], [1, 1], [0, 2678400], [5, 6]))]
    [(0, 1), (1, 1)]
    """
    if not len(readings):
        return
    ends = months_of(np.array([readings.time.min(), readings.time.max()]))
    if ends[0] == ends[1]:
        yield int(ends[0]), readings
        return
    months = months_of(readings.time)
    for month in np.unique(months).tolist():
        yield month, picked(readings, months == month)


def months_within(start: int | None, end: int | None) -> Callable[[int], bool]:
    """Return what tells whether a month can hold a time of a span (涉及的月份); the end is not included.

    Examples
    --------
    >>> list(filter(months_within(2678400, 2678401), range(4))), list(filter(months_within(0, 0), range(4)))
    ([1], [])
    """

    def holds(month: int) -> bool:
        is_late = start is not None and first_second(month + 1) <= start
        return not is_late and (end is None or first_second(month) < end)

    return holds
