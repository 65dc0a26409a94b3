"""Selectors (共用选项): what a question is about, how the answer is printed, who keeps rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.screen import Screen, Speech
from shuangkong.errors import Collector
from shuangkong.quantity import Period

__all__ = ["ANYTHING", "NOBODY", "TERMINAL", "Author", "Output", "Selection", "Selectors", "now", "read_date"]


def now() -> datetime:
    """Return the current moment (当前时刻): the only clock, read where rows are kept or no date is given."""
    return datetime.now(tz=UTC)


def read_date(text: str, option: str, problems: Collector) -> date | None:
    """Read a date such as 2022-06-01, or note the problem.

    Examples
    --------
    >>> read_date("2022-06-01", "--on", Collector())
    datetime.date(2022, 6, 1)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.add("selector_date", option, found=text)
        return None


@Parameter(name="*")
@dataclass(frozen=True)
class Output:
    """How an answer is printed (输出方式)."""

    json: Annotated[bool, Parameter(negative="", help="以 JSON 输出 · print plain data as JSON")] = False
    csv: Annotated[bool, Parameter(negative="", help="以 CSV 输出 · print rows as CSV")] = False
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both"

    def screen(self) -> Screen:
        """Return the screen; both forms of plain output at once are a problem."""
        if self.json and self.csv:
            problems = Collector()
            problems.add("output_twice", "--json --csv")
            problems.raise_errors()
        return Screen(self.lang, self.json, self.csv)


@dataclass(frozen=True)
class Selection:
    """What was asked (所问), read and typed; ``known_on`` None means what the newest snapshot knew."""

    division: str | None
    period: Period | None
    rule: tuple[str, ...]
    known_on: date | None
    workspace: Path
    screen: Screen


@Parameter(name="*")
@dataclass(frozen=True)
class Selectors(Output):
    """What a question is about (共用选项)."""

    division: Annotated[str | None, Parameter(help="区划代码 · division code")] = None
    period: Annotated[str | None, Parameter(help="期间 · period: 2019, 2021H1, 2016-2020")] = None
    rule: Annotated[
        tuple[str, ...], Parameter(help="规则版本，可重复 · rule edition, may be repeated", negative="")
    ] = ()
    known_on: Annotated[
        str | None, Parameter(help="数据与规则截至日 · rows known and rules in force on this date")
    ] = None
    as_of: Annotated[str | None, Parameter(help="同 --known-on · the same as --known-on")] = None
    workspace: Annotated[Path, Parameter(help="工作区 · workspace folder")] = field(
        default_factory=lambda: Path("workspace")
    )

    def selection(self) -> Selection:
        """Read the selectors.

        Raises
        ------
        ProblemsFound
            With every selector that cannot be read, and if ``--as-of`` and ``--known-on`` contradict.
        """
        problems = Collector()
        period = None
        if self.period is not None:
            try:
                period = Period.parse(self.period)
            except ValueError:
                problems.add("selector_period", "--period", found=self.period)
        as_of = read_date(self.as_of, "--as-of", problems) if self.as_of is not None else None
        known_on = read_date(self.known_on, "--known-on", problems) if self.known_on is not None else as_of
        if as_of and known_on and as_of != known_on:
            problems.add("selector_twice", "--as-of", as_of=as_of, known_on=known_on)
        problems.raise_errors()
        return Selection(self.division, period, self.rule, known_on, self.workspace, self.screen())


@Parameter(name="*")
@dataclass(frozen=True)
class Author:
    """Who keeps rows and why (经办人与事由); nothing is kept without both."""

    person: Annotated[str | None, Parameter(name="--as", help="经办人 · the person who keeps the rows")] = (
        None
    )
    reason: Annotated[str | None, Parameter(help="事由 · why the rows are kept")] = None

    def signed(self) -> tuple[str, str]:
        """Return person and reason.

        Raises
        ------
        ProblemsFound
            With one problem for each of the two that is missing or blank.

        Examples
        --------
        >>> Author("王敏", "年报").signed()
        ('王敏', '年报')
        """
        problems = Collector()
        person, reason = (self.person or "").strip(), (self.reason or "").strip()
        if not person:
            problems.add("author_missing", "--as")
        if not reason:
            problems.add("reason_missing", "--reason")
        problems.raise_errors()
        return person, reason


# What a command is called with when nothing is said; frozen, so one of each serves all commands.
TERMINAL, ANYTHING, NOBODY = Output(), Selectors(), Author()
