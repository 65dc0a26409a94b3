"""All targets (全部目标一览): every target of a plan by chapter, its level, value, due and coverage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shuangkong.assessment import STANCES, Verdict
from shuangkong.plan import Target
from shuangkong.reports.content import Header, Level, Row, Section, Table
from shuangkong.reports.results import PlanResult, Results
from shuangkong.reports.wording import clause, conclusion, value
from shuangkong.trace import Label

__all__ = ["all_targets_section"]

_HEADERS = (
    Header(Label("目标", "target"), width=6),
    Header(Label("结论", "verdict"), width=3),
    Header(Label("实际", "actual"), width=3),
    Header(Label("应达", "due"), width=3),
    Header(Label("覆盖", "coverage"), width=2),
    Header(Label("说明", "note"), width=7),
)
_NO_ROWS = Label("没有演示数据，见公布数据部分", "no synthetic rows: see the published data")


def all_targets_section(plan: PlanResult, targets: Sequence[Target], results: Results) -> Section | None:
    """Return every target of a plan, a table for each chapter (全部目标一览); None where it has none.

    Parameters
    ----------
    targets
        All targets of the plan: one without a verdict among those of the plan's result is told as such.
    """
    if not targets:
        return None
    held = results.packs.plan_of(targets[0].citation.document)
    names = {} if held is None else held.sections
    chapters = dict.fromkeys(target.citation.section for target in targets)
    zh, en = ("（演示）", ", synthetic") if plan.is_synthetic else ("", "")
    return Section(
        Label(f"至{plan.year}年全部目标一览{zh}", f"all targets up to {plan.year}{en}"),
        tuple(
            _chapter(plan, Label(f"{chapter} {names.get(chapter, '')}".strip(), chapter), of_chapter)
            for chapter in chapters
            if (of_chapter := [each for each in targets if each.citation.section == chapter])
        ),
    )


def _chapter(plan: PlanResult, title: Label, targets: Iterable[Target]) -> Table:
    found = {verdict.target.id: verdict for verdict in plan.verdicts}
    rows = tuple(
        _row(found[target.id]) if target.id in found else _without(target, is_synthetic=plan.is_synthetic)
        for target in targets
    )
    return Table(title, _HEADERS, rows)


def _row(verdict: Verdict) -> Row:
    level = conclusion(verdict)
    coverage = verdict.coverage
    return Row(
        (
            Label(verdict.target.indicator, verdict.target.id),
            level if isinstance(level, Level) else Level(STANCES[verdict.stance]),
            value(verdict, verdict.actual.value),
            value(verdict, verdict.duty),
            "—" if coverage is None else f"{coverage.present}/{coverage.expected}",
            _note(verdict),
        ),
        notes=(clause(verdict),),
        status=verdict.status,
        is_synthetic=verdict.is_synthetic,
    )


def _note(verdict: Verdict) -> Label:
    """Return why it is not rated, else who judged it, with the other readings of its clause (说明)."""
    told = [] if verdict.reason is None else [verdict.reason.reason]
    if verdict.judgement is not None:
        told.append(verdict.judgement)
    for reading in verdict.readings:
        if reading.actual.value is not None:
            name, number = reading.label, reading.shown()
            told.append(Label(f"{name.zh}：{number.zh}", f"{name.en}: {number.en}"))
    zh, en = "；".join(each.zh for each in told), "; ".join(each.en for each in told)
    return Label(zh or "—", en or "—")


def _without(target: Target, *, is_synthetic: bool) -> Row:
    cells = (Label(target.indicator, target.id), "—", "—", "—", "—", _NO_ROWS)
    return Row(cells, is_synthetic=is_synthetic)
