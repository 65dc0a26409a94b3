"""Checks scored against the answer key: what counts as found, flagged, absent; bars held on a thin fill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from shuangkong.packs import load_packs
from shuangkong.registers import register_types
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Planted, Region, region_of
from shuangkong.synthetic.reviewing import DOUBTS, review_score
from shuangkong.synthetic.scoring import Score, key_texts, score, scores
from shuangkong.synthetic.themes import THEMES, synthetic_registers

PACKS = load_packs("cn-15-14fyp")
TYPES: Mapping[str, RegisterType] = register_types(PACKS)
UNIT, RETROFIT = TYPES["coal_power_unit"], TYPES["coal_power_retrofit"]
YEARS = range(2020, 2026)


def thin(seed: int) -> Region:
    return region_of(PACKS, "150000", seed=seed, years=YEARS).thinned(100)


def unit(name: str, **cells: Cell) -> Row:
    """Return a unit as its register demands, but for some cells; columns not named are blank."""
    known: dict[str, Cell] = {
        "generating_unit_id": name, "division_code": "150100", "plant_name": f"示例电厂{name}",
        "unit_name": "1", "capacity_10k_kw": Decimal("30"), "generating_state": "operating",
        "commissioned_on": date(2010, 1, 1), "is_heat_supplying": False, "is_chp": False,
        "supply_coal_rate": Decimal("310"),
        "is_synthetic": True, "status": "constructed", "source": "s",
    }  # fmt: skip
    return {name: (known | cells).get(name) for name in UNIT.table.column_names}


def scored(rows: list[Row], *planted: tuple[str, str]) -> Score:
    key = tuple(Planted(UNIT.table.name, (name,), "x", "wrong", rule) for name, rule in planted)
    return score(UNIT, Filled({UNIT.table.name: rows}, key), None)


def test_what_is_planted_and_told_of_is_found_and_what_is_clean_and_told_of_is_flagged() -> None:
    rows = [unit("U1", capacity_10k_kw=Decimal("-1")), unit("U2"), unit("U3", capacity_10k_kw=Decimal("0"))]
    found = scored(rows, ("U1", "capacity_positive"), ("U2", "coal_rate_plausible"))
    assert (found.planted, found.found, found.by_rule, found.clean, found.flagged) == (2, 1, 1, 1, 1)
    assert [each.key for each in found.missed] == [("U2",)]
    assert found.false == ((UNIT.table.name, "capacity_positive", ("U3",)),)
    assert (found.recall, found.false_share) == (50, 100)


def test_found_by_another_rule_is_found_and_told_apart() -> None:
    found = scored([unit("U1", capacity_10k_kw=Decimal("-1"))], ("U1", "coal_rate_plausible"))
    assert (found.found, found.by_rule) == (1, 0)


def test_a_blank_that_must_not_be_is_found() -> None:
    found = scored([unit("U1", plant_name=None)], ("U1", "cell_required"))
    assert (found.planted, found.found, found.by_rule) == (1, 1, 1)


def test_a_group_that_holds_a_planted_row_speaks_of_it_and_flags_no_clean_one() -> None:
    rows = [unit("U1", plant_name="甲"), unit("U2", plant_name="甲"), unit("U3")]
    assert (scored(rows, ("U2", "name_once")).found, scored(rows, ("U2", "name_once")).flagged) == (1, 0)
    assert scored(rows).flagged == 1


def test_a_row_left_out_whole_is_for_attendance_to_tell() -> None:
    found = scored([unit("U1")], ("U9", "attendance"))
    assert (found.planted, found.absent, found.clean, found.recall) == (0, 1, 1, None)


def test_an_event_of_no_thing_is_told_by_its_code() -> None:
    known: dict[str, Cell] = {
        "retrofit_id": "R1", "generating_unit_id": "U9", "division_code": "150100",
        "retrofit_kind": "flexibility", "retrofit_state": "planned",
        "retrofit_capacity_10k_kw": Decimal("30"), "is_synthetic": True, "status": "constructed",
        "source": "s",
    }  # fmt: skip
    row = {name: known.get(name) for name in RETROFIT.table.column_names}
    name = RETROFIT.table.name
    planted = Planted(name, ("R1",), "generating_unit_id", "wrong", "row_thing_unknown")
    found = score(RETROFIT, Filled({name: [row]}, [planted]), [unit("U1")])
    assert (found.found, found.by_rule) == (1, 1)


def test_scores_add_up() -> None:
    one, two = Score(planted=2, found=1, clean=3), Score(planted=1, found=1, flagged=1, clean=1)
    both = one + two
    assert (both.planted, both.found, both.clean, both.flagged) == (3, 2, 4, 1)
    assert Score().recall is None
    assert Score().false_share is None


@pytest.mark.parametrize("seed", [20260101, 20270707])
def test_the_bars_hold_on_a_thin_fill(seed: int) -> None:
    """The whole region is scored by a script in perf; one user in a hundred shows a rule that breaks."""
    found = scores(TYPES, thin(seed), THEMES, lambda each: each.rule in DOUBTS)
    whole = sum(found.values(), Score())
    assert whole.planted > 0
    assert whole.recall is not None
    assert whole.recall >= 95, whole.missed
    assert whole.false_share is not None
    assert whole.false_share <= 2, whole.false


def test_every_row_of_every_register_says_that_it_is_invented_and_the_fill_repeats() -> None:
    filled = synthetic_registers(thin(5))
    again = synthetic_registers(thin(5))
    assert filled == again
    tables = {type_.table.name: type_.table for type_ in TYPES.values()}
    for table, rows in filled.rows.items():
        assert rows, table
        assert all(row["is_synthetic"] is True and row["status"] == "constructed" for row in rows), table
        if table in tables:
            assert all(set(row) == set(tables[table].column_names) for row in rows), table
    for each in filled.planted:
        assert len(each.key) == len(tables[each.table].key), each
        keys = {key_texts(row, tables[each.table].key) for row in filled.rows[each.table]}
        assert each.fault in ("missing", "late") or each.key in keys, each


@pytest.mark.parametrize("seed", [20260101, 20270707])
def test_the_review_finds_what_is_planted_in_reports(seed: int) -> None:
    place = region_of(PACKS, "150000", seed=seed, years=YEARS).thinned(5)
    filled = THEMES["energy_reports"](place)
    planted = [each for each in filled.planted if each.rule in DOUBTS]
    found = review_score(PACKS, place, filled.rows, planted)
    assert found.planted == len(planted) > 20
    assert found.recall is not None
    assert found.recall >= 95, found.missed
    assert found.false_share is not None
    assert found.false_share <= 2, found.false
    none = review_score(PACKS, place, filled.rows, [])
    assert none.flagged > 0, "without the answer key the wrong reports count as clean"


def test_every_register_but_those_of_other_rooms_is_filled() -> None:
    filled = synthetic_registers(thin(5))
    empty = {id_ for id_, type_ in TYPES.items() if not filled.rows.get(type_.table.name)}
    assert empty <= {
        "annual_energy_statistic",  # the round of the demo
        "assigned_target",
        "dispatch_item",  # comes with the packs
        "key_energy_user",  # kept with the other invented rows
        "monitoring_point",  # comes with invented readings, which the demo has not yet
        "monthly_monitoring",
        "quarterly_gdp",
        "reduction_project",
    }
