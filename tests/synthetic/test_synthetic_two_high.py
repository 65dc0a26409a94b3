"""The invented two-high registers: whole rows, labelled, the same for a seed, every planted fault found."""

from __future__ import annotations

import pytest

from shuangkong.packs import load_packs
from shuangkong.registers import check, register_types
from shuangkong.synthetic.region import Filled, region_of
from shuangkong.synthetic.two_high import fill

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
TABLES = ("project", "line", "event", "violation", "actual", "substitution")


def filled(seed: int) -> Filled:
    return fill(region_of(PACKS, "150000", seed=seed, years=range(2020, 2026)))


@pytest.fixture(scope="module", params=[1, 20260101])
def made(request: pytest.FixtureRequest) -> Filled:
    return filled(request.param)


def test_every_register_is_filled_with_whole_rows_that_say_they_are_invented(made: Filled) -> None:
    assert set(made.rows) == {f"two_high_{name}" for name in TABLES}
    for name, rows in made.rows.items():
        assert rows
        assert all(set(row) == set(TYPES[name].table.column_names) for row in rows)
        assert all(row["is_synthetic"] is True and row["status"] == "constructed" for row in rows)
    assert 144 <= len(made.rows["two_high_project"]) <= 240
    assert {row["division_code"] for row in made.rows["two_high_project"]} == {
        prefecture.code
        for prefecture in region_of(PACKS, "150000", seed=1, years=range(2020, 2026)).prefectures
    }


def test_a_seed_makes_the_same_rows_and_another_other_ones() -> None:
    assert filled(5).rows == filled(5).rows
    assert filled(5).rows != filled(6).rows


def test_every_planted_fault_is_found_and_no_clean_row_is_flagged(made: Filled) -> None:
    found: set[tuple[str, tuple[str, ...], str]] = set()
    flagged: set[tuple[str, tuple[str, ...]]] = set()
    for name, rows in made.rows.items():
        type_ = TYPES[name]
        things = made.rows[type_.of] if type_.of else None
        for problem in check(rows, (), type_, lambda index, _column: str(index), things=things):
            key = tuple(str(rows[int(problem.where)][column]) for column in type_.table.key)
            found.add((name, key, str(problem.details.get("rule", problem.code))))
            if problem.severity != "note":
                flagged.add((name, key))
    planted = {(each.table, each.key, each.rule) for each in made.planted}
    assert planted <= found
    assert flagged <= {(each.table, each.key) for each in made.planted}
    assert len(made.planted) >= 15
