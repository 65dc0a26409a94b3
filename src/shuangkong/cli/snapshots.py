"""``shuangkong snapshot`` (快照): list, show, verify, compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.schema import Cell
from shuangkong.snapshot import Difference, Snapshot, TableDifference, list_snapshots, open_snapshot
from shuangkong.trace import Label
from shuangkong.workspace import Workspace
from shuangkong.workspace import compare as compare_snapshots

__all__ = ["compare", "listing", "show", "show_difference", "verify"]

_SHORT = 12
_LINES = 200  # what a person reads on a screen; a file takes them all
_HEADERS = (
    Label("编号", "id"),
    Label("数据截至日", "known on"),
    Label("程序版本", "release"),
    Label("规则包", "packs"),
    Label("行数", "rows"),
    Label("其中演示数据", "of these synthetic"),
)


def listing(*, selectors: Selectors = ANYTHING) -> None:
    """列出工作区的快照 · List the workspace's snapshots."""
    selection = selectors.selection()
    screen = selection.screen
    found = list_snapshots(selection.workspace)
    if screen.is_json:
        screen.show_json({"snapshots": [_plain(snapshot) for snapshot in found]})
        return
    rows = [_summary(snapshot) for snapshot in found]
    if screen.is_csv:
        screen.show_csv([header.en for header in _HEADERS], rows)
        return
    screen.show_table(Label("快照", "snapshots"), _HEADERS, rows)


def show(
    snapshot_id: Annotated[str, Parameter(help="快照编号或其开头 · id or its beginning")],
    /,
    *,
    selectors: Selectors = ANYTHING,
) -> None:
    """显示一个快照的清单 · Show what a snapshot holds."""
    selection = selectors.selection()
    screen = selection.screen
    snapshot = open_snapshot(selection.workspace, snapshot_id)
    manifest = snapshot.manifest
    if screen.is_json:
        screen.show_json(_plain(snapshot))
        return
    screen.show_fields(
        [
            (Label("编号", "id"), snapshot.id),
            (Label("数据截至日", "known on"), manifest.known_on.isoformat()),
            (Label("程序版本", "release"), manifest.release),
            (Label("规则包", "packs"), ", ".join(map(str, manifest.packs))),
        ]
    )
    headers = (Label("表", "table"), *_HEADERS[4:], Label("数据状态", "status"), Label("哈希", "hash"))
    rows = [
        (
            name,
            str(entry.rows),
            str(entry.synthetic_rows),
            ", ".join(f"{status} {count}" for status, count in entry.statuses.items()),
            entry.hash[:_SHORT],
        )
        for name, entry in manifest.tables.items()
    ]
    screen.show_table(Label("表", "tables"), headers, rows, is_synthetic=manifest.is_synthetic)


def verify(
    snapshot_id: Annotated[str, Parameter(help="快照编号或其开头 · id or its beginning")],
    /,
    *,
    selectors: Selectors = ANYTHING,
) -> None:
    """重新校验快照的每一张表 · Check every table of a snapshot anew."""
    selection = selectors.selection()
    screen = selection.screen
    snapshot = open_snapshot(selection.workspace, snapshot_id)
    snapshot.verify()
    tables = len(snapshot.manifest.tables)
    if screen.is_json:
        screen.show_json({"id": snapshot.id, "verified": True, "tables": tables})
        return
    screen.line(
        Label(
            f"{snapshot.id[:_SHORT]}：{tables} 张表与清单一致",
            f"{snapshot.id[:_SHORT]}: {tables} tables match the manifest",
        ),
        "green",
    )


def compare(
    first: Annotated[str, Parameter(help="快照编号或其开头 · id or its beginning")],
    second: Annotated[str, Parameter(help="快照编号或其开头 · id or its beginning")],
    /,
    *,
    selectors: Selectors = ANYTHING,
) -> None:
    """比对两个快照 · Show what differs between two snapshots."""
    selection = selectors.selection()
    workspace = Workspace.open(selection.workspace)
    found = compare_snapshots(workspace, *(workspace.snapshot(name) for name in (first, second)))
    show_difference(selection.screen, found)


def show_difference(screen: Screen, found: Difference) -> None:
    """Print what differs: rows by table, and the issued verdicts that would read otherwise (差异)."""
    if screen.is_json:
        screen.show_json(found.as_json())
        return
    names = ("table", "change", "row", "column", "before", "after")
    lines = [line for name, table in found.tables.items() for line in _lines(name, table)]
    lines += [
        ("issued_verdict", "differs", each.verdict, cell.column, _cell(cell.before), _cell(cell.after))
        for each in found.verdicts
        for cell in each.cells
    ]
    if screen.is_csv:
        screen.show_csv(names, lines)
        return
    for name, (before, after) in found.about.items():
        screen.line(Label(f"{name}: {before} → {after}", f"{name}: {before} → {after}"))
    if not lines:
        screen.line(Label("数据行没有差异", "no row differs"), "green")
        return
    headers = ("表", "变化", "行", "列", "原值", "现值")
    labels = [Label(zh, en) for zh, en in zip(headers, names, strict=True)]
    screen.show_table(Label("差异", "differences"), labels, lines[:_LINES])
    if len(lines) > _LINES:
        more = len(lines) - _LINES
        screen.line(Label(f"另有 {more} 处，用 --csv 看全部", f"{more} more: see all with --csv"))


def _lines(name: str, table: TableDifference) -> Iterator[tuple[str, str, str, str, str, str]]:
    for row in table.rows():
        key = ", ".join(_cell(cell) for cell in row.key.values())
        if row.change == "changed":
            for cell in row.cells:
                yield name, row.change, key, cell.column, _cell(cell.before), _cell(cell.after)
        else:
            yield name, row.change, key, "", "", ""


def _cell(cell: Cell) -> str:
    return "—" if cell is None else str(cell)


def _plain(snapshot: Snapshot) -> dict[str, object]:
    return {
        "id": snapshot.id,
        "is_synthetic": snapshot.manifest.is_synthetic,
        **snapshot.manifest.as_json(),
    }


def _summary(snapshot: Snapshot) -> tuple[str, ...]:
    manifest = snapshot.manifest
    entries = manifest.tables.values()
    return (
        snapshot.id[:_SHORT],
        manifest.known_on.isoformat(),
        manifest.release,
        ", ".join(f"{pack.id}@{pack.edition}" for pack in manifest.packs),
        str(sum(entry.rows for entry in entries)),
        str(sum(entry.synthetic_rows for entry in entries)),
    )
