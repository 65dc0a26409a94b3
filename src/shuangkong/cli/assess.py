"""``shuangkong assess`` and ``shuangkong explain`` (考核、溯源)."""

from __future__ import annotations

from collections.abc import Sequence

from shuangkong.assessment import Verdict
from shuangkong.cli.asking import inquire
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.trace import Label

__all__ = ["assess", "explain", "show_verdicts"]

_HEADERS = (
    Label("目标", "target"),
    Label("指标", "indicator"),
    Label("期间", "period"),
    Label("结论", "verdict"),
    Label("预警", "warning"),
    Label("依据", "clause"),
    Label("状态", "status"),
)


def assess(*targets: str, selectors: Selectors = ANYTHING) -> None:
    """考核目标 · Say for every target where a division stands."""
    selection = selectors.selection()
    inquiry = inquire(selection, targets)
    division = selection.division or inquiry.workspace.division
    verdicts = inquiry.verdicts(division, selection.period or inquiry.latest_period())
    screen = selection.screen
    if screen.is_json:
        screen.show_json(
            {"snapshot": inquiry.snapshot.id, "verdicts": [verdict.as_json() for verdict in verdicts]}
        )
    elif screen.is_csv:
        headers = [header.en for header in (*_HEADERS, Label("演示数据", "is_synthetic"))]
        screen.show_csv(headers, [(*_row(v, screen), str(v.is_synthetic).lower()) for v in verdicts])
    else:
        show_verdicts(screen, Label(f"考核结论 {division}", f"verdicts {division}"), verdicts)


def explain(target: str, /, *, selectors: Selectors = ANYTHING) -> None:
    """解释一项结论 · Explain a verdict down to its rows, rule and clause."""
    selection = selectors.selection()
    inquiry = inquire(selection, [target])
    division = selection.division or inquiry.workspace.division
    verdicts = inquiry.verdicts(division, selection.period or inquiry.latest_period())
    screen = selection.screen
    if screen.is_json:
        screen.show_json(
            {"snapshot": inquiry.snapshot.id, "verdicts": [verdict.as_json() for verdict in verdicts]}
        )
        return
    for verdict in verdicts:
        screen.line(verdict.sentence(), "bold")
        screen.show_trace(verdict.trace)


def show_verdicts(screen: Screen, title: Label, verdicts: Sequence[Verdict]) -> None:
    """Print verdicts, those on synthetic rows in a table of their own."""
    for is_synthetic in (False, True):
        chosen = [verdict for verdict in verdicts if verdict.is_synthetic == is_synthetic]
        if chosen:
            rows = [_row(verdict, screen) for verdict in chosen]
            screen.show_table(title, _HEADERS, rows, is_synthetic=is_synthetic)


def _row(verdict: Verdict, screen: Screen) -> tuple[str, ...]:
    citation, warning = verdict.target.citation, verdict.warning
    return (
        verdict.target.id,
        verdict.target.indicator,
        verdict.question.period.text,
        screen.say(verdict.sentence()),
        screen.say(warning.name) if warning is not None and warning.name is not None else "",
        f"{citation.document} {citation.section}",
        verdict.status,
    )
