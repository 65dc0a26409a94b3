"""Judging registers (读数判别): what the meter cannot have shown is rejected or no longer relied on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.energy.meters import Meters
from shuangkong.monitoring.energy.reason import Reason
from shuangkong.monitoring.energy.registers import CONTINUES, Registers, room
from shuangkong.monitoring.energy.runs import equal_before, long_runs
from shuangkong.monitoring.energy.terms import MeteringTerms

__all__ = ["Rejected", "judge"]


@dataclass(frozen=True)
class Rejected:
    """Readings energy was not taken from (未采用读数), with the reason of each."""

    point: NDArray[np.int32]
    time: NDArray[np.int64]
    value: NDArray[np.int64]
    why: NDArray[np.int16]

    @classmethod
    def joined(cls, parts: Sequence[Rejected]) -> Rejected:
        """Return the readings of several lists (合并), by point and time."""
        if not parts:
            whole = np.zeros(0, dtype=np.int64)
            return cls(whole.astype(np.int32), whole, whole, whole.astype(np.int16))
        names = [each.name for each in fields(cls)]
        columns = [np.concatenate([getattr(part, name) for part in parts]) for name in names]
        order = np.lexsort((columns[1], columns[0]))
        return cls(*(column[order] for column in columns))

    def only(self, rows: NDArray[np.bool_]) -> Rejected:
        """Return some of them (部分)."""
        return Rejected(self.point[rows], self.time[rows], self.value[rows], self.why[rows])


def judge(found: Registers, meters: Meters, terms: MeteringTerms) -> tuple[Registers, Rejected]:
    """Return the registers energy is taken from, and those it is not (读数判别).

    Spikes are rejected where the register comes back within a few readings. A rise that the meter cannot have
    passed is believed in its amount and not in its time: the unchanged or ruler-straight readings before it,
    or as many as its limit asks for, are no longer relied on. The last reading of a meter is left until the
    next one where it jumps.
    """
    breaks = _breaks(found, np.arange(1, len(found)), meters)
    rejected: list[Rejected] = []
    for width in range(1, terms.spike_longest + 1):
        if len(breaks):
            found, dropped = _spikes(found, breaks, meters, width)
            found, breaks = _left(found, dropped, breaks, (meters, rejected))
    found = _remarked(found, terms)
    jumps = _jumps(found, breaks, meters)
    if len(jumps):
        found, dropped = _distrusted(found, jumps, meters, terms)
        found, _ = _left(found, dropped, breaks, (meters, rejected))
    return found, Rejected.joined(rejected)


def _breaks(found: Registers, rows: NDArray[np.intp], meters: Meters) -> NDArray[np.intp]:
    """Return which of the rows the register cannot have reached from the row before."""
    whole = len(rows) == len(found) - 1
    now, last = (slice(1, None), slice(None, -1)) if whole else (rows, rows - 1)
    meter, grown = found.meter[now], found.value[now] - found.value[last]
    passed = found.time[now] - found.time[last]
    # Against the slowest pace of each meter first: few rows are left for a closer look.
    odd = np.flatnonzero(_beyond(grown, passed, meters, meter))
    rows, meter = rows[odd], meter[odd]
    plain = (meter == found.meter[rows - 1]) & (found.goes_on[rows] == CONTINUES)
    rows, meter, grown = rows[plain], meter[plain], grown[odd][plain]
    most = room(meters, meter, found.time[rows - 1], found.time[rows])
    kept: NDArray[np.intp] = rows[(grown < 0) | ((grown > most) & (most >= 0))]
    return kept


def _beyond(
    grown: NDArray[np.int64], passed: NDArray[np.int64], meters: Meters, meter: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Return which rows may be breaks: all that are, and a few more."""
    slow = meters.limit // meters.most_factor
    per_hour = np.where(slow > 0, slow, np.iinfo(np.int32).max)
    pace = per_hour[0] if (per_hour == per_hour[0]).all() else per_hour[meter]
    found: NDArray[np.bool_] = (grown < 0) | (grown > passed * pace // 3600 + 1)
    return found


def _left(
    found: Registers,
    dropped: NDArray[np.int16],
    breaks: NDArray[np.intp],
    into: tuple[Meters, list[Rejected]],
) -> tuple[Registers, NDArray[np.intp]]:
    """Return the rows that are left and the breaks among them; note the others as rejected."""
    gone = np.flatnonzero(dropped)
    if not len(gone):
        return found, breaks
    meters, rejected = into
    of = found.meter[gone]
    rejected.append(Rejected(meters.numbers[of], found.time[gone], found.value[gone], dropped[gone]))
    asked = np.zeros(len(found) + 1, dtype=np.bool_)
    asked[breaks] = True
    asked[gone + 1] = True
    kept = dropped == 0
    shifted = np.flatnonzero(kept)
    rows = np.searchsorted(shifted, np.flatnonzero(asked[: len(found)]))  # the next row that is left
    left = found.without(~kept)
    rows = np.unique(rows[(rows > 0) & (rows < len(left))])
    return left, _breaks(left, rows, meters)


def _spikes(
    found: Registers, breaks: NDArray[np.intp], meters: Meters, width: int
) -> tuple[Registers, NDArray[np.int16]]:
    """Return which rows are spikes of a width: the register leaves and comes back to what it can be."""
    dropped = np.zeros(len(found), dtype=np.int16)
    starts = np.unique(np.concatenate([breaks, breaks - width]))
    starts = starts[(starts >= 1) & (starts + width < len(found))]
    before, after = starts - 1, starts + width
    most = room(meters, found.meter[before], found.time[before], found.time[after])
    back = found.value[after] - found.value[before]
    one_meter = found.meter[before] == found.meter[after]
    for step in range(width + 1):
        one_meter &= found.goes_on[starts + step] == CONTINUES
    leaves, returns = np.isin(starts, breaks), np.isin(after, breaks)
    within = np.where(most < 0, leaves | returns, leaves & returns & (back <= most))
    why, free = found.why.copy(), 0
    for start in starts[one_meter & (back >= 0) & within].tolist():
        if start >= free:
            dropped[start : start + width] = Reason.SPIKE
            why[start + width] |= np.int16(Reason.SPIKE)
            free = start + width + 1
    return replace(found, why=why), dropped


def _remarked(found: Registers, terms: MeteringTerms) -> Registers:
    """Return the rows with those flagged that repeat the one before too long; they are believed so far."""
    same = np.zeros(len(found), dtype=np.bool_)
    same[1:] = (found.value[1:] == found.value[:-1]) & (found.meter[1:] == found.meter[:-1])
    same &= found.goes_on == CONTINUES
    rows = long_runs(same, found.time, terms.stuck_seconds)
    return found.flagged(rows, Reason.STUCK) if len(rows) else found


def _distrusted(
    now: Registers, jumps: NDArray[np.intp], meters: Meters, terms: MeteringTerms
) -> tuple[Registers, NDArray[np.int16]]:
    """Return which rows before a jump are no longer relied on, and the last row of a meter where it jumps."""
    why, dropped = now.why.copy(), np.zeros(len(now), dtype=np.int16)
    for jump in jumps.tolist():
        if jump + 1 == len(now) or now.meter[jump + 1] != now.meter[jump]:
            dropped[jump] = Reason.JUMP  # nothing confirms it yet
            continue
        since, reason = _cause(now, jump, meters, terms)
        why[jump] |= np.int16(reason)
        dropped[since + 1 : jump] = reason
    return replace(now, why=why), dropped


def _jumps(now: Registers, breaks: NDArray[np.intp], meters: Meters) -> NDArray[np.intp]:
    """Return the rows that rise too far; of meters without limit those that rise as never else."""
    rises = breaks[now.value[breaks] >= now.value[breaks - 1]]
    if (meters.limit > 0).all():
        return rises
    stuck = (now.why & np.int16(Reason.STUCK)) != 0
    releases = np.flatnonzero(stuck[:-1] & ~stuck[1:] & (now.meter[1:] == now.meter[:-1])) + 1
    releases = releases[(meters.limit[now.meter[releases]] == 0) & (now.goes_on[releases] == CONTINUES)]
    found = [row for row in releases.tolist() if _is_greatest(now, row, releases)]
    return np.union1d(rises, np.array(found, dtype=np.intp))


def _is_greatest(now: Registers, row: int, releases: NDArray[np.intp]) -> bool:
    first, last = np.searchsorted(now.meter, [now.meter[row], now.meter[row] + 1])
    grown, passed = np.diff(now.value[first:last]), np.diff(now.time[first:last])
    others = np.ones(len(grown), dtype=np.bool_)
    others[releases[(releases >= first) & (releases < last)] - first - 1] = False
    others &= (grown > 0) & (now.goes_on[first + 1 : last] == CONTINUES)
    at = row - first - 1
    return bool(others.any() and (grown[at] * passed[others] > grown[others] * passed[at]).all())


def _cause(now: Registers, jump: int, meters: Meters, terms: MeteringTerms) -> tuple[int, Reason]:
    """Return from which row on the rise is spread, and why."""
    first = int(np.searchsorted(now.meter, now.meter[jump]))
    first = max(first, int(np.flatnonzero(now.goes_on[: jump + 1] != CONTINUES)[-1:].max(initial=first)))
    for straight, reason, seconds in (
        (False, Reason.STUCK, terms.stuck_seconds),
        (True, Reason.STRAIGHT_LINE, terms.straight_seconds),
    ):
        since = equal_before(now.time, now.value, (first, jump), straight=straight)
        if now.time[jump] - now.time[since] >= seconds:
            return since, reason
    first = max(
        first, int(np.searchsorted(now.time[first:jump], now.time[jump] - terms.look_back_seconds)) + first
    )
    rows = np.arange(first, jump)
    until = np.full(len(rows), now.time[jump])
    most = room(meters, now.meter[rows], now.time[rows], until)
    fits = rows[(now.value[jump] - now.value[rows] <= most) & (most >= 0)]
    return (int(fits[-1]) if len(fits) else jump - 1), Reason.JUMP
