"""Keeping rows (记录存取): appended, never overwritten, filed and approved, and known as of a date."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.appending import FIELDS, append, end_of_chain
from shuangkong.records.chain import FIRST_HASH, Act, Entry, Head, Link, check_chain
from shuangkong.records.database import WAIT_SECONDS, is_url, open_database, shown, writing
from shuangkong.records.filed import (
    OF_FILINGS,
    Filed,
    SaidAlready,
    complete,
    content_hash,
    earlier,
    is_kept,
    moved_tables,
    of_slot,
    rows_of,
    steps_of,
)
from shuangkong.records.reading import KeptCells, Renames, RowReader, no_renames
from shuangkong.records.standing import is_news, standing
from shuangkong.records.version import Version, versions
from shuangkong.records.writing import RowWriter, Written, key_json
from shuangkong.schema import Row, Table
from shuangkong.schema import table as schema_table
from shuangkong.snapshot import check_rows

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet

    from shuangkong.records.models import Record

__all__ = ["Kept", "Progress", "Records"]

Progress = Callable[[int], None]
"""Called with the number of rows done so far."""

_CHUNK = 1_000
_QUEUED = timedelta(seconds=WAIT_SECONDS)


@dataclass(frozen=True)
class Kept:
    """What came of keeping rows (入库结果): versions written, and rows that stood so already."""

    new: int
    unchanged: int


class Records:
    """The kept rows of one workspace (记录): one SQLite file, or a PostgreSQL database by URL.

    Parameters
    ----------
    place
        The file, made if it is not there; or ``postgresql://user@host/database``. A password that is not in
        the URL is taken from ``PGPASSWORD``.
    offset
        The workspace's offset from UTC: it decides when a day ends for `known`.
    dictionary
        Finds a table by its name; the packs' registers have tables of their own.
    renames
        Columns renamed since a version of a register type: old rows are read through it, never rewritten.
    """

    def __init__(
        self,
        place: Path | str,
        *,
        offset: timedelta = timedelta(0),
        dictionary: Callable[[str], Table] = schema_table,
        renames: Renames = no_renames,
    ) -> None:
        self.place = Path(place) if isinstance(place, str) and not is_url(place) else place
        self.offset = offset
        self._dictionary = dictionary
        self._renames = renames
        self._name = open_database(self.place)

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close this thread's connection; the next call opens it again."""
        self._connection.close()

    @contextmanager
    def within(self) -> Iterator[None]:
        """Keep several things together (一并入库): all that is kept inside stands at once, or nothing of it.

        Others wait until it ends, so nothing slow belongs inside.
        """
        with writing(self._name):
            yield

    def keep(
        self,
        table: str,
        rows: Sequence[Row],
        *,
        author: str,
        reason: str,
        recorded_at: datetime,
        kind: str = "row",
        type_version: int = 0,
        progress: Progress | None = None,
    ) -> Kept:
        """Append the rows that are new or differ from what stands under their key (入库): all or none.

        They are approved by being kept.

        Parameters
        ----------
        recorded_at
            Time of keeping with its offset; never earlier than that of the last record. Where others kept
            theirs while this one waited its turn, it is kept at the time of the last of them.

        Raises
        ------
        ProblemsFound
            With every row that does not follow its table; ``record_unsigned``; ``record_backdated``;
            ``step_by_hand`` for the steps of filings, which `step` writes; ``records_busy``.
        """
        act = Act(kind, table, type_version, "", recorded_at, author, reason, "approved")
        return self._keep(act, rows, progress)

    def withdraw(
        self, table: str, rows: Sequence[Row], *, author: str, reason: str, recorded_at: datetime
    ) -> Kept:
        """Append that these rows hold no longer (撤回); what was known before stays known as of then.

        Raises
        ------
        ProblemsFound
            As `keep`.
        """
        act = Act("row", table, 0, "", recorded_at, author, reason, "withdrawn")
        return self._keep(act, rows, None)

    def file(
        self,
        type_id: str,
        type_version: int,
        table: str,
        rows: Sequence[Row],
        *,
        header: Row,
        author: str,
        reason: str,
        recorded_at: datetime,
        kind: str = "row",
        progress: Progress | None = None,
    ) -> Filed:
        """Keep the rows of a filing with its header (报送): all or none; they stand once it is approved.

        The same rows filed again by the same filer for the same period change nothing, unless the filing was
        returned or refused.

        Parameters
        ----------
        header
            Row of the table ``filing``. Its ``filing_id``, ``version_no``, ``supersedes_filing``,
            ``content_hash`` and ``filed_on`` are made here where they are left out or None.

        Raises
        ------
        ProblemsFound
            As `keep`; ``filing_exists`` if another filing has the header's id.
        """
        act = Act(kind, table, type_version, "", recorded_at, author, reason, "filed")
        self._refuse(act, rows)
        made: Row = {"type_id": type_id, "type_version": type_version, "filed_on": self._day(recorded_at)}
        try:
            with self.within():
                return self._file(act, rows, complete(header, made), progress)
        except SaidAlready as said:
            return Filed(said.filing, 0, len(rows))

    def step(
        self,
        filing: str,
        state: str,
        *,
        author: str,
        opinion: str | None,
        recorded_at: datetime,
        department: str | None = None,
    ) -> int:
        """Append what was done with a filing (办理): a row of ``filing_step``; return its number.

        The filing stands as long as its last step is ``approved``. Which step may follow which is not
        decided here.

        Raises
        ------
        ProblemsFound
            ``filing_unknown``, and as `keep`.
        """
        act = Act("step", "filing_step", 0, filing, recorded_at, author, opinion or state, state)
        with self.within():
            if not is_kept(self._kept(), filing):
                raise ProblemsFound([Problem("filing_unknown", filing)])
            row: Row = {
                "filing_id": filing,
                "step_no": len(steps_of(self._kept(), filing)) + 1,
                "step": state,
                "department": department,
                "person": author,
                "opinion": opinion,
                "signed_on": self._day(recorded_at),
            }
            self._refuse(act, [row])
            self._append_all(act, [row])
        return int(str(row["step_no"]))

    def filed_rows(self, filing: str) -> tuple[Row, ...]:
        """Return the rows of a filing as they were filed (报送数据行), approved or not.

        Raises
        ------
        ProblemsFound
            ``filing_unknown``.
        """
        found = rows_of(self._kept(), filing)
        if found is None:
            raise ProblemsFound([Problem("filing_unknown", filing)])
        table = found.values_list("table", flat=True).first()
        if table is None:
            return ()
        kept = list(found.values_list("key_json", "cells_json", "type_version"))
        return self._read(self._dictionary(table), kept)

    def history(self, table: str, key: Row) -> tuple[Version, ...]:
        """Return every version kept under a key (历次版本), in the order they were kept.

        Parameters
        ----------
        key
            Cells of the key; other cells are not looked at.
        """
        kept_in = self._dictionary(table)
        found = self._kept().filter(table=table, key_json=key_json(key, kept_in)).order_by("seq")
        return versions(self._kept(), found, lambda kept: self._read(kept_in, kept))

    def known(self, table: str, on: date, *, under: Sequence[str] = ()) -> tuple[Row, ...]:
        """Return the rows as they were known at the end of a day (某日所知), one per key, in key order.

        Parameters
        ----------
        under
            Texts that the keys begin with; the rows of other keys are not read.
        """
        begins = json.dumps(list(under), ensure_ascii=False, separators=(",", ":"))[:-1] if under else ""
        found = standing(self._connection, table, before=self._end(on), under=begins)
        # A text may be the beginning of a longer one: what follows it ends it, or the key.
        last = {key: each for key, each in found.items() if key[len(begins)] in ",]"} if under else found
        kept = [(key, last[key].cells, last[key].type_version) for key in sorted(last)]
        return self._read(self._dictionary(table), kept)

    def versions_filed(self, type_id: str, filer_code: str, period: str) -> tuple[str, ...]:
        """Return the ids of what one filer filed of a type for a period (各版报表), the first first."""
        slot: Row = {"type_id": type_id, "filer_code": filer_code, "period": period}
        return tuple(filing for filing, _ in of_slot(self._kept(), slot))

    def last_of(self, table: str) -> int:
        """Return the number of the last record of a table (末条序号): it tells of news; 0 where none is."""
        with self._connection.cursor() as cursor:
            cursor.execute('SELECT max(seq) FROM records_record WHERE "table" = %s', [table])
            return int(cursor.fetchone()[0] or 0)

    def changed_since(self, seq: int, until: date | None = None) -> tuple[str, ...]:
        """Return the tables whose known rows may have moved since a record (变动的数据表), in order of name.

        Parameters
        ----------
        seq
            Number of the last record that was taken into account: of `head_on` that day, or 0.
        until
            Leaves out what was kept after the end of this day.
        """
        later = self._kept().filter(seq__gt=seq)
        if until is not None:
            later = later.filter(recorded_at__lt=self._end(until))
        return tuple(sorted(moved_tables(self._kept(), later)))

    @property
    def head(self) -> Head:
        """The end of the chain (链头): what to publish outside."""
        return end_of_chain(self._connection)[0]

    def head_on(self, on: date) -> Head:
        """Return the end of the chain as it was at the end of a day (某日链头)."""
        kept = self._kept().filter(recorded_at__lt=self._end(on)).order_by("-seq")
        last = kept.values_list("seq", "hash").first()
        return Head(0, FIRST_HASH) if last is None else Head(*last)

    def holds(self, head: Head) -> bool:
        """Whether a record of that number and hash is in the chain (链中有无)."""
        return head == Head(0, FIRST_HASH) or self._kept().filter(seq=head.seq, hash=head.hash).exists()

    def verify_chain(self, published: Head | None = None) -> Head:
        """Check every record against the chain and return its head (校验哈希链).

        Parameters
        ----------
        published
            A head written down earlier: only with it can records cut from the end be noticed.

        Raises
        ------
        ProblemsFound
            With every ``chain_gap``, ``chain_link``, ``chain_content`` and ``chain_head``, in the order of
            the records: the first names the first broken one.
        """
        where = self.place.name if isinstance(self.place, Path) else shown(self.place)
        head, problems = check_chain(self._links(), where, published)
        problems.raise_errors()
        return head

    def _keep(self, act: Act, rows: Sequence[Row], progress: Progress | None) -> Kept:
        self._refuse(act, rows)
        writer = RowWriter.of(self._dictionary(act.table))
        new = done = 0
        with self.within():
            for chunk in writer.chunks(rows, _CHUNK):
                stands = standing(self._connection, act.table, keys=[row.key for row in chunk])
                news = [row for row in chunk if is_news(row, stands, act.state)]
                if news:
                    self._append(act, news)
                new += len(news)
                done += len(chunk)
                if progress is not None:
                    progress(done)
        return Kept(new, len(rows) - new)

    def _file(self, act: Act, rows: Sequence[Row], header: Row, progress: Progress | None) -> Filed:
        before = earlier(self._kept(), header)
        header = complete(header, before.next_version(header))
        filing = str(header["filing_id"])
        if before.says(header.get("content_hash")):
            raise SaidAlready(before.last)
        if is_kept(self._kept(), filing):
            raise ProblemsFound([Problem("filing_exists", filing)])
        digests = self._append_all(replace(act, filing=filing), rows, progress)
        type_id, version = str(header["type_id"]), act.type_version
        header = complete(header, {"content_hash": content_hash(type_id, version, act.table, digests)})
        if before.says(header["content_hash"]):
            raise SaidAlready(before.last)  # and what was written is taken back
        self._append_all(replace(act, kind="filing", table="filing", filing=filing), [header])
        return Filed(filing, len(rows), 0)

    def _append_all(self, act: Act, rows: Sequence[Row], progress: Progress | None = None) -> list[str]:
        """Append rows whatever stands; return the digest of each one's content."""
        digests: list[str] = []
        for chunk in RowWriter.of(self._dictionary(act.table)).chunks(rows, _CHUNK):
            digests += self._append(act, chunk)
            if progress is not None:
                progress(len(digests))
        return digests

    def _append(self, act: Act, rows: Sequence[Written]) -> list[str]:
        head, last = end_of_chain(self._connection)
        if last is not None and act.recorded_at < last:
            # A row let in before the last one would change what earlier snapshots had to hold.
            if last - act.recorded_at > _QUEUED:
                details = {"given": act.recorded_at.isoformat(), "last": last.isoformat()}
                raise ProblemsFound([Problem("record_backdated", act.table, details)])
            act = replace(act, recorded_at=last)
        return append(self._connection, act, head, rows)

    def _refuse(self, act: Act, rows: Sequence[Row]) -> None:
        if act.recorded_at.tzinfo is None:
            raise ValueError("recorded_at needs its offset from UTC")
        # A header may be corrected row by row; the rest is written by filing and by step alone.
        if act.table in OF_FILINGS and not act.filing and (act.table, act.state) != ("filing", "approved"):
            raise ProblemsFound([Problem("step_by_hand", act.table)])
        if not act.author.strip() or not act.reason.strip():
            problems = Collector()
            problems.extend(check_rows(rows, self._dictionary(act.table)))
            problems.add("record_unsigned", act.table)
            problems.raise_errors()

    def _read(self, table: Table, kept: Sequence[KeptCells]) -> tuple[Row, ...]:
        problems = Collector()
        rows = tuple(RowReader.of(table, self._renames).rows(kept, problems))
        problems.raise_errors()
        return rows

    def _links(self) -> Iterator[Link]:
        for *cells, stored in self._kept().order_by("seq").values_list(*FIELDS, "hash").iterator(_CHUNK):
            yield Entry(*cells), stored

    def _end(self, on: date) -> datetime:
        """The moment a day ends in the workspace."""
        return datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC) - self.offset

    def _day(self, moment: datetime) -> date:
        """The day of a moment in the workspace."""
        return (moment.astimezone(UTC) + self.offset).date()

    @property
    def _connection(self) -> BaseDatabaseWrapper:
        from django.db import connections

        return connections[self._name]

    def _kept(self) -> QuerySet[Record]:
        from shuangkong.records.models import Record

        return Record.objects.using(self._name)
