"""Rounds (调度轮次): a type is filed for a period, from a day to a day, by those who must."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from shuangkong.errors import Collector

__all__ = [
    "Exemption",
    "Filed",
    "Round",
    "RoundDuty",
    "RoundEvent",
    "RoundState",
    "check_into_round",
    "round_state",
]

Standing = Literal["not_open", "open", "locked"]
EventKind = Literal["opened", "locked", "reopened", "reminded"]


class Filed(Protocol):
    """What is filed, by whom and for when (报送事项)."""

    @property
    def type_id(self) -> str: ...
    @property
    def filer_code(self) -> str: ...
    @property
    def period(self) -> str: ...


@dataclass(frozen=True)
class Round:
    """A round (调度轮次): a row of the table ``round``; the due day is the last day in time."""

    round_id: str
    type_id: str
    period: str
    opened_on: date
    due_on: date
    is_synthetic: bool
    note: str | None


@dataclass(frozen=True)
class RoundEvent:
    """What happened to a round (轮次事项): a row of the table ``round_event``."""

    round_id: str
    event_no: int
    round_event: EventKind
    happened_on: date
    person: str
    event_reason: str | None
    extended_to: date | None
    reminded_code: str | None


@dataclass(frozen=True)
class RoundDuty:
    """A filer that must file in a round (填报义务): a row of the table ``round_duty``."""

    round_id: str
    filer_code: str
    note: str | None


@dataclass(frozen=True)
class Exemption:
    """A filer that need not file in a round, and why (免报): a row of the table ``exemption``."""

    round_id: str
    filer_code: str
    exemption_reason: str
    exempted_on: date
    person: str


@dataclass(frozen=True)
class RoundState:
    """Where a round stands on a day (轮次状态), with the due day then in force."""

    standing: Standing
    due_on: date
    reason: str | None


def round_state(filing_round: Round, events: Iterable[RoundEvent], on: date) -> RoundState:
    """Return where a round stands on a day (轮次状态).

    Examples
    --------
    >>> march = Round("r", "t", "2023", date(2024, 3, 1), date(2024, 3, 10), False, None)
    >>> lock = RoundEvent("r", 1, "locked", date(2024, 3, 15), "p", None, None, None)
    >>> [round_state(march, [lock], date(2024, month, 20)).standing for month in (2, 3)]
    ['not_open', 'locked']
    """
    standing: Standing = "open" if on >= filing_round.opened_on else "not_open"
    due_on, reason = filing_round.due_on, None
    mine = [event for event in events if event.round_id == filing_round.round_id and event.happened_on <= on]
    for event in sorted(mine, key=lambda event: event.event_no):
        if event.round_event == "locked":
            standing, reason = "locked", event.event_reason
        elif event.round_event == "reopened":
            standing, reason = "open", event.event_reason
            due_on = event.extended_to or due_on
    return RoundState(standing, due_on, reason)


def check_into_round(
    filing: Filed, filing_round: Round, events: Iterable[RoundEvent], duties: Iterable[RoundDuty], on: date
) -> Collector:
    """Return why a filing may not enter a round (能否报入轮次).

    The problems are ``round_mismatch``, ``round_not_open``, ``round_locked`` and ``round_not_expected``.
    """
    problems = Collector()
    where = filing_round.round_id
    state = round_state(filing_round, events, on)
    if (filing.type_id, filing.period) != (filing_round.type_id, filing_round.period):
        problems.add(
            "round_mismatch",
            where,
            found=f"{filing.type_id} {filing.period}",
            expected=f"{filing_round.type_id} {filing_round.period}",
        )
    if state.standing == "not_open":
        problems.add("round_not_open", where, on=on, opened_on=filing_round.opened_on)
    if state.standing == "locked":
        problems.add("round_locked", where, filer=filing.filer_code, on=on)
    if filing.filer_code not in {
        duty.filer_code for duty in duties if duty.round_id == filing_round.round_id
    }:
        problems.add("round_not_expected", where, filer=filing.filer_code)
    return problems
