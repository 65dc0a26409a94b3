"""Merging (并入): what a delivery adds to a month, what it replaces, and what it changes nothing of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store.held import Held, assembled, keys, picked, together

__all__ = ["Merged", "merged"]

_Places = NDArray[np.int64]


@dataclass(frozen=True)
class Merged:
    """A month after a delivery (并入结果).

    Attributes
    ----------
    current
        Readings that hold now; None where the delivery changes nothing.
    replaced
        Readings that were replaced by this delivery, or came too late to hold at all.
    changed
        Of the delivery, those that are now current.
    """

    current: Held | None
    replaced: Held
    changed: Readings
    new: int
    equal: int


def merged(held: Held, past: Held, delivery: Readings, received_at: int, start: int) -> Merged:
    """Merge a delivery into the readings of one month (并入一个月).

    Of two readings under one key the one received later holds; received at one moment, the one of the greater
    value, then quality. An equal reading changes nothing. The version of the current reading is the number of
    those it replaced, so that versions under one key are 0, 1, 2 … without a gap.

    Parameters
    ----------
    held, past
        Current readings of the month, and those replaced before.
    delivery
        Strictly ascending, all of the month; its versions say nothing here.
    start
        First second of the month.

    Notes
    -----
    Deliveries may come in any order: the same readings are current in the end, as long as no key is given a
    value it had before. Whether a value given again corrects back or is an old file once more, only the order
    tells.
    """
    if not len(held):
        current = _inserted(held, delivery, np.zeros(0, np.int64), received_at)
        return Merged(current, Held.empty(), delivery, len(delivery), 0)
    old = keys(held.readings, start)
    new = keys(delivery, start)
    at = np.searchsorted(old, new)
    known = np.zeros(len(new), bool)
    inside = at < len(old)
    known[inside] = old[at[inside]] == new[inside]
    rows, place = np.flatnonzero(known), at[known]
    now, was = picked(delivery, known), picked(held.readings, place)
    equal = (now.value == was.value) & (now.quality == was.quality)
    wins = ~equal & _holds(now, was, received_at, held.received[place])
    loses = ~equal & ~wins
    loses[loses] = ~_among(past, picked(now, loses), received_at, start)
    if not (wins.any() or loses.any()) and known.all():
        return Merged(None, Held.empty(), picked(delivery, slice(0)), 0, len(rows))
    replaced = _replaced(now, held, place, wins, loses, received_at)
    current = _with_values(held, now, place, wins, loses, received_at)
    fresh = ~known
    touched = fresh.copy()
    touched[rows[wins]] = True
    current = _inserted(current, picked(delivery, fresh), at[fresh], received_at)
    return Merged(current, replaced, picked(delivery, touched), int(fresh.sum()), int(equal.sum()))


def _holds(now: Readings, was: Readings, received_at: int, received: NDArray[np.int64]) -> NDArray[np.bool_]:
    greater = (now.value > was.value) | ((now.value == was.value) & (now.quality > was.quality))
    return np.asarray((received_at > received) | ((received_at == received) & greater))


def _among(past: Held, late: Readings, received_at: int, start: int) -> NDArray[np.bool_]:
    """Tell which late readings are already kept among the replaced ones."""
    seen = {
        (key, value, quality)
        for key, value, quality, received in zip(
            keys(past.readings, start).tolist(),
            past.readings.value.tolist(),
            past.readings.quality.tolist(),
            past.received.tolist(),
            strict=True,
        )
        if received == received_at
    }
    asked = zip(keys(late, start).tolist(), late.value.tolist(), late.quality.tolist(), strict=True)
    return np.array([each in seen for each in asked], bool)


def _replaced(
    now: Readings,
    held: Held,
    place: _Places,
    wins: NDArray[np.bool_],
    loses: NDArray[np.bool_],
    received_at: int,
) -> Held:
    beaten = picked(held.readings, place[wins])
    late = picked(now, loses)
    late = Readings.of(
        late.point, late.kind, late.time, late.value, late.quality, held.readings.version[place[loses]]
    )
    readings = together([beaten, late])
    received = np.concatenate((held.received[place[wins]], np.full(len(late), received_at, np.int64)))
    superseded = np.concatenate((np.full(len(beaten), received_at, np.int64), held.received[place[loses]]))
    return Held(readings, received, superseded)


def _with_values(
    held: Held,
    now: Readings,
    place: _Places,
    wins: NDArray[np.bool_],
    loses: NDArray[np.bool_],
    received_at: int,
) -> Held:
    if not (wins.any() or loses.any()):
        return held
    old = held.readings
    value, quality, version = old.value.copy(), old.quality.copy(), old.version.copy()
    received = held.received.copy()
    value[place[wins]], quality[place[wins]] = now.value[wins], now.quality[wins]
    received[place[wins]] = received_at
    if np.any(version[place[wins | loses]] == np.iinfo(np.int16).max):
        raise OverflowError("a reading has more versions than can be counted")
    version[place[wins | loses]] += 1
    return Held(Readings(old.point, old.kind, old.time, value, quality, version, is_checked=True), received)


def _inserted(held: Held, fresh: Readings, at: _Places, received_at: int) -> Held:
    if not len(fresh):
        return held
    fresh = Readings.of(fresh.point, fresh.kind, fresh.time, fresh.value, fresh.quality)
    if not len(held):
        return Held(fresh, np.full(len(fresh), received_at, np.int64))
    columns = (
        np.insert(old, at, new)
        for old, new in zip(held.readings.columns.values(), fresh.columns.values(), strict=True)
    )
    return Held(assembled(columns), np.insert(held.received, at, received_at))
