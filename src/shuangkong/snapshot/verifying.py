"""Quick verification (快速校验): the canonical hash of a Parquet file, its rows written out by the database.

The database writes each row in its canonical form, the hash is taken here. A file whose hash is right so is
right; one whose hash is not may hold a text the two write differently, and is then read row by row.
"""

from __future__ import annotations

from pathlib import Path

from shuangkong.engine.duck import quoted, reading
from shuangkong.schema import Column
from shuangkong.snapshot.layout import Layout
from shuangkong.snapshot.objects import lines_hash, object_path, read_object

__all__ = ["verify_object", "written_hash"]

_BATCH = 50_000
_WRITTEN_PLAINLY = ("integer", "decimal", "date", "boolean")


def verify_object(folder: Path, table_hash: str, layout: Layout) -> None:
    """Check that a table still has its hash (校验内容对象), without keeping its rows.

    Raises
    ------
    ProblemsFound
        As `shuangkong.snapshot.objects.read_object`.
    """
    if written_hash(object_path(folder, table_hash), layout) != table_hash:
        read_object(folder, table_hash, layout)


def written_hash(path: Path, layout: Layout) -> str | None:
    """Return the hash of the rows as the database writes them (库内规范哈希); None where it cannot say."""
    columns = layout.table.columns
    if any(column.type == "decimal" and column.quantum is None for column in columns):
        return None  # such a decimal stands as its digits were written, not in its canonical form
    from duckdb import Error  # loaded at first use: rows are kept without it

    line = " || ',' || ".join(_written(column) for column in columns)
    try:
        with reading() as connection:
            held = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            if [(name, kind) for name, kind, *_ in held] != list(layout.sql_types.items()):
                return None
            text = f"SELECT '[' || {line} || ']' AS line FROM read_parquet(?) ORDER BY line"
            answer = connection.execute(text, [str(path)])
            batches = iter(lambda: answer.fetchmany(_BATCH), [])
            return lines_hash(("\n".join(line for (line,) in batch).encode() for batch in batches), layout)
    except Error:
        return None


def _written(column: Column) -> str:
    name = quoted(column.name)
    plain = f"'\"' || CAST({name} AS VARCHAR) || '\"'"
    written = plain if column.type in _WRITTEN_PLAINLY else f"CAST(to_json({name}) AS VARCHAR)"
    return f"coalesce({written}, 'null')"
