"""``shuangkong project`` (“两高”项目台账): where each project stands, its clocks, and what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal

from cyclopts import Parameter

from shuangkong.accounts.frozen import signed_off
from shuangkong.assessment.two_high import (
    CHANGES,
    Change,
    ClockStart,
    Project,
    Standing,
    changes_between,
    projects_of,
    standings_of,
)
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.project_shown import (
    CSV_HEADERS,
    HEADERS,
    project_cells,
    project_plain,
    project_row,
    show_project,
)
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors, read_date
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.snapshot import Snapshot
from shuangkong.trace import Label

__all__ = ["Register", "changes", "listing", "register_of", "show"]

_CHANGE_HEADERS = (
    Label("变化", "change"),
    Label("编号", "id"),
    Label("地区", "place"),
    Label("项目", "project"),
    Label("原来", "before"),
    Label("现在", "now"),
)
_CHANGE_CSV = ("change", "id", "division", "name", "before", "after", "is_synthetic")


@Parameter(name="*")
@dataclass(frozen=True)
class Filters:
    """Which projects are listed (筛选)."""

    stage: Annotated[
        Literal["planned", "under_construction", "stock", "closed", "withdrawn"] | None,
        Parameter(help="类别 · stage"),
    ] = None
    industry: Annotated[str | None, Parameter(help="行业，如 steel · industry")] = None
    focus: Annotated[bool, Parameter(negative="", help="只列重点项目 · projects in focus only")] = False
    overdue: Annotated[bool, Parameter(negative="", help="只列逾期 · what is overdue only")] = False
    reading: Annotated[
        Literal["deadline_missed", "level_found"] | None,
        Parameter(help="淘汰时限的起算 · start of the elimination clock"),
    ] = None

    def holds(self, standing: Standing) -> bool:
        """Whether a project is listed."""
        return (
            (self.stage is None or standing.stage == self.stage)
            and (self.industry is None or standing.project.industry == self.industry)
            and (standing.is_focus or not self.focus)
            and (bool(standing.overdue) or not self.overdue)
        )


EVERY = Filters()


@dataclass(frozen=True)
class Register:
    """The register as known and on a day (台账), real rows or synthetic ones."""

    inquiry: Inquiry
    projects: tuple[Project, ...]
    standings: tuple[Standing, ...]
    is_synthetic: bool


def register_of(
    inquiry: Inquiry,
    problems: Collector,
    *,
    on: date | None = None,
    snapshot: Snapshot | None = None,
    reading: ClockStart | None = None,
) -> Iterator[Register]:
    """Yield the register of real rows, then that of synthetic ones where there are any (台账现状)."""
    rows = inquiry.snapshot if snapshot is None else snapshot
    day = on or inquiry.known_on
    for is_synthetic in (False, True):
        projects = projects_of(rows, synthetic=is_synthetic)
        if is_synthetic and not projects:
            continue
        standings = standings_of(
            inquiry.packs,
            projects,
            on=day,
            reading=reading,
            signed_off=signed_off(rows, day),
            problems=problems,
        )
        yield Register(inquiry, projects, standings, is_synthetic)


def listing(*, filters: Filters = EVERY, asked: Selectors = ANYTHING) -> None:
    """“两高”项目台账与各项期限 · List the two-high projects with their clocks."""
    selection = asked.selection()
    inquiry, problems = inquire(selection), Collector()
    screen, plain = selection.screen, list[dict[str, object]]()
    csv: list[tuple[str, ...]] = []
    for register in register_of(inquiry, problems, reading=filters.reading):
        found = [
            each
            for each in register.standings
            if filters.holds(each) and selection.division in (None, each.project.division)
        ]
        if screen.is_json:
            plain += [project_plain(each) for each in found]
        elif screen.is_csv:
            csv += [row for each in found for row in project_cells(each)]
        elif found or not register.is_synthetic:
            title = Label(
                f"“两高”项目台账（{inquiry.known_on}，{len(found)} 个）",
                f"two-high projects on {inquiry.known_on}: {len(found)}",
            )
            rows = [project_row(each, inquiry, screen) for each in found]
            screen.show_table(title, HEADERS, rows, is_synthetic=register.is_synthetic)
    if screen.is_json:
        shown = [problem.as_json() for problem in problems]
        screen.show_json({"on": str(inquiry.known_on), "projects": plain, "problems": shown})
        return
    if screen.is_csv:
        screen.show_csv(CSV_HEADERS, csv)
    screen.warn(tuple(problems))


def show(
    project: Annotated[str, Parameter(help="项目编号 · id of the project")],
    /,
    *,
    asked: Selectors = ANYTHING,
) -> None:
    """单个“两高”项目的现状与依据 · Show one two-high project with what each verdict rests on."""
    selection = asked.selection()
    inquiry, problems = inquire(selection), Collector()
    held = [
        (register, standing)
        for register in register_of(inquiry, problems)
        for standing in register.standings
        if standing.project.id == project
    ]
    if not held:
        details = {"found": project, "on": inquiry.known_on}
        raise ProblemsFound([Problem("project_unknown", project, details)])
    screen = selection.screen
    if screen.is_json:
        shown = [project_plain(standing, is_whole=True) for _, standing in held]
        screen.show_json({"projects": shown, "problems": [problem.as_json() for problem in problems]})
        return
    for register, standing in held:
        show_project(standing, inquiry, screen, is_synthetic=register.is_synthetic)
    screen.warn([each for each in problems if standing_line(each, held[0][1])])


def standing_line(problem: Problem, standing: Standing) -> bool:
    """Whether a problem speaks of a line of the project."""
    return any(line.id in problem.where for line in standing.lines)


def changes(
    *,
    from_: Annotated[str, Parameter(name="--from", help="起始日（不含） · the day before which is old")],
    to: Annotated[str, Parameter(help="截止日（含） · last day")],
    asked: Selectors = ANYTHING,
) -> None:
    """“两高”项目变化清单：新增、变化、关停、逾期 · What changed in the register between two days."""
    selection, problems = asked.selection(), Collector()
    first, last = read_date(from_, "--from", problems), read_date(to, "--to", problems)
    if first and last and last < first:
        problems.add("project_days_reversed", "--from --to", start=first, end=last)
    problems.raise_errors()
    assert first is not None
    assert last is not None
    inquiry = inquire(selection)
    earlier = _snapshot_on(inquiry, first)
    before = {
        each.is_synthetic: each for each in register_of(inquiry, Collector(), on=first, snapshot=earlier)
    }
    found = [
        (change, each.is_synthetic)
        for each in register_of(inquiry, problems, on=last)
        for change in changes_between(
            before[each.is_synthetic].standings if each.is_synthetic in before else (), each.standings
        )
        if selection.division in (None, change.division)
    ]
    _show_changes(found, inquiry, selection.screen, (first, last))


def _snapshot_on(inquiry: Inquiry, day: date) -> Snapshot:
    """Return the newest snapshot known by a day; where there is none, the dates of the rows tell alone."""
    known = [each for each in inquiry.workspace.snapshots() if each.manifest.known_on <= day]
    return known[-1] if known else inquiry.snapshot


def _show_changes(
    found: Sequence[tuple[Change, bool]], inquiry: Inquiry, screen: Screen, days: tuple[date, date]
) -> None:
    language = screen.languages[0]
    if screen.is_json:
        rows = [_change_plain(change, is_synthetic=is_synthetic) for change, is_synthetic in found]
        screen.show_json({"from": str(days[0]), "to": str(days[1]), "changes": rows})
        return
    if screen.is_csv:
        screen.show_csv(
            _CHANGE_CSV,
            [
                (c.kind, c.project, c.division, c.name, c.before.zh, c.after.zh, str(synthetic).lower())
                for c, synthetic in found
            ],
        )
        return
    first, last = days[0] + timedelta(days=1), days[1]
    for is_synthetic in (False, True):
        rows_shown = [
            (
                screen.brief(CHANGES[change.kind]),
                change.project,
                inquiry.names.division(change.division).text(language),
                change.name,
                change.before.text(language),
                change.after.text(language),
            )
            for change, marked in found
            if marked is is_synthetic
        ]
        if rows_shown or not is_synthetic:
            title = Label(f"“两高”项目变化清单 {first}—{last}", f"changes of the register, {first} to {last}")
            screen.show_table(title, _CHANGE_HEADERS, rows_shown, is_synthetic=is_synthetic)


def _change_plain(change: Change, *, is_synthetic: bool) -> dict[str, object]:
    return {
        "change": change.kind,
        "id": change.project,
        "division": change.division,
        "name": change.name,
        "before": vars(change.before),
        "after": vars(change.after),
        "is_synthetic": is_synthetic,
    }
