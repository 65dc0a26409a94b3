"""The one SQL text: every text reads in Spark's dialect; what engines answer differently is refused."""

import re
from pathlib import Path

import pytest
import sqlglot

from shuangkong.accounts.rollup_text import FACILITY_ENERGY, OBSERVATIONS, reporters_text, sums_text
from shuangkong.engine import SparkEngine, in_spark
from shuangkong.errors import ProblemsFound

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {
    f"{make.__name__} {source.table}": make(source)
    for make in (sums_text, reporters_text)
    for source in (OBSERVATIONS, FACILITY_ENERGY)
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_reads_in_sparks_dialect(name: str) -> None:
    written = in_spark(TEXTS[name])
    (statement,) = sqlglot.parse(written, dialect="spark")
    assert isinstance(statement, sqlglot.exp.Query)
    assert "$" not in written
    assert ":synthetic" in written


def test_no_text_stands_elsewhere() -> None:
    """A text in another file would not be among those above, nor be asked of Spark."""
    holding = {
        str(file.relative_to(ROOT / "src" / "shuangkong"))
        for file in (ROOT / "src").rglob("*.py")
        if re.search(r"\bSELECT\s.*?\sFROM\s", file.read_text(encoding="utf-8"), re.DOTALL)
    }
    embedded = {"engine/dialect.py", "engine/duck.py", "engine/parquet.py", "snapshot/verifying.py"}
    # Asked of the records' own database, and of the files the readings are kept in: nobody else reads those.
    kept = {file for file in holding if file.startswith(("records/", "monitoring/store/"))}
    assert holding - embedded - kept == {"accounts/rollup_text.py"}


def codes(raised: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT avg(value) FROM t", ["Avg"]),
        ("SELECT value / 2 FROM t", ["Div"]),
        ("SELECT value // 2 FROM t", ["IntDiv"]),
        ("SELECT CAST(value AS DOUBLE) FROM t", ["DOUBLE"]),
        ("SELECT CAST(value AS HUGEINT) FROM t", ["INT128"]),
        ("SELECT ln(value), stddev(value) FROM t", ["Ln", "Stddev"]),
        ("SELECT value FROM t WHERE value > 1e3", ["1e3"]),
        ("SELECT now()", ["now"]),
        ("SELECT list_sum(value) FROM t", ["list_sum"]),
        ("SELECT first(value) FROM t", ["First"]),
    ],
)
def test_what_engines_answer_differently_is_refused(text: str, found: list[str]) -> None:
    with pytest.raises(ProblemsFound) as raised:
        in_spark(text)
    assert codes(raised) == ["engine_not_portable"] * len(found)
    assert sorted(problem.details["found"] for problem in raised.value.problems) == found


@pytest.mark.parametrize("text", ["SELECT 1; SELECT 2", "DROP VIEW t", "", "SELECT FROM WHERE"])
def test_only_one_select_that_can_be_read(text: str) -> None:
    with pytest.raises(ProblemsFound) as raised:
        in_spark(text)
    assert codes(raised) in (["engine_not_one_select"], ["engine_query_failed"])


def test_order_puts_blanks_last_on_both() -> None:
    assert in_spark("SELECT a FROM t ORDER BY a") == "SELECT a FROM t ORDER BY a NULLS LAST"


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyspark.sql", None)
    with pytest.raises(ProblemsFound) as raised:
        SparkEngine("sc://nowhere:1")
    assert codes(raised) == ["engine_spark_missing"]
    assert "shuangkong[spark]" in raised.value.problems[0].text("en")
