"""Demonstration (演示数据): the synthetic part, worded from synthetic verdicts alone."""

from __future__ import annotations

from collections.abc import Iterable

from shuangkong.assessment import Verdict
from shuangkong.reports.all_targets import all_targets_section
from shuangkong.reports.content import Part, Section
from shuangkong.reports.divisions import divisions_section
from shuangkong.reports.plan_section import result_paragraph, span, yearly_chart, yearly_table
from shuangkong.reports.results import PlanResult, Results
from shuangkong.trace import Label

__all__ = ["demonstration_part"]


def demonstration_part(results: Results, title: Label) -> Iterable[Part]:
    """Return the synthetic part (演示数据部分), the region first; none where there are no such rows."""
    sections: list[Section] = []
    for plan in results.invented:
        region = None if plan.rate is None else _region(plan, plan.rate, results)
        targets = [
            verdict.target
            for each in results.published
            if each.document == plan.document
            for verdict in each.verdicts
        ]
        every = all_targets_section(plan, targets, results)
        sections.extend(filter(None, (region, every, divisions_section(plan, results))))
    if sections:
        yield Part(title, tuple(sections))


def _region(plan: PlanResult, rate: Verdict, results: Results) -> Section:
    years, name = span(plan), results.division
    title = Label(f"{years.zh}：{name.zh}（演示）", f"plan {years.en}: {name.en}, synthetic")
    return Section(
        title, (result_paragraph(rate, results), yearly_chart(plan.years), yearly_table(plan.years))
    )
