"""``shuangkong template``, ``file`` and ``filing`` (填报与办理): from the empty workbook to the approval."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

import shuangkong
from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import show_standing, signature, waiting_for
from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selectors, read_date
from shuangkong.cli.steps import rows_counted
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.records.office import STATES, STEPS
from shuangkong.registers.type import RegisterType
from shuangkong.territory import LEVELS
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import Delivery, collect, open_office

__all__ = ["attach", "file", "listing", "printed", "show", "sign", "template", "types"]

Filing = Annotated[str, Parameter(help="报表编号 · id of the filing")]
_MARKED = "标注"


def types(*, selectors: Selectors = ANYTHING) -> None:
    """列出台账与报表类型 · List the types of register and filing."""
    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    screen = selection.screen
    names = ("type", "version", "title", "columns", "filed_by", "grain")
    rows = [
        (
            each.id,
            str(each.version),
            screen.brief(each.title) if not selection.screen.is_csv else each.title.zh,
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
    selectors: Selectors = ANYTHING,
) -> None:
    """写出填报模板（.xlsx）· Write the workbook to fill in."""
    from shuangkong.registers.workbook import TemplateOptions, write_template

    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    type_ = _type(workspace, type_id)
    today = local_today(workspace)
    division = selection.division or workspace.division
    if division not in workspace.territory.codes:
        raise ProblemsFound([Problem("division_unknown", f"--division {division}")])
    territory = workspace.territory
    inside = [each for level in LEVELS for each in territory.at_level(level, today, within=division)]
    below = [territory.division(division, today), *(each for each in inside if each.code != division)]
    target = out or Path(f"{type_.title.zh}.xlsx")
    options = TemplateOptions(divisions=below, release=shuangkong.__version__)
    write_template(type_, target, options)
    if selection.screen.is_json:
        selection.screen.show_json({"type": type_.id, "version": type_.version, "file": str(target)})
        return
    selection.screen.line(Label(f"已写出 {target}", f"written: {target}"), "green")


def file(
    type_id: Annotated[str, Parameter(help="类型 · type of register or filing")],
    path: Annotated[Path, Parameter(help="填好的工作簿 · workbook: .xlsx .xls .et .ods .csv")],
    /,
    *,
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
    selectors: Selectors = ANYTHING,
) -> None:
    """报送一个工作簿：全部入库或一行不入 · File a workbook: every row of it or none."""
    selection = selectors.selection()
    problems = Collector()
    letter: date | None = None
    if issued_on is not None:
        letter = read_date(issued_on, "--issued-on", problems)
    if not path.is_file():
        problems.add("file_missing", str(path))
    problems.raise_errors()
    signed = signature(author)
    workspace = Workspace.open(selection.workspace)
    delivery = Delivery(
        path=path,
        type_id=type_id,
        filer_code=selection.division,
        period=None if selection.period is None else selection.period.text,
        round_id=round_id,
        layout=layout,
        document_number=document,
        issued_on=letter,
        is_synthetic=synthetic,
    )
    copy = marked or path.with_name(f"{path.stem}.{_MARKED}.xlsx")
    try:
        with rows_counted(selection.screen, Label("报送", "filing")) as told:
            collected = collect(workspace, delivery, signed, marked=copy, progress=told)
    except ProblemsFound:
        if copy.is_file() and not selection.screen.is_json:
            note = Label(f"已标出有问题的单元格：{copy}", f"the wrong cells are marked in {copy}")
            selection.screen.err.print(selection.screen.say(note), markup=False, soft_wrap=True)
        raise
    if not selection.screen.is_json:
        selection.screen.warn([each for each in collected.problems if each.severity != "error"])
    done = Label(f"已报送 {collected.rows} 行", f"{collected.rows} rows filed")
    show_standing(selection.screen, collected.standing, done)


def listing(
    *,
    round_id: Annotated[str | None, Parameter(name="--round", help="调度轮次 · filing round")] = None,
    selectors: Selectors = ANYTHING,
) -> None:
    """列出报表及办理状态 · List the filings and how they stand."""
    selection = selectors.selection()
    screen = selection.screen
    found = open_office(Workspace.open(selection.workspace)).filings.all(round_id=round_id)
    if screen.is_json:
        screen.show_json({"filings": [each.as_json() for each in found]})
        return
    names = ("filing", "filer", "period", "filed_on", "state", "waits_for", "confirmed")
    rows = [
        (
            each.filing.filing_id,
            each.filing.filer_code,
            each.filing.period,
            each.filing.filed_on.isoformat(),
            each.state.state if screen.is_csv else screen.say(STATES[each.state.state]),
            screen.brief(waiting_for(each.state.waiting_for)),
            "✓" if each.is_confirmed else "—",
        )
        for each in found
    ]
    if screen.is_csv:
        screen.show_csv(names, rows)
        return
    headers = ("报表", "填报地区", "期间", "报送日期", "状态", "待办", "盖章件")
    labels = [Label(zh, en.replace("_", " ")) for zh, en in zip(headers, names, strict=True)]
    screen.show_table(Label("报表", "filings"), labels, rows)


def show(filing_id: Filing, /, *, selectors: Selectors = ANYTHING) -> None:
    """显示一份报表：内容、步骤、待办 · Show a filing: its rows, its steps, what it waits for."""
    selection = selectors.selection()
    screen = selection.screen
    workspace = Workspace.open(selection.workspace)
    standing = open_office(workspace).filings.standing(filing_id)
    rows = workspace.records.filed_rows(filing_id)
    if screen.is_json:
        cells = [{name: None if cell is None else str(cell) for name, cell in row.items()} for row in rows]
        screen.show_json({**standing.as_json(), "rows": cells})
        return
    table = workspace.types[standing.filing.type_id].table
    written = [["" if row[name] is None else str(row[name]) for name in table.column_names] for row in rows]
    if screen.is_csv:
        screen.show_csv(table.column_names, written)
        return
    show_standing(screen, standing, Label(f"{len(rows)} 行", f"{len(rows)} rows"))
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


def sign(
    filing_id: Filing,
    step: Annotated[
        Literal["county_reviewed", "prefecture_reviewed", "countersigned", "refused", "returned", "approved"],
        Parameter(help="办理步骤 · what is done with it"),
    ],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """审核、会签、退回或批准 · Review, countersign, return or approve; the reason is the opinion."""
    selection = selectors.selection()
    signed = signature(author)
    standing = open_office(Workspace.open(selection.workspace)).filings.step(filing_id, step, signed)
    done = STEPS[step]
    show_standing(selection.screen, standing, Label(f"{done.zh}：{signed.person}", f"{done.en}: done"))


def printed(filing_id: Filing, /, *, selectors: Selectors = ANYTHING) -> None:
    """显示打印件识别栏 · Show what the print of a filing bears at its foot: id and code."""
    selection = selectors.selection()
    found = open_office(Workspace.open(selection.workspace)).filings.printed(filing_id)
    if selection.screen.is_json:
        text = {"zh": found.text.zh, "en": found.text.en}
        selection.screen.show_json({"text": text, "hash": found.hash, "code": found.code})
        return
    selection.screen.lines(found.text)


def attach(
    filing_id: Filing,
    scan: Annotated[Path, Parameter(help="盖章件扫描件 · stamped scan: PDF, PNG, JPEG, TIFF")],
    /,
    *,
    code: Annotated[str, Parameter(help="扫描件上的校验码 · the code read off the scan")],
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """挂接盖章件 · Attach the stamped scan of exactly this version."""
    selection = selectors.selection()
    office = open_office(Workspace.open(selection.workspace))
    kept = office.filings.attach(filing_id, scan, code, signature(author))
    done = Label(
        f"已挂接 {kept.file_name}（{kept.pages} 页）", f"{kept.file_name} attached, {kept.pages} pages"
    )
    show_standing(selection.screen, office.filings.standing(filing_id), done)


def _type(workspace: Workspace, type_id: str) -> RegisterType:
    found = workspace.types.get(type_id)
    if found is None:
        raise ProblemsFound([Problem("type_unknown", type_id, {"known": ", ".join(workspace.types)})])
    return found
