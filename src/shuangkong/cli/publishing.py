"""``shuangkong publish``, ``issue`` and ``verify`` (发布、印发、校验)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.asking import inquire
from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import signature
from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selectors
from shuangkong.cli.snapshots import show_difference
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.trace import Label
from shuangkong.workspace import Act, Workspace, preview
from shuangkong.workspace import issue as issue_verdict
from shuangkong.workspace import publish as publish_rows
from shuangkong.workspace.collecting import open_office

__all__ = ["issue", "publish", "verify"]

_SHORT = 12


def publish(
    *,
    preview_only: Annotated[
        bool,
        Parameter(name="--preview", negative="", help="只看会变什么，不发布 · only show what would move"),
    ] = False,
    selectors: Selectors = ANYTHING,
) -> None:
    """发布：把已批准的数据冻结成快照 · Freeze the approved rows into a snapshot."""
    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    known_on = _day(selection.known_on, workspace)
    moved = preview(workspace, known_on)
    screen = selection.screen
    if preview_only:
        show_difference(screen, moved)
        return
    snapshot = publish_rows(workspace, known_on)
    head = workspace.records.head_on(known_on)
    if screen.is_json:
        tables = {name: table.count for name, table in moved.tables.items()}
        chain = {"seq": head.seq, "hash": head.hash}
        screen.show_json(
            {"id": snapshot.id, "known_on": known_on.isoformat(), "moved": tables, "head": chain}
        )
        return
    rows = sum(table.count for table in moved.tables.values())
    screen.line(
        Label(
            f"快照 {snapshot.id[:_SHORT]}，截至 {known_on}：{rows} 行有变化",
            f"snapshot as known on {known_on}: {rows} rows moved",
        ),
        "green",
    )
    screen.line(
        Label(
            f"记录链头 {head.seq}:{head.hash}（请另处留存）", "end of the chain of records: keep it elsewhere"
        )
    )


def issue(
    target: Annotated[str, Parameter(help="目标编号 · target id")],
    /,
    *,
    first: Annotated[str, Parameter(help="拟稿人 · the person who drafted it")],
    document: Annotated[str | None, Parameter(help="印发文号 · document number")] = None,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """印发一项结论：两人签署，永久保存 · Issue a verdict, signed by two persons and kept for ever."""
    selection = selectors.selection()
    signed = signature(author)
    inquiry = inquire(selection, [target])
    workspace = inquiry.workspace
    division = selection.division or workspace.division
    period = selection.period or inquiry.latest_period()
    verdicts = inquiry.verdicts(division, period)
    if not verdicts:
        raise ProblemsFound([Problem("issue_no_verdict", target, {"period": period})])
    verdict = verdicts[0]
    office = open_office(workspace)
    today = office.desk.day(signed.at)
    directory = office.desk.directory(today)
    verdict_id, supersedes = office.verdicts.next_id(division, target, period.text)
    act = Act(
        verdict_id=verdict_id,
        first=(directory.person(first).person_id, today),
        second=(directory.person(signed.person).person_id, today),
        reason=signed.reason,
        document=document,
        supersedes=supersedes,
    )
    row = issue_verdict(workspace, verdict, act, snapshot=inquiry.snapshot, recorded_at=signed.at)
    if selection.screen.is_json:
        selection.screen.show_json({name: None if cell is None else str(cell) for name, cell in row.items()})
        return
    text = Label(f"已印发 {verdict_id}：{row['verdict_value']}", f"issued {verdict_id}")
    selection.screen.line(text, "green")


def verify(*, selectors: Selectors = ANYTHING) -> None:
    """校验记录链：逐条核对，指出第一条断开之处 · Walk the chain of records and name the first broken one."""
    selection = selectors.selection()
    head = Workspace.open(selection.workspace).records.verify_chain()
    if selection.screen.is_json:
        selection.screen.show_json({"verified": True, "seq": head.seq, "hash": head.hash})
        return
    text = Label(f"{head.seq} 条记录首尾相接，链头 {head.hash}", f"{head.seq} records, the chain is whole")
    selection.screen.line(text, "green")


def _day(asked: date | None, workspace: Workspace) -> date:
    today = local_today(workspace)
    known_on = asked or today
    if known_on > today:
        raise ProblemsFound(
            [Problem("known_on_future", "--known-on", {"known_on": known_on, "today": today})]
        )
    return known_on
