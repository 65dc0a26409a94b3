"""What stands (现行版本): of all versions of a row the one approved last, now or as known at a moment.

A row kept without a filing is approved when kept, one of a filing when the last step of the filing is its
approval; the head of a filing and its steps stand at once. Versions follow each other as they were approved,
then as they were kept.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from shuangkong.records.filed import OF_FILINGS
from shuangkong.records.writing import Written

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["Standing", "is_news", "standing"]

_LOOKED_UP = 900  # keys in one query
_FETCHED = 2_000
_AT_ONCE = """
SELECT version.key_json, version.cells_json, version.type_version, version.state, version.seq, version.seq
FROM records_record version
WHERE version."table" = %s {until}
"""
_APPROVED = """
WITH approved AS MATERIALIZED (
  SELECT filing, seq FROM records_record
  WHERE state = 'approved' AND seq IN (
    SELECT max(seq) FROM records_record WHERE "table" = 'filing_step' {until} GROUP BY filing
  )
)
SELECT version.key_json, version.cells_json, version.type_version, version.state,
  coalesce(approved.seq, version.seq), version.seq
FROM records_record version
LEFT JOIN approved ON approved.filing = version.filing
WHERE version."table" = %s {until} AND (version.filing = '' OR approved.seq IS NOT NULL)
"""


class Standing(NamedTuple):
    """The version of a row that stands (现行版本), as it is kept, and its rank among the versions."""

    cells: str
    type_version: int
    is_withdrawn: bool
    rank: tuple[int, int]


def standing(
    connection: BaseDatabaseWrapper,
    table: str,
    *,
    before: datetime | None = None,
    keys: Sequence[str] | None = None,
    under: str = "",
) -> dict[str, Standing]:
    """Return key → version of the rows that stand (现行各行), optionally as of a moment or of some keys.

    Parameters
    ----------
    under
        What the written keys begin with.
    """
    last: dict[str, Standing] = {}
    for query, parameters in _queries(connection, table, before, keys, under):
        for key, cells, version, state, approval, seq in _fetched(connection, query, parameters):
            found = last.get(key)
            if found is None or found.rank < (approval, seq):
                last[key] = Standing(cells, version, state == "withdrawn", (approval, seq))
    return {key: version for key, version in last.items() if not version.is_withdrawn}


def _queries(
    connection: BaseDatabaseWrapper,
    table: str,
    before: datetime | None,
    keys: Sequence[str] | None,
    under: str,
) -> Iterator[tuple[str, list[object]]]:
    moment = [] if before is None else [connection.ops.adapt_datetimefield_value(before)]
    until = "" if before is None else "AND recorded_at < %s"
    is_at_once = table in OF_FILINGS or not _is_filed(connection, table)
    query = (_AT_ONCE if is_at_once else _APPROVED).format(until=until)
    parameters: list[object] = [table, *moment] if is_at_once else [*moment, table, *moment]
    if under:
        by_byte = 'COLLATE "C"' if connection.vendor == "postgresql" else ""
        query += f" AND version.key_json {by_byte} >= %s AND version.key_json {by_byte} < %s"
        parameters += [under, under + chr(sys.maxunicode)]
    if keys is None:
        yield query, parameters
        return
    left = iter(keys)
    while chunk := list(islice(left, _LOOKED_UP)):
        marks = ", ".join(["%s"] * len(chunk))
        yield f"{query} AND version.key_json IN ({marks})", [*parameters, *chunk]


def _is_filed(connection: BaseDatabaseWrapper, table: str) -> bool:
    """Whether any row of the table came with a filing; else no approval decides over it."""
    query = """SELECT 1 FROM records_record WHERE "table" = %s AND filing <> '' LIMIT 1"""
    with connection.cursor() as cursor:
        cursor.execute(query, [table])
        return cursor.fetchone() is not None


def _fetched(
    connection: BaseDatabaseWrapper, query: str, parameters: list[object]
) -> Iterator[tuple[str, str, int, str, int, int]]:
    # A cursor on the server, where there is one: the answer never stands in memory as a whole.
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        while fetched := cursor.fetchmany(_FETCHED):
            yield from fetched


def is_news(row: Written, stands: Mapping[str, Standing], state: str) -> bool:
    """Whether a row kept in a state changes what stands (是否有变化)."""
    if state == "withdrawn":
        return row.key in stands
    return row.key not in stands or stands[row.key].cells != row.cells
