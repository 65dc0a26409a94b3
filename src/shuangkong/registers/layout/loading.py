"""Layouts as YAML (版式文件): one to a file, read strictly with every fault at once.

A pack keeps them in ``layouts/*.yaml``, a workspace in a folder of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.packs.checking import check_entry
from shuangkong.packs.reading import read_mapping
from shuangkong.quantity import find_unit
from shuangkong.registers.layout.entry import ColumnEntry, LayoutEntry
from shuangkong.registers.layout.layout import Layout, LayoutColumn, LeftOut, Sheets, Total
from shuangkong.registers.layout.wording import captures_of, holes
from shuangkong.trace import Label

__all__ = ["find_layout", "layouts_of", "parse_layout", "read_layouts"]


def parse_layout(text: str, where: str) -> Layout:
    """Return the layout a YAML text holds (读取版式).

    Raises
    ------
    ProblemsFound
        With every problem of the file: ``pack_yaml``, ``pack_shape``, those of its keys
        (``pack_unknown_key``, ``pack_missing_key``, ``pack_value``), ``layout_pattern``,
        ``layout_capture_unknown``, ``layout_column_purpose`` and ``layout_unit_unknown``.
    """
    problems = Collector()
    found = [*_checked([(where, read_mapping(text, where, problems))], problems)]
    problems.raise_errors()
    return found[0]


def read_layouts(folder: Path) -> tuple[Layout, ...]:
    """Return every layout of a folder (版式文件夹), by file name.

    Raises
    ------
    ProblemsFound
        As `parse_layout` over all files together, and ``layout_id_repeated``.
    """
    problems = Collector()
    files = sorted(folder.glob("*.yaml"))
    written = ((file.name, read_mapping(file.read_text("utf-8"), file.name, problems)) for file in files)
    found = tuple(_checked(written, problems))
    problems.raise_errors()
    return found


def layouts_of(packs: Packs) -> tuple[Layout, ...]:
    """Return the layouts that come with the packs (规则包所附版式).

    Raises
    ------
    ProblemsFound
        As `read_layouts`.
    """
    problems = Collector()
    found = tuple(_checked(packs.forms("layouts").items(), problems))
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


def _checked(
    written: Iterable[tuple[str, Mapping[str, object] | None]], problems: Collector
) -> Iterator[Layout]:
    first: dict[str, str] = {}
    for where, mapping in written:
        entry = None if mapping is None else check_entry(mapping, LayoutEntry, where, problems)
        if entry is None:
            continue
        if entry.id in first:
            problems.add("layout_id_repeated", where, id=entry.id, first=first[entry.id])
        first.setdefault(entry.id, where)
        layout = _layout(entry)
        if _patterns_hold(layout, where, problems):
            _check(layout, where, problems)
        yield layout


def _layout(entry: LayoutEntry) -> Layout:
    return Layout(
        id=entry.id,
        title=Label(entry.title.zh, entry.title.en),
        type=entry.type,
        status=entry.status,
        source=entry.source,
        confirmed_by=entry.confirmed_by or "",
        confirmed_on=entry.confirmed_on,
        sheets=Sheets(entry.sheets.named, tuple(entry.sheets.leave_out)),
        title_rows=entry.title_rows,
        header_rows=entry.header_rows,
        title_patterns=tuple(entry.title_patterns),
        columns=tuple(map(_column, entry.columns)),
        sets=entry.sets,
        marks=entry.marks,
        accepts=frozenset(entry.accepts),
        values=entry.values,
        totals=tuple(Total(**dict(total)) for total in entry.totals),
        leave_out=tuple(LeftOut(row.label, row.because) for row in entry.leave_out),
        foot=entry.foot,
        notes=tuple(entry.notes),
    )


def _column(entry: ColumnEntry) -> LayoutColumn:
    return LayoutColumn(
        headers=(entry.header,) if isinstance(entry.header, str) else tuple(entry.header),
        pattern=entry.pattern or "",
        fills=entry.fills or "",
        ignored=entry.ignored or "",
        total_of=entry.total_of or "",
        sets=entry.sets,
        unit=entry.unit or "",
        marks=entry.marks,
        fill_down=entry.fill_down,
        adds=entry.adds,
        round_to=entry.round_to,
        optional=entry.optional,
    )


def _patterns_hold(layout: Layout, where: str, problems: Collector) -> bool:
    patterns = [layout.sheets.named, *layout.sheets.leave_out, *layout.title_patterns]
    patterns += [total.label for total in layout.totals] + [row.label for row in layout.leave_out]
    patterns += [text for column in layout.columns for text in (column.pattern, column.total_of)]
    before = len(problems)
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            problems.add("layout_pattern", where, found=pattern, detail=error)
    return len(problems) == before


def _check(layout: Layout, where: str, problems: Collector) -> None:
    """Check what no single key shows: captures that are used, units, what each column is for."""
    shared = captures_of(layout.sheets.named).union(*map(captures_of, layout.title_patterns))
    _check_holes(layout.sets, shared, where, problems)
    for column in layout.columns:
        place = f"{where} {column.name}"
        _check_holes(column.sets, shared | captures_of(column.pattern), place, problems)
        _check_holes({"unit": column.unit}, shared, place, problems)
        if column.unit and not holes(column.unit) and find_unit(column.unit) is None:
            problems.add("layout_unit_unknown", place, found=column.unit)
        purposes = [bool(column.fills), bool(column.ignored), bool(column.total_of)]
        if sum(purposes) != 1 or bool(column.headers) == bool(column.pattern):
            problems.add("layout_column_purpose", place)


def _check_holes(sets: Mapping[str, str], captured: frozenset[str], where: str, problems: Collector) -> None:
    for column, template in sets.items():
        for name in sorted(holes(template) - captured):
            problems.add("layout_capture_unknown", where, column=column, found=name)
