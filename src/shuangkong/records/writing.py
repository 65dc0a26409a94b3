"""Rows into text (数据行写出): every cell in its one written form, a whole table's columns prepared once.

A row that follows its table is written in one pass. Anything doubtful is left to `check_rows`, which says all
that is wrong; here it only has to be noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Column, ColumnType, Row, Table, write_cell
from shuangkong.snapshot import check_rows
from shuangkong.snapshot.layout import DIGITS

__all__ = ["RowWriter", "Written", "key_json"]

_Write = Callable[[Cell], str]
_REMEMBERED = 20_000  # written values a column keeps; beyond it they are not the repeating kind
_LARGEST_INTEGER = 2**63 - 1
_PYTHON: dict[ColumnType, type] = {"integer": int, "decimal": Decimal, "date": date, "boolean": bool}
_EXACT = Context(prec=200, traps=[InvalidOperation])


class Written(NamedTuple):
    """A row as it is kept (存放形式): its key and its cells as canonical JSON, and when it holds."""

    key: str
    cells: str
    valid: tuple[date | None, date | None]


class _Doubt(ValueError):
    """A cell that may not be kept as it is."""


@dataclass(frozen=True)
class RowWriter:
    """Writes the rows of one table (数据行写出).

    Examples
    --------
    >>> from shuangkong.schema import table
    >>> row = {"old_code": "110001", "new_code": "110002", "kind": "recode", "effective_on": None,
    ...        "note": None, "status": "constructed", "source": "示例"}
    >>> writer = RowWriter.of(table("division_succession"))
    >>> written = next(writer.chunks([row], 1))[0]
    >>> written.cells[:36], written.cells[-25:]
    ('{"effective_on":null,"kind":"recode"', '"status":"constructed"}')
    """

    table: Table
    names: frozenset[str]
    columns: tuple[tuple[str, _Write], ...]
    cells: str
    key: str
    key_places: tuple[int, ...]
    period_place: int | None

    @classmethod
    def of(cls, table: Table) -> RowWriter:
        """Prepare the columns of a table; cells stand in JSON by name, in the order of the names."""
        columns = sorted(table.columns, key=lambda column: column.name)
        order = {column.name: place for place, column in enumerate(columns)}
        periods = [order[c.name] for c in table.columns if c.type == "period" and c.name in table.key]
        return cls(
            table=table,
            names=frozenset(order),
            columns=tuple((column.name, _writer(column)) for column in columns),
            cells="{" + ",".join(quoted(name).replace("%", "%%") + ":%s" for name in order) + "}",
            key="[" + ",".join("%s" for _ in table.key) + "]",
            key_places=tuple(order[name] for name in table.key),
            period_place=periods[0] if periods and table.validity is None else None,
        )

    def chunks(self, rows: Sequence[Row], size: int) -> Iterator[list[Written]]:
        """Yield the rows as written, some at a time.

        Raises
        ------
        ProblemsFound
            With everything `check_rows` finds, as soon as one row is in doubt.
        """
        seen: set[str] = set()
        for start in range(0, len(rows), size):
            try:
                chunk = [self._write(row) for row in rows[start : start + size]]
            except (_Doubt, KeyError, TypeError, AttributeError, ArithmeticError):
                chunk = self._write_checked(rows, start, size)
            seen.update(written.key for written in chunk)
            if len(seen) != start + len(chunk):
                _collected(rows, self.table).raise_errors()
            yield chunk

    def _write(self, row: Row) -> Written:
        if row.keys() != self.names:
            raise _Doubt
        cells = [write(row[name]) for name, write in self.columns]
        key = self.key % tuple([cells[place] for place in self.key_places])
        return Written(key, self.cells % tuple(cells), self._validity(row, cells))

    def _validity(self, row: Row, cells: Sequence[str]) -> tuple[date | None, date | None]:
        """From when to when the row holds (有效期): its validity columns, else the period in its key."""
        if self.table.validity is not None:
            start, end = (row[name] for name in self.table.validity)
            return (start if isinstance(start, date) else None, end if isinstance(end, date) else None)
        if self.period_place is None or cells[self.period_place] == "null":
            return None, None
        period = Period.parse(cells[self.period_place].strip('"'))
        return period.start, period.end

    def _write_checked(self, rows: Sequence[Row], start: int, size: int) -> list[Written]:
        _collected(rows, self.table).raise_errors()
        slow = tuple((name, _careful(self.table.column(name))) for name, _ in self.columns)
        careful = replace(self, columns=slow)
        return [careful._write(row) for row in rows[start : start + size]]


def key_json(row: Row, table: Table) -> str:
    """Return the cells of a row's key as they are kept (主键).

    Raises
    ------
    ProblemsFound
        If a cell of the key is none its column can hold.
    """
    named = {name: row[name] for name in table.key}
    alone = Table(table.name, table.label, tuple(table.column(name) for name in table.key), table.key)
    return next(RowWriter.of(alone).chunks([named], 1))[0].key


def _collected(rows: Sequence[Row], table: Table) -> Collector:
    problems = Collector()
    problems.extend(check_rows(rows, table))
    return problems


def _writer(column: Column) -> _Write:
    """Return what writes a cell of the column as JSON, or raises where the cell is in doubt."""
    write = _value_writer(column)
    if column.required:
        return write
    return lambda cell: "null" if cell is None else write(cell)


def _value_writer(column: Column) -> _Write:
    if column.type == "decimal" and column.quantum is not None and not column.allowed:
        return _decimal_writer(column.quantum)
    if column.type == "integer" and not column.allowed:
        return _write_integer
    if column.type == "text" and not column.allowed:
        return _remembering(_write_text, str)
    return _remembering(_checked_writer(column), _PYTHON.get(column.type, str))


def _remembering(write: _Write, kind: type) -> _Write:
    """Remember the written form of values that repeat; True, 1 and Decimal(1) are told apart by their type."""
    known: dict[Cell, str] = {}

    def remembered(cell: Cell) -> str:
        if type(cell) is not kind:
            raise _Doubt
        written = known.get(cell)
        if written is None:
            written = write(cell)
            if len(known) < _REMEMBERED:
                known[cell] = written
        return written

    return remembered


def _write_text(cell: Cell) -> str:
    if not isinstance(cell, str) or not cell or cell != cell.strip() or "\n" in cell or "\r" in cell:
        raise _Doubt
    return quoted(cell)


def _write_integer(cell: Cell) -> str:
    if type(cell) is not int or not -_LARGEST_INTEGER <= cell <= _LARGEST_INTEGER:
        raise _Doubt
    return f'"{cell}"'


def _decimal_writer(quantum: Decimal) -> _Write:
    exponent = quantum.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > 0:
        raise ValueError(f"no quantum of a fixed-point column: {quantum}")
    limit = Decimal(10) ** (DIGITS + exponent)

    def write(cell: Cell) -> str:
        if type(cell) is not Decimal:
            raise _Doubt
        kept = cell if cell.same_quantum(quantum) else cell.quantize(quantum, context=_EXACT)
        if kept != cell or not -limit < kept < limit:
            raise _Doubt
        return f'"{kept:f}"' if kept else f'"{abs(kept):f}"'

    return write


def _checked_writer(column: Column) -> _Write:
    """Leave the cell to `check_rows`, as a row of this one column."""
    alone = Table("", column.label, (column,), ())

    def write(cell: Cell) -> str:
        if check_rows([{column.name: cell}], alone):
            raise _Doubt
        return quoted(write_cell(cell, column))

    return write


def _careful(column: Column) -> _Write:
    return lambda cell: "null" if cell is None else quoted(write_cell(cell, column))
