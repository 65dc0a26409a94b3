"""Verifying (校验): whether files of readings are what was published, and readings what a file can hold."""

from __future__ import annotations

from pathlib import Path

from shuangkong.errors import Collector
from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store import files
from shuangkong.monitoring.store.manifest import FileEntry

__all__ = ["check_range", "verify_file"]

_LAST_SECOND = 253_402_300_800  # the year 10000


def check_range(readings: Readings, where: str) -> None:
    """Refuse readings that no month file can hold (取值范围检查).

    Raises
    ------
    ProblemsFound
        ``readings_out_of_range`` for each column that leaves its range.
    ValueError
        If they are not strictly ascending.
    """
    if not len(readings):
        return
    if not readings.is_ascending():
        raise ValueError("readings stand out of order or twice under one key")
    problems = Collector()
    for name, lowest, limit in (("point", 0, 1 << 31), ("kind", 0, 1 << 7), ("time", 0, _LAST_SECOND)):
        column = readings.columns[name]
        first, last = int(column.min()), int(column.max())
        if first < lowest or last >= limit:
            found = first if first < lowest else last
            problems.add("readings_out_of_range", where, column=name, found=found, limit=limit)
    problems.raise_errors()


def verify_file(path: Path, entry: FileEntry, problems: Collector) -> None:
    """Note whether a file is missing, changed, or out of order (校验单个文件)."""
    if not path.is_file():
        problems.add("readings_file_missing", str(path))
        return
    if files.digest(path) != entry.sha256:
        problems.add("readings_file_changed", str(path))
        return
    held = files.read_held(path)
    is_past = held.superseded is not None
    if len(held) != entry.rows or not (is_past or held.readings.is_ascending()):
        problems.add("readings_file_disordered", str(path), rows=len(held), listed=entry.rows)
