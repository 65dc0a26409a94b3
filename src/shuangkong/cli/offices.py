"""What the commands of the office share (办文命令): who acts now, and how a filing stands in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.keeping import local_today
from shuangkong.cli.screen import Screen, Speech
from shuangkong.cli.selectors import Author, now, read_date
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.quantity import Period
from shuangkong.records.office import STATES, STEPS, Signature, Standing, Waiting
from shuangkong.records.office.filer import department_of, home_of
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = [
    "HERE",
    "LISTED",
    "Day",
    "Listing",
    "PeriodText",
    "Workplace",
    "as_of",
    "filer_name",
    "read_period",
    "show_standing",
    "signature",
    "waiting_for",
]

Day = Annotated[
    str | None, Parameter(name="--on", help="截至哪一天，缺省为今天 · as of which day; else today")
]
PeriodText = Annotated[str | None, Parameter(name="--period", help="期间 · period: 2024, 2024Q1, 2024-05")]


@Parameter(name="*")
@dataclass(frozen=True)
class Workplace:
    """Where an act happens and how it is told (办公地点)."""

    json: Annotated[bool, Parameter(negative="", help="以 JSON 输出 · print plain data as JSON")] = False
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both"
    workspace: Annotated[Path, Parameter(help="工作区 · workspace folder")] = field(
        default_factory=lambda: Path("workspace")
    )

    @property
    def screen(self) -> Screen:
        """The screen to print on."""
        return Screen(self.lang, self.json)

    def open(self) -> Workspace:
        """Open the workspace (打开工作区)."""
        return Workspace.open(self.workspace)


@Parameter(name="*")
@dataclass(frozen=True)
class Listing(Workplace):
    """The same for what can be printed as rows (清单)."""

    csv: Annotated[bool, Parameter(negative="", help="以 CSV 输出 · print rows as CSV")] = False

    @property
    def screen(self) -> Screen:
        """The screen to print on; both forms of plain output at once are a problem."""
        if self.json and self.csv:
            problems = Collector()
            problems.add("output_twice", "--json --csv")
            problems.raise_errors()
        return Screen(self.lang, self.json, self.csv)


HERE, LISTED = Workplace(), Listing()


def as_of(on: str | None, workspace: Workspace) -> date:
    """Return the day asked about, today where none is named (截至日)."""
    problems = Collector()
    day = local_today(workspace) if on is None else read_date(on, "--on", problems)
    problems.raise_errors()
    return day or local_today(workspace)


def read_period(text: str | None, problems: Collector) -> Period | None:
    """Read a period that has to be named, or note the problem (期间).

    Examples
    --------
    >>> found = Collector()
    >>> read_period("2024-05", found).text, read_period(None, found), [each.code for each in found]
    ('2024-05', None, ['period_missing'])
    """
    if text is None:
        problems.add("period_missing", "--period")
        return None
    try:
        return Period.parse(text)
    except ValueError:
        problems.add("selector_period", "--period", found=text)
        return None


def signature(author: Author) -> Signature:
    """Return who acts now, and why."""
    person, reason = author.signed()
    return Signature(person, reason, now())


def waiting_for(waits: Sequence[Waiting]) -> Label:
    """Return what a filing waits for, in words (待办).

    Examples
    --------
    >>> waiting_for([Waiting("countersigned", "能源局")]).zh
    '会签（能源局）'
    """
    parts = [(STEPS[wait.step], f"（{wait.department}）" if wait.department else "") for wait in waits]
    zh = "、".join(f"{step.zh}{by}" for step, by in parts)
    return Label(zh or "—", ", ".join(f"{step.en}{by}" for step, by in parts) or "—")


def filer_name(workspace: Workspace, code: str, on: date) -> str:
    """Return what a filer is called (填报单位名称): the division and its department; else the code."""
    try:
        return workspace.territory.division(home_of(code), on).name.zh + department_of(code)
    except ProblemsFound:  # a facility, or a division of another day
        return code


def show_standing(screen: Screen, workspace: Workspace, standing: Standing, done: Label) -> None:
    """Print how a filing stands after an act."""
    if screen.is_json:
        screen.show_json(standing.as_json())
        return
    confirmed = Label("已附盖章件", "stamped scan attached")
    if not standing.is_confirmed:
        confirmed = Label("未附盖章件：已报送，未确认", "no stamped scan: filed, not confirmed")
    filing = standing.filing
    screen.line(screen.marked(done) if filing.is_synthetic else done, "green")
    screen.show_fields(
        [
            (Label("报表编号", "filing"), filing.filing_id),
            (Label("报表", "form"), screen.say(workspace.types[filing.type_id].title)),
            (Label("填报单位", "filer"), filer_name(workspace, filing.filer_code, filing.filed_on)),
            (Label("期间", "period"), filing.period),
            (Label("状态", "state"), screen.say(STATES[standing.state.state])),
            (Label("待办", "waits for"), screen.say(waiting_for(standing.state.waiting_for))),
            (Label("确认", "confirmation"), screen.say(confirmed)),
        ]
    )
