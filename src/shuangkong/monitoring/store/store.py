"""The store (读数库): month files that are there whole or not at all, one writer, any number of readers."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store import files
from shuangkong.monitoring.store.held import NO_PAST, NONE, Held, joined, newest, ordered, part, together
from shuangkong.monitoring.store.latest import Latest
from shuangkong.monitoring.store.lock import alone
from shuangkong.monitoring.store.manifest import FileEntry, StoreManifest, read_manifest, write_manifest
from shuangkong.monitoring.store.merging import Merged, merged
from shuangkong.monitoring.store.months import by_month, first_second, month_text, months_within, seconds
from shuangkong.monitoring.store.verifying import check_range, verify_file
from shuangkong.snapshot import list_snapshots, replacing

__all__ = ["Delivered", "ReadingStore"]

_HOUR = 3_600
_ATTEMPTS = 3
_Answer = TypeVar("_Answer")


@dataclass(frozen=True)
class Delivered:
    """What came of a delivery (入库结果).

    Attributes
    ----------
    changed
        The readings of it that are now current: new ones, and those that took another's place.
    new, replaced, outdone, equal
        How many were new; took another's place; were received before the one that holds; changed nothing.
    months
        Months whose file was written anew.
    is_known
        Whether the same file was loaded before, so that nothing was done.
    """

    changed: Readings
    new: int = 0
    replaced: int = 0
    outdone: int = 0
    equal: int = 0
    months: tuple[str, ...] = ()
    revision: int = 0
    is_known: bool = False

    @property
    def hours(self) -> NDArray[np.int64]:
        """Point, kind and first second of each hour that a changed reading lies in (受影响的小时)."""
        held = self.changed
        rows = np.stack((held.point, held.kind, held.time - held.time % _HOUR), axis=1).astype(np.int64)
        return np.unique(rows, axis=0)


class ReadingStore:
    """Readings of a region in month files (读数库).

    Parameters
    ----------
    folder
        ``readings/`` of a workspace, whose snapshots pin files of it; or any folder.
    latest
        Where latest values are kept; without one they are looked up in the files.

    Examples
    --------
    >>> import tempfile
    >>> store = ReadingStore(Path(tempfile.mkdtemp()) / "readings")
    >>> day = datetime(2026, 1, 1)
    >>> came = Readings.of([7, 7], [1, 1], [seconds(day), seconds(day) + 900], [100, 200])
    >>> store.merge(came, day).new, store.merge(came, day).equal
    (2, 2)
    >>> better = Readings.of([7], [1], [seconds(day)], [150])
    >>> store.merge(better, datetime(2026, 1, 2)).hours.tolist()
    [[7, 1, 1767225600]]
    >>> found = store.scan([7], [1], day, datetime(2026, 2, 1))
    >>> found.value.tolist(), found.version.tolist()
    ([150, 200], [1, 0])
    """

    def __init__(self, folder: Path, latest: Latest | None = None) -> None:
        self.folder = folder
        self._latest = latest

    @property
    def manifest(self) -> StoreManifest:
        """What is published now (现行清单)."""
        return read_manifest(self.folder)

    def merge(self, readings: Readings, received_at: datetime, *, delivery: str | None = None) -> Delivered:
        """Merge readings, late or new, and return when they are durable (并入读数).

        Only the months they lie in are written anew, and all of them are published at once. What is replaced
        is kept in ``superseded/``.

        Parameters
        ----------
        received_at
            On the workspace's clock. Of two readings under one key the one received later holds.
        delivery
            SHA-256 of the file they were read from; one loaded before changes nothing.

        Raises
        ------
        ProblemsFound
            ``readings_busy`` while another process writes, ``readings_out_of_range``,
            ``readings_manifest_damaged``.
        """
        check_range(readings, str(self.folder))
        moment = seconds(received_at)
        with alone(self.folder):
            manifest = self.manifest
            if delivery is not None and delivery in manifest.deliveries:
                return Delivered(NONE, equal=len(readings), revision=manifest.revision, is_known=True)
            touched = {
                month: self._merged(manifest, month, found, moment) for month, found in by_month(readings)
            }
            deliveries = {} if delivery is None else {delivery: moment}
            published = self._publish(manifest, touched, deliveries)
            result = _delivered(readings, touched, published.revision)
            if self._latest is not None and self._latest.revision == manifest.revision:
                self._latest.take(newest(result.changed), published.revision)
            return result

    def scan(
        self,
        points: Collection[int] | None = None,
        kinds: Collection[int] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Readings:
        """Return the current readings asked for (检索), None standing for all; the end is not included."""
        low, high = _seconds(start), _seconds(end)
        wanted, months = files.Wanted(points, kinds, low, high), months_within(low, high)

        def look(manifest: StoreManifest) -> Readings:
            entries = [manifest.current[month] for month in sorted(manifest.current) if months(month)]
            if wanted.is_nothing or not entries:
                return NONE
            found = files.read_readings([self.folder / entry.name for entry in entries], wanted)
            return ordered(found)

        return self._look(look)

    def each_month(
        self,
        points: Collection[int] | None = None,
        kinds: Collection[int] | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Iterator[Readings]:
        """Yield what `scan` returns month by month, for what does not fit in memory (逐月检索)."""
        low, high = _seconds(start), _seconds(end)
        wanted, months = files.Wanted(points, kinds, low, high), months_within(low, high)
        for month in filter(months, sorted(self.manifest.current)):

            def look(manifest: StoreManifest, month: int = month) -> Readings:
                return files.read_readings([self.folder / manifest.current[month].name], wanted)

            if not wanted.is_nothing:
                yield self._look(look)

    def superseded(self, points: Collection[int] | None = None) -> Held:
        """Return the readings that were replaced, with the moments of it (被替代的读数)."""

        def look(manifest: StoreManifest) -> Held:
            held = [files.read_held(self.folder / entry.name) for entry in manifest.superseded.values()]
            found = joined(held) if held else NO_PAST
            if points is None:
                return found
            return part(found, np.isin(found.readings.point, list(points)))

        return self._look(look)

    def latest(self, points: Collection[int] | None = None) -> Readings:
        """Return the latest reading of each kind of the points (最新值)."""
        if self._latest is None:
            return self._look(lambda manifest: self._newest(manifest, points))
        manifest = self.manifest
        if self._latest.revision != manifest.revision:
            self._latest.take(
                self._look(lambda listed: self._newest(listed, None)), manifest.revision, anew=True
            )
        return self._latest.of(points)

    def pins(self) -> Mapping[str, str]:
        """Return file → SHA-256 of everything published, for a snapshot to pin (供快照引用的文件)."""
        return {entry.name: entry.sha256 for entry in self.manifest.files}

    def compact(self, pinned: Callable[[], Collection[str]] | None = None) -> tuple[str, ...]:
        """Remove files that neither the manifest nor a snapshot names, and return their names (清理).

        Parameters
        ----------
        pinned
            Tells the files that snapshots name; those beside the folder are asked unless given.

        Raises
        ------
        ProblemsFound
            ``readings_busy``; ``snapshot_manifest_damaged``: what it names is not known, so nothing goes.
        """
        with alone(self.folder):
            named = {entry.name for entry in self.manifest.files}
            named.update(_pinned_beside(self.folder) if pinned is None else pinned())
            loose = sorted(
                name
                for path in (*self.folder.glob("*.parquet"), *self.folder.glob("superseded/*.parquet"))
                if (name := path.relative_to(self.folder).as_posix()) not in named
            )
            loose += sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob(".*.tmp"))
            for name in loose:
                (self.folder / name).unlink()
            return tuple(loose)

    def verify(self) -> int:
        """Read every published file anew and return how many readings are current (校验读数库).

        Raises
        ------
        ProblemsFound
            With every ``readings_file_missing``, ``readings_file_changed`` and ``readings_file_disordered``.
        """
        problems, manifest = Collector(), self.manifest
        for entry in manifest.files:
            verify_file(self.folder / entry.name, entry, problems)
        problems.raise_errors()
        return manifest.rows

    def _merged(self, manifest: StoreManifest, month: int, came: Readings, moment: int) -> Merged:
        current, past = manifest.current.get(month), manifest.superseded.get(month)
        held = Held.empty() if current is None else files.read_held(self.folder / current.name)
        gone = NO_PAST if past is None else files.read_held(self.folder / past.name)
        return merged(held, gone, came, moment, first_second(month))

    def _publish(
        self, manifest: StoreManifest, touched: Mapping[int, Merged], deliveries: Mapping[str, int]
    ) -> StoreManifest:
        revision = manifest.revision + 1
        current: dict[int, FileEntry] = {}
        gone: dict[int, FileEntry] = {}
        for month, found in touched.items():
            name = f"{month_text(month)}.{revision}.parquet"
            if found.current is not None:
                current[month] = self._write(name, month, found.current)
            if len(found.replaced):
                past = manifest.superseded.get(month)
                before = [] if past is None else [files.read_held(self.folder / past.name)]
                gone[month] = self._write(f"superseded/{name}", month, joined([*before, found.replaced]))
        if not (current or deliveries):
            return manifest
        published = manifest.after(current, gone, deliveries)
        write_manifest(self.folder, published)
        return published

    def _write(self, name: str, month: int, held: Held) -> FileEntry:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            files.write_held(temporary, held)
            found = files.digest(temporary)
        times = held.readings.time
        return FileEntry(name, month, len(held), int(times.min()), int(times.max()), found)

    def _newest(self, manifest: StoreManifest, points: Collection[int] | None) -> Readings:
        """Return the last reading of each kind, from the newest month back to the oldest."""
        held = [
            newest(files.read_readings([self.folder / entry.name], files.Wanted(points)))
            for _, entry in sorted(manifest.current.items())
        ]
        return newest(ordered(together(held)))

    def _look(self, look: Callable[[StoreManifest], _Answer]) -> _Answer:
        """Look into published files; if they were published anew and removed meanwhile, look again."""
        from duckdb import IOException

        for _ in range(_ATTEMPTS - 1):
            manifest = self.manifest
            with contextlib.suppress(IOException):
                return look(manifest)
            missing = [each.name for each in manifest.files if not (self.folder / each.name).is_file()]
            if missing and self.manifest.revision == manifest.revision:
                problems = [Problem("readings_file_missing", str(self.folder / name)) for name in missing]
                raise ProblemsFound(problems)
        return look(self.manifest)


def _delivered(readings: Readings, touched: Mapping[int, Merged], revision: int) -> Delivered:
    found = touched.values()
    is_whole = sum(len(each.changed) for each in found) == len(readings)
    changed = readings if is_whole else ordered(together([each.changed for each in found]))
    new, equal = sum(each.new for each in found), sum(each.equal for each in found)
    taken = len(changed) - new
    return Delivered(
        changed=changed,
        new=new,
        replaced=taken,
        outdone=sum(len(each.replaced) for each in found) - taken,
        equal=equal,
        months=tuple(month_text(month) for month, each in touched.items() if each.current is not None),
        revision=revision,
    )


def _pinned_beside(folder: Path) -> set[str]:
    return {name for snapshot in list_snapshots(folder.parent) for name in snapshot.manifest.readings}


def _seconds(time: datetime | None) -> int | None:
    return None if time is None else seconds(time)
