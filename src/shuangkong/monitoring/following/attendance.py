"""Attendance of devices (到报情况): what is missing, late or split and never whole; whose clock is wrong."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shuangkong.monitoring.following.turning import seconds_of
from shuangkong.monitoring.gateway.device import Devices
from shuangkong.monitoring.hj212 import Frame

__all__ = ["SKEW", "Attendance", "Gap"]

SKEW = 300
"""Seconds by which a clock may differ before it is flagged."""
_HOUR, _DAY = 3600, 86_400
_GAPS, _SPLITS, _MOST_PERIODS = 10_000, 20_000, 400
_INSTANT = "2011"


class Gap(NamedTuple):
    """Periods of a device that did not come (缺报时段).

    Attributes
    ----------
    begin, end
        Starts of the first and the last period missing [s of the workspace's clock].
    """

    mn: str
    st: str
    cn: str
    begin: int
    end: int


@dataclass
class Attendance:
    """What came of what was expected (到报登记).

    Attributes
    ----------
    late
        MN → data that came after younger data of the same command.
    skewed
        MN → seconds by which its clock was ahead (behind: negative) when last heard, beyond `SKEW`.
    asking
        MN → ST of devices that asked for their clock to be set, since last taken.
    last
        (MN, CN) → youngest time that came.
    """

    devices: Devices
    late: Counter[str] = field(default_factory=Counter)
    skewed: dict[str, int] = field(default_factory=dict)
    asking: dict[str, str] = field(default_factory=dict)
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    _gaps: OrderedDict[Gap, None] = field(default_factory=OrderedDict)
    _splits: OrderedDict[tuple[str, str, str, str, int], tuple[int, set[int]]] = field(
        default_factory=OrderedDict
    )

    def note(self, frame: Frame, received: int) -> None:
        """Note a frame (登记到报).

        Parameters
        ----------
        received
            When it came [s of the workspace's clock].
        """
        sent = frame.envelope
        self._clock(frame, received)
        if sent.cn == "1013":
            self.asking[sent.mn] = sent.st
        if sent.cn not in ("2051", "2061", "2031", _INSTANT):
            return
        text = next((value for code, name, value in frame.fields if name == "DataTime" and not code), "")
        time = seconds_of(text[:14])
        if time is None:
            return
        if sent.pnum is not None and sent.pno is not None:
            self._split(frame, text, received)
        if sent.cn != _INSTANT:
            self._period(frame, time, received)

    def remember(self, gaps: Iterable[Gap], last: Mapping[tuple[str, str], int]) -> None:
        """Go on from what was known before a stop (恢复)."""
        self._gaps.update(dict.fromkeys(gaps))
        self.last.update(last)

    def gaps(self) -> list[Gap]:
        """Return what is missing, oldest first (缺报)."""
        return sorted(self._gaps, key=lambda gap: gap.begin)

    def unfinished(
        self, now: int, patience: int = 1200
    ) -> Mapping[tuple[str, str, str, str, int], list[int]]:
        """Return the split uploads that did not become whole (未到齐的分包): what came of each.

        Parameters
        ----------
        patience
            Seconds after the first packet [s].
        """
        return {key: sorted(came) for key, (first, came) in self._splits.items() if now - first > patience}

    def _clock(self, frame: Frame, received: int) -> None:
        sent = frame.envelope
        time = None if sent.is_resent else seconds_of(sent.qn[:14])
        if time is None:
            return
        if abs(time - received) > SKEW:
            self.skewed[sent.mn] = time - received
        else:
            self.skewed.pop(sent.mn, None)

    def _split(self, frame: Frame, text: str, received: int) -> None:
        sent = frame.envelope
        if sent.pnum is None or sent.pno is None:
            return
        key = (sent.mn, sent.st, sent.cn, text, sent.pnum)
        _, came = self._splits.setdefault(key, (received, set()))
        came.add(sent.pno)
        if len(came & set(range(1, min(sent.pnum, 10_000) + 1))) >= sent.pnum:
            del self._splits[key]
        elif len(self._splits) > _SPLITS:
            self._splits.popitem(last=False)

    def _period(self, frame: Frame, time: int, received: int) -> None:
        sent = frame.envelope
        device = self.devices.find(sent.mn)
        minute = 600 if device is None else device.minute_interval
        step = {"2051": minute, "2061": _HOUR, "2031": _DAY}[sent.cn]
        last = self.last.get((sent.mn, sent.cn))
        if last is None or (time > last and time <= received + SKEW):
            self.last[sent.mn, sent.cn] = time
        if last is None or time == last:
            return
        if time > last + step and time <= received + SKEW:
            begin = max(last + step, time - _MOST_PERIODS * step)
            self._gaps[Gap(sent.mn, sent.st, sent.cn, begin, time - step)] = None
            if len(self._gaps) > _GAPS:
                self._gaps.popitem(last=False)
        elif time < last:
            self.late[sent.mn] += 1
            self._fill(sent.mn, sent.cn, time, step)

    def _fill(self, mn: str, cn: str, time: int, step: int) -> None:
        """Take one period that came late out of what is missing."""
        for gap in [each for each in self._gaps if each.mn == mn and each.cn == cn]:
            if not gap.begin <= time <= gap.end:
                continue
            del self._gaps[gap]
            if gap.begin <= time - step:
                self._gaps[gap._replace(end=time - step)] = None
            if time + step <= gap.end:
                self._gaps[gap._replace(begin=time + step)] = None
