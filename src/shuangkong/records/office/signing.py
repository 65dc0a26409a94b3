"""Acts that take two persons or close a period (核定、印发、关账)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.records.office.adoption import (
    AdoptedValue,
    Adoption,
    check_first,
    check_second,
    signed_first,
    signed_second,
    standing_adoptions,
)
from shuangkong.records.office.closing import ALL_TYPES, Closing, ClosingEvent, check_closing, closed_by
from shuangkong.records.office.desk import Desk, Signature
from shuangkong.records.office.duties import check_role
from shuangkong.records.office.person import Person
from shuangkong.records.office.printed import keep_evidence, read_scan
from shuangkong.records.office.verdict import IssuedVerdict, check_issue, standing_verdicts, verdict_id

__all__ = ["Adoptions", "Periods", "Verdicts"]


@dataclass(frozen=True)
class Adoptions:
    """Parameter sign-offs of an office (参数核定)."""

    desk: Desk

    def standing(self, on: date) -> tuple[Adoption, ...]:
        """Return the sign-offs that hold on a day (有效核定)."""
        return standing_adoptions(self.desk.read(Adoption, "adoption"), on)

    def keep_page(self, scan: Path) -> str:
        """Keep the scanned page of an official text as evidence and return its hash (存入依据页).

        Raises
        ------
        ProblemsFound
            ``scan_unreadable``, ``scan_format``, ``evidence_changed``.
        """
        data, _ = read_scan(scan)
        return keep_evidence(data, self.desk.evidence)

    def propose(self, value: AdoptedValue, signature: Signature) -> Adoption:
        """Sign a value first (核定); it has no effect until a second person signs.

        Raises
        ------
        ProblemsFound
            With all of ``duty_not_entitled``, ``reason_required``, ``adoption_incomplete``,
            ``adoption_without_scan``, ``adoption_already_signed``.
        """
        with self.desk.records.within():
            person, problems = self.desk.entitled(signature, "adopt", value.name)
            adoption = signed_first(value, person.person_id, self.desk.day(signature.at))
            problems.extend(check_first(adoption, self._evidence(value.scan_sha256)))
            for kept in self.desk.read(Adoption, "adoption"):
                if kept.adoption_id == adoption.adoption_id and kept.is_complete:
                    problems.extend(check_second(kept, ""))
            problems.raise_errors()
            self.desk.keep("adoption", [adoption], person, signature)
        return adoption

    def confirm(self, adoption_id: str, signature: Signature) -> Adoption:
        """Sign second (复核): from now on the value is usable.

        Raises
        ------
        ProblemsFound
            ``adoption_unknown``; with all of ``duty_not_entitled``, ``reason_required``, ``signed_twice``,
            ``adoption_already_signed``.
        """
        with self.desk.records.within():
            kept = {each.adoption_id: each for each in self.desk.read(Adoption, "adoption")}
            if adoption_id not in kept:
                raise ProblemsFound([Problem("adoption_unknown", adoption_id)])
            person, problems = self.desk.entitled(signature, "adopt", adoption_id)
            problems.extend(check_second(kept[adoption_id], person.person_id))
            problems.raise_errors()
            signed = signed_second(kept[adoption_id], person.person_id, self.desk.day(signature.at))
            self.desk.keep("adoption", [signed], person, signature)
        return signed

    def _evidence(self, name: str) -> tuple[str, ...]:
        is_name = name.isalnum()  # a path is no hash
        return (name,) if is_name and (self.desk.evidence / name).is_file() else ()


@dataclass(frozen=True)
class Periods:
    """Closed periods of an office (期间关账)."""

    desk: Desk

    def closed_by(self, type_id: str, period: str, on: date) -> tuple[Closing, ...]:
        """Return the closings that hold a period closed on a day (关账依据)."""
        return closed_by(self.desk.read(Closing, "closing"), type_id, period, on)

    def close(self, scope: str, period: str, signature: Signature) -> Closing:
        """Close a period of a type, or of ``all`` (关账).

        Raises
        ------
        ProblemsFound
            With all of ``duty_not_entitled``, ``reason_required``, ``closing_repeated``,
            ``closing_too_early``; ``type_unknown``.
        """
        return self._turn(scope, period, "closed", signature)

    def reopen(self, scope: str, period: str, signature: Signature) -> Closing:
        """Open a closed period again, with the reason (重新开放).

        Raises
        ------
        ProblemsFound
            As `close`.
        """
        return self._turn(scope, period, "reopened", signature)

    def _turn(self, scope: str, period: str, event: ClosingEvent, signature: Signature) -> Closing:
        if scope != ALL_TYPES:
            self.desk.type(scope)
        with self.desk.records.within():
            person, problems = self.desk.entitled(signature, "dispatch", f"{scope} {period}")
            closings = self.desk.read(Closing, "closing")
            number = 1 + sum((each.closing_scope, each.period) == (scope, period) for each in closings)
            on = self.desk.day(signature.at)
            closing = Closing(scope, period, number, event, on, person.person_id, signature.reason)
            problems.extend(check_closing(closing, closings))
            problems.raise_errors()
            self.desk.keep("closing", [closing], person, signature)
        return closing


@dataclass(frozen=True)
class Verdicts:
    """Issued verdicts of an office (印发的评价结论)."""

    desk: Desk

    def issued(self) -> tuple[IssuedVerdict, ...]:
        """Return every verdict ever issued, by id."""
        return self.desk.read(IssuedVerdict, "issued_verdict")

    def next_id(self, division_code: str, subject: str, period: str) -> tuple[str, str | None]:
        """Return the id a new decision bears and the verdict it supersedes (拟编号)."""
        about = (division_code, subject, period)
        earlier = [each for each in self.issued() if each.about == about]
        standing = [each.verdict_id for each in standing_verdicts(earlier)]
        return verdict_id(*about, len(earlier) + 1), standing[0] if standing else None

    def signers(self, first: str, signature: Signature, where: str) -> tuple[Person, Person]:
        """Return who drew a verdict up and who issues it (拟稿人、签发人).

        Raises
        ------
        ProblemsFound
            With all of ``duty_not_entitled`` and ``reason_required``; ``person_unknown``.
        """
        signer, problems = self.desk.entitled(signature, "issue", where)
        directory = self.desk.directory(self.desk.day(signature.at))
        drafter = directory.person(first)
        if drafter != signer:
            problems.extend(check_role(drafter, "issue", directory, where))
        problems.raise_errors()
        return drafter, signer

    def issue(self, verdict: IssuedVerdict, signature: Signature) -> None:
        """Keep a verdict for ever (印发); the second person of the verdict signs.

        Raises
        ------
        ProblemsFound
            With all of ``duty_not_entitled``, ``reason_required``, ``verdict_replaced``,
            ``verdict_supersedes``, ``verdict_unsigned``, ``signed_twice``; ``person_unknown``.
        """
        with self.desk.records.within():
            person, problems = self.desk.entitled(signature, "issue", verdict.verdict_id)
            directory = self.desk.directory(self.desk.day(signature.at))
            for named in (verdict.first_officer, verdict.second_person):
                if named is not None and named != person.person_id:
                    signer = directory.person(named)
                    problems.extend(check_role(signer, "issue", directory, verdict.verdict_id))
            problems.extend(check_issue(verdict, self.issued()))
            problems.raise_errors()
            self.desk.keep("issued_verdict", [verdict], person, signature)
