"""The foot of a sheet (表尾): who filled it in and when, read into the filing's header."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from shuangkong.errors import Collector
from shuangkong.registers.layout.figures import read_day
from shuangkong.registers.layout.layout import Layout
from shuangkong.registers.layout.lines import Sorted
from shuangkong.registers.layout.wording import normal, text_of
from shuangkong.registers.workbook.book import Sheet
from shuangkong.schema import Cell, columns

__all__ = ["foot_fields", "join_feet", "read_foot"]

_LABEL = re.compile(r"(?:^|\s)([一-鿿]{2,8})\s*:")


def foot_fields(text: str, labels: Iterable[str]) -> Mapping[str, str]:
    """Return what follows each label in a text (表尾各项), as far as the next label.

    Examples
    --------
    >>> dict(foot_fields("填表人：张三  负责人：李四", ["填表人", "负责人"]))
    {'填表人': '张三', '负责人': '李四'}
    """
    plain = unicodedata.normalize("NFKC", text)
    spaced = {label: r"\s*".join(map(re.escape, normal(label))) for label in labels}
    following = "|".join([*(rf"\s*{label}\s*:" for label in spaced.values()), r"\s+[一-鿿]{2,8}\s*:"])
    found: dict[str, str] = {}
    for label, pattern in spaced.items():
        if match := re.search(rf"(?<![一-鿿]){pattern}\s*:\s*(.*?)(?={following}|$)", plain):
            found[label] = match[1].strip()
    return found


def read_foot(
    sheet: Sheet, lines: Iterable[Sorted], layout: Layout, problems: Collector
) -> Mapping[str, Cell]:
    """Return the cells of the filing's header that the foot of a sheet gives (读取表尾).

    Problems noted: ``layout_foot_missing``, ``layout_foot_unknown`` and ``layout_foot_day``.
    """
    found: dict[str, Cell] = {}
    known = {normal(label) for label in layout.foot}
    for line in lines:
        if line.kind != "foot":
            continue
        text = "  ".join(text_of(raw) for raw in sheet.cells[line.row] if text_of(raw).strip())
        place = f"{sheet.name}!{line.row + 1}"
        for label in _LABEL.findall(unicodedata.normalize("NFKC", text)):
            if label not in known and not label.startswith(tuple(map(normal, layout.notes)) or "\0"):
                problems.add("layout_foot_unknown", place, "note", found=label)
        for label, written in foot_fields(text, layout.foot).items():
            found[layout.foot[label]] = _typed(layout.foot[label], written, place, problems)
    for label, column in layout.foot.items():
        if found.get(column) is None:
            problems.add("layout_foot_missing", sheet.name, "warning", label=label)
    return {column: cell for column, cell in found.items() if cell is not None}


def _typed(column: str, text: str, place: str, problems: Collector) -> Cell:
    """Return a field of the foot; one of the dictionary's dates is a day."""
    known = columns().get(column)
    if not text or not (column.endswith("_on") or (known is not None and known.type == "date")):
        return text or None
    day = read_day(text)
    if day is None:
        problems.add("layout_foot_day", place, found=text)
    return day


def join_feet(feet: Iterable[tuple[str, Mapping[str, Cell]]], problems: Collector) -> Mapping[str, Cell]:
    """Return one header from the feet of all sheets (合并表尾); ``layout_foot_differs`` where they differ."""
    joined: dict[str, Cell] = {}
    for sheet, foot in feet:
        for column, value in foot.items():
            if joined.setdefault(column, value) != value:
                problems.add(
                    "layout_foot_differs", sheet, "warning", column=column, found=value, first=joined[column]
                )
    return joined
