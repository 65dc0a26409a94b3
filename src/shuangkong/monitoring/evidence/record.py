"""Records of evidence (留痕记录): when, from whom, which bytes; each bears the hash of all before it."""

from __future__ import annotations

import struct
from hashlib import blake2b
from typing import NamedTuple
from zlib import crc32

__all__ = ["CHAIN", "HEADER", "MAGIC", "Record", "opened_header", "packed", "segment_header", "unpacked"]

CHAIN = 16
"""Bytes of a link of the chain."""
MAGIC = b"SKEV1\n"
_HEAD = struct.Struct("<6sQ16s")
HEADER = _HEAD.size
_LENGTH = struct.Struct("<I")
_BODY = struct.Struct("<QHH")
_CHECK = struct.Struct("<I")


class Record(NamedTuple):
    """One record (留痕记录).

    Attributes
    ----------
    received
        Microseconds since 1970-01-01 UTC.
    peer
        Who sent it, as the listener saw it.
    note
        Why it was not taken; empty where it was.
    raw
        The bytes.
    """

    received: int
    peer: str
    note: str
    raw: bytes


def segment_header(number: int, link: bytes) -> bytes:
    """Return how a segment begins (段头): its number, and the last link of the segment before."""
    return _HEAD.pack(MAGIC, number, link)


def opened_header(data: bytes) -> tuple[int, bytes] | None:
    """Return number and first link of a segment; None where it is none."""
    if len(data) < HEADER:
        return None
    magic, number, link = _HEAD.unpack_from(data)
    return (number, link) if magic == MAGIC else None


def packed(record: Record, link: bytes) -> tuple[bytes, bytes]:
    """Return a record's bytes and its link (封装): length, body, a 32-bit check, and the chain.

    Examples
    --------
    >>> data, link = packed(Record(1, "a", "", b"##"), bytes(16))
    >>> len(data), len(link)
    (39, 16)
    """
    peer, note = record.peer.encode(), record.note.encode()
    body = _BODY.pack(record.received, len(peer), len(note)) + peer + note + record.raw
    chained = blake2b(link + body, digest_size=CHAIN).digest()
    return b"".join((_LENGTH.pack(len(body)), body, _CHECK.pack(crc32(body)), chained)), chained


def unpacked(data: bytes, place: int, link: bytes) -> tuple[Record, bytes, int] | None:
    """Return the record at a place, its link and its end (解封); None where it is not whole or not true."""
    start = place + _LENGTH.size
    if start > len(data):
        return None
    end = start + _LENGTH.unpack_from(data, place)[0]
    stop = end + _CHECK.size + CHAIN
    if stop > len(data) or end - start < _BODY.size:
        return None
    body = data[start:end]
    if _CHECK.unpack_from(data, end)[0] != crc32(body):
        return None
    chained = data[end + _CHECK.size : stop]
    if blake2b(link + body, digest_size=CHAIN).digest() != chained:
        return None
    received, peer, note = _BODY.unpack_from(body)
    text = _BODY.size
    found = Record(
        received,
        body[text : text + peer].decode("utf-8", "replace"),
        body[text + peer : text + peer + note].decode("utf-8", "replace"),
        body[text + peer + note :],
    )
    return found, chained, stop
