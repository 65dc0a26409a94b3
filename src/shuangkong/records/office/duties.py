"""Duties (职责): who may file, review, countersign and approve, decided by type, department, place and role.

Nobody takes a step on a filing of their own (four eyes).
"""

from __future__ import annotations

from collections.abc import Iterable

from shuangkong.errors import Collector
from shuangkong.records.office.filer import filer_of, home_of
from shuangkong.records.office.filing import STEPS, Filing, StepName
from shuangkong.records.office.person import ROLES, Directory, Person, Role
from shuangkong.records.office.state import STATES, FilingState, Waiting
from shuangkong.registers import Place, row_place
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Cell, Row
from shuangkong.territory import Level
from shuangkong.trace import Label

__all__ = ["check_filer", "check_role", "check_rows_own", "check_step", "filers", "signers"]

_LEVELS: dict[StepName, Level] = {"county_reviewed": "county", "prefecture_reviewed": "prefecture"}
_ROLES: dict[StepName, Role] = {
    "county_reviewed": "review",
    "prefecture_reviewed": "review",
    "countersigned": "countersign",
    "approved": "approve",
}
_WITH_OPINION: tuple[StepName, ...] = ("countersigned", "refused", "returned")


def filers(register_type: RegisterType, filer_code: str, directory: Directory) -> tuple[Person, ...]:
    """Return who may file a type for a filer (可填报人).

    An official files for the own division from a department of the type; a representative for the facility.
    """
    return tuple(
        person
        for person in directory.persons
        if person.has_role("file")
        and filer_of(person, register_type) == filer_code
        and (person.represents_code is not None or _is_of(person, register_type.filed_by))
    )


def signers(
    waiting: Waiting, filing: Filing, register_type: RegisterType, directory: Directory
) -> tuple[Person, ...]:
    """Return who may take a step on a filing (可办理人), its filer never.

    A review is taken at its level on the filer's own path, by a department that files or approves the type;
    countersignature and approval by departments of the workspace's own division.
    """
    if waiting.step in _LEVELS:
        level = _LEVELS[waiting.step]
        places = {each.code for each in directory.path(filing.filer_code) if each.level == level}
        departments = (*register_type.filed_by, *register_type.approved_by) if register_type.filed_by else ()
    elif waiting.step in _ROLES:
        places = {directory.division}
        departments = register_type.approved_by if waiting.department is None else (waiting.department,)
    else:
        return ()
    return tuple(
        person
        for person in directory.persons
        if person.has_role(_ROLES[waiting.step])
        and person.person_id != filing.filer_person
        and person.division_code in places
        and person.represents_code is None
        and _is_of(person, departments)
    )


def check_filer(
    person: Person, register_type: RegisterType, filer_code: str, directory: Directory, where: str
) -> Collector:
    """Return why a person may not file for a filer (填报资格): ``duty_not_entitled`` or nothing."""
    problems = Collector()
    could = filers(register_type, filer_code, directory)
    if person not in could:
        _refuse(person, STEPS["filed"], could, directory, problems, where)
    return problems


def check_rows_own(
    register_type: RegisterType,
    filer_code: str,
    rows: Iterable[Row],
    directory: Directory,
    place: Place = row_place,
) -> Collector:
    """Return why rows may not be filed by a filer (报送范围): ``row_of_another``, once for each other filer.

    A filer files for itself and for the divisions below it; a facility's rows may name its own division.
    """
    problems = Collector()
    column = register_type.filer_column
    if column not in register_type.table.column_names:
        return problems
    own = {division.code for division in directory.path(filer_code)[-1:]}
    first: dict[Cell, int] = {}
    for index, row in enumerate(rows):
        first.setdefault(row[column], index)
    for cell, index in first.items():
        if cell == home_of(filer_code):
            continue
        above = directory.path(cell) if isinstance(cell, str) else ()
        if not own & {division.code for division in above}:
            found = "—" if cell is None else cell
            problems.add("row_of_another", place(index, column), found=found, filer=filer_code)
    return problems


def check_step(
    step: StepName,
    person: Person,
    opinion: str,
    *,
    state: FilingState,
    register_type: RegisterType,
    directory: Directory,
) -> Collector:
    """Return why a person may not take a step on a filing now (办理资格).

    A return may come from whoever could take one of the steps awaited, a refusal from a department that has
    yet to countersign. The problems are ``step_final``, ``step_out_of_order``, ``step_own_filing``,
    ``duty_not_entitled`` and ``step_without_opinion``.
    """
    problems = Collector()
    filing = state.filing
    where = filing.filing_id
    awaited = _awaited(step, state)
    if state.state in ("approved", "returned"):
        problems.add("step_final", where, state_zh=STATES[state.state].zh, state_en=STATES[state.state].en)
    elif not awaited:
        _note_order(step, state, problems, where)
    else:
        could = [each for waiting in awaited for each in signers(waiting, filing, register_type, directory)]
        if person.person_id == filing.filer_person:
            problems.add("step_own_filing", where, person=person.name_zh, could=_names(could, directory))
        elif person not in could:
            _refuse(person, STEPS[step], could, directory, problems, where)
    if step in _WITH_OPINION and not opinion.strip():
        problems.add("step_without_opinion", where, step_zh=STEPS[step].zh, step_en=STEPS[step].en)
    return problems


def check_role(person: Person, role: Role, directory: Directory, where: str) -> Collector:
    """Return why a person may not act in a role of the workspace's own division (职责).

    The problem is ``duty_not_entitled``.
    """
    problems = Collector()
    could = [
        each
        for each in directory.persons
        if each.has_role(role) and each.division_code == directory.division and each.represents_code is None
    ]
    if person not in could:
        _refuse(person, ROLES[role], could, directory, problems, where)
    return problems


def _awaited(step: StepName, state: FilingState) -> tuple[Waiting, ...]:
    if step == "returned":
        return tuple(waiting for waiting in state.waiting_for if waiting.step != "filed")
    taken: StepName = "countersigned" if step == "refused" else step
    return tuple(waiting for waiting in state.waiting_for if waiting.step == taken)


def _note_order(step: StepName, state: FilingState, problems: Collector, where: str) -> None:
    names = dict.fromkeys(waiting.step for waiting in state.waiting_for)
    problems.add(
        "step_out_of_order",
        where,
        step_zh=STEPS[step].zh,
        step_en=STEPS[step].en,
        awaited_zh="、".join(STEPS[name].zh for name in names),
        awaited_en=", ".join(STEPS[name].en for name in names),
    )


def _refuse(
    person: Person,
    action: Label,
    could: Iterable[Person],
    directory: Directory,
    problems: Collector,
    where: str,
) -> None:
    problems.add(
        "duty_not_entitled",
        where,
        person=directory.described(person),
        action_zh=action.zh,
        action_en=action.en,
        could=_names(could, directory),
    )


def _names(persons: Iterable[Person], directory: Directory) -> str:
    return "、".join(dict.fromkeys(map(directory.described, persons))) or "—"


def _is_of(person: Person, departments: tuple[str, ...]) -> bool:
    return not departments or person.department in departments
