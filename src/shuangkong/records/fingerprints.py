"""Fingerprints (数据指纹): up to which record a table's rows are known, told without reading the rows.

Records are appended in the order of time, so whatever changed a table between two days stands between two
numbers of the chain; the records in between are all that has to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from shuangkong.records.chain import FIRST_HASH, Head

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shuangkong.records.kept import Records
    from shuangkong.records.models import Record

__all__ = ["fingerprints"]

_STEPS = "filing_step"


def fingerprints(
    records: Records, tables: Iterable[str], earlier: Mapping[str, str], *, on: date
) -> dict[str, str]:
    """Return for each table the record its rows as known on a day are known up to (数据指纹).

    Parameters
    ----------
    earlier
        Fingerprints of an earlier time. A table that no record in between bears on keeps its own.
    """
    kept = _kept(records)
    end = _end(kept, datetime.combine(on + timedelta(days=1), time(), tzinfo=UTC) - records.offset)
    touched: dict[str, frozenset[str] | None] = {}
    found = {}
    for name in tables:
        mark = earlier.get(name, "")
        if mark not in touched:
            touched[mark] = _touched(kept, mark, end)
        since = touched[mark]
        found[name] = mark if since is not None and name not in since else f"{end.seq}:{end.hash}"
    return found


def _end(kept: QuerySet[Record], midnight: datetime) -> Head:
    last = kept.filter(recorded_at__lt=midnight).order_by("-seq").values_list("seq", "hash").first()
    return Head(0, FIRST_HASH) if last is None else Head(*last)


def _touched(kept: QuerySet[Record], mark: str, end: Head) -> frozenset[str] | None:
    """Return the tables that records between a mark and the end bear on; None for a mark of other records."""
    seq, _, known = mark.partition(":")
    if not seq.isdigit():
        return None
    first = FIRST_HASH if int(seq) == 0 else kept.filter(seq=int(seq)).values_list("hash", flat=True).first()
    if first != known:
        return None
    low, high = sorted((int(seq), end.seq))
    between = kept.filter(seq__gt=low, seq__lte=high)
    tables = set(between.values_list("table", flat=True).distinct())
    if _STEPS in tables:  # a step may approve, or take back, what was filed long before
        filings = between.filter(table=_STEPS).values_list("filing", flat=True).distinct()
        tables.update(kept.filter(filing__in=list(filings)).values_list("table", flat=True).distinct())
    return frozenset(tables)


def _kept(records: Records) -> QuerySet[Record]:
    from shuangkong.records.models import Record

    return Record.objects.using(records._name)
