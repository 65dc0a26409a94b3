"""Compound files (复合文档): the container of old workbooks, its streams found by name.

Follows [MS-CFB]: sectors of a fixed size, chained by a table of where each goes on; small streams lie in a
stream of their own. A chain that leaves the file or runs in a circle is an error, never a loop.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["streams_of"]

_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_REGULAR = 0xFFFFFFFA  # above it a number is no sector but a sign
_STREAM, _ROOT = 2, 5
_ENTRY = 128  # bytes of one entry of the directory


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int
    beside: tuple[int, int] = (_LAST_REGULAR, _LAST_REGULAR)
    within: int = _LAST_REGULAR


def streams_of(data: bytes, names: Sequence[str]) -> Mapping[str, bytes]:
    """Return the streams of a compound file that bear one of some names (复合文档流).

    Raises
    ------
    ValueError
        If the file is no compound file or does not hold together.
    """
    if not data.startswith(_MARK) or len(data) < 512:
        raise ValueError("no compound file")
    try:
        return _Compound(data).streams(names)
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from None


class _Compound:
    def __init__(self, data: bytes) -> None:
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise ValueError("sector size")
        self._size, self._small = 1 << shift, 1 << small_shift
        self._directory, self._cutoff, self._small_table = (
            struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60)
        )
        self._table = self._numbers(b"".join(map(self._sector, self._table_sectors())))

    def streams(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Return the streams of some names; one that is not there is left out."""
        entries = self._entries()
        own = self._own(entries)
        found: dict[str, bytes] = {}
        for index, entry in enumerate(entries):
            if entry.kind == _STREAM and entry.name in names and entry.name not in found:
                if index not in own:
                    raise ValueError(f"{entry.name} of an embedded file stands first")
                found[entry.name] = self._stream(entry, entries[0])
        return found

    def _own(self, entries: Sequence[_Entry]) -> set[int]:
        """Return the entries of the file itself: those of files embedded in it lie deeper."""
        own: set[int] = set()
        waiting = [entries[0].within]
        while waiting:
            index = waiting.pop()
            if index < len(entries) and index not in own:
                own.add(index)
                waiting += entries[index].beside
        return own

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number >= _LAST_REGULAR or start >= len(self._data):
            raise ValueError(f"sector {number} is not in the file")
        return self._data[start : start + self._size]

    def _numbers(self, data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _table_sectors(self) -> list[int]:
        """Return the sectors of the table of chains: the first 109 in the head, others in sectors of more."""
        numbers = list(struct.unpack_from("<109I", self._data, 76))
        more = struct.unpack_from("<I", self._data, 68)[0]
        seen: set[int] = set()
        while more < _LAST_REGULAR:
            if more in seen:
                raise ValueError("the table of chains runs in a circle")
            seen.add(more)
            *listed, more = self._numbers(self._sector(more))
            numbers += listed
        return [number for number in numbers if number < _LAST_REGULAR]

    def _chain(self, start: int, table: Sequence[int]) -> list[int]:
        chain: list[int] = []
        while start < _LAST_REGULAR:
            chain.append(start)
            if len(chain) > len(table):
                raise ValueError("a chain of sectors runs in a circle")
            start = table[start]
        return chain

    def _entries(self) -> list[_Entry]:
        packed = b"".join(map(self._sector, self._chain(self._directory, self._table)))
        entries = []
        for at in range(0, len(packed) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", packed, at + 64)
            left, right, child = struct.unpack_from("<III", packed, at + 68)
            start, size = struct.unpack_from("<II", packed, at + 116)
            name = packed[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            entries.append(_Entry(name, kind, start, size, (left, right), child))
        if not entries or entries[0].kind != _ROOT:
            raise ValueError("no root entry")
        return entries

    def _stream(self, entry: _Entry, root: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            whole = b"".join(map(self._sector, self._chain(entry.start, self._table)))
        else:
            lot = b"".join(map(self._sector, self._chain(root.start, self._table)))
            chains = b"".join(map(self._sector, self._chain(self._small_table, self._table)))
            starts = [each * self._small for each in self._chain(entry.start, self._numbers(chains))]
            whole = b"".join(lot[at : at + self._small] for at in starts)
        if len(whole) < entry.size:
            raise ValueError(f"stream {entry.name} is cut off")
        return whole[: entry.size]
