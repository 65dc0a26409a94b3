"""Totals (合计核对): total rows and total columns of a sheet beside the figures they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, localcontext

from shuangkong.errors import Collector, Severity
from shuangkong.registers.layout.figures import Figure, convert
from shuangkong.registers.layout.headings import Matched
from shuangkong.registers.layout.lines import Sorted
from shuangkong.registers.layout.result import TotalChecked
from shuangkong.registers.workbook.book import address

__all__ = ["Figures", "check_totals"]

Figures = Mapping[tuple[int, int], Figure]
"""Figures of a sheet by row and column, both counted from 0."""


def check_totals(
    sheet: str, lines: Sequence[Sorted], columns: Sequence[Matched], figures: Figures, problems: Collector
) -> tuple[TotalChecked, ...]:
    """Return every total of a sheet beside what it sums (核对合计).

    Problems noted: ``layout_total_differs``, with the severity the layout gives, and
    ``layout_total_partial`` where rows without a figure leave the total unproven.
    """
    checked = [*_rows(sheet, lines, columns, figures, problems)]
    checked += _columns(sheet, lines, columns, figures, problems)
    return tuple(checked)


def _rows(
    sheet: str, lines: Sequence[Sorted], columns: Sequence[Matched], figures: Figures, problems: Collector
) -> Iterator[TotalChecked]:
    for line in lines:
        if line.total is None:
            continue
        rows = _summed_rows(line, lines)
        for matched in columns:
            place = f"{sheet}!{address(line.row, matched.index)}"
            if not (matched.bound.is_number and matched.bound.column.adds):
                continue
            if (line.row, matched.index) not in figures:
                continue  # the cell has a problem of its own
            parts = [figures[row, matched.index] for row in rows if (row, matched.index) in figures]
            total = _checked(place, line.label, figures[line.row, matched.index], parts)
            _note(total, line.total.tolerance, line.total.on_difference, problems)
            yield total


def _summed_rows(line: Sorted, lines: Sequence[Sorted]) -> list[int]:
    """Return the data rows a total stands for."""
    assert line.total is not None
    data = [each.row for each in lines if each.kind == "read"]
    if line.total.sums == "all":
        return data
    same = [each.row for each in lines if each.total == line.total]
    if line.total.sums == "above":
        start = max((row for row in same if row < line.row), default=-1)
        return [row for row in data if start < row < line.row]
    end = min((row for row in same if row > line.row), default=len(lines))
    return [row for row in data if line.row < row < end]


def _columns(
    sheet: str, lines: Sequence[Sorted], columns: Sequence[Matched], figures: Figures, problems: Collector
) -> Iterator[TotalChecked]:
    for matched in columns:
        pattern = matched.bound.column.total_of
        if not pattern:
            continue
        parts = [each for each in columns if each is not matched and re.fullmatch(pattern, each.heading.name)]
        for line in lines:
            if line.kind not in ("read", "total") or (line.row, matched.index) not in figures:
                continue
            place = f"{sheet}!{address(line.row, matched.index)}"
            summed = [
                _in_unit_of(matched, part, figures[line.row, part.index])
                for part in parts
                if (line.row, part.index) in figures
            ]
            total = _checked(place, matched.heading.name, figures[line.row, matched.index], summed)
            _note(total, Decimal(0), "error", problems)
            yield total


def _in_unit_of(matched: Matched, part: Matched, figure: Figure) -> Figure:
    if figure.value is None or matched.unit is None:
        return figure
    return Figure(convert(figure.value, part.unit, matched.unit.symbol, None))


def _checked(place: str, label: str, found: Figure, parts: Sequence[Figure]) -> TotalChecked:
    values = [part.value for part in parts if part.value is not None]
    with localcontext() as context:
        context.prec = 200
        summed = sum(values, Decimal(0))
    absent = sum(part.meaning == "missing" for part in parts)
    return TotalChecked(place, label, found.value, summed, len(values), absent)


def _note(total: TotalChecked, tolerance: Decimal, severity: Severity, problems: Collector) -> None:
    if total.difference is None or abs(total.difference) <= tolerance:
        return
    details = {
        "label": total.label,
        "found": format(total.found or Decimal(0), "f"),
        "summed": format(total.summed, "f"),
        "difference": format(total.difference, "f"),
    }
    if total.absent:
        problems.add("layout_total_partial", total.place, "warning", absent=total.absent, **details)
    else:
        problems.add("layout_total_differs", total.place, severity, allowed=tolerance, **details)
