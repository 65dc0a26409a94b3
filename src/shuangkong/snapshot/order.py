"""Order of publishing (发布次序): which snapshot was published after which; none of them knows a clock."""

from __future__ import annotations

from pathlib import Path

from shuangkong.snapshot.atomic import replacing

__all__ = ["note_published", "published_order"]

_FILE = "published.txt"


def published_order(folder: Path) -> dict[str, int]:
    """Return snapshot id → place of its last publishing (发布次序)."""
    path = folder / "snapshots" / _FILE
    lines = path.read_text(encoding="ascii", errors="replace").split() if path.is_file() else []
    return {line: place for place, line in enumerate(lines)}


def note_published(folder: Path, id: str) -> None:  # noqa: A002 - the noun of the manifest
    """Write down that a snapshot is now the last one published (记发布次序); nothing if it is already."""
    order = published_order(folder)
    if order and max(order, key=order.__getitem__) == id:
        return
    known = sorted(order.keys() - {id}, key=order.__getitem__)
    with replacing(folder / "snapshots" / _FILE) as temporary:
        temporary.write_text("".join(f"{each}\n" for each in (*known, id)), encoding="ascii")
