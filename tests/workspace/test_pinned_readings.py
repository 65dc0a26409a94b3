"""A snapshot pins the readings it stands on."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store import ReadingStore
from shuangkong.workspace import Workspace

NOW = datetime(2026, 1, 5)  # noqa: DTZ001 - the one clock of the workspace


def test_what_a_snapshot_pins_is_kept_when_it_is_written_anew(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w", name="示例", division="150000", packs=["cn-15"])
    assert workspace.freeze(date(2026, 1, 4)).manifest.readings == {}
    store = ReadingStore(workspace.folder / "readings")
    store.merge(Readings.of([1, 1], [1, 1], [0, 900], [5, 6]), NOW)
    snapshot = workspace.freeze(date(2026, 1, 5))
    pinned = dict(snapshot.manifest.readings)
    assert pinned == dict(store.pins()) and len(pinned) == 1
    store.merge(Readings.of([1], [1], [1800], [7]), NOW)
    store.compact()
    assert all((workspace.folder / "readings" / name).is_file() for name in pinned)
    assert set(store.pins()).isdisjoint(pinned)
    workspace.records.close()
