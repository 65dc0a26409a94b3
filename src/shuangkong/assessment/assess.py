"""Assessing a target (目标考核): from frozen rows and rule editions to one verdict that explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import cast

from shuangkong.accounts import (
    Asker,
    FrozenRows,
    Naming,
    Question,
    amount,
    change_since,
    figure_in,
    has_parts,
    level_in,
)
from shuangkong.accounts.arithmetic import difference, fraction, percent, printed
from shuangkong.accounts.unit import in_unit
from shuangkong.assessment.barometer import WarningLevel, barometer
from shuangkong.assessment.comparison import Comparison, Test, is_met
from shuangkong.assessment.conventions import Conventions, conventions
from shuangkong.assessment.duty import Duty, annual_duty, duty, signed_share
from shuangkong.assessment.progress import log_progress, over_fulfilment, required_pace
from shuangkong.assessment.restated import (
    are_deductions_filed,
    intensity_as_filed,
    intensity_under_basis,
    names_basis,
)
from shuangkong.assessment.verdict import Measured, Stance, Verdict, YardstickUsed
from shuangkong.packs import Packs
from shuangkong.plan import Target
from shuangkong.trace import Absence, Figure, Label, Status, Trace, worst

__all__ = ["assess", "assess_all"]

_DECLARED = ("qualitative", "ordinal_class", "deadline")
_BAROMETER = {"energy_intensity": "intensity"}


@dataclass(frozen=True)
class _Case:
    """One target under one question (考核事项) with its conventions."""

    asker: Asker
    target: Target
    packs: Packs
    conventions: Conventions

    @property
    def year(self) -> int:
        return self.asker.question.year

    @property
    def is_part_year(self) -> bool:
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


def assess(
    question: Question, target: Target, rows: FrozenRows, packs: Packs, *, synthetic: bool = False
) -> Verdict:
    """Return the verdict on a target (考核结论).

    Parameters
    ----------
    question
        Division, period, day of knowledge, rules chosen, energy basis.
    rows
        A snapshot.
    synthetic
        Assess on demonstration rows only; otherwise on real rows only. The two never meet in one verdict.

    Raises
    ------
    ProblemsFound
        If a rule that every verdict needs is missing, or the asker names one the packs lack.
    """
    chosen = conventions(question, packs, is_approximate=target.operator == "~")
    step = cast("Decimal | None", chosen.comparison.parameters["input_quantum"])
    asker = Asker(question, rows, synthetic, step, Naming.of(rows, packs))
    case = _Case(asker, target, packs, chosen)
    refusal = _refusal(case)
    if refusal is not None:
        stance, reason = refusal
        return _verdict(case, stance, _absent(case, reason), Duty(None, "", reason))
    actual = in_unit(_along(target, _actual(case)), target.unit)
    due = _due(case)
    if actual.absence is not None:
        return _verdict(case, _when_silent(case, due), actual, due)
    coverage = actual.trace.coverage
    if coverage is not None and not coverage.is_full:
        return _verdict(
            case, "not_rated", actual, replace(due, reason=_partial(case, coverage.absent, actual))
        )
    if due.value is None:
        return _verdict(case, "not_yet_due", actual, due)
    return _rated(case, actual, due)


def assess_all(
    questions: Iterable[Question], targets: Sequence[Target], rows: FrozenRows, packs: Packs
) -> tuple[Verdict, ...]:
    """Return the verdicts of all targets for all questions (全部考核结论).

    A target gets its verdict on real rows, and beside it one on synthetic rows where such rows exist for it.
    Each question's subject is set to the target's id.
    """
    verdicts = []
    for question in questions:
        for target in targets:
            asked = replace(question, subject=target.id)
            verdicts.append(assess(asked, target, rows, packs))
            demonstration = assess(asked, target, rows, packs, synthetic=True)
            if demonstration.is_synthetic:
                verdicts.append(demonstration)
    return tuple(verdicts)


def _refusal(case: _Case) -> tuple[Stance, Absence] | None:
    target, due_year = case.target, case.target.target_year
    plan = case.packs.plan_of(target.citation.document)
    if plan is not None and not plan.covers(case.year):
        span = f"{plan.first_year}–{plan.last_year}"
        text = Label(f"期间不在规划期（{span} 年）内", f"the period lies outside the plan's ({span})")
        return "not_rated", Absence("outside_plan", text)
    if target.form == "threshold":
        text = Label("门槛只用于筛选对象，不是目标", "a threshold selects objects and is no target")
        return "not_rated", Absence("threshold", text)
    if due_year is not None and case.year > due_year:
        text = Label(f"目标 {due_year} 年到期，请按该年提问", f"due in {due_year}: ask for that year")
        return "not_rated", Absence("past_due", text)
    if target.base_year is not None and case.year <= target.base_year:
        text = Label(
            f"基期为 {target.base_year} 年，尚未进入规划期", f"the span begins after {target.base_year}"
        )
        return "not_rated", Absence("before_base", text)
    is_due = due_year is None or case.year >= due_year or target.is_tested_every_year
    if target.form in _DECLARED and not is_due:
        text = Label(f"{due_year} 年到期时认定", f"to be declared when it is due, in {due_year}")
        return "not_yet_due", Absence("not_yet_due", text)
    if target.form in _DECLARED or target.value is None:
        text = Label("由主管部门认定，系统不计算", "declared by the department in charge, not computed")
        return "declared", Absence("declared", text)
    if target.indicator_id is None:
        text = Label("尚无台账或核算支撑该指标", "no register or account computes this indicator yet")
        return "not_rated", Absence("no_account", text)
    return None


def _actual(case: _Case) -> Figure:
    target = case.target
    indicator_id, base_year = target.indicator_id or "", target.base_year
    if target.form != "change_rate" or base_year is None:
        return level_in(case.asker, indicator_id, case.year)
    if case.is_part_year:
        return figure_in(case.asker, case.change_ids)
    question, rows, synthetic = case.asker.question, case.asker.rows, case.asker.is_synthetic
    if target.indicator_id in _BAROMETER:
        if names_basis(question, case.packs):
            return intensity_under_basis(question, target, rows, case.packs, synthetic=synthetic)
        # A published rate says nothing of what was taken out of it: only parts can be adjusted.
        is_filed = are_deductions_filed(question, base_year, rows, synthetic=synthetic)
        if is_filed and has_parts(case.asker, base_year):
            return intensity_as_filed(question, target, rows, case.packs, synthetic=synthetic)
    return change_since(case.asker, indicator_id, base_year, change_ids=case.change_ids)


def _along(target: Target, figure: Figure) -> Figure:
    """Return a change along the target's direction (按目标方向): a fall of 16 % is 16 for 下降."""
    if target.form != "change_rate" or target.direction != "decrease" or figure.value is None:
        return figure
    return replace(figure, value=figure.value.copy_negate())


def _due(case: _Case) -> Duty:
    if case.is_part_year and case.target.form == "change_rate":
        return annual_duty(case.target)
    base_value = None
    if case.target.base_year is not None and case.target.form in ("level", "coverage"):
        base_value = level_in(case.asker, case.target.indicator_id or "", case.target.base_year).value
    return duty(case.target, case.year, case.conventions.schedule, base_value=base_value)


def _when_silent(case: _Case, due: Duty) -> Stance:
    is_final = case.target.target_year is None or case.year >= case.target.target_year
    return "not_yet_due" if due.value is None and not is_final else "not_rated"


def _rated(case: _Case, actual: Figure, due: Duty) -> Verdict:
    target, comparison = case.target, Comparison.of(case.conventions.comparison)
    test = Test.of(target, case.conventions.approximate)
    if actual.value is None or due.value is None:
        raise ValueError("only a figure with a duty can be rated")
    met = is_met(test, comparison, actual.value, due.value, unit=target.unit or "")
    verdict = _verdict(case, "met" if met else "missed", actual, due)
    margin = difference(actual.value, due.value) * test.sign
    warning = _warning(case, comparison, actual.value, due.value)
    measured = _measured(case, actual.value)
    opened = verdict.trace.inputs
    trace = replace(
        verdict.trace,
        notes=_notes(case, test),
        inputs=lambda: opened() if warning is None else (*opened(), warning.trace()),
    )
    return replace(verdict, margin=margin, warning=warning, measured=measured, trace=trace)


def _warning(case: _Case, comparison: Comparison, actual: Decimal, due: Decimal) -> WarningLevel | None:
    rule, target = case.conventions.barometer, case.target
    if rule is None or target.form != "change_rate" or target.indicator_id not in _BAROMETER:
        return None
    sides = (comparison.rounded(due), comparison.rounded(actual))
    return barometer(rule, *sides, "intensity", division=case.asker.question.division)


def _measured(case: _Case, actual: Decimal) -> Measured:
    target = case.target
    if target.form != "change_rate" or case.is_part_year or target.target_year is None:
        return Measured()
    goal, remaining = signed_share(target), target.target_year - case.year
    sign = -1 if target.direction == "increase" else 1
    reached = fraction(actual * sign)
    pace = required_pace(goal, reached, remaining)
    over = over_fulfilment(reached, goal) if remaining == 0 else None
    progress = log_progress(reached, goal)
    return Measured(
        progress=None if isinstance(progress, Absence) else progress,
        over_fulfilment=None if isinstance(over, Absence) else over,
        required_pace=None if isinstance(pace, Absence) else percent(pace) * sign,
    )


def _notes(case: _Case, test: Test) -> tuple[Label, ...]:
    approximate = case.conventions.approximate
    if approximate is None:
        return ()
    named, width = f"{approximate.key}@{approximate.edition}", printed(test.tolerance)
    return (Label(f"“左右”按 {named} 允许差 {width}", f"左右 is read with a tolerance of {width} ({named})"),)


def _verdict(case: _Case, stance: Stance, actual: Figure, due: Duty) -> Verdict:
    is_rated = stance in ("met", "missed")
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


def _yardstick(case: _Case) -> YardstickUsed:
    target = case.target
    if target.is_tested_every_year or target.is_standing:
        return "every_year"
    if case.is_part_year:
        return "annual"
    return "final" if target.target_year is not None and case.year >= target.target_year else "schedule"


def _trace(case: _Case, stance: Stance, actual: Figure, due: Duty) -> Trace:
    target, schedule_rule = case.target, case.conventions.schedule
    statuses: list[Status] = [actual.status, target.status]
    if stance in ("met", "missed"):
        statuses += [rule.status for rule in case.conventions.references]
    duty_trace = Trace(
        label=Label("应达值", "due"),
        value=amount(due.value, target.unit or "").zh,
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


def _absent(case: _Case, reason: Absence) -> Figure:
    question = case.asker.question
    place = case.asker.names.place(question.division, question.period)
    label = Label(f"{place.zh}实际值", f"actual, {place.en}")
    return Figure(None, case.target.unit or "", Trace(label=label, value="—", notes=(reason.reason,)), reason)


def _partial(case: _Case, absent: Sequence[str], actual: Figure) -> Absence:
    names = [case.asker.names.division(code, case.asker.question.period.end) for code in absent]
    known = amount(actual.value, actual.unit)
    return Absence(
        "partial_coverage",
        Label(
            f"缺{'、'.join(each.zh for each in names)}的数据；其余部分为 {known.zh}",
            f"{', '.join(each.en for each in names)} absent; the rest comes to {known.en}",
        ),
    )
