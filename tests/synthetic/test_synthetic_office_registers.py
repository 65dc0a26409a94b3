"""Invented supervision, abatement and dispatch: the same again, sound where nothing was planted."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain

import pytest

from shuangkong.packs import load_packs
from shuangkong.registers import check, register_types
from shuangkong.schema import Row
from shuangkong.synthetic import abatement, dispatch, supervision
from shuangkong.synthetic.region import Filled, Region, region_of

PACKS = load_packs("cn-15")
TYPES = register_types(PACKS)
FILLS: dict[str, Callable[[Region], Filled]] = {
    "abatement": abatement.fill,
    "dispatch": dispatch.fill,
    "supervision": supervision.fill,
}
REGION = region_of(PACKS, "150000", seed=20260, years=range(2020, 2026))
FILLED = {name: fill(REGION) for name, fill in FILLS.items()}
TABLES = sorted((name, table) for name, filled in FILLED.items() for table in filled.rows)


def found(table: str, rows: list[Row], things: list[Row] | None) -> dict[int, set[str]]:
    """Return what checks say of rows, error or warning, by the number of the row."""
    told: dict[int, set[str]] = {}
    for problem in check(rows, [], TYPES[table], lambda index, _column: f"[{index}]", things=things):
        numbered = re.search(r"\[(\d+)\]", problem.where)
        if problem.severity != "note" and numbered is not None:
            told.setdefault(int(numbered[1]), set()).add(str(problem.details.get("rule", problem.code)))
    return told


def rows_of(table: str) -> list[Row]:
    return list(chain.from_iterable(filled.rows.get(table, ()) for filled in FILLED.values()))


@pytest.mark.parametrize("name", sorted(FILLS))
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(name: str) -> None:
    again = FILLS[name](region_of(PACKS, "150000", seed=20260, years=range(2020, 2026)))
    other = FILLS[name](region_of(PACKS, "150000", seed=7, years=range(2020, 2026)))
    assert again == FILLED[name]
    assert other.rows != again.rows


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_planted_faults_are_flagged_by_their_rule_and_clean_rows_by_none(name: str, table: str) -> None:
    type_, rows = TYPES[table], rows_of(table)
    things = rows_of(type_.of) if type_.of else None
    told = found(table, rows, things)
    planted = {each.key: each for each in FILLED[name].planted if each.table == table}
    assert planted
    keys = [
        tuple(
            str(row[part]).lower() if isinstance(row[part], bool) else str(row[part])
            for part in type_.table.key
        )
        for row in rows
    ]
    by_key = {key: told.get(index, set()) for index, key in enumerate(keys)}
    for key, each in planted.items():
        assert each.rule in by_key[key], each
    assert {key: rules for key, rules in by_key.items() if rules and key not in planted} == {}


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_rows_are_whole_say_that_they_are_invented_and_few_are_wrong(name: str, table: str) -> None:
    rows = FILLED[name].rows[table]
    assert all(set(row) == set(TYPES[table].table.column_names) for row in rows)
    assert all(row["is_synthetic"] is True for row in rows)
    assert 10 <= len(rows) <= 2000
    planted = sum(each.table == table for each in FILLED[name].planted)
    assert 1 <= planted <= max(1, len(rows) * 4 // 100)


def test_every_prefecture_has_its_rows() -> None:
    codes = {each.code for each in REGION.prefectures}
    assert len(codes) == 12
    for table in ("discharger", "saving_project", "supervision_body", "supervision_case", "assessment_held"):
        assert codes <= {row["division_code"] for row in rows_of(table)}


def test_progress_can_be_invented_for_the_items_of_a_plan() -> None:
    items = [str(row["dispatch_item_id"]) for row in load_packs("cn-15-14fyp").table("dispatch_item")]
    rows = dispatch.progress_rows(REGION, items[:5])
    assert {row["dispatch_item_id"] for row in rows} == set(items[:5])
    assert not found("dispatch_progress", rows, [{"dispatch_item_id": item} for item in items])
