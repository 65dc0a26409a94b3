"""``shuangkong snapshot`` (快照): list, show, verify, compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.schema import Row
from shuangkong.snapshot import Snapshot, TableDifference, diff, list_snapshots, open_snapshot
from shuangkong.trace import Label

__all__ = ["compare", "listing", "show", "verify"]

_SHORT = 12
_NAMING = ("division_code", "indicator_id", "period", "old_code", "dimension", "yardstick")
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
    screen = selection.screen
    difference = diff(*(open_snapshot(selection.workspace, name) for name in (first, second)))
    names = ("table", "change", "content")
    lines = [line for name, table in difference.tables.items() for line in _changes(name, table)]
    if screen.is_json:
        about = {name: list(pair) for name, pair in difference.about.items()}
        screen.show_json({"about": about, "rows": [dict(zip(names, line, strict=True)) for line in lines]})
    elif screen.is_csv:
        screen.show_csv(names, lines)
    else:
        for name, (before, after) in difference.about.items():
            screen.line(Label(f"{name}: {before} → {after}", ""))
        if difference.is_empty:
            screen.line(Label("数据行没有差异", "no row differs"), "green")
            return
        headers = (Label("表", "table"), Label("变化", "change"), Label("内容", "content"))
        screen.show_table(Label("差异", "differences"), headers, lines)


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


def _changes(name: str, table: TableDifference) -> Iterator[tuple[str, str, str]]:
    for sign, rows in (("+", table.added), ("-", table.removed)):
        for row in rows:
            yield name, sign, _written(row)
    for before, after in table.changed:
        changed = {column: cell for column, cell in after.items() if before.get(column) != cell}
        same = {column: cell for column, cell in after.items() if column not in changed and column in _NAMING}
        moves = ", ".join(f"{column}: {before.get(column)} → {cell}" for column, cell in changed.items())
        yield name, "~", f"{_written(same)}: {moves}"


def _written(row: Row) -> str:
    return ", ".join(f"{column}={cell}" for column, cell in row.items() if cell is not None)
