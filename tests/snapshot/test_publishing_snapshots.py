"""Publishing: what did not change is taken over unread; a stop leaves the old or the new snapshot."""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.packs import PackReference
from shuangkong.schema import Row
from shuangkong.snapshot import (
    Snapshot,
    Source,
    TableDifference,
    diff,
    draft,
    keep_document,
    list_snapshots,
    open_snapshot,
    prune,
    publish,
    read_document,
)
from shuangkong.snapshot.objects import object_path

DAY = date(2024, 1, 1)
PACKS = (PackReference("cn", "2026.1", "ab" * 32),)
KILLS = int(os.environ.get("SHUANGKONG_KILLS", "5"))
"""How often a publishing process is killed; the long run sets 200."""


def level(period: str, note: str | None = None, number: int = 1) -> Row:
    return {
        "division_code": "110000",
        "period": period,
        "dimension": "intensity",
        "yardstick": "示例",
        "warning_level": number,
        "note": note,
        "status": "constructed",
        "source": "示例",
    }


def succession(old: str) -> Row:
    return {
        "old_code": old,
        "new_code": "110002",
        "kind": "recode",
        "effective_on": date(2020, 1, 1),
        "note": None,
        "status": "constructed",
        "source": "示例",
    }


class Watched(Mapping[str, Sequence[Row]]):
    """Tables that write down which of them was read."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables = tables
        self.read: list[str] = []

    def __getitem__(self, name: str) -> Sequence[Row]:
        self.read.append(name)
        return self.tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tables)

    def __len__(self) -> int:
        return len(self.tables)


def published(folder: Path, tables: Mapping[str, Sequence[Row]], known_on: date = DAY, **marks) -> Snapshot:
    return publish(folder, Source(tables, fingerprints=marks), known_on=known_on, packs=PACKS, release="1")


def drafted(folder: Path, tables: Mapping[str, Sequence[Row]], known_on: date = DAY) -> Snapshot:
    return draft(folder, Source(tables), known_on=known_on, packs=PACKS, release="1")


def stamps(folder: Path) -> dict[str, int]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in found}


def code(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


TABLES = {"warning_level": [level("2020")], "division_succession": [succession("110001")]}


def test_a_table_of_the_same_fingerprint_is_neither_read_nor_written(tmp_path: Path) -> None:
    first = published(tmp_path, TABLES, warning_level="1", division_succession="1")
    before = stamps(tmp_path)
    changed = Watched({**TABLES, "division_succession": [succession("110001"), succession("110003")]})
    second = published(tmp_path, changed, warning_level="1", division_succession="2")
    assert changed.read == ["division_succession"]
    assert second.manifest.tables["warning_level"] == first.manifest.tables["warning_level"]
    assert second.rows("warning_level") == (level("2020"),)
    assert len(second.rows("division_succession")) == 2
    after = stamps(tmp_path)
    new = {name for name in after if before.get(name) != after[name]}
    assert new == {
        f"objects/{second.table_hash('division_succession')}.parquet",
        f"snapshots/{second.id}.json",
        "snapshots/fingerprints.json",
        "snapshots/published.txt",
    }


def test_without_the_cache_everything_is_read_and_the_id_is_the_same(tmp_path: Path) -> None:
    first = published(tmp_path, TABLES, warning_level="1", division_succession="1")
    cache = tmp_path / "snapshots" / "fingerprints.json"
    spoilt = [
        "",
        "[]",
        '{"snapshot": 1}',
        '{"snapshot": "' + "0" * 64 + '", "tables": {"warning_level": "1"}}',
    ]
    for text in spoilt:
        cache.write_text(text, encoding="utf-8")
        again = Watched(TABLES)
        assert published(tmp_path, again, warning_level="1", division_succession="1").id == first.id
        assert sorted(again.read) == sorted(TABLES)
    cache.unlink()
    again = Watched(TABLES)
    assert published(tmp_path, again, warning_level="1").id == first.id
    assert sorted(again.read) == sorted(TABLES)


def test_a_frozen_file_that_went_missing_is_written_anew(tmp_path: Path) -> None:
    first = published(tmp_path, TABLES, warning_level="1")
    object_path(tmp_path, first.table_hash("warning_level")).unlink()
    published(tmp_path, TABLES, warning_level="1").verify()


rows_of = st.lists(
    st.tuples(st.sampled_from(["2019", "2020", "2021", "2022"]), st.integers(1, 3)),
    unique_by=lambda pair: pair[0],
).map(lambda pairs: [level(period, number=number) for period, number in pairs])


@settings(max_examples=15)
@given(rows_of, rows_of, st.integers(0, 1))
def test_a_draft_differs_from_the_last_snapshot_exactly_where_publishing_would_write(first, second, later):
    with tempfile.TemporaryDirectory() as name:
        folder, day = Path(name), date(2024, 1, 1 + later)
        last = published(folder, {"warning_level": first})
        before = stamps(folder)
        preview = drafted(folder, {"warning_level": second}, day)
        found = diff(last, preview)
        assert stamps(folder) == before
        new = published(folder, {"warning_level": second}, day)
        assert new.id == preview.id
        assert found.is_same == (new.id == last.id) == (stamps(folder) == before)
        assert found.is_empty == (new.table_hash("warning_level") == last.table_hash("warning_level"))
        assert diff(last, new) == found
        assert published(folder, {"warning_level": second}, day).id == new.id


def test_what_a_difference_says_of_rows_and_cells(tmp_path: Path) -> None:
    first = published(tmp_path, {"warning_level": [level("2019"), level("2020"), level("2021")]})
    rows = [level("2020", note="更正", number=2), level("2021"), level("2022")]
    found = diff(first, drafted(tmp_path, {"warning_level": rows}, date(2024, 2, 1)))
    plain = found.as_json()
    assert plain["about"] == {"known_on": ["2024-01-01", "2024-02-01"]}
    table = plain["tables"]["warning_level"]
    assert (table["added"], table["removed"], table["changed"], table["left_out"]) == (1, 1, 1, 0)
    changed, added, removed = table["rows"]
    assert changed == {
        "change": "changed",
        "key": {"division_code": "110000", "period": "2020", "dimension": "intensity", "yardstick": "示例"},
        "cells": [
            {"column": "warning_level", "before": "1", "after": "2"},
            {"column": "note", "before": None, "after": "更正"},
        ],
    }
    assert (added["change"], added["key"]["period"]) == ("added", "2022")
    assert {"column": "warning_level", "before": None, "after": "1"} in added["cells"]
    assert (removed["change"], removed["key"]["period"]) == ("removed", "2019")
    short = found.as_json(limit=1)["tables"]["warning_level"]
    assert [row["change"] for row in short["rows"]] == ["changed"]
    assert short["left_out"] == 2


def test_decimals_are_shown_as_they_are_written() -> None:
    factor = {"dated_factor": Decimal("0.000001")}
    (row,) = TableDifference((factor,), (), ()).as_json()["rows"]
    assert row["cells"] == [{"column": "dated_factor", "before": None, "after": "0.000001"}]


def test_of_one_day_the_snapshot_published_last_stands_last(tmp_path: Path) -> None:
    one, two = {"warning_level": [level("2020")]}, {"warning_level": [level("2021")]}
    for tables in (one, two, one, two, two, one):
        last = published(tmp_path, tables)
        assert list_snapshots(tmp_path)[-1].id == last.id
    earlier = published(tmp_path, two, date(2023, 1, 1))
    assert list_snapshots(tmp_path)[0].id == earlier.id
    assert list_snapshots(tmp_path)[-1].id == last.id


def test_pruning_removes_what_nobody_names(tmp_path: Path) -> None:
    kept = published(tmp_path, TABLES)
    gone = published(tmp_path, {"warning_level": [level("1999")]})
    (tmp_path / "snapshots" / f"{gone.id}.json").unlink()
    pinned, loose = keep_document(tmp_path, {"a": "甲"}), keep_document(tmp_path, {"b": "乙"})
    (tmp_path / "objects" / ".x.parquet.0a1b.tmp").write_text("half")
    (tmp_path / "objects" / "readme.txt").write_text("not ours")
    outcome = prune(tmp_path, lambda: {pinned})
    assert sorted(outcome.removed) == sorted(
        [
            "objects/.x.parquet.0a1b.tmp",
            f"objects/{gone.table_hash('warning_level')}.parquet",
            f"objects/{loose}.json",
        ]
    )
    assert outcome.kept == 3
    assert outcome.freed > 0
    assert outcome.as_json()["kept"] == 3
    kept.verify()
    assert read_document(tmp_path, pinned) == {"a": "甲"}
    assert (tmp_path / "objects" / "readme.txt").is_file()
    assert prune(tmp_path, lambda: {pinned}).removed == ()


def test_pruning_refuses_while_a_manifest_cannot_be_read(tmp_path: Path) -> None:
    snapshot = published(tmp_path, TABLES)
    loose = keep_document(tmp_path, {"b": "乙"})
    (tmp_path / "snapshots" / f"{snapshot.id}.json").write_text("{")
    with pytest.raises(ProblemsFound) as raised:
        prune(tmp_path)
    assert code(raised) == ["snapshot_manifest_damaged"]
    assert read_document(tmp_path, loose) == {"b": "乙"}


def test_a_document_is_kept_once_and_answers_only_while_it_is_what_it_was(tmp_path: Path) -> None:
    name = keep_document(tmp_path, {"b": 1, "a": "值"})
    assert keep_document(tmp_path, {"a": "值", "b": 1}) == name
    path = tmp_path / "objects" / f"{name}.json"
    path.write_text('{"a":"值","b":2}', encoding="utf-8")
    with pytest.raises(ProblemsFound) as raised:
        read_document(tmp_path, name)
    assert code(raised) == ["document_changed"]
    assert keep_document(tmp_path, {"a": "值", "b": 1}) == name
    assert read_document(tmp_path, name) == {"a": "值", "b": 1}
    path.unlink()
    with pytest.raises(ProblemsFound) as raised:
        read_document(tmp_path, name)
    assert code(raised) == ["document_missing"]


_CHILD = """
import sys
from datetime import date
from pathlib import Path
from shuangkong.snapshot import Source, publish

common = dict(division_code="110000", dimension="intensity", yardstick="示例", warning_level=1,
              status="constructed", source="示例")
for turn in range(int(sys.argv[2]), int(sys.argv[2]) + 10_000):
    rows = [dict(common, period=str(1900 + place), note=str(turn)) for place in range(100)]
    marks = {"warning_level": str(turn), "division": "0"}
    source = Source({"warning_level": rows, "division": []}, fingerprints=marks)
    publish(Path(sys.argv[1]), source, known_on=date(2024, 1, 1), packs=(), release="1")
    print(turn, flush=True)
"""


def note_of(snapshot: Snapshot) -> str:
    rows = snapshot.rows("warning_level")
    assert len(rows) == 100
    (note,) = {str(row["note"]) for row in rows}
    return note


def test_a_process_killed_while_publishing_leaves_whole_snapshots(tmp_path: Path) -> None:
    source, seen = random.Random(20240101), set[str]()
    for _ in range(KILLS):
        command = [sys.executable, "-c", _CHILD, str(tmp_path), str(10_000 * len(seen))]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            told = [child.stdout.readline()]  # one snapshot at least is said to be published
            time.sleep(source.uniform(0, 0.1))
            child.kill()
            told += child.stdout.readlines()
        said = {line.strip() for line in told if line.endswith("\n")}
        found = list_snapshots(tmp_path)
        notes = {note_of(snapshot) for snapshot in found if snapshot.id not in seen}
        assert said <= notes  # what was said to be published is there
        assert len(notes - said) <= 1  # and at most the one that was just being published
        seen = {snapshot.id for snapshot in found}
    for snapshot in found:
        snapshot.verify()
    prune(tmp_path)
    assert not [path for path in tmp_path.rglob(".*") if path.name != ".lock"]
    last = published(tmp_path, {"warning_level": [level("2020")]})
    open_snapshot(tmp_path, last.id).verify()
