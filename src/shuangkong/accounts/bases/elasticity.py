"""Elasticity of the total target (总量弹性管理): a total that follows from intensity and growth.

The documents say that the total is set from the yearly intensity target and the growth target, and may be
raised where growth exceeds the plan; none gives the formula. These are the natural readings, with the
intensity target held fixed: their status is ``constructed``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import ONE, compound, difference, exact_sum, fraction, printed
from shuangkong.packs import RuleEdition
from shuangkong.trace import Absence, Figure, Label, Status, Trace, worst

__all__ = ["adjusted_total", "elastic_total", "span_total", "yearly_total"]


def yearly_total(previous: Decimal, growth: Decimal, reduction: Decimal) -> Decimal:
    """Return the total of a year (年度总量目标) [unit of ``previous``].

    Formula: E* = E_prev · (1 + g)(1 − r*), g and r* as fractions.

    Examples
    --------
    >>> yearly_total(Decimal(100), Decimal("0.1"), Decimal("0.1"))
    Decimal('99.00')
    """
    return compound((previous, exact_sum((ONE, growth)), difference(ONE, reduction)))


def adjusted_total(previous: Decimal, planned: Decimal, actual: Decimal, reduction: Decimal) -> Decimal:
    """Return the total adjusted to growth above plan (增速超预期后的总量目标) [unit of ``previous``].

    Growth below plan lowers nothing.

    Examples
    --------
    >>> adjusted_total(Decimal(100), Decimal("0.1"), Decimal("0.05"), Decimal("0.1"))
    Decimal('99.00')
    """
    return yearly_total(previous, max(planned, actual), reduction)


def span_total(base: Decimal, growths: Sequence[Decimal], target: Decimal) -> Decimal:
    """Return the total at the end of a span (规划期末总量) [unit of ``base``].

    Formula: E_T = E_0 · ∏(1 + g) · (1 − T).

    Examples
    --------
    >>> span_total(Decimal(100), [Decimal("0.1"), Decimal("0.1")], Decimal("0.5"))
    Decimal('60.500')
    """
    return compound((base, *(exact_sum((ONE, growth)) for growth in growths), difference(ONE, target)))


def elastic_total(
    rule: RuleEdition, previous: Account, planned: Figure, actual: Figure, *, reduction: Decimal
) -> Figure:
    """Return the total of a year as it moves with growth (弹性总量目标) [unit of ``previous``].

    Formula: E** = E_prev · (1 + g)(1 − r*), g the actual growth where it exceeds the planned one; below it
    the rule says whether the total comes down. A reading: no document gives the formula.

    Parameters
    ----------
    rule
        Edition whose ``elastic_total`` sets the reading.
    previous
        Assessed total of the year before.
    planned, actual
        Growth of output [%].
    reduction
        Reduction of intensity asked for in the year [fraction].
    """
    reading = cast("Mapping[str, object]", rule.parameters["elastic_total"])
    parts = (previous.figure, planned, actual)
    absence = next((each.absence for each in parts if each.absence is not None), None)
    value = moved = None
    if previous.figure.value is not None and planned.value is not None and actual.value is not None:
        growth = actual.value if reading["lowers"] else max(planned.value, actual.value)
        value = yearly_total(previous.figure.value, fraction(growth), reduction)
        moved = difference(value, yearly_total(previous.figure.value, fraction(planned.value), reduction))
    trace = Trace(
        label=Label(f"{previous.place.zh}弹性总量目标", f"elastic total, {previous.place.en}"),
        value=f"{printed(value)} {previous.figure.unit}",
        formula="E_prev × (1 + g) × (1 − r*)",
        rule=rule.reference,
        rows=tuple(row for each in parts for row in each.trace.rows),
        status=worst([rule.status, cast(Status, reading["status"]), *(each.status for each in parts)]),
        is_synthetic=any(each.is_synthetic for each in parts),
        notes=_movement(moved, absence, previous.figure.unit),
        inputs=lambda: tuple(each.trace for each in parts),
    )
    return Figure(value, previous.figure.unit, trace, absence)


def _movement(moved: Decimal | None, absence: Absence | None, unit: str) -> tuple[Label, ...]:
    reading = Label("调整公式为推算，文件未给出", "the formula is a reading: no document gives it")
    if absence is not None or moved is None:
        return (reading,) if absence is None else (reading, absence.reason)
    by = f"{printed(moved)} {unit}"
    return (reading, Label(f"较计划增速下的总量变动 {by}", f"moved by {by} against planned growth"))
