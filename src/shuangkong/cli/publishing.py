"""``shuangkong publish``, ``issue`` and ``verify`` (发布、印发、校验)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from cyclopts import Parameter

from shuangkong.assessment import Verdict
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import HERE, LISTED, Listing, Workplace, signature
from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selection, Selectors, read_date
from shuangkong.cli.snapshots import show_difference
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.schema import Cell
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
    known_on: Annotated[
        str | None, Parameter(help="数据截至日，缺省为今天 · rows as known on this day; else today")
    ] = None,
    at: Listing = LISTED,
) -> None:
    """发布：把已批准的数据冻结成快照 · Freeze the approved rows into a snapshot."""
    screen, workspace = at.screen, at.open()
    day = _day(known_on, workspace)
    moved = preview(workspace, day)
    if preview_only:
        show_difference(screen, moved)
        return
    snapshot = publish_rows(workspace, day)
    head = workspace.records.head_on(day)
    rows = sum(table.count for table in moved.tables.values())
    if screen.is_json:
        tables = {name: table.count for name, table in moved.tables.items()}
        chain = {"seq": head.seq, "hash": head.hash}
        screen.show_json({"id": snapshot.id, "known_on": day.isoformat(), "moved": tables, "head": chain})
    elif screen.is_csv:
        screen.show_csv(
            ("id", "known_on", "moved", "head"),
            [(snapshot.id, day.isoformat(), str(rows), f"{head.seq}:{head.hash}")],
        )
    else:
        short = snapshot.id[:_SHORT]
        done = Label(
            f"快照 {short}，截至 {day}：{rows} 行有变化",
            f"snapshot {short} as known on {day}: {rows} rows moved",
        )
        screen.line(done, "green")
        chain_end = f"{head.seq}:{head.hash}"
        screen.line(
            Label(f"记录链头 {chain_end}（请另处留存）", f"end of the chain {chain_end}: keep it elsewhere")
        )


def issue(
    target: Annotated[str, Parameter(help="目标编号 · target id")],
    /,
    *,
    first: Annotated[str, Parameter(help="拟稿人 · the person who drafted it")],
    document: Annotated[str | None, Parameter(help="印发文号 · document number")] = None,
    synthetic: Annotated[
        bool, Parameter(negative="", help="印发演示数据的结论 · the verdict on synthetic rows")
    ] = False,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """印发一项结论：拟稿、签发两人，永久保存 · Issue a verdict, signed by two persons and kept for ever."""
    selection = selectors.selection()
    signed = signature(author)
    inquiry = inquire(selection, [target])
    workspace = inquiry.workspace
    verdict = _verdict(inquiry, target, selection, synthetic=synthetic)
    division, period = verdict.question.division, verdict.question.period
    office = open_office(workspace)
    drafter, signer = office.verdicts.signers(first, signed, target)
    today = office.desk.day(signed.at)
    verdict_id, supersedes = office.verdicts.next_id(division, target, period.text)
    act = Act(
        verdict_id=verdict_id,
        first=(drafter.person_id, today),
        second=(signer.person_id, today),
        reason=signed.reason,
        document=document,
        supersedes=supersedes,
    )
    row = issue_verdict(workspace, verdict, act, snapshot=inquiry.snapshot, recorded_at=signed.at)
    screen = selection.screen
    if screen.is_json:
        screen.show_json({name: _jsonable(cell) for name, cell in row.items()})
        return
    sentence = verdict.sentence()
    text = Label(
        f"已印发 {row['verdict_id']}：{sentence.zh}（{drafter.name_zh} 拟稿，{signer.name_zh} 签发）",
        f"issued {row['verdict_id']}: {sentence.en}",
    )
    screen.line(screen.marked(text) if verdict.is_synthetic else text, "green")


def _verdict(inquiry: Inquiry, target: str, selection: Selection, *, synthetic: bool) -> Verdict:
    """The verdict to be issued: on real rows, unless one on synthetic rows was asked for."""
    period = selection.period or inquiry.latest_period()
    found = inquiry.verdicts(selection.division or inquiry.workspace.division, period)
    for verdict in found:
        if verdict.is_synthetic == synthetic:
            return verdict
    raise ProblemsFound([Problem("issue_no_verdict", target, {"period": period})])


def _jsonable(cell: Cell) -> object:
    return str(cell) if isinstance(cell, Decimal | date) else cell


def verify(*, at: Workplace = HERE) -> None:
    """校验记录链：逐条核对，指出第一条断开之处 · Walk the chain of records and name the first broken one."""
    head = at.open().records.verify_chain()
    if at.screen.is_json:
        at.screen.show_json({"verified": True, "seq": head.seq, "hash": head.hash})
        return
    text = Label(
        f"{head.seq} 条记录首尾相接，链头 {head.hash}",
        f"{head.seq} records, the chain is whole, its end {head.hash}",
    )
    at.screen.line(text, "green")


def _day(asked: str | None, workspace: Workspace) -> date:
    today = local_today(workspace)
    problems = Collector()
    day = today if asked is None else read_date(asked, "--known-on", problems)
    if day is not None and day > today:
        problems.add("known_on_future", "--known-on", known_on=day, today=today)
    problems.raise_errors()
    return day or today
