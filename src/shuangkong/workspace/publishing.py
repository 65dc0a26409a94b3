"""Publishing (发布): what a snapshot would move before it is frozen, and what no snapshot needs any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from shuangkong.snapshot import Difference, Pruned, Snapshot, diff
from shuangkong.snapshot import prune as prune_folder
from shuangkong.workspace.folder import Workspace
from shuangkong.workspace.issuing import issued, recheck_all

__all__ = ["compare", "preview", "prune", "publish"]


def publish(workspace: Workspace, known_on: date) -> Snapshot:
    """Freeze the approved rows as known on a day (发布快照)."""
    return workspace.freeze(known_on)


def preview(workspace: Workspace, known_on: date) -> Difference:
    """Return what publishing would move against the last snapshot (发布预览), writing nothing.

    Before the first snapshot every row is new. ``is_same`` tells that publishing would write nothing.
    """
    drafted = workspace.draft(known_on)
    before = workspace.snapshots()
    if not before:
        empty = Snapshot(workspace.folder, replace(drafted.manifest, tables={}))
        return diff(empty, drafted)
    return compare(workspace, before[-1], drafted)


def compare(workspace: Workspace, first: Snapshot, second: Snapshot) -> Difference:
    """Return what differs between two snapshots (比对快照): rows, and the issued verdicts that would.

    The verdicts are those the second snapshot or the records know of, asked again on the second.
    """
    found = diff(first, second)
    if found.is_same:
        return found
    changes = (check.as_change() for check in recheck_all(workspace, second))
    return replace(found, verdicts=tuple(change for change in changes if change is not None))


def prune(workspace: Workspace) -> Pruned:
    """Remove the files that neither a snapshot nor an issued verdict names (清理).

    Raises
    ------
    ProblemsFound
        ``snapshot_manifest_damaged``; nothing is removed then.
    """

    def pinned() -> set[str]:
        rows = list(issued(workspace).values())
        for snapshot in workspace.snapshots():
            if "issued_verdict" in snapshot.manifest.tables:
                rows += snapshot.rows("issued_verdict")
        return {str(row["trace_sha256"]) for row in rows}

    return prune_folder(workspace.folder, pinned)
