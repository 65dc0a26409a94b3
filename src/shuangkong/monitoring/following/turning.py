"""Turning frames into readings (转为读数): each field of each factor to its point, kind and quality.

What no point is known for is counted by device, factor and field; its values stay in the evidence, and are
taken when it is followed again. A value that is no decimal number becomes a reading of that quality.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from shuangkong.monitoring.following.directory import Directory
from shuangkong.monitoring.hj212 import Frame
from shuangkong.monitoring.reading import Point, kinds, qualities, quality_of_letter

__all__ = ["Row", "Turner", "fixed_point", "seconds_of"]

Row = tuple[int, int, int, int, int]
"""Point, kind, time, value, quality."""

_DECIMAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_GRAINS: Mapping[str, str] = {
    "2011": "instant",
    "2021": "instant",
    "2051": "minute",
    "2061": "hour",
    "2031": "day",
}
_STATISTICS = frozenset({"avg", "min", "max", "cou"})
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - times of readings are of the workspace's one clock
_AHEAD = 300
"""Seconds a reading may lie ahead of its receipt before it is of a time to come."""
_LARGEST = 1 << 62
_PLANS, _UNKNOWN = 20_000, 50_000


def fixed_point(text: str, decimals: int) -> int | None:
    """Return a value as a whole number of its last decimal (定点数), None where it is no decimal number.

    Digits beyond the point's decimals are rounded half away from zero.

    Examples
    --------
    >>> [fixed_point(text, 2) for text in ("12.3", "-0.005", "1e5", "", "٣", "7", "1.2345")]
    [1230, -1, None, None, None, 700, 123]
    """
    if _DECIMAL.fullmatch(text) is None:
        return None
    whole, _, part = text.partition(".")
    if len(part) <= decimals:
        return int(whole + part.ljust(decimals, "0"))
    found = int((whole + part[:decimals]).lstrip("-")) + (part[decimals] >= "5")
    return -found if text[0] == "-" else found


def seconds_of(text: str) -> int | None:
    """Return a time of 14 digits as seconds since 1970 of the same clock (时刻), None where it is none.

    Examples
    --------
    >>> seconds_of("19700102000001"), seconds_of("20261332000000"), seconds_of("2026")
    (86401, None, None)
    """
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        found = datetime(  # noqa: DTZ001
            int(text[:4]), int(text[4:6]), int(text[6:8]), int(text[8:10]), int(text[10:12]), int(text[12:])
        )
    except ValueError:
        return None
    return (found - _EPOCH) // timedelta(seconds=1)


class _Step(NamedTuple):
    """What is done with one field of a content."""

    value: int
    flag: int
    point: int
    kind: int
    decimals: int


class _Plan(NamedTuple):
    """What is done with contents of one device, command and shape."""

    steps: tuple[_Step, ...]
    unknown: tuple[tuple[str, str], ...]
    time: int


class Turner:
    """Turns frames into rows (转换器), remembering what it found for a device's usual frame.

    Attributes
    ----------
    unknown
        (MN, factor, field) → how often it came without a point.
    untimed
        MN → frames with items whose time cannot be read.
    """

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._plans: dict[tuple[str, str, tuple[tuple[str, str], ...]], _Plan] = {}
        self._qualities: dict[str, int] = {}
        self._named = qualities()
        self._kinds = {name: kind.number for name, kind in kinds().items()}
        self.unknown: Counter[tuple[str, str, str]] = Counter()
        self.untimed: Counter[str] = Counter()

    def rows(self, frame: Frame, received: int) -> list[Row]:
        """Return the readings of a frame (转换).

        Parameters
        ----------
        received
            When it came [s of the workspace's clock].
        """
        sent = frame.envelope
        if sent.cn not in _GRAINS or not frame.fields:
            return []
        plan = self._plan(sent.mn, sent.cn, frame)
        for code, field in plan.unknown:
            if len(self.unknown) < _UNKNOWN or (sent.mn, code, field) in self.unknown:
                self.unknown[sent.mn, code, field] += 1
        if not plan.steps:
            return []
        fields = frame.fields
        time = self.time_of(frame, plan.time)
        if time is None:
            self.untimed[sent.mn] += 1
            return []
        is_ahead = time > received + _AHEAD
        found = []
        for step in plan.steps:
            value = fixed_point(fields[step.value][2], step.decimals)
            letter = fields[step.flag][2] if step.flag >= 0 else ""
            quality = self._quality(letter)
            if is_ahead:
                quality = self._named["future"].number
            if value is None or abs(value) >= _LARGEST:
                value, quality = 0, self._named["unparsable"].number
            found.append((step.point, step.kind, time, value, quality))
        return found

    def time_of(self, frame: Frame, place: int) -> int | None:
        """Return what time a frame speaks of; of real-time data without one, when it was sent."""
        if place >= 0:
            return seconds_of(frame.fields[place][2][:14])
        return seconds_of(frame.envelope.qn[:14]) if _GRAINS[frame.envelope.cn] == "instant" else None

    def _quality(self, letter: str) -> int:
        known = self._qualities.get(letter)
        if known is None:
            known = quality_of_letter(letter).number
            if len(self._qualities) < _PLANS:
                self._qualities[letter] = known
        return known

    def _plan(self, mn: str, cn: str, frame: Frame) -> _Plan:
        names = tuple([field[:2] for field in frame.fields])
        key = (mn, cn, names)
        found = self._plans.get(key)
        if found is None:
            found = self._planned(mn, cn, names)
            if len(self._plans) >= _PLANS:
                self._plans.clear()
            self._plans[key] = found
        return found

    def _planned(self, mn: str, cn: str, names: tuple[tuple[str, str], ...]) -> _Plan:
        steps, unknown, taken = [], [], set[tuple[int, int]]()
        for place, (code, field) in enumerate(names):
            if not code or field in ("Flag", "EFlag", "SampleTime", "Info"):
                continue
            point = self._directory.find(mn, code, field)
            kind = None if point is None else self._kinds.get(_kind_name(_GRAINS[cn], field, point))
            if point is None or kind is None or (point.number, kind) in taken:
                unknown.append((code, field))
                continue
            taken.add((point.number, kind))
            flag = names.index((code, "Flag")) if (code, "Flag") in names else -1
            steps.append(_Step(place, flag, point.number, kind, point.decimals))
        time = names.index(("", "DataTime")) if ("", "DataTime") in names else -1
        return _Plan(tuple(steps), tuple(unknown), time)


def _kind_name(grain: str, field: str, point: Point) -> str:
    """Return the name of the kind a field of a point is; of what is no statistic, an empty one."""
    if grain == "instant":
        usual = field in ("Rtd", "RS")
        if not usual and point.nature != "register":
            return ""
        return point.nature if point.nature in ("register", "state") else "rtd"
    statistic = field.removeprefix("Zs").lower()
    return f"{grain}_{statistic}" if statistic in _STATISTICS else ""
