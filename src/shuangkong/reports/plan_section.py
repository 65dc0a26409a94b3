"""A plan's section (规划期一节): the result, the chart, the yearly chain and every computed target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from shuangkong.accounts import signed
from shuangkong.assessment import Verdict
from shuangkong.reports.content import (
    Block,
    Header,
    Level,
    Note,
    Paragraph,
    Point,
    ProgressChart,
    Row,
    Section,
    Table,
)
from shuangkong.reports.results import PlanResult, Results, YearResult
from shuangkong.reports.wording import clause, conclusion, is_computed, margin, said, signed_change, value
from shuangkong.trace import Label, Trace, worst

__all__ = ["plan_section", "rate_sentence", "result_paragraph", "span", "yearly_chart", "yearly_table"]


def span(plan: PlanResult) -> Label:
    """Return the years of a plan (规划期)."""
    return Label(f"{plan.first_year}—{plan.last_year}年", f"{plan.first_year}–{plan.last_year}")


def plan_section(plan: PlanResult, results: Results) -> Section:
    """Return the section on a plan (规划期一节)."""
    document = plan.document
    number = f"（{document.number}）" if document.number else ""
    years = span(plan)
    return Section(
        Label(f"{years.zh}：{document.title}{number}", f"plan {years.en}"),
        tuple(_blocks(plan, results)),
    )


def _blocks(plan: PlanResult, results: Results) -> Iterable[Block]:
    if plan.rate is not None:
        yield result_paragraph(plan.rate, results)
    if any(each.verdict.actual.value is not None for each in plan.years):
        yield yearly_chart(plan.years)
    if any(each.change.value is not None for each in plan.years):
        yield yearly_table(plan.years)
    computed = [verdict for verdict in plan.verdicts if is_computed(verdict)]
    if computed:
        yield targets_table(computed)
    if others := len(plan.verdicts) - len(computed):
        yield Paragraph(
            Label(
                f"另有 {others} 项目标由主管部门认定，或尚无台账、核算支撑，未列入上表。",
                f"{others} more targets are declared by departments or have no register or account yet.",
            ),
            is_synthetic=plan.is_synthetic,
        )


def result_paragraph(verdict: Verdict, results: Results) -> Paragraph:
    """Return the result on the rate target (强度目标结论) as a paragraph."""
    return Paragraph(
        rate_sentence(verdict, results),
        notes=(clause(verdict),),
        status=verdict.status,
        is_synthetic=verdict.is_synthetic,
    )


def rate_sentence(verdict: Verdict, results: Results) -> Label:
    """Return the verdict's own sentence, with its warning level and the rule that gives it (结论)."""
    sentence, warning, level = said(verdict), verdict.warning, Label("", "")
    if warning is not None and warning.name is not None:
        rule = results.document_name(warning.rule.document)
        level = Label(
            f"；按{rule}的分级规则为{warning.name.zh}", f"; {warning.name.en} by the rule of {rule}"
        )
    return Label(
        f"{verdict.target.indicator}{sentence.zh}{level.zh}。", f"Energy intensity {sentence.en}{level.en}."
    )


def yearly_chart(years: Sequence[YearResult]) -> ProgressChart:
    """Return the chart of a rate target (累计变化图) [%], from the base year on; unknown years stay open."""
    last = years[-1].verdict
    base = years[0].year - 1
    status = worst(each.verdict.status for each in years)
    start = Point(base, Decimal(0), Decimal(0), is_synthetic=last.is_synthetic)
    points = tuple(
        Point(
            each.year,
            signed_change(each.verdict, each.verdict.duty),
            signed_change(each.verdict, each.verdict.actual.value),
            status,
            last.is_synthetic,
        )
        for each in years
    )
    return ProgressChart(
        Label(f"{last.target.indicator}：累计变化与时序要求", "energy intensity against its schedule"),
        (start, *points),
        measure=Label(f"比{base}年累计变化", f"change since {base}"),
        unit="%",
        due_year=last.target.target_year,
    )


def yearly_table(years: Sequence[YearResult]) -> Table:
    """Return the yearly chain of a rate target (逐年连乘表) [%]."""
    base = years[0].year - 1
    rows = tuple(
        Row(
            (
                f"{each.year}年",
                signed(each.change.value),
                signed(signed_change(each.verdict, each.verdict.actual.value)),
                signed(signed_change(each.verdict, each.verdict.duty)),
                _pace(each.verdict),
            ),
            notes=_sources(each),
            status=each.change.status,
            is_synthetic=each.verdict.is_synthetic,
        )
        for each in years
    )
    headers = (
        Header(Label("年份", "year"), width=2),
        Header(Label("当年变化", "change in the year"), "%", 3, is_number=True),
        Header(Label(f"比{base}年累计", "cumulative"), "%", 4, is_number=True),
        Header(Label("应达累计", "required by then"), "%", 3, is_number=True),
        Header(Label("时序进度", "schedule"), width=3),
    )
    return Table(
        Label("逐年变化与累计（连乘，负值为下降）", "year by year, chained; a fall is negative"),
        headers,
        rows,
    )


def _pace(verdict: Verdict) -> Level | str:
    if verdict.stance == "met":
        return Level(Label("达到", "on schedule"), "green")
    return Level(Label("未达到", "behind"), "red") if verdict.stance == "missed" else "—"


def _sources(year: YearResult) -> tuple[Note, ...]:
    """Return where the figures of a year were published (数据来源), read off the rows of their trace."""
    leaves = (leaf for leaf in _leaves(year.change.trace) if leaf.rows and leaf.notes)
    return tuple(dict.fromkeys(Note(Label(leaf.notes[0].zh, ""), None, leaf.status) for leaf in leaves))


def _leaves(trace: Trace) -> Iterator[Trace]:
    below = trace.inputs()
    if not below:
        yield trace
    for each in below:
        yield from _leaves(each)


def targets_table(verdicts: Sequence[Verdict]) -> Table:
    """Return every computed target of a plan (可核算目标表)."""
    rows = tuple(
        Row(
            (
                Label(verdict.target.indicator, verdict.target.id),
                value(verdict, verdict.duty),
                value(verdict, verdict.actual.value),
                margin(verdict),
                conclusion(verdict),
            ),
            notes=(clause(verdict),),
            status=verdict.status,
            is_synthetic=verdict.is_synthetic,
        )
        for verdict in verdicts
    )
    headers = (
        Header(Label("目标", "target"), width=5),
        Header(Label("应达", "due"), width=4),
        Header(Label("实际", "actual"), width=4),
        Header(Label("差额", "margin"), width=4),
        Header(Label("结论", "verdict"), width=7),
    )
    return Table(Label("可核算的目标", "targets that can be computed"), headers, rows)
