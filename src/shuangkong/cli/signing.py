"""``shuangkong person``, ``adopt`` and ``period`` (人员、参数核定、关账)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from shuangkong.cli.offices import signature
from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selectors
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.records.office import ADOPTED_AS, AdoptedValue, Person
from shuangkong.records.office.rows import read_rows
from shuangkong.schema import read_csv, table
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import open_office

__all__ = ["close", "confirm", "people", "propose", "register", "reopen"]


def register(
    file: Annotated[Path, Parameter(help="人员表 CSV · CSV of persons, columns of the table person")],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """登记人员和职责 · Register who serves where and in which roles."""
    from shuangkong.plan.document.encoding import decode_text  # brings PDF and Word along

    selection = selectors.selection()
    if not file.is_file():
        raise ProblemsFound([Problem("file_missing", str(file))])
    signed = signature(author)
    rows = read_csv(decode_text(file.read_bytes(), str(file)), table("person"), str(file))
    kept = open_office(Workspace.open(selection.workspace)).register_persons(read_rows(Person, rows), signed)
    if selection.screen.is_json:
        selection.screen.show_json({"new": kept.new, "unchanged": kept.unchanged})
        return
    text = Label(
        f"人员：新增 {kept.new}，未变 {kept.unchanged}", f"{kept.new} new, {kept.unchanged} unchanged"
    )
    selection.screen.line(text, "green")


def people(*, selectors: Selectors = ANYTHING) -> None:
    """列出人员 · List the persons."""
    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    screen = selection.screen
    found = open_office(workspace).desk.read(Person, "person")
    names = ("person_id", "name_zh", "department", "division_code", "roles", "represents_code", "left_on")
    rows = [tuple(str(getattr(each, name) or "") for name in names) for each in found]
    if screen.is_json:
        screen.show_json({"persons": [dict(zip(names, row, strict=True)) for row in rows]})
    elif screen.is_csv:
        screen.show_csv(names, rows)
    else:
        labels = [table("person").column(name).label for name in names]
        screen.show_table(Label("人员", "persons"), labels, rows)


def propose(
    kind: Annotated[
        Literal["table", "rule"], Parameter(help="核定对象：数据表的值或规则 · a value of a table, or a rule")
    ],
    name: Annotated[str, Parameter(help="规则或表 · rule key, or table")],
    /,
    *,
    key: Annotated[str, Parameter(help="版本、参数或行 · edition, parameter or row")] = "",
    column: Annotated[str, Parameter(help="列 · column")] = "",
    value: Annotated[str, Parameter(help="核定值 · the value as the official text has it")] = "",
    confirm_as: Annotated[
        Literal["official", "secondary"], Parameter(name="--as-status", help="核定为 · signed off as")
    ] = "official",
    document: Annotated[str, Parameter(help="正式文本文号 · number of the official document")],
    page: Annotated[str, Parameter(help="页码 · page")],
    scan: Annotated[Path, Parameter(help="该页扫描件 · scan of the page")],
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """核定参数（第一人）· Sign a value off against the official text, first of two persons."""
    selection = selectors.selection()
    if not scan.is_file():
        raise ProblemsFound([Problem("file_missing", str(scan))])
    signed = signature(author)
    adoptions = open_office(Workspace.open(selection.workspace)).adoptions
    made = adoptions.propose(
        AdoptedValue(
            kind=kind,
            name=name,
            key=key,
            column=column or None,
            value=value,
            adopted_as=confirm_as,
            document=document,
            page=page,
            scan_sha256=adoptions.keep_page(scan),
        ),
        signed,
    )
    if selection.screen.is_json:
        selection.screen.show_json({"adoption_id": made.adoption_id, "is_complete": made.is_complete})
        return
    text = Label(
        f"{made.adoption_id}：已由 {made.first_officer} 核定，待第二人复核",
        f"{made.adoption_id}: signed first, waits for the second person",
    )
    selection.screen.line(text, "green")


def confirm(
    adoption_id: Annotated[str, Parameter(help="核定编号 · id of the sign-off")],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """复核参数（第二人）· Sign second: from now on official outputs may use the value."""
    selection = selectors.selection()
    signed = signature(author)
    made = open_office(Workspace.open(selection.workspace)).adoptions.confirm(adoption_id, signed)
    if selection.screen.is_json:
        selection.screen.show_json({"adoption_id": made.adoption_id, "is_complete": made.is_complete})
        return
    label = ADOPTED_AS[made.adopted_as]
    text = Label(
        f"{made.adoption_id}：{made.first_officer}、{made.second_person} 核定为{label.zh}",
        f"{made.adoption_id}: signed off as {label.en}",
    )
    selection.screen.line(text, "green")


def close(
    scope: Annotated[str, Parameter(help="类型，或 all · type, or all")],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """期间关账 · Close a period: no filing enters it."""
    _turn(scope, author, selectors, is_closing=True)


def reopen(
    scope: Annotated[str, Parameter(help="类型，或 all · type, or all")],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """重新开放期间，须写明事由 · Open a closed period again, with the reason."""
    _turn(scope, author, selectors, is_closing=False)


def _turn(scope: str, author: Author, selectors: Selectors, *, is_closing: bool) -> None:
    selection = selectors.selection()
    if selection.period is None:
        raise ProblemsFound([Problem("period_missing", "--period")])
    signed = signature(author)
    periods = open_office(Workspace.open(selection.workspace)).periods
    act = periods.close if is_closing else periods.reopen
    made = act(scope, selection.period.text, signed)
    if selection.screen.is_json:
        selection.screen.show_json({"scope": scope, "period": made.period, "event": made.closing_event})
        return
    done = ("已关账", "closed") if is_closing else ("已重新开放", "open again")
    selection.screen.line(
        Label(f"{scope} {made.period} {done[0]}", f"{scope} {made.period} {done[1]}"), "green"
    )
