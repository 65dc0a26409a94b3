"""``shuangkong layout`` (现有台账的版式): drafted from a workbook, read over by a person, confirmed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import signature
from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selectors
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.registers.layout import find_layout, propose, read_layouts, write_layout
from shuangkong.registers.workbook import read_book
from shuangkong.snapshot import replacing
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import known_layouts, open_office

__all__ = ["confirm", "draft", "listing"]

_FOLDER = "layouts"


def listing(*, selectors: Selectors = ANYTHING) -> None:
    """列出版式 · List the layouts of the packs and of the workspace."""
    selection = selectors.selection()
    screen = selection.screen
    names = ("layout", "type", "title", "confirmed_by")
    rows = [
        (each.id, each.type, each.title.zh, each.confirmed_by)
        for each in known_layouts(Workspace.open(selection.workspace))
    ]
    if screen.is_json:
        screen.show_json({"layouts": [dict(zip(names, row, strict=True)) for row in rows]})
    elif screen.is_csv:
        screen.show_csv(names, rows)
    else:
        headers = ("版式", "类型", "名称", "确认人")
        labels = [Label(zh, en.replace("_", " ")) for zh, en in zip(headers, names, strict=True)]
        screen.show_table(Label("版式", "layouts"), labels, [(*row[:3], row[3] or "—") for row in rows])


def draft(
    layout_id: Annotated[str, Parameter(help="给版式起的编号 · id for the layout")],
    path: Annotated[Path, Parameter(help="现有台账 · the office's own workbook")],
    /,
    *,
    selectors: Selectors = ANYTHING,
) -> None:
    """据表头起草版式，须人工确认 · Draft a layout from the headers; a person confirms it."""
    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    proposal = propose(read_book(path), workspace.types.values(), workspace.territory, layout_id=layout_id)
    target = _path(workspace, layout_id)
    if target.exists():
        raise ProblemsFound([Problem("layout_exists", str(target))])
    _write(target, write_layout(proposal.layout))
    if selection.screen.is_json:
        doubts = [each.as_json() for each in proposal.doubts]
        plain = {"file": str(target), "type": proposal.layout.type, "confidence": str(proposal.confidence)}
        selection.screen.show_json({**plain, "doubts": doubts})
        return
    selection.screen.warn(proposal.doubts)
    selection.screen.line(
        Label(
            f"版式草稿 {target}（类型 {proposal.layout.type}，表头吻合 {proposal.confidence:.2f}，"
            f"存疑 {len(proposal.doubts)} 处）；核对后用 layout confirm 确认",
            f"drafted: {target}, {len(proposal.doubts)} doubts; read it over, then confirm it",
        ),
        "green",
    )


def confirm(
    layout_id: Annotated[str, Parameter(help="版式编号 · id of the layout")],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """确认版式，此后可用于报送 · Confirm a layout: from now on it may be filed with."""
    selection = selectors.selection()
    signed = signature(author)
    workspace = Workspace.open(selection.workspace)
    person, _ = open_office(workspace).desk.actor(signed)
    own = workspace.folder / _FOLDER
    found = find_layout(read_layouts(own) if own.is_dir() else (), layout_id)
    confirmed = replace(found, confirmed_by=person.person_id, confirmed_on=local_today(workspace))
    _write(_path(workspace, layout_id), write_layout(confirmed))
    if selection.screen.is_json:
        selection.screen.show_json({"layout": layout_id, "confirmed_by": person.person_id})
        return
    text = Label(f"版式 {layout_id} 已由 {person.name_zh} 确认", f"layout {layout_id} confirmed")
    selection.screen.line(text, "green")


def _path(workspace: Workspace, layout_id: str) -> Path:
    return workspace.folder / _FOLDER / f"{layout_id}.yaml"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
