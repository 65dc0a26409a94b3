"""What the cells below a header show (数据区所见): marks, forms of numbers, blanks, short names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from shuangkong.errors import Collector
from shuangkong.registers.layout.binding import Binding
from shuangkong.registers.layout.figures import is_mark, number_forms
from shuangkong.registers.layout.headings import Matched, cell, match_columns
from shuangkong.registers.layout.layout import Accepted, Layout, LayoutColumn, Meaning
from shuangkong.registers.layout.lines import Sorted, sort_lines
from shuangkong.registers.layout.wording import normal, text_of
from shuangkong.registers.workbook.book import Sheet, address
from shuangkong.territory import LEVELS, Division, Territory

__all__ = ["note_cells"]


def note_cells(layout: Layout, binding: Binding, sheet: Sheet, doubts: Collector) -> Layout:
    """Return the draft with what its cells ask for (补充草稿): each addition is a doubt of its own."""
    captured = dict.fromkeys(("year", "month", "division"), "1")
    columns = match_columns(sheet, binding, captured, Collector())
    lines = sort_lines(sheet, layout, columns, Collector())
    used = [matched for matched in columns if matched.bound.target is not None]
    marks = _marks(sheet, lines, used, doubts)
    accepts = _forms(sheet, lines, used, doubts)
    values = _short_names(sheet, lines, used, binding.territory, doubts)
    filled = tuple(_filled_down(column, sheet, lines, used, doubts) for column in layout.columns)
    return replace(layout, columns=filled, marks=marks, accepts=accepts, values=values)


def _cells(
    sheet: Sheet, lines: Sequence[Sorted], columns: Sequence[Matched], kinds: tuple[str, ...] = ("read",)
) -> Iterator[tuple[Matched, str, str]]:
    """Yield the texts of the data area with their places; a figure is none."""
    for line in lines:
        if line.kind not in kinds:
            continue
        for matched in columns:
            raw = cell(sheet, line.row, matched.index)
            if raw is None or isinstance(raw, str):
                yield matched, text_of(raw), f"{sheet.name}!{address(line.row, matched.index)}"


def _marks(
    sheet: Sheet, lines: Sequence[Sorted], columns: Sequence[Matched], doubts: Collector
) -> dict[str, Meaning]:
    found: Counter[str] = Counter()
    first: dict[str, str] = {}
    numbers = [matched for matched in columns if matched.bound.is_number]
    rest = [matched for matched in columns if not matched.bound.is_number]
    cells = chain(_cells(sheet, lines, numbers, ("read", "total")), _cells(sheet, lines, rest))
    for matched, text, place in cells:
        is_key = matched.bound.target is not None and matched.bound.target.type == "division"
        if is_mark(text) and not (is_key and not text.strip()):
            found[text.strip()] += 1
            first.setdefault(text.strip(), place)
    for mark, count in found.items():
        doubts.add("layout_doubt_mark", first[mark], "warning", found=mark, count=count)
    return dict.fromkeys(found, "ask")


def _forms(
    sheet: Sheet, lines: Sequence[Sorted], columns: Sequence[Matched], doubts: Collector
) -> frozenset[Accepted]:
    accepted: set[Accepted] = set()
    numbers = [matched for matched in columns if matched.bound.is_number]
    for _, text, place in _cells(sheet, lines, numbers, ("read", "total")):
        _, needed = number_forms(text)
        new = [form for form in needed if form not in accepted]
        if new:
            doubts.add("layout_doubt_form", place, "warning", found=text, needed=", ".join(new))
            accepted.update(new)
    return frozenset(accepted)


def _short_names(
    sheet: Sheet,
    lines: Sequence[Sorted],
    columns: Sequence[Matched],
    territory: Territory | None,
    doubts: Collector,
) -> dict[str, dict[str, str]]:
    """Return names that are the beginning of one division's name, which a sheet writes short."""
    if territory is None:
        return {}
    everywhere = [territory.division(code, date.max) for code in _standing(territory)]
    values: dict[str, dict[str, str]] = {}
    for matched, text, place in _cells(sheet, lines, columns):
        target = matched.bound.target
        if target is None or target.type != "division" or not text.strip():
            continue
        if territory.named(text, date.max) or text in values.get(target.name, {}):
            continue
        meant = [division for division in everywhere if _is_short_for(text, division)]
        if len(meant) == 1:
            values.setdefault(target.name, {})[text] = meant[0].code
            doubts.add(
                "layout_doubt_division",
                place,
                "warning",
                found=text,
                code=meant[0].code,
                name=meant[0].name.zh,
            )
    return values


def _standing(territory: Territory) -> list[str]:
    return [division.code for level in LEVELS for division in territory.at_level(level, date.max)]


def _is_short_for(text: str, division: Division) -> bool:
    return division.name.zh.startswith(normal(text))


def _filled_down(
    column: LayoutColumn, sheet: Sheet, lines: Sequence[Sorted], columns: Sequence[Matched], doubts: Collector
) -> LayoutColumn:
    """Return a column of names with the cells below a name filled from it, where there are blanks."""
    matched = next((each for each in columns if each.bound.column == column), None)
    if matched is None or matched.bound.is_number or column.fills != "division_code":
        return column
    rows = [line.row for line in lines if line.kind == "read"]
    if all(text_of(cell(sheet, row, matched.index)).strip() for row in rows):
        return column
    place = f"{sheet.name}!{address(rows[0], matched.index)}"
    doubts.add("layout_doubt_fill_down", place, "warning", column=column.name)
    merged = {
        row
        for top, left, bottom, _ in sheet.merged
        if left == matched.index
        for row in range(top, bottom + 1)
    }
    blanks = {row for row in rows if not text_of(cell(sheet, row, matched.index)).strip()}
    return replace(column, fill_down="merged" if blanks <= merged else "blank")
