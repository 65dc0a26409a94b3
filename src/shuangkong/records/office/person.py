"""Persons (人员): who serves in which department of which division, and in which roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.office.rows import read_rows
from shuangkong.schema import Row
from shuangkong.territory import Division, Level, Territory
from shuangkong.trace import Label

__all__ = ["ROLES", "Directory", "Person", "Role", "check_persons"]

Role = Literal["file", "review", "countersign", "approve", "dispatch", "adopt", "issue"]
ROLES: Mapping[Role, Label] = {
    "file": Label("填报", "file"),
    "review": Label("审核", "review"),
    "countersign": Label("会签", "countersign"),
    "approve": Label("批准", "approve"),
    "dispatch": Label("调度和关账", "run rounds and close periods"),
    "adopt": Label("核定参数", "sign off parameters"),
    "issue": Label("签发评价结论", "issue verdicts"),
}


@dataclass(frozen=True)
class Person:
    """A person (人员): a row of the table ``person``.

    Parameters
    ----------
    roles
        Names of `ROLES`, separated by semicolons.
    represents_code
        Facility the person files for; None for an official, who files for the division.
    left_on
        First day the person no longer serves.
    """

    person_id: str
    name_zh: str
    department: str | None
    division_code: str
    roles: str
    represents_code: str | None
    left_on: date | None
    note: str | None

    def has_role(self, role: Role) -> bool:
        """Whether the person has a role.

        Examples
        --------
        >>> clerk = Person("p1", "甲", "统计局", "990100", "file;review", None, None, None)
        >>> clerk.has_role("review"), clerk.has_role("approve")
        (True, False)
        """
        return role in self.roles.split(";")

    def serves(self, on: date) -> bool:
        """Whether the person serves on a day (在岗)."""
        return self.left_on is None or on < self.left_on

    @property
    def filer_code(self) -> str:
        """Whom the person files for: the facility represented, else the division."""
        return self.represents_code or self.division_code


@dataclass(frozen=True)
class Directory:
    """The persons of a workspace and the divisions they serve (通讯录), as of one day.

    Parameters
    ----------
    division
        The workspace's own division: its departments countersign and approve.
    """

    persons: tuple[Person, ...]
    territory: Territory
    division: str
    on: date

    @classmethod
    def of_rows(cls, rows: Iterable[Row], territory: Territory, division: str, on: date) -> Directory:
        """Return the directory that rows of the table ``person`` state, those who serve on the day."""
        return cls(
            tuple(person for person in read_rows(Person, rows) if person.serves(on)), territory, division, on
        )

    def person(self, named: str) -> Person:
        """Return the person of an id, or of a name that only one bears (查人).

        Raises
        ------
        ProblemsFound
            ``person_unknown``; ``person_ambiguous`` with the ids of those who share the name.
        """
        by_id = [person for person in self.persons if person.person_id == named]
        found = by_id or [person for person in self.persons if person.name_zh == named]
        if not found:
            raise ProblemsFound([Problem("person_unknown", named, {"on": self.on})])
        if len(found) > 1:
            ids = "、".join(person.person_id for person in found)
            raise ProblemsFound([Problem("person_ambiguous", named, {"ids": ids})])
        return found[0]

    def described(self, person: Person) -> str:
        """Return name, department and place of a person for a reader (人员说明)."""
        place = person.represents_code or self.place_label(person.division_code)
        return f"{person.name_zh}（{'，'.join(part for part in (person.department, place) if part)}）"

    def place_label(self, code: str) -> str:
        """Return the official name of a filer (填报单位名称); the code of a facility stands for itself."""
        own, _, department = code.partition("/")
        name = self.path(own)[-1].name.zh if own in self.territory.codes else own
        return name + department

    def path(self, filer_code: str) -> tuple[Division, ...]:
        """Return a filer's division and those above it, the top first (所属路径); empty if none is known.

        A facility stands in the division of the person who represents it.
        """
        own = filer_code.partition("/")[0]
        homes = [person.division_code for person in self.persons if person.represents_code == own]
        for code in (own, *homes):
            if code in self.territory.codes:
                return self.territory.path(code, self.on)
        return ()

    def levels(self, filer_code: str) -> tuple[Level, ...]:
        """Return the levels a filing of this filer passes, the top first (所经层级)."""
        return tuple(division.level for division in self.path(filer_code))


def check_persons(persons: Iterable[Person], territory: Territory) -> Collector:
    """Return what is wrong with persons to be kept (核对人员).

    The problems are ``role_unknown`` and ``person_division_unknown``.
    """
    problems = Collector()
    for person in persons:
        for role in person.roles.split(";"):
            if role not in ROLES:
                problems.add("role_unknown", person.person_id, found=role, known="、".join(ROLES))
        if person.division_code not in territory.codes:
            problems.add("person_division_unknown", person.person_id, found=person.division_code)
    return problems
