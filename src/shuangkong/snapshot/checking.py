"""Checking rows (数据行检查): whether rows made in code follow their table exactly, before they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from shuangkong.errors import Collector, Problem
from shuangkong.schema import Cell, Column, ColumnType, Row, Table, read_cell, write_cell
from shuangkong.snapshot.layout import DIGITS, places

__all__ = ["check_rows"]

_LARGEST_INTEGER = 2**63 - 1
_PYTHON: dict[ColumnType, type] = {"integer": int, "decimal": Decimal, "date": date, "boolean": bool}


def check_rows(rows: Sequence[Row], table: Table) -> tuple[Problem, ...]:
    """Return every problem of the rows (检查数据行): none means they can be kept and frozen without loss.

    The problems are ``row_columns``, ``row_cell_type``, ``row_cell_blank``, ``row_cell_overflow``,
    ``row_cell_too_fine``, ``row_key_repeated`` and what `read_cell` finds in a cell's written form.
    """
    problems = Collector()
    seen: dict[tuple[Cell, ...], int] = {}
    for number, row in enumerate(rows, 1):
        where = f"{table.name}[{number}]"
        if set(row) != set(table.column_names):
            difference = sorted(set(row) ^ set(table.column_names))
            problems.add("row_columns", where, difference=", ".join(difference))
            continue
        for column in table.columns:
            _check_cell(row[column.name], column, problems, f"{where}.{column.name}")
        key = tuple(row[name] for name in table.key)
        if any(isinstance(cell, Decimal) and cell.is_snan() for cell in key):
            continue  # told of above; such a cell equals nothing and cannot be looked up
        if key in seen:
            problems.add("row_key_repeated", where, key=_written(key), first=seen[key])
        seen.setdefault(key, number)
    return tuple(problems)


def _check_cell(cell: Cell, column: Column, problems: Collector, where: str) -> None:
    if cell is not None and type(cell) is not _PYTHON.get(column.type, str):
        problems.add("row_cell_type", where, found=type(cell).__name__, type=column.type)
    elif cell == "":
        problems.add("row_cell_blank", where)
    elif not _fits(cell, column):
        problems.add("row_cell_overflow", where, found=cell, digits=DIGITS)
    elif isinstance(cell, Decimal) and column.quantum is not None and cell % column.quantum:
        problems.add("row_cell_too_fine", where, found=cell, quantum=column.quantum)
    else:
        read_cell(write_cell(cell, column), column, problems, where)


def _fits(cell: Cell, column: Column) -> bool:
    if isinstance(cell, Decimal):
        if not cell.is_finite():
            return False
        return column.quantum is None or abs(cell) < Decimal(10) ** (DIGITS - places(column.quantum))
    return not isinstance(cell, int) or abs(cell) <= _LARGEST_INTEGER


def _written(key: Iterable[Cell]) -> str:
    return ", ".join("" if cell is None else str(cell) for cell in key)
