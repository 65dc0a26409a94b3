"""What is published stands whole: after a crash, beside a second writer, under a snapshot's pin."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store import ReadingStore, seconds
from shuangkong.monitoring.store.lock import alone
from shuangkong.snapshot import Snapshot, Source, diff, publish

DAY = datetime.fromisoformat("2026-01-01")
MONTHS = [seconds(DAY.replace(month=month)) for month in (1, 2, 3)]

_WRITER = """
import sys
from datetime import datetime
from pathlib import Path
from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store import ReadingStore, seconds
store = ReadingStore(Path(sys.argv[1]))
months = [seconds(datetime(2026, month, 1)) for month in (1, 2, 3)]
for number in range(int(sys.argv[2]), 100_000):
    came = Readings.of([0, 0, 0, number + 1], [1] * 4, [*months, months[0]], [number] * 4)
    store.merge(came, datetime.fromtimestamp(1_800_000_000 + number))
    print(number, flush=True)
"""


def put(store: ReadingStore, value: int, hour: int = 0) -> None:
    came = Readings.of([1, 1, 1], [1, 1, 1], MONTHS, [value] * 3)
    store.merge(came, DAY.replace(hour=hour))


def codes(found: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [problem.code for problem in found.value.problems]


@pytest.mark.skipif(os.name != "posix", reason="kills a process")
def test_a_killed_writer_leaves_what_was_published_last_whole(tmp_path: Path) -> None:
    first = 0
    for wait in (0.05, 0.11, 0.02):
        process = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(tmp_path), str(first)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert int(process.stdout.readline()) == first
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        told = [first, *(int(line) for line in process.stdout.read().split())][-1]
        process.wait()
        process.stdout.close()
        store = ReadingStore(tmp_path)
        store.verify()
        values = set(store.scan([0]).value.tolist())
        assert len(values) == 1, "three months are published together or not at all"
        last = values.pop()
        assert last in (told, told + 1), "what was told as durable is there"
        assert store.scan(end=DAY.replace(month=2)).point.tolist() == list(range(last + 2))
        first = last + 1
    store.compact()
    assert store.verify() == first + 3
    assert not list(tmp_path.rglob(".*.tmp"))


@pytest.mark.parametrize("stopped_at", range(7))
def test_a_stop_at_any_renaming_publishes_all_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped_at: int
) -> None:
    store = ReadingStore(tmp_path)
    put(store, 10)
    rename, left = os.replace, [stopped_at]

    def stops(source: Path, target: Path) -> None:
        if not left[0]:
            raise OSError("no space left")
        left[0] -= 1
        rename(source, target)

    monkeypatch.setattr(os, "replace", stops)
    with pytest.raises(OSError, match="no space"):
        put(store, 20, 1)  # three months, three files of replaced readings, one manifest
    monkeypatch.undo()
    assert store.scan().value.tolist() == [10, 10, 10]
    store.verify()
    put(store, 20, 1)
    assert store.scan().value.tolist() == [20, 20, 20]
    assert store.verify() == 3


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(ProblemsFound) as found:
        put(ReadingStore(tmp_path), 1)
    assert codes(found) == ["readings_busy"]
    assert found.value.problems[0].details["process"] == str(os.getpid())
    put(ReadingStore(tmp_path), 1)


def freeze(folder: Path, store: ReadingStore) -> Snapshot:
    return publish(
        folder, Source({}, readings=store.pins()), known_on=date(2026, 1, 1), packs=(), release="1"
    )


def test_a_file_a_snapshot_pins_is_never_removed(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path / "readings")
    put(store, 1)
    unread = set(store.pins())
    put(store, 2, 1)
    pinned = store.pins()
    snapshot = freeze(tmp_path, store)
    put(store, 3, 2)
    assert set(store.compact()) == unread
    assert snapshot.manifest.readings == pinned
    assert all((store.folder / name).is_file() for name in pinned)
    assert store.scan().value.tolist() == [3, 3, 3]
    assert "readings" in diff(snapshot, freeze(tmp_path, store)).about
    assert store.compact() == ()
    (tmp_path / "snapshots" / f"{snapshot.id}.json").unlink()
    assert set(store.compact()) == {name for name in pinned if name not in store.pins()}


def test_a_snapshot_without_readings_lists_none_and_one_with_a_lost_file_is_refused(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path / "readings")
    assert "readings" not in freeze(tmp_path, store).manifest.as_json()
    put(store, 1)
    (store.folder / "2026-02.1.parquet").unlink()
    with pytest.raises(ProblemsFound) as found:
        freeze(tmp_path, store)
    assert codes(found) == ["snapshot_reading_missing"]


def test_a_reader_that_finds_files_removed_looks_again(tmp_path: Path) -> None:
    writer = ReadingStore(tmp_path)
    put(writer, 1)

    class Slow(ReadingStore):
        asked = 0

        @property
        def manifest(self):  # type: ignore[no-untyped-def,override]
            found = super().manifest
            if not Slow.asked:
                Slow.asked = 1
                put(writer, 2, 1)
                writer.compact()
            return found

    assert Slow(tmp_path).scan().value.tolist() == [2, 2, 2]


def test_verifying_names_every_file_that_is_not_what_was_published(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    put(store, 1)
    (tmp_path / "2026-01.1.parquet").unlink()
    with (tmp_path / "2026-02.1.parquet").open("ab") as file:
        file.write(b"x")
    with pytest.raises(ProblemsFound) as found:
        store.verify()
    assert codes(found) == ["readings_file_missing", "readings_file_changed"]
    with pytest.raises(ProblemsFound) as scanned:
        store.scan()
    assert codes(scanned) == ["readings_file_missing"]


def test_a_file_whose_rows_are_not_as_listed_is_told(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    put(store, 1)
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text().replace('"rows": 1', '"rows": 2', 1))
    with pytest.raises(ProblemsFound) as found:
        store.verify()
    assert codes(found) == ["readings_file_disordered"]


def test_a_damaged_manifest_is_never_taken_for_an_empty_one(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    put(store, 1)
    (tmp_path / "manifest.json").write_text("{")
    for act in (store.scan, store.verify, lambda: put(store, 2, 1)):
        with pytest.raises(ProblemsFound) as found:
            act()
        assert codes(found) == ["readings_manifest_damaged"]
