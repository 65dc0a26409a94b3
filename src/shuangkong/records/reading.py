"""Text into rows (数据行读回): kept cells typed again by the table, a whole table's columns prepared once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.errors import Collector
from shuangkong.schema import Cell, Column, Row, Table, read_cell

__all__ = ["KeptCells", "Renames", "RowReader", "no_renames"]

Renames = Callable[[str, int], Mapping[str, str]]
"""Table and type version → old column name → the name it has now."""

KeptCells = tuple[str, str, int]
"""Key, cells and type version of a kept row."""

_Read = Callable[[str, str], Cell]  # a written cell and where it stands
_REMEMBERED = 20_000
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+")
_SAFE_DIGITS = 30  # no text of this length can overflow a column


def no_renames(table: str, version: int) -> Mapping[str, str]:  # noqa: ARG001
    """Return that no column was ever renamed (无更名)."""
    return {}


@dataclass(frozen=True)
class RowReader:
    """Reads the kept rows of one table (数据行读回); what cannot be read is added to ``problems``.

    A column that a row was kept without is None; one renamed since is read under its name of today.
    """

    table: Table
    problems: Collector
    columns: tuple[tuple[str, _Read], ...]
    renames: Renames

    @classmethod
    def of(cls, table: Table, problems: Collector, renames: Renames = no_renames) -> RowReader:
        """Prepare the columns of a table."""
        columns = tuple((column.name, _reader(column, problems)) for column in table.columns)
        return cls(table, problems, columns, renames)

    def rows(self, kept: Sequence[KeptCells]) -> Iterator[Row]:
        """Yield rows of keys, cells and type versions as kept."""
        if not kept:
            return
        # One text for all of them: the parser then shares the names of the columns between the rows.
        all_cells: list[dict[str, str | None]] = json.loads("[" + ",".join([text for _, text, _ in kept]) + "]")
        for (key, _, version), cells in zip(kept, all_cells, strict=True):
            where = self.table.name + key
            if version and (renamed := self.renames(self.table.name, version)):
                cells = {renamed.get(name, name): cell for name, cell in cells.items()}  # noqa: PLW2901
            yield {
                name: None if (written := cells.get(name)) is None else read(written, where)
                for name, read in self.columns
            }


def _reader(column: Column, problems: Collector) -> _Read:
    if column.type == "decimal" and column.quantum is not None and not column.allowed:
        return _decimal_reader(column, column.quantum, problems)
    known: dict[str, Cell] = {}

    def read(written: str, where: str) -> Cell:
        try:
            return known[written]
        except KeyError:
            found = len(problems)
            cell = read_cell(written, column, problems, f"{where}.{column.name}")
            if len(known) < _REMEMBERED and len(problems) == found:
                known[written] = cell
            return cell

    return read


def _decimal_reader(column: Column, quantum: Decimal, problems: Collector) -> _Read:
    """Decimals seldom repeat: one of the plain written form is read at once, any other with care."""
    is_plain = _DECIMAL.fullmatch

    def read(written: str, where: str) -> Cell:
        if len(written) <= _SAFE_DIGITS and is_plain(written):
            cell = Decimal(written)
            if cell.same_quantum(quantum):
                return cell
        return read_cell(written, column, problems, f"{where}.{column.name}")

    return read
