"""Recomputing (补算): a late day changes its own hours and everything above them, and nothing else."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.energy.booking import Booked
from shuangkong.monitoring.energy.judging import Rejected
from shuangkong.monitoring.energy.metering import Energy, meter_energy
from shuangkong.monitoring.energy.steps import Steps
from shuangkong.monitoring.energy.terms import MeteringTerms
from shuangkong.monitoring.reading import Readings

__all__ = ["changed_hours", "periods_of", "recompute"]


def recompute(energy: Energy, readings: Readings, terms: MeteringTerms) -> tuple[Energy, Booked]:
    """Return the energy with some points computed anew, and the hours that changed (补算).

    Parameters
    ----------
    readings
        All readings of the points that something arrived or was corrected for; other points are not touched.

    Returns
    -------
    tuple
        The energy, and every hour that is new or differs, as it now is. An hour that is gone stands in it
        with nothing covered.
    """
    numbers = np.unique(readings.point)
    found = meter_energy(readings, energy.meters.of(numbers.tolist()), terms)
    rows = energy.meters.rows(numbers)
    hours, spans = found.hours.renumbered(rows), found.spans.renumbered(rows)
    old = np.isin(energy.hours.meter, rows)
    changed = changed_hours(energy.hours.only(old), hours)
    joined = Booked.joined([energy.hours.only(~old), hours])
    every = Steps.joined([energy.spans.only(~np.isin(energy.spans.meter, rows)), spans])
    left = ~np.isin(energy.rejected.point, numbers)
    rejected = Rejected.joined([energy.rejected.only(left), found.rejected])
    joined = joined.only(np.lexsort((joined.time, joined.meter)))
    every = every.only(np.lexsort((every.since, every.meter)))
    return Energy(energy.meters, joined, every, rejected), changed


def changed_hours(before: Booked, after: Booked) -> Booked:
    """Return the hours that differ (变动小时) as they now are; of one that is gone nothing is covered."""
    both = Booked.joined([before, after])
    is_after = np.arange(len(both)) >= len(before)
    order = np.lexsort((is_after, both.time, both.meter))
    both, is_after = both.only(order), is_after[order]
    pair = np.zeros(len(both), dtype=np.bool_)  # a row that is followed by itself, one state later
    pair[:-1] = (both.meter[1:] == both.meter[:-1]) & (both.time[1:] == both.time[:-1])
    same = np.zeros(len(both), dtype=np.bool_)
    values = ("value", "low", "high", "why", "covered")
    equal = [getattr(both, name)[1:] == getattr(both, name)[:-1] for name in values]
    same[1:] = pair[:-1] & np.logical_and.reduce(equal)
    gone = ~is_after & ~pair
    found = both.only(gone | (is_after & ~same))
    nothing = gone[gone | (is_after & ~same)]
    for name in values:
        getattr(found, name)[nothing] = 0
    return found


def periods_of(changed: Booked, edges: NDArray[np.int64]) -> frozenset[tuple[int, int]]:
    """Return the totals changed hours are part of (受影响合计): (row of the meter, number of the period)."""
    period = np.searchsorted(edges, changed.time, side="right") - 1
    inside = (period >= 0) & (period < len(edges) - 1)
    return frozenset(zip(changed.meter[inside].tolist(), period[inside].tolist(), strict=True))
