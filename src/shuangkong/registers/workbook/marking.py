"""The marked copy (标注副本): the user's workbook its wrong cells coloured, and a list of all problems."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shuangkong.errors import Problem, Severity
from shuangkong.registers.workbook.book import Book, RawCell, Sheet, Spot, column_number
from shuangkong.registers.workbook.form import SHEET_PROBLEMS
from shuangkong.registers.workbook.patching import Unpatchable, patch
from shuangkong.registers.workbook.problem_list import COLOURS, WIDTHS, Mark, lines_of, link_to
from shuangkong.registers.workbook.reading import read_book

if TYPE_CHECKING:
    import xlsxwriter  # loaded where a workbook is written

__all__ = ["mark"]

_PLACE = re.compile(r"(.+)!([A-Z]{1,3})(\d{1,7})", re.S)
_RANK: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_COMMENTS = 1000  # Excel draws every comment when it opens a file; the list has them all
_LINKS = 60_000  # Excel allows 65,530 to a sheet


def mark(source: Path, problems: Sequence[Problem], target: Path) -> None:
    """Write a copy of a workbook with what is wrong marked in it (标注副本).

    Errors are filled red, warnings yellow, each with its message as a comment (the first thousand of them);
    the sheet 问题清单 lists every problem and links to its cell. The user's own formats, formulas and
    comments stay as they are. A workbook of another format than .xlsx gives a copy of its values.

    Parameters
    ----------
    problems
        Their ``where`` is ``Sheet!C12`` for a cell; others are listed only.
    target
        An .xlsx file, overwritten.

    Raises
    ------
    ProblemsFound
        If the source cannot be read as a workbook at all.
    """
    marks = _marks(problems)
    try:
        patch(source, problems, marks, target)
    except Unpatchable:
        _copy(read_book(source), problems, marks, target)


def _marks(problems: Iterable[Problem]) -> dict[str, dict[Spot, Mark]]:
    """Return what to mark, by sheet and cell: the worst severity and all messages."""
    marks: dict[str, dict[Spot, Mark]] = {}
    commented = 0
    for problem in problems:
        found = _PLACE.fullmatch(problem.where)
        if found is None or problem.severity == "note":
            continue
        cells = marks.setdefault(found[1], {})
        spot = int(found[3]) - 1, column_number(found[2])
        before = cells.get(spot)
        text = ""
        if commented < _COMMENTS:
            text = problem.text("zh").removeprefix(f"{problem.where}：")
            commented += 1
        if before is None:
            cells[spot] = Mark(problem.severity, text)
        else:
            worst = min(before.severity, problem.severity, key=_RANK.__getitem__)
            cells[spot] = Mark(worst, "\n".join(filter(None, (before.text, text))))
    return marks


def _copy(
    book: Book, problems: Sequence[Problem], marks: Mapping[str, Mapping[Spot, Mark]], target: Path
) -> None:
    """Write the values of a workbook afresh, with the marks."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(target), options) as copy:
        formats = _Formats(copy)
        names = {sheet.name: sheet.name[:31] for sheet in book.sheets}
        for sheet in book.sheets:
            written = copy.add_worksheet(names[sheet.name])
            if sheet.is_hidden:
                written.hide()
            _copy_sheet(written, sheet, marks.get(sheet.name, {}), formats)
        _list_problems(copy.add_worksheet(SHEET_PROBLEMS), problems, formats, names)


class _Formats:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], object] = {}
        self.head = book.add_format({"bold": True, "bg_color": "#DDE8F3", "border": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, raw: RawCell, severity: str) -> object:
        """Return the format of a cell: dates as dates, marked cells filled."""
        shape = (
            "yyyy-mm-dd" if type(raw) is date else "yyyy-mm-dd hh:mm:ss" if isinstance(raw, datetime) else ""
        )
        if (shape, severity) not in self._made:
            properties: dict[str, str] = {"num_format": shape} if shape else {}
            if severity:
                properties |= {"bg_color": f"#{COLOURS[severity]}"}
            self._made[shape, severity] = self._book.add_format(properties)
        return self._made[shape, severity]


def _copy_sheet(
    written: xlsxwriter.worksheet.Worksheet, sheet: Sheet, marks: Mapping[Spot, Mark], formats: _Formats
) -> None:
    lines = max(len(sheet.cells), max((row + 1 for row, _ in marks), default=0))
    by_row: dict[int, set[int]] = {}
    for row, column in marks:
        by_row.setdefault(row, set()).add(column)
    for row in range(lines):
        cells = sheet.cells[row] if row < len(sheet.cells) else ()
        width = max(len(cells), max(by_row.get(row, ()), default=-1) + 1)
        for column in range(width):
            raw = cells[column] if column < len(cells) else None
            found = marks.get((row, column))
            if raw is None and found is None:
                continue
            shown = sheet.traits.errors.get((row, column)) if raw is None else raw
            _write(written, row, column, shown, formats.of(raw, found.severity if found else ""))
            if found is not None and found.text:
                written.write_comment(row, column, found.text, {"x_scale": 2})


def _write(
    written: xlsxwriter.worksheet.Worksheet, row: int, column: int, raw: RawCell, style: object
) -> None:
    if raw is None:
        written.write_blank(row, column, None, style)
    elif isinstance(raw, bool):
        written.write_boolean(row, column, raw, style)
    elif isinstance(raw, int | float):
        written.write_number(row, column, raw, style)
    elif isinstance(raw, datetime | date | time | timedelta):
        written.write_datetime(row, column, raw, style)
    else:
        written.write_string(row, column, raw, style)


def _list_problems(
    sheet: xlsxwriter.worksheet.Worksheet,
    problems: Sequence[Problem],
    formats: _Formats,
    names: Mapping[str, str],
) -> None:
    for index, width in enumerate(WIDTHS):
        sheet.set_column(index, index, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for row, line in enumerate(lines_of(problems)):
        style = formats.head if row == 0 else formats.wrapped
        for column, text in enumerate(line):
            sheet.write_string(row, column, text, style)
        place = link_to(problems[row - 1].where, names) if 0 < row <= _LINKS else ""
        if place:
            sheet.write_url(row, 2, f"internal:{place}", None, line[2])
