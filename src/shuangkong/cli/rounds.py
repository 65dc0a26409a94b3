"""``shuangkong round`` (调度轮次): opened, attended, reminded, locked and opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import (
    LISTED,
    Day,
    Listing,
    PeriodText,
    as_of,
    filer_name,
    read_period,
    signature,
)
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import NOBODY, Author, read_date
from shuangkong.errors import Collector
from shuangkong.records.office import PRESENCES, Attendance, Reminder, Round
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import open_office

__all__ = ["attendance", "exempt", "lock", "open_round", "remind", "reopen", "show_attendance"]

RoundId = Annotated[str, Parameter(help="轮次编号 · id of the round")]


def open_round(
    round_id: RoundId,
    type_id: Annotated[str, Parameter(help="类型 · type of filing")],
    /,
    *,
    due: Annotated[str, Parameter(help="截止日期（含当日）· last day in time")],
    filer: Annotated[
        tuple[str, ...],
        Parameter(
            help="填报地区或单位，可重复；不写即下一级全部 · who must file; else all one level below",
            negative="",
            consume_multiple=True,
        ),
    ] = (),
    synthetic: Annotated[bool, Parameter(negative="", help="演示数据 · synthetic rows")] = False,
    period: PeriodText = None,
    author: Author = NOBODY,
    at: Listing = LISTED,
) -> None:
    """开一轮调度 · Open a round: who must file what, by when."""
    problems = Collector()
    due_on = read_date(due, "--due", problems)
    asked = read_period(period, problems)
    problems.raise_errors()
    screen, workspace = at.screen, at.open()
    today = local_today(workspace)
    filers = filer or tuple(each.code for each in workspace.territory.children(workspace.division, today))
    text = "" if asked is None else asked.text
    made = Round(round_id, type_id, text, today, due_on or today, synthetic, None)
    office = open_office(workspace)
    office.rounds.open(made, filers, signature(author))
    show_attendance(screen, office.rounds.attendance(round_id, today), workspace)


def attendance(round_id: RoundId, /, *, on: Day = None, at: Listing = LISTED) -> None:
    """显示报送情况 · Show who filed, who is late, returned, exempt or missing, as of a day."""
    screen, workspace = at.screen, at.open()
    day = as_of(on, workspace)
    show_attendance(screen, open_office(workspace).rounds.attendance(round_id, day), workspace)


def remind(
    round_id: RoundId,
    /,
    *,
    draft: Annotated[bool, Parameter(negative="", help="只拟文，不记录 · only show, keep nothing")] = False,
    on: Day = None,
    author: Author = NOBODY,
    at: Listing = LISTED,
) -> None:
    """催报：拟提醒函并记录 · Write reminders to whoever still has to file; with --on only as drafts."""
    screen, workspace = at.screen, at.open()
    rounds = open_office(workspace).rounds
    letters: Sequence[Reminder]
    if draft or on is not None:
        letters = rounds.reminders(round_id, as_of(on, workspace))
    else:
        letters = rounds.remind(round_id, signature(author))
    if screen.is_json:
        screen.show_json({"reminders": [each.as_json() for each in letters]})
    elif screen.is_csv:
        rows = [(each.filer_code, each.presence, each.letter.zh, each.letter.en) for each in letters]
        screen.show_csv(("filer_code", "presence", "zh", "en"), rows)
    else:
        for each in letters:
            screen.lines(each.letter)
            screen.line(Label("", ""))
        count = len(letters)
        screen.line(Label(f"共 {count} 份提醒函", f"{count} reminders"), "green")


def exempt(
    round_id: RoundId,
    filer_code: Annotated[str, Parameter(help="填报地区或单位 · filer")],
    /,
    *,
    author: Author = NOBODY,
    at: Listing = LISTED,
) -> None:
    """免报，须写明事由 · Let a filer off, with the reason."""
    screen, workspace = at.screen, at.open()
    office = open_office(workspace)
    office.rounds.exempt(round_id, filer_code, signature(author))
    show_attendance(screen, office.rounds.attendance(round_id, local_today(workspace)), workspace)


def lock(round_id: RoundId, /, *, author: Author = NOBODY, at: Listing = LISTED) -> None:
    """锁定轮次，不再收报 · Lock a round: it takes nothing more."""
    screen, workspace = at.screen, at.open()
    office = open_office(workspace)
    office.rounds.lock(round_id, signature(author))
    show_attendance(screen, office.rounds.attendance(round_id, local_today(workspace)), workspace)


def reopen(
    round_id: RoundId,
    /,
    *,
    due: Annotated[str | None, Parameter(help="新的截止日期 · new last day in time")] = None,
    author: Author = NOBODY,
    at: Listing = LISTED,
) -> None:
    """重新开放轮次，须写明事由 · Open a locked round again, with the reason."""
    problems = Collector()
    extended: date | None = None if due is None else read_date(due, "--due", problems)
    problems.raise_errors()
    screen, workspace = at.screen, at.open()
    office = open_office(workspace)
    office.rounds.reopen(round_id, signature(author), extended_to=extended)
    show_attendance(screen, office.rounds.attendance(round_id, local_today(workspace)), workspace)


def show_attendance(screen: Screen, found: Attendance, workspace: Workspace) -> None:
    """Print how every filer of a round stands (报送情况表)."""
    if screen.is_json:
        screen.show_json(found.as_json())
        return
    names = ("filer_code", "name", "presence", "filed_on", "days_late", "filing_id", "reason")
    rows = [
        (
            line.filer_code,
            filer_name(workspace, line.filer_code, found.on),
            line.presence if screen.is_csv else screen.brief(PRESENCES[line.presence]),
            "" if line.filed_on is None else line.filed_on.isoformat(),
            str(line.days_late or ""),
            line.filing_id,
            line.reason,
        )
        for line in found.lines
    ]
    if screen.is_csv:
        screen.show_csv(names, rows)
        return
    headers = ("代码", "填报单位", "情况", "报送日期", "迟报天数", "报表", "说明")
    labels = [Label(zh, en.replace("_", " ")) for zh, en in zip(headers, names, strict=True)]
    title = Label(
        f"{found.round.round_id} 报送情况（截至 {found.on}，截止 {found.state.due_on}）",
        f"attendance as of {found.on}, due {found.state.due_on}",
    )
    screen.show_table(title, labels, rows, is_synthetic=found.round.is_synthetic)
    counted = [(PRESENCES[name], count) for name, count in found.counts.items() if count]
    mark = screen.mark if found.round.is_synthetic else ""
    screen.lines(
        Label(
            mark + "、".join(f"{name.zh} {count}" for name, count in counted),
            mark + ", ".join(f"{name.en} {count}" for name, count in counted),
        )
    )
