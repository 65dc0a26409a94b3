"""Who hands in what in the demo: every row once, by who may, things before their events, some late."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from shuangkong.packs import load_packs
from shuangkong.registers import register_types
from shuangkong.schema import Row
from shuangkong.synthetic.handing_in import officers, portions
from shuangkong.synthetic.region import Filled, Region, region_of

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
REGION = region_of(PACKS, "150000", seed=1, years=range(2020, 2026)).thinned(50)


def rows_of(region: Region) -> list[Row]:
    """Return a row for each prefecture and one for each of its first counties, the region's own last."""
    codes = [code for each in region.prefectures for code in (each.code, each.counties[0])]
    return [{"division_code": code} for code in (*codes, region.code)]


def filled(*tables: str) -> Filled:
    return Filled({table: rows_of(REGION) for table in tables})


def test_every_row_is_handed_in_once_by_its_prefecture_or_the_region() -> None:
    planned = portions(TYPES, filled("coal_power_unit"), REGION)
    assert sum(len(each.rows) for each in planned) == len(rows_of(REGION))
    assert {each.home for each in planned} == {REGION.code, *(each.code for each in REGION.prefectures)}
    for portion in planned:
        counties = {each.code: each.counties for each in REGION.prefectures}.get(portion.home, ())
        assert {row["division_code"] for row in portion.rows} <= {portion.home, *counties}


def test_a_type_without_a_review_below_is_filed_by_the_region_whole() -> None:
    (portion,) = portions(TYPES, filled("declared_figure"), REGION)
    assert portion.home == REGION.code
    assert portion.stance == "filed"


def test_things_come_before_their_events_and_none_of_them_is_missing() -> None:
    planned = portions(TYPES, filled("coal_power_retrofit", "coal_power_unit"), REGION)
    kinds = list(dict.fromkeys(each.type_id for each in planned))
    assert kinds == ["coal_power_unit", "coal_power_retrofit"]
    assert "missing" not in {each.stance for each in planned if each.type_id == "coal_power_unit"}


def test_one_register_has_at_most_one_late_and_one_missing() -> None:
    planned = portions(TYPES, filled("annual_energy_statistic", "coal_power_retrofit"), REGION)
    for type_id in {each.type_id for each in planned}:
        stances = Counter(each.stance for each in planned if each.type_id == type_id)
        assert stances["late"] <= 1
        assert stances["missing"] <= 1


def test_several_departments_that_file_one_type_are_named_with_the_division() -> None:
    type_ = replace(TYPES["coal_power_unit"], filed_by=("能源局", "统计局"))
    planned = portions({"coal_power_unit": type_}, filled("coal_power_unit"), REGION)
    assert all(each.filer_code == f"{each.home}/统计局" for each in planned)


def test_nobody_reviews_or_approves_an_own_filing() -> None:
    planned = portions(TYPES, filled("coal_power_unit", "declared_figure"), REGION)
    people = officers(TYPES, planned, REGION)
    assert len({each.person_id for each in people}) == len(people)
    assert all("演示" in each.name_zh for each in people)
    assert not any(each.has_role("file") and len(each.roles.split(";")) > 1 for each in people)
    for portion in planned:
        roles = {each.roles for each in people if each.division_code == portion.home}
        assert "file" in roles
        assert portion.home == REGION.code or "review" in roles
