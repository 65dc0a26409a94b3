"""The office (办公室): one door to every act over the kept rows of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from shuangkong.errors import Collector
from shuangkong.records.kept import Kept, Records
from shuangkong.records.office.desk import Desk, Signature
from shuangkong.records.office.filings import Filings
from shuangkong.records.office.person import Person, check_persons
from shuangkong.records.office.rounds import Rounds
from shuangkong.records.office.signing import Adoptions, Periods, Verdicts
from shuangkong.registers.type import RegisterType
from shuangkong.territory import Territory

__all__ = ["Office"]


class Office:
    """Who files, reviews, signs and closes in a workspace (办公室).

    Parameters
    ----------
    types
        Types of register and filing by id.
    division
        The workspace's own division: its departments countersign, approve, run rounds and sign.
    evidence
        Folder of scans and traces, named by their SHA-256.
    """

    def __init__(
        self,
        records: Records,
        types: Mapping[str, RegisterType],
        territory: Territory,
        *,
        division: str,
        evidence: Path,
    ) -> None:
        self.desk = Desk(records, types, territory, division, evidence)
        self.rounds = Rounds(self.desk)
        self.filings = Filings(self.desk, self.rounds)
        self.adoptions = Adoptions(self.desk)
        self.periods = Periods(self.desk)
        self.verdicts = Verdicts(self.desk)

    def register_persons(self, persons: Sequence[Person], signature: Signature) -> Kept:
        """Register persons, or change where and as what they serve (登记人员).

        The first persons are registered by whoever sets the workspace up, named as written; after that by an
        officer of the workspace who runs rounds.

        Raises
        ------
        ProblemsFound
            With every ``role_unknown`` and ``person_division_unknown``; ``duty_not_entitled``,
            ``person_unknown``.
        """
        with self.desk.records.within():
            problems: Collector = check_persons(persons, self.desk.territory)
            author = Person(
                signature.person, signature.person, None, self.desk.division, "", None, None, None
            )
            if self.desk.read(Person, "person"):
                author, refused = self.desk.entitled(signature, "dispatch", "person")
                problems.extend(refused)
            problems.raise_errors()
            return self.desk.keep("person", persons, author, signature)
