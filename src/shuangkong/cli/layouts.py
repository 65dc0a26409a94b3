"""``shuangkong layout`` (现有台账的版式): drafted from a workbook, read over by a person, confirmed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.keeping import local_today
from shuangkong.cli.offices import HERE, LISTED, Listing, Workplace, signature
from shuangkong.cli.selectors import NOBODY, Author
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.registers.layout import find_layout, propose, read_layouts, write_layout
from shuangkong.registers.workbook import read_book
from shuangkong.snapshot import replacing
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import known_layouts, open_office

__all__ = ["confirm", "draft", "listing"]

_FOLDER = "layouts"


def listing(*, at: Listing = LISTED) -> None:
    """列出版式 · List the layouts of the packs and of the workspace."""
    screen = at.screen
    names = ("layout", "type", "title", "confirmed_by")
    rows = [(each.id, each.type, each.title.zh, each.confirmed_by) for each in known_layouts(at.open())]
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
    at: Workplace = HERE,
) -> None:
    """据表头起草版式，须人工确认 · Draft a layout from the headers; a person confirms it."""
    screen, workspace = at.screen, at.open()
    target = _path(workspace, layout_id)
    if target.exists() or any(each.id == layout_id for each in known_layouts(workspace)):
        raise ProblemsFound([Problem("layout_exists", layout_id)])
    proposal = propose(read_book(path), workspace.types.values(), workspace.territory, layout_id=layout_id)
    _write(target, write_layout(proposal.layout))
    if screen.is_json:
        doubts = [each.as_json() for each in proposal.doubts]
        plain = {"file": str(target), "type": proposal.layout.type, "confidence": str(proposal.confidence)}
        screen.show_json({**plain, "doubts": doubts})
        return
    screen.warn(proposal.doubts)
    screen.line(
        Label(
            f"版式草稿 {target}（类型 {proposal.layout.type}，表头吻合 {proposal.confidence:.2f}，"
            f"存疑 {len(proposal.doubts)} 处）；核对后用 layout confirm 确认",
            f"drafted: {target} (type {proposal.layout.type}, headers matched {proposal.confidence:.2f}, "
            f"{len(proposal.doubts)} doubts); read it over, then confirm it with layout confirm",
        ),
        "green",
    )


def confirm(
    layout_id: Annotated[str, Parameter(help="版式编号 · id of the layout")],
    /,
    *,
    author: Author = NOBODY,
    at: Workplace = HERE,
) -> None:
    """确认版式，此后可用于报送 · Confirm a layout: from now on it may be filed with."""
    screen, workspace = at.screen, at.open()
    signed = signature(author)
    person, _ = open_office(workspace).desk.actor(signed)
    own = workspace.folder / _FOLDER
    found = find_layout(read_layouts(own) if own.is_dir() else (), layout_id)
    confirmed = replace(found, confirmed_by=person.person_id, confirmed_on=local_today(workspace))
    _write(_path(workspace, layout_id), write_layout(confirmed))
    if screen.is_json:
        screen.show_json({"layout": layout_id, "confirmed_by": person.person_id})
        return
    text = Label(f"版式 {layout_id} 已由 {person.name_zh} 确认", f"layout {layout_id} confirmed")
    screen.line(text, "green")


def _path(workspace: Workspace, layout_id: str) -> Path:
    return workspace.folder / _FOLDER / f"{layout_id}.yaml"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
