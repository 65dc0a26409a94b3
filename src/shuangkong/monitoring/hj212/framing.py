"""Framing of HJ 212 (数据包切分): a stream of bytes into frames; junk and damage cost no good frame.

A frame is believed where its length ends at a line end. Else it is looked for again: up to the next line end
before another header, so that a wrong length never swallows what follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

__all__ = ["MAXIMUM", "Framer", "Piece", "pieces"]

MAXIMUM = 9_999
"""Longest data segment that four digits can tell [bytes]."""
_HEADER = re.compile(rb"##(\d{4})")
_NEXT = re.compile(rb"\r?\n?##\d{4}")
_FRAME = 10  # header of six bytes and four digits of checksum


class Piece(NamedTuple):
    """What was cut out of the stream (切分结果): a frame from ``##`` to its checksum, or bytes that are none.

    Attributes
    ----------
    ends
        Whether a line end stood behind the frame.
    """

    kind: Literal["frame", "junk"]
    raw: bytes
    ends: bool = True


@dataclass
class Framer:
    """Cuts frames out of bytes as they arrive (切分器); keeps what is not whole yet, within bounds.

    Parameters
    ----------
    longest
        Longest data segment taken [bytes]; a header that tells more is no header.
    encrypted
        Whether the segments may hold any byte: then a length is believed even where a line end stands
        inside, as ciphertext may look like one.

    Examples
    --------
    >>> framer = Framer()
    >>> [piece.raw for piece in framer.feed(b"x##0004CP=&1234\\r")]
    [b'x']
    >>> [piece.raw for piece in framer.feed(b"\\n")]
    [b'##0004CP=&1234']
    """

    longest: int = MAXIMUM
    encrypted: bool = False
    _rest: bytes = field(default=b"", init=False)

    @property
    def waiting(self) -> int:
        """Bytes kept of a frame that is not whole."""
        return len(self._rest)

    def feed(self, data: bytes) -> Iterator[Piece]:
        """Yield what is whole with these bytes (喂入); a partial frame waits for more."""
        yield from self._cut(self._rest + data if self._rest else data, False)

    def flush(self) -> Iterator[Piece]:
        """Yield what waits, as if nothing more came (超时或断开)."""
        yield from self._cut(self._rest, True)

    def _cut(self, buffer: bytes, is_last: bool) -> Iterator[Piece]:
        position, size = 0, len(buffer)
        while position < size:
            end = self._plain_end(buffer, position, size)
            if end:
                yield Piece("frame", buffer[position:end])
                position = end + 2
                continue
            found = _HEADER.search(buffer, position)
            if found is None:
                keep = size if is_last else max(position, size - 5)  # a header may be cut through
                if buffer.find(b"#", keep) < 0:
                    keep = size
                yield from _junk(buffer[position:keep])
                position = keep
                break
            if found.start() > position:
                yield from _junk(buffer[position : found.start()])
                position = found.start()
            step = self._careful(buffer, position, is_last)
            if step is None:
                break
            yield from step.pieces
            position = step.end
        self._rest = buffer[position:]

    def _plain_end(self, buffer: bytes, start: int, size: int) -> int:
        """Return where a frame that is as it should be ends; 0 where it must be looked at."""
        if buffer[start : start + 2] != b"##" or start + _FRAME > size:
            return 0
        digits = buffer[start + 2 : start + 6]
        if not digits.isdigit():
            return 0
        length = int(digits)
        end = start + _FRAME + length
        if length > self.longest or buffer[end : end + 2] != b"\r\n":
            return 0
        if not self.encrypted and buffer.find(b"\r\n##", start, end) >= 0:
            return 0
        return end

    def _careful(self, buffer: bytes, start: int, is_last: bool) -> _Step | None:
        """Take a frame whose length does not end at CR LF; None where more bytes may settle it."""
        length = int(buffer[start + 2 : start + 6])
        end = start + _FRAME + length
        is_whole = length <= self.longest and end <= len(buffer)
        if is_whole and not self.encrypted:
            line = buffer.find(b"\n", end - 4, end + 1)
            if line >= 0:  # the checksum itself would hold the line end: too long by a few bytes
                return self._damaged(buffer, start, line)
        limit = end if is_whole else len(buffer)
        inner = None if self.encrypted else _NEXT.search(buffer, start + 6, limit)
        if inner is not None:
            return self._damaged(buffer, start, inner.start())
        if is_whole:
            after = buffer[end : end + 2]
            if after in (b"", b"\r") and not is_last:
                return None
            if not after or after[:1] in (b"\r", b"\n") or _HEADER.match(buffer, end):
                return _Step((Piece("frame", buffer[start:end], ends=after[:1] in (b"\r", b"\n")),), end)
        elif length <= self.longest and not is_last:
            return None
        line = buffer.find(b"\n", start + 6)
        if line < 0 and not is_last and len(buffer) - start <= self.longest + _FRAME:
            return None
        return self._damaged(buffer, start, len(buffer) if line < 0 else line)

    def _damaged(self, buffer: bytes, start: int, stop: int) -> _Step:
        """Take everything up to a place as one frame whose length is wrong; too little of it is junk."""
        raw = buffer[start:stop].rstrip(b"\r\n")
        ends = buffer[start + len(raw) : start + len(raw) + 1] in (b"\r", b"\n")
        pieces = (Piece("frame", raw, ends),) if len(raw) >= _FRAME else tuple(_junk(raw))
        return _Step(pieces, stop)


class _Step(NamedTuple):
    pieces: tuple[Piece, ...]
    end: int


def _junk(raw: bytes) -> Iterator[Piece]:
    if raw.strip(b"\r\n"):
        yield Piece("junk", raw)


def pieces(data: bytes, *, longest: int = MAXIMUM, encrypted: bool = False) -> Iterator[Piece]:
    """Yield what a whole recording holds (切分整段记录).

    Examples
    --------
    >>> [(piece.kind, piece.raw) for piece in pieces(b"GET / HTTP/1.1\\n##0004CP=&1234\\n")]
    [('junk', b'GET / HTTP/1.1\\n'), ('frame', b'##0004CP=&1234')]
    """
    framer = Framer(longest, encrypted)
    yield from framer.feed(data)
    yield from framer.flush()
