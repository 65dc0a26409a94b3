"""Metering (由表计到能量): readings of registers into the use of every hour, with bounds and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.monitoring.energy.booking import HOUR, Booked, book, spans_of
from shuangkong.monitoring.energy.judging import Rejected, judge
from shuangkong.monitoring.energy.meters import Meters
from shuangkong.monitoring.energy.reason import Reason, quality_of
from shuangkong.monitoring.energy.registers import registers_of
from shuangkong.monitoring.energy.steps import Steps, steps_of
from shuangkong.monitoring.energy.terms import MeteringTerms
from shuangkong.monitoring.reading import Readings, kinds

__all__ = ["Energy", "booked_by_hour", "hour_edges", "hourly_readings", "meter_energy"]

# What a block needs stays in the processor's cache and out of memory.
_BLOCK = 120_000


@dataclass(frozen=True)
class Energy:
    """Energy of meters (计量能量).

    Attributes
    ----------
    hours
        Use of every hour that readings cover, in part or whole. An hour of silence has no row.
    spans
        Steps that reach over an hour's edge: their parts are estimates, their whole is not.
    rejected
        Readings that were not taken, with the reason.
    """

    meters: Meters
    hours: Booked
    spans: Steps
    rejected: Rejected


def meter_energy(readings: Readings, meters: Meters, terms: MeteringTerms) -> Energy:
    """Return the use of every hour from readings of registers (由表计读数到小时用量).

    Raises
    ------
    ProblemsFound
        ``metering_readings_without_point`` where readings are of a point not among the meters.

    Examples
    --------
    A reading lost across an edge: the total stays, the two hours are bounded.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from shuangkong.monitoring.reading import Point
    >>> from shuangkong.packs import load_packs
    >>> terms = MeteringTerms.of(load_packs("cn").rule("metering-default", on=date(2026, 1, 1)))
    >>> point = Point(1, "A-1", "A", "150100", "electricity", "kWh", 0, hourly_limit=Decimal(100))
    >>> readings = Readings.of([1] * 4, [1] * 4, [0, 1800, 5400, 7200], [0, 40, 120, 160])
    >>> hours = meter_energy(readings, Meters((point,)), terms).hours
    >>> hours.value.tolist(), hours.low.tolist(), hours.high.tolist()
    ([80, 80], [70, 70], [90, 90])
    """
    _check_points(readings, meters)
    parts = [_block(block, meters, terms) for block in _blocks(readings)]
    hours, spans, rejected = zip(*parts, strict=True)
    return Energy(
        meters,
        Booked.joined(list(hours)),
        Steps.joined(list(spans)),
        Rejected.joined(rejected),
    )


def booked_by_hour(steps: Steps, meters: Meters) -> Booked:
    """Return steps by the hour (小时用量), with what concerns a whole hour flagged."""
    hours = book(steps, hour_edges(steps), meters)
    why = hours.why
    why[hours.covered < HOUR] |= np.int16(Reason.PARTIAL)
    for number in {each.point for each in meters.calibrations}:
        row = meters.row(number)
        of = np.flatnonzero(hours.meter == row)
        why[of[~meters.is_calibrated(row, hours.time[of])]] |= np.int16(Reason.UNCALIBRATED)
    return hours


def hour_edges(steps: Steps) -> NDArray[np.int64]:
    """Return the hours steps lie in (整点)."""
    if not len(steps):
        return np.array([0, HOUR], dtype=np.int64)
    first, last = int(steps.since.min()) // HOUR, -(-int(steps.until.max()) // HOUR)
    return np.arange(first, max(last, first + 1) + 1, dtype=np.int64) * HOUR


def hourly_readings(energy: Energy) -> Readings:
    """Return the hours as readings to be kept (核算小时值): use, least and most, each with its quality."""
    hours = energy.hours
    point, size = energy.meters.numbers[hours.meter], len(hours)
    found = kinds()
    numbers = [found[f"computed_hour_{name}"].number for name in ("cou", "low", "high")]
    kind = np.repeat(np.array(numbers, dtype=np.int8), size)
    time, points = np.tile(hours.time, 3), np.tile(point, 3)
    order = np.lexsort((time, kind, points))
    value = np.concatenate([hours.value, hours.low, hours.high])
    quality = np.tile(quality_of(hours.why), 3)
    return Readings.of(points[order], kind[order], time[order], value[order], quality[order])


def _check_points(readings: Readings, meters: Meters) -> None:
    points = readings.point
    changes = np.flatnonzero(points[1:] != points[:-1]) + 1
    present = points[np.concatenate([[0], changes])] if len(points) else points
    unknown = np.setdiff1d(present, meters.numbers)
    if len(unknown):
        shown = ", ".join(str(each) for each in unknown[:5].tolist())
        raise ProblemsFound([Problem("metering_readings_without_point", shown, {"count": len(unknown)})])


def _blocks(readings: Readings) -> Iterator[Readings]:
    """Yield the readings in blocks of whole points (按测点分块)."""
    size, start = len(readings), 0
    while True:
        end = min(start + _BLOCK, size)
        if end < size:
            after = int(np.searchsorted(readings.point, readings.point[end - 1], side="right"))
            before = int(np.searchsorted(readings.point, readings.point[end - 1]))
            end = before if before > start else after
        yield _between(readings, start, end)
        start = end
        if start >= size:
            return


def _between(readings: Readings, start: int, end: int) -> Readings:
    """Return the readings of some rows (部分读数)."""
    part = slice(start, end)
    return Readings(
        readings.point[part],
        readings.kind[part],
        readings.time[part],
        readings.value[part],
        readings.quality[part],
        readings.version[part],
        is_checked=True,
    )


def _block(readings: Readings, meters: Meters, terms: MeteringTerms) -> tuple[Booked, Steps, Rejected]:
    present = meters.of(np.unique(readings.point).tolist()) if len(readings) else meters
    found, rejected = judge(registers_of(readings, present, terms), present, terms)
    steps = steps_of(found, present, terms)
    hours = booked_by_hour(steps, present)
    spans = steps.only(spans_of(steps, hour_edges(steps)))
    rows = meters.rows(present.numbers)
    return hours.renumbered(rows), spans.renumbered(rows), rejected
