"""Figures of figures (合成指标): a quotient, the change against the base year, the difference in points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts import change_since
from shuangkong.accounts.arithmetic import HUNDRED, compound, difference, ratio
from shuangkong.assessment.declarations.declaration import Declaration, Side
from shuangkong.assessment.declarations.explaining import formula, interval_note, shown
from shuangkong.assessment.declarations.measurement import Measurement
from shuangkong.assessment.declarations.names import context_types, row_types
from shuangkong.assessment.declarations.of_rows import figure_of, of_rows
from shuangkong.assessment.declarations.reckoned import UNBOUNDED, Interval, Reckoned
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.assessment.declarations.units import unit_factor
from shuangkong.expression.kind import unit_ratio
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["Measure", "change", "per", "points"]

Measure = Callable[[str, Scope], Measurement]
"""What an indicator comes to, by its id."""


def per(declaration: Declaration, scope: Scope, measure: Measure) -> Measurement:
    """Return part / whole (比值); each side is rows of a register or another indicator."""
    part, whole = (_side(declaration, side, scope, measure) for side in (declaration.part, declaration.whole))
    value = _of_both(part.figure, whole.figure, ratio)
    ends = part.interval.lower, whole.interval.upper, part.interval.upper, whole.interval.lower
    interval = Interval(_at_ends(ratio, ends[0], ends[1]), _at_ends(ratio, ends[2], ends[3]))
    if any(end is not None and end < 0 for end in ends):
        interval = UNBOUNDED
    held = unit_ratio(part.figure.unit, whole.figure.unit)
    factor = unit_factor(held, declaration.unit) or Decimal(1)
    found = Reckoned(value, interval).scaled(factor)
    return _combined(declaration, scope, found, (part, whole))


def _side(declaration: Declaration, side: Side | None, scope: Scope, measure: Measure) -> Measurement:
    if side is None:
        raise ValueError("a quotient was checked to have two sides")
    if side.indicator:
        return measure(side.indicator, scope)
    types = row_types(scope.declared.types[side.register], scope.declared.types)
    assert side.value is not None
    unit = side.value.type_of(types | context_types(declaration, scope.packs)).unit or ""
    rows = replace(
        declaration,
        kind="sum",
        register=side.register,
        among=side.among,
        value=side.value,
        part=None,
        whole=None,
        unit=unit,
    )
    return of_rows(rows, scope)


def change(declaration: Declaration, scope: Scope, measure: Measure) -> Measurement:
    """Return the change against the base year (较基期变化) [%]; a fall is negative."""
    if scope.base_year is None:
        return _without_base(declaration)
    if declaration.of not in scope.declared.by_id:
        ids = [
            str(entry["id"])
            for entry in scope.packs.entries("indicators")
            if entry["change_of"] == declaration.of and entry["kind"] == "yearly_rate"
        ]
        figure = change_since(scope.asker, declaration.of, scope.base_year, change_ids=ids)
        return Measurement(declaration, figure, Interval.of(figure))
    now, then = measure(declaration.of, scope), measure(declaration.of, scope.in_year(scope.base_year))
    value = _of_both(now.figure, then.figure, _rate)
    interval = Interval(
        _at_ends(_rate, now.interval.lower, then.interval.upper),
        _at_ends(_rate, now.interval.upper, then.interval.lower),
    )
    lows = (now.interval.lower, then.interval.lower)
    found = Reckoned(value, interval if all(end is not None and end >= 0 for end in lows) else UNBOUNDED)
    return _combined(declaration, scope, found, (now, then))


def points(declaration: Declaration, scope: Scope, measure: Measure) -> Measurement:
    """Return the difference from the base year (较基期增减) [percentage points]."""
    if scope.base_year is None:
        return _without_base(declaration)
    now, then = measure(declaration.of, scope), measure(declaration.of, scope.in_year(scope.base_year))
    value = _of_both(now.figure, then.figure, difference)
    interval = Interval(
        _at_ends(difference, now.interval.lower, then.interval.upper),
        _at_ends(difference, now.interval.upper, then.interval.lower),
    )
    return _combined(declaration, scope, Reckoned(value, interval), (now, then))


def _rate(now: Decimal, then: Decimal) -> Decimal | Absence:
    found = ratio(compound((now, HUNDRED)), then)
    return found if isinstance(found, Absence) else difference(found, HUNDRED)


def _of_both(
    one: Figure, other: Figure, join: Callable[[Decimal, Decimal], Decimal | Absence]
) -> Decimal | Absence:
    """Return what two figures make; the absence of the first that is absent otherwise."""
    if one.value is None or other.value is None:
        absence = one.absence or other.absence
        if absence is None:
            raise ValueError("a figure has either a value or an absence")
        return absence
    return join(one.value, other.value)


def _at_ends(
    join: Callable[[Decimal, Decimal], Decimal | Absence], one: Decimal | None, other: Decimal | None
) -> Decimal | None:
    if one is None or other is None:
        return None
    found = join(one, other)
    return None if isinstance(found, Absence) else found


def _combined(
    declaration: Declaration, scope: Scope, found: Reckoned, parts: Sequence[Measurement]
) -> Measurement:
    """Return a figure made of other figures (合成结果), as weak and as whole as they are."""
    coverages = [part.coverage for part in parts if part.coverage is not None]
    absent = tuple(dict.fromkeys(name for each in coverages for name in each.absent))
    coverage = Coverage(sum(e.expected for e in coverages), sum(e.present for e in coverages), absent)
    undecided = tuple(line for part in parts for line in part.undecided)
    notes = (interval_note(found.interval, declaration, len(absent)),) if absent else ()
    trace = Trace(
        label=scope.asker.names.figure(scope.division, scope.period, declaration.id),
        value=shown(found.value, declaration).zh,
        formula=formula(declaration),
        citation=declaration.citation,
        status=worst([declaration.status, *(part.figure.status for part in parts)]),
        is_synthetic=any(part.figure.is_synthetic for part in parts),
        coverage=coverage if coverages else None,
        notes=notes,
        inputs=lambda: tuple(part.figure.trace for part in parts),
    )
    return Measurement(
        declaration=declaration,
        figure=figure_of(found.value, declaration.unit, trace),
        interval=found.interval if absent else Interval.at(found.value),
        chosen=tuple(line for part in parts for line in part.chosen),
        undecided=undecided,
    )


def _without_base(declaration: Declaration) -> Measurement:
    reason = Label("没有基期年份", "there is no base year")
    trace = Trace(declaration.label, "—", status=declaration.status, notes=(reason,))
    return Measurement(
        declaration, Figure(None, declaration.unit, trace, Absence("no_base", reason)), UNBOUNDED
    )
