"""Demonstration (演示数据): the synthetic part, worded from synthetic verdicts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuangkong.assessment import Verdict
from shuangkong.reports.content import (
    Header,
    Level,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    Tile,
    TileMap,
)
from shuangkong.reports.plan_section import result_paragraph, span, yearly_chart, yearly_table
from shuangkong.reports.results import PlanResult, Results
from shuangkong.reports.wording import clause, conclusion, margin, tone, value
from shuangkong.trace import Label

__all__ = ["demonstration_part"]

_SILENT = Label("演示数据不全，不予评定", "not rated: the demonstration data have a gap")
_SILENT_SHORT = "不予评定"


def demonstration_part(results: Results, title: Label) -> Iterable[Part]:
    """Return the synthetic part (演示数据部分), the region first; none where there are no such rows."""
    sections = []
    for plan in results.invented:
        if plan.rate is not None:
            sections.append(_region(plan, plan.rate, results))
        if plan.below:
            sections.append(_below(plan, plan.below, results))
    if sections:
        yield Part(title, tuple(sections))


def _region(plan: PlanResult, rate: Verdict, results: Results) -> Section:
    years, name = span(plan), results.division
    title = Label(f"{years.zh}：{name.zh}（演示）", f"plan {years.en}: {name.en}, synthetic")
    return Section(
        title, (result_paragraph(rate, results), yearly_chart(plan.years), yearly_table(plan.years))
    )


def _below(plan: PlanResult, verdicts: Mapping[str, Verdict], results: Results) -> Section:
    labels = results.packs.labels
    level = labels.levels.get("prefecture", Label("下级地区", "divisions below"))
    title = Label(f"分{level.zh}评级（演示，至{plan.year}年）", f"{level.en}, synthetic, up to {plan.year}")
    tiles = tuple(
        _tile(results.names.division(code), place, verdicts.get(code)) for code, place in labels.tiles.items()
    )
    schematic = labels.tiles_note or Label("示意图", "schematic map")
    maps = (TileMap(schematic, tiles),) if tiles else ()
    codes = sorted({*labels.tiles, *verdicts})
    rows = tuple(_row(results.names.division(code), verdicts.get(code)) for code in codes)
    return Section(title, (*maps, _table(rows), _behind(verdicts, results)))


def _tile(name: Label, place: tuple[int, int], verdict: Verdict | None) -> Tile:
    column, row = place
    if verdict is None:
        return Tile(name, column, row, _SILENT_SHORT, is_synthetic=True)
    found = conclusion(verdict)
    text = found.text.zh.partition("·")[2] or found.text.zh if isinstance(found, Level) else _SILENT_SHORT
    return Tile(name, column, row, text, tone(verdict), verdict.status, is_synthetic=True)


def _row(name: Label, verdict: Verdict | None) -> Row:
    if verdict is None:
        return Row((name, "—", "—", "—", _SILENT), status="constructed", is_synthetic=True)
    return Row(
        (
            name,
            value(verdict, verdict.duty),
            value(verdict, verdict.actual.value),
            margin(verdict),
            conclusion(verdict),
        ),
        status=verdict.status,
        is_synthetic=True,
    )


def _table(rows: tuple[Row, ...]) -> Table:
    headers = (
        Header(Label("地区", "division"), width=3),
        Header(Label("应达", "due"), width=3),
        Header(Label("实际", "actual"), width=3),
        Header(Label("差额", "margin"), width=4),
        Header(Label("结论", "verdict"), width=4),
    )
    return Table(Label("分地区结果", "by division"), headers, rows)


def _behind(verdicts: Mapping[str, Verdict], results: Results) -> Paragraph:
    missed = [code for code, verdict in verdicts.items() if verdict.stance == "missed"]
    zh = "、".join(results.names.division(code).zh for code in missed) or "无"
    en = ", ".join(results.names.division(code).en for code in missed) or "none"
    return Paragraph(
        Label(f"未达标地区：{zh}。", f"Behind: {en}."),
        notes=tuple(dict.fromkeys(clause(verdicts[code]) for code in missed)),
        status="constructed",
        is_synthetic=True,
    )
