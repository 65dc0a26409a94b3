"""Keeping rows (记录存取): appended, never overwritten, and known as of a date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Literal

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.chain import FIRST_HASH, Entry, Head, Link, check_chain
from shuangkong.records.database import open_database
from shuangkong.records.rows import cells_json, key_json, read_row, validity
from shuangkong.schema import Row, Table
from shuangkong.schema import table as find_table
from shuangkong.snapshot import check_rows

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shuangkong.records.models import Record

__all__ = ["Kept", "Records"]

State = Literal["approved", "withdrawn"]
_Version = tuple[Row, str, str]  # a row, its key and its cells as they are kept
_BATCH = 2_000
_FIELDS = tuple(field.name for field in fields(Entry))


@dataclass(frozen=True)
class Kept:
    """What came of keeping rows (入库结果): versions written, and rows that stood so already."""

    new: int
    unchanged: int


@dataclass(frozen=True)
class _Signature:
    author: str
    reason: str
    recorded_at: datetime
    state: State


class Records:
    """The kept rows of one workspace (记录): one SQLite file.

    Parameters
    ----------
    path
        The file; made if it is not there.
    offset
        The workspace's offset from UTC: it decides when a day ends for `known`.
    """

    def __init__(self, path: Path, *, offset: timedelta = timedelta(0)) -> None:
        self.path = path
        self.offset = offset
        self._name = open_database(path)

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection; the next call opens it again."""
        from django.db import connections

        connections[self._name].close()

    def keep(
        self, table: str, rows: Sequence[Row], *, author: str, reason: str, recorded_at: datetime
    ) -> Kept:
        """Append the rows that are new or differ from what stands under their key (入库): all or none.

        Parameters
        ----------
        recorded_at
            Time of keeping with its offset; never earlier than that of the last record.

        Raises
        ------
        ProblemsFound
            With every row that does not follow its table; ``record_unsigned``; ``record_backdated``.
        """
        signature = _Signature(author, reason, recorded_at, "approved")
        return self._write(find_table(table), rows, signature)

    def withdraw(
        self, table: str, rows: Sequence[Row], *, author: str, reason: str, recorded_at: datetime
    ) -> Kept:
        """Append that these rows hold no longer (撤回); what was known before stays known as of then.

        Raises
        ------
        ProblemsFound
            As `keep`.
        """
        signature = _Signature(author, reason, recorded_at, "withdrawn")
        return self._write(find_table(table), rows, signature)

    def known(self, table: str, on: date) -> tuple[Row, ...]:
        """Return the rows as they were known at the end of a day (某日所知), one per key, in key order."""
        kept_in = find_table(table)
        midnight = datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC) - self.offset
        standing = self._standing(table, before=midnight)
        problems = Collector()
        rows = tuple(
            read_row(cells, kept_in, problems, f"{table}{key}") for key, cells in sorted(standing.items())
        )
        problems.raise_errors()
        return rows

    @property
    def head(self) -> Head:
        """The end of the chain (链头): what to publish outside."""
        last = self._records().order_by("-seq").values_list("seq", "hash").first()
        return Head(0, FIRST_HASH) if last is None else Head(*last)

    def verify_chain(self, published: Head | None = None) -> Head:
        """Check every record against the chain and return its head (校验哈希链).

        Parameters
        ----------
        published
            A head written down earlier: only with it can records cut from the end be noticed.

        Raises
        ------
        ProblemsFound
            With every ``chain_gap``, ``chain_link``, ``chain_content`` and ``chain_head``.
        """
        head, problems = check_chain(self._links(), self.path.name, published)
        problems.raise_errors()
        return head

    def _write(self, table: Table, rows: Sequence[Row], signature: _Signature) -> Kept:
        from django.db import transaction

        if signature.recorded_at.tzinfo is None:
            raise ValueError("recorded_at needs its offset from UTC")
        problems = Collector()
        problems.extend(check_rows(rows, table))
        if not signature.author.strip() or not signature.reason.strip():
            problems.add("record_unsigned", table.name)
        problems.raise_errors()
        with transaction.atomic(using=self._name):
            standing = self._standing(table.name)
            versions = [(row, key_json(row, table), cells_json(row, table)) for row in rows]
            new = [version for version in versions if _is_news(version, standing, signature.state)]
            if new:
                self._refuse_backdating(table, signature)
                self._append(table, new, signature)
        return Kept(len(new), len(rows) - len(new))

    def _refuse_backdating(self, table: Table, signature: _Signature) -> None:
        # A row let in before the last one would change what earlier snapshots had to hold.
        last = self._records().order_by("-seq").values_list("recorded_at", flat=True).first()
        if last is not None and signature.recorded_at < last:
            details = {"given": signature.recorded_at.isoformat(), "last": last.isoformat()}
            raise ProblemsFound([Problem("record_backdated", table.name, details)])

    def _append(self, table: Table, versions: Sequence[_Version], signature: _Signature) -> None:
        from shuangkong.records.models import Record

        head = self.head
        records = []
        for row, key, cells in versions:
            valid_from, valid_to = validity(row, table)
            entry = Entry(
                seq=head.seq + 1,
                table=table.name,
                key_json=key,
                cells_json=cells,
                valid_from=valid_from,
                valid_to=valid_to,
                recorded_at=signature.recorded_at.astimezone(UTC),
                author=signature.author,
                reason=signature.reason,
                state=signature.state,
                previous_hash=head.hash,
            )
            head = Head(entry.seq, entry.hash)
            records.append(Record(**vars(entry), hash=head.hash))
        self._records().bulk_create(records, batch_size=_BATCH)

    def _standing(self, table: str, before: datetime | None = None) -> dict[str, str]:
        """Return key → cells of the rows that stand, optionally as of a moment."""
        versions = self._records().filter(table=table).order_by("seq")
        if before is not None:
            versions = versions.filter(recorded_at__lt=before)
        standing: dict[str, str] = {}
        for key, cells, state in versions.values_list("key_json", "cells_json", "state").iterator(_BATCH):
            if state == "withdrawn":
                standing.pop(key, None)
            else:
                standing[key] = cells
        return standing

    def _links(self) -> Iterator[Link]:
        for *cells, stored in self._records().order_by("seq").values_list(*_FIELDS, "hash").iterator(_BATCH):
            yield Entry(*cells), stored

    def _records(self) -> QuerySet[Record]:
        from shuangkong.records.models import Record

        return Record.objects.using(self._name)


def _is_news(version: _Version, standing: Mapping[str, str], state: State) -> bool:
    _, key, cells = version
    return key in standing if state == "withdrawn" else standing.get(key) != cells
