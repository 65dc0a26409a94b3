"""``shuangkong person``, ``adopt`` and ``period`` (人员、参数核定、关账)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import Parameter

from shuangkong.cli.offices import (
    HERE,
    LISTED,
    Listing,
    PeriodText,
    Workplace,
    read_period,
    signature,
)
from shuangkong.cli.selectors import NOBODY, Author
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import WHOLE
from shuangkong.records.office import ADOPTED_AS, AdoptedValue, Adoption, Person
from shuangkong.records.office.rows import read_rows
from shuangkong.schema import read_csv, table
from shuangkong.trace import Label
from shuangkong.workspace.adopting import fitted
from shuangkong.workspace.collecting import open_office

__all__ = ["adoptions", "close", "confirm", "people", "propose", "register", "reopen"]


def register(
    file: Annotated[Path, Parameter(help="人员表 CSV · CSV of persons, columns of the table person")],
    /,
    *,
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """登记人员和职责 · Register who serves where and in which roles."""
    from shuangkong.plan.document.encoding import decode_text  # brings PDF and Word along

    if not file.is_file():
        raise ProblemsFound([Problem("file_missing", str(file))])
    signed = signature(author)
    rows = read_csv(decode_text(file.read_bytes(), str(file)), table("person"), str(file))
    kept = open_office(at.open()).register_persons(read_rows(Person, rows), signed)
    if at.screen.is_json:
        at.screen.show_json({"new": kept.new, "unchanged": kept.unchanged})
        return
    text = Label(
        f"人员：新增 {kept.new}，未变 {kept.unchanged}", f"{kept.new} new, {kept.unchanged} unchanged"
    )
    at.screen.line(text, "green")


def people(*, at: Listing = LISTED) -> None:
    """列出人员 · List the persons."""
    screen = at.screen
    found = open_office(at.open()).desk.read(Person, "person")
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
    name: Annotated[
        str, Parameter(help="规则写作 标识@版本；数据表写表名 · rule as key@edition, or name of the table")
    ],
    /,
    *,
    key: Annotated[
        str,
        Parameter(
            help="规则的参数路径，缺省为整个版本；表的主键 · parameter, else the whole edition; row's key"
        ),
    ] = WHOLE,
    column: Annotated[str | None, Parameter(help="数据表的列 · column of the table")] = None,
    value: Annotated[
        str,
        Parameter(help="正式文本上的值；整个版本不必写 · the value as the text has it; none for an edition"),
    ] = "",
    confirm_as: Annotated[
        Literal["official", "secondary"], Parameter(name="--as-status", help="核定为 · signed off as")
    ] = "official",
    document: Annotated[str, Parameter(help="正式文本文号 · number of the official document")],
    page: Annotated[str, Parameter(help="页码 · page")],
    scan: Annotated[Path, Parameter(help="该页扫描件 · scan of the page")],
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """核定参数（第一人）· Sign a value off against the official text, first of two persons."""
    if not scan.is_file():
        raise ProblemsFound([Problem("file_missing", str(scan))])
    signed = signature(author)
    workspace = at.open()
    office = open_office(workspace)
    written = AdoptedValue(kind, name, key, column, value, confirm_as, document, page, "")
    checked = fitted(workspace, written)
    _, problems = office.desk.entitled(signed, "adopt", name)
    problems.raise_errors()  # before the page is kept as evidence
    page_hash = office.adoptions.keep_page(scan)
    made = office.adoptions.propose(replace(checked, scan_sha256=page_hash), signed)
    _show_adoption(at, made)


def adoptions(*, at: Listing = LISTED) -> None:
    """列出参数核定 · List the sign-offs of parameters, those that wait for the second person too."""
    screen = at.screen
    found = open_office(at.open()).desk.read(Adoption, "adoption")
    if screen.is_json:
        screen.show_json({"adoptions": [_plain(each) for each in found]})
        return
    names = ("adoption_id", "of", "value", "adopted_as", "document", "first", "second", "signed_on")
    rows = [
        (
            each.adoption_id,
            " ".join(filter(None, (each.adopted_name, each.adopted_key, each.adopted_column))),
            each.adopted_value,
            each.adopted_as if screen.is_csv else screen.brief(ADOPTED_AS[each.adopted_as]),
            f"{each.confirmed_document} {each.document_page}",
            each.first_officer,
            each.second_person or "",
            "" if each.second_signed_on is None else each.second_signed_on.isoformat(),
        )
        for each in found
    ]
    if screen.is_csv:
        screen.show_csv(names, rows)
        return
    headers = ("核定编号", "参数", "值", "核定为", "文号与页码", "核定人", "复核人", "生效日期")
    labels = [Label(zh, en.replace("_", " ")) for zh, en in zip(headers, names, strict=True)]
    screen.show_table(Label("参数核定", "sign-offs"), labels, rows)


def confirm(
    adoption_id: Annotated[str, Parameter(help="核定编号 · id of the sign-off")],
    /,
    *,
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """复核参数（第二人）· Sign second: from now on official outputs may use the value."""
    made = open_office(at.open()).adoptions.confirm(adoption_id, signature(author))
    _show_adoption(at, made)


def _plain(made: Adoption) -> dict[str, object]:
    plain = {name: str(cell) if isinstance(cell, date) else cell for name, cell in vars(made).items()}
    return {**plain, "is_complete": made.is_complete}


def _show_adoption(at: Workplace, made: Adoption) -> None:
    if at.screen.is_json:
        at.screen.show_json(_plain(made))
        return
    label = ADOPTED_AS[made.adopted_as]
    text = Label(
        f"{made.adoption_id}：{made.first_officer} 核定为{label.zh}，待第二人复核（adopt confirm）",
        f"{made.adoption_id}: {made.first_officer} signed first, waits for the second person (adopt confirm)",
    )
    if made.is_complete:
        text = Label(
            f"{made.adoption_id}：{made.first_officer}、{made.second_person} 核定为{label.zh}；"
            "下次发布后生效",
            f"{made.adoption_id}: signed off {label.en} by {made.first_officer} and {made.second_person}; "
            "in force with the next snapshot",
        )
    at.screen.line(text, "green")


def close(
    scope: Annotated[str, Parameter(help="类型，或 all · type, or all")],
    /,
    *,
    period: PeriodText = None,
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """期间关账 · Close a period: no filing enters it."""
    _turn(scope, period, author, at, is_closing=True)


def reopen(
    scope: Annotated[str, Parameter(help="类型，或 all · type, or all")],
    /,
    *,
    period: PeriodText = None,
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """重新开放期间，须写明事由 · Open a closed period again, with the reason."""
    _turn(scope, period, author, at, is_closing=False)


def _turn(scope: str, period: str | None, author: Author, at: Workplace, *, is_closing: bool) -> None:
    problems = Collector()
    asked = read_period(period, problems)
    problems.raise_errors()
    signed = signature(author)
    periods = open_office(at.open()).periods
    act = periods.close if is_closing else periods.reopen
    made = act(scope, "" if asked is None else asked.text, signed)
    if at.screen.is_json:
        at.screen.show_json({"scope": scope, "period": made.period, "event": made.closing_event})
        return
    done = ("已关账", "closed") if is_closing else ("已重新开放", "open again")
    at.screen.line(Label(f"{scope} {made.period} {done[0]}", f"{scope} {made.period} {done[1]}"), "green")
