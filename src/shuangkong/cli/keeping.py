"""``shuangkong load`` and ``shuangkong snapshot freeze`` (录入、冻结)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selectors, now
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.plan.document.encoding import decode_text
from shuangkong.schema import read_csv, table
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = ["freeze", "load", "local_today"]


def local_today(workspace: Workspace) -> date:
    """Return the current day at the workspace's offset (当地日期)."""
    return (now() + workspace.records.offset).date()


def load(name: str, file: Path, /, *, author: Author = NOBODY, selectors: Selectors = ANYTHING) -> None:
    """录入一张 CSV 表 · Keep the rows of a CSV file: all of them or none."""
    selection = selectors.selection()
    person, reason = author.signed()
    workspace = Workspace.open(selection.workspace)
    if not file.exists():
        raise ProblemsFound([Problem("file_missing", str(file))])
    rows = read_csv(decode_text(file.read_bytes(), str(file)), table(name), str(file))
    kept = workspace.records.keep(name, rows, author=person, reason=reason, recorded_at=now())
    if selection.screen.is_json:
        selection.screen.show_json({"table": name, "new": kept.new, "unchanged": kept.unchanged})
        return
    selection.screen.line(
        Label(
            f"{name}：新增 {kept.new} 行，未变 {kept.unchanged} 行",
            f"{kept.new} new, {kept.unchanged} unchanged",
        ),
        "green",
    )


def freeze(*, selectors: Selectors = ANYTHING) -> None:
    """冻结快照 · Freeze what was known at the end of a day (today if none is given)."""
    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    today = local_today(workspace)
    known_on = selection.known_on or today
    if known_on > today:
        details = {"known_on": known_on, "today": today}
        raise ProblemsFound([Problem("known_on_future", "--known-on", details)])
    snapshot = workspace.freeze(known_on)
    if selection.screen.is_json:
        selection.screen.show_json({"id": snapshot.id, "known_on": known_on.isoformat()})
        return
    selection.screen.line(
        Label(f"快照 {snapshot.id[:12]}，截至 {known_on}", f"snapshot as known on {known_on}"), "green"
    )
