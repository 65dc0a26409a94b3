"""Versions of a row (历次版本): all that was ever kept under one key, with who, why and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from shuangkong.records.filed import approved_at
from shuangkong.records.reading import KeptCells
from shuangkong.schema import Row

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from shuangkong.records.models import Record

__all__ = ["Version", "versions"]


@dataclass(frozen=True)
class Version:
    """One version of a row (一次版本).

    Parameters
    ----------
    state
        ``approved`` when kept without a filing, ``filed`` in a filing, ``withdrawn``; of a step, the step.
    approved_at
        When it was approved; None while its filing is not.
    """

    seq: int
    row: Row
    state: str
    filing: str
    type_version: int
    recorded_at: datetime
    author: str
    reason: str
    approved_at: datetime | None


def versions(
    kept: QuerySet[Record], found: Iterable[Record], read: Callable[[Sequence[KeptCells]], Sequence[Row]]
) -> tuple[Version, ...]:
    """Return some of the kept records as versions (历次版本), in their order."""
    records = list(found)
    rows = read([(record.key_json, record.cells_json, record.type_version) for record in records])
    return tuple(
        Version(
            seq=record.seq,
            row=row,
            state=record.state,
            filing=record.filing,
            type_version=record.type_version,
            recorded_at=record.recorded_at,
            author=record.author,
            reason=record.reason,
            approved_at=approved_at(kept, record),
        )
        for record, row in zip(records, rows, strict=True)
    )
