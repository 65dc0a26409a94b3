"""Figures of rows (台账行计算): one register sorted, reckoned by its kind, grouped, and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts.arithmetic import HUNDRED
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.explaining import (
    counting_rules,
    formula,
    interval_note,
    shown,
    statuses,
    trace_of_rows,
)
from shuangkong.assessment.declarations.line import Line, Lines
from shuangkong.assessment.declarations.measurement import Measurement, keys_of
from shuangkong.assessment.declarations.names import context_types, row_types
from shuangkong.assessment.declarations.reckoned import (
    ASSUMED,
    EMPTY,
    UNBOUNDED,
    Interval,
    Reckoned,
    worst_of,
)
from shuangkong.assessment.declarations.row_kinds import ROW_KINDS
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.assessment.declarations.silence import silent
from shuangkong.assessment.declarations.sorting import sort
from shuangkong.assessment.declarations.units import unit_factor
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["figure_of", "of_rows"]

_NO_GROUP = Label("不知属于哪一组", "the group it belongs to is not known")
_PERCENT = Interval(Decimal(0), HUNDRED)


def of_rows(declaration: Declaration, scope: Scope) -> Measurement:
    """Return what a declaration comes to over the rows of its register (按台账行计算).

    A register without any row in the division is no zero: nothing was filed.
    """
    lines = sort(declaration, scope)
    absent = silent(declaration.register, scope)
    if lines is None or not lines.read:
        return _nothing(declaration, scope, absent)
    groups: tuple[tuple[str, Reckoned], ...] = ()
    if declaration.each:
        found, groups, missing = _by_group(declaration, scope, lines, absent)
        absent = tuple(dict.fromkeys((*absent, *missing)))
    else:
        found = ROW_KINDS[declaration.kind](declaration, lines.held, scope)
        found = _with_silence(found, declaration, absent)
    if lines.unlocated:
        found = replace(found, interval=UNBOUNDED)
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
    lower, upper = found.interval.lower, found.interval.upper
    is_largest = declaration.of == "largest"
    interval = {
        "sum": Interval(lower if lower is not None and lower >= 0 else None, None),
        "count": Interval(lower, None),
        "frequency": Interval(lower, None) if declaration.every == "times" else UNBOUNDED,
        "coverage": _PERCENT,
        "share": _PERCENT,
        "class": Interval(lower, Decimal(len(declaration.order))),
        "extreme": Interval(lower, None) if is_largest else Interval(None, upper),
    }.get(declaration.kind, UNBOUNDED)
    notes = (*found.notes, ASSUMED) if declaration.kind == "sum" else found.notes
    return replace(found, interval=interval, notes=tuple(dict.fromkeys(notes)))


def _by_group(
    declaration: Declaration, scope: Scope, lines: Lines, absent: Sequence[str]
) -> tuple[Reckoned, tuple[tuple[str, Reckoned], ...], tuple[str, ...]]:
    """Return the worst group, every group, and the divisions that should be one and have no row.

    A row whose group is not known is open: it may belong to any.
    """
    by_group: dict[str, list[Line]] = {}
    homeless: list[Line] = []
    for line in lines.held:
        name = _group(declaration, scope, line)
        if name is None:
            homeless.append(line if line.cause else replace(line, cause=_NO_GROUP))
        else:
            by_group.setdefault(name, []).append(line)
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
        are_absent=bool(missing or absent or homeless),
        whole=_PERCENT if is_share else UNBOUNDED,
    )
    undecided = (*(line for each in groups.values() for line in each.undecided), *homeless)
    found = replace(found or Reckoned(EMPTY, UNBOUNDED), undecided=undecided)
    return found, tuple(groups.items()), missing


def _group(declaration: Declaration, scope: Scope, line: Line) -> str | None:
    """Return the group of a row; None where its cell is missing, or its division unknown."""
    if declaration.each != "division":
        cell = line.row.get(declaration.each)
        return None if cell is None else str(cell)
    return scope.within.get(str(line.row["division_code"]))


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
        notes.append(interval_note(found.interval, declaration, len(names)))
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
            *trace_of_rows(lines, found),
        ),
    )
    return Measurement(
        declaration=declaration,
        figure=figure_of(found.value, declaration.unit, trace),
        interval=found.interval if names else Interval.at(found.value),
        chosen=found.chosen,
        undecided=found.undecided,
        groups=tuple(
            (name, figure_of(each.value, declaration.unit, _group_trace(declaration, scope, name, each)))
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


def figure_of(value: Decimal | Absence, unit: str, trace: Trace) -> Figure:
    """Return the figure of a value with its trace (计算值)."""
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
        declaration, figure_of(Absence("not_filed", reason), declaration.unit, trace), UNBOUNDED
    )
