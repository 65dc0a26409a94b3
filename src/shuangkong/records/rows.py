"""Rows as kept (数据行的存放形式): cells by column name, each in its one written form."""

from __future__ import annotations

import json
from datetime import date

from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row, Table, read_cell, write_cell

__all__ = ["cells_json", "key_json", "read_row", "validity"]


def cells_json(row: Row, table: Table) -> str:
    """Return all cells as canonical JSON (单元格): an added column later does not disturb old rows."""
    return _json({column.name: _written(row, table, column.name) for column in table.columns})


def key_json(row: Row, table: Table) -> str:
    """Return the key's cells as a JSON list (主键)."""
    return _json([_written(row, table, name) for name in table.key])


def read_row(text: str, table: Table, problems: Collector, where: str) -> Row:
    """Read a kept row back, typed by the table (读回数据行); a column it was kept without is None."""
    cells: dict[str, str | None] = json.loads(text)
    row: dict[str, Cell] = {}
    for column in table.columns:
        written = cells.get(column.name)
        row[column.name] = (
            None if written is None else read_cell(written, column, problems, f"{where}.{column.name}")
        )
    return row


def validity(row: Row, table: Table) -> tuple[date | None, date | None]:
    """Return from when to when the row holds (有效期): its validity columns, else the period in its key."""
    if table.validity is not None:
        start, end = (row[name] for name in table.validity)
        return (start if isinstance(start, date) else None, end if isinstance(end, date) else None)
    for column in table.columns:
        cell = row[column.name]
        if column.type == "period" and column.name in table.key and isinstance(cell, str):
            period = Period.parse(cell)
            return period.start, period.end
    return None, None


def _written(row: Row, table: Table, name: str) -> str | None:
    cell = row[name]
    return None if cell is None else write_cell(cell, table.column(name))


def _json(plain: dict[str, str | None] | list[str | None]) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
