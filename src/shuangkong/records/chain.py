"""The hash chain (哈希链): each record's hash covers all it says and the hash before it.

Triggers stop mistakes, not the owner of the database; the chain shows what was done, provided that a head
was published outside (in a report, to a second party).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from shuangkong.errors import Collector
from shuangkong.trace import Label

__all__ = ["DESIGN", "FIRST_HASH", "Act", "Entry", "Head", "Link", "check_chain", "content_digest"]

FIRST_HASH = "0" * 64
DESIGN = 2  # what a hash covers, and how; rows of design 1 are those kept before filings existed
_SHORTEST = 16  # hexadecimal digits of a hash that still name one record
_WRITTEN_HEAD = re.compile(rf"(\d+)[-—:\s]+([0-9a-f]{{{_SHORTEST},64}})")


@dataclass(frozen=True)
class Head:
    """The end of the chain at some moment (链头): published, it keeps anybody from cutting the chain.

    Examples
    --------
    >>> head = Head(12, "ab" * 32)
    >>> head.text
    '12-abababababababab'
    >>> Head.read(f"报告末页：{head.text}。").names(head)
    True
    """

    seq: int
    hash: str

    @property
    def text(self) -> str:
        """Number and the first 16 digits of the hash: what a report prints and a person can type again."""
        return f"{self.seq}-{self.hash[:_SHORTEST]}"

    @property
    def label(self) -> Label:
        """The line for the foot of a report (报告页脚)."""
        return Label(f"记录链头 {self.text}", f"head of the records {self.text}")

    @classmethod
    def read(cls, text: str) -> Head:
        """Read a head back from the foot of a report.

        Raises
        ------
        ValueError
            If no head stands in the text.
        """
        found = _WRITTEN_HEAD.search(text)
        if found is None:
            raise ValueError(f"no head of the records in {text!r}")
        return cls(int(found[1]), found[2])

    def names(self, other: Head) -> bool:
        """Whether this published head, perhaps with a shortened hash, is the other one."""
        return self.seq == other.seq and len(self.hash) >= _SHORTEST and other.hash.startswith(self.hash)


def content_digest(key_json: str, cells_json: str) -> str:
    """SHA-256 over a row's key and cells (内容摘要)."""
    return hashlib.sha256(f"{key_json}\n{cells_json}".encode()).hexdigest()


@dataclass(frozen=True)
class Act:
    """What the rows kept in one go share (入库行为): of what kind they are, by whom, why and when.

    Parameters
    ----------
    kind
        Kind of record: ``row`` unless its type says otherwise; ``filing`` and ``step`` are the head of a
        filing and what became of it.
    type_version
        Version of the register type the rows were made under; 0 without a type.
    filing
        The filing they belong to; empty for rows approved when kept.
    """

    kind: str
    table: str
    type_version: int
    filing: str
    recorded_at: datetime
    author: str
    reason: str
    state: str

    @cached_property
    def _begun(self) -> hashlib._Hash:
        shared = json.dumps(
            [
                DESIGN,
                self.kind,
                self.table,
                self.type_version,
                self.filing,
                _moment(self.recorded_at),
                self.author,
                self.reason,
                self.state,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return hashlib.sha256(shared.encode())

    def hash(self, seq: int, previous_hash: str, valid: tuple[date | None, date | None], digest: str) -> str:
        """SHA-256 over what is shared, then the record's own; no part can hold the line break between."""
        whole = self._begun.copy()  # what is shared is hashed once for all rows of the act
        start, end = valid
        whole.update(f"\n{seq}\n{previous_hash}\n{start or ''}\n{end or ''}\n{digest}".encode())
        return whole.hexdigest()


@dataclass(frozen=True)
class Entry:
    """All that a record says (记录内容); its hash covers every field.

    Examples
    --------
    >>> entry = Entry(1, 2, "row", "t", 0, "", "[]", "{}", None, None, datetime(2024, 1, 1, tzinfo=UTC),
    ...               "甲", "首次", "approved", FIRST_HASH)
    >>> len(entry.hash), entry.hash == Entry(**{**vars(entry), "author": "乙"}).hash
    (64, False)
    """

    seq: int
    design: int
    kind: str
    table: str
    type_version: int
    filing: str
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
    def act(self) -> Act:
        """What the record shares with those kept in one go with it."""
        return Act(
            self.kind,
            self.table,
            self.type_version,
            self.filing,
            self.recorded_at,
            self.author,
            self.reason,
            self.state,
        )

    @property
    def hash(self) -> str:
        """The hash under the design the record was kept in."""
        return self.hash_under(self.act)

    def hash_under(self, act: Act) -> str:
        """Return the hash with the record's act at hand, so that one act is hashed once for all its rows."""
        if self.design == DESIGN:
            valid = (self.valid_from, self.valid_to)
            digest = content_digest(self.key_json, self.cells_json)
            return act.hash(self.seq, self.previous_hash, valid, digest)
        return _first_hash(self)


_NEW_FIELDS = {"kind": "row", "type_version": 0, "filing": ""}


def _first_hash(entry: Entry) -> str:
    """Hash under design 1, which knew no kind, type version and filing: written in later, they break it."""
    plain = {
        **vars(entry),
        "valid_from": None if entry.valid_from is None else entry.valid_from.isoformat(),
        "valid_to": None if entry.valid_to is None else entry.valid_to.isoformat(),
        "recorded_at": _moment(entry.recorded_at),
    }
    if plain.pop("design") == 1 and all(plain[name] == value for name, value in _NEW_FIELDS.items()):
        plain = {name: value for name, value in plain.items() if name not in _NEW_FIELDS}
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _moment(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")


Link = tuple[Entry, str]
"""A record's content and the hash that is stored beside it."""


def check_chain(links: Iterable[Link], where: str, published: Head | None = None) -> tuple[Head, Collector]:
    """Walk the chain (校验哈希链) and return its head with all that is wrong with it, the first break first.

    The problems are ``chain_gap``, ``chain_link``, ``chain_content`` and, where a head published earlier is
    not in the chain, ``chain_head``.
    """
    problems = Collector()
    head = Head(0, FIRST_HASH)
    is_published_found = published is None or published.names(head)
    acts: dict[tuple[object, ...], Act] = {}
    for entry, stored in links:
        place = f"{where}#{entry.seq}"
        if entry.seq != head.seq + 1:
            problems.add("chain_gap", place, expected=head.seq + 1)
        elif entry.previous_hash != head.hash:
            problems.add("chain_link", place)
        if entry.hash_under(_act_of(entry, acts)) != stored:
            problems.add("chain_content", place, table=entry.table, key=entry.key_json)
        head = Head(entry.seq, stored)
        is_published_found = is_published_found or (published is not None and published.names(head))
    if published is not None and not is_published_found:
        problems.add("chain_head", where, seq=published.seq, hash=published.hash)
    return head, problems


def _act_of(entry: Entry, acts: dict[tuple[object, ...], Act]) -> Act:
    """Return the entry's act, made once for the records that follow each other in it."""
    shared = (
        entry.kind,
        entry.table,
        entry.type_version,
        entry.filing,
        entry.recorded_at,
        entry.author,
        entry.reason,
        entry.state,
    )
    if shared not in acts:
        acts.clear()
        acts[shared] = entry.act
    return acts[shared]
