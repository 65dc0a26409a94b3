"""Parquet files (列式文件): written with the exact types that are declared, read back as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from shuangkong.engine.duck import quoted, reading
from shuangkong.schema import Cell

__all__ = ["read_parquet", "write_parquet"]

_BATCH = 50_000
_ROW_GROUP = 20_480  # small enough that a table of some ten thousand rows is read by every core


def write_parquet(path: Path, types: Mapping[str, str], rows: Sequence[Sequence[Cell]]) -> None:
    """Write rows in the order given (写列式文件), compressed with zstd.

    Parameters
    ----------
    path
        File to write; the caller sees to atomicity.
    types
        Column name → SQL type, in column order.
    rows
        Cells in column order. Decimals must already be multiples of the declared step and fit the type: a
        cast would round the former without a word.
    """
    names = ", ".join(f"{quoted(name)} {kind}" for name, kind in types.items())
    # Every cell travels as text and is cast to its exact type: no number passes through a float.
    cells = ", ".join(
        f"CAST(unnest(${position}::VARCHAR[]) AS {kind})" for position, kind in enumerate(types.values(), 1)
    )
    with reading() as connection:
        connection.execute(f"CREATE TEMP TABLE frozen ({names})")  # seen by this cursor alone
        for start in range(0, len(rows), _BATCH):
            batch = rows[start : start + _BATCH]
            columns = [[_text(cell) for cell in column] for column in zip(*batch, strict=True)]
            connection.execute(f"INSERT INTO frozen SELECT {cells}", columns)
        target = str(path).replace("'", "''")
        connection.execute(
            f"COPY frozen TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
        )


def read_parquet(path: Path, types: Mapping[str, str]) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a file in file order (读列式文件).

    Raises
    ------
    duckdb.Error
        If the file is no Parquet file any more.
    ValueError
        If its columns or types are not those given.
    """
    with reading() as connection:
        answer = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        found = {column[0]: str(column[1]) for column in answer.description or []}
        if list(found.items()) != list(types.items()):
            raise ValueError(f"columns are {found}, not {dict(types)}")
        while batch := answer.fetchmany(_BATCH):
            for cells in batch:
                yield dict(zip(found, cells, strict=True))


def _text(cell: Cell) -> str | None:
    return None if cell is None else str(cell)
