"""Rating (评定): a figure against its duty under the conventions of the case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts.arithmetic import difference, fraction, percent, printed
from shuangkong.assessment.barometer import WarningLevel, barometer
from shuangkong.assessment.case import Case, verdict
from shuangkong.assessment.comparison import Comparison, Test, is_met
from shuangkong.assessment.duty import Duty, signed_share
from shuangkong.assessment.progress import log_progress, over_fulfilment, required_pace
from shuangkong.assessment.verdict import Measured, Verdict
from shuangkong.trace import Absence, Figure, Label

__all__ = ["BAROMETER", "rated"]

BAROMETER = {"energy_intensity": "intensity"}
"""Indicator → the yardstick of the barometer it has."""


def rated(
    case: Case, actual: Figure, due: Duty, *, test: Test | None = None, is_reached: bool | None = None
) -> Verdict:
    """Return the verdict on a figure with a duty (评定结论).

    Parameters
    ----------
    test
        What meeting the target means; None for what the target itself says.
    is_reached
        What an interval decides; None where the figure alone does.
    """
    comparison = Comparison.of(case.conventions.comparison)
    test = test or Test.of(case.target, case.conventions.approximate)
    if actual.value is None or due.value is None:
        raise ValueError("only a figure with a duty can be rated")
    unit = case.target.unit or ""
    met = is_met(test, comparison, actual.value, due.value, unit=unit) if is_reached is None else is_reached
    found = verdict(case, "met" if met else "missed", actual, due)
    margin = difference(actual.value, due.value) * test.sign or Decimal(0)  # a nothing has no sign
    warning = _warning(case, comparison, actual.value, due.value)
    measured = _measured(case, actual.value)
    opened = found.trace.inputs
    trace = replace(
        found.trace,
        notes=_notes(case, test),
        inputs=lambda: opened() if warning is None else (*opened(), warning.trace()),
    )
    return replace(found, margin=margin, warning=warning, measured=measured, trace=trace)


def _warning(case: Case, comparison: Comparison, actual: Decimal, due: Decimal) -> WarningLevel | None:
    rule, target = case.conventions.barometer, case.target
    if rule is None or target.form != "change_rate" or target.indicator_id not in BAROMETER:
        return None
    sides = (comparison.rounded(due), comparison.rounded(actual))
    return barometer(rule, *sides, "intensity", division=case.asker.question.division)


def _measured(case: Case, actual: Decimal) -> Measured:
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


def _notes(case: Case, test: Test) -> tuple[Label, ...]:
    approximate = case.conventions.approximate
    if approximate is None:
        return ()
    named, width = f"{approximate.key}@{approximate.edition}", printed(test.tolerance)
    return (Label(f"“左右”按 {named} 允许差 {width}", f"左右 is read with a tolerance of {width} ({named})"),)
