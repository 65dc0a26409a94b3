"""Layouts as YAML (版式文件): read strictly, every fault at once, and written back the same.

A pack keeps them in ``layouts/*.yaml``, a workspace in a folder of its own; a file holds a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.quantity import find_unit
from shuangkong.registers.layout.layout import (
    Accepted,
    FillDown,
    Layout,
    LayoutColumn,
    LeftOut,
    Meaning,
    Sheets,
    Sums,
    Total,
)
from shuangkong.registers.layout.wording import captures_of, holes
from shuangkong.trace import Label, Status

__all__ = ["find_layout", "layouts_of", "parse_layouts", "read_layouts", "write_layout"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sheets(_Strict):
    named: str
    leave_out: tuple[str, ...] = ()


class _Column(_Strict):
    header: str | tuple[str, ...] = ()
    pattern: str = ""
    fills: str = ""
    ignored: str = ""
    sets: Mapping[str, str] = Field(default_factory=dict)
    unit: str = ""
    marks: Mapping[str, Meaning] = Field(default_factory=dict)
    fill_down: FillDown = ""
    adds: bool = True
    total_of: str = ""
    round_to: Decimal | None = None
    optional: bool = False


class _Total(_Strict):
    label: str
    sums: Sums
    on_difference: str = Field("error", pattern="^(error|warning)$")
    tolerance: Decimal = Decimal(0)


class _LeftOut(_Strict):
    label: str
    because: str = Field(min_length=1)


class _Layout(_Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    zh: str
    en: str
    type: str
    status: Status = "constructed"
    source: str = Field(min_length=1)
    confirmed_by: str | None = None
    confirmed_on: date | None = None
    sheets: _Sheets
    title_rows: int = Field(0, ge=0)
    header_rows: int = Field(1, ge=1, le=3)
    title: tuple[str, ...] = ()
    columns: tuple[_Column, ...] = Field(min_length=1)
    sets: Mapping[str, str] = Field(default_factory=dict)
    marks: Mapping[str, Meaning] = Field(default_factory=dict)
    accepts: tuple[Accepted, ...] = ()
    values: Mapping[str, Mapping[str, str]] = Field(default_factory=dict)
    totals: tuple[_Total, ...] = ()
    leave_out: tuple[_LeftOut, ...] = ()
    foot: Mapping[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


def parse_layouts(text: str, where: str) -> tuple[Layout, ...]:
    """Return the layouts a YAML text holds (读取版式).

    Raises
    ------
    ProblemsFound
        With every ``layout_yaml``, ``layout_key``, ``layout_pattern``, ``layout_capture_unknown``,
        ``layout_column_purpose``, ``layout_unit_unknown`` and ``layout_id_repeated``.
    """
    problems = Collector()
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ProblemsFound([Problem("layout_yaml", where, {"detail": _first_line(error)})]) from error
    if not isinstance(entries, list):
        raise ProblemsFound([Problem("layout_yaml", where, {"detail": "no list of layouts"})])
    found = _checked(entries, where, problems)
    problems.raise_errors()
    return found


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _checked(entries: Iterable[object], where: str, problems: Collector) -> tuple[Layout, ...]:
    found: dict[str, Layout] = {}
    for number, entry in enumerate(entries, start=1):
        try:
            layout = _layout(_Layout.model_validate(entry))
        except ValidationError as error:
            for fault in error.errors():
                key = ".".join(map(str, fault["loc"])) or f"[{number}]"
                problems.add("layout_key", f"{where} [{number}]", key=key, detail=fault["msg"])
            continue
        if layout.id in found:
            problems.add("layout_id_repeated", where, id=layout.id)
        _check(layout, f"{where} [{layout.id}]", problems)
        found[layout.id] = layout
    return tuple(found.values())


def _layout(entry: _Layout) -> Layout:
    plain = {name: getattr(entry, name) for name in _SAME}
    return Layout(
        title_label=Label(entry.zh, entry.en),
        sheets=Sheets(entry.sheets.named, entry.sheets.leave_out),
        confirmed_by=entry.confirmed_by or "",
        columns=tuple(map(_column, entry.columns)),
        accepts=frozenset(entry.accepts),
        totals=tuple(Total(**total.model_dump()) for total in entry.totals),
        leave_out=tuple(LeftOut(row.label, row.because) for row in entry.leave_out),
        **plain,
    )


_SAME = (
    *("id", "type", "status", "source", "confirmed_on", "title_rows", "header_rows", "title"),
    *("sets", "marks", "values", "foot", "notes"),
)


def _column(entry: _Column) -> LayoutColumn:
    headers = (entry.header,) if isinstance(entry.header, str) else entry.header
    return LayoutColumn(headers=headers, **{k: v for k, v in dict(entry).items() if k != "header"})


def _check(layout: Layout, where: str, problems: Collector) -> None:
    """Check what the keys alone do not say: patterns, what is captured and used, what a column is for."""
    patterns = [layout.sheets.named, *layout.sheets.leave_out, *layout.title]
    patterns += [total.label for total in layout.totals] + [row.label for row in layout.leave_out]
    patterns += [text for column in layout.columns for text in (column.pattern, column.total_of) if text]
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            problems.add("layout_pattern", where, found=pattern, detail=error)
            return
    shared = captures_of(layout.sheets.named).union(*map(captures_of, layout.title))
    _check_holes(layout.sets, shared, where, problems)
    for column in layout.columns:
        place = f"{where} {column.name}"
        _check_holes(column.sets, shared | captures_of(column.pattern), place, problems)
        purposes = [bool(column.fills), bool(column.ignored), bool(column.total_of)]
        if sum(purposes) != 1 or bool(column.headers) == bool(column.pattern):
            problems.add("layout_column_purpose", place)
        _check_holes({"unit": column.unit}, shared, place, problems)
        if column.unit and not holes(column.unit) and find_unit(column.unit) is None:
            problems.add("layout_unit_unknown", place, found=column.unit)


def _check_holes(sets: Mapping[str, str], captured: frozenset[str], where: str, problems: Collector) -> None:
    for column, template in sets.items():
        for name in sorted(holes(template) - captured):
            problems.add("layout_capture_unknown", where, column=column, found=name)


def read_layouts(folder: Path) -> tuple[Layout, ...]:
    """Return every layout of a folder (版式文件夹), by file name.

    Raises
    ------
    ProblemsFound
        As `parse_layouts`, over all files together.
    """
    problems = Collector()
    found: list[Layout] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            found += parse_layouts(file.read_text(encoding="utf-8"), file.name)
        except ProblemsFound as error:
            problems.extend(error.problems)
    _check_repeated(found, str(folder), problems)
    problems.raise_errors()
    return tuple(found)


def _check_repeated(layouts: Iterable[Layout], where: str, problems: Collector) -> None:
    seen: set[str] = set()
    for layout in layouts:
        if layout.id in seen:
            problems.add("layout_id_repeated", where, id=layout.id)
        seen.add(layout.id)


def layouts_of(packs: Packs) -> tuple[Layout, ...]:
    """Return the layouts that come with the packs (规则包所附版式).

    Raises
    ------
    ProblemsFound
        As `parse_layouts`.
    """
    problems = Collector()
    found = _checked(packs.entries("layouts"), "layouts", problems)
    problems.raise_errors()
    return found


def find_layout(layouts: Iterable[Layout], layout_id: str) -> Layout:
    """Return a layout by id (查找版式).

    Raises
    ------
    ProblemsFound
        ``layout_unknown`` with the known ids.
    """
    known = {layout.id: layout for layout in layouts}
    if layout_id not in known:
        raise ProblemsFound([Problem("layout_unknown", layout_id, {"known": ", ".join(known) or "–"})])
    return known[layout_id]


def write_layout(layout: Layout) -> str:
    """Return a layout as YAML (写出版式) that `parse_layouts` reads back to the same layout."""
    entry: dict[str, object] = {
        "id": layout.id,
        "zh": layout.title_label.zh,
        "en": layout.title_label.en,
        "type": layout.type,
        "status": layout.status,
        "source": layout.source,
        "confirmed_by": layout.confirmed_by or None,
        "confirmed_on": layout.confirmed_on,
        "sheets": dict(_stated(layout.sheets)),
        "title_rows": layout.title_rows,
        "header_rows": layout.header_rows,
        "title": list(layout.title),
        "columns": [_written_column(column) for column in layout.columns],
        "sets": dict(layout.sets),
        "marks": dict(layout.marks),
        "accepts": sorted(layout.accepts),
        "values": {column: dict(values) for column, values in layout.values.items()},
        "totals": [dict(_stated(total)) for total in layout.totals],
        "leave_out": [dict(_stated(row)) for row in layout.leave_out],
        "foot": dict(layout.foot),
        "notes": list(layout.notes),
    }
    return yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=110)


def _written_column(column: LayoutColumn) -> dict[str, object]:
    headers: dict[str, object] = {"header": list(column.headers)} if column.headers else {}
    return headers | {name: value for name, value in _stated(column) if name != "headers"}


def _stated(part: LayoutColumn | Total | LeftOut | Sheets) -> Iterator[tuple[str, object]]:
    """Yield what a part of a layout says beyond the defaults, as plain YAML values."""
    for name, value in vars(part).items():
        default = getattr(type(part), name, None)
        if value == default or (value is not False and not value and value != 0):
            continue
        if isinstance(value, Decimal):
            yield name, str(value)
        elif isinstance(value, tuple):
            yield name, list(value)
        else:
            yield name, dict(value) if isinstance(value, Mapping) else value
