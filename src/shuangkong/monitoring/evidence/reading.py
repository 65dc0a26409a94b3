"""Reading evidence (留痕读取): records in order, and the first place where the chain does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shuangkong.monitoring.evidence.record import CHAIN, HEADER, Record, opened_header, unpacked

__all__ = ["Broken", "newest_records", "read_records", "verify"]


@dataclass(frozen=True)
class Broken:
    """Where a chain breaks (断链处): the segment, the byte, and whether only the end is torn."""

    segment: str
    place: int
    is_tail: bool


def read_records(folder: Path, *, after: int = 0) -> Iterator[Record]:
    """Yield the records of a folder in order (读取留痕), stopping where the chain does not hold.

    Parameters
    ----------
    after
        Records to pass over: what a reader has taken already.
    """
    for number, found in enumerate(_walk(folder)):
        if isinstance(found, Broken):
            return
        if number >= after:
            yield found


def newest_records(folder: Path, number: int) -> list[Record]:
    """Return the last records of a folder, oldest first (最近记录), without walking all before."""
    found: list[Record] = []
    for segment in sorted(folder.glob("*.seg"), reverse=True):
        data = segment.read_bytes()
        head = opened_header(data)
        if head is None:
            break
        link, place = head[1], HEADER
        here = []
        while (next_one := unpacked(data, place, link)) is not None:
            record, link, place = next_one
            here.append(record)
        found = here + found
        if len(found) >= number:
            break
    return found[-number:]


def verify(folder: Path) -> tuple[int, Broken | None]:
    """Return how many records hold, and the first place where they do not (校验留痕链)."""
    number = 0
    for found in _walk(folder):
        if isinstance(found, Broken):
            return number, found
        number += 1
    return number, None


def _walk(folder: Path) -> Iterator[Record | Broken]:
    segments = sorted(folder.glob("*.seg"))
    link, number = bytes(CHAIN), 0
    for segment in segments:
        data = segment.read_bytes()
        head = opened_header(data)
        is_last = segment == segments[-1]
        if head is None or head != (number + 1, link):
            yield Broken(segment.name, 0, is_last and head is None)
            return
        number, place = head[0], HEADER
        while (found := unpacked(data, place, link)) is not None:
            record, link, place = found
            yield record
        if place < len(data):
            yield Broken(segment.name, place, is_last)
            return
