"""Frozen rows (冻结数据行): what the accounts need of a snapshot, and nothing more."""

from __future__ import annotations

from typing import Protocol

from shuangkong.schema import Cell, Row

__all__ = ["FrozenRows"]


class FrozenRows(Protocol):
    """Rows that no longer change (快照数据), with the canonical hash of each table."""

    def rows(self, table: str, /, **equals: Cell) -> tuple[Row, ...]:
        """Return the rows of a table whose cells equal the values given, in canonical order."""
        ...

    def table_hash(self, name: str) -> str:
        """Return the canonical hash of a table."""
        ...
