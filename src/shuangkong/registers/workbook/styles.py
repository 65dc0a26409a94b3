"""Looks of a template (模板样式): one set of cell formats for all of its sheets."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loaded where a workbook is written, not where one is read
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

from shuangkong.schema import Column

__all__ = ["Styles", "columns_wide", "lines_high", "text_wide"]

_FONT = "宋体"
_TEXT_TYPES = frozenset({"text", "division", "period", "unit", "status"})
_RIGHT = frozenset({"integer", "decimal"})
_WIDE, _NARROW = 20, 14  # width a header is broken at [characters]
_GREY = "#BFBFBF"


def text_wide(text: str) -> int:
    """Return how wide a text is [characters]; a Chinese one takes two.

    Examples
    --------
    >>> text_wide("能耗 tce")
    8
    """
    return len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2


@lru_cache(maxsize=4096)
def lines_high(text: str, width: float) -> int:
    """Return how many lines a text fills in a column of some width [characters].

    Examples
    --------
    >>> lines_high("单位地区生产总值能耗", 10), lines_high("a", 10), lines_high("", 10)
    (3, 1, 1)
    """
    return max(sum(math.ceil(text_wide(line) / max(width - 1, 1)) for line in text.split("\n")), 1)


def columns_wide(header: str, column: Column, *, is_many: bool = False) -> float:
    """Return a column's width [characters]: a short header in one line, a long one in few of equal length.

    Parameters
    ----------
    is_many
        Whether the form has so many columns that each must be narrow to fit the page.
    """
    goal = _NARROW if is_many else _WIDE
    wide = text_wide(header)
    if wide > goal:
        wide = math.ceil(wide / math.ceil(wide / goal)) + 1
    least = 20 if column.name in {"note", "source"} else 14 if column.type == "division" else 11
    return float(max(least, wide + 2))


class Styles:
    """The cell formats of a workbook (单元格样式)."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.title = self._new(bold=True, font_size=16, align="center", valign="vcenter")
        self.stamp = self._new(font_size=9, font_color="#595959", align="left", valign="vcenter")
        head = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "border": 1}
        self.header = self._new(**head, bg_color="#DDE8F3")
        self.required = self._new(**head, bg_color="#FCE4D6")
        self.english = self._new(
            font_size=7,
            font_color="#595959",
            align="center",
            valign="vcenter",
            text_wrap=True,
            border=1,
            bg_color="#F2F2F2",
        )
        self.serial = self._new(align="center", locked=False, border=1, border_color=_GREY)
        self.plain = self._new(valign="top", text_wrap=True)
        self.cell = self._new(text_wrap=True, border=1, border_color=_GREY)
        self.middle = self._new(text_wrap=True, border=1, border_color=_GREY, align="center")
        self.choice = self._new(border=1, border_color=_GREY)
        self._data: dict[str, Format] = {}
        self._example: dict[str, Format] = {}

    def data(self, column: Column) -> Format:
        """Return the look of a data cell: unlocked, text kept as text so that codes keep their zeros."""
        kind = _kind(column)
        if kind not in self._data:
            self._data[kind] = self._new(locked=False, border=1, border_color=_GREY, **_shape(column))
        return self._data[kind]

    def example(self, column: Column | None = None) -> Format:
        """Return the look of a cell of the example line."""
        kind = "" if column is None else _kind(column)
        if kind not in self._example:
            grey = {
                "italic": True,
                "font_color": "#7F7F7F",
                "bg_color": "#F2F2F2",
                "locked": False,
                "border": 1,
            }
            shape = {"align": "center"} if column is None else _shape(column)
            self._example[kind] = self._new(**(grey | shape))
        return self._example[kind]

    def _new(self, **properties: object) -> Format:
        return self._book.add_format({"font_name": _FONT, "font_size": 11, "valign": "vcenter"} | properties)


def _kind(column: Column) -> str:
    return "choice" if column.allowed else column.type


def _shape(column: Column) -> dict[str, object]:
    if column.type == "date":
        return {"num_format": "yyyy-mm-dd", "align": "center"}
    if column.type in _TEXT_TYPES:
        return {"num_format": "@", "align": "center"} if column.allowed else {"num_format": "@", "indent": 1}
    return {"align": "right"} if column.type in _RIGHT else {"align": "center"}
