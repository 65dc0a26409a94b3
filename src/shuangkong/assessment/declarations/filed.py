"""Filed outcomes (部门认定与研判): figures a department declares, and what a person judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.observation import plain
from shuangkong.accounts.unit import in_unit
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.measurement import Measurement
from shuangkong.assessment.declarations.reckoned import UNBOUNDED, Interval
from shuangkong.assessment.declarations.scope import Scope, Source
from shuangkong.schema import Row
from shuangkong.trace import Absence, Coverage, Figure, Label, Status, Trace, worst

__all__ = ["Judgement", "Outcome", "declared_figure", "judgement"]

Outcome = Literal["met", "basically_met", "not_met"]
_FIGURES, _JUDGEMENTS = "declared_figure", "judgement"
_PROOF = ("judged_by", "department", "judged_on", "evidence_document")


@dataclass(frozen=True)
class Judgement:
    """What a person judged of a target (研判): outcome, who, on which evidence."""

    outcome: Outcome
    text: Label
    trace: Trace


def judgement(scope: Scope) -> Judgement | None:
    """Return the judgement approved for the target and period (研判结论), or None."""
    if _JUDGEMENTS not in scope.declared.types:
        return None
    source = scope.source(_JUDGEMENTS)
    found = [
        row
        for row in (() if source is None else source.rows)
        if row["judged_target"] == scope.target and row["division_code"] == scope.division
    ]
    if source is None or len(found) != 1:
        return None
    (row,) = found
    who, where, day, proof = (row[each] for each in _PROOF)
    text = Label(f"{where} {who} {day} 研判，依据 {proof}", f"judged by {who}, {where}, on {day}: {proof}")
    trace = Trace(
        label=Label("研判结论", "judgement"),
        value=str(row["judged_outcome"]),
        rows=(source.reference(row),),
        status=_status(row),
        is_synthetic=row["is_synthetic"] is True,
        notes=(text, Label(str(row["judged_grounds"]), str(row["judged_grounds"]))),
    )
    return Judgement(cast(Outcome, row["judged_outcome"]), text, trace)


def declared_figure(declaration: Declaration, scope: Scope) -> Measurement:
    """Return the figure a department declares for the indicator (部门认定值).

    With ``each: division`` it is the worst of the divisions directly below, all of which are expected.
    """
    if not declaration.each:
        return _one(declaration, scope, scope.division)
    found = [(code, _one(declaration, scope, code)) for code in scope.children]
    known = [each for _, each in found if each.figure.value is not None]
    absent = tuple(code for code, each in found if each.figure.value is None)
    if not known:
        return _one(declaration, scope, scope.division)
    is_up = declaration.wanted == "up"
    values = [cast(Decimal, each.figure.value) for each in known]
    worst_one = known[values.index(min(values) if is_up else max(values))]
    value = cast(Decimal, worst_one.figure.value)
    interval = Interval.at(value)
    if absent:
        interval = Interval(None, value) if is_up else Interval(value, None)
    traces = tuple(each.figure.trace for _, each in found)
    trace = replace(
        worst_one.figure.trace,
        label=scope.asker.names.figure(scope.division, scope.period, declaration.id),
        status=worst(each.figure.status for each in known),
        coverage=Coverage(len(found), len(known), absent),
        inputs=lambda: traces,
    )
    return Measurement(
        declaration=declaration,
        figure=replace(worst_one.figure, trace=trace),
        interval=interval,
        groups=tuple((code, each.figure) for code, each in found),
        is_confirmed=all(each.is_confirmed for each in known),
    )


def _one(declaration: Declaration, scope: Scope, division: str) -> Measurement:
    source = scope.source(_FIGURES) if _FIGURES in scope.declared.types else None
    wanted = declaration.of or declaration.id
    rows = [
        row
        for row in (() if source is None else source.rows)
        if row["indicator_id"] == wanted and row["division_code"] == division and row["value"] is not None
    ]
    label = scope.asker.names.figure(division, scope.period, declaration.id)
    if source is None or not rows:
        zh, en = f"{label.zh}尚未认定", f"not declared yet: {label.en}"
        if scope.asker.is_synthetic:
            zh, en = f"演示数据中没有{label.zh}", f"not among the synthetic rows: {label.en}"
        return _absent(declaration, label, Absence("not_declared", Label(zh, en)))
    figures = [_figure(row, source, declaration, label) for row in rows]
    if len({(figure.value, figure.unit) for figure in figures}) > 1:
        reason = Label(f"几个部门认定的{label.zh}不同", f"departments declare different figures: {label.en}")
        return _absent(declaration, label, Absence("declared_twice", reason), figures)
    first = figures[0]
    interval = Interval.at(first.absence or cast(Decimal, first.value))
    return Measurement(
        declaration, first, interval, is_confirmed=all(row["scan_hash"] is not None for row in rows)
    )


def _figure(row: Row, source: Source, declaration: Declaration, label: Label) -> Figure:
    value, unit = cast(Decimal, row["value"]), str(row["unit"])
    text = f"{row['department']} {row['declared_method']} {row['document_number']}"
    notes = [Label(text, text)]
    if row["scan_hash"] is None:
        notes.append(Label("未附盖章件，只算已报送、未确认", "without a stamped scan: filed, not confirmed"))
    trace = Trace(
        label=label,
        value=f"{plain(value)} {unit}",
        citation=declaration.citation,
        rows=(source.reference(row),),
        status=worst([_status(row), declaration.status]),
        is_synthetic=row["is_synthetic"] is True,
        coverage=Coverage(1, 1),
        notes=tuple(notes),
    )
    return in_unit(Figure(value, unit, trace), declaration.unit)


def _absent(
    declaration: Declaration, label: Label, reason: Absence, figures: list[Figure] | None = None
) -> Measurement:
    held = tuple(figures or ())
    trace = Trace(
        label=label,
        value="—",
        citation=declaration.citation,
        rows=tuple(row for each in held for row in each.trace.rows),
        status=declaration.status,
        is_synthetic=any(each.is_synthetic for each in held),
        notes=(reason.reason,),
        inputs=lambda: tuple(each.trace for each in held),
    )
    return Measurement(declaration, Figure(None, declaration.unit, trace, reason), UNBOUNDED)


def _status(row: Row) -> Status:
    return cast(Status, row["status"] or "unverified")
