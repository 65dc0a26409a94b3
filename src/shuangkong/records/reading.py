"""Text into rows (数据行读回): kept cells typed again by the table, column by column.

Cells in the form they were written in are typed at once; where one is not, the rows around it are read
cell by cell with `read_cell`, which says what is wrong and where.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.errors import Collector
from shuangkong.schema import Cell, Column, Row, Table, read_cell
from shuangkong.snapshot.layout import DIGITS, places

__all__ = ["KeptCells", "Renames", "RowReader", "no_renames"]

Renames = Callable[[str, int], Mapping[str, str]]
"""Table and type version → old column name → the name it has now."""

KeptCells = tuple[str, str, int]
"""Key, cells and type version of a kept row."""

_Texts = Sequence[str | None]
_Read = Callable[[_Texts], Sequence[Cell]]
_CHUNK = 2_000
_REMEMBERED = 20_000


def no_renames(table: str, version: int) -> Mapping[str, str]:  # noqa: ARG001
    """Return that no column was ever renamed (无更名)."""
    return {}


class _Doubt(ValueError):
    """A text that is not in the form it would have been written in."""


@dataclass(frozen=True)
class RowReader:
    """Reads the kept rows of one table (数据行读回).

    A column that a row was kept without is None; one renamed since is read under its name of today.
    """

    table: Table
    renames: Renames
    columns: tuple[_Read, ...]

    @classmethod
    def of(cls, table: Table, renames: Renames = no_renames) -> RowReader:
        """Prepare the columns of a table."""
        return cls(table, renames, tuple(_reader(column) for column in table.columns))

    def rows(self, kept: Sequence[KeptCells], problems: Collector) -> list[Row]:
        """Return the rows of keys, cells and type versions as kept; what cannot be read is added."""
        rows: list[Row] = []
        for start in range(0, len(kept), _CHUNK):
            some = kept[start : start + _CHUNK]
            cells = self._cells(some)
            try:
                rows += self._typed(cells)
            except _Doubt:
                rows += [
                    self._careful(key, each, problems) for (key, _, _), each in zip(some, cells, strict=True)
                ]
        return rows

    def _cells(self, kept: Sequence[KeptCells]) -> list[dict[str, str | None]]:
        # One text for all of them: the parser then shares the names of the columns between the rows.
        found: list[dict[str, str | None]] = json.loads("[" + ",".join([text for _, text, _ in kept]) + "]")
        for place, (_, _, version) in enumerate(kept):
            if version and (renamed := self.renames(self.table.name, version)):
                found[place] = {renamed.get(name, name): cell for name, cell in found[place].items()}
        return found

    def _typed(self, cells: Sequence[Mapping[str, str | None]]) -> list[Row]:
        names = self.table.column_names
        columns = [
            read([row.get(name) for row in cells]) for name, read in zip(names, self.columns, strict=True)
        ]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def _careful(self, key: str, cells: Mapping[str, str | None], problems: Collector) -> Row:
        row: dict[str, Cell] = {}
        for column in self.table.columns:
            written = cells.get(column.name)
            where = f"{self.table.name}{key}.{column.name}"
            row[column.name] = None if written is None else read_cell(written, column, problems, where)
        return row


def _reader(column: Column) -> _Read:
    """Return what types the texts of the column, or raises where one of them is in doubt."""
    if column.type == "decimal" and column.quantum is not None and not column.allowed:
        return _decimal_reader(places(column.quantum))
    known: dict[str | None, Cell] = {None: None}

    def read(texts: _Texts) -> Sequence[Cell]:
        if len(known) > _REMEMBERED:
            known.clear()
            known[None] = None
        for text in set(texts).difference(known):
            problems = Collector()
            cell = read_cell(text or "", column, problems, "")
            if len(problems):
                raise _Doubt
            known[text] = cell
        return list(map(known.__getitem__, texts))

    return read


def _decimal_reader(decimals: int) -> _Read:
    """Decimals seldom repeat: a whole column is looked over at once for the one written form."""
    fraction = rf"\.[0-9]{{{decimals}}}" if decimals else ""
    is_plain = re.compile(rf"(?:-?(?:0|[1-9][0-9]{{0,{DIGITS}}}){fraction}\n)*").fullmatch

    def read(texts: _Texts) -> Sequence[Cell]:
        given = [text for text in texts if text is not None]
        whole = "".join([text + "\n" for text in given])
        if whole.count("\n") != len(given) or not is_plain(whole):
            raise _Doubt
        typed = map(Decimal, given)
        if len(given) == len(texts):
            return list(typed)
        return [None if text is None else next(typed) for text in texts]

    return read
