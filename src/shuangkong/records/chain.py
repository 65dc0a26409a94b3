"""The hash chain (哈希链): each record's hash covers all it says and the hash before it.

Triggers stop mistakes, not the owner of the file; the chain shows what was done, provided that a head hash
was published outside (in a report, to a second party).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from shuangkong.errors import Collector

__all__ = ["FIRST_HASH", "Entry", "Head", "Link", "check_chain"]

FIRST_HASH = "0" * 64


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment (链头): published, it keeps anybody from cutting the chain."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Entry:
    """All that a record says (记录内容); its hash covers every field.

    Examples
    --------
    >>> entry = Entry(1, "t", "[]", "{}", None, None, datetime(2024, 1, 1, tzinfo=UTC),
    ...               "甲", "首次", "approved", FIRST_HASH)
    >>> len(entry.hash), entry.hash == Entry(**{**vars(entry), "author": "乙"}).hash
    (64, False)
    """

    seq: int
    table: str
    key_json: str
    cells_json: str
    valid_from: date | None
    valid_to: date | None
    recorded_at: datetime
    author: str
    reason: str
    state: str
    previous_hash: str

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of all fields."""
        plain = {
            **vars(self),
            "valid_from": None if self.valid_from is None else self.valid_from.isoformat(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
        text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


Link = tuple[Entry, str]
"""A record's content and the hash that is stored beside it."""


def check_chain(links: Iterable[Link], where: str, published: Head | None = None) -> tuple[Head, Collector]:
    """Walk the chain (校验哈希链) and return its head with all that is wrong with it.

    The problems are ``chain_gap``, ``chain_link``, ``chain_content`` and, where a head published earlier is
    not in the chain, ``chain_head``.
    """
    problems = Collector()
    head = Head(0, FIRST_HASH)
    is_published_found = published is None or published == head
    for entry, stored in links:
        place = f"{where}#{entry.seq}"
        if entry.seq != head.seq + 1:
            problems.add("chain_gap", place, expected=head.seq + 1)
        elif entry.previous_hash != head.hash:
            problems.add("chain_link", place)
        if entry.hash != stored:
            problems.add("chain_content", place, table=entry.table, key=entry.key_json)
        head = Head(entry.seq, stored)
        is_published_found = is_published_found or head == published
    if published is not None and not is_published_found:
        problems.add("chain_head", where, seq=published.seq, hash=published.hash)
    return head, problems
