"""Rows make a balance, or every reason why they do not."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts.balance import balance_of, read_balance, read_structure
from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.schema import read_csv, table, write_csv

YEAR = Period.parse("2023")
Make = Callable[..., dict[str, Any]]


def codes(error: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_every_bad_row_is_named_and_none_is_lost(structure: Any, cell: Make) -> None:
    rows = [
        cell("coke", "industry", "77"),
        cell(None, "industry", "1"),
        cell("philosophers_stone", "industry", "1"),
        cell("coke", "alchemy", "1"),
        cell("coke", "final", "1", unit="担"),
        cell("coke", "losses", "1", unit="亿千瓦时"),
        cell("coke", "industry", "78"),
        cell("coke", "closing_stock", "-3"),
    ]
    with pytest.raises(ProblemsFound) as found:
        balance_of(rows, structure)
    assert codes(found) == [
        "balance_product_missing",
        "balance_product_unknown",
        "balance_flow_unknown",
        "balance_unit_unknown",
        "balance_unit_differs",
        "balance_cell_repeated",
        "balance_stock_negative",
    ]


def test_missing_product_code_in_a_file_is_refused_before_it_gets_here(sample_rows: Any) -> None:
    text = write_csv(sample_rows, table("energy_balance_cell")).replace(",coke,", ",,", 1)
    with pytest.raises(ProblemsFound) as found:
        read_csv(text, table("energy_balance_cell"), "balance.csv")
    assert codes(found) == ["cell_required"]


def test_a_standard_quantity_is_measured_in_standard_coal(structure: Any, cell: Make) -> None:
    rows = [cell("coke", "final", "1", energy_basis="calorific", unit="万吨")]
    with pytest.raises(ProblemsFound) as found:
        balance_of(rows, structure)
    assert codes(found) == ["balance_unit_differs"]


def test_a_multiple_of_the_unit_is_brought_to_it_exactly(structure: Any, cell: Make) -> None:
    balance = balance_of([cell("coke", "final", "12345", unit="吨")], structure)
    assert balance.quantity("coke", "final") == Decimal("1.2345")
    assert balance.figure("coke", "final").unit == "万吨"


def test_rows_of_two_subjects_are_no_balance(structure: Any, cell: Make) -> None:
    rows = [cell("coke", "final", "1"), cell("coke", "losses", "1", is_synthetic=True)]
    with pytest.raises(ProblemsFound) as found:
        balance_of(rows, structure)
    assert codes(found) == ["balance_two_subjects"]


def test_an_absent_cell_is_an_absence_and_a_filed_one_cites_its_row(structure: Any, cell: Make) -> None:
    balance = balance_of([cell("coke", "final", "1")], structure, table_hash="hash")
    absent, filed = balance.figure("coke", "losses"), balance.figure("coke", "final")
    assert absent.value is None and absent.absence is not None and absent.absence.code == "not_published"
    (row,) = filed.trace.rows
    assert (row.table, row.table_hash) == ("energy_balance_cell", "hash")
    assert row.key == ("000000", "2023", "coke", "final", "", "v1", "false")


def test_reading_needs_a_balance_and_one_vintage(structure: Any, cell: Make, frozen: Any) -> None:
    rows = [cell("coke", "final", "1"), cell("coke", "final", "2", vintage="v2")]
    held = frozen(energy_balance_cell=rows)
    assert read_balance(held, structure, "000000", YEAR, vintage="v2").quantity("coke", "final") == 2
    with pytest.raises(ProblemsFound) as two:
        read_balance(held, structure, "000000", YEAR)
    with pytest.raises(ProblemsFound) as none:
        read_balance(held, structure, "000000", YEAR, synthetic=True)
    with pytest.raises(ProblemsFound) as empty:
        balance_of([], structure)
    assert codes(two) == ["balance_two_vintages"]
    assert codes(none) == codes(empty) == ["balance_not_found"]


def test_a_structure_names_only_what_it_lists(packs: Packs) -> None:
    flows = tuple(
        {**entry, "parent": "nowhere"} if entry["id"] == "coking" else entry
        for entry in packs.entries("flows")
    )
    cycle = tuple(
        {**entry, "parent": "raw_coal"} if entry["id"] == "coal_total" else entry
        for entry in packs.entries("products")
    )
    broken = replace(packs, _entries={"flows": flows, "products": cycle})
    with pytest.raises(ProblemsFound) as found:
        read_structure(broken)
    assert codes(found) == [
        "balance_reference_unknown",
        "balance_parent_cycle",
        "balance_parent_cycle",
    ]
