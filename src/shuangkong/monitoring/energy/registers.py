"""Registers (表计读数列): the rows energy is taken from, with replacements put in between the readings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.energy.meters import MeterEvent, Meters
from shuangkong.monitoring.energy.reason import Reason
from shuangkong.monitoring.energy.terms import MeteringTerms
from shuangkong.monitoring.reading import Readings, kinds

__all__ = ["CONTINUES", "OPENS", "UNKNOWN", "Registers", "registers_of", "room"]

CONTINUES, OPENS, UNKNOWN = 0, 1, 2
"""How a row goes on from the one before it: by difference, not at all, or by an amount nobody recorded."""
Place = Literal["left", "right"]


@dataclass(frozen=True)
class Registers:
    """Registers in columns (表计读数列), ascending by meter and time.

    Attributes
    ----------
    meter
        Row of the meter in `Meters`.
    why
        Reasons the step that ends at the row is flagged for.
    goes_on
        `CONTINUES`, `OPENS` or `UNKNOWN`.
    """

    meter: NDArray[np.int32]
    time: NDArray[np.int64]
    value: NDArray[np.int64]
    why: NDArray[np.int16]
    goes_on: NDArray[np.int8]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.meter)

    def without(self, dropped: NDArray[np.bool_]) -> Registers:
        """Return the other rows (剔除后)."""
        kept = ~dropped
        return Registers(
            self.meter[kept], self.time[kept], self.value[kept], self.why[kept], self.goes_on[kept]
        )

    def flagged(self, rows: NDArray[np.intp], reason: Reason) -> Registers:
        """Return the same rows, some with one more reason (加标记)."""
        why = self.why.copy()
        why[rows] |= np.int16(reason)
        return replace(self, why=why)


def registers_of(readings: Readings, meters: Meters, terms: MeteringTerms) -> Registers:
    """Return the registers of readings that may be used (可用表计读数), replacements between them."""
    kind = kinds()["register"].number
    usable = readings.kind == kind
    if int(readings.quality.max(initial=0)) > 0 or 0 not in terms.usable:
        usable &= np.isin(readings.quality, np.array(terms.usable, dtype=np.int8))
    kept = slice(None) if usable.all() else usable
    meter = _meter_rows(readings.point[kept], meters)
    size = len(meter)
    found = Registers(
        meter,
        readings.time[kept],
        readings.value[kept],
        np.zeros(size, dtype=np.int16),
        np.zeros(size, dtype=np.int8),
    )
    for event in sorted(meters.events, key=lambda each: (each.point, each.time)):
        found = _with_event(found, event, meters)
    return found


def _meter_rows(point: NDArray[np.int32], meters: Meters) -> NDArray[np.int32]:
    """Return the row of each reading's meter; readings of one point stand together."""
    if not len(point):
        return np.zeros(0, dtype=np.int32)
    starts = np.concatenate([[0], np.flatnonzero(point[1:] != point[:-1]) + 1])
    return np.repeat(meters.rows(point[starts]), np.diff(starts, append=len(point)))


def _with_event(found: Registers, event: MeterEvent, meters: Meters) -> Registers:
    row = meters.row(event.point)
    first, last = np.searchsorted(found.meter, [row, row + 1])
    at = int(first + np.searchsorted(found.time[first:last], event.time))
    at_event = at < last and found.time[at] == event.time
    if at_event and event.removed == found.value[at] != event.installed:
        at += 1  # the reading of that second is still of the old meter
    if at in (first, last):  # nothing was read on one side of it: no step crosses it
        return found
    why, goes_on = found.why.copy(), found.goes_on.copy()
    if event.installed is None:
        why[at] |= np.int16(Reason.REPLACED)
        goes_on[at] = UNKNOWN
    new = [] if event.removed is None else [(event.removed, CONTINUES)]
    if event.installed is not None:
        new.append((event.installed, UNKNOWN if event.removed is None else OPENS))
    count = len(new)
    places = [at] * count
    return Registers(
        np.insert(found.meter, places, [row] * count),
        np.insert(found.time, places, [event.time] * count),
        np.insert(found.value, places, [value for value, _ in new]),
        np.insert(why, places, [int(Reason.REPLACED)] * count),
        np.insert(goes_on, places, [way for _, way in new]),
    )


def room(
    meters: Meters, meter: NDArray[np.int32], since: NDArray[np.int64], until: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the most a register can grow between two times (增量上限); -1 where no limit is known.

    A register shows whole numbers of its last decimal, so one of them is allowed on top.
    """
    limit, factor = meters.limit[meter], meters.factor[meter]
    for row in map(meters.row, meters.changing):
        of = meter == row
        factor[of] = meters.factor_at(row, since[of])
    most = limit * (until - since) // (factor * 3600) + 1
    most[limit == 0] = -1
    return most
