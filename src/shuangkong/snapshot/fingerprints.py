"""Fingerprints (数据指纹): a cache that says which frozen table still stands for rows nobody has read anew.

The file may be deleted at any time; the next publishing then reads everything once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from shuangkong.errors import ProblemsFound
from shuangkong.snapshot.atomic import replacing
from shuangkong.snapshot.layout import Layout
from shuangkong.snapshot.manifest import TableEntry, read_manifest
from shuangkong.snapshot.objects import object_path

__all__ = ["earlier_fingerprints", "note_fingerprints", "unchanged"]

_FILE = "fingerprints.json"


def earlier_fingerprints(folder: Path) -> Mapping[str, str]:
    """Return the fingerprints of the tables frozen last (上次的数据指纹), none where there is no cache."""
    return _cached(folder)[1]


def _cached(folder: Path) -> tuple[str, Mapping[str, str]]:
    try:
        cached = json.loads((folder / "snapshots" / _FILE).read_text(encoding="utf-8"))
        return str(cached["snapshot"]), {str(name): str(text) for name, text in cached["tables"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "", {}  # a cache that cannot be read is no cache


def unchanged(
    folder: Path, fingerprints: Mapping[str, str], layouts: Mapping[str, Layout]
) -> dict[str, TableEntry]:
    """Return the frozen tables that rows of the same fingerprint and layout were written to (未变的表)."""
    snapshot, known = _cached(folder)
    if not fingerprints or not known:
        return {}
    try:
        manifest = read_manifest(folder / "snapshots" / f"{snapshot}.json")
    except ProblemsFound:
        return {}  # whoever opens that snapshot will be told
    return {
        name: entry
        for name, entry in manifest.tables.items()
        if name in fingerprints
        and known.get(name) == fingerprints[name]
        and layouts.get(name) == entry.layout
        and object_path(folder, entry.hash).is_file()
    }


def note_fingerprints(folder: Path, snapshot: str, fingerprints: Mapping[str, str]) -> None:
    """Write down by what the rows of a snapshot's tables are known again (记数据指纹)."""
    path = folder / "snapshots" / _FILE
    text = json.dumps(
        {"snapshot": snapshot, "tables": dict(fingerprints)}, ensure_ascii=False, sort_keys=True
    )
    if path.is_file() and path.read_text(encoding="utf-8", errors="replace") == text:
        return
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
