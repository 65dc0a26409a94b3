"""Synthetic rows of every account: marked, fit for their tables, equal everywhere, with gaps to be seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.packs import load_packs
from shuangkong.schema import Row, read_csv, table, write_csv
from shuangkong.synthetic.accounts import (
    Places,
    synthetic_carbon_rows,
    synthetic_reduction_rows,
)
from shuangkong.synthetic.demo import synthetic_demo_rows
from shuangkong.synthetic.region import region_of
from shuangkong.synthetic.users import synthetic_facility_rows

PACKS, ON = load_packs("cn-15-14fyp"), date(2026, 6, 1)
TABLES = synthetic_demo_rows(PACKS, "150000", seed=5, known_on=ON)
PLACES = Places("000000", ("000100", "000200", "000300"), range(2020, 2026), seed=5)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_row_is_invented_says_so_and_fits_its_table(name: str) -> None:
    rows = TABLES[name]
    assert rows
    assert all(row["is_synthetic"] is True and row["status"] == "constructed" for row in rows)
    assert all("演示数据" in str(row["source"]) for row in rows)
    assert read_csv(write_csv(rows, table(name)), table(name), name) == rows


def test_the_rows_repeat_and_depend_on_the_seed() -> None:
    assert synthetic_demo_rows(PACKS, "150000", seed=5, known_on=ON) == TABLES
    assert synthetic_demo_rows(PACKS, "150000", seed=6, known_on=ON) != TABLES


def test_power_is_sold_and_bought_on_two_grids() -> None:
    rows = synthetic_carbon_rows(PLACES, grid="000000", neighbour="990000")
    grids = {row["carbon_activity"]: row["activity_subject"] for row in rows}
    assert (grids["electricity_export"], grids["electricity_import"]) == ("000000", "990000")
    (subject,) = {
        row["activity_subject"]
        for row in TABLES["carbon_activity"]
        if row["carbon_activity"] == "electricity_import"
    }
    assert subject != "150000", "what is bought is generated elsewhere"


def test_one_facility_is_silent_and_one_meter_is_off_by_ten_thousand() -> None:
    users, energy = synthetic_facility_rows(region_of(PACKS, "150000", seed=5, years=range(2020, 2026)))
    said: dict[tuple[object, object], dict[object, Decimal]] = {}
    for row in energy:
        assert isinstance(row["value"], Decimal)
        said.setdefault((row["facility_id"], row["period"]), {})[row["reported_by"]] = row["value"]
    assert len(users) * 2 - len(said) == 1
    far = [key for key, each in said.items() if each["filed"] > 5_000 * each["metered"]]
    assert far == [("SYN-F0001", "2025")]


def test_reductions_reported_less_cuts_are_verified_but_for_one_that_is_open() -> None:
    rows = synthetic_reduction_rows(PLACES, "NOx", dict.fromkeys(range(2021, 2026), "g@1"))

    def tonnes(row: Row, name: str) -> Decimal:
        value = row[name]
        assert isinstance(value, Decimal)
        return value

    cuts = {row["project_id"]: tonnes(row, "cut_t") for row in rows["reduction_cut"]}
    lines = rows["reduction_project_line"]
    assert [row["verified_t"] for row in lines].count(None) == 1
    for row in lines:
        if row["verified_t"] is not None:
            left = tonnes(row, "reported_t") - cuts.get(row["project_id"], Decimal(0))
            assert tonnes(row, "verified_t") == left
    assert {row["duty_form"] for row in rows["reduction_duty"]} == {
        "tonnes_of_engineering",
        "percentage_of_base",
    }
    assert not any(row["indicator_id"] == "nox_emission" for row in rows["observation"]), (
        "no base is invented"
    )
