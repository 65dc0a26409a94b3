"""Briefing (考核简报): verdicts as the content of a short report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from shuangkong.accounts import amount, points
from shuangkong.assessment import Verdict, log_progress
from shuangkong.packs import Labels
from shuangkong.quantity import quantise
from shuangkong.reports import (
    Block,
    Header,
    Note,
    Paragraph,
    Point,
    ProgressChart,
    Row,
    Section,
    Table,
    Tile,
    TileMap,
    Tone,
)
from shuangkong.trace import Label

__all__ = ["division_section", "is_left_to_departments", "map_section", "yearly_progress"]

_HEADERS = (
    Header(Label("目标", "target")),
    Header(Label("期间", "period")),
    Header(Label("实际", "actual")),
    Header(Label("应达", "due")),
    Header(Label("差额", "margin")),
    Header(Label("结论", "verdict")),
)
_HUNDRED = Decimal(100)


def division_section(title: Label, verdicts: Sequence[Verdict], blocks: Sequence[Block] = ()) -> Section:
    """Return a section on one division: what is behind first, then every computed target in a table."""
    computed = [verdict for verdict in verdicts if not is_left_to_departments(verdict)]
    behind = [verdict for verdict in computed if verdict.stance == "missed"]
    paragraphs = [
        Paragraph(
            Label(
                f"{verdict.target.indicator}：{verdict.sentence().zh}",
                f"{verdict.target.id}: {verdict.sentence().en}",
            ),
            notes=(_source(verdict),),
            status=verdict.status,
            is_synthetic=verdict.is_synthetic,
        )
        for verdict in behind
    ]
    if others := len(verdicts) - len(computed):
        text = Label(
            f"另有 {others} 项目标由主管部门认定，或尚无台账、核算支撑。",
            f"{others} more targets are declared by departments or have no register or account yet.",
        )
        paragraphs.append(Paragraph(text))
    table = Table(Label("可核算的目标", "computed targets"), _HEADERS, tuple(map(_row, computed)))
    return Section(title, (*paragraphs, *blocks, *([table] if computed else [])))


def map_section(
    title: Label, verdicts: Mapping[str, Verdict], names: Mapping[str, Label], labels: Labels
) -> Section:
    """Return a section with the schematic map of divisions and the table behind it."""
    tiles = tuple(
        Tile(
            names[code],
            *labels.tiles[code],
            text=_short(verdict),
            tone=_tone(verdict),
            status=verdict.status,
            is_synthetic=verdict.is_synthetic,
        )
        for code, verdict in verdicts.items()
        if code in labels.tiles
    )
    notes = () if labels.tiles_note is None else (Note(labels.tiles_note),)
    headers = (Header(Label("地区", "division")), *_HEADERS[1:])
    rows = tuple(_row(verdict, names[code]) for code, verdict in verdicts.items())
    chart = TileMap(title, tiles, notes)
    return Section(title, (chart, Table(Label("分地区", "by division"), headers, rows)))


def yearly_progress(title: Label, verdicts: Sequence[Verdict]) -> ProgressChart:
    """Return the progress of a rate target by year against its schedule [%]; unknown years stay open."""
    points = tuple(
        Point(
            verdict.question.year,
            _percent(_due_progress(verdict)),
            _percent(verdict.measured.progress),
            status=verdict.status,
            is_synthetic=verdict.is_synthetic,
        )
        for verdict in verdicts
    )
    return ProgressChart(title, points)


def _due_progress(verdict: Verdict) -> Decimal | None:
    if verdict.duty is None or verdict.target.value is None:
        return None
    progress = log_progress(verdict.duty / _HUNDRED, verdict.target.value / _HUNDRED)
    return progress if isinstance(progress, Decimal) else None


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else quantise(share * _HUNDRED, Decimal("0.1"))


def is_left_to_departments(verdict: Verdict) -> bool:
    """Whether nothing here computes the target (不由系统核算)."""
    codes = ("declared", "no_account", "threshold")
    return verdict.stance == "declared" or (verdict.reason is not None and verdict.reason.code in codes)


def _source(verdict: Verdict) -> Note:
    target = verdict.target
    return Note(Label(f"{target.id} {target.indicator}", f"{target.id}"), target.citation)


def _row(verdict: Verdict, name: Label | None = None) -> Row:
    cells: tuple[str | Label, ...] = (
        name or Label(f"{verdict.target.id} {verdict.target.indicator}", verdict.target.indicator_id or ""),
        verdict.question.period.text,
        amount(verdict.actual.value, verdict.unit),
        amount(verdict.duty, verdict.unit),
        points(verdict.margin, verdict.unit),
        verdict.sentence() if verdict.reason is not None else Label(_short(verdict), verdict.stance),
    )
    return Row(cells, (_source(verdict),), verdict.status, verdict.is_synthetic)


def _short(verdict: Verdict) -> str:
    warning = verdict.warning
    if warning is not None and warning.name is not None:
        return warning.name.zh
    return verdict.sentence().zh.removeprefix("〔演示数据〕").partition("（")[0].partition("：")[0]


def _tone(verdict: Verdict) -> Tone:
    warning = verdict.warning
    tones: dict[str | None, Tone] = {"red": "red", "yellow": "yellow", "green": "green"}
    return tones.get(warning.colour if warning is not None else None, "none")
