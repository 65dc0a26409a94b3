"""Rows into text (数据行写出): every cell in its one written form, column by column.

Rows that follow their table are written in one pass. Anything doubtful is left to `check_rows`, which says
all that is wrong; here it only has to be noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal, InvalidOperation
from json.encoder import encode_basestring as quoted
from typing import NamedTuple

from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Column, ColumnType, Row, Table, columns_of, write_cell
from shuangkong.snapshot import check_rows
from shuangkong.snapshot.layout import DIGITS

__all__ = ["RowWriter", "Written", "key_json"]

_Write = Callable[[Sequence[Cell]], Sequence[str]]  # the cells of a column, each as JSON
_REMEMBERED = 20_000  # written values a column keeps before it begins anew
_LARGEST_INTEGER = 2**63 - 1
_PLAIN_PLACES = 6  # beyond these, str() writes small decimals with an exponent
_PYTHON: dict[ColumnType, type] = {"integer": int, "decimal": Decimal, "date": date, "boolean": bool}
_EXACT = Context(prec=200, traps=[InvalidOperation])
_NULL = "null"


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
    >>> row = {"old_code": "110001", "new_code": "110002", "kind": "recode", "effective_on": date(2020, 1, 1),
    ...        "note": None, "status": "constructed", "source": "示例"}
    >>> written = next(RowWriter.of(table("division_succession")).chunks([row], 1))[0]
    >>> written.key
    '["110001","110002"]'
    >>> written.cells[:31]
    '{"effective_on":"2020-01-01","k'
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
            some = rows[start : start + size]
            try:
                chunk = self._write(some)
            except (_Doubt, TypeError, AttributeError, ArithmeticError):
                _check(rows, self.table)
                careful = tuple((name, _careful_writer(self.table.column(name))) for name, _ in self.columns)
                chunk = replace(self, columns=careful)._write(some)
            seen.update(row.key for row in chunk)
            if len(seen) != start + len(chunk):
                _check(rows, self.table)
            yield chunk

    def _write(self, rows: Sequence[Row]) -> list[Written]:
        if any(row.keys() != self.names for row in rows):
            raise _Doubt
        cells_of = columns_of(rows, [name for name, _ in self.columns])
        columns = [write(cells) for (_, write), cells in zip(self.columns, cells_of, strict=True)]
        cells = [self.cells % row for row in zip(*columns, strict=True)]
        keys = [self.key % row for row in zip(*(columns[place] for place in self.key_places), strict=True)]
        if self.table.validity is not None:
            start, end = self.table.validity
            valid = [(_day(row[start]), _day(row[end])) for row in rows]
        elif self.period_place is not None:
            valid = [_span(written) for written in columns[self.period_place]]
        else:
            valid = [(None, None)] * len(rows)
        return list(map(Written, keys, cells, valid))


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


def _check(rows: Sequence[Row], table: Table) -> None:
    problems = Collector()
    problems.extend(check_rows(rows, table))
    problems.raise_errors()


def _day(cell: Cell) -> date | None:
    return cell if isinstance(cell, date) else None


def _span(written: str) -> tuple[date | None, date | None]:
    if written == _NULL:
        return None, None
    period = Period.parse(written.strip('"'))
    return period.start, period.end


def _writer(column: Column) -> _Write:
    """Return what writes the cells of the column, or raises where one of them is in doubt."""
    kind = _PYTHON.get(column.type, str)
    if column.type == "decimal" and column.quantum is not None and not column.allowed:
        write = _decimal_writer(column.quantum)
    elif column.type == "integer" and not column.allowed:
        write = _write_integers
    else:
        write = _remembering(
            _write_text if column.type == "text" and not column.allowed else _checked(column)
        )

    def present(cells: Sequence[Cell]) -> Sequence[str]:
        # 1, True and Decimal(1) are equal, and only one of them is a value of the column.
        kinds = set(map(type, cells))
        if kinds == {kind}:
            return write(cells)
        if column.required or not kinds <= {kind, type(None)}:
            raise _Doubt
        written = iter(write([cell for cell in cells if cell is not None]))
        return [_NULL if cell is None else next(written) for cell in cells]

    return present


def _remembering(write: Callable[[Cell], str]) -> _Write:
    """Write each value once, however often it stands in the column."""
    known: dict[Cell, str] = {}

    def remembered(cells: Sequence[Cell]) -> Sequence[str]:
        if len(known) > _REMEMBERED:
            known.clear()
        for cell in set(cells).difference(known):
            known[cell] = write(cell)
        return list(map(known.__getitem__, cells))

    return remembered


def _write_text(cell: Cell) -> str:
    if not isinstance(cell, str) or not cell or cell != cell.strip() or "\n" in cell or "\r" in cell:
        raise _Doubt
    return quoted(cell)


def _checked(column: Column) -> Callable[[Cell], str]:
    """Leave the cell to `check_rows`, as a row of this one column."""
    alone = Table("", column.label, (column,), ())

    def write(cell: Cell) -> str:
        if check_rows([{column.name: cell}], alone):
            raise _Doubt
        return quoted(write_cell(cell, column))

    return write


def _write_integers(cells: Sequence[Cell]) -> Sequence[str]:
    if any(not isinstance(cell, int) or abs(cell) > _LARGEST_INTEGER for cell in cells):
        raise _Doubt
    return [f'"{cell}"' for cell in cells]


def _decimal_writer(quantum: Decimal) -> _Write:
    exponent = quantum.as_tuple().exponent
    if not isinstance(exponent, int) or exponent > 0:
        raise ValueError(f"no quantum of a fixed-point column: {quantum}")
    form = '"%s"'.__mod__ if -exponent <= _PLAIN_PLACES else '"{:f}"'.format
    places = rf"\.[0-9]{{{-exponent}}}" if exponent else ""
    as_kept = re.compile(rf'(?:"(?!-[0.]+")-?[0-9]{{1,{DIGITS + exponent}}}{places}")*')
    at_quantum = _quantizing_writer(quantum, exponent, form)

    def write(cells: Sequence[Cell]) -> Sequence[str]:
        written = list(map(form, cells))
        return written if as_kept.fullmatch("".join(written)) else at_quantum(cells)

    return write


def _quantizing_writer(quantum: Decimal, exponent: int, form: Callable[[Cell], str]) -> _Write:
    """Return what writes decimals that are not all at the quantum of their column."""
    limit = Decimal(10) ** (DIGITS + exponent)
    zero = Decimal(0).quantize(quantum)
    negative_zero = form(zero.copy_negate())
    quantize = _EXACT.quantize

    def write(cells: Sequence[Cell]) -> Sequence[str]:
        given = [cell for cell in cells if isinstance(cell, Decimal)]
        kept = [quantize(cell, quantum) for cell in given]
        # Comparing raises for what is not a number.
        if kept and (kept != given or not (-limit < min(kept) and max(kept) < limit)):
            raise _Doubt
        written = list(map(form, kept))
        if negative_zero in written:
            written = [form(zero) if text == negative_zero else text for text in written]
        return written

    return write


def _careful_writer(column: Column) -> _Write:
    return lambda cells: [_NULL if cell is None else quoted(write_cell(cell, column)) for cell in cells]
