"""The embedded engine: exact results, one SELECT, no way out of its folder."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.engine import DuckEngine, Engine, read_parquet, write_parquet
from shuangkong.errors import ProblemsFound

TYPES = {"code": "VARCHAR", "value": "DECIMAL(18,6)", "year": "BIGINT", "day": "DATE", "flag": "BOOLEAN"}
ROWS = [
    ("a", Decimal("0.100000"), 2019, date(2020, 1, 2), True),
    ("b", Decimal("0.200000"), 2020, None, False),
    ("", None, None, None, None),
]


@pytest.fixture
def engine(tmp_path: Path):
    write_parquet(tmp_path / "rows.parquet", TYPES, ROWS)
    with DuckEngine(tmp_path) as opened:
        opened.register("rows", [tmp_path / "rows.parquet"])
        yield opened


def codes(raised) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_rows_come_back_exactly_and_in_order(tmp_path: Path) -> None:
    write_parquet(tmp_path / "rows.parquet", TYPES, ROWS)
    assert [tuple(row.values()) for row in read_parquet(tmp_path / "rows.parquet", TYPES)] == ROWS


def test_other_types_are_not_read(tmp_path: Path) -> None:
    write_parquet(tmp_path / "rows.parquet", TYPES | {"value": "DOUBLE"}, ROWS)
    with pytest.raises(ValueError, match="DOUBLE"):
        list(read_parquet(tmp_path / "rows.parquet", TYPES))


def test_sum_is_decimal(engine: Engine) -> None:
    assert engine.run("SELECT sum(value), count(*), max(day) FROM rows") == [
        (Decimal("0.300000"), 3, date(2020, 1, 2))
    ]


def test_parameters_by_name_and_by_place(engine: Engine) -> None:
    assert engine.run("SELECT code FROM rows WHERE year = $year", {"year": 2020}) == [("b",)]
    assert engine.run("SELECT code FROM rows WHERE value < ?", [Decimal("0.15")]) == [("a",)]
    assert engine.run("SELECT code FROM rows WHERE code = ?", ["' OR true --"]) == []


def test_null_column_is_allowed(engine: Engine) -> None:
    assert engine.run("SELECT NULL AS nothing") == [(None,)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT sum(CAST(value AS DOUBLE)) FROM rows",
        "SELECT CAST(sum(CAST(value AS DOUBLE)) AS DECIMAL(18, 6)) FROM rows",
        "SELECT CAST(sum(CAST(value AS FLOAT)) AS DECIMAL(18, 6)) FROM rows",
        "SELECT CAST(sum(value / year) AS DECIMAL(18, 6)) FROM rows",
        "SELECT CAST(avg(value) AS DECIMAL(18, 6)) FROM rows",
        "SELECT CAST(avg(year) AS BIGINT) FROM rows",
        "SELECT CAST(sum(value * 1e3) AS DECIMAL(18, 1)) FROM rows",
        "SELECT CAST(stddev(value) AS DECIMAL(18, 6)) FROM rows",
        "SELECT code FROM rows WHERE ln(value) < 0",
        "SELECT code FROM rows GROUP BY code HAVING avg(value) > 0",
        "SELECT code FROM rows GROUP BY code HAVING mean(value) > 0",
        "SELECT code FROM rows ORDER BY avg(value) OVER ()",
    ],
)
def test_float_on_the_way_is_refused(engine: Engine, text: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        engine.run(text)
    assert codes(raised) == ["engine_float_inside"]


def test_text_that_only_speaks_of_floats_is_no_float(engine: Engine) -> None:
    assert engine.run("SELECT code FROM rows WHERE code = 'CAST(x AS DOUBLE)'") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("SELECT 1e0 AS a, 2 AS b, now() AS c", 2),
        ("SELECT [1, 2] AS a", 1),
        ("SELECT TIME '10:00' AS a", 1),
    ],
)
def test_inexact_result_is_refused_column_by_column(engine: Engine, text: str, count: int) -> None:
    with pytest.raises(ProblemsFound) as raised:
        engine.run(text)
    assert codes(raised) == ["engine_result_inexact"] * count


def test_float_parameter_is_refused(engine: Engine) -> None:
    assert engine.run("SELECT code FROM rows WHERE value < ?", [Decimal("0.15")]) == [("a",)]
    with pytest.raises(ProblemsFound) as raised:
        engine.run("SELECT code FROM rows WHERE value < ?", [0.15])  # type: ignore[list-item]
    assert codes(raised) == ["engine_float_inside"]


@pytest.mark.parametrize(
    "text", ["SELECT 1; SELECT 2", "DROP VIEW rows", "COPY rows TO 'x.csv'", "", "SET threads = 1"]
)
def test_only_one_select(engine: Engine, text: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        engine.run(text)
    assert codes(raised) == ["engine_not_one_select"]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT nothing FROM rows",
        "SELECT * FROM elsewhere",
        "SELEC",
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_parquet('https://example.org/a.parquet')",
        "SELECT sum(CAST('9' AS DECIMAL(38, 0)) * year * 99999999999999999999999999999999999) FROM rows",
    ],
)
def test_query_that_cannot_run_says_why(engine: Engine, text: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        engine.run(text)
    assert codes(raised) == ["engine_query_failed"]
    assert raised.value.problems[0].details["reason"]


def test_python_variables_are_no_tables(engine: Engine) -> None:
    elsewhere = [1]
    with pytest.raises(ProblemsFound):
        engine.run("SELECT * FROM elsewhere")
    assert elsewhere


def test_overflow_is_an_error_on_writing(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"(?i)conver|cast|range"):
        write_parquet(tmp_path / "x.parquet", {"value": "DECIMAL(18,6)"}, [(Decimal("1e12"),)])


def test_same_sum_in_every_order(tmp_path: Path) -> None:
    values = [(Decimal(number) / 1000,) for number in (1, 10**12, -(10**12), 7, 3)]
    sums = set()
    for order in (values, values[::-1], values[2:] + values[:2]):
        write_parquet(tmp_path / "v.parquet", {"value": "DECIMAL(18,3)"}, order)
        with DuckEngine(tmp_path) as opened:
            opened.register("v", [tmp_path / "v.parquet"])
            sums.add(opened.run("SELECT sum(value) FROM v")[0][0])
    assert sums == {Decimal("0.011")}


def test_several_files_are_one_table(tmp_path: Path) -> None:
    for name, value in (("a", 1), ("it's", 2)):
        write_parquet(tmp_path / f"{name}.parquet", {"value": "BIGINT"}, [(value,)])
    with DuckEngine(tmp_path) as opened:
        opened.register("all_files", [tmp_path / "a.parquet", tmp_path / "it's.parquet"])
        assert opened.run("SELECT sum(value) FROM all_files") == [(3,)]
