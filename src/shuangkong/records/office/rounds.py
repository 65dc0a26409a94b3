"""Acts on rounds (调度): opened, locked, reopened; filers exempted and reminded; attendance told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.office.attendance import Attendance, RoundRows, attend
from shuangkong.records.office.desk import Desk, Signature
from shuangkong.records.office.filer import filers_of
from shuangkong.records.office.filing import Filing, FilingStep
from shuangkong.records.office.reminder import Reminder, remind
from shuangkong.records.office.round import (
    EventKind,
    Exemption,
    Filed,
    Round,
    RoundDuty,
    RoundEvent,
    check_into_round,
    round_state,
)

__all__ = ["Rounds"]


@dataclass(frozen=True)
class Rounds:
    """The rounds of an office (调度轮次)."""

    desk: Desk

    def all(self) -> tuple[Round, ...]:
        """Return every round, by id."""
        return self.desk.read(Round, "round")

    def rows(self, round_id: str) -> RoundRows:
        """Return all that is kept about a round.

        Raises
        ------
        ProblemsFound
            ``round_unknown``.
        """
        found = self._round(round_id)
        filings = [each for each in self.desk.read(Filing, "filing") if each.round_id == round_id]
        return RoundRows(
            found,
            self.desk.read(RoundEvent, "round_event", round_id),
            self.desk.read(RoundDuty, "round_duty", round_id),
            self.desk.read(Exemption, "exemption", round_id),
            filings,
            self.desk.read_of(FilingStep, "filing_step", filings),
        )

    def check_into(self, round_id: str, filing: Filed, on: date) -> Collector:
        """Return why a filing may not enter a round (能否报入轮次), as `check_into_round`.

        Raises
        ------
        ProblemsFound
            ``round_unknown``.
        """
        found = self._round(round_id)
        events = self.desk.read(RoundEvent, "round_event", round_id)
        duties = self.desk.read(RoundDuty, "round_duty", round_id)
        return check_into_round(filing, found, events, duties, on)

    def open(self, filing_round: Round, filers: Sequence[str], signature: Signature) -> None:
        """Open a round and say who must file (开始调度).

        Raises
        ------
        ProblemsFound
            With all of ``duty_not_entitled``, ``reason_required``, ``round_exists``,
            ``round_dates_reversed``, ``round_without_filers``, ``division_unknown``; ``type_unknown``.
        """
        where = filing_round.round_id
        self.desk.type(filing_round.type_id)
        with self.desk.records.within():
            person, problems = self.desk.entitled(signature, "dispatch", where)
            if where in {each.round_id for each in self.all()}:
                problems.add("round_exists", where)
            if filing_round.due_on < filing_round.opened_on:
                problems.add(
                    "round_dates_reversed",
                    where,
                    due_on=filing_round.due_on,
                    opened_on=filing_round.opened_on,
                )
            if not filers:
                problems.add("round_without_filers", where)
            problems.extend(self._unknown(filers, filing_round.opened_on))
            problems.raise_errors()
            event = RoundEvent(
                where, 1, "opened", self.desk.day(signature.at), person.person_id, None, None, None
            )
            self.desk.keep("round", [filing_round], person, signature)
            self.desk.keep("round_event", [event], person, signature)
            duties = self._duties(filing_round, filers)
            self.desk.keep("round_duty", duties, person, signature)

    def add_filers(self, round_id: str, filers: Sequence[str], signature: Signature) -> None:
        """Add filers that must file as well (增列填报单位)."""
        with self.desk.records.within():
            filing_round = self.rows(round_id).round
            person, problems = self.desk.entitled(signature, "dispatch", round_id)
            problems.extend(self._unknown(filers, filing_round.opened_on))
            problems.raise_errors()
            duties = self._duties(filing_round, filers)
            self.desk.keep("round_duty", duties, person, signature)

    def exempt(self, round_id: str, filer_code: str, signature: Signature) -> None:
        """Let a filer off, with the reason (免报).

        Raises
        ------
        ProblemsFound
            ``round_unknown``, ``duty_not_entitled``, ``reason_required``, ``round_not_expected``.
        """
        with self.desk.records.within():
            rows = self.rows(round_id)
            person, problems = self.desk.entitled(signature, "dispatch", round_id)
            if filer_code not in {duty.filer_code for duty in rows.duties if duty.round_id == round_id}:
                problems.add("round_not_expected", round_id, filer=filer_code)
            problems.raise_errors()
            exempted_on = self.desk.day(signature.at)
            exemption = Exemption(round_id, filer_code, signature.reason, exempted_on, person.person_id)
            self.desk.keep("exemption", [exemption], person, signature)

    def lock(self, round_id: str, signature: Signature) -> None:
        """Lock a round: it takes nothing more (锁定)."""
        self._turn(round_id, "locked", signature, None)

    def reopen(self, round_id: str, signature: Signature, *, extended_to: date | None = None) -> None:
        """Open a locked round again, with the reason (重新开放), and perhaps a new due day.

        Raises
        ------
        ProblemsFound
            ``round_unknown``, ``duty_not_entitled``, ``reason_required``, ``round_event_repeated``,
            ``round_dates_reversed``.
        """
        self._turn(round_id, "reopened", signature, extended_to)

    def attendance(self, round_id: str, on: date) -> Attendance:
        """Return how each filer stands as of a day (报送情况)."""
        return attend(self.rows(round_id), on)

    def reminders(self, round_id: str, on: date) -> tuple[Reminder, ...]:
        """Return a letter to each filer that still has to file (拟提醒函); nothing is kept."""
        attendance = self.attendance(round_id, on)
        directory = self.desk.directory(on)
        title = self.desk.type(attendance.round.type_id).title
        sender = directory.place_label(self.desk.division)
        return tuple(
            remind(line, attendance, title=title, filer=directory.place_label(line.filer_code), sender=sender)
            for line in attendance.to_remind
        )

    def remind(self, round_id: str, signature: Signature) -> tuple[Reminder, ...]:
        """Return the letters and keep that each filer was reminded (提醒)."""
        on = self.desk.day(signature.at)
        with self.desk.records.within():
            person, problems = self.desk.entitled(signature, "dispatch", round_id)
            problems.raise_errors()
            letters = self.reminders(round_id, on)
            number = self._next_event(self.rows(round_id))
            events = [
                RoundEvent(round_id, no, "reminded", on, person.person_id, None, None, letter.filer_code)
                for no, letter in enumerate(letters, number)
            ]
            self.desk.keep("round_event", events, person, signature)
        return letters

    def _round(self, round_id: str) -> Round:
        found = self.desk.read(Round, "round", round_id)
        if not found:
            known = ", ".join(each.round_id for each in self.all()) or "—"
            raise ProblemsFound([Problem("round_unknown", round_id, {"known": known})])
        return found[0]

    def _turn(self, round_id: str, kind: EventKind, signature: Signature, extended_to: date | None) -> None:
        on = self.desk.day(signature.at)
        with self.desk.records.within():
            rows = self.rows(round_id)
            person, problems = self.desk.entitled(signature, "dispatch", round_id)
            is_locked = round_state(rows.round, rows.events, on).standing == "locked"
            if is_locked == (kind == "locked"):
                problems.add(
                    "round_event_repeated",
                    round_id,
                    state_zh="已锁定" if is_locked else "未锁定",
                    state_en="locked" if is_locked else "not locked",
                )
            if extended_to is not None and extended_to < rows.round.opened_on:
                problems.add(
                    "round_dates_reversed", round_id, due_on=extended_to, opened_on=rows.round.opened_on
                )
            problems.raise_errors()
            number = self._next_event(rows)
            reason = signature.reason
            event = RoundEvent(round_id, number, kind, on, person.person_id, reason, extended_to, None)
            self.desk.keep("round_event", [event], person, signature)

    def _duties(self, filing_round: Round, filers: Sequence[str]) -> list[RoundDuty]:
        filed_type = self.desk.type(filing_round.type_id)
        codes = dict.fromkeys(code for filer in filers for code in filers_of(filed_type, filer))
        return [RoundDuty(filing_round.round_id, code, None) for code in codes]

    @staticmethod
    def _next_event(rows: RoundRows) -> int:
        return 1 + sum(event.round_id == rows.round.round_id for event in rows.events)

    def _unknown(self, filers: Sequence[str], on: date) -> Collector:
        problems = Collector()
        directory = self.desk.directory(on)
        for code in filers:
            if not directory.path(code):
                problems.add("division_unknown", code)
        return problems
