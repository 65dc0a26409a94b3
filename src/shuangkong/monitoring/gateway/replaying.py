"""Replaying (死信重放): what was refused is judged again, after a profile was mended.

What is taken now is kept in ``replayed`` beside the frames, with the time and sender it had; nobody is
answered, and what was refused stays where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

from shuangkong.monitoring.evidence import Record, Segments, read_records
from shuangkong.monitoring.gateway.device import Devices
from shuangkong.monitoring.gateway.taking import Refused, take
from shuangkong.monitoring.hj212 import dialect_of, read_frame

__all__ = ["Replayed", "replay", "would_match"]

_BATCH = 1_000


@dataclass
class Replayed:
    """What came of a replay (重放结果).

    Attributes
    ----------
    taken
        Frames that are kept now.
    known
        Frames an earlier replay has kept.
    left
        Why → frames that are refused still.
    dialects
        MN → checksum → frames refused for their checksum, by whose checksum they bear: what to propose.
    """

    taken: int = 0
    known: int = 0
    left: Counter[str] = field(default_factory=Counter)
    dialects: dict[str, Counter[str]] = field(default_factory=dict)


def replay(folder: Path, devices: Devices) -> Replayed:
    """Judge what was refused again (重放).

    Raises
    ------
    BlockingIOError
        If another replay of the folder is under way.
    """
    found = Replayed()
    with Segments(folder / "replayed") as kept:
        known = {_digest(record.raw) for record in read_records(folder / "replayed")}
        batch: list[Record] = []
        for record in _taken(folder, devices, found):
            digest = _digest(record.raw)
            if digest in known:
                found.known += 1
                continue
            known.add(digest)
            batch.append(record)
            if len(batch) >= _BATCH:
                kept.append(batch)
                found.taken += len(batch)
                batch = []
        if batch:
            kept.append(batch)
            found.taken += len(batch)
    return found


def _taken(folder: Path, devices: Devices, found: Replayed) -> Iterator[Record]:
    for record in read_records(folder / "refused"):
        judged = take(record.raw, devices)
        if not isinstance(judged, Refused):
            yield record._replace(note=f"replayed: {record.note}")
            continue
        found.left[judged.reason] += 1
        if judged.reason == "crc":
            mn = read_frame(record.raw).envelope.mn
            if len(found.dialects) < _BATCH or mn in found.dialects:
                found.dialects.setdefault(mn, Counter())[would_match(record.raw)] += 1


def would_match(raw: bytes) -> str:
    """Return whose checksum a frame bears (校验方式判断)."""
    return dialect_of(raw[6:-4], raw[-4:])


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=16).digest()
