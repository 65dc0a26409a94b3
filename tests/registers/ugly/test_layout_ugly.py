"""Three ugly workbooks come in through layouts without retyping: every row, total and line of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from shuangkong.registers import RegisterType
from shuangkong.registers.layout import Layout, LayoutRead, read_with
from shuangkong.registers.workbook import read_book
from shuangkong.schema import Cell
from shuangkong.territory import Territory

Reader = Callable[[str], LayoutRead]
GIVEN: Mapping[str, Mapping[str, Cell]] = {"industry_energy": {}, "monthly_energy": {"is_synthetic": True}}
SAME_SHEET = ["industries.xlsx", "industries.xls", "industries.et", "industries.ods"]


@pytest.fixture(scope="session")
def reader(
    file_of: Callable[[str], Path],
    layouts: Mapping[str, Layout],
    types: Mapping[str, RegisterType],
    territory: Territory,
) -> Reader:
    def read(name: str) -> LayoutRead:
        layout = layouts[name.partition(".")[0]]
        return read_with(
            layout,
            read_book(file_of(name)),
            types[layout.type],
            territory=territory,
            given=GIVEN[layout.type],
        )

    return read


@pytest.mark.parametrize("name", SAME_SHEET)
def test_every_figure_of_the_sheet_is_read(name: str, reader: Reader) -> None:
    found = reader(name)
    figures = [
        (row["division_code"], row["industry"], row["energy_10k_tce"], row["electricity_100m_kwh"])
        for row in found.rows
    ]
    assert figures == [
        ("990100", "煤炭开采和洗选业", Decimal("123.45678"), Decimal("15.23405")),
        ("990100", "化学原料和化学制品制造业", Decimal(88), Decimal("9.8")),
        ("990100", "非金属矿物制品业", Decimal("15.00002"), Decimal("1.2")),
        ("990200", "电力、热力生产和供应业", Decimal(560), Decimal("4.321025")),
        ("990200", "非金属矿物制品业", Decimal("9.99995"), None),
        ("990300", "农副食品加工业", Decimal(0), Decimal("0.15")),
    ]
    assert [row["growth_pct"] for row in found.rows] == [
        *(Decimal(each) for each in ("3.2", "-1.5", "0", "6.75")),
        None,
        Decimal(12),
    ]
    assert {row["period"] for row in found.rows} == {"2024"}
    assert [problem.code for problem in found.problems if problem.severity != "note"] == []


@pytest.mark.parametrize("name", SAME_SHEET)
def test_every_total_is_checked_and_left_out(name: str, reader: Reader) -> None:
    found = reader(name)
    by_place = {total.place.partition("!")[2]: total for total in found.totals}
    assert {place: total.found for place, total in by_place.items() if place[0] == "D"} == {
        "D8": Decimal(2264568),
        "D11": Decimal("5699999.5"),
        "D13": 0,
        "D14": Decimal("7964567.5"),
    }
    assert all(not total.difference for total in found.totals)
    assert by_place["E14"].absent == 1
    assert by_place["G14"].absent == 0, "a product that an industry does not make is not missing"
    assert len(found.rows) == 6


@pytest.mark.parametrize("name", SAME_SHEET)
def test_every_line_is_accounted_for(name: str, reader: Reader) -> None:
    found = reader(name)
    assert [line.number for line in found.lines] == list(range(1, 18))
    assert Counter(line.kind for line in found.lines) == {
        "title": 2,
        "header": 2,
        "read": 6,
        "total": 4,
        "blank": 1,
        "foot": 2,
    }
    assert sum(line.rows for line in found.lines) == len(found.rows)
    assert found.header == {
        "filer_person": "张三",
        "responsible_person": "李四",
        "issued_on": date(2025, 1, 15),
    }


def test_the_four_formats_give_the_same_rows(reader: Reader) -> None:
    rows = [reader(name).rows for name in SAME_SHEET]
    assert rows[1:] == rows[:1] * 3


def test_months_as_columns_of_a_sheet_per_prefecture(reader: Reader, workbooks: ModuleType) -> None:
    found = reader("months.xlsx")
    given = {
        (division, indicator, f"2024-{month:02}"): value
        for division, indicators in workbooks.MONTHS.items()
        for indicator, values in indicators.items()
        for month, value in enumerate(values, start=1)
        if value != "—"
    }
    divisions = {"990100": "甲市", "990200": "乙市"}
    indicators = {"energy_consumption": "综合能源消费量", "electricity_consumption": "用电量"}
    read = {
        (divisions[str(row["division_code"])], indicators[str(row["indicator_id"])], row["period"]): row[
            "value"
        ]
        for row in found.rows
    }
    assert read == {key: Decimal(str(value)) for key, value in given.items()}
    assert len(found.rows) == 47
    assert {row["unit"] for row in found.rows} == {"万吨标准煤", "亿千瓦时"}
    assert not found.problems
    assert {row["is_synthetic"] for row in found.rows} == {True}, "it comes with the filing"
    assert found.place(0, "value") == "甲市!C3"


def test_the_missing_month_and_the_sheet_left_out_are_named(reader: Reader) -> None:
    found = reader("months.xlsx")
    assert [(each.place, each.mark, each.meaning) for each in found.absent] == [("乙市!L3", "—", "missing")]
    assert [left.sheet for left in found.sheets_left_out] == ["汇总"]
    assert [(total.place, total.found) for total in found.totals] == [
        ("甲市!O3", Decimal("125.5")),
        ("甲市!O4", Decimal(25)),
        ("乙市!O3", Decimal(55)),
        ("乙市!O4", Decimal(12)),
    ]
    assert {line.sheet for line in found.lines} == {"甲市", "乙市"}
    assert found.header == {"filer_person": "王五", "issued_on": date(2025, 1, 20)}


def test_the_workbooks_say_that_they_are_synthetic(
    file_of: Callable[[str], Path], workbooks: ModuleType
) -> None:
    for name in [*SAME_SHEET, "months.xlsx"]:
        sheets = read_book(file_of(name)).sheets
        assert all(workbooks.SYNTHETIC in str(sheet.cells[0][0]) for sheet in sheets)
