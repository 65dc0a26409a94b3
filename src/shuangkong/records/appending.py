"""Appending to the chain (追加): many records in one go, each sealed by the hash of the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from shuangkong.records.chain import DESIGN, FIRST_HASH, Act, Entry, Head, content_digest
from shuangkong.records.writing import Written

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["FIELDS", "append", "end_of_chain"]

FIELDS = tuple(field.name for field in fields(Entry))
_COLUMNS = ", ".join(f'"{name}"' for name in (*FIELDS, "hash"))


def end_of_chain(connection: BaseDatabaseWrapper) -> tuple[Head, datetime | None]:
    """Return the head of the chain and when its last record was kept (链尾)."""
    from shuangkong.records.models import Record

    kept = Record.objects.using(connection.alias).order_by("-seq")
    last = kept.values_list("seq", "hash", "recorded_at").first()
    return (Head(0, FIRST_HASH), None) if last is None else (Head(*last[:2]), last[2])


def append(connection: BaseDatabaseWrapper, act: Act, head: Head, rows: Sequence[Written]) -> list[str]:
    """Append rows after a head (追加) and return the digest of each row's content."""
    digests = [content_digest(row.key, row.cells) for row in rows]
    sealed = _sealed(connection, act, head, zip(rows, digests, strict=True))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY records_record ({_COLUMNS}) FROM STDIN") as copy:
                for values in sealed:
                    copy.write_row(values)
        else:
            marks = ", ".join(["%s"] * (len(FIELDS) + 1))
            cursor.executemany(f"INSERT INTO records_record ({_COLUMNS}) VALUES ({marks})", sealed)
    return digests


def _sealed(
    connection: BaseDatabaseWrapper, act: Act, head: Head, rows: Iterator[tuple[Written, str]]
) -> Iterator[tuple[object, ...]]:
    """Yield the values of each record in the order of the columns, its hash last."""
    kept_at = connection.ops.adapt_datetimefield_value(act.recorded_at.astimezone(UTC))
    before = (DESIGN, act.kind, act.table, act.type_version, act.filing)
    after = (kept_at, act.author, act.reason, act.state)
    previous = head.hash
    for seq, ((key, cells, valid), digest) in enumerate(rows, head.seq + 1):
        start, end = (None if day is None else day.isoformat() for day in valid)
        own = act.hash(seq, previous, valid, digest)
        yield (seq, *before, key, cells, start, end, *after, previous, own)
        previous = own
