"""Assessing a target (目标考核): from frozen rows and rule editions to one verdict that explains itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import cast

from shuangkong.accounts import (
    Asker,
    FrozenRows,
    Naming,
    Question,
    change_since,
    figure_in,
    has_parts,
    level_in,
)
from shuangkong.accounts.unit import in_unit
from shuangkong.assessment.by_declaration import assess_declared
from shuangkong.assessment.case import Case, absent_figure, outside, partial, refusal, verdict, when_silent
from shuangkong.assessment.conventions import conventions
from shuangkong.assessment.declarations import declared, declares
from shuangkong.assessment.duty import Duty, annual_duty, duty
from shuangkong.assessment.rating import BAROMETER, rated
from shuangkong.assessment.restated import (
    are_deductions_filed,
    intensity_as_filed,
    intensity_under_basis,
    names_basis,
)
from shuangkong.assessment.verdict import Verdict
from shuangkong.packs import Packs
from shuangkong.plan import Target
from shuangkong.trace import Figure

__all__ = ["assess", "assess_all"]


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
        If a rule that every verdict needs is missing, the asker names one the packs lack, or a declaration of
        the packs is faulty.
    """
    chosen = conventions(question, packs, is_approximate=target.operator == "~")
    step = cast("Decimal | None", chosen.comparison.parameters["input_quantum"])
    asker = Asker(question, rows, synthetic, step, Naming.of(rows, packs))
    case = Case(asker, target, packs, chosen)
    refused = outside(case)
    if refused is not None:
        stance, reason = refused
        return verdict(case, stance, absent_figure(case, reason), Duty(None, "", reason))
    if declares(packs, target.indicator_id):
        return assess_declared(case, declared(packs), _by_statistic)
    return _by_statistic(case)


def _by_statistic(case: Case) -> Verdict:
    """Return the verdict on a target whose indicator is a statistic (按统计指标考核)."""
    refused = refusal(case)
    if refused is not None:
        stance, reason = refused
        return verdict(case, stance, absent_figure(case, reason), Duty(None, "", reason))
    actual = in_unit(_along(case.target, _actual(case)), case.target.unit)
    due = _due(case)
    if actual.absence is not None:
        return verdict(case, when_silent(case, due), actual, due)
    coverage = actual.trace.coverage
    if coverage is not None and not coverage.is_full:
        return verdict(case, "not_rated", actual, replace(due, reason=partial(case, coverage.absent, actual)))
    if due.value is None:
        return verdict(case, "not_yet_due", actual, due)
    return rated(case, actual, due)


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


def _actual(case: Case) -> Figure:
    target = case.target
    indicator_id, base_year = target.indicator_id or "", target.base_year
    if target.form != "change_rate" or base_year is None:
        return level_in(case.asker, indicator_id, case.year)
    if case.is_part_year:
        return figure_in(case.asker, case.change_ids)
    question, rows, synthetic = case.asker.question, case.asker.rows, case.asker.is_synthetic
    if target.indicator_id in BAROMETER:
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


def _due(case: Case) -> Duty:
    if case.is_part_year and case.target.form == "change_rate":
        return annual_duty(case.target)
    base_value = None
    if case.target.base_year is not None and case.target.form in ("level", "coverage"):
        base_value = level_in(case.asker, case.target.indicator_id or "", case.target.base_year).value
    return duty(case.target, case.year, case.conventions.schedule, base_value=base_value)
