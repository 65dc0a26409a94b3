"""Simulated devices (模拟设备): editions, checksums, keys and faults drawn from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple, get_args

from shuangkong.monitoring.hj212 import DIALECTS, VERSIONS, Dialect, Envelope, Version, build_frame, flag_of

__all__ = ["FAULTS", "Fault", "Sending", "SimulatedDevice", "simulated"]

Fault = Literal["", "wrong_crc", "pieces", "again", "late", "junk", "slow", "other_content", "split"]
FAULTS: tuple[Fault, ...] = tuple(each for each in get_args(Fault) if each)
"""Wrong checksum; cut into pieces; sent again; data of an hour ago; junk before it; byte by byte; one QN for
two contents; a split upload."""

_DATA = 4320
"""Periods of ten minutes before its clock that a device has data of: thirty days, then again."""
_COMMANDS = ("2011", "2051", "2061")
_FACTORS = {"2005": ("011", "060"), "2017": ("a21026", "a21002", "a34013"), "2025": ("a21026", "a21002")}
_SOURCE = {"2005": "32", "2017": "31", "2025": "31"}


class Sending(NamedTuple):
    """What is written next (待发送).

    Attributes
    ----------
    writes
        Written one after the other, with a pause between.
    waits_for
        QNs whose answers are expected.
    again
        What is sent when no answer comes; empty where none can come.
    """

    fault: Fault
    writes: tuple[bytes, ...]
    waits_for: tuple[str, ...]
    again: bytes


@dataclass
class SimulatedDevice:
    """One simulated device (模拟设备).

    Parameters
    ----------
    share
        Share of uploads with a fault, 0 to 1.
    begin
        Its clock when it starts, of whole seconds.
    """

    mn: str
    version: Version
    dialect: Dialect
    key: bytes
    chance: random.Random
    share: float
    begin: datetime
    password: str = "123456"
    sent: int = field(default=0, init=False)
    register: int = field(default=0, init=False)

    def next(self) -> Sending:
        """Return the next upload (下一次上传)."""
        fault: Fault = self.chance.choice(FAULTS) if self.chance.random() < self.share else ""
        time = self.begin - timedelta(minutes=10 * (_DATA - self.sent % _DATA))
        if fault == "late":
            time -= timedelta(hours=1)
        if fault == "split":
            return self._split(time)
        qn = self._qn()
        frame = self._frame(qn, time, resent=fault == "late" and self.version == "2025")
        return self._faulty(fault, qn, frame, time)

    def _faulty(self, fault: Fault, qn: str, frame: bytes, time: datetime) -> Sending:
        if fault == "wrong_crc":
            digits = b"%04X" % (int(frame[-6:-2], 16) ^ 0x0F0F)
            return Sending(fault, (frame[:-6] + digits + b"\r\n",), (), b"")
        if fault == "pieces":
            cuts = sorted(self.chance.sample(range(1, len(frame)), 3))
            parts = tuple(frame[a:b] for a, b in zip([0, *cuts], [*cuts, len(frame)], strict=True))
            return Sending(fault, parts, (qn,), frame)
        if fault == "again":
            return Sending(fault, (frame, frame), (qn,), frame)
        if fault == "junk":
            junk = self.chance.randbytes(self.chance.randrange(1, 60)).replace(b"#", b"?")
            return Sending(fault, (junk + b"\r\n" + frame,), (qn,), frame)
        if fault == "slow":
            return Sending(
                fault, tuple(frame[place : place + 16] for place in range(0, len(frame), 16)), (qn,), frame
            )
        if fault == "other_content":
            return Sending(fault, (frame, self._frame(qn, time)), (qn,), frame)
        return Sending(fault, (frame,), (qn,), frame)

    def _split(self, time: datetime) -> Sending:
        qns = (self._qn(), self._qn())
        frames = [self._frame(qn, time, packet=number) for number, qn in enumerate(qns, 1)]
        self.chance.shuffle(frames)  # packets are independent of each other, in any order
        return Sending("split", tuple(frames), qns, b"".join(frames))

    def _qn(self) -> str:
        self.sent += 1
        moment = self.begin + timedelta(milliseconds=self.sent)
        return f"{moment:%Y%m%d%H%M%S}{self.sent % 1000:03d}"

    def _frame(self, qn: str, time: datetime, *, resent: bool = False, packet: int = 0) -> bytes:
        cn = _COMMANDS[self.sent % 3] if not packet else "2051"
        flag = flag_of(self.version, wants_answer=True, is_split=bool(packet))
        sent = Envelope(
            qn,
            _SOURCE[self.version],
            cn,
            self.password,
            self.mn,
            flag,
            2 if packet else None,
            packet or None,
            resent,
        )
        return build_frame(sent, self._content(cn, time), dialect=self.dialect, key=self.key)

    def _content(self, cn: str, time: datetime) -> str:
        self.register += self.chance.randrange(1, 500)
        statistic = "Rtd" if cn == "2011" else "Avg"
        items = [f"DataTime={time:%Y%m%d%H%M}00"]
        for code in _FACTORS[self.version]:
            value = self.chance.randrange(100, 9000) / 100
            letter = self.chance.choice("NNNNNNNNND")
            items.append(f"{code}-{statistic}={value:.2f},{code}-Flag={letter}")
        if cn == "2011":
            items.append(f"ele01-Rtd={self.register / 10:.1f},ele01-Flag=N")
        return ";".join(items)


def simulated(number: int, *, seed: int, share: float, begin: datetime) -> list[SimulatedDevice]:
    """Return devices (模拟设备): of every edition and checksum in turn; each third of 2025 encrypts.

    Examples
    --------
    >>> found = simulated(6, seed=1, share=0.0, begin=datetime(2026, 1, 1))
    >>> [(each.version, each.dialect, len(each.mn), bool(each.key)) for each in found][1:3]
    [('2017', 'hj', 24, False), ('2025', 'hj', 24, True)]
    """
    devices = []
    for place in range(number):
        version = VERSIONS[place % 3]
        mn = f"{88888880000000 + place}" if version == "2005" else f"{0x5E << 88 | place:024X}"
        dialect = DIALECTS[place // 3 % 3] if place // 9 % 3 == 0 else "hj"
        key = bytes([seed & 0xFF]) * 16 if version == "2025" and place // 3 % 3 == 0 else b""
        chance = random.Random(f"{seed}/{place}")
        devices.append(SimulatedDevice(mn, version, dialect, key, chance, share, begin))
    return devices
