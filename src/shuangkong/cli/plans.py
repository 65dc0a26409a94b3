"""``shuangkong plan`` (规划): read a plan, list its doubts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.plan import Doubt, MeasureDraft, Reading, TargetDraft, read_plan
from shuangkong.plan.document import read_document
from shuangkong.trace import Label

__all__ = ["check", "read", "reading_of"]

_TARGET_HEADERS = (
    Label("指标", "indicator"),
    Label("形式", "form"),
    Label("数值", "value"),
    Label("单位", "unit"),
    Label("基期", "base"),
    Label("目标年", "due"),
    Label("职责", "duty"),
    Label("原文", "clause"),
)
_MEASURE_HEADERS = (
    Label("类别", "kind"),
    Label("动作", "verb"),
    Label("对象", "object"),
    Label("职责", "duty"),
    Label("原文", "clause"),
)
_DOUBT_HEADERS = (Label("存疑", "doubt"), Label("字段", "field"), Label("原文", "clause"))


def read(file: Path, /, *, output: Output = TERMINAL) -> None:
    """读取规划原文 · Read a plan into targets, thresholds and measures."""
    screen = output.screen()
    reading = reading_of(file)
    if screen.is_json:
        screen.show_json(reading.as_json())
        return
    _show_targets(screen, Label("目标", "targets"), reading.targets)
    _show_targets(screen, Label("门槛", "thresholds"), reading.thresholds)
    if screen.is_csv:
        return
    rows = [
        (draft.kind, draft.verb or "", draft.object or "", _duty(draft), draft.clause)
        for draft in reading.measures
    ]
    screen.show_table(Label("任务", "measures"), _MEASURE_HEADERS, rows)
    _show_doubts(screen, reading.doubts)


def check(file: Path, /, *, output: Output = TERMINAL) -> None:
    """列出规划原文未写明之处 · List what a plan leaves open."""
    screen = output.screen()
    doubts = reading_of(file).doubts
    if screen.is_json:
        screen.show_json({"doubts": [doubt.as_json() for doubt in doubts]})
        return
    _show_doubts(screen, doubts)


def reading_of(file: Path) -> Reading:
    """Return what a plan's file was read into (识别结果)."""
    return read_plan(read_document(file).text)


def _show_targets(screen: Screen, title: Label, drafts: Sequence[TargetDraft]) -> None:
    rows = [
        (
            draft.indicator,
            draft.form,
            _value(draft),
            draft.unit or "",
            "" if draft.base_year is None else str(draft.base_year),
            "" if draft.target_year is None else str(draft.target_year),
            _duty(draft),
            draft.clause,
        )
        for draft in drafts
    ]
    if screen.is_csv:
        screen.show_csv([header.en for header in _TARGET_HEADERS], rows)
    else:
        screen.show_table(title, _TARGET_HEADERS, rows)


def _show_doubts(screen: Screen, doubts: Sequence[Doubt]) -> None:
    rows = [(doubt.code, doubt.field, doubt.clause) for doubt in doubts]
    if screen.is_csv:
        screen.show_csv([header.en for header in _DOUBT_HEADERS], rows)
    else:
        screen.show_table(Label("存疑", "doubts"), _DOUBT_HEADERS, rows)


def _value(draft: TargetDraft) -> str:
    if draft.ordinal:
        return draft.ordinal
    if draft.value is None:
        return ""
    sign = {"increase": "+", "decrease": "−"}.get(draft.direction or "", "")
    upper = f"–{draft.value_max}" if draft.value_max is not None else ""
    operator = "" if draft.operator in ("=", "range", "none") else f"{draft.operator} "
    return f"{operator}{sign}{draft.value}{upper}"


def _duty(draft: TargetDraft | MeasureDraft) -> str:
    parts = (("牵头", draft.lead), ("按职责", draft.participating), ("负责", draft.sole))
    return "；".join(f"{name} {'、'.join(who)}" for name, who in parts if who)
