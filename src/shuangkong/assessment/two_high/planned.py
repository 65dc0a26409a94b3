"""A planned project before its approval (拟建项目): typed and checked as the registers would check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from shuangkong.assessment.two_high.project import Project, ProjectEvents, project_of
from shuangkong.errors import Collector
from shuangkong.registers import Place, RegisterType, check
from shuangkong.schema import Cell, Row, read_cell, write_cell

__all__ = ["PARTS", "planned_project", "planned_row"]

PARTS: Mapping[str, str] = {
    "project": "two_high_project",
    "lines": "two_high_line",
    "substitutions": "two_high_substitution",
}
"""Parts of the file → register whose columns it uses."""
_UNNAMED = "拟建项目"
Written = Mapping[str, str]


def planned_project(
    written: Mapping[str, Sequence[Written]],
    types: Mapping[str, RegisterType],
    *,
    on: date,
    problems: Collector,
) -> Project | None:
    """Return the project that a file describes (拟建项目), None where it cannot be read.

    Parameters
    ----------
    written
        Part → rows of cells as texts; ``project`` has one.

    Notes
    -----
    Problems noted: ``project_key_unknown``, those of `read_cell`, and what the rules of the registers find,
    with their severity. What a planned project cannot know yet is filled in: id, stage, day of listing.
    """
    project = planned_row(written["project"][0], types["two_high_project"], on=on, problems=problems)
    events = {
        part: tuple(
            _event(cells, number, project, types[PARTS[part]], problems)
            for number, cells in enumerate(written.get(part, ()), start=1)
        )
        for part in ("lines", "substitutions")
    }
    if problems.has_errors:
        return None
    rows: Mapping[str, tuple[Row, ...]] = {"project": (project,), **events}
    for part, found in rows.items():
        type_ = types[PARTS[part]]
        things = [project] if type_.of else None
        problems.extend(check(found, (), type_, _place_in(part), things=things))
    if any(problem.severity == "error" for problem in problems):
        return None
    return project_of(project, ProjectEvents(lines=events["lines"], substitutions=events["substitutions"]))


def _place_in(part: str) -> Place:
    return lambda index, column: f"{part} {index + 1}.{column}"


def planned_row(cells: Written, type_: RegisterType, *, on: date, problems: Collector) -> Row:
    """Return the row of a planned project (拟建项目行)."""
    known: dict[str, Cell] = {
        "two_high_id": _UNNAMED,
        "two_high_stage": "planned",
        "two_high_nature": "new",
        "two_high_listed_on": on,
        "source": "申报材料",
    }
    return _typed(cells, type_, "project", known, problems)


def _event(cells: Written, number: int, project: Row, type_: RegisterType, problems: Collector) -> Row:
    known: dict[str, Cell] = {name: project[name] for name in ("two_high_id", "division_code")}
    known |= {type_.table.key[0]: f"{project['two_high_id']}-{number}", "source": "申报材料"}
    if "two_high_line_kind" in type_.table.column_names:
        known["two_high_line_kind"] = "new"
    return _typed(cells, type_, f"{type_.id} {number}", known, problems)


def _typed(
    cells: Written, type_: RegisterType, where: str, known: Mapping[str, Cell], problems: Collector
) -> Row:
    """Return a whole row: written cells typed, the rest as known or blank."""
    table = type_.table
    for name in cells:
        if name not in table.column_names:
            problems.add(
                "project_key_unknown", where, part=where, found=name, known=", ".join(table.column_names)
            )
    # nobody has reviewed it yet: what rests on the file says so
    known = {**type_.constants, "is_synthetic": False, "status": "unverified", **known}
    row: dict[str, Cell] = {}
    for column in table.columns:
        text = cells.get(column.name, "")
        if not text and column.name in known:
            filled = known[column.name]
            text = "" if filled is None else write_cell(filled, column)
        row[column.name] = read_cell(text, column, problems, f"{where}.{column.name}")
    return row
