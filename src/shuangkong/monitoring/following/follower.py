"""The follower (跟读解析): reads evidence on from where it stopped, apart from the gateway that writes it.

Its place is kept after its readings are: after a crash the last batch is done again under the same name.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from shuangkong.monitoring.evidence import Place, Record, Tail
from shuangkong.monitoring.following.attendance import Attendance, Gap
from shuangkong.monitoring.following.directory import Directory
from shuangkong.monitoring.following.turning import Row, Turner
from shuangkong.monitoring.gateway.device import Devices
from shuangkong.monitoring.hj212 import read_frame
from shuangkong.monitoring.reading import Readings

__all__ = ["Follower", "Sink", "readings_of"]

Sink = Callable[[str, Readings], None]
"""Takes a batch under its name, and returns when it is durable."""

_MICRO = 1_000_000
_SHOWN = 1_000


@dataclass
class Follower:
    """Follows one folder of evidence (跟读器).

    Parameters
    ----------
    state
        File of its place; what it found out stands beside it.
    offset
        Seconds the workspace's clock is ahead of UTC.
    """

    folder: Path
    state: Path
    devices: Devices
    directory: Directory
    sink: Sink
    offset: int
    frames: int = 0
    readings: int = 0
    repeated: int = 0
    deviations: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.turner = Turner(self.directory)
        self.attendance = Attendance(self.devices)
        self._tail = Tail(self.folder, _place_in(self.state))
        self._remember()

    def step(self, most: int = 5_000) -> int:
        """Take what is new, at most so many records, and return how many there were (跟读一批)."""
        before = self._tail.place
        records = self._tail.read(most)
        if not records:
            return 0
        rows: list[Row] = []
        for record in records:
            rows += self._rows(record)
        self.frames += len(records)
        readings = readings_of(rows)
        self.readings += len(readings)
        self.repeated += len(rows) - len(readings)
        if len(readings):
            self.sink(f"{self.folder.name}-{before.name}", readings)
        self._keep()
        return len(records)

    def _rows(self, record: Record) -> list[Row]:
        frame = read_frame(record.raw)
        device = self.devices.find(frame.envelope.mn)
        if device is not None and (device.profile.key or device.profile.version):
            frame = read_frame(record.raw, device.profile)
        self.deviations.update(frame.deviations)
        received = record.received // _MICRO + self.offset
        self.attendance.note(frame, received)
        return self.turner.rows(frame, received)

    def report(self) -> None:
        """Keep what was found out, beside the place (跟读结果): for whoever looks after the devices."""
        attendance = self.attendance
        told = {
            "frames": self.frames,
            "readings": self.readings,
            "repeated": self.repeated,
            "deviations": dict(sorted(self.deviations.items())),
            "without_point": [
                {"mn": mn, "factor": code, "field": name, "times": number}
                for (mn, code, name), number in self.turner.unknown.most_common(_SHOWN)
            ],
            "without_time": dict(self.turner.untimed.most_common(_SHOWN)),
            "late": dict(attendance.late.most_common(_SHOWN)),
            "clock_ahead_seconds": dict(list(attendance.skewed.items())[:_SHOWN]),
            "missing": [gap._asdict() for gap in attendance.gaps()],
            "last": [[mn, cn, time] for (mn, cn), time in attendance.last.items()],
        }
        write_whole(self.findings, told)

    @property
    def findings(self) -> Path:
        """File of what was found out."""
        return self.state.with_name(f"{self.state.stem}-findings.json")

    def _keep(self) -> None:
        place = self._tail.place
        write_whole(self.state, {"segment": place.segment, "byte": place.byte, "link": place.link.hex()})

    def _remember(self) -> None:
        try:
            told = json.loads(self.findings.read_text(encoding="utf-8"))
            gaps = [Gap(**gap) for gap in told["missing"]]
            last = {(str(mn), str(cn)): int(time) for mn, cn, time in told["last"]}
        except (OSError, ValueError, KeyError, TypeError):
            return
        self.attendance.remember(gaps, last)


def readings_of(rows: list[Row]) -> Readings:
    """Return rows in order, of those under one key the last (排序去重).

    Examples
    --------
    >>> readings_of([(2, 1, 5, 10, 0), (1, 1, 5, 7, 0), (2, 1, 5, 11, 0)]).value.tolist()
    [7, 11]
    """
    if not rows:
        return Readings.of([], [], [], [])
    table = np.array(rows, dtype=np.int64)
    order = np.lexsort((table[:, 2], table[:, 1], table[:, 0]))
    table = table[order]
    is_last = np.ones(len(table), dtype=bool)
    is_last[:-1] = (table[1:, :3] != table[:-1, :3]).any(axis=1)
    table = table[is_last]
    return Readings.of(*(table[:, column] for column in range(5)))


def write_whole(file: Path, told: Mapping[str, object]) -> None:
    """Write a file at once or not at all (原子写入)."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8") as opened:
        json.dump(told, opened, ensure_ascii=False, indent=1)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)


def _place_in(state: Path) -> Place:
    try:
        told = json.loads(state.read_text(encoding="utf-8"))
        return Place(int(told["segment"]), int(told["byte"]), bytes.fromhex(told["link"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Place()  # from the beginning: what is done again comes out the same
