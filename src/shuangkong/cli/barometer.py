"""The barometer as announced (公布的晴雨表): the nation's warning levels for one division, real rows only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.text import Text

from shuangkong.accounts import period_label
from shuangkong.cli.asking import Inquiry
from shuangkong.cli.screen import Cell, Screen
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.trace import Label

__all__ = ["COLOURS", "show_announced"]

COLOURS = {"red": "红", "yellow": "黄", "green": "绿"}
_HEADERS = (
    Label("期间", "period"),
    Label("预警对象", "dimension"),
    Label("评判尺度", "yardstick"),
    Label("等级", "level"),
    Label("公布文件", "announced in"),
)
_DIMENSIONS = {"intensity": Label("能耗强度", "intensity"), "total": Label("能源消费总量", "total")}
_YARDSTICKS = {"annual": "年度目标", "annual progress": "年度进度"}
_PLANS = {"11th": "十一五", "12th": "十二五", "13th": "十三五", "14th": "十四五", "15th": "十五五"}
_NUMERALS = "一二三四五"


def show_announced(screen: Screen, inquiry: Inquiry, division: str) -> None:
    """Print every announced level of a division, newest first; nothing where none was announced."""
    rows = [
        row
        for row in inquiry.snapshot.rows("warning_level", division_code=division)
        if row["warning_level"] is not None
    ]
    rows.sort(key=lambda row: Period.parse(str(row["period"])), reverse=True)
    if rows:
        name = inquiry.names.division(division)
        title = Label(f"{name.zh}晴雨表（国家公布的预警等级）", f"barometer of {name.en}, as announced")
        screen.show_table(title, _HEADERS, [_cells(row, inquiry.packs, screen) for row in rows])


def _cells(row: Row, packs: Packs, screen: Screen) -> Sequence[Cell]:
    language, document = screen.languages[0], str(row["source"])
    level, colour = int(str(row["warning_level"])), _colours(document, packs).get(str(row["warning_level"]))
    name = Label(f"{_NUMERALS[level - 1]}级", f"level {level}")
    if colour is not None:
        name = Label(f"{name.zh}（{COLOURS.get(colour, colour)}）", f"{name.en}, {colour}")
    return (
        period_label(Period.parse(str(row["period"]))).text(language),
        screen.brief(_DIMENSIONS[str(row["dimension"])]),
        _yardstick(str(row["yardstick"])).text(language),
        Text(name.text(language), style=colour or ""),
        document,
    )


def _colours(document: str, packs: Packs) -> Mapping[str, str]:
    """Return level → colour where an edition of the packs rests on the document; else no colour is known."""
    found = packs.document(document)
    for rule in packs.rules("barometer"):
        if found is not None and packs.document(rule.document) == found:
            levels = rule.parameters["levels"]
            assert isinstance(levels, tuple)
            return {
                str(level["level"]): str(level["colour"]) for level in levels if isinstance(level, Mapping)
            }
    return {}


def _yardstick(text: str) -> Label:
    plan, _, rest = text.partition(" ")
    if plan in _PLANS and rest == "FYP progress":
        return Label(f"“{_PLANS[plan]}”进度", text)
    return Label(_YARDSTICKS.get(text, text), text)
