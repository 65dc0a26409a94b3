"""What a sheet says through a layout: the cases of cases/layouts.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.errors import Problem
from shuangkong.registers import RegisterType
from shuangkong.registers.layout import LayoutRead, parse_layout, read_with
from shuangkong.registers.workbook.book import Book, Sheet, Traits, column_number
from shuangkong.schema import Cell
from shuangkong.territory import Territory

ROOT = Path(__file__).resolve().parents[3]
LAYOUTS = Path(__file__).parent / "layouts"
CASES = yaml.safe_load((ROOT / "cases" / "layouts.yaml").read_text(encoding="utf-8"))


def spot(address: str) -> tuple[int, int]:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters)


def book_of(given: Mapping[str, Any]) -> Book:
    traits = Traits(
        formulas={spot(place): text for place, text in given.get("formulas", {}).items()},
        errors={spot(place): text for place, text in given.get("errors", {}).items()},
        percents=frozenset(map(spot, given.get("percents", []))),
    )
    merged = tuple(tuple(each) for each in given.get("merged", []))
    return Book("台账.xlsx", (Sheet("附表", given["sheet"], merged=merged, traits=traits),))


def read(given: Mapping[str, Any], type_: RegisterType, territory: Territory) -> LayoutRead:
    entry = yaml.safe_load((LAYOUTS / f"{given['layout']}.yaml").read_text(encoding="utf-8"))
    layout = parse_layout(yaml.safe_dump(entry | given.get("changes", {}), allow_unicode=True), "case")
    return read_with(layout, book_of(given), type_, territory=territory)


def plain(cell: Cell) -> object:
    return format(cell.normalize(), "f") if isinstance(cell, Decimal) else cell


def said(problem: Problem) -> str:
    return f"{problem.severity} {problem.code} {problem.where}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_case(
    case: Mapping[str, Any], filed_types: Mapping[str, RegisterType], territory: Territory
) -> None:
    expected = case["expected"]
    found = read(case["input"], filed_types[case["input"].get("type", "industry_energy")], territory)
    rows = [
        {name: plain(row[name]) for name in wanted}
        for row, wanted in zip(found.rows, expected["rows"], strict=True)
    ]
    assert rows == expected["rows"]
    assert [said(problem) for problem in found.problems] == expected.get("problems", [])
    if "lines" in expected:
        assert [line.kind for line in found.lines] == expected["lines"]
    if "header" in expected:
        assert found.header == expected["header"]
    if "absent" in expected:
        assert [f"{each.place} {each.meaning}" for each in found.absent] == expected["absent"]
    if "totals" in expected:
        written = []
        for total in found.totals:
            off = f" + {total.difference}" if total.difference else ""
            written.append(f"{total.place} {total.found} = {total.summed}{off}")
        assert written == expected["totals"]
    for problem in found.problems:
        assert problem.text("zh")
        assert problem.text("en")


def test_every_row_has_the_place_of_each_of_its_cells(
    types: Mapping[str, RegisterType], territory: Territory
) -> None:
    found = read(CASES[0]["input"], types["industry_energy"], territory)
    assert [set(row) for row in found.rows] == [set(place) for place in found.places]
    assert found.place(0, "energy_10k_tce") == "附表!C3"


def test_a_name_stands_on_the_day_asked_for(types: Mapping[str, RegisterType], territory: Territory) -> None:
    given = {
        "layout": "small",
        "sheet": [["2009年"], ["地区", "行业", "能耗（万吨标准煤）"], ["丙盟", "钢铁", 1]],
    }
    entry = yaml.safe_load((LAYOUTS / "small.yaml").read_text(encoding="utf-8"))
    layout = parse_layout(yaml.safe_dump(entry, allow_unicode=True), "case")
    codes = {
        day: read_with(layout, book_of(given), types["industry_energy"], territory=territory, on=day).rows[0]
        for day in (date(2009, 6, 1), date(2012, 6, 1))
    }
    assert codes[date(2009, 6, 1)]["division_code"] == "992300"
    assert codes[date(2012, 6, 1)]["division_code"] == "990300"


PROVOKED = {
    "layout_column_missing",
    "layout_column_twice",
    "layout_column_unfilled",
    "layout_column_unknown",
    "layout_date_form",
    "layout_division_followed",
    "layout_division_several",
    "layout_division_unknown",
    "layout_error_cell",
    "layout_fills_unknown",
    "layout_foot_day",
    "layout_foot_missing",
    "layout_foot_unknown",
    "layout_formula",
    "layout_mark_undeclared",
    "layout_merged",
    "layout_not_number",
    "layout_number_form",
    "layout_percent",
    "layout_row_after_foot",
    "layout_sets_unknown",
    "layout_title_unmatched",
    "layout_total_differs",
    "layout_total_partial",
    "layout_total_undeclared",
    "layout_type_differs",
    "layout_unconfirmed",
    "layout_unit_converted",
    "layout_unit_dimension",
    "layout_unit_unknown",
    "layout_unit_unstated",
}


def test_the_cases_provoke_every_problem_of_a_sheet() -> None:
    said_codes = {line.split()[1] for case in CASES for line in case["expected"].get("problems", [])}
    assert {code for code in said_codes if code.startswith("layout_")} == PROVOKED
