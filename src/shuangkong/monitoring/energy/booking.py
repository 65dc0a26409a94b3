"""Booking (分时记账): steps into hours or any other periods, nothing lost and nothing moved unsaid.

Cumulative shares are rounded, not the shares themselves: the parts of a step always add up to it, and the
part of a day is the sum of the parts of its hours.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.energy.meters import Meters
from shuangkong.monitoring.energy.reason import Reason
from shuangkong.monitoring.energy.steps import Steps

__all__ = ["HOUR", "Booked", "book", "pieces", "spans_of"]

HOUR = 3600


@dataclass(frozen=True)
class Booked:
    """Use in periods (分时用量), ascending by meter and time, in whole numbers of the energy's last decimal.

    Attributes
    ----------
    meter
        Row of the meter in `Meters`.
    time
        Start of the period [s].
    value, low, high
        Known or estimated use, the least and the most it can have been.
    why
        Reasons (`Reason`) it is flagged for.
    covered
        Seconds of it that lie between two readings relied on [s].
    """

    meter: NDArray[np.int32]
    time: NDArray[np.int64]
    value: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    why: NDArray[np.int16]
    covered: NDArray[np.int64]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.meter)

    def only(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Booked:
        """Return some of them (部分)."""
        return Booked(*(getattr(self, each.name)[rows] for each in fields(self)))

    def renumbered(self, rows: NDArray[np.int32]) -> Booked:
        """Return them with the meters' rows in another list (换表号)."""
        return replace(self, meter=rows[self.meter])

    @classmethod
    def joined(cls, parts: list[Booked]) -> Booked:
        """Return the rows of several lists, one after the other (合并)."""
        names = [each.name for each in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def spans_of(steps: Steps, edges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which steps reach over an edge (跨时段增量), so that a part of them has to be estimated."""
    over: NDArray[np.bool_] = _period(steps.since, edges) != _period(_end(steps), edges)
    return over


def book(steps: Steps, edges: NDArray[np.int64], meters: Meters) -> Booked:
    """Return the use in the periods between edges (分时记账).

    Parameters
    ----------
    edges
        Ascending starts of the periods and the end of the last; every step lies within them.
    """
    first = _period(steps.since, edges)
    over = first != _period(_end(steps), edges)
    inside = ~over
    if over.any():
        whole, cut = _whole(steps.only(inside), first[inside], edges), pieces(steps.only(over), edges, meters)
        joined = Booked.joined([whole, cut])
        order = np.lexsort((joined.time, joined.meter))
        return _merged(joined.only(order))
    return _whole(steps, first, edges)


def pieces(spans: Steps, edges: NDArray[np.int64], meters: Meters) -> Booked:
    """Return the parts of steps that reach over edges (分摊), ascending by meter and time, not yet added up.

    A part can be no more than the meter passes in its time, and no less than what the rest of the time
    cannot have passed; where the whole is beyond that limit, or none is known, between nothing and all.
    """
    first = _period(spans.since, edges)
    last = _period(_end(spans), edges)
    counts = last - first + 1
    row = np.repeat(np.arange(len(spans)), counts)
    ends = np.cumsum(counts)
    period = np.repeat(first - (ends - counts), counts) + np.arange(len(row))
    start = np.maximum(spans.since[row], edges[period])
    end = np.minimum(spans.until[row], edges[period + 1])
    length = np.maximum(spans.until - spans.since, 1)
    until, since = end - spans.since[row], start - spans.since[row]
    value = _share(spans.amount[row], until, length[row]) - _share(spans.amount[row], since, length[row])
    limit = meters.limit[spans.meter]
    held = (limit > 0) & (spans.high <= -(-limit * length // HOUR))
    passes, rest = limit[row] * (end - start), limit[row] * (length[row] - (end - start))
    alone = counts[row] == 1
    low = np.where(held[row] | alone, np.maximum(spans.low[row] - -(-rest // HOUR), 0), 0)
    high = np.where(held[row] & ~alone, np.minimum(spans.high[row], -(-passes // HOUR)), spans.high[row])
    why = np.where(alone, spans.why[row], spans.why[row] | np.int16(Reason.SPLIT))
    return Booked(
        spans.meter[row],
        edges[period],
        value,
        np.minimum(low, value),
        np.maximum(high, value),
        why,
        end - start,
    )


def _end(steps: Steps) -> NDArray[np.int64]:
    """Return the last second of each step."""
    return np.maximum(steps.until - 1, steps.since)


def _period(time: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return in which period times stand; quick where the periods are equally long."""
    length = edges[1] - edges[0]
    if edges[-1] - edges[0] == length * (len(edges) - 1) and (np.diff(edges) == length).all():
        period: NDArray[np.int64] = (time - edges[0]) // length
        return period
    return np.searchsorted(edges, time, side="right").astype(np.int64) - 1


def _share(amount: NDArray[np.int64], part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ⌊amount · part / whole⌋ without a product beyond 64 bits (按时间的累计份额)."""
    return amount // whole * part + amount % whole * part // whole


def _whole(steps: Steps, period: NDArray[np.int64], edges: NDArray[np.int64]) -> Booked:
    passed = steps.until - steps.since
    time = edges[period]
    rows = Booked(steps.meter, time, steps.amount, steps.low, steps.high, steps.why, passed)
    return _merged(rows)


def _merged(rows: Booked) -> Booked:
    """Return sorted rows with those of one period added up (合计)."""
    if not len(rows):
        return rows
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (rows.time[1:] != rows.time[:-1]) | (rows.meter[1:] != rows.meter[:-1])
    starts = np.flatnonzero(new)
    value = np.add.reduceat(rows.value, starts)
    low = value if rows.low is rows.value else np.add.reduceat(rows.low, starts)
    high = value if rows.high is rows.value else np.add.reduceat(rows.high, starts)
    return Booked(
        rows.meter[starts],
        rows.time[starts],
        value,
        low,
        high,
        np.bitwise_or.reduceat(rows.why, starts),
        np.add.reduceat(rows.covered, starts),
    )
