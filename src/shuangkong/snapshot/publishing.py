"""Publishing (发布快照): what changed is read and written; what did not is taken over by its hash.

Objects are written first, the manifest last, each whole or not at all: whoever stops in between leaves the
snapshots that were there, and at most a file nobody names yet, which `prune` removes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from shuangkong.errors import Collector
from shuangkong.packs import PackReference
from shuangkong.schema import Row, Table, table
from shuangkong.snapshot.checking import check_rows
from shuangkong.snapshot.fingerprints import note_fingerprints, unchanged
from shuangkong.snapshot.frozen import Snapshot
from shuangkong.snapshot.guard import alone
from shuangkong.snapshot.layout import Layout
from shuangkong.snapshot.manifest import Manifest, TableEntry, read_manifest, write_manifest
from shuangkong.snapshot.objects import keep_object, rows_hash
from shuangkong.snapshot.order import note_published

__all__ = ["Dictionary", "Source", "draft", "freeze", "publish"]

Dictionary = Callable[[str], Table]


@dataclass(frozen=True)
class Source:
    """Rows to be frozen (待冻结的数据).

    Parameters
    ----------
    tables
        Name → rows, in any order. A mapping that reads a table only when it is asked for keeps what did not
        change unread.
    dictionary
        Tells the table of a name.
    fingerprints
        Name → a short text that is another one whenever the table's rows are; a table without one is read.
    readings
        Files of readings to pin, with their SHA-256.
    """

    tables: Mapping[str, Sequence[Row]]
    dictionary: Dictionary = table
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)


def freeze(
    folder: Path,
    tables: Mapping[str, Sequence[Row]],
    *,
    known_on: date,
    packs: Sequence[PackReference],
    release: str,
    dictionary: Dictionary = table,
) -> Snapshot:
    """Freeze rows into a snapshot (冻结快照): the same rows, date, packs and release give the same id.

    Parameters
    ----------
    folder
        A workspace: tables go to ``objects/``, the manifest to ``snapshots/``.
    tables
        Table of the dictionary → its rows, in any order.
    known_on
        Date on which the rows were known.

    Raises
    ------
    ProblemsFound
        With every row that does not follow its table; nothing is written then.
    """
    return publish(folder, Source(tables, dictionary), known_on=known_on, packs=packs, release=release)


def publish(
    folder: Path, source: Source, *, known_on: date, packs: Sequence[PackReference], release: str
) -> Snapshot:
    """Publish a snapshot (发布快照), reading and writing only what changed since the last one.

    Raises
    ------
    ProblemsFound
        As `freeze`; ``snapshot_reading_missing`` for each file of readings that is gone.
    """
    with alone(folder):
        drafted = draft(folder, source, known_on=known_on, packs=packs, release=release)
        return _write(drafted, source)


def draft(
    folder: Path, source: Source, *, known_on: date, packs: Sequence[PackReference], release: str
) -> Snapshot:
    """Return the snapshot that publishing would write (拟发布的快照), without writing anything.

    It answers rows and hashes like any other; a query in SQL needs the files and has to wait for them.

    Raises
    ------
    ProblemsFound
        As `freeze`.
    """
    layouts = {name: Layout.of(source.dictionary(name)) for name in sorted(source.tables)}
    entries = unchanged(folder, source.fingerprints, layouts)
    read = {name: source.tables[name] for name in layouts if name not in entries}
    problems = Collector()
    for name, rows in read.items():
        problems.extend(check_rows(rows, source.dictionary(name)))
    problems.raise_errors()
    for name, rows in read.items():
        entries[name] = TableEntry.of(rows, layouts[name], rows_hash(rows, layouts[name]))
    tables = {name: entries[name] for name in layouts}
    manifest = Manifest(
        known_on=known_on,
        release=release,
        packs=tuple(packs),
        tables=tables,
        readings=dict(sorted(source.readings.items())),
    )
    held = {name: tuple(sorted(rows, key=layouts[name].order)) for name, rows in read.items()}
    return Snapshot(folder, manifest, held)


def _write(drafted: Snapshot, source: Source) -> Snapshot:
    folder, manifest = drafted.folder, drafted.manifest
    _check_pinned(folder, manifest)
    for name, entry in manifest.tables.items():
        if name in drafted.held:
            keep_object(folder, drafted.held[name], entry.layout)
    path = folder / "snapshots" / f"{manifest.id}.json"
    if not path.exists():
        write_manifest(path, manifest)
    note_published(folder, manifest.id)
    if source.fingerprints:
        note_fingerprints(folder, manifest.id, source.fingerprints)
    return Snapshot(folder, read_manifest(path))


def _check_pinned(folder: Path, manifest: Manifest) -> None:
    problems = Collector()
    for name in manifest.readings:
        if not (folder / "readings" / name).is_file():
            problems.add("snapshot_reading_missing", f"readings/{name}")
    problems.raise_errors()
