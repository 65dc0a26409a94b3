"""The divisions that ship: as many as there are, in the schema's layout, resolved through their history."""

import csv
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from shuangkong.schema import Row, read_csv, table
from shuangkong.territory import Territory

TODAY = date(2025, 12, 31)


def rows(pack: str, name: str) -> tuple[Row, ...]:
    file = resources.files("shuangkong") / "packs" / pack / "data" / f"{name}.csv"
    return read_csv(file.read_text(encoding="utf-8"), table(name), f"{pack}/{name}.csv")


@pytest.fixture(scope="module")
def territory() -> Territory:
    return Territory(
        (*rows("cn", "division"), *rows("cn-15", "division")), rows("cn-15", "division_succession")
    )


def test_one_region_twelve_prefectures_103_counties(territory: Territory) -> None:
    assert len(territory.at_level("region", TODAY)) == 31
    assert len(territory.at_level("prefecture", TODAY, within="150000")) == 12
    assert len(territory.at_level("county", TODAY, within="150000")) == 103
    names = [division.name.zh for division in territory.children("150000", TODAY)]
    assert sum(name.endswith("市") for name in names) == 9
    assert sum(name.endswith("盟") for name in names) == 3


@pytest.mark.parametrize(
    ("code", "on", "expected"),
    [
        ("152100", date(2019, 1, 1), ["150700"]),
        ("152700", date(2019, 1, 1), ["150600"]),
        ("150600", date(2000, 6, 1), ["152700"]),
        ("152800", date(2004, 1, 1), ["150800"]),
        ("152600", date(2004, 1, 15), ["150900", "152600"]),
        ("150900", date(2004, 1, 15), ["150900", "152600"]),
        ("152600", date(2004, 4, 1), ["150900"]),
        ("152600", date(2003, 6, 1), ["152600"]),
    ],
)
def test_code_history(territory: Territory, code: str, on: date, expected: list[str]) -> None:
    assert [division.code for division in territory.resolve(code, on)] == expected


def test_codes_and_names_are_those_of_the_list_they_were_taken_from(
    territory: Territory, shared: Path
) -> None:
    with (shared / "data/public/regions_nmg.csv").open(encoding="utf-8") as file:
        listed = {
            (row["adcode"], row["name_zh"], row["level"], row["parent_adcode"])
            for row in csv.DictReader(file)
        }
    found = [
        division
        for level in ("region", "prefecture", "county")
        for division in territory.at_level(level, TODAY, within="150000")
    ]
    assert {
        (each.code, each.name.zh, each.level, "" if each.level == "region" else each.parent_code)
        for each in found
    } == listed


def test_no_map_service_data_ships() -> None:
    assert set(rows("cn-15", "division")[0]) == set(table("division").column_names)
    for column in table("division").column_names:
        assert not column.startswith(("label_", "polygon_"))
