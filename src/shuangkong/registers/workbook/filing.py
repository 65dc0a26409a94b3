"""Reading a filing (读取填报): a workbook into typed rows, with every problem of every cell at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from typing import overload

from shuangkong.errors import Collector, Problem, Severity
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook.book import Book, RawCell, Sheet
from shuangkong.registers.workbook.divisions import Divisions
from shuangkong.registers.workbook.entry import Entries
from shuangkong.registers.workbook.form import EXAMPLE, OWN_SHEETS, SERIAL, Stamp, field_id
from shuangkong.registers.workbook.header import Header, check_stamp, find_header, labels_of, stamp_of
from shuangkong.registers.workbook.numerals import plain_number
from shuangkong.schema import Cell, CompactRow, Row
from shuangkong.territory import Territory

__all__ = ["FilingRead", "Places", "example_digest", "read_filing"]


class Places(Sequence[Mapping[str, str]]):
    """Where the cells of each row stand (单元格位置): ``places[i][column]`` is ``Sheet!C12``.

    A column that no cell of the sheet gave (a constant of the register) is not in the mapping of its row.
    """

    def __init__(self) -> None:
        self._lines: list[tuple[Sheet, int, Mapping[str, int]]] = []

    def _place(self, line: tuple[Sheet, int, Mapping[str, int]]) -> Mapping[str, str]:
        sheet, row, columns = line
        return {name: sheet.where(row, index) for name, index in columns.items()}

    @overload
    def __getitem__(self, index: int) -> Mapping[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Mapping[str, str]]: ...
    def __getitem__(self, index: int | slice) -> Mapping[str, str] | Sequence[Mapping[str, str]]:
        if isinstance(index, slice):
            return [self._place(line) for line in self._lines[index]]
        return self._place(self._lines[index])

    def __len__(self) -> int:
        return len(self._lines)

    def lines_from(self, start: int) -> set[int]:
        """Return the lines of the sheet that the rows from one on stand in."""
        return {row for _, row, _ in self._lines[start:]}

    def append(self, sheet: Sheet, row: int, columns: Mapping[str, int]) -> None:
        """Note where the next row stands."""
        self._lines.append((sheet, row, columns))

    def of(self, index: int, column: str) -> str:
        """Return the place of a cell, or of its row's first cell where the sheet has no such column."""
        sheet, row, columns = self._lines[index]
        return sheet.where(row, columns.get(column, min(columns.values(), default=0)))


@dataclass(frozen=True)
class FilingRead:
    """A filing as read (填报内容).

    Attributes
    ----------
    rows
        Rows of the type's table, every column of it in each; a cell that could not be read is None.
    places
        Where the cells of each row stand.
    problems
        Everything found, in the order of the sheets; nothing may be kept while one of them is an error.
    version
        Version of the type that the workbook was made for; None where it bears no stamp.
    """

    rows: tuple[Row, ...]
    places: Places
    problems: tuple[Problem, ...]
    version: int | None = None

    @property
    def has_errors(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity == "error" for problem in self.problems)

    def place(self, index: int, column: str) -> str:
        """Return where a cell of a row stands, for checks that come after reading."""
        return self.places.of(index, column)


def read_filing(
    book: Book,
    register: RegisterType,
    *,
    territory: Territory | None = None,
    on: date | None = None,
    given: Mapping[str, Cell] | None = None,
) -> FilingRead:
    """Return the rows of a filled workbook (读取填报), with all its problems.

    Parameters
    ----------
    territory, on
        Divisions a division column may name, by code or name, and the day they are looked up for; without
        them a division must be a code and is not looked up.
    given
        Cells that come with the filing, not with the sheet (``is_synthetic``).

    Notes
    -----
    Problems: those of the file ``filing_*`` (header, columns, version, sheets), those of cells ``entry_*``
    and the ones of `schema.read_cell`.
    """
    if territory is not None and on is None:
        raise ValueError("divisions are looked up for a day: give `on` with `territory`")
    divisions = Divisions(territory, on) if territory is not None and on is not None else None
    stamp = stamp_of(book)
    problems = Collector()
    problems.extend(book.notes)
    check_stamp(stamp, register, problems, book.name)
    rows: list[Row] = []
    places = Places()
    if not problems.has_errors:
        reader = _Reader(book, register, stamp, divisions, given or {})
        for sheet, header in _headed(book, register, stamp, problems):
            reader.read(sheet, header, rows, places, problems)
        if not rows and not problems.has_errors:
            problems.add("filing_empty", book.name)
    return FilingRead(tuple(rows), places, tuple(problems), stamp.version if stamp else None)


def _headed(
    book: Book, register: RegisterType, stamp: Stamp | None, problems: Collector
) -> Iterator[tuple[Sheet, Header]]:
    """Yield the sheets that hold the form; report those that hold something else."""
    labels = labels_of(register, book, stamp)
    found = False
    for sheet in book.sheets:
        if sheet.name in OWN_SHEETS or sheet.is_blank:
            continue
        header = find_header(sheet, register, labels)
        if sheet.is_hidden:
            severity: Severity = "note" if header is None else "error"
            problems.add("filing_sheet_hidden", f"{book.name}!{sheet.name}", severity, sheet=sheet.name)
        elif header is None:
            problems.add("filing_sheet_other", f"{book.name}!{sheet.name}", "note", sheet=sheet.name)
        else:
            found = True
            yield sheet, header
    if not found and not problems.has_errors:
        expected = "、".join(form.header.zh for form in register.form)
        problems.add("filing_header_missing", book.name, expected=expected)


class _Reader:
    def __init__(
        self,
        book: Book,
        register: RegisterType,
        stamp: Stamp | None,
        divisions: Divisions | None,
        given: Mapping[str, Cell],
    ) -> None:
        self._book = book
        self._register = register
        self._example = stamp.example if stamp is not None else ""
        self._divisions = divisions
        self._base: dict[str, Cell] = {column.name: None for column in register.table.columns}
        self._base |= register.constants
        self._base |= given

    def read(
        self, sheet: Sheet, header: Header, rows: list[Row], places: Places, problems: Collector
    ) -> None:
        """Add the rows of one sheet and its problems."""
        self._check_header(sheet, header, problems)
        lines = list(self._lines(sheet, header, problems))
        _check_hidden(sheet, header, lines, problems)
        found: list[tuple[int, int, Problem]] = []
        columns: list[list[Cell]] = []
        raws = _columns(sheet, lines, [slot.index for slot in header.slots])
        for slot, given in zip(header.slots, raws, strict=True):
            entries = Entries(
                sheet,
                slot,
                divisions=self._divisions,
                grain=self._register.grain,
                is_text_only=self._book.format == "csv",
            )
            columns.append(entries.read(lines, given))
            found.extend(entries.problems)
        once = {(row, column, each.code): each for row, column, each in found}
        problems.extend(each for _, each in sorted(once.items(), key=lambda item: item[0]))
        before = len(rows)
        self._assemble(sheet, header, lines, columns, rows, places)
        if any(slot.form.sets for slot in header.slots):
            spoken_of = places.lines_from(before) | {row for row, _, _ in found}
            for line in lines:
                if line not in spoken_of:
                    problems.add("filing_line_without_value", sheet.where(line, 0), "warning")

    def _check_header(self, sheet: Sheet, header: Header, problems: Collector) -> None:
        present = {id(slot.form) for slot in header.slots}
        for form in self._register.form:
            if id(form) not in present:
                where = sheet.where(header.row, 0)
                problems.add("filing_column_missing", where, label_zh=form.header.zh, label_en=form.header.en)
        for index, text in header.repeated.items():
            problems.add("filing_column_repeated", sheet.where(header.row, index), found=text)
        for index, text in header.others.items():
            if text.strip() != SERIAL:
                problems.add("filing_column_extra", sheet.where(header.row, index), "note", found=text)

    def _lines(self, sheet: Sheet, header: Header, problems: Collector) -> Iterator[int]:
        """Yield the lines with data: not the blank ones, and not the example."""
        indexes = [slot.index for slot in header.slots]
        taken = set(indexes)
        odd = {row for row, column in (*sheet.traits.errors, *sheet.traits.formulas) if column in taken}
        for row in range(header.first, len(sheet.cells)):
            cells = sheet.cells[row]
            width = len(cells)
            if not any(index < width and cells[index] is not None for index in indexes) and row not in odd:
                continue
            if EXAMPLE in cells and any(
                cell == EXAMPLE for index, cell in enumerate(cells) if index not in taken
            ):
                self._skip_example(sheet, header, row, problems)
                continue
            yield row

    def _skip_example(self, sheet: Sheet, header: Header, row: int, problems: Collector) -> None:
        where = sheet.where(row, 0)
        cells = {field_id(slot.form): _at(sheet, row, slot.index) for slot in header.slots}
        if self._example and example_digest(cells) != self._example:
            problems.add("filing_example_changed", where)
        else:
            problems.add("filing_example_skipped", where, "note")

    def _assemble(
        self,
        sheet: Sheet,
        header: Header,
        lines: Sequence[int],
        columns: Sequence[Sequence[Cell]],
        rows: list[Row],
        places: Places,
    ) -> None:
        """Make the rows: one of each line, or one of each value where a line holds several."""
        sheet = replace(sheet, cells=())  # the places keep it, and its cells would stay with it
        plain = [
            (slot, cells) for slot, cells in zip(header.slots, columns, strict=True) if not slot.form.sets
        ]
        names = [slot.form.column for slot, _ in plain]
        spots = {slot.form.column: slot.index for slot, _ in plain}
        several = [
            (slot.form, cells, {**spots, slot.form.column: slot.index})
            for slot, cells in zip(header.slots, columns, strict=True)
            if slot.form.sets
        ]
        order = {name: place for place, name in enumerate(self._base | dict.fromkeys(names))}
        filled = dict(zip(names, (cells for _, cells in plain), strict=True))
        shared: list[Iterable[Cell]] = [
            filled[name] if name in filled else repeat(self._base[name], len(lines)) for name in order
        ]
        for position, (line, cells) in enumerate(zip(lines, zip(*shared, strict=True), strict=True)):
            if not several:
                rows.append(CompactRow(order, cells))
                places.append(sheet, line, spots)
                continue
            row = dict(zip(order, cells, strict=True))
            for form, values, where in several:
                if values[position] is not None:
                    made = {**row, **form.sets, form.column: values[position]}
                    rows.append(CompactRow(order, tuple(made.values())))
                    places.append(sheet, line, where)


def example_digest(cells: Mapping[str, RawCell]) -> str:
    """Return what tells the example of a template from one written over (示例校验码).

    Examples
    --------
    >>> example_digest({"a": 1.0, "b": None}) == example_digest({"b": None, "a": 1})
    True
    """
    written = [
        f"{name}={plain_number(cell) if isinstance(cell, float) else '' if cell is None else cell}"
        for name, cell in sorted(cells.items())
    ]
    return hashlib.sha256("\x1f".join(written).encode()).hexdigest()[:12]


def _columns(sheet: Sheet, lines: Sequence[int], indexes: Sequence[int]) -> list[Sequence[RawCell]]:
    """Return the cells of some lines column by column; in most formats all lines are equally long."""
    cells = [sheet.cells[line] for line in lines]
    if len(set(map(len, cells))) == 1:
        columns = list(zip(*cells, strict=True))
        if max(indexes, default=0) < len(columns):
            return [list(columns[index]) for index in indexes]
    return [[_at(sheet, line, index) for line in lines] for index in indexes]


def _at(sheet: Sheet, row: int, column: int) -> RawCell:
    cells = sheet.cells[row]
    return cells[column] if column < len(cells) else None


def _check_hidden(sheet: Sheet, header: Header, lines: Sequence[int], problems: Collector) -> None:
    """Report data that a person looking at the sheet does not see."""
    rows = [line + 1 for line in lines if line in sheet.traits.hidden_rows]
    columns = [slot for slot in header.slots if slot.index in sheet.traits.hidden_columns]
    if rows:
        shown = ", ".join(map(str, rows[:10])) + (" …" if len(rows) > 10 else "")
        problems.add(
            "filing_rows_hidden", sheet.where(rows[0] - 1, 0), "warning", rows=shown, count=len(rows)
        )
    for slot in columns:
        where = sheet.where(header.row, slot.index)
        header_text = slot.form.header
        problems.add(
            "filing_column_hidden", where, "warning", label_zh=header_text.zh, label_en=header_text.en
        )
