"""Canonical rows (规范行): the bytes a row is hashed over, the same on every machine and engine."""

from __future__ import annotations

import json

from shuangkong.schema.cell import write_cell
from shuangkong.schema.column import Row, Table

__all__ = ["canonical"]


def canonical(row: Row, table: Table) -> bytes:
    """Return the canonical bytes of a row (规范字节): its cells in column order, as a JSON list in UTF-8.

    A decimal is written at its column's quantum, so 7.1 and 7.10 are one row; None is null, which no text is.

    Raises
    ------
    ValueError
        If the row lacks a column of the table or has one more.

    Examples
    --------
    >>> from shuangkong.schema.dictionary import table
    >>> row = {"old_code": "110001", "new_code": "110002", "kind": "recode", "effective_on": None,
    ...        "note": None, "status": "constructed", "source": "示例"}
    >>> canonical(row, table("division_succession")).decode()
    '["110001","110002","recode",null,null,"constructed","示例"]'
    """
    if set(row) != set(table.column_names):
        difference = sorted(set(row) ^ set(table.column_names))
        raise ValueError(f"row and table {table.name} differ in columns {difference}")
    cells = [
        None if row[column.name] is None else write_cell(row[column.name], column) for column in table.columns
    ]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()
