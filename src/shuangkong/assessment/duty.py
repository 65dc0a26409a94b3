"""Duty today (当期应完成): what a target asks by the end of a year, under a schedule edition.

A rate follows logarithmic progress; a cumulative, coverage or point target the straight line; a level the
line from its base. What has no base or no path yet is not yet due, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shuangkong.accounts import average_rate
from shuangkong.accounts.arithmetic import fraction, percent
from shuangkong.assessment.schedule import Shape, line, schedule
from shuangkong.packs import Plain, RuleEdition
from shuangkong.plan import Target
from shuangkong.trace import Absence, Label

__all__ = ["Duty", "annual_duty", "duty", "signed_share"]

_FROM_ZERO = ("absolute_change", "percentage_points", "cumulative")


@dataclass(frozen=True)
class Duty:
    """What is due (应完成) [unit of the target], or why nothing is due yet."""

    value: Decimal | None
    formula: str
    reason: Absence | None = None


def signed_share(target: Target) -> Decimal:
    """Return a rate target as a reduction (目标下降率) [fraction]; a target of growth is negative."""
    value = fraction(target.value or Decimal(0))
    return -value if target.direction == "increase" else value


def duty(target: Target, year: int, rule: RuleEdition, *, base_value: Decimal | None = None) -> Duty:
    """Return what a target asks by the end of a year (时序进度要求).

    Parameters
    ----------
    rule
        A schedule edition: shares of progress by year, or a path for each form.
    base_value
        Level in the base year [unit of the target]; a level without it has no line.
    """
    if target.value is None:
        return _not_yet("qualitative", "定性目标没有数值进度", "a qualitative target has no numeric schedule")
    due_year = target.target_year
    path = _path(target, rule)
    if due_year is None or path == "every_year":
        return Duty(target.value, "every year")
    if year >= due_year:
        return Duty(target.value, "T")
    if path in ("at_date", "none"):
        return _not_yet("not_yet_due", f"{due_year} 年到期时评定", f"tested when it is due, in {due_year}")
    if target.base_year is None:
        return _not_yet(
            "no_base", f"没有基期年份，{due_year} 年到期时评定", f"no base year: tested in {due_year}"
        )
    step, steps = year - target.base_year, due_year - target.base_year
    if step <= 0:
        return _not_yet("before_base", "尚未进入规划期", "the span of the target has not begun")
    if target.form == "change_rate":
        return _rate_duty(target, rule, path, (step, steps))
    start = Decimal(0) if target.form in _FROM_ZERO else base_value
    if start is None:
        return _not_yet(
            "no_base",
            f"没有基期数值，{due_year} 年到期时评定",
            f"no value in the base year: tested in {due_year}",
        )
    return Duty(line(start, target.value, step, steps), "base + (T − base) × k/n")


def annual_duty(target: Target) -> Duty:
    """Return the yearly rate a rate target comes to (年均任务) [%], for part of a year or a single year."""
    if target.base_year is None or target.target_year is None:
        return _not_yet("no_base", "没有起止年份", "the target has no span")
    rate = average_rate(signed_share(target), target.target_year - target.base_year)
    if isinstance(rate, Absence):
        return Duty(None, "", rate)
    return Duty(_unsigned(target, rate), "1 − (1 − T)^(1/n)")


def _rate_duty(target: Target, rule: RuleEdition, path: str, at: tuple[int, int]) -> Duty:
    step, steps = at
    required = cast("tuple[Decimal, ...]", rule.parameters.get("required_progress_pct") or ())
    if path != "table":
        required = ()
    elif len(required) != steps:
        return _not_yet(
            "no_schedule", f"规则没有 {steps} 年期的进度表", f"the rule has no table for {steps} years"
        )
    shape: Shape = "table" if required else "linear" if path == "linear" else "geometric"
    shares = tuple(fraction(each) for each in required)
    dues = schedule(signed_share(target), steps, shape, shares=shares)
    formula = {"linear": "T × k/n", "geometric": "1 − (1 − T)^(k/n)", "table": "1 − (1 − T)^share"}[shape]
    return Duty(_unsigned(target, dues[step - 1]), formula)


def _unsigned(target: Target, reduction: Decimal) -> Decimal:
    return percent(reduction.copy_negate() if target.direction == "increase" else reduction)


def _path(target: Target, rule: RuleEdition) -> str:
    forms = cast("Mapping[str, Mapping[str, Plain]]", rule.parameters.get("forms") or {})
    if target.is_tested_every_year or target.is_standing:
        return "every_year"
    if target.form not in forms:
        return (
            "table"
            if target.form == "change_rate" and rule.parameters.get("required_progress_pct")
            else "at_date"
        )
    return str(forms[target.form]["path"])


def _not_yet(code: str, zh: str, en: str) -> Duty:
    return Duty(None, "", Absence(code, Label(zh, en)))
