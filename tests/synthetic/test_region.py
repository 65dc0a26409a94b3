"""The invented region: the same for the same seed, inside its patches, never above the totals."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from shuangkong.packs import load_packs
from shuangkong.synthetic.facilities import industries, profiles
from shuangkong.synthetic.region import PATCH, Region, region_of
from shuangkong.synthetic.totals import ENERGY, synthetic_prefecture_rows

PACKS, YEARS = load_packs("cn-15-14fyp"), range(2020, 2026)
SEEDS = (20260101, 7, 20270707)


@pytest.fixture(scope="module", params=SEEDS)
def region(request: pytest.FixtureRequest) -> Region:
    return region_of(PACKS, "150000", seed=request.param, years=YEARS)


def test_the_same_seed_gives_the_same_region_and_another_seed_another(region: Region) -> None:
    assert region_of(PACKS, "150000", seed=region.seed, years=YEARS) == region
    other = region_of(PACKS, "150000", seed=region.seed + 1, years=YEARS)
    assert [each.energy for each in other.facilities] != [each.energy for each in region.facilities]


def test_about_1150_users_for_twelve_prefectures(region: Region) -> None:
    assert len(region.prefectures) == 12
    assert 1130 <= len(region.facilities) <= 1152
    users = Counter(each.prefecture for each in region.facilities)
    assert min(users[each.code] for each in region.prefectures) >= 48
    assert len({each.id for each in region.facilities}) == len(region.facilities)
    assert len({each.name for each in region.facilities}) == len(region.facilities)
    assert all(each.name.startswith("示例") for each in region.facilities)


def test_key_users_stay_below_industry_and_that_below_the_prefecture(region: Region) -> None:
    codes = [each.code for each in region.prefectures]
    said = {
        (row["division_code"], int(str(row["period"]))): row["value"]
        for row in synthetic_prefecture_rows(codes, region.code, seed=region.seed, years=YEARS)
        if row["indicator_id"] == ENERGY
    }
    silent = 0
    for prefecture in region.prefectures:
        users = [each for each in region.facilities if each.prefecture == prefecture.code]
        for year in YEARS:
            together = sum((each.energy[year] for each in users), Decimal(0))
            if year not in prefecture.energy:
                silent += 1
                assert (prefecture.code, year) not in said
                last = sum((each.energy[year - 1] for each in users), Decimal(0))
                assert Decimal("0.96") < together / last < 1
                continue
            assert prefecture.energy[year] == Decimal(str(said[prefecture.code, year])) * 10_000
            assert together <= prefecture.industrial[year] < prefecture.energy[year]
            stated = prefecture.industrial[year] * prefecture.key_share / 100
            assert stated - len(users) - 1 < together <= stated
    assert silent == 1


def test_few_users_use_most(region: Region) -> None:
    for year in (2020, 2025):
        energy = sorted((each.energy[year] for each in region.facilities), reverse=True)
        assert energy[-1] >= 5_000
        tenth = len(energy) // 10
        assert 0.4 < sum(energy[:tenth]) / sum(energy) < 0.9


def test_every_user_stands_in_its_county_inside_its_prefecture(region: Region) -> None:
    homes = {each.code: each for each in region.prefectures}
    near = Decimal("0.15")
    for facility in region.facilities:
        home = homes[facility.prefecture]
        assert facility.county in home.counties
        assert abs(facility.longitude - home.longitude) < PATCH
        assert abs(facility.latitude - home.latitude) < PATCH / 2
        middle = home.middles[facility.county]
        assert abs(facility.longitude - middle[0]) <= near
        assert abs(facility.latitude - middle[1]) <= near


def test_industries_follow_the_profile_of_the_prefecture(region: Region) -> None:
    known = {each.id: each for each in profiles()}
    assert {each.profile for each in region.prefectures} == set(known)
    for prefecture in region.prefectures:
        mix = known[prefecture.profile].mix
        words = Counter(each.industry for each in region.facilities if each.prefecture == prefecture.code)
        whole = sum(words.values())
        assert set(words) <= set(mix)
        for word, part in mix.items():
            assert words[word] >= whole * part // sum(mix.values())
    assert all(each.industry_class in industries()[each.industry].classes for each in region.facilities)


def test_a_region_without_prefectures_has_no_users() -> None:
    assert region_of(PACKS, "150100", seed=1, years=YEARS).prefectures[0].counties == ()
    assert region_of(PACKS, "150102", seed=1, years=YEARS).facilities == ()


def test_profiles_name_no_place() -> None:
    names = {str(row["name_zh"]) for row in PACKS.table("division")}
    words = {each.zh for each in industries().values()}
    assert not any(name[:2] in word for name in names for word in words)
    english = {str(row["name_en"]).lower() for row in PACKS.table("division")}
    assert english.isdisjoint(each.id for each in profiles())
