"""Frozen rows (冻结数据行): what the accounts need of a snapshot, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol

__all__ = ["Cell", "FrozenRows", "Row"]

Cell = str | int | Decimal | date | bool | None
Row = Mapping[str, Cell]


class FrozenRows(Protocol):
    """Rows that no longer change (快照数据), with the canonical hash of each table."""

    def rows(self, table: str, **equals: Cell) -> tuple[Row, ...]:
        """Return the rows of a table whose cells equal the values given, in canonical order."""
        ...

    def table_hash(self, name: str) -> str:
        """Return the canonical hash of a table."""
        ...
