"""Statements as plain data (核算表输出): one row for each line of a bridge, one object for each statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shuangkong.accounts.bases.agreement import agreement
from shuangkong.accounts.bases.bridge import Bridge
from shuangkong.accounts.bases.interval import Interval, change_interval, total_interval
from shuangkong.accounts.bases.statement import Statement
from shuangkong.accounts.observation import plain
from shuangkong.trace import Figure

__all__ = ["as_json", "bridge_rows"]


def bridge_rows(statements: Iterable[Statement]) -> tuple[Mapping[str, str], ...]:
    """Return the bridges as rows (调整表): raw, each line with its evidence, assessed.

    Lines are signed: what is taken out is negative, so that a column adds up to the assessed figure.
    """
    return tuple(
        row for statement in statements for each in statement.bridges for row in _rows(each, statement)
    )


def _rows(bridge: Bridge, statement: Statement) -> Iterable[Mapping[str, str]]:
    head = {
        "division": bridge.raw.division,
        "basis": str(statement.basis),
        "measure": bridge.measure,
        "year": bridge.raw.period.text,
    }
    yield head | _cells("raw", "原始值", "raw", bridge.raw.figure)
    for line in bridge.lines:
        cells = _cells(line.item, line.label.zh, line.label.en, line.taken, negated=True)
        proof = {
            "rule": f"{line.rule.key}@{line.rule.edition}",
            "records": "; ".join(line.records),
            "evidence": "; ".join(line.evidence),
            "approval": "; ".join(line.approval),
        }
        yield head | cells | proof
    yield head | _cells("assessed", "考核值", "assessed", bridge.assessed.figure)


def _cells(item: str, zh: str, en: str, figure: Figure, *, negated: bool = False) -> dict[str, str]:
    value = figure.value
    if value is not None and negated and value != 0:
        value = value.copy_negate()
    return {
        "item": item,
        "label_zh": zh,
        "label_en": en,
        "value": "" if value is None else plain(value),
        "unit": figure.unit,
        "rule": "",
        "records": "",
        "evidence": "",
        "approval": "",
        "status": figure.status,
        "is_synthetic": "true" if figure.is_synthetic else "false",
        "absence": "" if figure.absence is None else figure.absence.code,
    }


def as_json(statement: Statement) -> dict[str, object]:
    """Return a statement as plain data (核算表), values exact, with bridges, agreement and intervals."""
    question = statement.inquiry.question
    fit = agreement(statement)
    figures = {
        "total_base": statement.total_base.assessed.figure,
        "total": statement.total.assessed.figure,
        "intensity_base": statement.level_base.figure,
        "intensity": statement.level.figure,
        "total_change": statement.total_change,
        "intensity_change": statement.intensity_change,
        "gdp_change": statement.gdp_change,
    }
    return {
        "division": question.division,
        "period": question.period.text,
        "base_year": statement.inquiry.base_year,
        "known_on": question.known_on.isoformat(),
        "basis": list(statement.basis.names),
        "basis_label": {"zh": statement.basis.label.zh, "en": statement.basis.label.en},
        "energy_basis": question.energy_basis,
        "price_base_year": statement.level.series.price_base_year,
        "vintage": statement.level.series.vintage,
        "figures": {name: _figure(figure) for name, figure in figures.items()},
        "bridge": [dict(row) for row in bridge_rows([statement])],
        "agreement": {
            "gap_points": None if fit.gap is None else plain(fit.gap),
            "note": None if fit.note is None else fit.note.as_json(),
        },
        "intervals": {
            "total": _interval(total_interval(statement)),
            "intensity_change": _interval(change_interval(statement)),
        },
    }


def _figure(figure: Figure) -> dict[str, object]:
    absence = figure.absence
    return {
        "value": None if figure.value is None else plain(figure.value),
        "unit": figure.unit,
        "status": figure.status,
        "is_synthetic": figure.is_synthetic,
        "absence": None
        if absence is None
        else {"code": absence.code, "zh": absence.reason.zh, "en": absence.reason.en},
        "trace": figure.trace.as_json(),
    }


def _interval(interval: Interval | None) -> dict[str, object] | None:
    if interval is None:
        return None
    return {
        "low": plain(interval.low),
        "high": None if interval.high is None else plain(interval.high),
        "unit": interval.unit,
        "absent": list(interval.absent),
        "status": interval.status,
        "note": {"zh": interval.note.zh, "en": interval.note.en},
    }
