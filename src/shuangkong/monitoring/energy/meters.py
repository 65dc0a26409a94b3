"""Meters (计量器具): what is known of a register beside its readings: limits, replacements, multipliers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shuangkong.errors import Collector
from shuangkong.monitoring.reading import Point

__all__ = ["Calibration", "MeterEvent", "Meters", "Multiplier"]


@dataclass(frozen=True)
class MeterEvent:
    """A meter taken out and another put in (换表), with what both showed where it was written down.

    Attributes
    ----------
    time
        Seconds of the workspace's clock; a reading of that very second is of the new meter.
    removed, installed
        Registers of the old and the new meter [whole numbers of the last decimal]; None where not recorded.
    """

    point: int
    time: int
    removed: int | None = None
    installed: int | None = None


@dataclass(frozen=True)
class Multiplier:
    """What one unit of the register stands for (倍率, CT×PT), from a time on."""

    point: int
    since: int
    value: Decimal


@dataclass(frozen=True)
class Calibration:
    """Time a calibration holds (检定有效期): from `since` to before `until`."""

    point: int
    since: int
    until: int


@dataclass(frozen=True)
class Meters:
    """The meters of some points (计量器具), in columns by ascending point number.

    Raises
    ------
    ProblemsFound
        ``metering_point_twice``, ``metering_point_unknown``, ``metering_multiplier`` where one is not above
        zero.

    Examples
    --------
    A current transformer of 2000/5 from the start, and 3000/5 a day later.

    >>> point = Point(7, "A-1", "A", "150100", "electricity", "kWh", decimals=2, hourly_limit=Decimal(2000))
    >>> meters = Meters((point,), multipliers=(Multiplier(7, 0, Decimal(400)),))
    >>> meters.decimals.tolist(), meters.limit.tolist(), meters.factor_at(0, np.array([5])).tolist()
    ([2], [200000], [400])
    """

    points: tuple[Point, ...]
    events: tuple[MeterEvent, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    _histories: Mapping[int, tuple[Multiplier, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", tuple(sorted(self.points, key=lambda point: point.number)))
        _check(self)
        found: dict[int, list[Multiplier]] = {}
        for each in sorted(self.multipliers, key=lambda each: each.since):
            found.setdefault(each.point, []).append(each)
        object.__setattr__(self, "_histories", {point: tuple(each) for point, each in found.items()})

    @cached_property
    def numbers(self) -> NDArray[np.int32]:
        """Numbers of the points, ascending."""
        return np.array([point.number for point in self.points], dtype=np.int32)

    def rows(self, point: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return where each point stands in the columns (所在行)."""
        return np.searchsorted(self.numbers, point).astype(np.int32)

    def row(self, number: int) -> int:
        """Return where a point stands in the columns (所在行)."""
        return int(np.searchsorted(self.numbers, number))

    @cached_property
    def decimals(self) -> NDArray[np.int64]:
        """Decimals of the energy of each point: those of its register and of its multipliers."""
        return self._column(lambda point: point.decimals + self._shift(point.number))

    @cached_property
    def limit(self) -> NDArray[np.int64]:
        """Greatest use of an hour in whole numbers of the energy's last decimal; 0 where unknown."""
        return self._column(lambda point: _scaled(point, point.decimals + self._shift(point.number)))

    @cached_property
    def capacity(self) -> NDArray[np.int64]:
        """Where each register rolls over; 0 where unknown."""
        return self._column(lambda point: point.capacity or 0)

    @cached_property
    def interval(self) -> NDArray[np.int64]:
        """Seconds between two expected readings."""
        return self._column(lambda point: point.interval)

    @cached_property
    def factor(self) -> NDArray[np.int64]:
        """First multiplier of each point in whole numbers."""
        return self._column(lambda point: self._factors(point.number)[1][0])

    @cached_property
    def most_factor(self) -> NDArray[np.int64]:
        """Greatest multiplier each point ever had, in whole numbers."""
        return self._column(lambda point: int(self._factors(point.number)[1].max()))

    @cached_property
    def changing(self) -> tuple[int, ...]:
        """Numbers of the points whose multiplier changed."""
        return tuple(sorted(point for point, each in self._histories.items() if len(each) > 1))

    def factor_at(self, row: int, time: NDArray[np.int64], side: str = "right") -> NDArray[np.int64]:
        """Return the multiplier of a point at times (时点倍率), in whole numbers; the first holds before."""
        since, factors = self._factors(int(self.numbers[row]))
        held = np.searchsorted(since, time, side="left" if side == "left" else "right") - 1
        found: NDArray[np.int64] = factors[np.maximum(held, 0)]
        return found

    def is_calibrated(self, row: int, time: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether a calibration held at times (是否在检定期内); all where nothing is recorded."""
        held = [each for each in self.calibrations if each.point == self.numbers[row]]
        if not held:
            return np.ones(len(time), dtype=np.bool_)
        found = np.zeros(len(time), dtype=np.bool_)
        for each in held:
            found |= (time >= each.since) & (time < each.until)
        return found

    def of(self, numbers: Iterable[int]) -> Meters:
        """Return the meters of some points (部分计量器具)."""
        kept = set(numbers)
        return Meters(
            tuple(each for each in self.points if each.number in kept),
            tuple(each for each in self.events if each.point in kept),
            tuple(each for each in self.multipliers if each.point in kept),
            tuple(each for each in self.calibrations if each.point in kept),
        )

    def _shift(self, number: int) -> int:
        return max((-_exponent(each.value) for each in self._histories.get(number, ())), default=0)

    def _factors(self, number: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        history = self._histories.get(number) or (Multiplier(number, 0, Decimal(1)),)
        shift = self._shift(number)
        since = np.array([each.since for each in history], dtype=np.int64)
        return since, np.array([int(each.value.scaleb(shift)) for each in history], dtype=np.int64)

    def _column(self, of: Callable[[Point], int]) -> NDArray[np.int64]:
        return np.array([of(point) for point in self.points], dtype=np.int64)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return min(int(exponent), 0)


def _scaled(point: Point, decimals: int) -> int:
    return 0 if point.hourly_limit is None else int(point.hourly_limit.scaleb(decimals))


def _check(meters: Meters) -> None:
    problems = Collector()
    seen: set[int] = set()
    for point in meters.points:
        if point.number in seen:
            problems.add("metering_point_twice", point.id, number=point.number)
        seen.add(point.number)
    said: Sequence[MeterEvent | Multiplier | Calibration] = (
        *meters.events,
        *meters.multipliers,
        *meters.calibrations,
    )
    for each in said:
        if each.point not in seen:
            problems.add("metering_point_unknown", type(each).__name__, number=each.point)
    for multiplier in meters.multipliers:
        if multiplier.value <= 0:
            problems.add("metering_multiplier", str(multiplier.point), value=multiplier.value)
    problems.raise_errors()
