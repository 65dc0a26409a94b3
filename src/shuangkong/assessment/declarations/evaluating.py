"""Evaluating declarations (计算指标口径): from the rows of a snapshot to one figure that explains itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts import change_since, level_in
from shuangkong.accounts.arithmetic import HUNDRED, compound, difference, ratio
from shuangkong.assessment.declarations.declaration import Declaration, Side
from shuangkong.assessment.declarations.explaining import (
    counting_rules,
    formula,
    interval_note,
    shown,
    statuses,
    trace_of_rows,
)
from shuangkong.assessment.declarations.filed import declared_figure
from shuangkong.assessment.declarations.line import Line, Lines
from shuangkong.assessment.declarations.measurement import Measurement, keys_of
from shuangkong.assessment.declarations.names import context_types, row_types
from shuangkong.assessment.declarations.reckoned import NOT_FILED, Interval, Reckoned, worst_of
from shuangkong.assessment.declarations.row_kinds import ROW_KINDS
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.assessment.declarations.silence import silent
from shuangkong.assessment.declarations.sorting import sort
from shuangkong.assessment.declarations.units import unit_factor
from shuangkong.expression.kind import unit_ratio
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["evaluate"]

_OPEN = Interval(None, None)
_PERCENT = Interval(Decimal(0), HUNDRED)


def evaluate(declaration: Declaration, scope: Scope) -> Measurement:
    """Return what a declaration comes to (计算指标).

    The value is over the rows that are decided; its coverage names those that are not, and the divisions that
    were asked in a filing round and are silent; its interval says where the value lies whatever they hold.
    """
    if declaration.kind in ROW_KINDS:
        return _of_rows(declaration, scope)
    return _OTHERS[declaration.kind](declaration, scope)


def measure(indicator: str, scope: Scope) -> Measurement:
    """Return what an indicator comes to, declared or of the accounts (计算指标)."""
    found = scope.declared.by_id.get(indicator)
    if found is not None:
        return evaluate(found, scope)
    figure = level_in(scope.asker, indicator, scope.period.end.year)
    return Measurement(_STATISTIC, figure, Interval.at(figure.absence or _value(figure)))


_STATISTIC = Declaration("", "", Label("", ""), "statistic")


def _of_rows(declaration: Declaration, scope: Scope) -> Measurement:
    lines = sort(declaration, scope)
    absent = silent(declaration.register, scope)
    if lines is None or not lines.read:
        return _nothing(declaration, scope, absent)
    groups: tuple[tuple[str, Reckoned], ...] = ()
    if declaration.each:
        found, groups, missing = _by_group(declaration, scope, lines, absent)
        absent = tuple(dict.fromkeys((*absent, *missing)))
    else:
        found = _with_silence(
            ROW_KINDS[declaration.kind](declaration, lines.held, scope), declaration, absent
        )
    if lines.unlocated:
        found = replace(found, interval=_OPEN)
    factor = _factor(declaration, scope)
    return _measured(
        declaration,
        scope,
        lines,
        found.scaled(factor),
        absent=absent,
        groups=tuple((name, each.scaled(factor)) for name, each in groups),
    )


def _with_silence(found: Reckoned, declaration: Declaration, absent: Sequence[str]) -> Reckoned:
    """Return a value with the interval that silent divisions leave: what they hold is not known."""
    if not absent:
        return found
    lower = found.interval.lower
    interval = {
        "sum": Interval(lower if lower is not None and lower >= 0 else None, None),
        "count": Interval(lower, None),
        "frequency": Interval(lower, None) if declaration.every == "times" else _OPEN,
        "coverage": _PERCENT,
        "share": _PERCENT,
        "class": Interval(lower, Decimal(len(declaration.order))),
        "extreme": Interval(lower, None)
        if declaration.of == "largest"
        else Interval(None, found.interval.upper),
    }.get(declaration.kind, _OPEN)
    return replace(found, interval=interval)


def _by_group(
    declaration: Declaration, scope: Scope, lines: Lines, absent: Sequence[str]
) -> tuple[Reckoned, tuple[tuple[str, Reckoned], ...], tuple[str, ...]]:
    """Return the worst group, every group, and the divisions that should be one and have no row."""
    by_group: dict[str, list[Line]] = {}
    for line in lines.held:
        by_group.setdefault(_group(declaration, scope, line), []).append(line)
    kind = ROW_KINDS[declaration.kind]
    groups = {name: kind(declaration, held, scope) for name, held in sorted(by_group.items())}
    missing: tuple[str, ...] = ()
    if declaration.each == "division":
        table = scope.declared.types[declaration.register].table
        expected = scope.children if "period" in table.column_names else ()
        missing = tuple(code for code in expected if code not in groups)
    is_share = declaration.kind in ("coverage", "share")
    found = worst_of(
        groups.values(),
        declaration.wanted or "up",
        are_absent=bool(missing or absent),
        whole=_PERCENT if is_share else _OPEN,
    )
    undefined = Reckoned(
        NOT_FILED, _OPEN, undecided=tuple(x for each in groups.values() for x in each.undecided)
    )
    return found or undefined, tuple(groups.items()), missing


def _group(declaration: Declaration, scope: Scope, line: Line) -> str:
    if declaration.each != "division":
        cell = line.row[declaration.each]
        return "—" if cell is None else str(cell)
    code = str(line.row["division_code"])
    return scope.within.get(code, code)


def _factor(declaration: Declaration, scope: Scope) -> Decimal:
    """Return what turns the unit of the expression into the one declared."""
    if declaration.value is None or declaration.kind not in ("sum", "extreme"):
        return Decimal(1)
    types = row_types(scope.declared.types[declaration.register], scope.declared.types)
    held = declaration.value.type_of(types | context_types(declaration, scope.packs)).unit
    return Decimal(1) if held is None else unit_factor(held, declaration.unit) or Decimal(1)


def _measured(
    declaration: Declaration,
    scope: Scope,
    lines: Lines,
    found: Reckoned,
    *,
    absent: Sequence[str],
    groups: Sequence[tuple[str, Reckoned]],
) -> Measurement:
    names = (*keys_of(found.undecided), *(",".join(each.key) for each in lines.unlocated), *absent)
    present = sum(line.is_about is True for line in lines.held) - sum(
        line.is_about is True for line in found.undecided
    )
    notes = [*counting_rules(declaration, scope), *found.notes]
    if names:
        notes.append(interval_note(found.interval, declaration.unit, len(names)))
    if declaration.kind == "coverage" and found.undecided:
        notes.append(_decided_only(len(found.undecided)))
    trace = Trace(
        label=scope.asker.names.figure(scope.division, scope.period, declaration.id),
        value=shown(found.value, declaration).zh,
        formula=formula(declaration),
        citation=declaration.citation,
        status=worst([declaration.status, *statuses(lines.held)]),
        is_synthetic=scope.asker.is_synthetic,
        coverage=Coverage(present + len(names), present, names),
        notes=tuple(notes),
        inputs=lambda: (
            *(_group_trace(declaration, scope, name, each) for name, each in groups),
            *trace_of_rows(declaration, scope, lines, found),
        ),
    )
    return Measurement(
        declaration=declaration,
        figure=_figure(found.value, declaration.unit, trace),
        interval=found.interval if names else Interval.at(found.value),
        chosen=found.chosen,
        undecided=found.undecided,
        groups=tuple(
            (name, _figure(each.value, declaration.unit, _group_trace(declaration, scope, name, each)))
            for name, each in groups
        ),
    )


def _decided_only(count: int) -> Label:
    return Label(
        f"数值只按已定的行计算，另有 {count} 行未定", f"the value is over the rows decided; {count} are open"
    )


def _group_trace(declaration: Declaration, scope: Scope, name: str, found: Reckoned) -> Trace:
    label = scope.name(name) if declaration.each == "division" else Label(name, name)
    return Trace(label, shown(found.value, declaration).zh, rows=tuple(x.reference for x in found.chosen))


def _figure(value: Decimal | Absence, unit: str, trace: Trace) -> Figure:
    if isinstance(value, Absence):
        return Figure(None, unit, replace(trace, value="—"), value)
    return Figure(value, unit, trace)


def _nothing(declaration: Declaration, scope: Scope, absent: tuple[str, ...]) -> Measurement:
    """Return the absence of a register: nothing was filed, which is not zero."""
    title = scope.declared.types[declaration.register].title
    place = scope.asker.names.place(scope.division, scope.period)
    if scope.asker.is_synthetic:
        reason = Label(f"演示数据中没有{place.zh}的{title.zh}", f"no synthetic rows: {title.en}, {place.en}")
    else:
        reason = Label(f"{title.zh}中没有{place.zh}的数据", f"{title.en} holds no rows of {place.en}")
    trace = Trace(
        label=scope.asker.names.figure(scope.division, scope.period, declaration.id),
        value="—",
        formula=formula(declaration),
        citation=declaration.citation,
        status=declaration.status,
        coverage=Coverage(len(absent), 0, absent) if absent else None,
        notes=(reason,),
    )
    return Measurement(
        declaration, Figure(None, declaration.unit, trace, Absence("not_filed", reason)), _OPEN
    )


def _declared(declaration: Declaration, scope: Scope) -> Measurement:
    return declared_figure(declaration, scope)


def _judged(declaration: Declaration, scope: Scope) -> Measurement:
    """Return that there is no figure: a person judges, which the verdict shows."""
    reason = Label("由主管部门研判，不计算数值", "judged by a person: there is no figure")
    trace = Trace(declaration.label, "—", status=declaration.status, citation=declaration.citation)
    return Measurement(declaration, Figure(None, "", trace, Absence("judged", reason)), _OPEN)


def _statistic(declaration: Declaration, scope: Scope) -> Measurement:
    figure = level_in(scope.asker, declaration.of, scope.period.end.year)
    figure = replace(figure, trace=replace(figure.trace, status=worst([figure.status, declaration.status])))
    return Measurement(declaration, figure, Interval.at(figure.absence or _value(figure)))


def _value(figure: Figure) -> Decimal:
    if figure.value is None:
        raise ValueError("a figure has either a value or an absence")
    return figure.value


def _per(declaration: Declaration, scope: Scope) -> Measurement:
    """Return part / whole (比值); each side is rows of a register or another indicator."""
    part, whole = (_side(declaration, side, scope) for side in (declaration.part, declaration.whole))
    value = _of_both(part.figure, whole.figure, ratio)
    ends = part.interval.lower, whole.interval.upper, part.interval.upper, whole.interval.lower
    interval = Interval(_at_ends(ratio, ends[0], ends[1]), _at_ends(ratio, ends[2], ends[3]))
    if any(end is not None and end < 0 for end in ends):
        interval = _OPEN
    held = unit_ratio(part.figure.unit, whole.figure.unit)
    factor = unit_factor(held, declaration.unit) or Decimal(1)
    found = Reckoned(value, interval).scaled(factor)
    return _combined(declaration, scope, found, (part, whole))


def _side(declaration: Declaration, side: Side | None, scope: Scope) -> Measurement:
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
    return _of_rows(rows, scope)


def _change(declaration: Declaration, scope: Scope) -> Measurement:
    """Return the change against the base year (较基期变化) [%]; a fall is negative."""
    if scope.base_year is None:
        return _without_base(declaration, scope)
    if declaration.of not in scope.declared.by_id:
        ids = [
            str(entry["id"])
            for entry in scope.packs.entries("indicators")
            if entry["change_of"] == declaration.of and entry["kind"] == "yearly_rate"
        ]
        figure = change_since(scope.asker, declaration.of, scope.base_year, change_ids=ids)
        return Measurement(declaration, figure, Interval.at(figure.absence or _value(figure)))
    now, then = measure(declaration.of, scope), measure(declaration.of, scope.in_year(scope.base_year))
    value = _of_both(now.figure, then.figure, _rate)
    interval = Interval(
        _at_ends(_rate, now.interval.lower, then.interval.upper),
        _at_ends(_rate, now.interval.upper, then.interval.lower),
    )
    lows = (now.interval.lower, then.interval.lower)
    found = Reckoned(value, interval if all(end is not None and end >= 0 for end in lows) else _OPEN)
    return _combined(declaration, scope, found, (now, then))


def _points(declaration: Declaration, scope: Scope) -> Measurement:
    """Return the difference from the base year (较基期增减) [percentage points]."""
    if scope.base_year is None:
        return _without_base(declaration, scope)
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
    notes = (interval_note(found.interval, declaration.unit, len(absent)),) if absent else ()
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
        figure=_figure(found.value, declaration.unit, trace),
        interval=found.interval if absent else Interval.at(found.value),
        chosen=tuple(line for part in parts for line in part.chosen),
        undecided=undecided,
    )


def _without_base(declaration: Declaration, scope: Scope) -> Measurement:
    reason = Label("没有基期年份", "there is no base year")
    trace = Trace(declaration.label, "—", status=declaration.status, notes=(reason,))
    return Measurement(declaration, Figure(None, declaration.unit, trace, Absence("no_base", reason)), _OPEN)


_OTHERS: Mapping[str, Callable[[Declaration, Scope], Measurement]] = {
    "per": _per,
    "change": _change,
    "points": _points,
    "declared": _declared,
    "judged": _judged,
    "statistic": _statistic,
}
