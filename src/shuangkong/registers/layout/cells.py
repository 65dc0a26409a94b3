"""Cells of a line (单元格): each into the text the dictionary of columns types, by declared ways only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.registers.layout.figures import Figure, convert, is_mark, meaning_of, read_day
from shuangkong.registers.layout.headings import Matched
from shuangkong.registers.layout.layout import Layout, Meaning
from shuangkong.registers.layout.naming import DivisionNames
from shuangkong.registers.layout.wording import normal, text_of
from shuangkong.registers.workbook.book import RawCell
from shuangkong.schema import Cell, Column, read_cell

__all__ = ["Written", "figure_text", "type_cells", "write_text"]

_MONTH = re.compile(r"(\d{4})年(\d{1,2})月")
_YEAR = re.compile(r"(\d{4})年度?")


@dataclass(frozen=True)
class Written:
    """A cell as it will be typed (待定型单元格): its text, and where it stands."""

    text: str
    place: str
    meaning: Meaning | None = None


def figure_text(figure: Figure, matched: Matched) -> str:
    """Return a figure as the dictionary writes it, in the unit it is kept in (数字写法)."""
    if figure.value is None or matched.bound.target is None:
        return ""
    value = convert(figure.value, matched.unit, matched.bound.unit, matched.bound.column.round_to)
    if matched.bound.target.type == "integer" and value == value.to_integral_value():
        return str(int(value))
    return format(value, "f")


def write_text(
    raw: RawCell, matched: Matched, layout: Layout, place: str, problems: Collector
) -> Written | None:
    """Return a cell that is no figure as text (读取文字), or None with the problem noted.

    Problems noted: ``layout_mark_undeclared`` and ``layout_date_form``.
    """
    column, target = matched.bound.column, matched.bound.target
    assert target is not None
    text = text_of(raw)
    if "padded_text" in layout.accepts:
        text = normal(text) if target.type in ("division", "period") else text.strip()
    if raw is None or isinstance(raw, str):
        meaning = meaning_of(text, column.marks, layout.marks)
        if meaning is not None:
            return Written("0" if meaning == "zero" else "", place, meaning)
        if is_mark(text):
            problems.add("layout_mark_undeclared", place, found=text.strip(), column=column.name)
            return None
    if target.type != "date":
        return Written(text, place)
    day = read_day(raw)
    if isinstance(raw, str) and "text_dates" not in layout.accepts:
        problems.add("layout_date_form", place, found=text)
        return None
    return Written(text if day is None else day.isoformat(), place)


def type_cells(
    written: Mapping[str, Written],
    columns: Mapping[str, Column],
    layout: Layout,
    names: DivisionNames,
    problems: Collector,
) -> dict[str, Cell] | None:
    """Return the typed cells of a row (定型), or None if any of them cannot be; each problem is noted."""
    found = Collector()
    texts = {name: layout.values.get(name, {}).get(each.text, each.text) for name, each in written.items()}
    texts = {name: columns[name].code_of(text) for name, text in texts.items()}
    texts |= {name: _period(text) for name, text in texts.items() if columns[name].type == "period"}
    day = _last_day(texts.get("period", ""))
    typed: dict[str, Cell] = {}
    for name, text in texts.items():
        column, place = columns[name], written[name].place
        if column.type == "division" and text:
            text = names.code(text, day, place, found)
            if not text:
                continue
        typed[name] = read_cell(text, column, found, place)
    problems.extend(found)
    return None if found.has_errors else typed


def _period(text: str) -> str:
    """Return a period written the Chinese way as the dictionary writes it; any other text as it is."""
    plain = normal(text)
    if match := _MONTH.fullmatch(plain):
        return f"{match[1]}-{match[2].zfill(2)}"
    match = _YEAR.fullmatch(plain)
    return match[1] if match else text


def _last_day(period: str) -> date | None:
    try:
        return Period.parse(period).end
    except ValueError:
        return None
