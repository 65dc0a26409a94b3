"""Exemption of the total (总量免考): with the incentive intensity target met, it is not assessed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shuangkong.accounts.arithmetic import percent, printed
from shuangkong.accounts.bases.statement import Statement
from shuangkong.quantity import Rounding, compare_at
from shuangkong.trace import Absence, Label, Trace, worst

__all__ = ["Exemption", "total_exemption"]

_COMPARISON = "comparison-default"


@dataclass(frozen=True)
class Exemption:
    """Whether the total is exempt (是否免于总量考核); None with a reason where that cannot be said."""

    is_exempt: bool | None
    trace: Trace
    absence: Absence | None = None


def total_exemption(statement: Statement, incentive_target: Decimal | None) -> Exemption:
    """Return whether the total is exempt from the assessment of the period (总量免考).

    Only over the years the rule names, and only where intensity fell by the incentive target, compared at
    the step of the comparison rule in force.

    Parameters
    ----------
    incentive_target
        Incentive reduction of intensity (激励目标) [fraction]; None where none was set.
    """
    rule = statement.basis.edition_with("total_exempt_if")
    question, changed = statement.inquiry.question, statement.intensity_change
    years = None if rule is None else rule.parameters.get("total_exempt_over_years")
    if rule is None:
        return _said(statement, False, Label("本口径没有免考规定", "the basis exempts nothing"))
    if len(question.period.years) != years:
        return _said(
            statement,
            False,
            Label(f"免考只适用于 {years} 年期考核", f"only an assessment over {years} years is exempt"),
        )
    if incentive_target is None:
        return _unsaid(
            statement, Absence("no_incentive_target", Label("未设激励目标", "no incentive target was set"))
        )
    if changed.value is None:
        reason = changed.absence or Absence("not_published", Label("强度未知", "intensity unknown"))
        return _unsaid(statement, reason)
    comparison = statement.inquiry.packs.rule(_COMPARISON, on=question.known_on)
    step, rounding = comparison.decimal("quantum"), cast(Rounding, comparison.text("rounding"))
    fallen, asked = changed.value.copy_negate(), percent(incentive_target)
    met = compare_at(fallen, asked, step, rounding) >= 0
    told = f"{printed(fallen)} % {'≥' if met else '<'} {printed(asked)} %"
    return _said(
        statement, met, Label(f"强度降低率与激励目标：{told}", f"reduction against incentive target: {told}")
    )


def _said(statement: Statement, is_exempt: bool, note: Label) -> Exemption:
    return Exemption(is_exempt, _trace(statement, "exempt" if is_exempt else "assessed", note))


def _unsaid(statement: Statement, reason: Absence) -> Exemption:
    return Exemption(None, _trace(statement, "—", reason.reason), reason)


def _trace(statement: Statement, value: str, note: Label) -> Trace:
    changed = statement.intensity_change
    rule = statement.basis.edition_with("total_exempt_if")
    return Trace(
        label=Label("总量考核是否免予", "exemption of the total"),
        value=value,
        formula="intensity reduction ≥ incentive target",
        rule=None if rule is None else rule.reference,
        rows=changed.trace.rows,
        status=worst([changed.status, *(() if rule is None else (rule.status,))]),
        is_synthetic=changed.is_synthetic,
        notes=(note,),
        inputs=lambda: (changed.trace,),
    )
