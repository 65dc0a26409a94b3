"""Registers of towns, countryside and waters go through their templates; no seventh water class does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from shuangkong.errors import Collector
from shuangkong.packs import load_packs
from shuangkong.registers import register_types
from shuangkong.registers.workbook import TemplateOptions, read_book, read_filing, write_template
from shuangkong.schema import Row, read_cell
from shuangkong.synthetic import buildings, institutions, rural, solvents, transport, waste, water
from shuangkong.synthetic.region import Region, region_of
from shuangkong.territory import Territory

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
DAY = date(2025, 12, 31)
REGION: Region = region_of(PACKS, "150000", seed=20200901, years=range(2020, 2026))
ROWS = {
    table: rows
    for module in (buildings, institutions, rural, solvents, transport, waste, water)
    for table, rows in module.fill(REGION).rows.items()
}
TERRITORY = Territory(PACKS.table("division"), PACKS.table("division_succession"))
FIRST = 6  # first line of data, as a person counts
LINES = 4


@pytest.mark.parametrize("name", sorted(ROWS))
def test_rows_written_into_the_template_read_back_as_they_were(name: str, tmp_path: Path) -> None:
    type_, path = TYPES[name], tmp_path / "template.xlsx"
    divisions = TERRITORY.at_level("prefecture", DAY)
    write_template(type_, path, TemplateOptions(divisions=divisions, release="1.0"))
    rows: list[Row] = [{**row, "status": "official"} for row in ROWS[name][:LINES]]
    book = openpyxl.load_workbook(path)
    for number, row in enumerate(rows, start=FIRST):
        for index, column in enumerate(type_.form, start=2):
            book["填报"].cell(number, index, row[column.column])
    book.save(path)
    found = read_filing(read_book(path), type_, territory=TERRITORY, on=DAY, given={"is_synthetic": True})
    assert not [problem for problem in found.problems if problem.severity == "error"]
    assert list(found.rows) == rows


@pytest.mark.parametrize("written", ["Ⅵ", "Ⅴ+", "6", "五类", "劣Ⅳ"])
def test_a_class_that_does_not_exist_is_refused_by_name(written: str) -> None:
    column, problems = TYPES["section_class"].table.column("water_class"), Collector()
    assert read_cell(written, column, problems, "填报!H6") is None
    (problem,) = problems
    assert problem.code == "cell_code_unknown"
    assert written in problem.text("en")
    assert "劣Ⅴ" in problem.text("zh")


@pytest.mark.parametrize("written", ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"])
def test_the_six_classes_are_accepted_by_code_and_by_label(written: str) -> None:
    column, problems = TYPES["section_class"].table.column("water_class"), Collector()
    assert read_cell(written, column, problems, "填报!H6") == written
    assert column.code_of(f"{written}类") == written
    assert not list(problems)
