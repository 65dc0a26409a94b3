"""Reading a workbook through its layout (按版式读取): rows, places, totals, every line accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from shuangkong.errors import Collector
from shuangkong.registers.layout.binding import bind
from shuangkong.registers.layout.foot import join_feet
from shuangkong.registers.layout.layout import Layout
from shuangkong.registers.layout.naming import DivisionNames
from shuangkong.registers.layout.result import LayoutRead, SheetLeftOut
from shuangkong.registers.layout.sheet_reader import Result, SheetReader
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook.book import Book, Sheet
from shuangkong.schema import Cell
from shuangkong.territory import Territory
from shuangkong.trace import Label

__all__ = ["read_with"]

_DECLARED = Label("版式声明不读", "the layout leaves it out")
_UNDECLARED = Label("版式没有说到这张表", "the layout does not speak of it")


def read_with(
    layout: Layout,
    book: Book,
    type_: RegisterType,
    *,
    territory: Territory | None = None,
    on: date | None = None,
    given: Mapping[str, Cell] | None = None,
) -> LayoutRead:
    """Return what a workbook holds, read through its layout (按版式读取台账).

    Parameters
    ----------
    territory
        Divisions that names are looked up in; without it only codes are read.
    on
        Day the names stand on; None takes the last day of the period of each row.
    given
        Cells that come with the filing, not with the sheet (``is_synthetic``).

    Returns
    -------
    LayoutRead
        Rows with their places, and every problem; nothing is raised, so that a draft can be looked at.
        The problems of an unconfirmed draft hold the error ``layout_unconfirmed``: it cannot be filed.
    """
    problems = Collector()
    problems.extend(book.notes)
    if not layout.confirmed_by:
        problems.add("layout_unconfirmed", layout.id)
    binding = bind(layout, type_, territory, problems)
    result = Result(problems, dict.fromkeys(type_.given) | dict(given or {}))
    if any(problem.severity == "error" and problem.code != "layout_unconfirmed" for problem in problems):
        return LayoutRead((), (), tuple(problems))
    names = DivisionNames(territory, on)
    feet: list[tuple[str, Mapping[str, Cell]]] = []
    for sheet, captured in _chosen(layout, book, result):
        reader = SheetReader(sheet, binding, names, result, dict(captured))
        feet.append((sheet.name, reader.read()))
    return result.whole(join_feet(feet, problems))


def _chosen(layout: Layout, book: Book, result: Result) -> Iterator[tuple[Sheet, Mapping[str, str]]]:
    """Yield the sheets to read with what their names capture; every other sheet is named as left out."""
    found = False
    for sheet in book.sheets:
        pattern = next((each for each in layout.sheets.leave_out if re.fullmatch(each, sheet.name)), None)
        match = re.fullmatch(layout.sheets.named, sheet.name)
        if pattern is not None:
            result.left_out.append(SheetLeftOut(sheet.name, _DECLARED))
        elif match is None:
            result.left_out.append(SheetLeftOut(sheet.name, _UNDECLARED))
            if not sheet.is_blank:
                result.problems.add("layout_sheet_unknown", sheet.name, expected=layout.sheets.named)
        else:
            if sheet.is_hidden:
                result.problems.add("layout_sheet_hidden", sheet.name)
            found = True
            yield sheet, {name: text or "" for name, text in match.groupdict().items()}
    if not found:
        names = ", ".join(sheet.name for sheet in book.sheets)
        result.problems.add("layout_sheet_missing", book.name, expected=layout.sheets.named, found=names)
