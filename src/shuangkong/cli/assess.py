"""``shuangkong assess`` and ``shuangkong explain`` (考核、溯源)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from shuangkong.accounts import period_label
from shuangkong.assessment import STANCES, Reading, Verdict
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.barometer import COLOURS
from shuangkong.cli.screen import Cell, Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.tree import trace_tree
from shuangkong.trace import STATUSES, Label

__all__ = ["assess", "explain", "show_items", "show_verdicts", "warning_cell"]

_HEADERS = (
    Label("目标", "target"),
    Label("期间", "period"),
    Label("结论", "verdict"),
    Label("预警", "warning"),
    Label("依据", "clause"),
    Label("状态", "status"),
)
_ITEM_HEADERS = (Label("台账", "register"), Label("键", "key"), Label("原因", "cause"))
_SELECTED, _OPEN = Label("选出的对象", "objects selected"), Label("未定的行", "rows left open")
_CSV = (
    "target",
    "indicator",
    "division",
    "period",
    "stance",
    "actual",
    "duty",
    "margin",
    "unit",
    "warning",
    "clause",
    "status",
    "is_synthetic",
)


def assess(
    *targets: Annotated[
        str, Parameter(help="目标编号，如 IND-2-01；缺省为全部 · target ids, all by default")
    ],
    selectors: Selectors = ANYTHING,
) -> None:
    """考核目标 · Say for every target, or for those named, where a division stands."""
    selection = selectors.selection()
    inquiry = inquire(selection, targets)
    division = selection.division or inquiry.workspace.division
    period = selection.period or inquiry.latest_period()
    verdicts = inquiry.verdicts(division, period)
    screen = selection.screen
    if screen.is_json:
        screen.show_json(_plain(inquiry, verdicts))
    elif screen.is_csv:
        screen.show_csv(_CSV, [_record(verdict) for verdict in verdicts])
    else:
        name, when = inquiry.names.division(division, period.end), period_label(period)
        show_verdicts(
            screen, Label(f"{name.zh}{when.zh}考核结论", f"verdicts, {name.en}, {when.en}"), verdicts
        )
        for verdict in verdicts if targets else ():
            show_items(screen, verdict)


def explain(
    target: Annotated[str, Parameter(help="目标编号，如 IND-2-01 · target id")],
    /,
    *,
    selectors: Selectors = ANYTHING,
) -> None:
    """解释一项结论 · Explain a verdict down to its rows, rule and clause."""
    selection = selectors.selection()
    inquiry = inquire(selection, [target])
    division = selection.division or inquiry.workspace.division
    verdicts = inquiry.verdicts(division, selection.period or inquiry.latest_period())
    screen = selection.screen
    if screen.is_json:
        screen.show_json(_plain(inquiry, verdicts))
        return
    evidence = inquiry.evidence
    for verdict in verdicts:
        question = verdict.question
        place = inquiry.names.place(question.division, question.period)
        text = verdict.sentence()
        screen.lines(Label(f"{place.zh}：{text.zh}", f"{place.en}: {text.en}"), "bold")
        screen.show_tree(trace_tree(verdict.trace, screen, evidence))


def show_verdicts(screen: Screen, title: Label, verdicts: Sequence[Verdict]) -> None:
    """Print verdicts, those on synthetic rows in a table of their own."""
    for is_synthetic in (False, True):
        chosen = [verdict for verdict in verdicts if verdict.is_synthetic == is_synthetic]
        if chosen:
            rows = [_row(verdict, screen) for verdict in chosen]
            screen.show_table(title, _HEADERS, rows, is_synthetic=is_synthetic)


def warning_cell(verdict: Verdict, screen: Screen) -> Text:
    """Return the barometer's level with its colour (预警等级), blank where there is none."""
    warning = verdict.warning
    if warning is None or warning.name is None or warning.colour is None:
        return Text("")
    colour = COLOURS.get(warning.colour, warning.colour)
    name = Label(f"{warning.name.zh}（{colour}）", f"{warning.name.en}, {warning.colour}")
    return Text(name.text(screen.languages[0]), style=warning.colour)


def show_items(screen: Screen, verdict: Verdict) -> None:
    """Print the objects a threshold selects, and the rows left open (选出的对象、未定的行)."""
    for title, items in ((_SELECTED, verdict.selected), (_OPEN, verdict.undecided)):
        rows = [
            (
                item.row.table,
                ", ".join(part for part in item.row.key if part),
                "" if item.cause is None else item.cause.text(screen.languages[0]),
            )
            for item in items
        ]
        if rows:
            name = Label(f"{verdict.target.id} {title.zh}", f"{verdict.target.id}: {title.en}")
            screen.show_table(name, _ITEM_HEADERS, rows, is_synthetic=verdict.is_synthetic)


def _reading(reading: Reading) -> Label:
    """Another reading of the clause in one line."""
    stance, value = STANCES[reading.stance], reading.shown()
    return Label(
        f"〔{reading.label.zh}〕{stance.zh}：{value.zh}", f"[{reading.label.en}] {stance.en}: {value.en}"
    )


def _row(verdict: Verdict, screen: Screen) -> tuple[Cell, ...]:
    citation, target = verdict.target.citation, verdict.target
    language = screen.languages[0]
    said = [verdict.sentence(), *map(_reading, verdict.readings)]
    return (
        f"{target.id}\n{target.indicator}",
        verdict.question.period.text,
        "\n".join(each.text(language) for each in said),
        warning_cell(verdict, screen),
        f"{citation.document} {citation.section}".strip(),
        STATUSES[verdict.status].text(screen.languages[0]),
    )


def _record(verdict: Verdict) -> tuple[str, ...]:
    """A verdict as a row for machines: ids and plain numbers."""
    plain, target = verdict.as_json(), verdict.target
    level = None if verdict.warning is None else verdict.warning.level
    return (
        target.id,
        target.indicator_id or "",
        verdict.question.division,
        verdict.question.period.text,
        verdict.stance,
        *("" if plain[name] is None else str(plain[name]) for name in ("actual", "duty", "margin")),
        verdict.unit,
        "" if level is None else str(level),
        f"{target.citation.document} {target.citation.section}".strip(),
        verdict.status,
        str(verdict.is_synthetic).lower(),
    )


def _plain(inquiry: Inquiry, verdicts: Sequence[Verdict]) -> dict[str, object]:
    return {"snapshot": inquiry.snapshot.id, "verdicts": [verdict.as_json() for verdict in verdicts]}
