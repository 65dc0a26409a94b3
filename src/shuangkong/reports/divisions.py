"""Divisions below (分地区): the schematic map and the table, of published or of synthetic verdicts alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuangkong.assessment import RATED, Verdict
from shuangkong.reports.content import Block, Header, Level, Paragraph, Row, Section, Table, Tile, TileMap
from shuangkong.reports.results import PlanResult, Results
from shuangkong.reports.wording import clause, conclusion, margin, tone, value
from shuangkong.trace import Label

__all__ = ["divisions_section"]

_NO_DATA, _NOT_RATED = "无数据", "不予评定"


def divisions_section(plan: PlanResult, results: Results) -> Section | None:
    """Return the section on the divisions below (分地区一节), None where nobody is rated."""
    verdicts = plan.below or {}
    if not any(verdict.stance in RATED for verdict in verdicts.values()):
        return None
    labels = results.packs.labels
    level = labels.levels.get("prefecture", Label("下级地区", "divisions below"))
    zh, en = ("（演示）", ", synthetic") if plan.is_synthetic else ("", "")
    title = Label(f"分{level.zh}评级{zh}：至{plan.year}年", f"{level.en} up to {plan.year}{en}")
    return Section(title, tuple(_blocks(verdicts, results, is_synthetic=plan.is_synthetic)))


def _blocks(verdicts: Mapping[str, Verdict], results: Results, *, is_synthetic: bool) -> Iterable[Block]:
    labels = results.packs.labels
    if labels.tiles:
        yield TileMap(
            labels.tiles_note or Label("示意图", "schematic map"),
            tuple(
                _tile(results.names.division(code), place, verdicts.get(code), is_synthetic=is_synthetic)
                for code, place in labels.tiles.items()
            ),
        )
    yield _table(verdicts, results)
    yield _behind(verdicts, results, is_synthetic=is_synthetic)


def _tile(name: Label, place: tuple[int, int], verdict: Verdict | None, *, is_synthetic: bool) -> Tile:
    column, row = place
    if verdict is None:
        return Tile(name, column, row, _NO_DATA, is_synthetic=is_synthetic)
    found = conclusion(verdict)
    text = found.text.zh.rpartition("·")[2] if isinstance(found, Level) else _NOT_RATED
    return Tile(name, column, row, text, tone(verdict), verdict.status, is_synthetic)


def _table(verdicts: Mapping[str, Verdict], results: Results) -> Table:
    headers = (
        Header(Label("地区", "division"), width=3),
        Header(Label("应达", "due"), width=3),
        Header(Label("实际", "actual"), width=3),
        Header(Label("差额", "margin"), width=4),
        Header(Label("结论", "verdict"), width=4),
    )
    rows = tuple(
        Row(
            (
                results.names.division(code),
                value(verdict, verdict.duty),
                value(verdict, verdict.actual.value),
                margin(verdict),
                conclusion(verdict),
            ),
            status=verdict.status,
            is_synthetic=verdict.is_synthetic,
        )
        for code, verdict in sorted(verdicts.items())
    )
    return Table(Label("分地区结果", "by division"), headers, rows)


def _behind(verdicts: Mapping[str, Verdict], results: Results, *, is_synthetic: bool) -> Paragraph:
    missed = {code: verdict for code, verdict in verdicts.items() if verdict.stance == "missed"}
    names = [results.names.division(code) for code in missed]
    zh, en = "、".join(name.zh for name in names) or "无", ", ".join(name.en for name in names) or "none"
    return Paragraph(
        Label(f"未达标地区：{zh}。", f"Behind: {en}."),
        notes=tuple(dict.fromkeys(map(clause, missed.values()))),
        is_synthetic=is_synthetic,
    )
