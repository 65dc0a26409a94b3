"""Snapshots (快照): frozen tables that answer only while they are what they were."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from shuangkong.engine import DuckEngine, Engine, Parameters
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.schema import Cell, Row
from shuangkong.snapshot.manifest import Manifest, TableEntry, read_manifest
from shuangkong.snapshot.objects import object_path, read_object
from shuangkong.snapshot.order import published_order
from shuangkong.snapshot.verifying import verify_object

__all__ = ["Snapshot", "list_snapshots", "open_snapshot"]

_SHORTEST_PREFIX = 4
_Index = dict[tuple[Cell, ...], tuple[Row, ...]]
_Stamp = tuple[int, int, int]


def open_snapshot(folder: Path, id: str) -> Snapshot:  # noqa: A002 - the noun of the manifest
    """Open a snapshot by its id or an unambiguous beginning of it (打开快照).

    Raises
    ------
    ProblemsFound
        ``snapshot_unknown``, ``snapshot_ambiguous`` or ``snapshot_manifest_damaged``.
    """
    found = [known for known in _ids(folder) if known.startswith(id)] if len(id) >= _SHORTEST_PREFIX else []
    if len(found) != 1:
        code = "snapshot_ambiguous" if found else "snapshot_unknown"
        raise ProblemsFound([Problem(code, str(folder), {"id": id, "count": len(found)})])
    return Snapshot(folder, read_manifest(folder / "snapshots" / f"{found[0]}.json"))


def list_snapshots(folder: Path) -> tuple[Snapshot, ...]:
    """Return every snapshot of a workspace, earliest known_on first (列出快照).

    Of one day the one published last stands last.
    """
    opened = [open_snapshot(folder, known) for known in _ids(folder)]
    order = published_order(folder)
    return tuple(sorted(opened, key=lambda each: (each.manifest.known_on, order.get(each.id, -1), each.id)))


def _ids(folder: Path) -> list[str]:
    names = (path.name for path in (folder / "snapshots").glob("*.json"))
    return sorted(name[:-5] for name in names if re.fullmatch(r"[0-9a-f]{64}\.json", name))


class Snapshot:
    """Frozen tables of one workspace (快照): rows, one SQL text, and the proof that nothing changed.

    A table answers only after its rows were found to have the hash of the manifest.

    Parameters
    ----------
    held
        Rows in key order that need not be read, as those of a draft not yet written.
    """

    def __init__(
        self, folder: Path, manifest: Manifest, held: Mapping[str, tuple[Row, ...]] | None = None
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.id = manifest.id
        self.held: Mapping[str, tuple[Row, ...]] = held or {}
        self._rows: dict[str, tuple[Row, ...]] = dict(self.held)
        self._indexes: dict[tuple[str, ...], _Index] = {}
        self._stamps: dict[str, _Stamp] = {}
        self._engine: Engine | None = None

    def __repr__(self) -> str:
        return f"Snapshot({self.id[:12]}, known_on={self.manifest.known_on})"

    def table_hash(self, name: str) -> str:
        """Return the canonical hash of a table."""
        return self._entry(name).hash

    def rows(self, name: str, /, **equals: Cell) -> tuple[Row, ...]:
        """Return the rows of a table in key order, those with the given cells only (取数据行).

        Examples
        --------
        ``snapshot.rows("observation", division_code="150000", energy_basis=None)``
        """
        if name not in self._rows:
            entry = self._entry(name)
            self._rows[name] = read_object(self.folder, entry.hash, entry.layout)
        if not equals:
            return self._rows[name]
        columns = tuple(sorted(equals))
        index = self._indexes.get((name, *columns))
        if index is None:
            index = self._indexes[(name, *columns)] = _index(self._rows[name], columns)
        return index.get(tuple(equals[column] for column in columns), ())

    def answered_by(self, engine: Engine) -> Snapshot:
        """Return the same snapshot with queries answered by another engine (更换引擎)."""
        other = Snapshot(self.folder, self.manifest)
        other._engine = engine
        return other

    def sql(self, text: str, parameters: Parameters = ()) -> list[tuple[Cell, ...]]:
        """Answer one SELECT over the frozen tables in exact numbers (查询).

        Only tables whose name stands in the text are checked and opened.

        Raises
        ------
        ProblemsFound
            As `shuangkong.engine.DuckEngine.run`; and if a table no longer has its hash.
        """
        if self._engine is None:
            self._engine = DuckEngine(self.folder / "objects")
        words = {word.casefold() for word in re.findall(r"\w+", text)}
        for name in self.manifest.tables:
            if name.casefold() in words:
                self._open_for_sql(name, self._engine)
        return self._engine.run(text, parameters)

    def verify(self) -> None:
        """Check every table anew (校验快照).

        Raises
        ------
        ProblemsFound
            With every table that is missing, unreadable or changed.
        """
        problems = Collector()
        for entry in self.manifest.tables.values():
            try:
                verify_object(self.folder, entry.hash, entry.layout)
            except ProblemsFound as found:
                problems.extend(found.problems)
        problems.raise_errors()

    def _entry(self, name: str) -> TableEntry:
        if name not in self.manifest.tables:
            known = ", ".join(self.manifest.tables)
            raise ProblemsFound(
                [Problem("snapshot_table_unknown", self.id[:12], {"name": name, "known": known})]
            )
        return self.manifest.tables[name]

    def _open_for_sql(self, name: str, engine: Engine) -> None:
        entry = self._entry(name)
        path = object_path(self.folder, entry.hash)
        # A file replaced after it was checked has another stamp and is checked again.
        if name not in self._stamps or self._stamps[name] != _stamp(path):
            stamp = _stamp(path)
            verify_object(self.folder, entry.hash, entry.layout)
            engine.register(name, [path])
            self._stamps[name] = stamp


def _stamp(path: Path) -> _Stamp:
    if not path.exists():
        return (0, 0, 0)
    stat = path.stat()
    return (stat.st_ino, stat.st_size, stat.st_mtime_ns)


def _index(rows: Sequence[Row], columns: Sequence[str]) -> _Index:
    grouped: dict[tuple[Cell, ...], list[Row]] = {}
    for row in rows:
        grouped.setdefault(tuple(row[column] for column in columns), []).append(row)
    return {key: tuple(group) for key, group in grouped.items()}
