"""Published levels (已公布的预警等级和考核等次): what the state announced about a division."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from shuangkong.accounts import period_label
from shuangkong.packs import Packs, Plain
from shuangkong.quantity import Period
from shuangkong.reports.content import Block, Header, Level, Note, Row, Section, Table, Tone
from shuangkong.reports.results import Results
from shuangkong.schema import Row as Record
from shuangkong.trace import STATUSES, Label, Status

__all__ = ["levels_section"]

_DIMENSIONS = {"intensity": Label("能耗强度", "intensity"), "total": Label("能源消费总量", "total")}
_TONES: dict[str, Tone] = {"red": "red", "yellow": "yellow", "green": "green"}
_NUMERALS = "〇一二三"
_NO_RULE = Note(
    Label(
        "该期分级规则未收录，只列公布的级别，不着色",
        "its rule is not in the packs: the bare level, no colour",
    )
)


def levels_section(results: Results) -> Section | None:
    """Return the section of published levels and grades (已公布等级), None where nothing is published."""
    blocks = tuple(_blocks(results))
    title = Label("国家已公布的预警等级和考核等次", "levels and grades the state has published")
    return Section(title, blocks) if blocks else None


def _blocks(results: Results) -> Iterable[Block]:
    if levels := [row for row in results.levels if row["warning_level"] is not None]:
        yield _levels_table(levels, results.packs)
    if grades := [row for row in results.grades if row["grade"] is not None]:
        yield _grades_table(grades)


def _newest_first(rows: Iterable[Record]) -> list[Record]:
    return sorted(rows, key=lambda row: str(row["period"]), reverse=True)


def _levels_table(rows: Iterable[Record], packs: Packs) -> Table:
    headers = (
        Header(Label("期间", "period"), width=4),
        Header(Label("对象", "dimension"), width=3),
        Header(Label("等级", "level"), width=3),
        Header(Label("公布文件", "document"), width=6),
        Header(Label("文本", "copy read"), width=3),
    )
    lines = tuple(_level_row(row, _level(row, packs)) for row in _newest_first(rows))
    return Table(Label("预警等级（晴雨表）", "warning levels (barometer)"), headers, lines)


def _level_row(row: Record, level: Level | None) -> Row:
    number = int(str(row["warning_level"]))
    return Row(
        (
            period_label(Period.parse(str(row["period"]))),
            _DIMENSIONS[str(row["dimension"])],
            level or Level(Label(f"{_NUMERALS[number]}级", f"level {number}")),
            str(row["source"]),
            STATUSES[cast(Status, row["status"])],
        ),
        notes=() if level else (_NO_RULE,),
    )


def _level(row: Record, packs: Packs) -> Level | None:
    """Return a level with the name and colour of its own notice, None where the packs lack its rule."""
    number = int(str(row["warning_level"]))
    for rule in packs.rules("barometer"):
        document = packs.document(rule.document)
        if document is None or row["source"] not in (document.number, document.title):
            continue
        for level in cast("tuple[dict[str, Plain], ...]", rule.parameters["levels"]):
            if level["level"] == number:
                name = cast("dict[str, str]", level["name"])
                return Level(Label(name["zh"], name["en"]), _TONES.get(str(level["colour"]), "none"))
    return None


def _grades_table(rows: Iterable[Record]) -> Table:
    headers = (
        Header(Label("年度", "year"), width=4),
        Header(Label("等次", "grade"), width=3),
        Header(Label("公布文件", "document"), width=8),
        Header(Label("文本", "copy read"), width=4),
    )
    lines = tuple(
        Row(
            (
                period_label(Period.parse(str(row["period"]))),
                str(row["grade"]),
                str(row["source"]),
                STATUSES[cast(Status, row["status"])],
            )
        )
        for row in _newest_first(rows)
    )
    return Table(Label("节能目标责任考核等次", "assessment grades"), headers, lines)
