"""A printed sheet or a long table becomes rows, or every reason why it does not."""

import csv
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts.balance import (
    LongTable,
    Origin,
    balance_of,
    check_balance,
    find_layout,
    read_long,
    read_sheet,
    sample_sheet,
)
from shuangkong.accounts.balance.layout import LayoutRow
from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.schema import read_csv, table, write_csv

ORIGIN = Origin("000000", Period.parse("2023"), "v1", "sheet", "constructed", is_synthetic=True)
LONG = LongTable(
    division="region",
    period="year",
    flow="item",
    product="energy",
    unit="unit",
    value="value",
    status="status",
    source="source",
    divisions={"示例": "000000"},
    vintage="v1",
)


def sheet(packs: Packs, structure: Any, text: str, layout: str = "yearbook-province") -> Any:
    return read_sheet(text, find_layout(packs, layout), structure, origin=ORIGIN, where="a.csv")


def edited(changes: dict[tuple[int, int], str]) -> str:
    grid = list(csv.reader(io.StringIO(sample_sheet())))
    for (line, index), cell in changes.items():
        grid[line - 1][index] = cell
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(grid)
    return out.getvalue()


def refused(packs: Packs, structure: Any, text: str) -> dict[str, str]:
    with pytest.raises(ProblemsFound) as found:
        sheet(packs, structure, text)
    return {problem.where: problem.code for problem in found.value.problems if problem.severity == "error"}


def test_the_sample_reads_as_printed(packs: Packs, structure: Any) -> None:
    imported = sheet(packs, structure, sample_sheet())
    assert [note.code for note in imported.notes] == ["balance_columns_absent"]
    balance = balance_of(imported.rows, structure)
    assert balance.quantity("raw_coal", "outflow") == -1800
    assert balance.quantity("natural_gas", "final") == Decimal("13.2")
    assert balance.cells["electricity", "supply", None].unit == "亿千瓦时"
    assert check_balance(balance, tolerance=Decimal("0.000001")).holds


def test_the_rows_keep_to_the_table(packs: Packs, structure: Any) -> None:
    rows = sheet(packs, structure, sample_sheet()).rows
    kept = table("energy_balance_cell")
    assert read_csv(write_csv(rows, kept), kept, "again.csv") == rows


def test_a_blank_is_zero_only_where_the_layout_says_so(packs: Packs, structure: Any) -> None:
    zero = {(row["product_id"], row["flow_id"]): row for row in sheet(packs, structure, sample_sheet()).rows}
    assert zero["coke", "losses"]["quantity"] == 0
    assert "空格" in str(zero["coke", "losses"]["note"]) and zero["coke", "final"]["note"] is None
    text = "项目,能源合计(电热当量计算法)\n,\n三.损失量,\n四.终端消费量,7\n"
    rows = sheet(packs, structure, text, "yearbook-nation").rows
    assert [(row["flow_id"], row["quantity"]) for row in rows] == [("final", 7)]


def test_every_fault_of_a_sheet_is_named_at_its_cell(packs: Packs, structure: Any) -> None:
    text = edited(
        {
            (4, 2): "",  # nameless column with values
            (3, 4): "炼金石",
            (5, 8): "(桶)",
            (5, 9): "(亿千瓦时)",
            (7, 0): "1.永动机",
            (8, 10): "约300",
            (9, 0): "2.回收能",  # stands at line 8 already
        }
    )
    found = refused(packs, structure, text)
    assert found["a.csv:C3"] == "balance_column_unnamed"
    assert found["a.csv:E3"] == "balance_column_unknown"
    assert found["a.csv:A7"] == "balance_row_unknown"
    assert found["a.csv:I6"] == "balance_unit_unknown"
    assert found["a.csv:J6"] == "balance_unit_differs"
    assert found["a.csv:K8"] == "cell_value_invalid"
    assert found["a.csv:B9"] == "balance_value_repeated"


def test_a_sheet_without_its_head_is_refused(packs: Packs, structure: Any) -> None:
    assert refused(packs, structure, "年份,煤合计\n2023,1\n") == {"a.csv": "balance_header_missing"}


def test_stray_blanks_are_read_and_reported_and_missing_rows_stay_absent(
    packs: Packs, structure: Any
) -> None:
    lines = edited({(7, 0): " 1.一次能源生产量　", (4, 2): "原 煤"}).splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith("三.损失量"))
    imported = sheet(packs, structure, text)
    notes = {note.code: note for note in imported.notes}
    assert set(notes) == {"balance_label_normalised", "balance_rows_absent", "balance_columns_absent"}
    assert notes["balance_rows_absent"].details["found"] == "losses"
    assert not [row for row in imported.rows if row["flow_id"] == "losses"]


def test_digits_beyond_the_column_are_rounded_only_where_declared(packs: Packs, structure: Any) -> None:
    text = "项目,能源合计(电热当量计算法)\n,\n三.损失量,1.00000049\n四.终端消费量,2.5e-7\n"
    rows = sheet(packs, structure, text, "yearbook-nation").rows
    assert [row["quantity"] for row in rows] == [1, 0]
    strict = replace(find_layout(packs, "yearbook-nation"), round_to=None)
    with pytest.raises(ProblemsFound) as found:
        read_sheet(text, strict, structure, origin=ORIGIN, where="a.csv")
    assert [problem.code for problem in found.value.problems if problem.severity == "error"] == [
        "cell_too_fine",
        "cell_value_invalid",
    ]


def test_a_printed_sign_is_turned_where_the_layout_says_so(packs: Packs, structure: Any) -> None:
    text = "项目,焦炭\n,\n#焦炭再投入量(-),260.36\n"
    (row,) = sheet(packs, structure, text, "yearbook-nation").rows
    assert (row["flow_id"], row["quantity"]) == ("coke_reinput", Decimal("-260.36"))


def test_a_negative_stock_is_refused(packs: Packs, structure: Any) -> None:
    layout = find_layout(packs, "yearbook-province")
    stocks = replace(layout, rows={**layout.rows, "年末库存量": LayoutRow("closing_stock")})
    text = sample_sheet().replace("7.其他,", "年末库存量,,-4", 1)
    with pytest.raises(ProblemsFound) as found:
        read_sheet(text, stocks, structure, origin=ORIGIN, where="a.csv")
    assert "balance_stock_negative" in [problem.code for problem in found.value.problems]


def test_an_unknown_layout_is_named(packs: Packs) -> None:
    with pytest.raises(ProblemsFound) as found:
        find_layout(packs, "almanac")
    assert [problem.code for problem in found.value.problems] == ["balance_layout_unknown"]


def test_a_long_table_reads_by_division_and_year(packs: Packs, structure: Any) -> None:
    text = (
        "region,year,item,energy,unit,value,status,source\n"
        "示例,2022,三.损失量,焦炭,万吨,1.5,official,p. 1\n"
        "示例,2023,三.损失量,焦炭,万吨,2.5,official,p. 2\n"
    )
    rows = read_long(text, find_layout(packs, "yearbook-province"), structure, table=LONG, where="b.csv").rows
    assert len(rows) == 2 * 33 * 22
    filed = [row for row in rows if row["quantity"]]
    assert [(row["period"], row["quantity"], row["source"]) for row in filed] == [
        ("2022", Decimal("1.5"), "p. 1"),
        ("2023", Decimal("2.5"), "p. 2"),
    ]


def test_every_fault_of_a_long_table_is_named_at_its_line(packs: Packs, structure: Any) -> None:
    text = (
        "region,year,item,energy,unit,value,status,source\n"
        "蓬莱,2022,三.损失量,焦炭,万吨,1,official,s\n"
        "示例,明年,三.损失量,焦炭,万吨,1,official,s\n"
        "示例,2023,三.损失量,,万吨,1,official,s\n"
        "示例,2023,永动机,焦炭,万吨,1,official,s\n"
        "示例,2023,三.损失量,焦炭,万吨,1,hearsay,s\n"
        "示例,2023,三.损失量,焦炭,万吨,2,official,s\n"
    )
    layout = find_layout(packs, "yearbook-province")
    with pytest.raises(ProblemsFound) as found:
        read_long(text, layout, structure, table=LONG, where="b.csv")
    assert [(problem.where, problem.code) for problem in found.value.problems] == [
        ("b.csv:2", "balance_division_unknown"),
        ("b.csv:3", "balance_period_invalid"),
        ("b.csv:4", "balance_column_unnamed"),
        ("b.csv:5", "balance_row_unknown"),
        ("b.csv:6", "cell_value_invalid"),
        ("b.csv:7", "balance_value_repeated"),
    ]
    with pytest.raises(ProblemsFound) as lacking:
        read_long("region,year\n", layout, structure, table=LONG, where="b.csv")
    assert [problem.code for problem in lacking.value.problems] == ["balance_long_column"]
