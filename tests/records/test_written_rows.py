"""Rows into text and back, column by column: the same as cell by cell, problems included."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.records.reading import RowReader
from shuangkong.records.writing import RowWriter, Written, key_json
from shuangkong.schema import Column, Table, read_cell, table, write_cell
from shuangkong.snapshot import check_rows
from shuangkong.trace import Label

NONE = Label("", "")


def column(name: str, kind, **more) -> Column:
    return Column(name, kind, NONE, NONE, **({"required": False} | more))


WIDE = Table(
    "wide",
    NONE,
    (
        column("id", "text", required=True),
        column("period", "period"),
        column("share%", "decimal", quantum=Decimal("0.01")),
        column("fine", "decimal", quantum=Decimal("1E-8")),
        column("whole", "decimal", quantum=Decimal(1)),
        column("free", "decimal"),
        column("count", "integer"),
        column("year", "integer", allowed=("2020", "2021")),
        column("code", "text", allowed=("a", "b")),
        column("day", "date"),
        column("yes", "boolean"),
        column("place", "division"),
        column("measure", "unit"),
        column("trust", "status"),
    ),
    ("id", "period"),
)
DECIMALS = st.one_of(
    st.decimals(min_value=-(10**6), max_value=10**6, places=2),
    st.decimals(),
    st.sampled_from([Decimal("-0"), Decimal("-0.00"), Decimal("1E+5"), Decimal("1E-8"), Decimal("sNaN")]),
    st.sampled_from([Decimal(10) ** 16, Decimal(10) ** 18 - 1, Decimal("-1E+10"), Decimal("0.005")]),
)
CELLS = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.sampled_from(
        ["2020", "2020Q1", "a", "b", "c", "150100", "%", "万吨标准煤", "official", " x", "", '“\\"%s']
    ),
    st.integers(min_value=-3, max_value=3),
    st.sampled_from([2020, 2**63, -(2**63) + 1]),
    st.booleans(),
    st.dates(),
    DECIMALS,
)
FITTING = {
    "id": st.text('甲a%"\\\t', min_size=1, max_size=4).filter(lambda text: text == text.strip()),
    "period": st.sampled_from(["2020", "2020Q1-Q3", "2020-07", None]),
    "share%": st.decimals(min_value=-(10**6), max_value=10**6, places=2) | st.none(),
    "fine": st.decimals(min_value=-9, max_value=9, places=8),
    "whole": st.integers(-(10**17), 10**17).map(Decimal) | st.just(Decimal("-0")),
    "free": st.sampled_from([Decimal("1.50"), Decimal("1.5"), Decimal("1E+3"), None]),
    "count": st.integers(-(2**62), 2**62) | st.none(),
    "year": st.sampled_from([2020, 2021, None]),
    "code": st.sampled_from(["a", "b", None]),
    "day": st.dates() | st.none(),
    "yes": st.booleans() | st.none(),
    "place": st.sampled_from(["150100", None]),
    "measure": st.sampled_from(["万吨标准煤", "%", None]),
    "trust": st.sampled_from(["official", "constructed", None]),
}


def slow(row) -> str:
    cells = {
        each.name: None if row[each.name] is None else write_cell(row[each.name], each)
        for each in WIDE.columns
    }
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def kinds(row) -> dict[str, type]:
    return {name: type(cell) for name, cell in row.items()}


def written(rows) -> list[Written]:
    return [row for chunk in RowWriter.of(WIDE).chunks(rows, 3) for row in chunk]


@given(st.lists(st.fixed_dictionaries(FITTING), max_size=8, unique_by=lambda row: (row["id"], row["period"])))
def test_rows_that_follow_the_table_are_written_as_cell_by_cell_and_read_back(rows) -> None:
    assert check_rows(rows, WIDE) == ()
    kept = written(rows)
    assert [row.cells for row in kept] == [slow(row) for row in rows]
    assert [json.loads(row.key)[0] for row in kept] == [row["id"] for row in rows]
    problems = Collector()
    read = RowReader.of(WIDE).rows([(row.key, row.cells, 0) for row in kept], problems)
    assert (read, len(problems)) == (rows, 0)
    assert [kinds(row) for row in read] == [kinds(row) for row in rows]


@given(
    st.lists(st.tuples(st.sampled_from(WIDE.column_names), CELLS), min_size=1, max_size=3), st.integers(0, 4)
)
def test_any_cell_is_refused_with_the_problems_of_the_careful_check(changes, place) -> None:
    fitting = dict.fromkeys(WIDE.column_names) | {"period": "2020"}
    rows = [fitting | {"id": f"r{number}"} for number in range(5)]
    for name, cell in changes:
        if name != "id" or not (isinstance(cell, Decimal) and cell.is_snan()):  # which no key can be made of
            rows[place][name] = cell
    expected = check_rows(rows, WIDE)
    if expected:
        with pytest.raises(ProblemsFound) as raised:
            written(rows)
        # Compared as text: what is not a number does not equal itself.
        assert list(map(repr, raised.value.problems)) == list(map(repr, expected))
    else:
        assert [row.cells for row in written(rows)] == [slow(row) for row in rows]


@pytest.mark.parametrize("wrong", [1, True, Decimal(1)])
def test_values_that_equal_each_other_are_told_apart_by_type(wrong) -> None:
    rows = [dict.fromkeys(WIDE.column_names) | {"id": str(number), "yes": True} for number in range(2)]
    rows[1]["yes"] = wrong
    if wrong is True:
        assert len(written(rows)) == 2
    else:
        with pytest.raises(ProblemsFound) as raised:
            written(rows)
        assert [problem.code for problem in raised.value.problems] == ["row_cell_type"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("share%", "1.5"),
        ("share%", "01.50"),
        ("share%", "1_0.50"),
        ("share%", " 1.50"),
        ("share%", "1.50\n2.50"),
        ("share%", "٣.50"),
        ("share%", "1E+2"),
        ("share%", "1.505"),
        ("share%", "9" * 40 + ".00"),
        ("whole", "1.0"),
        ("count", "1.0"),
        ("code", "z"),
        ("day", "2024-13-01"),
        ("yes", "True"),
        ("trust", "sure"),
        ("id", " a"),
        ("id", ""),
    ],
)
def test_kept_text_is_read_as_cell_by_cell(name: str, text: str) -> None:
    cells = [json.loads(slow(dict.fromkeys(WIDE.column_names) | {"id": str(number)})) for number in range(4)]
    cells[2][name] = text
    kept = [(f'["{number}"]', json.dumps(row), 0) for number, row in enumerate(cells)]
    expected, found = Collector(), Collector()
    cell = read_cell(text, WIDE.column(name), expected, f'wide["2"].{name}')
    rows = RowReader.of(WIDE).rows(kept, found)
    assert list(found) == list(expected)
    assert rows[2][name] == cell
    assert [row["id"] for row in rows if row["id"] in {"0", "1", "3"}] == ["0", "1", "3"]


def test_when_a_row_holds() -> None:
    period = dict.fromkeys(WIDE.column_names) | {"id": "a", "period": "2020Q1-Q3"}
    none = period | {"id": "b", "period": None}
    assert [row.valid for row in written([period, none])] == [
        (date(2020, 1, 1), date(2020, 9, 30)),
        (None, None),
    ]
    division = table("division")
    row = dict.fromkeys(division.column_names) | {
        "division_code": "990000",
        "name_zh": "示例",
        "name_en": "Example",
        "level": "region",
        "valid_from": date(2020, 1, 1),
        "status": "constructed",
        "source": "示例",
    }
    chunk = next(RowWriter.of(division).chunks([row], 1))
    assert chunk[0].valid == (date(2020, 1, 1), None)
    assert chunk[0].key == key_json(row, division)


def test_values_beyond_what_a_column_remembers(monkeypatch) -> None:
    monkeypatch.setattr("shuangkong.records.writing._REMEMBERED", 2)
    monkeypatch.setattr("shuangkong.records.reading._REMEMBERED", 2)
    monkeypatch.setattr("shuangkong.records.reading._CHUNK", 3)
    rows = [dict.fromkeys(WIDE.column_names) | {"id": str(number)} for number in range(10)]
    kept = written(rows)
    assert RowReader.of(WIDE).rows([(row.key, row.cells, 0) for row in kept], Collector()) == rows
