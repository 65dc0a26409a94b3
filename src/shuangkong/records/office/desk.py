"""The desk (办公台): what every act needs, the kept rows, the types, the directory and the day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.kept import Kept, Records
from shuangkong.records.office.duties import check_role
from shuangkong.records.office.filing import Filing
from shuangkong.records.office.person import Directory, Person, Role
from shuangkong.records.office.rows import read_rows, write_row
from shuangkong.registers.type import RegisterType
from shuangkong.territory import Territory

__all__ = ["Desk", "Signature"]

_Noun = TypeVar("_Noun")
_FEW = 30  # filings whose steps are looked for one by one
_DAYS = 64  # whose directories are remembered
_NOW = date(9999, 1, 1)  # everything kept so far is known by then


@dataclass(frozen=True)
class Signature:
    """Who acts, why and when (签署).

    Parameters
    ----------
    person
        Id, or a name only one person bears.
    reason
        Reason or opinion, on one line.
    at
        Time of the act with its offset.
    """

    person: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Desk:
    """The kept rows of a workspace and what decides over them (办公台).

    Parameters
    ----------
    division
        The workspace's own division.
    evidence
        Folder of scans and traces, named by their SHA-256.
    """

    records: Records
    types: Mapping[str, RegisterType]
    territory: Territory
    division: str
    evidence: Path
    _directories: dict[date, tuple[int, Directory]] = field(default_factory=dict, repr=False, compare=False)

    def day(self, at: datetime) -> date:
        """Return the workspace's day of a moment (当地日期)."""
        if at.tzinfo is None:
            raise ValueError("the time of an act needs its offset from UTC")
        return (at.astimezone(UTC) + self.records.offset).date()

    def read(self, kind: Callable[..., _Noun], table: str, *under: str) -> tuple[_Noun, ...]:
        """Return the nouns a table holds now, or those of them whose keys begin with some texts."""
        return read_rows(kind, self.records.known(table, _NOW, under=under))

    def read_of(self, kind: Callable[..., _Noun], table: str, filings: Sequence[Filing]) -> tuple[_Noun, ...]:
        """Return the nouns of some filings: of a few by their keys, of many from the whole table."""
        if len(filings) > _FEW:
            return self.read(kind, table)
        return tuple(each for filing in filings for each in self.read(kind, table, filing.filing_id))

    def directory(self, on: date) -> Directory:
        """Return who serves on a day (通讯录), as the office knows now."""
        last = self.records.last_of("person")
        read = self._directories.get(on)
        if read is None or read[0] != last:
            rows = self.records.known("person", _NOW)
            read = last, Directory.of_rows(rows, self.territory, self.division, on)
            if len(self._directories) >= _DAYS:
                self._directories.clear()
            self._directories[on] = read
        return read[1]

    def actor(self, signature: Signature) -> tuple[Person, Directory]:
        """Return who signs, and the directory of that day.

        Raises
        ------
        ProblemsFound
            ``person_unknown``, ``person_ambiguous``.
        """
        directory = self.directory(self.day(signature.at))
        return directory.person(signature.person), directory

    def entitled(self, signature: Signature, role: Role, where: str) -> tuple[Person, Collector]:
        """Return who signs, and why that person may not act in a role; a missing reason counts too."""
        person, directory = self.actor(signature)
        problems = check_role(person, role, directory, where)
        if not signature.reason.strip():
            problems.add("reason_required", where)
        return person, problems

    def type(self, type_id: str) -> RegisterType:
        """Return a type of filing.

        Raises
        ------
        ProblemsFound
            ``type_unknown``.
        """
        if type_id not in self.types:
            raise ProblemsFound([Problem("type_unknown", type_id, {"known": ", ".join(self.types)})])
        return self.types[type_id]

    def keep(self, table: str, nouns: Collection[object], person: Person, signature: Signature) -> Kept:
        """Keep nouns as rows of a table, signed."""
        rows = [write_row(noun) for noun in nouns]
        return self.records.keep(
            table, rows, author=person.person_id, reason=signature.reason, recorded_at=signature.at
        )
