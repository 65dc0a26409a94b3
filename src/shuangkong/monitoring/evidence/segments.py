"""Segments of evidence (留痕分段): appended in batches, durable on return, torn tails cut on opening."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.monitoring.evidence.record import (
    CHAIN,
    HEADER,
    Record,
    opened_header,
    packed,
    segment_header,
    unpacked,
)

__all__ = ["Segments"]

_LARGEST = 64 << 20


@dataclass
class Segments:
    """A folder of evidence being written (留痕文件夹); one writer at a time, held by a lock on the folder.

    Parameters
    ----------
    largest
        Bytes after which a new segment begins.

    Raises
    ------
    BlockingIOError
        If another process writes there.
    ProblemsFound
        If the newest segment is none (``evidence_broken``): nothing is written behind what was tampered with.
    """

    folder: Path
    largest: int = _LARGEST
    _file: int = field(default=-1, init=False, repr=False)
    _lock: int = field(default=-1, init=False, repr=False)
    _number: int = field(default=0, init=False)
    _size: int = field(default=0, init=False)
    _link: bytes = field(default=bytes(CHAIN), init=False, repr=False)
    cut: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        import fcntl  # not on every system; only a writer needs it

        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._resume()

    def __enter__(self) -> Self:
        """Return the folder itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the files."""
        self.close()

    def append(self, records: Sequence[Record]) -> None:
        """Append records and return when they are durable (落盘).

        Raises
        ------
        OSError
            If they could not be made durable; then none of them counts, and the file is as before.
        """
        link = self._link
        try:
            self.write(self.chained(records))
        except OSError:
            self._link = link
            raise

    def chained(self, records: Iterable[Record]) -> bytes:
        """Return records packed and chained behind all before (链接); they are to be written next."""
        link, parts = self._link, []
        for record in records:
            data, link = packed(record, link)
            parts.append(data)
        self._link = link
        return b"".join(parts)

    def write(self, whole: bytes) -> None:
        """Write what was chained, and return when it is durable (写入); after a failure to be tried again.

        Raises
        ------
        OSError
            If it could not be made durable; the file is as before.
        """
        try:
            written = 0
            while written < len(whole):
                written += os.write(self._file, whole[written:] if written else whole)
            os.fdatasync(self._file)
        except OSError:
            self._undo()
            raise
        self._size += len(whole)
        if self._size >= self.largest:
            self._begin(self._number + 1)

    def close(self) -> None:
        """Close the files (关闭)."""
        for descriptor in (self._file, self._lock):
            if descriptor >= 0:
                os.close(descriptor)
        self._file = self._lock = -1

    def _undo(self) -> None:
        os.ftruncate(self._file, self._size)
        os.lseek(self._file, self._size, os.SEEK_SET)

    def _begin(self, number: int) -> None:
        if self._file >= 0:
            os.close(self._file)
        path = self.folder / f"{number:08d}.seg"
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        head = segment_header(number, self._link)
        os.write(self._file, head)
        os.fdatasync(self._file)
        _sync_folder(self.folder)
        self._number, self._size = number, len(head)

    def _resume(self) -> None:
        """Go on after the last whole record; what a crash left behind it is cut off."""
        last = max(self.folder.glob("*.seg"), default=None)
        if last is None:
            self._begin(1)
            return
        data = last.read_bytes()
        head = opened_header(data)
        if head is None and len(data) < HEADER:  # the crash came before its first line was whole
            last.unlink()
            self._resume()
            return
        if head is None:
            raise ProblemsFound([Problem("evidence_broken", str(last), {"place": 0})])
        self._number, self._link = head
        place = HEADER
        while (found := unpacked(data, place, self._link)) is not None:
            _, self._link, place = found
        self.cut, self._size = len(data) - place, place
        self._file = os.open(last, os.O_RDWR)
        os.ftruncate(self._file, place)
        os.lseek(self._file, place, os.SEEK_SET)
        os.fsync(self._file)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
