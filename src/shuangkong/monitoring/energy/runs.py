"""Runs (连续段): readings that repeat, or that grow by one and the same step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["equal_before", "long_runs"]


def long_runs(same: NDArray[np.bool_], time: NDArray[np.int64], seconds: int) -> NDArray[np.intp]:
    """Return the rows of runs that last at least so long (长时间不变的行).

    Parameters
    ----------
    same
        Whether a row repeats the one before it.

    Examples
    --------
    >>> long_runs(np.array([False, True, True, False]), np.array([0, 60, 120, 180]), 120).tolist()
    [1, 2]
    """
    edges = np.flatnonzero(np.diff(same.astype(np.int8), prepend=0, append=0))
    first, last = edges[::2], edges[1::2]
    long = time[last - 1] - time[first - 1] >= seconds
    counts = (last - first)[long]
    if not len(counts):
        return np.zeros(0, dtype=np.intp)
    ends = np.cumsum(counts)
    return np.repeat(first[long] - (ends - counts), counts) + np.arange(ends[-1])


def equal_before(
    time: NDArray[np.int64], value: NDArray[np.int64], span: tuple[int, int], *, straight: bool
) -> int:
    """Return where the run of equal values, or equal steps, begins that ends before a row (连续段起点).

    Parameters
    ----------
    span
        First row that may belong to it, and the row it ends before.

    Examples
    --------
    >>> time, value = np.arange(6) * 300, np.array([0, 9, 14, 19, 24, 90])
    >>> equal_before(time, value, (0, 5), straight=True), equal_before(time, value, (0, 5), straight=False)
    (1, 4)
    """
    first, end = span
    if end - first < 2:
        return end - 1
    grown, passed = np.diff(value[first:end]), np.diff(time[first:end])
    pace = grown[-1] if straight else 0
    equal = (grown * passed[-1] == pace * passed) & ((grown > 0) | (not straight))
    other = np.flatnonzero(~equal)
    return first + (int(other[-1]) + 1 if len(other) else 0)
