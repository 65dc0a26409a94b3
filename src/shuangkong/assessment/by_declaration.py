"""Assessing by declaration (按指标口径考核): a target whose indicator a pack declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts import amount
from shuangkong.assessment.case import THRESHOLD, Case, absent_figure, by_department, verdict, when_silent
from shuangkong.assessment.comparison import Comparison, Test, is_met
from shuangkong.assessment.declarations import (
    Declaration,
    Declared,
    Judgement,
    Measurement,
    Outcome,
    Scope,
    bound,
    evaluate,
    is_of_a_time,
    judgement,
    valued,
)
from shuangkong.assessment.duty import Duty, duty
from shuangkong.assessment.rating import rated
from shuangkong.assessment.verdict import Item, Reading, Stance, Verdict
from shuangkong.plan import Target
from shuangkong.trace import Absence, Label, worst

__all__ = ["assess_declared"]

_ALONG = ("change_rate", "percentage_points", "absolute_change")
_STANCES: Mapping[Outcome, Stance] = {"met": "met", "basically_met": "basically_met", "not_met": "missed"}
_BY_INTERVAL = Label("未定的行无论如何都不改变结论", "whatever the open rows are, the verdict is the same")
_UNCONFIRMED = Absence(
    "unconfirmed",
    Label("部门已报送，未附盖章件，尚未确认", "filed by the department, not confirmed: no scan"),
)


def assess_declared(case: Case, declared: Declared, by_statistic: Callable[[Case], Verdict]) -> Verdict:
    """Return the verdict on a target by its declaration (按指标口径考核), other readings beside it.

    Parameters
    ----------
    by_statistic
        Assesses a case whose indicator is a statistic: what a declaration of that kind stands for.
    """
    declaration = declared.by_id[case.target.indicator_id or ""]
    found = _assessed(case, declared, declaration, by_statistic)
    readings = []
    for other in declared.readings(declaration):
        read = _assessed(case, declared, other, by_statistic)
        label = other.reading or other.label
        readings.append(
            Reading(
                other.id,
                label,
                read.actual,
                read.stance,
                read.reason,
                read.scale,
                is_selection=other.kind == "selected",
            )
        )
    is_synthetic = found.is_synthetic or any(each.actual.is_synthetic for each in readings)
    trace = replace(found.trace, is_synthetic=is_synthetic)
    return replace(found, readings=tuple(readings), trace=trace)


def _assessed(
    case: Case, declared: Declared, declaration: Declaration, by_statistic: Callable[[Case], Verdict]
) -> Verdict:
    target = case.target
    if declaration.kind == "statistic":
        found = by_statistic(replace(case, target=replace(target, indicator_id=declaration.of)))
        trace = replace(found.trace, status=worst([found.trace.status, declaration.status]))
        return replace(found, target=target, trace=trace)
    scope = _scope(case, declared)
    measurement = evaluate(declaration, scope)
    if target.form in _ALONG and target.direction == "decrease":
        measurement = measurement.turned()
    if declaration.kind not in ("selected", "class"):
        measurement = measurement.in_unit(target.unit)
    found = _judged(case, declaration, measurement, scope) or _rated(case, declaration, measurement, scope)
    return replace(
        found,
        selected=_items(measurement) if declaration.kind == "selected" else (),
        undecided=tuple(Item(line.reference, line.cause) for line in measurement.undecided),
        scale=declaration.order,
    )


def _scope(case: Case, declared: Declared) -> Scope:
    target = case.target
    plan = case.packs.plan_of(target.citation.document)
    base_year = target.base_year if target.base_year is not None or plan is None else plan.base_year
    return Scope(case.asker, case.packs, declared, base_year, target.id)


def _items(measurement: Measurement) -> tuple[Item, ...]:
    return tuple(Item(line.reference) for line in measurement.chosen)


def _judged(case: Case, declaration: Declaration, measurement: Measurement, scope: Scope) -> Verdict | None:
    """Return what a person judged of a target that no number decides (研判结论), or None."""
    if declaration.kind != "judged" and (
        case.target.value is not None or case.target.form == "ordinal_class"
    ):
        return None
    if case.target.form == "threshold":
        return None
    filed = judgement(scope)
    if filed is None:
        return None
    return _by_person(case, measurement, filed)


def _by_person(case: Case, measurement: Measurement, filed: Judgement) -> Verdict:
    found = verdict(case, _STANCES[filed.outcome], measurement.figure, Duty(None, ""))
    trace = replace(
        found.trace,
        rows=(*filed.trace.rows, *found.trace.rows),
        status=worst([found.trace.status, filed.trace.status]),
        is_synthetic=found.trace.is_synthetic or filed.trace.is_synthetic,
        inputs=lambda: (filed.trace, measurement.figure.trace),
    )
    return replace(found, trace=trace, judgement=filed.text)


def _rated(case: Case, declaration: Declaration, measurement: Measurement, scope: Scope) -> Verdict:
    target, actual = case.target, measurement.figure
    if target.form == "threshold":
        return verdict(case, "not_rated", actual, Duty(None, "", _selecting(measurement)))
    if target.form == "qualitative" or (target.value is None and target.form != "ordinal_class"):
        return _without_number(case, measurement)
    due = _due(case, declaration, scope)
    if actual.value is None:
        return verdict(case, when_silent(case, due), actual, due)
    if not measurement.is_confirmed:
        return verdict(case, "not_rated", actual, replace(due, reason=_UNCONFIRMED))
    if due.value is None:
        return verdict(case, "not_yet_due", actual, due)
    test = _test(target, declaration, case)
    decided = None
    if not measurement.is_whole:
        decided = _decided(case, test, measurement, due.value)
        if decided is None:
            reason = _open(case, measurement)
            return verdict(case, "not_rated", actual, replace(due, reason=reason))
    found = rated(case, actual, due, test=test, is_reached=decided)
    if target.value_max is not None and actual.value > target.value_max:
        most = amount(target.value_max, actual.unit)
        note = Label(f"超出条文所说的上限 {most.zh}", f"more than the clause speaks of, {most.en}")
        found = replace(found, trace=replace(found.trace, notes=(*found.trace.notes, note)))
    if decided is not None:
        found = replace(found, trace=replace(found.trace, notes=(*found.trace.notes, _BY_INTERVAL)))
    return found


def _selecting(measurement: Measurement) -> Absence:
    """Return the reason of a threshold, with how many objects it selects."""
    if measurement.figure.value is None:
        return THRESHOLD
    number = len(measurement.chosen)
    text = THRESHOLD.reason
    return Absence(
        THRESHOLD.code, Label(f"{text.zh}；选出 {number} 个对象", f"{text.en}; it selects {number} objects")
    )


def _without_number(case: Case, measurement: Measurement) -> Verdict:
    """Return that a department decides, with the figure that helps it to."""
    stance, reason = by_department(case)
    actual = measurement.figure
    if actual.value is None:
        return verdict(
            case, stance, replace(absent_figure(case, reason), trace=actual.trace), Duty(None, "", reason)
        )
    known = amount(actual.value, actual.unit)
    text = Label(f"{reason.reason.zh}；现为 {known.zh}", f"{reason.reason.en}; it stands at {known.en}")
    return verdict(case, stance, actual, Duty(None, "", Absence(reason.code, text)))


def _due(case: Case, declaration: Declaration, scope: Scope) -> Duty:
    target = case.target
    if target.form == "ordinal_class":
        return _class_due(case, declaration)
    base_value = None
    if target.form in ("level", "coverage") and scope.base_year is not None:
        base_value = _at_base(declaration, scope, target)
    if target.base_year is None and target.form in ("cumulative", "coverage", "level"):
        target = replace(target, base_year=scope.base_year)
    return duty(target, case.year, case.conventions.schedule, base_value=base_value)


def _class_due(case: Case, declaration: Declaration) -> Duty:
    target = case.target
    if target.target_year is not None and case.year < target.target_year and not target.is_tested_every_year:
        text = Label(f"{target.target_year} 年到期时评定", f"tested when it is due, in {target.target_year}")
        return Duty(None, "", Absence("not_yet_due", text))
    if target.ordinal not in declaration.order:
        text = Label(f"口径没有类别 {target.ordinal}", f"the declaration has no class {target.ordinal}")
        return Duty(None, "", Absence("class_unknown", text))
    return Duty(Decimal(declaration.order.index(target.ordinal) + 1), "T")


def _at_base(declaration: Declaration, scope: Scope, target: Target) -> Decimal | None:
    """Return the level in the base year (基期水平); None where rows say nothing of a year gone by."""
    if scope.base_year is None or not is_of_a_time(declaration, scope.declared.types, scope.declared.by_id):
        return None
    found = evaluate(declaration, scope.in_year(scope.base_year)).in_unit(target.unit)
    return found.figure.value if found.is_whole else None


def _test(target: Target, declaration: Declaration, case: Case) -> Test:
    """Return how the target is tested: where its own words leave the side open, the declaration says it."""
    test = Test.of(target, case.conventions.approximate)
    is_open = target.operator in ("=", "~", "range", "none") and target.direction is None
    if is_open and target.form not in _ALONG:
        sign = -1 if declaration.wanted == "down" or target.form == "ordinal_class" else 1
        return Test(1 if sign > 0 else -1, test.is_strict, test.tolerance)
    return test


def _decided(case: Case, test: Test, measurement: Measurement, due: Decimal) -> bool | None:
    """Return whether the target is met whatever the rows left open are (区间判定); None where they decide."""
    comparison = Comparison.of(case.conventions.comparison)
    ends = measurement.interval.lower, measurement.interval.upper
    worst_end, best_end = ends if test.sign > 0 else ends[::-1]
    unit = case.target.unit or ""
    if worst_end is not None and is_met(test, comparison, worst_end, due, unit=unit):
        return True
    if best_end is not None and not is_met(test, comparison, best_end, due, unit=unit):
        return False
    return None


def _open(case: Case, measurement: Measurement) -> Absence:
    """Return which rows and divisions leave it open, and what the rest comes to."""
    coverage = measurement.coverage
    absent = () if coverage is None else coverage.absent
    names = [case.asker.names.division(code, case.asker.question.period.end) for code in absent]
    interval, unit = measurement.interval, measurement.figure.unit
    declaration = replace(measurement.declaration, unit=unit)
    known = valued(measurement.figure.value, declaration)
    low, high = (bound(each, declaration) for each in (interval.lower, interval.upper))
    zh, en = "、".join(each.zh for each in names), ", ".join(each.en for each in names)
    return Absence(
        "partial_coverage",
        Label(
            f"{zh} 未定或未报；其余部分为 {known.zh}，区间 {low.zh} 至 {high.zh}",
            f"open: {en}; the rest comes to {known.en}, between {low.en} and {high.en}",
        ),
    )
