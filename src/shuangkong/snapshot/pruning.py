"""Pruning (清理): what no snapshot names is removed; what one names never is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from shuangkong.snapshot.frozen import list_snapshots
from shuangkong.snapshot.guard import alone

__all__ = ["Pruned", "prune"]


@dataclass(frozen=True)
class Pruned:
    """What came of pruning (清理结果): names removed, how many were kept, bytes freed."""

    removed: tuple[str, ...]
    kept: int
    freed: int

    def as_json(self) -> dict[str, object]:
        """Return the outcome as plain data."""
        return {"removed": list(self.removed), "kept": self.kept, "freed": self.freed}


def prune(folder: Path, pinned: Callable[[], Collection[str]] = frozenset) -> Pruned:
    """Remove the objects that neither a snapshot nor ``pinned`` names (清理未被引用的文件).

    Parameters
    ----------
    pinned
        Tells the hashes that something else than a snapshot names, such as the traces of issued verdicts.

    Raises
    ------
    ProblemsFound
        ``snapshot_manifest_damaged``: what a damaged manifest names is not known, so nothing is removed.
    """
    with alone(folder):
        named = {*pinned()}
        for snapshot in list_snapshots(folder):
            named.update(entry.hash for entry in snapshot.manifest.tables.values())
        found = [path for path in (folder / "objects").iterdir() if _is_object(path)]
        loose = sorted(path for path in found if path.stem not in named)
        loose += sorted((folder / "snapshots").glob(".*.tmp"))  # left by a process that was stopped
        freed = sum(path.stat().st_size for path in loose)
        for path in loose:
            path.unlink()
        kept = sum(path.stem in named for path in found)
        return Pruned(tuple(path.relative_to(folder).as_posix() for path in loose), kept, freed)


def _is_object(path: Path) -> bool:
    return path.suffix in (".parquet", ".json") or (path.name.startswith(".") and path.suffix == ".tmp")
