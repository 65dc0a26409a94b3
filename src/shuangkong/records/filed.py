"""Filings among the records (报送留存): the versions one filer filed for one period, and their rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shuangkong.schema import Cell, Row

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shuangkong.records.models import Record

__all__ = [
    "OF_FILINGS",
    "Earlier",
    "Filed",
    "approved_at",
    "complete",
    "content_hash",
    "earlier",
    "is_kept",
    "of_slot",
    "rows_of",
    "steps_of",
]

OF_FILINGS = ("filing", "filing_step")
"""Tables of headers and steps, whose rows stand at once and are written by filing and by step alone."""

_SLOT = ("type_id", "filer_code", "period")
_STEPS_AT_ONCE = 8
_CLOSED = ("returned", "refused")


@dataclass(frozen=True)
class Filed:
    """What came of filing rows (报送结果): the filing they are in, rows kept now, rows it held already."""

    filing: str
    new: int
    unchanged: int


class SaidAlready(Exception):
    """The filing says what the last one said: nothing of it is kept."""

    def __init__(self, filing: str) -> None:
        self.filing = filing
        super().__init__(filing)


@dataclass(frozen=True)
class Earlier:
    """The versions of a filing kept before (已有版次), and the last one's content and state."""

    count: int
    last: str
    content: str
    is_closed: bool

    def says(self, content: Cell) -> bool:
        """Whether the last version says the same and was not sent back."""
        return content is not None and self.content == content and not self.is_closed

    def next_version(self, header: Row) -> dict[str, Cell]:
        """Return number, id and predecessor of the version that follows (下一版次)."""
        number = self.count + 1
        return {
            "version_no": number,
            "filing_id": f"{header['type_id']}-{header.get('period')}-{header.get('filer_code')}-v{number}",
            "supersedes_filing": self.last or None,
        }


def content_hash(type_id: str, type_version: int, table: str, digests: Iterable[str]) -> str:
    """Return the hash of what a filing says (内容哈希), whatever the order of its rows."""
    head = json.dumps([type_id, type_version, table], ensure_ascii=False)
    return hashlib.sha256("\n".join([head, *sorted(digests)]).encode()).hexdigest()


def complete(header: Row, made: Row) -> Row:
    """Return the header with what is made here, where the caller left it out or blank (补全表头)."""
    return {**header, **{name: cell for name, cell in made.items() if header.get(name) is None}}


def of_slot(kept: QuerySet[Record], header: Row) -> list[tuple[str, Mapping[str, Cell]]]:
    """Return id and header of every version one filer filed of a type for a period (各版报表)."""
    versions = kept.filter(table="filing", kind="filing")
    for name in _SLOT:
        versions = versions.filter(cells_json__contains=json.dumps(header.get(name), ensure_ascii=False))
    # The databases differ in whether case counts, so what they find is looked at again.
    slot = [header.get(name) for name in _SLOT]
    return [
        (filing, cells)
        for filing, text in versions.order_by("seq").values_list("filing", "cells_json")
        if [(cells := json.loads(text))[name] for name in _SLOT] == slot
    ]


def earlier(kept: QuerySet[Record], header: Row) -> Earlier:
    """Return what was filed before by the same filer for the same period (已有版次)."""
    found = of_slot(kept, header)
    if not found:
        return Earlier(0, "", "", is_closed=False)
    last, cells = found[-1]
    content = str(cells["content_hash"])
    is_closed = any(step.state in _CLOSED for step in steps_of(kept, last)[-1:])
    return Earlier(len(found), last, content, is_closed)


def steps_of(kept: QuerySet[Record], filing: str) -> list[Record]:
    """Return the steps a filing went through, in order (办理步骤)."""
    # Counted from 1 without a gap, they are found by their keys, however many filings there are.
    steps: list[Record] = []
    while True:
        numbers = range(len(steps) + 1, len(steps) + 1 + _STEPS_AT_ONCE)
        keys = [json.dumps([filing, str(no)], ensure_ascii=False, separators=(",", ":")) for no in numbers]
        found = kept.filter(table="filing_step", key_json__in=keys, kind="step").order_by("seq")
        first = {step.key_json: step for step in reversed(found)}
        steps += [first[key] for key in keys if key in first]
        if len(first) < len(keys):
            return steps


def approved_at(kept: QuerySet[Record], record: Record) -> datetime | None:
    """Return when a record was approved (批准时间), or None where its filing is not."""
    if not record.filing or record.table in OF_FILINGS:
        kept_at: datetime = record.recorded_at
        return kept_at
    last = steps_of(kept, record.filing)[-1:]
    if not last or last[0].state != "approved":
        return None
    moment: datetime = last[0].recorded_at
    return moment


def rows_of(kept: QuerySet[Record], filing: str) -> QuerySet[Record] | None:
    """Return the records of a filing's rows (报表数据行), or None where there is no such filing."""
    header = _header(kept, filing).values_list("seq", flat=True).first()
    if header is None:
        return None
    # The header follows its rows at once, and says how many they are by where the run of them begins.
    before = kept.filter(seq__lt=header).exclude(filing=filing).order_by("-seq").values_list("seq", flat=True)
    first = (before.first() or 0) + 1
    return kept.filter(seq__gte=first, seq__lt=header).order_by("seq")


def is_kept(kept: QuerySet[Record], filing: str) -> bool:
    """Whether there is such a filing (有无此报表)."""
    return bool(_header(kept, filing).exists())


def _header(kept: QuerySet[Record], filing: str) -> QuerySet[Record]:
    key = json.dumps([filing], ensure_ascii=False)
    return kept.filter(table="filing", key_json=key, kind="filing").order_by("seq")


def moved_tables(kept: QuerySet[Record], later: QuerySet[Record]) -> set[str]:
    """Return the tables whose standing rows some later records may have moved (变动的数据表)."""
    moved: set[str] = set(later.filter(filing="").values_list("table", flat=True).distinct())
    # Ordered by nothing: a filing with many rows stands once for each of its tables.
    found = set(later.exclude(filing="").order_by().values_list("table", "filing").distinct())
    tables = {filing: table for table, filing in found if table not in OF_FILINGS}
    moved.update(table for table, _ in found if table in OF_FILINGS)
    for filing in {filing for table, filing in found if table == "filing_step"}:
        if filing in tables:
            moved.add(tables[filing])
        elif (rows := rows_of(kept, filing)) is not None:
            moved.update(rows.values_list("table", flat=True)[:1])
    return moved
