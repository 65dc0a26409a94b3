"""Cases (考核事项): one target under one question with its conventions, and the verdict it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shuangkong.accounts import Asker, amount
from shuangkong.assessment.conventions import Conventions
from shuangkong.assessment.duty import Duty
from shuangkong.assessment.verdict import RATED, Measured, Stance, Verdict, YardstickUsed
from shuangkong.packs import Packs
from shuangkong.plan import Target
from shuangkong.trace import Absence, Figure, Label, Status, Trace, worst

__all__ = [
    "AT_DATE",
    "THRESHOLD",
    "Case",
    "absent_figure",
    "by_department",
    "outside",
    "partial",
    "refusal",
    "verdict",
    "when_silent",
]

AT_DATE = ("qualitative", "ordinal_class", "deadline")
"""Forms that are looked at when they are due, not before."""
THRESHOLD = Absence(
    "threshold", Label("门槛只用于筛选对象，不是目标", "a threshold selects objects and is no target")
)


@dataclass(frozen=True)
class Case:
    """One target under one question (考核事项) with its conventions."""

    asker: Asker
    target: Target
    packs: Packs
    conventions: Conventions

    @property
    def year(self) -> int:
        """The year asked about."""
        return self.asker.question.year

    @property
    def is_part_year(self) -> bool:
        """Whether it is part of a year that is asked about."""
        period = self.asker.question.period
        return len(period.years) == 1 and not period.is_year

    @property
    def change_ids(self) -> tuple[str, ...]:
        """Indicators that publish the yearly change of the target's indicator."""
        return tuple(
            str(entry["id"])
            for entry in self.packs.entries("indicators")
            if entry["change_of"] == self.target.indicator_id and entry["kind"] == "yearly_rate"
        )


def outside(case: Case) -> tuple[Stance, Absence] | None:
    """Return why the period asked about is none of the target's (不在期内), or None."""
    target, due_year = case.target, case.target.target_year
    plan = case.packs.plan_of(target.citation.document)
    if plan is not None and not plan.covers(case.year):
        span = f"{plan.first_year}–{plan.last_year}"
        text = Label(f"期间不在规划期（{span} 年）内", f"the period lies outside the plan's ({span})")
        return "not_rated", Absence("outside_plan", text)
    if due_year is not None and case.year > due_year:
        text = Label(f"目标 {due_year} 年到期，请按该年提问", f"due in {due_year}: ask for that year")
        return "not_rated", Absence("past_due", text)
    if target.base_year is not None and case.year <= target.base_year:
        text = Label(
            f"基期为 {target.base_year} 年，尚未进入规划期", f"the span begins after {target.base_year}"
        )
        return "not_rated", Absence("before_base", text)
    return None


def refusal(case: Case) -> tuple[Stance, Absence] | None:
    """Return why a target that nothing declares is not computed (不计算的原因), or None."""
    target = case.target
    if target.form == "threshold":
        return "not_rated", THRESHOLD
    if target.form in AT_DATE or target.value is None:
        return by_department(case)
    if target.indicator_id is None:
        text = Label("尚无台账或核算支撑该指标", "no register or account computes this indicator yet")
        return "not_rated", Absence("no_account", text)
    return None


def by_department(case: Case) -> tuple[Stance, Absence]:
    """Return that a department declares it (由部门认定): once it is due, where it has no number."""
    target, due_year = case.target, case.target.target_year
    is_due = due_year is None or case.year >= due_year or target.is_tested_every_year
    if target.form in AT_DATE and not is_due:
        text = Label(f"{due_year} 年到期时认定", f"to be declared when it is due, in {due_year}")
        return "not_yet_due", Absence("not_yet_due", text)
    text = Label("由主管部门认定，系统不计算", "declared by the department in charge, not computed")
    return "declared", Absence("declared", text)


def when_silent(case: Case, due: Duty) -> Stance:
    """Return the stance where there is no figure (没有数据时的结论)."""
    is_final = case.target.target_year is None or case.year >= case.target.target_year
    return "not_yet_due" if due.value is None and not is_final else "not_rated"


def verdict(case: Case, stance: Stance, actual: Figure, due: Duty) -> Verdict:
    """Return the verdict of a stance (结论); margin and level are added where it is rated."""
    is_rated = stance in RATED
    reason = None if is_rated else (actual.absence or due.reason)
    return Verdict(
        question=case.asker.question,
        target=case.target,
        stance=stance,
        yardstick=_yardstick(case),
        actual=actual,
        duty=due.value,
        margin=None,
        warning=None,
        measured=Measured(),
        reason=reason,
        conventions=case.conventions.references,
        trace=_trace(case, stance, actual, due),
    )


def _yardstick(case: Case) -> YardstickUsed:
    target = case.target
    if target.is_tested_every_year or target.is_standing:
        return "every_year"
    if case.is_part_year:
        return "annual"
    return "final" if target.target_year is not None and case.year >= target.target_year else "schedule"


def _trace(case: Case, stance: Stance, actual: Figure, due: Duty) -> Trace:
    target, schedule_rule = case.target, case.conventions.schedule
    statuses: list[Status] = [actual.status, target.status]
    if stance in RATED:
        statuses += [rule.status for rule in case.conventions.references]
    duty_trace = Trace(
        label=Label("应达值", "due"),
        value=_due_shown(target, due).zh,
        formula=due.formula,
        rule=schedule_rule.reference,
        citation=target.citation,
        status=worst([schedule_rule.status, target.status]),
        notes=() if due.reason is None else (due.reason.reason,),
    )
    return Trace(
        label=Label(
            f"{target.id} {target.indicator}", case.asker.names.indicator(target.indicator_id or "").en
        ),
        value=stance,
        formula="actual ≷ due",
        rule=case.conventions.comparison.reference,
        citation=target.citation,
        rows=actual.trace.rows,
        status=worst(statuses),
        is_synthetic=actual.is_synthetic,
        coverage=actual.trace.coverage,
        inputs=lambda: (actual.trace, duty_trace),
    )


def _due_shown(target: Target, due: Duty) -> Label:
    """Return what is due as it is written (应达值): a class by its word."""
    if target.ordinal is not None and due.value is not None:
        return Label(f"{target.ordinal}类", f"class {target.ordinal}")
    return amount(due.value, target.unit or "")


def absent_figure(case: Case, reason: Absence) -> Figure:
    """Return the figure that is not there, with its reason (缺失的实际值)."""
    question = case.asker.question
    place = case.asker.names.place(question.division, question.period)
    label = Label(f"{place.zh}实际值", f"actual, {place.en}")
    return Figure(None, case.target.unit or "", Trace(label=label, value="—", notes=(reason.reason,)), reason)


def partial(case: Case, absent: Sequence[str], actual: Figure) -> Absence:
    """Return who is absent from a figure, and what the rest comes to (数据不全)."""
    names = [case.asker.names.division(code, case.asker.question.period.end) for code in absent]
    known = amount(actual.value, actual.unit)
    return Absence(
        "partial_coverage",
        Label(
            f"缺{'、'.join(each.zh for each in names)}的数据；其余部分为 {known.zh}",
            f"{', '.join(each.en for each in names)} absent; the rest comes to {known.en}",
        ),
    )
