"""``shuangkong template``, ``file`` and ``filing`` (填报与办理): from the empty workbook to the approval."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

import shuangkong
from shuangkong.cli.handling import FilingId
from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import (
    HERE,
    LISTED,
    Listing,
    PeriodText,
    Workplace,
    filer_name,
    read_period,
    show_standing,
    signature,
    waiting_for,
)
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import NOBODY, Author, read_date
from shuangkong.cli.steps import rows_counted
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.office import STATES, STEPS, Standing
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Cell, Row, write_cell
from shuangkong.territory import LEVELS
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import Collected, Delivery, Refused, collect, open_office

__all__ = ["file", "listing", "show", "template", "types"]

_MARKED = "标注"


def types(*, at: Listing = LISTED) -> None:
    """列出台账与报表类型 · List the types of register and filing."""
    screen = at.screen
    workspace = at.open()
    names = ("type", "version", "title", "columns", "filed_by", "grain")
    rows = [
        (
            each.id,
            str(each.version),
            each.title.zh if screen.is_csv else screen.brief(each.title),
            str(len(each.form)),
            "、".join(each.filed_by) or "—",
            each.grain or "—",
        )
        for each in workspace.types.values()
    ]
    if screen.is_json:
        screen.show_json({"types": [dict(zip(names, row, strict=True)) for row in rows]})
    elif screen.is_csv:
        screen.show_csv(names, rows)
    else:
        headers = ("类型", "版本", "名称", "列数", "填报部门", "频次")
        labels = [Label(zh, en.replace("_", " ")) for zh, en in zip(headers, names, strict=True)]
        screen.show_table(Label("台账与报表类型", "types of register and filing"), labels, rows)


def template(
    type_id: Annotated[str, Parameter(help="类型 · type of register or filing")],
    /,
    *,
    out: Annotated[Path | None, Parameter(help="写到哪个文件 · file to write")] = None,
    division: Annotated[
        str | None,
        Parameter(help="为哪个地区，下拉表只列它和下级 · whose template: its divisions are listed"),
    ] = None,
    at: Workplace = HERE,
) -> None:
    """写出填报模板（.xlsx）· Write the workbook to fill in."""
    from shuangkong.registers.workbook import TemplateOptions, write_template

    screen, workspace = at.screen, at.open()
    type_ = _type(workspace, type_id)
    today = local_today(workspace)
    division = division or workspace.division
    if division not in workspace.territory.codes:
        raise ProblemsFound([Problem("division_unknown", f"--division {division}")])
    territory = workspace.territory
    inside = [each for level in LEVELS for each in territory.at_level(level, today, within=division)]
    below = [territory.division(division, today), *(each for each in inside if each.code != division)]
    target = out or Path(f"{type_.title.zh}.xlsx")
    options = TemplateOptions(divisions=below, release=shuangkong.__version__)
    write_template(type_, target, options)
    if screen.is_json:
        screen.show_json({"type": type_.id, "version": type_.version, "file": str(target)})
        return
    screen.line(Label(f"已写出 {target}", f"written: {target}"), "green")


def file(
    type_id: Annotated[str, Parameter(help="类型 · type of register or filing")],
    path: Annotated[Path, Parameter(help="填好的工作簿 · workbook: .xlsx .xls .et .ods .csv")],
    /,
    *,
    filer: Annotated[
        str | None, Parameter(help="替哪个地区或单位报，缺省为本人所属 · for whom; else one's own")
    ] = None,
    period: PeriodText = None,
    round_id: Annotated[str | None, Parameter(name="--round", help="调度轮次 · filing round")] = None,
    layout: Annotated[
        str | None, Parameter(help="按哪个版式读现有台账 · layout of an office's own workbook")
    ] = None,
    document: Annotated[str | None, Parameter(help="来文文号 · number of the official letter")] = None,
    issued_on: Annotated[str | None, Parameter(help="来文日期 · date of the letter")] = None,
    marked: Annotated[
        Path | None, Parameter(help="有错时，标注副本写到哪里 · where the marked copy goes")
    ] = None,
    synthetic: Annotated[bool, Parameter(negative="", help="演示数据 · synthetic rows")] = False,
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """报送一个工作簿：全部入库或一行不入 · File a workbook: every row of it or none."""
    screen = at.screen
    problems = Collector()
    letter: date | None = None
    if issued_on is not None:
        letter = read_date(issued_on, "--issued-on", problems)
    asked = None if period is None else read_period(period, problems)
    if not path.is_file():
        problems.add("file_missing", str(path))
    problems.raise_errors()
    signed = signature(author)
    delivery = Delivery(
        path=path,
        type_id=type_id,
        filer_code=filer,
        period=None if asked is None else asked.text,
        round_id=round_id,
        layout=layout,
        document_number=document,
        issued_on=letter,
        is_synthetic=synthetic,
    )
    workspace = at.open()
    copy = marked or path.with_name(f"{path.stem}.{_MARKED}.xlsx")
    try:
        with rows_counted(screen, Label("报送", "filing")) as told:
            collected = collect(workspace, delivery, signed, marked=copy, progress=told)
    except Refused as refused:
        if refused.marked is not None:
            note = Label(f"已标出有问题的单元格：{copy}", f"the wrong cells are marked in {copy}")
            screen.err.print(screen.say(note), markup=False, soft_wrap=True)
        raise
    _show_collected(screen, workspace, collected)


def _show_collected(screen: Screen, workspace: Workspace, collected: Collected) -> None:
    if screen.is_json:
        told = [each.as_json() for each in collected.problems]
        screen.show_json({**collected.standing.as_json(), "rows": collected.rows, "problems": told})
        return
    screen.warn(collected.problems)
    done = Label(f"已报送 {collected.rows} 行", f"{collected.rows} rows filed")
    show_standing(screen, workspace, collected.standing, done)


def listing(
    *,
    round_id: Annotated[str | None, Parameter(name="--round", help="调度轮次 · filing round")] = None,
    at: Listing = LISTED,
) -> None:
    """列出报表及办理状态 · List the filings and how they stand."""
    screen = at.screen
    workspace = at.open()
    found = open_office(workspace).filings.all(round_id=round_id)
    if screen.is_json:
        screen.show_json({"filings": [each.as_json() for each in found]})
        return
    names = ("filing_id", "filer_code", "period", "filed_on", "state", "waiting_for", "is_confirmed")
    rows = [
        (
            each.filing.filing_id,
            each.filing.filer_code
            if screen.is_csv
            else filer_name(workspace, each.filing.filer_code, each.filing.filed_on),
            each.filing.period,
            each.filing.filed_on.isoformat(),
            each.state.state if screen.is_csv else screen.say(STATES[each.state.state]),
            _awaited(each) if screen.is_csv else screen.brief(waiting_for(each.state.waiting_for)),
            _confirmed(each, screen),
        )
        for each in found
    ]
    if screen.is_csv:
        screen.show_csv(names, rows)
        return
    headers = ("报表", "填报单位", "期间", "报送日期", "状态", "待办", "盖章件")
    labels = [Label(zh, en.replace("_", " ")) for zh, en in zip(headers, names, strict=True)]
    screen.show_table(Label("报表", "filings"), labels, rows)


def show(filing_id: FilingId, /, *, at: Listing = LISTED) -> None:
    """显示一份报表：内容、步骤、待办 · Show a filing: its rows, its steps, what it waits for."""
    screen, workspace = at.screen, at.open()
    standing = open_office(workspace).filings.standing(filing_id)
    rows = workspace.records.filed_rows(filing_id)
    if screen.is_json:
        screen.show_json({**standing.as_json(), "rows": [_plain(row) for row in rows]})
        return
    table = workspace.types[standing.filing.type_id].table
    if screen.is_csv:
        written = [[write_cell(row[each.name], each) for each in table.columns] for row in rows]
        screen.show_csv(table.column_names, written)
        return
    show_standing(screen, workspace, standing, Label(f"{len(rows)} 行", f"{len(rows)} rows"))
    headers = (Label("步骤", "step"), Label("部门", "department"), Label("人员", "person"))
    steps = [
        (screen.say(STEPS[step.step]), step.department or "—", step.person, str(step.signed_on), step.opinion)
        for step in standing.state.history
    ]
    screen.show_table(
        Label("办理过程", "steps"),
        (*headers, Label("日期", "day"), Label("意见", "opinion")),
        [tuple(cell or "—" for cell in step) for step in steps],
    )


def _awaited(standing: Standing) -> str:
    waits = standing.state.waiting_for
    return ";".join(f"{wait.step}:{wait.department}" if wait.department else wait.step for wait in waits)


def _confirmed(standing: Standing, screen: Screen) -> str:
    if screen.is_csv:
        return "true" if standing.is_confirmed else "false"
    return "✓" if standing.is_confirmed else "—"


def _plain(row: Row) -> dict[str, object]:
    return {name: _jsonable(cell) for name, cell in row.items()}


def _jsonable(cell: Cell) -> object:
    # A decimal stays text: its digits are the ones that were filed.
    return str(cell) if isinstance(cell, Decimal | date) else cell


def _type(workspace: Workspace, type_id: str) -> RegisterType:
    found = workspace.types.get(type_id)
    if found is None:
        raise ProblemsFound([Problem("type_unknown", type_id, {"known": ", ".join(workspace.types)})])
    return found
