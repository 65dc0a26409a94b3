"""A plan by section (规划章节): how many targets and measures stand in each, in the plan's own order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from shuangkong.cli.asking import Inquiry
from shuangkong.cli.screen import Screen
from shuangkong.packs import PlanPeriod
from shuangkong.plan import MeasureDraft, Reading, TargetDraft
from shuangkong.plan.reviewed import reviewed_measures
from shuangkong.sources import Citation
from shuangkong.trace import Label

__all__ = ["show_plans", "show_reading"]

_HEADERS = (
    Label("章节", "section"),
    Label("标题", "title"),
    Label("目标与门槛", "targets, thresholds"),
    Label("任务", "measures"),
)


def show_plans(screen: Screen, inquiry: Inquiry) -> None:
    """Print the plans of the stack by section, as reviewed in the packs."""
    targets = [target.citation for target in inquiry.targets]
    measures = [measure.citation for measure in reviewed_measures(inquiry.packs)]
    for plan in inquiry.packs.plans:
        document = inquiry.packs.document(plan.document)
        held = [_sections_of(plan, citations, inquiry) for citations in (targets, measures)]
        span = f"{plan.first_year}–{plan.last_year}"
        name = plan.document if document is None else f"{document.title} {document.number}".strip()
        title = Label(f"规划：{name}（{span}，核定规则包）", f"plan {span}, reviewed pack")
        if plan.sections:
            _show(screen, title, plan.sections, *held)
        else:
            counts = f"目标 {held[0].total()} 项" + (f"，任务 {held[1].total()} 项" if held[1] else "")
            screen.line(Label(f"{title.zh}：{counts}", ""), "bold")


def show_reading(screen: Screen, reading: Reading) -> None:
    """Print a plan by section as read from its own document."""
    drafts: list[TargetDraft | MeasureDraft] = [*reading.targets, *reading.thresholds, *reading.measures]
    drafts.sort(key=lambda draft: draft.span)
    targets = Counter(draft.section for draft in (*reading.targets, *reading.thresholds))
    measures = Counter(draft.section for draft in reading.measures)
    title = Label(f"规划：{reading.title or '未见标题'}（原文识别）", "plan as read from its document")
    headings = dict(reading.sections)
    _show(screen, title, {d.section: headings.get(d.section, "") for d in drafts}, targets, measures)


def _sections_of(plan: PlanPeriod, citations: Iterable[Citation], inquiry: Inquiry) -> Counter[str]:
    return Counter(
        citation.section for citation in citations if inquiry.packs.plan_of(citation.document) == plan
    )


def _show(
    screen: Screen,
    title: Label,
    sections: Mapping[str, str],
    targets: Counter[str],
    measures: Counter[str],
) -> None:
    order = dict.fromkeys((*sections, *targets, *measures))
    rows = [
        (number or "—", sections.get(number, ""), str(targets[number] or "—"), str(measures[number] or "—"))
        for number in order
    ]
    whole = screen.brief(Label("合计", "total"))
    screen.show_table(title, _HEADERS, [*rows, (whole, "", str(targets.total()), str(measures.total()))])
