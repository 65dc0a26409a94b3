"""Evaluating declarations (计算指标口径): from the rows of a snapshot to one figure that explains itself."""

from __future__ import annotations

from dataclasses import replace

from shuangkong.accounts import level_in
from shuangkong.assessment.declarations.combining import change, per, points
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.filed import declared_figure
from shuangkong.assessment.declarations.measurement import Measurement
from shuangkong.assessment.declarations.of_rows import of_rows
from shuangkong.assessment.declarations.reckoned import UNBOUNDED, Interval
from shuangkong.assessment.declarations.row_kinds import ROW_KINDS
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = ["evaluate"]

_COMBINED = {"per": per, "change": change, "points": points}
_STATISTIC = Declaration("", "", Label("", ""), "statistic")


def evaluate(declaration: Declaration, scope: Scope) -> Measurement:
    """Return what a declaration comes to (计算指标).

    The value is over the rows that are decided; its coverage names those that are not, and the divisions that
    were asked in a filing round and are silent; its interval says where the value lies whatever they hold.
    """
    if declaration.kind in ROW_KINDS:
        return of_rows(declaration, scope)
    if declaration.kind in _COMBINED:
        return _COMBINED[declaration.kind](declaration, scope, _measure)
    if declaration.kind == "declared":
        return declared_figure(declaration, scope)
    return _judged(declaration) if declaration.kind == "judged" else _statistic(declaration, scope)


def _measure(indicator: str, scope: Scope) -> Measurement:
    """Return what an indicator comes to, declared or of the statistics (计算指标)."""
    found = scope.declared.by_id.get(indicator)
    return evaluate(found or replace(_STATISTIC, of=indicator, status="official"), scope)


def _statistic(declaration: Declaration, scope: Scope) -> Measurement:
    figure = level_in(scope.asker, declaration.of, scope.period.end.year)
    figure = replace(figure, trace=replace(figure.trace, status=worst([figure.status, declaration.status])))
    return Measurement(declaration, figure, Interval.of(figure))


def _judged(declaration: Declaration) -> Measurement:
    """Return that there is no figure: a person judges, which the verdict shows."""
    reason = Label("由主管部门研判，不计算数值", "judged by a person: there is no figure")
    trace = Trace(declaration.label, "—", status=declaration.status, citation=declaration.citation)
    return Measurement(declaration, Figure(None, "", trace, Absence("judged", reason)), UNBOUNDED)
