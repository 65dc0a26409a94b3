"""Frozen rows (冻结数据行): what the accounts need of a snapshot, and nothing more."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs, adopt
from shuangkong.schema import Cell, Row
from shuangkong.standards import Adoption, adoptions

__all__ = ["FrozenRows", "adopted", "signed_off"]


class FrozenRows(Protocol):
    """Rows that no longer change (快照数据), with the canonical hash of each table."""

    def rows(self, table: str, /, **equals: Cell) -> tuple[Row, ...]:
        """Return the rows of a table whose cells equal the values given, in canonical order."""
        ...

    def table_hash(self, name: str) -> str:
        """Return the canonical hash of a table."""
        ...


def signed_off(rows: FrozenRows, on: date = date.max) -> tuple[Adoption, ...]:
    """Return the parameter sign-offs frozen with the rows that hold on a day (已核定参数)."""
    try:
        rows.table_hash("adoption")
    except ProblemsFound:
        return ()  # frozen before there were sign-offs
    return adoptions(rows.rows("adoption"), rows.rows("person"), on=on)


def adopted(packs: Packs, rows: FrozenRows, on: date) -> Packs:
    """Return the packs as the sign-offs frozen with the rows leave them on a day (核定后的规则包)."""
    return adopt(packs, signed_off(rows, on))
