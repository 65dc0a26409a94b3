"""Content-addressed tables (按内容寻址的数据表): Parquet files named by the hash of their canonical rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

from shuangkong.engine import read_parquet, write_parquet
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.schema import Cell, Row, canonical
from shuangkong.snapshot.atomic import replacing
from shuangkong.snapshot.layout import Layout

__all__ = ["keep_object", "lines_hash", "object_path", "read_object", "rows_hash"]


def rows_hash(rows: Iterable[Row], layout: Layout) -> str:
    """Return the canonical hash of a table (规范哈希): SHA-256 over its layout and its sorted canonical rows.

    Neither the order of rows nor the release that wrote the file changes it.
    """
    table = layout.table
    return lines_hash(sorted(canonical(row, table) for row in rows), layout)


def lines_hash(lines: Iterable[bytes], layout: Layout) -> str:
    """Return the canonical hash of a table whose canonical rows come in order (规范行哈希).

    Several rows may come at once, a line feed between them.
    """
    head = [[name, kind, None if quantum is None else str(quantum)] for name, kind, quantum in layout.columns]
    digest = hashlib.sha256(json.dumps([head, layout.key], separators=(",", ":")).encode())
    for line in lines:
        digest.update(b"\n" + line)
    return digest.hexdigest()


def object_path(folder: Path, table_hash: str) -> Path:
    """Return where a table of that hash stands in a workspace."""
    return folder / "objects" / f"{table_hash}.parquet"


def keep_object(folder: Path, rows: Sequence[Row], layout: Layout) -> str:
    """Write the rows unless they stand already, and return their hash (写入内容对象).

    Raises
    ------
    ProblemsFound
        If a file of that name stands already and holds something else.
    """
    table_hash = rows_hash(rows, layout)
    path = object_path(folder, table_hash)
    if path.exists():
        read_object(folder, table_hash, layout)
        return table_hash
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [[_stored(row[name]) for name in layout.names] for row in sorted(rows, key=layout.order)]
    with replacing(path) as temporary:
        write_parquet(temporary, layout.sql_types, cells)
    return table_hash


def read_object(folder: Path, table_hash: str, layout: Layout) -> tuple[Row, ...]:
    """Return the rows of a table in key order after checking that they still have its hash (读取并校验).

    Raises
    ------
    ProblemsFound
        ``snapshot_object_missing``, ``snapshot_object_unreadable`` or ``snapshot_hash_mismatch``.
    """
    from duckdb import Error  # loaded at first use: rows are kept without it

    path = object_path(folder, table_hash)
    where = f"objects/{path.name}"
    if not path.is_file():
        raise ProblemsFound([Problem("snapshot_object_missing", where)])
    try:
        rows = tuple(_typed(row, layout) for row in read_parquet(path, layout.sql_types))
        found = rows_hash(rows, layout)
    except (Error, ValueError, ArithmeticError) as error:
        reason = str(error).strip().split("\n", 1)[0]
        raise ProblemsFound([Problem("snapshot_object_unreadable", where, {"reason": reason})]) from error
    if found != table_hash:
        raise ProblemsFound([Problem("snapshot_hash_mismatch", where, {"found": found})])
    return rows


def _stored(cell: Cell) -> Cell:
    return format(cell, "f") if isinstance(cell, Decimal) else cell


def _typed(row: dict[str, Cell], layout: Layout) -> Row:
    for name, kind, _ in layout.columns:
        cell = row[name]
        if kind == "decimal" and isinstance(cell, str):
            row[name] = Decimal(cell)
    return row
