"""Following evidence (留痕跟读): from where one stopped, only what is new and whole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from shuangkong.monitoring.evidence.record import CHAIN, HEADER, Record, opened_header, unpacked

__all__ = ["Place", "Tail"]

_CHUNK = 4 << 20


class Place(NamedTuple):
    """Where a reader of a folder stands (读取位置): the segment, the byte in it, the last link."""

    segment: int = 1
    byte: int = HEADER
    link: bytes = bytes(CHAIN)

    @property
    def name(self) -> str:
        """The place as a name that sorts like the places themselves."""
        return f"{self.segment:08d}-{self.byte:012d}"


_BEGINNING = Place()


@dataclass
class Tail:
    """Reads a folder of evidence while it is written (跟读器).

    Raises
    ------
    ValueError
        If a segment does not continue the one before: then nothing behind it is believed.
    """

    folder: Path
    place: Place = _BEGINNING

    def read(self, most: int = 5_000) -> list[Record]:
        """Return what is whole behind the place, at most so many, and step behind it (读取新记录)."""
        found: list[Record] = []
        while len(found) < most:
            here = self._read_segment(found, most)
            following = self.folder / f"{self.place.segment + 1:08d}.seg"
            if here or not following.is_file():
                break
            with following.open("rb") as file:
                head = opened_header(file.read(HEADER))
            if head is None:  # its first line is not whole yet
                break
            if head != (self.place.segment + 1, self.place.link):
                raise ValueError(f"{following.name} does not continue the segment before it")
            self.place = Place(head[0], HEADER, head[1])
        return found

    def _read_segment(self, found: list[Record], most: int) -> bool:
        """Read on in the segment; False where it may have come to its end."""
        path = self.folder / f"{self.place.segment:08d}.seg"
        if not path.is_file():
            return True
        with path.open("rb") as file:
            file.seek(self.place.byte)
            data = file.read(_CHUNK)
        segment, start, link = self.place
        byte = 0
        while len(found) < most and (next_one := unpacked(data, byte, link)) is not None:
            record, link, byte = next_one
            found.append(record)
        self.place = Place(segment, start + byte, link)
        return byte > 0
