"""Synthetic energy reports: marked, whole, sound but for what is planted, and all of that is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest

from shuangkong.assessment.energy_report import RULES, Terms, review
from shuangkong.packs import load_packs
from shuangkong.registers import check, dictionary, register_types
from shuangkong.snapshot.checking import check_rows
from shuangkong.synthetic.energy_reports import TABLES, fill
from shuangkong.synthetic.region import Facility, Filled, Region
from shuangkong.synthetic.users import synthetic_facility_rows

PACKS = load_packs("cn-15")
TYPES = register_types(PACKS)
CLASSES = ("C2521", "C2614", "C2613", "C3011", "C3031", "C3140", "C3110", "C3216", "D4411", "B0610", "C1310")
YEAR, DAY = 2025, date(2026, 11, 1)
DIVISIONS = [
    {"division_code": "990000", "parent_code": None},
    {"division_code": "990100", "parent_code": "990000"},
]


@cache
def region(seed: int, users: int = 220) -> Region:
    dice = Random(seed)
    facilities = []
    for number in range(users):
        tce = Decimal(dice.randint(10_000, 500_000))
        energy = {2024: tce * dice.randint(90, 110) / 100, 2025: tce}
        about = (
            f"F{number:04d}",
            f"示例单位{number:04d}",
            "990100",
            "990101",
            "示例",
            CLASSES[number % len(CLASSES)],
        )
        facilities.append(Facility(*about, Decimal(100), Decimal(40), energy))
    return Region("990000", (), tuple(facilities), range(2020, 2026), seed)


@cache
def filled(seed: int, users: int = 220) -> Filled:
    return fill(region(seed, users))


def test_every_row_follows_its_table_and_says_that_it_is_invented() -> None:
    tables, made = dictionary(PACKS), filled(1)
    assert set(made.rows) == set(TABLES)
    for name, rows in made.rows.items():
        assert list(check_rows(rows, tables.table(name))) == []
        assert {row["is_synthetic"] for row in rows} == {True}
        assert {row["status"] for row in rows} == {"constructed"}
        assert all("seed 1" in str(row["source"]) for row in rows)


def test_the_same_seed_gives_the_same_rows() -> None:
    assert filled.__wrapped__(2, 30) == filled.__wrapped__(2, 30)
    assert filled.__wrapped__(2, 30) != filled.__wrapped__(3, 30)


def test_no_rule_of_the_registers_is_broken_but_by_what_is_planted() -> None:
    made = filled(1)
    planted = {(each.table, each.key[0]) for each in made.planted}
    for name, rows in made.rows.items():
        if name in TYPES:
            found = [each for each in check(rows, [], TYPES[name]) if each.severity != "note"]
            places = {str(rows[int(each.where.split(".")[0][1:]) - 1]["facility_id"]) for each in found}
            assert {(name, place) for place in places} <= planted


def test_every_kind_of_fault_is_planted_once_at_least() -> None:
    counts = Counter(each.rule for each in filled(1).planted)
    assert set(counts) == {f"energy_report_{rule}" for rule in RULES}
    assert {each.fault for each in filled(1).planted} == {"missing", "wrong", "contradictory", "late"}


@pytest.mark.parametrize("seed", [1, 20261124])
def test_what_is_planted_is_found_and_nothing_else(seed: int, frozen: Callable[..., Any]) -> None:
    made = filled(seed)
    users, meters = synthetic_facility_rows(region(seed))
    rows = frozen(**made.rows, key_energy_user=users, facility_energy=meters, division=DIVISIONS)
    found = review(rows, Terms.of(PACKS, DAY), YEAR, known_on=DAY, synthetic=True)
    planted = {(each.key[0], each.rule) for each in made.planted}
    told = {(each.facility, each.problem.code) for each in found.doubts}
    assert len(planted - told) <= len(planted) // 20
    slip = ("F0000", "energy_report_online")  # the meter that is off by 10⁴
    assert slip in told
    assert {facility for facility, _ in told} <= {slip[0], *(facility for facility, _ in planted)}


def test_the_planted_rows_are_the_rows_filled() -> None:
    made, tables = filled(1), dictionary(PACKS)
    for each in made.planted:
        if not each.column:
            continue
        key = tables.table(each.table).key
        held = [row for row in made.rows[each.table] if _key(row, key) == each.key]
        assert len(held) == 1, each


def _key(row: Any, columns: tuple[str, ...]) -> tuple[str, ...]:
    cells = (row[name] for name in columns)
    return tuple("" if cell is None else "true" if cell is True else str(cell) for cell in cells)


def test_a_region_without_facilities_has_the_factor_alone() -> None:
    made = fill(Region("990000", (), (), range(2020, 2026), 1))
    assert {name for name, rows in made.rows.items() if rows} == {"facility_factor"}
    assert made.planted == ()
