"""A file is verified by the database's own writing of its rows, or row by row: never with another outcome."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.engine import write_parquet
from shuangkong.errors import ProblemsFound
from shuangkong.schema import table
from shuangkong.snapshot import Layout
from shuangkong.snapshot.objects import keep_object, object_path, rows_hash
from shuangkong.snapshot.verifying import verify_object, written_hash

OBSERVATION = Layout.of(table("observation"))
DIVISION = Layout.of(table("division"))
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
VALUES = st.decimals(-(10**11), 10**11, places=6)


def observation(value: Decimal, note: str | None, number: int, flag: bool) -> dict[str, Any]:
    return {
        "division_code": "990000",
        "indicator_id": "x",
        "period": str(2000 + number),
        "value": value,
        "unit": "%",
        "energy_basis": None,
        "price_base_year": None if flag else 2015 + number,
        "vintage": "v",
        "stage": "final",
        "parts_absent": flag,
        "is_synthetic": not flag,
        "status": "official",
        "source": "s",
        "note": note,
    }


@given(st.lists(st.tuples(VALUES, st.none() | TEXTS, st.booleans()), max_size=5))
def test_a_sound_file_passes_whatever_its_texts(cells: list[tuple[Decimal, str | None, bool]]) -> None:
    rows = [observation(value, note, number, flag) for number, (value, note, flag) in enumerate(cells)]
    with tempfile.TemporaryDirectory() as folder:
        kept = keep_object(Path(folder), rows, OBSERVATION)
        verify_object(Path(folder), kept, OBSERVATION)


def test_the_database_writes_what_is_hashed(tmp_path: Path) -> None:
    notes = [None, "", 'a "quoted" \\ word', "中文，带标点。", "tab\tand\nline", "𝄞 é", "a/b"]
    rows = [observation(Decimal(n).scaleb(-6), note, n, n % 2 == 0) for n, note in enumerate(notes)]
    kept = keep_object(tmp_path, rows, OBSERVATION)
    assert written_hash(object_path(tmp_path, kept), OBSERVATION) == kept == rows_hash(rows, OBSERVATION)
    days = {"valid_from": date(2001, 2, 3), "valid_to": None}
    row = dict.fromkeys(DIVISION.names, "990000") | days
    kept = keep_object(tmp_path, [row], DIVISION)
    assert written_hash(object_path(tmp_path, kept), DIVISION) == kept


@pytest.mark.parametrize("column", ["value", "note", "price_base_year", "parts_absent"])
def test_any_other_cell_is_refused(tmp_path: Path, column: str) -> None:
    row = observation(Decimal("1.500000"), "note", 1, False)
    kept = keep_object(tmp_path, [row], OBSERVATION)
    other: Any = {"value": Decimal("1.500001"), "note": None, "price_base_year": 2010, "parts_absent": True}
    cells = [(row | {column: other[column]})[name] for name in OBSERVATION.names]
    write_parquet(object_path(tmp_path, kept), OBSERVATION.sql_types, [cells])
    with pytest.raises(ProblemsFound) as raised:
        verify_object(tmp_path, kept, OBSERVATION)
    assert [problem.code for problem in raised.value.problems] == ["snapshot_hash_mismatch"]


def test_other_types_and_broken_files_are_left_to_the_slow_way(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    write_parquet(path, OBSERVATION.sql_types | {"price_base_year": "VARCHAR"}, [])
    assert written_hash(path, OBSERVATION) is None
    path.write_bytes(b"no parquet")
    assert written_hash(path, OBSERVATION) is None
    free = Layout((("a", "decimal", None),), ("a",))
    assert written_hash(path, free) is None
