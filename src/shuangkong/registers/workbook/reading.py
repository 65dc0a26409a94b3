"""Reading a workbook (读取工作簿): every format into the same sheets of raw cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from shuangkong.errors import Problem
from shuangkong.registers.workbook.biff import scan_xls
from shuangkong.registers.workbook.book import Book, Format, Range, RawCell, Sheet, Traits
from shuangkong.registers.workbook.container import LIMITS, Limits, recognise, refusal
from shuangkong.registers.workbook.ods import properties_of_ods, scan_ods
from shuangkong.registers.workbook.signs import SheetSigns
from shuangkong.registers.workbook.xlsx import custom_properties, scan_xlsx

__all__ = ["STAMP_PREFIX", "read_book"]

STAMP_PREFIX = "shuangkong_"
_SUFFIXES: Mapping[Format, tuple[str, ...]] = {
    "xlsx": (".xlsx", ".et"),  # the younger .et of WPS is an .xlsx
    "xls": (".xls", ".et"),
    "ods": (".ods",),
    "csv": (".csv", ".txt", ".tsv"),
}
_Grid = list[list[RawCell]]


def read_book(path: Path, limits: Limits = LIMITS) -> Book:
    """Return a workbook's sheets as they stand (读取工作簿): .xlsx, .xls, .et, .ods or .csv.

    The format is told by the bytes, not by the name. Nothing in the file is executed or followed.

    Raises
    ------
    ProblemsFound
        One problem: ``book_missing``, ``book_empty``, ``book_too_large``, ``book_type_unknown``,
        ``book_encrypted``, ``book_macros``, ``book_bomb``, ``book_damaged``, ``sheet_too_large``, or, for a
        CSV, an encoding that is neither UTF-8 nor GB18030.
    """
    kind = recognise(path, limits)
    notes = []
    if path.suffix.lower() not in _SUFFIXES[kind]:
        details = {"suffix": path.suffix or "–", "found": f".{kind}"}
        notes.append(Problem("book_suffix_differs", path.name, details, "note"))
    if kind == "csv":
        return Book(path.name, (_csv_sheet(path, limits),), format=kind, notes=tuple(notes))
    if kind == "xlsx":
        sheets = _sheets(path, scan_xlsx(path, limits))
    else:
        signs = scan_xls(path, limits) if kind == "xls" else scan_ods(path, limits)
        sheets = tuple(_signed(sheet, signs, path) for sheet in _sheets(path, {}))
    return Book(path.name, sheets, _stamp(path, kind), kind, tuple(notes))


def _stamp(path: Path, kind: Format) -> Mapping[str, str]:
    if kind == "xls":  # its properties are kept where no two programs agree; the sheet shows the stamp too
        return {}
    properties = custom_properties(path) if kind == "xlsx" else properties_of_ods(path)
    return {
        name.removeprefix(STAMP_PREFIX): text
        for name, text in properties.items()
        if name.startswith(STAMP_PREFIX)
    }


def _signed(sheet: Sheet, signs: Mapping[str, SheetSigns], path: Path) -> Sheet:
    """Return a sheet of an old format with what was found beside its values; never values alone."""
    found = signs.get(sheet.name)
    if found is None:
        if sheet.is_blank:  # a chart
            return sheet
        raise refusal("book_damaged", path.name, detail=f"{sheet.name}?")
    hidden = sheet.is_hidden or found.is_hidden
    return replace(sheet, is_hidden=hidden, merged=tuple(found.merged), traits=found.traits)


def _sheets(path: Path, traits: Mapping[str, Traits]) -> tuple[Sheet, ...]:
    strings: dict[str, str] = {}
    sheets = []
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            for entry in book.sheets_metadata:
                sheet = book.get_sheet_by_name(entry.name)
                sheets.append(
                    Sheet(
                        entry.name,
                        _grid(sheet, strings),
                        entry.visible != SheetVisibleEnum.Visible,
                        _merged(sheet),
                        traits.get(entry.name, Traits()),
                    )
                )
    except PasswordError:
        raise refusal("book_encrypted", path.name) from None
    except (CalamineError, OSError, ValueError) as error:
        raise refusal("book_damaged", path.name, detail=error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how the library gives up on bytes it did not expect
            raise
        raise refusal("book_damaged", path.name, detail=error) from None
    return tuple(sheets)


def _grid(sheet: CalamineSheet, strings: dict[str, str]) -> _Grid:
    """Return the cells from A1 on; equal texts are kept once."""
    if sheet.start is None:
        return []
    margin: list[RawCell] = [None] * sheet.start[1]
    grid: _Grid = []
    keep = strings.setdefault
    for row in sheet.iter_rows():
        cells: list[RawCell] = [(keep(cell, cell) or None) if type(cell) is str else cell for cell in row]
        grid.append(margin + cells if margin else cells)
    above: _Grid = [[] for _ in range(sheet.total_height - len(grid))]
    return above + grid


def _merged(sheet: CalamineSheet) -> tuple[Range, ...]:
    return tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())


def _csv_sheet(path: Path, limits: Limits) -> Sheet:
    # Imported here: the plan's readers bring PDF and Word along, which a workbook does not need.
    from shuangkong.plan.document.encoding import decode_text

    text = decode_text(path.read_bytes(), path.name)
    first = text.lstrip().partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    try:
        rows: Sequence[list[str]] = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise refusal("book_damaged", path.name, detail=error) from None
    width = max(map(len, rows), default=0)
    if len(rows) > limits.rows or width > limits.columns or len(rows) * width > limits.cells:
        raise refusal(
            "sheet_too_large",
            path.name,
            rows=len(rows),
            columns=width,
            allowed_rows=limits.rows,
            allowed_columns=limits.columns,
            allowed_cells=limits.cells,
        )
    return Sheet(path.stem, [[cell or None for cell in row] for row in rows])
