"""Cells judged by the column read as cells judged one by one; reading loads no engine."""

import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import Collector
from shuangkong.registers.type import FormColumn
from shuangkong.registers.workbook import Sheet
from shuangkong.registers.workbook.entry import Entries, Slot
from shuangkong.registers.workbook.numerals import plain_number
from shuangkong.schema import Column, read_cell
from shuangkong.trace import Label

LABEL = Label("列", "column")
COLUMNS = (
    Column("a", "text", LABEL, LABEL, required=False),
    Column("a", "text", LABEL, LABEL, allowed=("甲", "乙")),
    Column("a", "decimal", LABEL, LABEL, quantum=Decimal("0.01")),
    Column("a", "integer", LABEL, LABEL),
    Column("a", "date", LABEL, LABEL, required=False),
    Column("a", "boolean", LABEL, LABEL),
)
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(
        ["甲", " 甲", "甲 ", "甲 乙", "甲\u3000", "甲\n乙", "\u200b甲", "1.5", "是", "", "\x85", "2024-01-01"]
    ),
    st.text(max_size=3),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.sampled_from([0.0, 1.0, 1.5, 0.125, date(2024, 1, 1), datetime(2024, 1, 1), datetime(2024, 1, 1, 5)]),  # noqa: DTZ001
)


@given(st.sampled_from(COLUMNS), st.lists(CELLS, min_size=1, max_size=8))
def test_a_column_reads_as_its_cells_do_one_by_one(column, raws):
    slot = Slot(0, FormColumn("a", LABEL), column)
    whole = Entries(Sheet("表", ()), slot)
    values, problems = [], []
    for row, raw in enumerate(raws):
        alone = Entries(Sheet("表", ()), slot)
        values += alone.read([row], [raw])
        problems += alone.problems
    read = whole.read(range(len(raws)), raws)
    again = whole.read(range(len(raws)), raws)  # what is known by now is not judged again
    assert [(type(cell), str(cell)) for cell in read] == [(type(cell), str(cell)) for cell in values]
    assert [(type(cell), str(cell)) for cell in again] == [(type(cell), str(cell)) for cell in values]
    assert whole.problems == problems * 2


def test_filing_loads_neither_the_engine_nor_what_writes_workbooks_and_plans():
    unneeded = {"duckdb", "xlsxwriter", "pypdfium2", "docx", "shuangkong.accounts"}
    script = (
        "import sys, shuangkong.cli.filing, shuangkong.workspace.collecting; "
        f"print(sorted({unneeded} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@given(
    st.sampled_from([Decimal("1"), Decimal("0.01"), Decimal("0.000001"), Decimal("0.0000000001")]),
    st.lists(
        st.floats(allow_nan=False, allow_infinity=False)
        | st.decimals(-(10**6), 10**6, places=2).map(float)
        | st.decimals(-(10**17), 10**17, places=1).map(float)
        | st.sampled_from([0.0, -0.0, -0.001, 0.1 + 0.2, 9007199254740993.0, 99999999999999.97, 1e13, 1e22]),
        min_size=1,
        max_size=4,
    ),
)
def test_numbers_taken_together_are_what_the_dictionary_reads(quantum, raws):
    column = Column("a", "decimal", LABEL, LABEL, quantum=quantum)
    entries = Entries(Sheet("表", ()), Slot(0, FormColumn("a", LABEL), column))
    problems = Collector()
    expected = [
        read_cell(plain_number(raw), column, problems, f"表!A{row + 1}") for row, raw in enumerate(raws)
    ]
    read = entries.read(range(len(raws)), raws)
    assert [str(cell) for cell in read] == [str(cell) for cell in expected]
    assert [each for _, _, each in entries.problems] == list(problems)
