"""Headings of a sheet (表头匹配): tiers read downwards, matched to the columns of a layout, units found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shuangkong.errors import Collector
from shuangkong.quantity import Unit, find_unit
from shuangkong.registers.layout.binding import Binding, Bound
from shuangkong.registers.layout.layout import Layout
from shuangkong.registers.layout.wording import Heading, fill, heading, normal, text_of
from shuangkong.registers.workbook.book import Range, RawCell, Sheet, address

__all__ = ["Matched", "anchor", "cell", "header_texts", "match_columns"]


@dataclass(frozen=True)
class Matched:
    """A column of the sheet (工作表的列) that a column of the layout describes.

    Attributes
    ----------
    captured
        What its header pattern captured.
    unit
        Unit its figures are written in; None where figures have none.
    """

    index: int
    bound: Bound
    heading: Heading
    captured: Mapping[str, str]
    unit: Unit | None


def cell(sheet: Sheet, row: int, column: int) -> RawCell:
    """Return a raw cell, None beyond the end of a row or the sheet (原始单元格)."""
    if row >= len(sheet.cells) or column >= len(sheet.cells[row]):
        return None
    return sheet.cells[row][column]


def anchor(merged: Iterable[Range], row: int, column: int) -> tuple[int, int]:
    """Return the cell that holds the text of this one: the first of its merged range (合并单元格)."""
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


def header_texts(sheet: Sheet, first: int, tiers: int) -> tuple[str, ...]:
    """Return the header of each column from the top tier down, joined by ``/`` (多层表头).

    Examples
    --------
    >>> merged = ((0, 0, 1, 0), (0, 1, 0, 2))
    >>> sheet = Sheet("a", [["地区", "能耗", None], [None, "当量", "等价"]], merged=merged)
    >>> header_texts(sheet, 0, 2)
    ('地区', '能耗/当量', '能耗/等价')
    """
    width = max((len(row) for row in sheet.cells), default=0)
    merged = [each for each in sheet.merged if each[0] < first + tiers and each[2] >= first]
    texts: list[str] = []
    for column in range(width):
        anchors = dict.fromkeys(anchor(merged, row, column) for row in range(first, first + tiers))
        parts = [normal(text_of(cell(sheet, *each))) for each in anchors if each[0] >= first]
        if not sheet.merged and not parts[0] and any(parts):
            parts[0] = _left_of(sheet, first, column)
        texts.append("/".join(part for part in parts if part))
    return tuple(texts)


def _left_of(sheet: Sheet, row: int, column: int) -> str:
    """Return the last text to the left: what a merged range shows in a file that does not tell its ranges."""
    texts = (normal(text_of(cell(sheet, row, index))) for index in range(column, -1, -1))
    return next(filter(None, texts), "")


def match_columns(
    sheet: Sheet, binding: Binding, captured: Mapping[str, str], problems: Collector
) -> tuple[Matched, ...]:
    """Return the columns of a sheet that the layout describes (匹配表头), in the order of the sheet.

    Parameters
    ----------
    captured
        What the title and the sheet's name gave; a column's unit may stand there.

    Problems noted: ``layout_column_missing``, ``layout_column_unknown``, ``layout_column_twice``,
    ``layout_unit_unknown``, ``layout_unit_dimension`` and ``layout_unit_unstated``.
    """
    layout = binding.layout
    found: list[Matched] = []
    for index, text in enumerate(header_texts(sheet, layout.title_rows, layout.header_rows)):
        place = f"{sheet.name}!{address(layout.first_row - 1, index)}"
        if not text and not _filled(sheet, layout, index):
            continue
        candidate = _match(index, heading(text), binding, place, problems)
        if candidate is not None:
            unit = _unit(candidate, binding, captured, place, problems)
            found.append(replace(candidate, unit=unit))
    _check_each(sheet, found, binding, problems)
    return tuple(found)


def _filled(sheet: Sheet, layout: Layout, index: int) -> bool:
    return any(cell(sheet, row, index) not in (None, "") for row in range(layout.first_row, len(sheet.cells)))


def _match(index: int, head: Heading, binding: Binding, place: str, problems: Collector) -> Matched | None:
    candidates = _candidates(head.name, binding.bounds)
    if not candidates and head.doubtful and not head.unit:
        candidates = [pair for pair in _candidates(head.bare, binding.bounds) if pair[0].is_number]
        if candidates:
            head = replace(head, unit=head.doubtful)
    if not candidates:
        problems.add("layout_column_unknown", place, found=head.name or "–")
        return None
    if len(candidates) > 1:
        names = ", ".join(bound.column.name for bound, _ in candidates)
        problems.add("layout_column_twice", place, found=head.name, columns=names)
    bound, captured = candidates[0]
    return Matched(index, bound, head, captured, None)


def _candidates(name: str, bounds: Sequence[Bound]) -> list[tuple[Bound, Mapping[str, str]]]:
    found: list[tuple[Bound, Mapping[str, str]]] = [(bound, {}) for bound in bounds if name in bound.names]
    if found:
        return found
    patterns = [(bound, re.fullmatch(bound.column.pattern, name)) for bound in bounds if bound.column.pattern]
    return [(bound, match.groupdict()) for bound, match in patterns if match is not None]


def _unit(
    matched: Matched, binding: Binding, captured: Mapping[str, str], place: str, problems: Collector
) -> Unit | None:
    """Return the unit the figures are written in; of the dimension of the unit they are kept in."""
    bound = matched.bound
    if not bound.is_number:
        return None
    row_says = any(each.target is not None and each.target.name == "unit" for each in binding.bounds)
    stated = matched.heading.unit or fill(bound.column.unit, captured)
    kept = find_unit(bound.unit)
    if not stated:
        if kept is not None or (binding.unit_column and bound.target is not None and not row_says):
            problems.add("layout_unit_unstated", place, column=bound.column.name, expected=bound.unit or "–")
        return None
    unit = find_unit(stated)
    if unit is None:
        problems.add("layout_unit_unknown", place, found=stated)
    elif kept is not None and unit.dimension != kept.dimension:
        problems.add("layout_unit_dimension", place, found=stated, expected=bound.unit)
    return unit


def _check_each(sheet: Sheet, found: Iterable[Matched], binding: Binding, problems: Collector) -> None:
    """Check that every column of the layout stands once, those of a pattern once for each header."""
    seen: dict[tuple[int, str], Matched] = {}
    for matched in found:
        key = (id(matched.bound), matched.heading.name)
        if not matched.bound.column.ignored and key in seen:
            place = f"{sheet.name}!{address(binding.layout.first_row - 1, matched.index)}"
            names = f"{address(binding.layout.first_row - 1, seen[key].index)}"
            problems.add("layout_column_twice", place, found=matched.heading.name, columns=names)
        seen[key] = matched
    held = {key for key, _ in seen}
    for bound in binding.bounds:
        if id(bound) not in held and not bound.column.optional:
            problems.add("layout_column_missing", sheet.name, column=bound.column.name)
