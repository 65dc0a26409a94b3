"""Acts on filings (报送与办理): filed, reviewed, countersigned, returned, approved; scans attached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.kept import Progress
from shuangkong.records.office.closing import Closing, check_period_open
from shuangkong.records.office.desk import Desk, Signature
from shuangkong.records.office.duties import check_filer, check_rows_own, check_step
from shuangkong.records.office.filing import STEPS, Filing, FilingStep, StepName, versions_of
from shuangkong.records.office.person import Directory, Person
from shuangkong.records.office.printed import (
    Print,
    Scan,
    check_printed,
    is_confirmed,
    keep_evidence,
    page_count,
    print_of,
    read_scan,
)
from shuangkong.records.office.rounds import Rounds
from shuangkong.records.office.state import STATES, FilingState, state_of
from shuangkong.schema import Row, Table

__all__ = ["Filings", "Standing", "Submission"]


@dataclass(frozen=True)
class Submission:
    """What is filed (报送内容): rows of a type, for a filer and a period.

    Parameters
    ----------
    period
        What the rows speak of; where they speak of none, the month of filing.
    round_id
        Round it is filed in; None outside rounds.
    document_number, issued_on
        The official letter it comes with, if any.
    """

    type_id: str
    filer_code: str
    period: str
    rows: Sequence[Row]
    round_id: str | None = None
    document_number: str | None = None
    issued_on: date | None = None
    is_synthetic: bool = False


@dataclass(frozen=True)
class Standing:
    """A filing as it stands now (报表现状)."""

    state: FilingState
    scans: tuple[Scan, ...]

    @property
    def filing(self) -> Filing:
        """The filing itself."""
        return self.state.filing

    @property
    def is_confirmed(self) -> bool:
        """Whether its stamped scan is attached (是否确认)."""
        return is_confirmed(self.filing, self.scans)

    def as_json(self) -> dict[str, object]:
        """Return all of it as plain data."""
        filing = {
            name: str(cell) if isinstance(cell, date) else cell for name, cell in vars(self.filing).items()
        }
        return {"filing": filing, **self.state.as_json(), "is_confirmed": self.is_confirmed}


@dataclass(frozen=True)
class Filings:
    """The filings of an office (报表办理)."""

    desk: Desk
    rounds: Rounds

    def standing(self, filing_id: str) -> Standing:
        """Return how a filing stands now (报表现状).

        Raises
        ------
        ProblemsFound
            ``filing_unknown``.
        """
        found = self.desk.read(Filing, "filing", filing_id)
        if not found:
            raise ProblemsFound([Problem("filing_unknown", filing_id)])
        return self._standing(found)[0]

    def all(self, *, round_id: str | None = None) -> tuple[Standing, ...]:
        """Return how every filing stands now, of one round if given (报表清单)."""
        filings = self.desk.read(Filing, "filing")
        return self._standing([each for each in filings if round_id in (None, each.round_id)])

    def file(
        self, submission: Submission, signature: Signature, *, progress: Progress | None = None
    ) -> Standing:
        """File rows (报送), again after a return, or as a correction after an approval.

        The same rows filed again change nothing: the version that says so already is returned.

        Raises
        ------
        ProblemsFound
            With all of ``duty_not_entitled``, ``row_of_another``, ``reason_required``, ``period_closed``,
            ``round_mismatch``, ``round_not_open``, ``round_locked``, ``round_not_expected``; or
            ``filing_in_progress`` where another version is not decided yet; or what `Records.file` finds.
        """
        filed_type = self.desk.type(submission.type_id)
        with self.desk.records.within():
            person, directory = self.desk.actor(signature)
            self._unfit(submission, person, directory, signature).raise_errors()
            before = self._versions(submission.type_id, submission.filer_code, submission.period)
            filed = self.desk.records.file(
                filed_type.id,
                filed_type.version,
                filed_type.table.name,
                submission.rows,
                header=_header(submission, person.person_id),
                author=person.person_id,
                reason=signature.reason,
                recorded_at=signature.at,
                progress=progress,
            )
            if filed.filing not in {each.filing_id for each in before}:
                self._refuse_second(before)
                self._write_step(filed.filing, "filed", person, signature)
            return self.standing(filed.filing)

    def step(self, filing_id: str, step: str, signature: Signature) -> Standing:
        """Review, countersign, refuse, return or approve a filing (办理); the reason is the opinion.

        Raises
        ------
        ProblemsFound
            ``filing_unknown``; ``step_unknown``; with all of ``step_final``, ``step_out_of_order``,
            ``step_own_filing``, ``duty_not_entitled``, ``step_without_opinion``, ``period_closed``.
        """
        named = _step_named(step, filing_id)
        on = self.desk.day(signature.at)
        with self.desk.records.within():
            standing = self.standing(filing_id)
            filing = standing.filing
            person, directory = self.desk.actor(signature)
            problems = check_step(
                named,
                person,
                signature.reason,
                state=standing.state,
                register_type=self.desk.type(filing.type_id),
                directory=directory,
            )
            if named == "approved":
                closings = self.desk.read(Closing, "closing")
                problems.extend(check_period_open(closings, filing.type_id, filing.period, on))
            problems.raise_errors()
            self._write_step(filing_id, named, person, signature)
            if named == "approved":
                self._withdraw_dropped(filing, person, signature)
            return self.standing(filing_id)

    def printed(self, filing_id: str) -> Print:
        """Return what the print of a filing bears at its foot (打印件识别栏)."""
        return print_of(self.standing(filing_id).filing)

    def attach(self, filing_id: str, scan: Path, code: str, signature: Signature) -> Scan:
        """Attach a stamped scan to the version whose code it bears (挂接盖章件).

        Parameters
        ----------
        code
            The code read off the scan.

        Raises
        ------
        ProblemsFound
            ``filing_unknown``, ``scan_other_version``, ``scan_unreadable``, ``scan_format``,
            ``scan_damaged``, ``evidence_changed``, ``duty_not_entitled``.
        """
        filing = self.standing(filing_id).filing
        printed_hash = check_printed(filing, code)
        person, directory = self.desk.actor(signature)
        filed_type = self.desk.type(filing.type_id)
        check_filer(person, filed_type, filing.filer_code, directory, filing_id).raise_errors()
        data, media_type = read_scan(scan)
        kept = Scan(
            filing_id=filing_id,
            scan_sha256="",
            file_name=scan.name,
            media_type=media_type,
            pages=page_count(data, media_type, scan.name),
            printed_hash=printed_hash,
            attached_on=self.desk.day(signature.at),
            person=person.person_id,
        )
        kept = replace(kept, scan_sha256=keep_evidence(data, self.desk.evidence))
        self.desk.keep("scan", [kept], person, signature)
        return kept

    def _versions(self, type_id: str, filer_code: str, period: str) -> tuple[Filing, ...]:
        ids = self.desk.records.versions_filed(type_id, filer_code, period)
        filings = [each for filing_id in ids for each in self.desk.read(Filing, "filing", filing_id)]
        return versions_of(filings, type_id, filer_code, period)

    def _standing(self, filings: Sequence[Filing]) -> tuple[Standing, ...]:
        steps = _by_filing(self.desk.read_of(FilingStep, "filing_step", filings))
        scans = _by_filing(self.desk.read_of(Scan, "scan", filings))
        directories: dict[date, Directory] = {}
        found = []
        for filing in filings:
            if filing.filed_on not in directories:
                directories[filing.filed_on] = self.desk.directory(filing.filed_on)
            levels = directories[filing.filed_on].levels(filing.filer_code)
            state = state_of(filing, steps.get(filing.filing_id, ()), self.desk.type(filing.type_id), levels)
            found.append(Standing(state, tuple(scans.get(filing.filing_id, ()))))
        return tuple(found)

    def _withdraw_dropped(self, filing: Filing, person: Person, signature: Signature) -> None:
        """Withdraw rows of the version approved before that this one no longer holds (撤回未再报送的行).

        A row that something else replaced since stays: it is no longer that version's.
        """
        if filing.supersedes_filing is None:
            return
        earlier = self._versions(filing.type_id, filing.filer_code, filing.period)
        approved = [each for each in self._standing(earlier) if each.state.is_approved]
        before = [each.filing for each in approved if each.filing.version_no < filing.version_no][-1:]
        if not before:
            return
        table, records = self.desk.type(filing.type_id).table, self.desk.records
        kept = {tuple(row[name] for name in table.key) for row in records.filed_rows(filing.filing_id)}
        dropped = [
            row
            for row in records.filed_rows(before[0].filing_id)
            if tuple(row[name] for name in table.key) not in kept and self._stands(row, table)
        ]
        reason = f"{filing.filing_id} 未再报送 no longer filed"
        records.withdraw(
            table.name, dropped, author=person.person_id, reason=reason, recorded_at=signature.at
        )

    def _stands(self, row: Row, table: Table) -> bool:
        versions = self.desk.records.history(table.name, row)
        approved = [(each.approved_at, each.seq, each) for each in versions if each.approved_at is not None]
        return bool(approved) and max(approved)[2].row == row

    def _write_step(self, filing_id: str, step: StepName, person: Person, signature: Signature) -> None:
        self.desk.records.step(
            filing_id,
            step,
            author=person.person_id,
            opinion=signature.reason.strip() or None,
            recorded_at=signature.at,
            department=person.department,
        )

    def _unfit(
        self, submission: Submission, person: Person, directory: Directory, signature: Signature
    ) -> Collector:
        """Return why a person may not file this now: duty, rows, reason, period, round."""
        filed_type, filer_code = self.desk.type(submission.type_id), submission.filer_code
        where = f"{submission.type_id} {filer_code} {submission.period}"
        on = self.desk.day(signature.at)
        problems = check_filer(person, filed_type, filer_code, directory, where)
        problems.extend(check_rows_own(filed_type, filer_code, submission.rows, directory))
        if not signature.reason.strip():
            problems.add("reason_required", where)
        closings = self.desk.read(Closing, "closing")
        problems.extend(check_period_open(closings, submission.type_id, submission.period, on))
        if submission.round_id is not None:
            problems.extend(self.rounds.check_into(submission.round_id, submission, on))
        return problems

    def _refuse_second(self, before: Sequence[Filing]) -> None:
        """Refuse a version while the one before is neither returned nor approved."""
        if not before:
            return
        (last,) = self._standing(before[-1:])
        if last.state.state not in ("returned", "approved"):
            label = STATES[last.state.state]
            details = {"filing": last.filing.filing_id, "state_zh": label.zh, "state_en": label.en}
            raise ProblemsFound([Problem("filing_in_progress", last.filing.filing_id, details)])


_Of = TypeVar("_Of", FilingStep, Scan)


def _by_filing(found: Iterable[_Of]) -> dict[str, list[_Of]]:
    sorted_out: dict[str, list[_Of]] = {}
    for each in found:
        sorted_out.setdefault(each.filing_id, []).append(each)
    return sorted_out


def _header(submission: Submission, filer_person: str) -> Row:
    """Return the row of ``filing`` as far as the submission decides it; the rest is made on keeping."""
    return {
        "type_id": submission.type_id,
        "round_id": submission.round_id,
        "filer_code": submission.filer_code,
        "period": submission.period,
        "filer_person": filer_person,
        "document_number": submission.document_number,
        "issued_on": submission.issued_on,
        "is_synthetic": submission.is_synthetic,
    }


def _step_named(step: str, where: str) -> StepName:
    for name in STEPS:
        if step == name != "filed":
            return name
    known = "、".join(name for name in STEPS if name != "filed")
    raise ProblemsFound([Problem("step_unknown", where, {"found": step, "known": known})])
