"""Lines of a sheet (工作表各行): each is title, header, data, total, foot, blank or left out, and said so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shuangkong.errors import Collector
from shuangkong.registers.layout.headings import Matched, cell
from shuangkong.registers.layout.layout import Layout, Total
from shuangkong.registers.layout.result import LineKind
from shuangkong.registers.layout.wording import normal, text_of
from shuangkong.registers.workbook.book import Sheet
from shuangkong.trace import Label

__all__ = ["Sorted", "sort_lines", "title_text"]

_CHECKED = Label("合计行，核对后不读入", "a total: checked, then left out")
_UNDECLARED = Label("像合计行而版式没有声明", "looks like a total that the layout does not declare")
_UNUSED = Label("只有不读的列有内容", "only columns that are left out are filled")
_TOTAL_WORDS = re.compile(r".*(合计|小计|总计|累计)")


@dataclass(frozen=True)
class Sorted:
    """A line (行) counted from 0, what it is taken for, and the kind of total it is."""

    row: int
    kind: LineKind
    because: Label | None = None
    total: Total | None = None
    label: str = ""


def title_text(sheet: Sheet, row: int) -> str:
    """Return everything a line holds as one text, blanks removed (整行文字)."""
    return normal("".join(text_of(raw) for raw in sheet.cells[row])) if row < len(sheet.cells) else ""


def sort_lines(
    sheet: Sheet, layout: Layout, columns: Sequence[Matched], problems: Collector
) -> tuple[Sorted, ...]:
    """Return every line of a sheet with what it is (分行), none left out of the account.

    Problems noted: ``layout_total_undeclared`` and ``layout_row_after_foot``.
    """
    found: list[Sorted] = []
    in_foot = False
    for row in range(len(sheet.cells)):
        if row < layout.first_row:
            found.append(Sorted(row, "title" if row < layout.title_rows else "header"))
            continue
        texts = [normal(text_of(raw)) for raw in sheet.cells[row]]
        first = next((text for text in texts if text), "")
        if not first:
            found.append(Sorted(row, "blank"))
            continue
        starts_foot = _starts_foot(first, layout)
        if in_foot and not starts_foot:
            problems.add("layout_row_after_foot", f"{sheet.name}!{row + 1}", found=first)
        in_foot = in_foot or starts_foot
        if in_foot:
            found.append(Sorted(row, "foot"))
        else:
            found.append(_body_line(sheet, row, first, layout, columns, problems))
    return tuple(found)


def _starts_foot(first: str, layout: Layout) -> bool:
    labels = [f"{normal(label)}:" for label in layout.foot]
    return first.startswith((*labels, *map(normal, layout.notes))) or f"{first}:" in labels


def _body_line(
    sheet: Sheet, row: int, first: str, layout: Layout, columns: Sequence[Matched], problems: Collector
) -> Sorted:
    for declared in layout.leave_out:
        if re.fullmatch(declared.label, first):
            return Sorted(row, "left_out", Label(declared.because, declared.because))
    labels = list(_labels(sheet, row, columns))
    for total in layout.totals:
        for label in labels:
            if re.fullmatch(total.label, label):
                return Sorted(row, "total", _CHECKED, total, label)
    wordy = next((label for label in labels if _TOTAL_WORDS.fullmatch(label)), None)
    if wordy is not None:
        problems.add("layout_total_undeclared", f"{sheet.name}!{row + 1}", found=wordy)
        return Sorted(row, "left_out", _UNDECLARED)
    used = [matched.index for matched in columns if not matched.bound.column.ignored]
    if all(text_of(cell(sheet, row, index)).strip() == "" for index in used):
        return Sorted(row, "blank", _UNUSED)
    return Sorted(row, "read")


def _labels(sheet: Sheet, row: int, columns: Sequence[Matched]) -> Iterator[str]:
    """Yield the texts that may name a line: cells that are not under figures."""
    for matched in columns:
        if not matched.bound.is_number and (text := normal(text_of(cell(sheet, row, matched.index)))):
            yield text
