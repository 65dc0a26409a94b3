"""Totals (合计): the use of longer periods from hours, exact wherever a register tells it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.energy.booking import HOUR, Booked, pieces
from shuangkong.monitoring.energy.metering import Energy, hour_edges
from shuangkong.monitoring.energy.reason import Reason
from shuangkong.monitoring.energy.steps import Steps

__all__ = ["Totals", "totals"]

_OF_HOURS = np.int16(~int(Reason.SPLIT | Reason.PARTIAL))


@dataclass(frozen=True)
class Totals:
    """Known use of every meter in every period (各表各期合计): one row a meter, one column a period.

    Attributes
    ----------
    value
        Known use, in whole numbers of the energy's last decimal; nothing is known where `covered` is 0.
    low, high
        Least and most the whole period can have used, what is not covered included.
    is_bounded
        Whether `high` is a bound: not where a limit is lacking.
    covered, expected
        Seconds between readings relied on, and of the period [s].
    """

    edges: NDArray[np.int64]
    value: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    is_bounded: NDArray[np.bool_]
    why: NDArray[np.int16]
    covered: NDArray[np.int64]
    expected: NDArray[np.int64]


def totals(energy: Energy, edges: NDArray[np.int64]) -> Totals:
    """Return the use of periods (各期合计) between edges that stand on the hour.

    The parts of an hour-crossing step are estimates; where the whole step lies in one period its amount is
    the register's. So the bounds of a period are never the sum of the bounds of its hours.

    Raises
    ------
    ValueError
        If an edge does not stand on the hour.

    Examples
    --------
    Both hours of this meter are estimates, their day is not.

    >>> from datetime import date
    >>> from shuangkong.monitoring.energy.metering import meter_energy
    >>> from shuangkong.monitoring.energy.meters import Meters
    >>> from shuangkong.monitoring.energy.terms import MeteringTerms
    >>> from shuangkong.monitoring.reading import Point, Readings
    >>> from shuangkong.packs import load_packs
    >>> terms = MeteringTerms.of(load_packs("cn").rule("metering-default", on=date(2026, 1, 1)))
    >>> readings = Readings.of([1] * 3, [1] * 3, [0, 5400, 7200], [0, 120, 160])
    >>> point = Point(1, "A-1", "A", "150100", "electricity", "kWh", 0, interval=1800)
    >>> energy = meter_energy(readings, Meters((point,)), terms)
    >>> energy.hours.high.tolist(), totals(energy, np.array([0, 7200])).high.tolist()
    ([120, 160], [[160]])
    """
    if (edges % HOUR).any():
        raise ValueError("periods begin and end on the hour")
    meters, hours = energy.meters, _within(energy.hours, edges)
    shape = (len(meters.points), len(edges) - 1)
    value, low, high, covered = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    why = np.zeros(shape, dtype=np.int16)
    at = (hours.meter, _period(hours.time, edges))
    for column, of in ((value, hours.value), (low, hours.low), (high, hours.high), (covered, hours.covered)):
        np.add.at(column, at, of)
    np.bitwise_or.at(why, at, hours.why & _OF_HOURS)
    _as_wholes(energy, edges, (low, high, why))
    expected = np.broadcast_to(np.diff(edges), shape).copy()
    missing, limit = expected - covered, meters.limit[:, None]
    why[missing > 0] |= np.int16(Reason.PARTIAL)
    is_bounded = ((why & np.int16(Reason.UNBOUNDED)) == 0) & ((missing == 0) | (limit > 0))
    high += -(-limit * missing // HOUR)
    return Totals(edges, value, low, high, is_bounded, why, covered, expected)


def _as_wholes(
    energy: Energy,
    edges: NDArray[np.int64],
    sums: tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int16]],
) -> None:
    """Put the bounds of whole steps in the place of those of their hourly parts."""
    spans, (low, high, why) = energy.spans, sums
    spans = spans.only((spans.until > edges[0]) & (spans.since < edges[-1]))
    if not len(spans):
        return
    by_hour = _within(pieces(spans, hour_edges(spans), energy.meters), edges)
    at = (by_hour.meter, _period(by_hour.time, edges))
    np.subtract.at(low, at, by_hour.low)
    np.subtract.at(high, at, by_hour.high)
    whole = _within(pieces(spans, _reaching(spans, edges), energy.meters), edges)
    at = (whole.meter, _period(whole.time, edges))
    np.add.at(low, at, whole.low)
    np.add.at(high, at, whole.high)
    np.bitwise_or.at(why, at, whole.why)


def _reaching(spans: Steps, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    before, after = min(int(spans.since.min()), int(edges[0])), max(int(spans.until.max()), int(edges[-1]))
    return np.unique(np.concatenate([[before], edges, [after]]))


def _within(booked: Booked, edges: NDArray[np.int64]) -> Booked:
    inside = (booked.time >= edges[0]) & (booked.time < edges[-1])
    return booked if inside.all() else booked.only(inside)


def _period(time: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.intp]:
    return np.searchsorted(edges, time, side="right") - 1
