"""Latest values (最新值): one reading for each point and kind, asked for without opening a month."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from shuangkong.monitoring.reading import Readings

__all__ = ["Latest", "LatestFile"]


class Latest(Protocol):
    """Keeps the latest reading of each point and kind (最新值); a cache, made anew when it stands behind."""

    @property
    def revision(self) -> int:
        """Publication of the store it stands at; -1 where it holds nothing."""
        ...

    def take(self, readings: Readings, revision: int, *, anew: bool = False) -> None:
        """Take what is no earlier than what it holds, or only these; all of it or nothing."""
        ...

    def of(self, points: Collection[int] | None = None) -> Readings:
        """Return the latest reading of each kind of the points."""
        ...


_TABLE = """
CREATE TABLE IF NOT EXISTS latest (point INTEGER, kind INTEGER, time INTEGER NOT NULL, value INTEGER NOT NULL,
    quality INTEGER NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (point, kind)) WITHOUT ROWID
"""
_UPSERT = """
INSERT INTO latest VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (point, kind) DO UPDATE SET time = excluded.time,
    value = excluded.value, quality = excluded.quality, version = excluded.version
    WHERE excluded.time >= latest.time
"""


class LatestFile:
    """Latest values in one small file (最新值文件); it may be deleted at any time.

    Examples
    --------
    >>> import tempfile
    >>> kept = LatestFile(Path(tempfile.mkdtemp()) / "latest.sqlite")
    >>> kept.take(Readings.of([1, 1], [1, 1], [0, 900], [10, 20]), 1)
    >>> kept.take(Readings.of([1], [1], [450], [15]), 2)
    >>> kept.of([1]).value.tolist(), kept.revision
    ([20], 2)
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def revision(self) -> int:
        """Publication it stands at."""
        with self._open() as database:
            return int(database.execute("PRAGMA user_version").fetchone()[0]) - 1

    def take(self, readings: Readings, revision: int, *, anew: bool = False) -> None:
        """Take readings as of a publication of the store (更新)."""
        rows = zip(*(column.tolist() for column in readings.columns.values()), strict=True)
        with self._open() as database:
            if anew:
                database.execute("DELETE FROM latest")
            database.executemany(_UPSERT, rows)
            database.execute(f"PRAGMA user_version = {revision + 1:d}")

    def of(self, points: Collection[int] | None = None) -> Readings:
        """Return the latest readings (取最新值)."""
        chosen = "" if points is None else f" WHERE point IN ({', '.join(f'{each:d}' for each in points)})"
        with self._open() as database:
            rows = database.execute(f"SELECT * FROM latest{chosen} ORDER BY point, kind").fetchall()
        return Readings.of(*zip(*rows, strict=True)) if rows else Readings.of([], [], [], [])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        database = sqlite3.connect(self.path, timeout=30)
        try:
            with database:
                database.execute(_TABLE)
                yield database
        finally:
            database.close()
