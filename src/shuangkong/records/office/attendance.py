"""Attendance (报送情况): how each filer of a round stands as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuangkong.records.office.filing import Filing, FilingStep
from shuangkong.records.office.round import Exemption, Round, RoundDuty, RoundEvent, RoundState, round_state
from shuangkong.trace import Label

__all__ = ["PRESENCES", "Attendance", "AttendanceLine", "Presence", "RoundRows", "attend"]

Presence = Literal["filed", "late", "returned", "exempt", "awaited", "missing"]
PRESENCES: Mapping[Presence, Label] = {
    "filed": Label("按时报送", "filed in time"),
    "late": Label("逾期报送", "filed late"),
    "returned": Label("退回待重报", "returned, to be filed again"),
    "exempt": Label("免报", "exempt"),
    "awaited": Label("未到期", "not yet due"),
    "missing": Label("逾期未报", "missing"),
}


@dataclass(frozen=True)
class RoundRows:
    """All that is kept about one round (轮次数据)."""

    round: Round
    events: Sequence[RoundEvent]
    duties: Sequence[RoundDuty]
    exemptions: Sequence[Exemption]
    filings: Sequence[Filing]
    steps: Sequence[FilingStep]


@dataclass(frozen=True)
class AttendanceLine:
    """How one filer stands (报送情况).

    Parameters
    ----------
    filing_id
        The version that stands on the day; empty where nothing was filed.
    filed_on
        Day the first version was filed; it decides whether the filer was late.
    days_late
        Days after the due day: of filing, or so far where nothing was filed [days].
    reason
        Why exempt, or the opinion a filing was returned with; empty otherwise.
    """

    filer_code: str
    presence: Presence
    filing_id: str = ""
    version_no: int = 0
    filed_on: date | None = None
    days_late: int = 0
    reason: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the line as plain data."""
        filed_on = None if self.filed_on is None else self.filed_on.isoformat()
        return vars(self) | {"filed_on": filed_on}


@dataclass(frozen=True)
class Attendance:
    """The attendance of a round as of a day (报送情况表): a line per filer, by code."""

    round: Round
    state: RoundState
    on: date
    lines: tuple[AttendanceLine, ...]

    @property
    def counts(self) -> Mapping[Presence, int]:
        """How many filers stand how; every presence is there, 0 where nobody does."""
        counted = Counter(line.presence for line in self.lines)
        return {presence: counted[presence] for presence in PRESENCES}

    @property
    def to_remind(self) -> tuple[AttendanceLine, ...]:
        """Those who still have to file (待提醒单位): returned, awaited or missing."""
        return tuple(line for line in self.lines if line.presence in ("returned", "awaited", "missing"))

    def as_json(self) -> dict[str, object]:
        """Return the attendance as plain data."""
        return {
            "round_id": self.round.round_id,
            "type_id": self.round.type_id,
            "period": self.round.period,
            "on": self.on.isoformat(),
            "due_on": self.state.due_on.isoformat(),
            "standing": self.state.standing,
            "counts": dict(self.counts),
            "lines": [line.as_json() for line in self.lines],
        }


def attend(rows: RoundRows, on: date) -> Attendance:
    """Return how every filer of a round stands at the end of a day (统计报送情况).

    A filer is late by the day of its first version: a version returned and filed again does not make a
    timely filer late, nor a late one timely. What happened after the day is left out.
    """
    state = round_state(rows.round, rows.events, on)
    codes = sorted({duty.filer_code for duty in rows.duties if duty.round_id == rows.round.round_id})
    return Attendance(rows.round, state, on, tuple(_line(code, rows, state, on) for code in codes))


def _line(code: str, rows: RoundRows, state: RoundState, on: date) -> AttendanceLine:
    versions = sorted(
        (
            filing
            for filing in rows.filings
            if filing.round_id == rows.round.round_id and filing.filer_code == code and filing.filed_on <= on
        ),
        key=lambda filing: filing.version_no,
    )
    if versions:
        return _filed(code, versions, rows.steps, state, on)
    for exemption in rows.exemptions:
        if (exemption.round_id, exemption.filer_code) == (rows.round.round_id, code) and (
            exemption.exempted_on <= on
        ):
            return AttendanceLine(code, "exempt", reason=exemption.exemption_reason)
    overdue = max(0, (on - state.due_on).days)
    return AttendanceLine(code, "missing" if overdue else "awaited", days_late=overdue)


def _filed(
    code: str, versions: Sequence[Filing], steps: Iterable[FilingStep], state: RoundState, on: date
) -> AttendanceLine:
    first, last = versions[0], versions[-1]
    days_late = max(0, (first.filed_on - state.due_on).days)
    back = [
        step
        for step in steps
        if step.filing_id == last.filing_id and step.signed_on <= on and step.step in ("returned", "refused")
    ]
    presence: Presence = "returned" if back else "late" if days_late else "filed"
    reason = (back[-1].opinion or "") if back else ""
    return AttendanceLine(code, presence, last.filing_id, last.version_no, first.filed_on, days_late, reason)
