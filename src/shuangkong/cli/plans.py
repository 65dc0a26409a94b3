"""``shuangkong plan`` (规划): read a plan, write it as entries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.doubts import show_doubts
from shuangkong.cli.figures import target_figure
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.plan import MeasureDraft, Reading, TargetDraft, read_plan
from shuangkong.plan.document import read_document
from shuangkong.plan.entries import entry_lines, measure_entry, target_entry
from shuangkong.trace import Label

__all__ = ["entries", "read", "reading_of"]

_TARGET_HEADERS = (
    Label("指标", "indicator"),
    Label("形式", "form"),
    Label("数值", "value"),
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


def read(
    file: Annotated[Path, Parameter(help="规划原文 · the plan's document")],
    /,
    *,
    output: Output = TERMINAL,
) -> None:
    """读取规划原文 · Read a plan into targets, thresholds and measures."""
    screen = output.screen()
    reading = reading_of(file, screen)
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
    show_doubts(screen, reading.doubts)


def entries(
    file: Annotated[Path, Parameter(help="规划原文 · the plan's document")],
    /,
    *,
    document: Annotated[str, Parameter(help="文件标识，写入引文 · id of the document, for the citations")],
    output: Output = TERMINAL,
) -> None:
    """写成规则包条目 · Write what a plan was read into as entries of a pack, for a person to review."""
    screen = output.screen()
    reading = reading_of(file, screen)
    drafts = (*reading.targets, *reading.thresholds)
    lists = {
        "targets": [
            target_entry(draft, f"{document}-T-{number:03}", document)
            for number, draft in enumerate(drafts, 1)
        ],
        "measures": [
            measure_entry(draft, f"{document}-M-{number:03}", document)
            for number, draft in enumerate(reading.measures, 1)
        ],
    }
    if screen.is_json:
        screen.show_json(lists)
        return
    for name, held in lists.items():
        screen.show_plain(f"# {name}.yaml")
        screen.show_plain(entry_lines(held))


def reading_of(file: Path, screen: Screen) -> Reading:
    """Return what a plan's file was read into (识别结果), after saying what of the file could not be read."""
    document = read_document(file)
    screen.warn(document.notes)
    return read_plan(document.text)


def _show_targets(screen: Screen, title: Label, drafts: Sequence[TargetDraft]) -> None:
    rows = [
        (
            draft.indicator,
            draft.form,
            target_figure(draft),
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


def _duty(draft: TargetDraft | MeasureDraft) -> str:
    parts = (("牵头", draft.lead), ("按职责", draft.participating), ("负责", draft.sole))
    return "；".join(f"{name} {'、'.join(who)}" for name, who in parts if who)
