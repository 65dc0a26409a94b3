"""Steps (增量): what passed between two readings relied on, with the least and most it can have been."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from shuangkong.monitoring.energy.fixed import product
from shuangkong.monitoring.energy.meters import Meters
from shuangkong.monitoring.energy.reason import Reason
from shuangkong.monitoring.energy.registers import CONTINUES, OPENS, Registers
from shuangkong.monitoring.energy.terms import MeteringTerms

__all__ = ["Steps", "steps_of"]


@dataclass(frozen=True)
class Steps:
    """What passed between two times (增量), in whole numbers of the energy's last decimal.

    Attributes
    ----------
    meter
        Row of the meter in `Meters`.
    low, high
        Least and most it can have been; equal to `amount` where the register tells it.
    """

    meter: NDArray[np.int32]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    amount: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    why: NDArray[np.int16]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.meter)

    def only(self, rows: NDArray[np.bool_] | NDArray[np.intp]) -> Steps:
        """Return some of them (部分增量)."""
        return Steps(*(getattr(self, each.name)[rows] for each in fields(self)))

    def renumbered(self, rows: NDArray[np.int32]) -> Steps:
        """Return them with the meters' rows in another list (换表号)."""
        return replace(self, meter=rows[self.meter])

    @classmethod
    def joined(cls, parts: list[Steps]) -> Steps:
        """Return the steps of several lists, one after the other (合并)."""
        names = [each.name for each in fields(cls)]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def steps_of(found: Registers, meters: Meters, terms: MeteringTerms) -> Steps:
    """Return the steps between registers (增量), all judged and none of them negative.

    A fall is a roll-over where the capacity is recorded and what passed is plausible, else the register was
    set back: then what passed since 0 is taken where the meter can have passed it, and between nothing and
    its limit is possible.
    """
    flows = (found.meter[1:] == found.meter[:-1]) & (found.goes_on[1:] != OPENS)
    every = bool(flows.all())
    kept = slice(None) if every else flows
    meter = found.meter[1:][kept]
    since, until = found.time[:-1][kept], found.time[1:][kept]
    register, why = (found.value[1:] - found.value[:-1])[kept], found.why[1:][kept].copy()
    longest, passed = _gap_seconds(meters, terms), until - since
    long = np.flatnonzero(passed > longest.min(initial=longest.max(initial=0)))
    why[long[passed[long] > longest[meter[long]]]] |= np.int16(Reason.GAP)
    unknown = (found.goes_on[1:][kept] != CONTINUES) | (register < 0)
    odd = np.flatnonzero(unknown)
    rolled, more = _rolled_over(found.value[:-1][kept], register, odd, meters, (meter, since, until), terms)
    register[rolled] += meters.capacity[meter[rolled]]
    why[rolled] |= np.int16(Reason.ROLLED_OVER)
    amount = register if (meters.factor == 1).all() else product(register, meters.factor[meter])
    steps = Steps(meter, since, until, amount, amount, amount, why)
    steps = _with_changes(steps, register, meters)
    lost = np.setdiff1d(odd, rolled)
    if not len(lost) and not more.any():
        return steps
    return _bounded(steps, lost, found.value[1:][kept][lost], (rolled, more), meters)


def _gap_seconds(meters: Meters, terms: MeteringTerms) -> NDArray[np.int64]:
    return np.array([int(each * terms.gap_multiple) for each in meters.interval.tolist()], dtype=np.int64)


def _rolled_over(
    before: NDArray[np.int64],
    register: NDArray[np.int64],
    odd: NDArray[np.intp],
    meters: Meters,
    of: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]],
    terms: MeteringTerms,
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return which falls are roll-overs, and how much more may have passed in further turns."""
    meter, since, until = (each[odd] for each in of)
    capacity = meters.capacity[meter]
    grown = register[odd] + capacity
    share = terms.roll_over_share
    most = np.array([int(each * share) for each in capacity.tolist()], dtype=np.int64)
    known = meters.limit[meter] > 0
    limit = meters.limit[meter] // meters.factor[meter] * (until - since) // 3600 + 1
    most[known] = limit[known]
    held = (capacity > 0) & (register[odd] < 0) & (before[odd] < capacity) & (grown >= 0) & (grown <= most)
    turns = np.where(known & held, (limit - grown) // np.maximum(capacity, 1), 0)
    return odd[held], (turns * capacity)[held]


def _with_changes(steps: Steps, register: NDArray[np.int64], meters: Meters) -> Steps:
    """Return the steps of meters whose multiplier changed (倍率变更) with that of each time."""
    amount, low, high, why = steps.amount, steps.low, steps.high, steps.why
    for row in map(meters.row, meters.changing):
        if amount is steps.amount:
            amount, why = amount.copy(), why.copy()
            low, high = amount.copy(), amount.copy()
        of = np.flatnonzero(steps.meter == row)
        early = meters.factor_at(row, steps.since[of])
        late = meters.factor_at(row, steps.until[of], side="left")
        least, most = register[of] * np.minimum(early, late), register[of] * np.maximum(early, late)
        amount[of], low[of], high[of] = (least + most) // 2, least, most
        why[of[early != late]] |= np.int16(Reason.MULTIPLIER_CHANGED)
    return Steps(steps.meter, steps.since, steps.until, amount, low, high, why)


def _bounded(
    steps: Steps,
    lost: NDArray[np.intp],
    shown: NDArray[np.int64],
    rolled: tuple[NDArray[np.intp], NDArray[np.int64]],
    meters: Meters,
) -> Steps:
    """Return the steps with the bounds of those no register tells (有界增量)."""
    amount, low, high, why = steps.amount.copy(), steps.low.copy(), steps.high.copy(), steps.why.copy()
    meter, replaced = steps.meter[lost], (why[lost] & np.int16(Reason.REPLACED)) != 0
    limit = meters.limit[meter]
    most = -(-limit * (steps.until[lost] - steps.since[lost]) // 3600)
    since_zero = shown * meters.factor[meter]
    amount[lost] = np.where(~replaced & (since_zero <= most), since_zero, 0)
    low[lost], high[lost] = 0, np.maximum(most, amount[lost])
    why[lost[~replaced]] |= np.int16(Reason.RESET)
    why[lost[limit == 0]] |= np.int16(Reason.UNBOUNDED)
    rows, more = rolled
    high[rows] += more * meters.factor[steps.meter[rows]]
    return Steps(steps.meter, steps.since, steps.until, amount, low, high, why)
