"""Invented registers of industry and power: the same for the same seed, and wrong only where the key says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import openpyxl
import pytest

from shuangkong.packs import load_packs
from shuangkong.registers import check, register_types
from shuangkong.registers.dictionary import dictionary
from shuangkong.registers.workbook import TemplateOptions, read_book, read_filing, write_template
from shuangkong.schema import Column, Row, read_csv, write_cell, write_csv
from shuangkong.synthetic import data_centres, industry, parks, power, shares, supply
from shuangkong.synthetic.region import Fill, Filled, Region, region_of
from shuangkong.synthetic.slips import Slip, spoiled

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
YEARS = range(2020, 2026)
FILLS: Mapping[str, Fill] = {
    module.__name__.rsplit(".", 1)[-1]: module.fill
    for module in (data_centres, industry, parks, power, shares, supply)
}
REGISTERS = {
    "benchmark_line": "industry",
    "clean_heating_city": "supply",
    "coal_fired_boiler": "power",
    "coal_power_retrofit": "power",
    "coal_power_unit": "power",
    "data_centre": "data_centres",
    "data_centre_energy": "data_centres",
    "dispersed_coal": "supply",
    "efficiency_list": "industry",
    "energy_meter": "industry",
    "industrial_park": "parks",
    "industry_efficiency": "industry",
    "piped_gas_county": "supply",
    "power_user": "supply",
    "steel_line": "industry",
}
MUST_BE_PLANTED = {
    ("coal_power_unit", "one_prefecture"),
    ("coal_power_unit", "within_region"),
    ("coal_power_retrofit", "completed_after_commissioning"),
    ("coal_fired_boiler", "within_region"),
    ("data_centre_energy", "pue_at_least_one"),
}
"""What checks have to find in any case (指定的预埋错误)."""


DICTIONARY = dictionary(PACKS)
SEEDS = (3, 42)
FIRST = 6  # first line of data of a template, as a person counts


@cache
def region(seed: int) -> Region:
    return region_of(PACKS, "150000", seed=seed, years=YEARS)


@cache
def filled(name: str, seed: int) -> Filled:
    return FILLS[name](region(seed))


def texts(row: Row, table: str) -> tuple[str, ...]:
    """Return the key of a row as the answer key writes it."""
    columns = DICTIONARY.table(table)
    return tuple(
        "" if row[name] is None else write_cell(row[name], columns.column(name)) for name in columns.key
    )


def found_in(table: str, seed: int) -> Counter[tuple[tuple[str, ...], str]]:
    """Return the keys and rules of the errors and warnings that checks find."""
    type_, made = TYPES[table], filled(REGISTERS[table], seed)
    rows = made.rows[table]
    things = made.rows[type_.of] if type_.of else None
    problems = check(rows, [], type_, lambda index, _column: str(index), things=things)
    return Counter(
        (texts(rows[int(problem.where)], table), str(problem.details.get("rule", problem.code)))
        for problem in problems
        if problem.severity != "note"
    )


def test_every_register_of_the_theme_is_filled() -> None:
    made = {table for name in FILLS for table in filled(name, 42).rows}
    assert made == {*REGISTERS, "observation"}


@pytest.mark.parametrize("name", sorted(FILLS))
def test_the_rows_repeat_and_depend_on_the_seed(name: str) -> None:
    again = FILLS[name](region(42))
    assert again == filled(name, 42)
    assert again.rows != filled(name, 3).rows


@pytest.mark.parametrize("name", sorted(FILLS))
def test_every_row_says_it_is_invented_and_fits_its_table(name: str) -> None:
    for table, rows in filled(name, 42).rows.items():
        assert 0 < len(rows) <= 2_000
        assert all(row["is_synthetic"] is True and row["status"] == "constructed" for row in rows)
        assert all("演示数据" in str(row["source"]) for row in rows)
        columns = DICTIONARY.table(table)
        assert read_csv(write_csv(rows, columns), columns, table) == rows


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("table", sorted(REGISTERS))
def test_checks_find_what_was_made_wrong_and_nothing_else(table: str, seed: int) -> None:
    planted = [each for each in filled(REGISTERS[table], seed).planted if each.table == table]
    assert found_in(table, seed) == Counter((each.key, each.rule) for each in planted)
    rows = filled(REGISTERS[table], seed).rows[table]
    assert 0 < len(planted) <= max(1, len(rows) // 25)


def test_what_must_be_found_in_any_case_is_planted() -> None:
    planted = {
        (each.table, each.rule) for name in FILLS for seed in SEEDS for each in filled(name, seed).planted
    }
    assert planted >= MUST_BE_PLANTED


def test_a_slip_that_fits_no_row_is_left_out() -> None:
    slip = Slip("kw", "wrong", "kw_positive", lambda _row: {"kw": None}, lambda _row: False)
    made = spoiled("unit", ["id"], [{"id": "U1", "kw": 5}], [slip], Random(1))
    assert made.rows == {"unit": ({"id": "U1", "kw": 5},)}
    assert made.planted == ()


def test_a_copy_is_told_of_under_the_row_it_contradicts() -> None:
    slip = Slip("kw", "contradictory", "once", lambda _row: {"id": 2}, is_copy=True)
    made = spoiled("unit", ["id"], [{"id": 1, "kw": 5}], [slip], Random(1))
    assert [row["id"] for row in made.rows["unit"]] == [1, 2]
    assert made.planted[0].key == ("1",)


def entered(row: Row, column: Column) -> object:
    """Return a cell as a person enters it: the label of a code, 是 or 否, a day, else its text."""
    cell = row[column.name]
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if column.allowed and column.allowed_labels:
        return None if cell is None else column.allowed_labels[column.allowed.index(str(cell))].zh
    return cell if cell is None or isinstance(cell, date) else write_cell(cell, column)


@pytest.mark.parametrize("table", sorted(REGISTERS))
def test_a_row_goes_through_the_template_and_comes_back(table: str, tmp_path: Path) -> None:
    type_, made = TYPES[table], filled(REGISTERS[table], 42)
    wrong = {each.key for each in made.planted}
    row = next(row for row in made.rows[table] if texts(row, table) not in wrong)
    path = tmp_path / "template.xlsx"
    write_template(type_, path, TemplateOptions(divisions=(), release="1.0"))
    book = openpyxl.load_workbook(path)
    for index, column in enumerate(type_.form, start=2):
        book["填报"].cell(FIRST, index, entered(row, type_.table.column(column.column)))
    book.save(path)
    read = read_filing(read_book(path), type_, given={"is_synthetic": True})
    assert [problem.code for problem in read.problems if problem.severity == "error"] == []
    assert read.rows == ({**row, "status": "official"},)
