"""``shuangkong load``, ``load-public`` and ``snapshot freeze`` (录入、冻结)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.selectors import ANYTHING, NOBODY, Author, Selectors, now
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.records import Kept
from shuangkong.schema import read_csv, table, tables
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = ["freeze", "keep_public", "load", "load_public", "local_today"]


def local_today(workspace: Workspace) -> date:
    """Return the current day at the workspace's offset (当地日期)."""
    return (now() + workspace.records.offset).date()


def load(
    name: Annotated[str, Parameter(help="表名，如 observation · table")],
    file: Annotated[Path, Parameter(help="CSV 文件 · CSV file")],
    /,
    *,
    author: Author = NOBODY,
    selectors: Selectors = ANYTHING,
) -> None:
    """录入一张 CSV 表 · Keep the rows of a CSV file: all of them or none."""
    from shuangkong.plan.document.encoding import decode_text  # brings PDF and Word along

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
            f"{name}: {kept.new} new, {kept.unchanged} unchanged",
        ),
        "green",
    )


def load_public(*, author: Author = NOBODY, selectors: Selectors = ANYTHING) -> None:
    """录入公开数据 · Keep the published rows that come with the workspace's packs."""
    selection = selectors.selection()
    person, reason = author.signed()
    kept = keep_public(Workspace.open(selection.workspace), person, reason)
    if selection.screen.is_json:
        tables_kept = {name: {"new": it.new, "unchanged": it.unchanged} for name, it in kept.items()}
        selection.screen.show_json({"tables": tables_kept})
        return
    new, unchanged = (
        sum(counts) for counts in zip(*((it.new, it.unchanged) for it in kept.values()), strict=True)
    )
    selection.screen.line(
        Label(f"公开数据：新增 {new} 行，未变 {unchanged} 行", f"{new} new, {unchanged} unchanged"), "green"
    )


def keep_public(
    workspace: Workspace, person: str, reason: str, *, at: datetime | None = None
) -> dict[str, Kept]:
    """Keep every row that comes with the packs (录入公开数据), now or at a moment; return what was new."""
    moment = at or now()
    rows = {each.name: workspace.packs.table(each.name) for each in tables()}
    return {
        name: workspace.records.keep(name, held, author=person, reason=reason, recorded_at=moment)
        for name, held in rows.items()
        if held
    }


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
        Label(
            f"快照 {snapshot.id[:12]}，截至 {known_on}",
            f"snapshot {snapshot.id[:12]}, as known on {known_on}",
        ),
        "green",
    )
