"""Importing published balances (导入年鉴平衡表): a sheet as printed, or a long table, through a layout.

A table is taken whole or refused with every problem in it; no cell is dropped silently and none is filled
in but by a convention the layout declares.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from shuangkong.accounts.balance.filing import Imported, Origin, Printed, TableFiling
from shuangkong.accounts.balance.layout import Layout, LayoutColumn, normal_label
from shuangkong.accounts.balance.structure import Structure
from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.schema import Row, columns, read_cell
from shuangkong.trace import Status

__all__ = ["LongTable", "read_long", "read_sheet"]

Grid = Sequence[Sequence[str]]


def read_sheet(text: str, layout: Layout, structure: Structure, *, origin: Origin, where: str) -> Imported:
    """Return the rows of a balance as printed (读取平衡表版面): title, head of several tiers, 项目 column.

    Parameters
    ----------
    text
        The sheet as CSV: everything above the corner cell is title, everything from a footnote on is left.
    where
        Name of the file, put before row and column (``D7``) in every problem.

    Raises
    ------
    ProblemsFound
        With every problem: ``balance_header_missing``, ``balance_row_unknown``, ``balance_column_unknown``,
        ``balance_column_unnamed``, ``balance_unit_unknown``, ``balance_unit_differs``,
        ``balance_value_repeated``, ``balance_stock_negative`` and the cell problems of `read_cell`.
        Accepted tables carry notes: ``balance_label_normalised``, ``balance_rows_absent``,
        ``balance_columns_absent``.
    """
    problems = Collector()
    grid = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    corner = _corner(grid, layout)
    if corner is None:
        problems.add("balance_header_missing", where, item=layout.item, layout=layout.id)
        problems.raise_errors()
        return Imported((), ())
    filing = TableFiling(layout, structure, origin, problems)
    _file(_Sheet(grid, corner, layout, where), filing)
    return _accepted([filing], problems)


def _file(sheet: _Sheet, filing: TableFiling) -> None:
    """File every cell of a sheet, and note which rows and columns of the layout it lacks."""
    named = _columns(sheet, filing)
    first = sheet.corner[1]
    seen: set[str] = set()
    for line in sheet.body:
        label = _cell(sheet.grid, line, first)
        row = filing.row_of(label, sheet.place(line, first), filled=sheet.filled(line))
        if row is None:
            continue
        seen.add(row.flow)
        for index, column in named.items():
            text = _cell(sheet.grid, line, index)
            filing.put(row, column, Printed(text, sheet.unit(index), sheet.place(line, index)))
    held = {column.product for column in named.values()}
    layout = sheet.layout
    filing.note_absent(_missing((row.flow for row in layout.rows.values()), seen), "balance_rows_absent")
    declared = (column.product for column in layout.columns.values())
    filing.note_absent(_missing(declared, held), "balance_columns_absent")


@dataclass(frozen=True)
class _Sheet:
    """A printed sheet and where its head and body stand."""

    grid: Grid
    corner: tuple[int, int]
    layout: Layout
    where: str

    @property
    def head(self) -> range:
        """Lines that name the products."""
        return range(self.corner[0], self.corner[0] + self.layout.product_rows)

    @property
    def body(self) -> tuple[int, ...]:
        """Lines that hold anything, up to the first footnote."""
        lines: list[int] = []
        for line in range(self.head.stop + int(self.layout.has_unit_row), len(self.grid)):
            if normal_label(_cell(self.grid, line, self.corner[1])).startswith(self.layout.footnotes or "\0"):
                break
            if any(cell.strip() for cell in self.grid[line]):
                lines.append(line)
        return tuple(lines)

    def name(self, index: int) -> str:
        """Name of a column: the lowest filled cell of the head."""
        names = [_cell(self.grid, line, index) for line in self.head]
        return next((name for name in reversed(names) if name.strip()), "")

    def unit(self, index: int) -> str:
        """Unit printed under a column, if the sheet has a line for it."""
        return _cell(self.grid, self.head.stop, index) if self.layout.has_unit_row else ""

    def filled(self, line: int) -> int:
        """How many cells of a line beyond its label hold something."""
        return sum(1 for cell in self.grid[line][self.corner[1] + 1 :] if cell.strip())

    def place(self, line: int, index: int) -> str:
        """Where a cell stands, as a spreadsheet shows it."""
        letters = ""
        while index >= 0:
            index, letter = divmod(index, 26)
            letters = chr(ord("A") + letter) + letters
            index -= 1
        return f"{self.where}:{letters}{line + 1}"


def _corner(grid: Grid, layout: Layout) -> tuple[int, int] | None:
    for line, cells in enumerate(grid):
        for index, cell in enumerate(cells):
            if normal_label(cell) == layout.item:
                return line, index
    return None


def _cell(grid: Grid, line: int, index: int) -> str:
    return grid[line][index] if line < len(grid) and index < len(grid[line]) else ""


def _columns(sheet: _Sheet, filing: TableFiling) -> Mapping[int, LayoutColumn]:
    """Return what each column of the sheet is; a nameless one that holds values is a problem."""
    found: dict[int, LayoutColumn] = {}
    width = max((len(cells) for cells in sheet.grid), default=0)
    for index in range(sheet.corner[1] + 1, width):
        name = sheet.name(index)
        filled = sum(1 for line in sheet.body if _cell(sheet.grid, line, index).strip())
        if not name.strip() and not filled:
            continue
        column = filing.column_of(name, sheet.place(sheet.corner[0], index), filled=filled)
        if column is not None:
            found[index] = column
    return found


def _missing(declared: Iterable[str], seen: set[str]) -> list[str]:
    return [name for name in dict.fromkeys(declared) if name not in seen]


@dataclass(frozen=True)
class LongTable:
    """How a table with one line per cell names its columns (长表列名).

    Attributes
    ----------
    divisions
        Name of a division as the table writes it → its code.
    """

    division: str
    period: str
    flow: str
    product: str
    unit: str
    value: str
    status: str
    source: str
    divisions: Mapping[str, str]
    vintage: str


def read_long(text: str, layout: Layout, structure: Structure, *, table: LongTable, where: str) -> Imported:
    """Return the rows of balances written one cell to a line (读取长表).

    A cell without a line is a blank of the printed table: zero or absent as the layout declares.

    Raises
    ------
    ProblemsFound
        As `read_sheet`, and ``balance_long_column`` for a column the table lacks,
        ``balance_division_unknown`` for a division without a code, ``balance_period_invalid``.
    """
    problems = Collector()
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    needed = (table.division, table.period, table.flow, table.product, table.unit, table.value)
    lacking = [
        name for name in (*needed, table.status, table.source) if name not in (reader.fieldnames or ())
    ]
    if lacking:
        problems.add("balance_long_column", where, found=", ".join(lacking))
        problems.raise_errors()
    filings: dict[tuple[str, str], TableFiling] = {}
    for record in reader:
        place = f"{where}:{reader.line_num}"
        subject = (record[table.division], record[table.period])
        if subject not in filings:
            filings[subject] = TableFiling(
                layout, structure, _origin(record, table, layout, problems, place), problems
            )
        filing = filings[subject]
        row = filing.row_of(record[table.flow] or "", place)
        column = filing.column_of(record[table.product] or "", place)
        if row is not None and column is not None:
            filing.put(row, column, _printed(record, table, problems, place))
    for filing in filings.values():
        filing.fill_blanks()
    return _accepted(list(filings.values()), problems)


def _printed(record: Mapping[str, str], table: LongTable, problems: Collector, place: str) -> Printed:
    """Return the cell of a line with its own status and source."""
    status = read_cell(record[table.status] or "", columns()["status"], problems, place)
    return Printed(
        record[table.value] or "",
        record[table.unit] or "",
        place,
        status=cast(Status | None, status),
        source=record[table.source] or "",
    )


def _origin(
    record: Mapping[str, str], table: LongTable, layout: Layout, problems: Collector, place: str
) -> Origin:
    """Return whose balance a line is of, noted once for each division and period that cannot be read."""
    name, written = record[table.division], record[table.period]
    period = Period.parse("0001")
    if name not in table.divisions:
        problems.add("balance_division_unknown", place, found=name)
    try:
        period = Period.parse(written)
    except ValueError:
        problems.add("balance_period_invalid", place, found=written)
    return Origin(
        table.divisions.get(name, ""), period, table.vintage, record[table.source] or "", layout.status
    )


def _accepted(filings: Sequence[TableFiling], problems: Collector) -> Imported:
    problems.raise_errors()
    rows: list[Row] = [row for filing in filings for row in filing.cells.values()]
    return Imported(tuple(rows), tuple(problems))
