"""Fingerprints (数据指纹): up to which record a table's rows are known, told without reading the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from shuangkong.records.chain import Head
from shuangkong.records.kept import Records

__all__ = ["fingerprints"]


def fingerprints(
    records: Records, tables: Iterable[str], earlier: Mapping[str, str], *, on: date
) -> dict[str, str]:
    """Return for each table the record its rows as known on a day are known up to (数据指纹).

    Parameters
    ----------
    earlier
        Fingerprints of an earlier day. A table that no record since then bears on keeps its own; a mark of
        records that are not these, or of a later day, counts for nothing.
    """
    end = records.head_on(on)
    moved: dict[str, frozenset[str] | None] = {}
    found = {}
    for name in tables:
        mark = earlier.get(name, "")
        if mark not in moved:
            head = _head(mark)
            is_of_these = head is not None and head.seq <= end.seq and records.holds(head)
            moved[mark] = frozenset(records.changed_since(head.seq, on)) if head and is_of_these else None
        since = moved[mark]
        found[name] = mark if since is not None and name not in since else f"{end.seq}:{end.hash}"
    return found


def _head(mark: str) -> Head | None:
    seq, _, digest = mark.partition(":")
    return Head(int(seq), digest) if seq.isdigit() else None
