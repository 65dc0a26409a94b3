"""Silence (未报): who was asked for a register in a filing round and filed nothing."""

from __future__ import annotations

from shuangkong.accounts import FrozenRows
from shuangkong.assessment.declarations.scope import Scope
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row

__all__ = ["silent"]


def silent(register: str, scope: Scope) -> tuple[str, ...]:
    """Return the divisions within the question's that were asked and whose rows are not in (应报未报地区).

    The round is the last one of the register whose period ends within the one asked about, or before it for
    a register without periods. Who is exempt was not asked.
    """
    asked = _last_round(register, scope)
    if asked is None:
        return ()
    rows = scope.asker.rows
    round_id = asked["round_id"]
    approved = {row["filing_id"] for row in _frozen(rows, "filing_step", step="approved")}
    filings = _frozen(rows, "filing", round_id=round_id)
    filed = {_division(row) for row in filings if row["filing_id"] in approved}
    filed |= {_division(row) for row in _frozen(rows, "exemption", round_id=round_id)}
    duties = {_division(row) for row in _frozen(rows, "round_duty", round_id=round_id)}
    return tuple(sorted(code for code in duties - filed if code in scope.within))


def _last_round(register: str, scope: Scope) -> Row | None:
    has_periods = "period" in scope.declared.types[register].table.column_names
    found = []
    for row in _frozen(scope.asker.rows, "round", type_id=register, is_synthetic=scope.asker.is_synthetic):
        period = Period.parse(str(row["period"]))
        if period.text == scope.period_text or (not has_periods and period.end <= scope.period.end):
            found.append((period.end, str(row["opened_on"]), row))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _division(row: Row) -> str:
    return str(row["filer_code"]).partition("/")[0]


def _frozen(rows: FrozenRows, table: str, /, **equals: Cell) -> tuple[Row, ...]:
    try:
        rows.table_hash(table)
        return rows.rows(table, **equals)
    except ProblemsFound:
        return ()  # frozen before there were rounds
