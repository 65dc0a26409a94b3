"""Intervals (区间): what an incomplete total can be at least and at most.

A silent division is bounded by its own last known figure, moved as the slowest and as the fastest of the
divisions that did report moved over the same years. That is a reading of ours (constructed). Without such a
figure there is no upper end; the lower end then holds what is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import ONE, compound, difference, percent, ratio
from shuangkong.accounts.bases.inquiry import Inquiry
from shuangkong.accounts.bases.lines import added
from shuangkong.accounts.bases.statement import Statement
from shuangkong.accounts.intensity import intensity
from shuangkong.accounts.observation import observe
from shuangkong.accounts.total import divisions_below
from shuangkong.trace import Absence, Figure, Label, Status, Trace

__all__ = ["Interval", "change_interval", "total_interval"]

_STATUS: Status = "constructed"
_NOTE = Label(
    "未报地区按其最近已知值及已报地区最慢、最快的变化估计",
    "silent divisions: their last known figure, moved as the slowest and the fastest of the others",
)
_Known = Mapping[int, Decimal]


@dataclass(frozen=True)
class Interval:
    """At least and at most (区间) [unit]; ``high`` is None where nothing bounds it above."""

    low: Decimal
    high: Decimal | None
    unit: str
    absent: tuple[str, ...]
    status: Status = _STATUS
    note: Label = _NOTE


def total_interval(statement: Statement) -> Interval | None:
    """Return the bounds of the assessed total (考核总量区间); None where nobody is silent.

    The deductions are those of the whole division and known.
    """
    found = _of_raw(statement.inquiry, statement.total.raw)
    is_known = statement.total.assessed.figure.value is not None
    return _less(found, statement.total.taken) if found is not None and is_known else None


def change_interval(statement: Statement) -> Interval | None:
    """Return the bounds of the change of intensity (强度变化率区间) [%]; None where nothing is open.

    Energy of the last year may lack divisions; the base year and GDP have to be whole.
    """
    found = _of_raw(statement.inquiry, statement.intensity.raw)
    whole = (statement.level_base.figure, statement.gdp.base.figure, statement.gdp.last.figure)
    if found is None or statement.intensity.assessed.figure.value is None:
        return None
    if any(each.value is None or _is_partial(each) for each in whole):
        return None
    bounds = _less(found, statement.intensity.taken)
    low = _changed(statement, bounds.low)
    if low is None:
        return None
    high = None if bounds.high is None else _changed(statement, bounds.high)
    return Interval(low, high, "%", bounds.absent)


def _changed(statement: Statement, energy: Decimal) -> Decimal | None:
    raw, gdp = statement.intensity.raw, statement.gdp.last
    trace = Trace(_NOTE, str(energy), status=_STATUS, is_synthetic=raw.figure.is_synthetic)
    figure = Figure(energy, raw.figure.unit, trace)
    level = intensity(replace(raw, figure=figure), gdp)
    before = statement.level_base.figure.value
    if level.figure.value is None or before is None:
        return None
    quotient = ratio(level.figure.value, before)
    return None if isinstance(quotient, Absence) else percent(difference(quotient, ONE))


def _is_partial(figure: Figure) -> bool:
    return figure.trace.coverage is not None and not figure.trace.coverage.is_full


def _less(found: Interval, taken: Decimal) -> Interval:
    high = None if found.high is None else difference(found.high, taken)
    return Interval(difference(found.low, taken), high, found.unit, found.absent)


def _of_raw(inquiry: Inquiry, raw: Account) -> Interval | None:
    coverage, known = raw.figure.trace.coverage, raw.figure.value
    if known is None or coverage is None or coverage.is_full:
        return None
    year = raw.period.end.year
    below = divisions_below(inquiry.asker.rows, raw.division, raw.period.end)
    held = {code: _known(inquiry, raw, code) for code in below}
    lows, highs = [known], [known]
    is_open = False
    for code in coverage.absent:
        past = {each: value for each, value in held[code].items() if each < year}
        moves = _moves(held, max(past), year) if past else []
        if not moves:
            is_open = True
            continue
        last = past[max(past)]
        lows.append(compound((last, min(moves))))
        highs.append(compound((last, max(moves))))
    return Interval(added(lows), None if is_open else added(highs), raw.figure.unit, coverage.absent)


def _known(inquiry: Inquiry, raw: Account, code: str) -> _Known:
    """Return what a division reported by year, in the series of the total."""
    asker = inquiry.asker
    found = observe(
        asker.rows,
        raw.indicator_id,
        code,
        energy_basis=inquiry.question.energy_basis,
        synthetic=asker.is_synthetic,
    )
    return {
        each.period.end.year: each.figure.value
        for each in found
        if each.period.is_year and each.series == raw.series and each.figure.value is not None
    }


def _moves(held: Mapping[str, _Known], first: int, last: int) -> list[Decimal]:
    """Return how the divisions that know both years moved (变化倍数)."""
    quotients = (ratio(known[last], known[first]) for known in held.values() if {first, last} <= known.keys())
    return [each for each in quotients if isinstance(each, Decimal)]
