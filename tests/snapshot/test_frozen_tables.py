"""Snapshots: one id for the same content, nothing half-written, nothing changed unnoticed."""

import json
import os
import random
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.engine import write_parquet
from shuangkong.errors import ProblemsFound
from shuangkong.packs import PackReference
from shuangkong.schema import Row, table
from shuangkong.snapshot import Layout, check_rows, diff, freeze, list_snapshots, open_snapshot
from shuangkong.snapshot.objects import keep_object, object_path, read_object, rows_hash

PACKS = (PackReference("cn", "1", "a" * 64),)
LAYOUT = Layout.of(table("observation"))


def observation(period: str = "2019", value: str = "4.5", **cells) -> Row:
    return {
        "division_code": "110000",
        "indicator_id": "energy_consumption",
        "period": period,
        "value": Decimal(value),
        "unit": "万吨标准煤",
        "energy_basis": "coal_equivalent",
        "price_base_year": None,
        "vintage": "2020",
        "stage": "final",
        "parts_absent": False,
        "is_synthetic": False,
        "status": "constructed",
        "source": "示例",
        "note": None,
    } | cells


ROWS = [observation(str(year), f"{year}.{year}") for year in range(2010, 2016)]


def frozen(folder: Path, rows=ROWS, known_on=date(2024, 1, 1), **tables):
    return freeze(folder, {"observation": rows, **tables}, known_on=known_on, packs=PACKS, release="1")


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return sorted(str(path.relative_to(folder)) for path in found)


@given(st.randoms())
def test_row_order_does_not_change_the_hash(source: random.Random) -> None:
    shuffled = list(ROWS)
    source.shuffle(shuffled)
    assert rows_hash(shuffled, LAYOUT) == rows_hash(ROWS, LAYOUT)


@given(st.integers(0, len(ROWS) - 1), st.decimals("-99999", "99999", places=6))
def test_any_other_value_changes_the_hash(place: int, value: Decimal) -> None:
    changed = [*ROWS[:place], {**ROWS[place], "value": value}, *ROWS[place + 1 :]]
    assert (rows_hash(changed, LAYOUT) == rows_hash(ROWS, LAYOUT)) == (ROWS[place]["value"] == value)


def test_trailing_zeros_do_not_change_the_hash_but_absence_does() -> None:
    assert rows_hash([observation(value="7.10")], LAYOUT) == rows_hash([observation(value="7.1")], LAYOUT)
    blank = [observation(note=None)]
    assert rows_hash(blank, LAYOUT) != rows_hash([observation(note="0")], LAYOUT)


def test_same_content_same_id(tmp_path: Path) -> None:
    first = frozen(tmp_path / "a")
    assert frozen(tmp_path / "b", ROWS[::-1]).id == first.id == frozen(tmp_path / "a").id
    assert frozen(tmp_path / "a", known_on=date(2024, 1, 2)).id != first.id
    assert frozen(tmp_path / "a", ROWS[1:]).id != first.id
    other = freeze(tmp_path / "a", {"observation": ROWS}, known_on=date(2024, 1, 1), packs=(), release="1")
    later = freeze(tmp_path / "a", {"observation": ROWS}, known_on=date(2024, 1, 1), packs=PACKS, release="2")
    assert len({first.id, other.id, later.id}) == 3


def test_freezing_again_writes_nothing(tmp_path: Path) -> None:
    frozen(tmp_path)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)}
    frozen(tmp_path)
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in files(tmp_path)} == before


def test_manifest_describes_its_tables(tmp_path: Path) -> None:
    rows = [*ROWS, observation("2016Q1", status="official", is_synthetic=True)]
    manifest = frozen(tmp_path, rows).manifest
    entry = manifest.tables["observation"]
    assert (entry.rows, entry.synthetic_rows, entry.is_synthetic, manifest.is_synthetic) == (7, 1, True, True)
    assert entry.statuses == {"constructed": 6, "official": 1}
    extent = entry.coverage["period"]
    assert (extent.distinct, extent.first, extent.last) == (7, "2010", "2016Q1")
    assert entry.coverage["division_code"].distinct == 1
    assert manifest.packs == PACKS
    assert not frozen(tmp_path).manifest.is_synthetic


def test_rows_come_back_in_key_order_with_exact_types(tmp_path: Path) -> None:
    snapshot = open_snapshot(tmp_path, frozen(tmp_path, ROWS[::-1]).id)
    assert list(snapshot.rows("observation")) == ROWS
    assert snapshot.rows("observation", period="2012", price_base_year=None) == (ROWS[2],)
    assert snapshot.rows("observation", period="1999") == ()
    assert snapshot.table_hash("observation") == rows_hash(ROWS, LAYOUT)
    with pytest.raises(KeyError):
        snapshot.rows("observation", nothing="x")


def test_sql_adds_exactly(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    text = "SELECT sum(value), count(*) FROM observation WHERE period >= $first"
    assert snapshot.sql(text, {"first": "2014"}) == [(Decimal("4029.402900"), 2)]


def test_empty_table_answers_with_no_rows(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path, [])
    assert snapshot.rows("observation") == ()
    assert snapshot.sql("SELECT count(*) FROM observation") == [(0,)]
    assert snapshot.manifest.tables["observation"].coverage == {}


def test_unknown_table(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    with pytest.raises(ProblemsFound) as raised:
        snapshot.rows("warning_level")
    assert codes(raised) == ["snapshot_table_unknown"]


def test_opening_by_a_beginning_of_the_id(tmp_path: Path) -> None:
    wanted = frozen(tmp_path)
    assert open_snapshot(tmp_path, wanted.id[:8]).id == wanted.id
    for id_ in ("", "f", "no-such-id", "../x"):
        with pytest.raises(ProblemsFound) as raised:
            open_snapshot(tmp_path, id_)
        assert codes(raised) == ["snapshot_unknown"]
    twin = wanted.id[:8] + "0" * 56
    shutil.copy(tmp_path / f"snapshots/{wanted.id}.json", tmp_path / f"snapshots/{twin}.json")
    with pytest.raises(ProblemsFound) as raised:
        open_snapshot(tmp_path, wanted.id[:8])
    assert codes(raised) == ["snapshot_ambiguous"]


def test_list_is_ordered_by_known_on(tmp_path: Path) -> None:
    days = [date(2024, 3, 1), date(2023, 1, 1), date(2024, 2, 1)]
    made = {frozen(tmp_path, known_on=day).id for day in days}
    listed = list_snapshots(tmp_path)
    assert [snapshot.manifest.known_on for snapshot in listed] == sorted(days)
    assert {snapshot.id for snapshot in listed} == made
    assert list_snapshots(tmp_path / "empty") == ()


@pytest.mark.parametrize("survivors", [0, 1])
def test_stopping_before_the_rename_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survivors: int
) -> None:
    rename, done = os.replace, []

    def stop(source: Path, target: Path) -> None:
        if len(done) == survivors:
            raise KeyboardInterrupt
        done.append(target)
        rename(source, target)

    monkeypatch.setattr(os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        frozen(tmp_path)
    assert list_snapshots(tmp_path) == ()
    assert len(files(tmp_path)) == survivors
    monkeypatch.undo()
    frozen(tmp_path).verify()


def test_leftover_of_a_killed_process_is_no_snapshot(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    (tmp_path / "snapshots" / f".{snapshot.id}.json.0a1b2c.tmp").write_text("{")
    assert len(list_snapshots(tmp_path)) == 1


def test_every_changed_byte_is_noticed_or_harmless(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    path = object_path(tmp_path, snapshot.table_hash("observation"))
    whole = path.read_bytes()
    noticed = set()
    for offset in range(0, len(whole), 41):
        path.write_bytes(whole[:offset] + bytes([whole[offset] ^ 0x55]) + whole[offset + 1 :])
        try:
            rows = open_snapshot(tmp_path, snapshot.id).rows("observation")
        except ProblemsFound as found:
            noticed.update(problem.code for problem in found.problems)
        else:
            assert list(rows) == ROWS
    assert "snapshot_object_unreadable" in noticed


def test_tampered_byte_of_a_value_is_a_hash_mismatch(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    path = object_path(tmp_path, snapshot.table_hash("observation"))
    cells = [
        [row[name] for name in LAYOUT.names] for row in [*ROWS[:-1], {**ROWS[-1], "value": Decimal("1")}]
    ]
    write_parquet(path, LAYOUT.sql_types, cells)
    for ask in (
        lambda: open_snapshot(tmp_path, snapshot.id).rows("observation"),
        lambda: snapshot.sql("SELECT count(*) FROM observation"),
        snapshot.verify,
        lambda: frozen(tmp_path),
    ):
        with pytest.raises(ProblemsFound) as raised:
            ask()
        assert codes(raised) == ["snapshot_hash_mismatch"]


def test_file_replaced_after_it_was_opened_is_noticed_by_the_next_query(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    snapshot.sql("SELECT count(*) FROM observation")
    other = frozen(tmp_path, ROWS[1:])
    shutil.copy(
        object_path(tmp_path, other.table_hash("observation")),
        object_path(tmp_path, snapshot.table_hash("observation")),
    )
    with pytest.raises(ProblemsFound) as raised:
        snapshot.sql("SELECT count(*) FROM Observation")
    assert codes(raised) == ["snapshot_hash_mismatch"]


def test_same_digits_in_other_types_are_refused(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    path = object_path(tmp_path, snapshot.table_hash("observation"))
    cells = [[row[name] for name in LAYOUT.names] for row in ROWS]
    write_parquet(path, LAYOUT.sql_types | {"period": "BIGINT"}, cells)
    with pytest.raises(ProblemsFound) as raised:
        snapshot.verify()
    assert codes(raised) == ["snapshot_object_unreadable"]


def test_verify_reports_every_table(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path, warning_level=[], division=[])
    object_path(tmp_path, snapshot.table_hash("observation")).unlink()
    object_path(tmp_path, snapshot.table_hash("division")).write_bytes(b"PAR1 no more")
    with pytest.raises(ProblemsFound) as raised:
        snapshot.verify()
    assert sorted(codes(raised)) == ["snapshot_object_missing", "snapshot_object_unreadable"]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("2024-01-01", "2024-01-02"),
        lambda text: text.replace('"rows": 6', '"rows": 7'),
        lambda text: text[:-20],
        lambda text: "[]",
        lambda text: "",
        lambda text: json.dumps(json.loads(text) | {"more": 1}),
    ],
)
def test_changed_manifest_is_refused(tmp_path: Path, change) -> None:
    snapshot = frozen(tmp_path)
    path = tmp_path / "snapshots" / f"{snapshot.id}.json"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ProblemsFound) as raised:
        open_snapshot(tmp_path, snapshot.id)
    assert codes(raised) == ["snapshot_manifest_damaged"]


def test_manifest_under_another_name_is_refused(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    (tmp_path / f"snapshots/{snapshot.id}.json").rename(tmp_path / f"snapshots/{'0' * 64}.json")
    with pytest.raises(ProblemsFound) as raised:
        open_snapshot(tmp_path, "0" * 64)
    assert codes(raised) == ["snapshot_manifest_damaged"]


def test_manifest_reformatted_by_hand_keeps_its_id(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    path = tmp_path / "snapshots" / f"{snapshot.id}.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")), indent=4), encoding="utf-8")
    assert open_snapshot(tmp_path, snapshot.id).id == snapshot.id


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"value": 1.5}, "row_cell_type"),
        ({"value": 1}, "row_cell_type"),
        ({"period": 2019}, "row_cell_type"),
        ({"parts_absent": 1}, "row_cell_type"),
        ({"price_base_year": True}, "row_cell_type"),
        ({"note": ""}, "row_cell_blank"),
        ({"value": Decimal("1e12")}, "row_cell_overflow"),
        ({"value": Decimal("NaN")}, "row_cell_overflow"),
        ({"price_base_year": 2**63}, "row_cell_overflow"),
        ({"value": Decimal("0.0000001")}, "row_cell_too_fine"),
        ({"extra": "x"}, "row_columns"),
        ({"unit": "万吨标准煤 "}, "cell_unit_blank"),
        ({"period": "2019年"}, "cell_value_invalid"),
        ({"stage": "guess"}, "cell_code_unknown"),
        ({"source": None}, "cell_required"),
    ],
)
def test_row_that_does_not_follow_its_table(tmp_path: Path, cells, code: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        frozen(tmp_path, [observation() | cells])
    assert codes(raised) == [code]
    assert files(tmp_path) == []


def test_all_problems_of_all_tables_at_once(tmp_path: Path) -> None:
    rows = [observation(), observation(), observation("2020", value="1e13")]
    with pytest.raises(ProblemsFound) as raised:
        frozen(tmp_path, rows, warning_level=[{}])
    assert sorted(codes(raised)) == ["row_cell_overflow", "row_columns", "row_key_repeated"]


def test_largest_figure_that_fits(tmp_path: Path) -> None:
    row = observation(value="999999999999.999999")
    assert check_rows([row], table("observation")) == ()
    assert frozen(tmp_path, [row]).rows("observation") == (row,)


def test_decimal_without_quantum_keeps_its_digits(tmp_path: Path) -> None:
    layout = Layout((("key", "text", None), ("digits", "decimal", None)), ("key",))
    rows = [{"key": "a", "digits": Decimal("12345678901234567890.5")}, {"key": "b", "digits": None}]
    assert list(read_object(tmp_path, keep_object(tmp_path, rows, layout), layout)) == rows


def test_a_quantum_is_a_power_of_ten() -> None:
    for quantum in ("0.5", "10", "1E-19"):
        layout = Layout((("value", "decimal", Decimal(quantum)),), ())
        with pytest.raises(ValueError, match="power of ten"):
            _ = layout.sql_types


def test_snapshot_outlives_a_column_added_to_the_dictionary(tmp_path: Path) -> None:
    snapshot = frozen(tmp_path)
    wider = replace(
        table("observation"), columns=(*table("observation").columns, table("division").columns[1])
    )
    rows = [{**row, "name_zh": "甲"} for row in ROWS]
    later = freeze(
        tmp_path,
        {"observation": rows},
        known_on=date(2024, 1, 1),
        packs=PACKS,
        release="2",
        dictionary={"observation": wider}.__getitem__,
    )
    assert Layout.of(wider) != LAYOUT
    assert list(open_snapshot(tmp_path, snapshot.id).rows("observation")) == ROWS
    assert list(open_snapshot(tmp_path, later.id).rows("observation")) == rows


def test_diff_by_key(tmp_path: Path) -> None:
    first = frozen(tmp_path)
    changed = {**ROWS[2], "value": Decimal("1")}
    added = observation("2016")
    second = frozen(tmp_path, [*ROWS[1:2], changed, *ROWS[3:], added], date(2024, 2, 1), warning_level=[])
    found = diff(first, second)
    assert found.tables["observation"].added == (added,)
    assert found.tables["observation"].removed == (ROWS[0],)
    assert found.tables["observation"].changed == ((ROWS[2], changed),)
    assert found.about["known_on"] == ("2024-01-01", "2024-02-01")
    assert sorted(found.about) == ["known_on", "layouts"]  # one table more, though without rows
    assert list(found.tables) == ["observation"]
    back = diff(second, first).tables["observation"]
    assert (back.added, back.removed, back.changed) == ((ROWS[0],), (added,), ((changed, ROWS[2]),))
    assert diff(first, first).is_empty
