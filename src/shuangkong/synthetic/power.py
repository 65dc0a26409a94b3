"""Synthetic registers of coal power and heat (演示煤电与供热台账): units, retrofits, boilers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Prefecture, Region
from shuangkong.synthetic.sites import Site, beside, day, sites, times
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["fill"]

_PLANTS = 4  # coal power plants of a prefecture at least
_CHP = (30, 35, 35, 60)  # [万千瓦]
_CONDENSING = (30, 33, 60, 60, 66, 100)  # [万千瓦]
_RETROFITS = (("energy_saving", 38), ("flexibility", 55), ("heat_supply", 20))  # units in a hundred
_NEAR = 90_000  # how far some boilers stand from a CHP unit [millionths of a degree]
_OUTSIDE: Mapping[str, Cell] = {"longitude": Decimal("80.5"), "latitude": Decimal("40.5")}


def fill(region: Region) -> Filled:
    """Return the registers of coal power and heat (煤电与供热台账).

    Tables: ``coal_power_unit``, ``coal_power_retrofit``, ``coal_fired_boiler``.
    """
    units = list(_units(region, region.dice("coal_power_unit")))
    retrofits = list(_retrofits(region, units, region.dice("coal_power_retrofit")))
    boilers = list(_boilers(region, units, region.dice("coal_fired_boiler")))
    dice = region.dice("slips of power")
    return joined(
        spoiled("coal_power_unit", ["generating_unit_id"], units, _unit_slips(region, retrofits), dice),
        spoiled("coal_power_retrofit", ["retrofit_id"], retrofits, _RETROFIT_SLIPS, dice),
        spoiled("coal_fired_boiler", ["coal_boiler_id"], boilers, _boiler_slips(region), dice),
    )


def _units(region: Region, dice: Random) -> Iterator[Row]:
    last = region.years[-1]
    for prefecture in region.prefectures:
        for is_chp, words in ((True, {"chp"}), (False, {"coal_power"})):
            for site in sites(region, prefecture, words, _PLANTS, dice)[: 2 * _PLANTS]:
                capacity = dice.choice(_CHP if is_chp else _CONDENSING)
                since = dice.randint(1996, last - 2)
                for number in range(1, dice.choice((2, 2, 2, 4)) // (1 if capacity < 60 else 2) + 1):
                    yield region.marked(
                        _unit(site, number, capacity, since, is_chp=is_chp, dice=dice, last=last)
                    )


def _unit(
    site: Site, number: int, capacity: int, since: int, *, is_chp: bool, dice: Random, last: int
) -> dict[str, Cell]:
    commissioned = day(since, since, dice)
    is_retired = since < 2003 and dice.random() < 0.4
    return {
        "generating_unit_id": f"{site.facility_id}-U{number}",
        "division_code": site.prefecture,
        "county_code": site.county,
        "plant_name": site.name,
        "unit_name": f"{number}号机组",
        "capacity_10k_kw": Decimal(capacity),
        "generating_state": "retired" if is_retired else dice.choice(("operating",) * 19 + ("mothballed",)),
        "commissioned_on": commissioned,
        "closed_on": day(2016, last, dice) if is_retired else None,
        "is_heat_supplying": is_chp or dice.random() < 0.2,
        "is_chp": is_chp,
        "heat_reach_km": Decimal(dice.randint(8, 30)) if is_chp else None,
        "supply_coal_rate": Decimal(dice.randint(26_000 if is_chp else 28_500, 33_500)) / 100,
        "longitude": site.longitude,
        "latitude": site.latitude,
    }


def _retrofits(region: Region, units: Sequence[Row], dice: Random) -> Iterator[Row]:
    for unit in units:
        if unit["generating_state"] == "retired":
            continue
        for kind, percent in _RETROFITS:
            if kind == "heat_supply" and unit["is_chp"]:
                continue
            if dice.randrange(100) < percent:
                yield region.marked(_retrofit(region, unit, kind, dice))


def _retrofit(region: Region, unit: Row, kind: str, dice: Random) -> dict[str, Cell]:
    state = dice.choice(("completed", "accepted", "accepted", "accepted", "under_way", "planned"))
    commissioned, before = unit["commissioned_on"], unit["supply_coal_rate"]
    assert isinstance(commissioned, date)
    assert isinstance(before, Decimal)
    first = max(region.years[0], commissioned.year + 1)
    return {
        "retrofit_id": f"{unit['generating_unit_id']}-{kind}",
        "generating_unit_id": unit["generating_unit_id"],
        "division_code": unit["division_code"],
        "retrofit_kind": kind,
        "retrofit_state": state,
        "completed_on": day(first, region.years[-1], dice) if state in {"completed", "accepted"} else None,
        "retrofit_capacity_10k_kw": unit["capacity_10k_kw"],
        "coal_rate_before": before,
        "coal_rate_after": before - Decimal(dice.randint(200, 1200)) / 100 if state == "accepted" else None,
    }


def _boilers(region: Region, units: Sequence[Row], dice: Random) -> Iterator[Row]:
    keys = {prefecture.code for prefecture in region.prefectures if dice.random() < 0.3}
    for unit in units:
        yield region.marked(_power_boiler(region, unit, dice, is_key=unit["division_code"] in keys))
    for prefecture in region.prefectures:
        is_key = prefecture.code in keys
        heated = [unit for unit in units if unit["division_code"] == prefecture.code and unit["is_chp"]]
        for number, (use, site) in enumerate(_boiler_sites(region, prefecture, dice)):
            near = dice.choice(heated) if heated and use == "heating" and number % 3 == 0 else None
            yield region.marked(_boiler(region, site, use, near=near, is_key=is_key, dice=dice))


def _boiler_sites(region: Region, prefecture: Prefecture, dice: Random) -> Iterator[tuple[str, Site]]:
    for site in sites(region, prefecture, {"heat_supply"}, 16, dice):
        yield "heating", site
    works = {"food", "paper", "chemicals", "pharmaceuticals", "textiles", "fertiliser", "chlor_alkali"}
    for site in sites(region, prefecture, works, 12, dice):
        yield "industry", site
    for site in sites(region, prefecture, {"public", "commerce"}, 6, dice):
        yield "other", site


def _power_boiler(region: Region, unit: Row, dice: Random, *, is_key: bool) -> dict[str, Cell]:
    capacity, built = unit["capacity_10k_kw"], unit["commissioned_on"]
    assert isinstance(capacity, Decimal)
    assert isinstance(built, date)
    closed = unit["closed_on"]
    since = day(max(2015, built.year + 1), max(region.years[-1], built.year + 1), dice)
    return {
        "coal_boiler_id": f"{unit['generating_unit_id']}-B",
        "division_code": unit["division_code"],
        "county_code": unit["county_code"],
        "facility_name": unit["plant_name"],
        "boiler_name": f"{unit['unit_name']}锅炉",
        "boiler_capacity_t_h": capacity * 31,
        "is_power_boiler": True,
        "boiler_use": "power",
        "coal_boiler_state": "in_use" if closed is None else "closed",
        "is_key_area": is_key,
        "built_on": built,
        "boiler_ultra_low_on": since if closed is None and dice.random() < 0.97 else None,
        "evidence_document": "示例验收意见",
        "closed_on": closed,
        "closing_document": None if closed is None else "示例关停公告",
        "longitude": unit["longitude"],
        "latitude": unit["latitude"],
    }


def _boiler(
    region: Region, site: Site, use: str, *, near: Row | None, is_key: bool, dice: Random
) -> dict[str, Cell]:
    longitude, latitude = beside(site.longitude, site.latitude, 10_000, dice)
    if near is not None:
        middle, parallel = near["longitude"], near["latitude"]
        assert isinstance(middle, Decimal)
        assert isinstance(parallel, Decimal)
        longitude, latitude = beside(middle, parallel, _NEAR, dice)
    built, first, last = day(1998, 2018, dice), region.years[0], region.years[-1]
    is_closed = dice.random() < (0.55 if near is not None else 0.15)
    state = dice.choice(("merged", "merged", "closed", "converted")) if is_closed else "in_use"
    return {
        "coal_boiler_id": f"{site.facility_id}-B",
        "division_code": site.prefecture,
        "county_code": site.county,
        "facility_name": site.name,
        "boiler_name": "1号锅炉",
        "boiler_capacity_t_h": Decimal(dice.choice((10, 20, 35, 40, 65, 75, 116, 130))),
        "is_power_boiler": False,
        "boiler_use": use,
        "coal_boiler_state": state,
        "is_key_area": is_key,
        "built_on": built,
        "boiler_ultra_low_on": day(2019, last, dice) if not is_closed and dice.random() < 0.7 else None,
        "evidence_document": None,
        "closed_on": day(first, last, dice) if is_closed else None,
        "closing_document": "示例关停公告" if is_closed else None,
        "longitude": longitude,
        "latitude": latitude,
    }


def _other_division(region: Region, row: Row) -> str:
    codes = [each.code for each in region.prefectures]
    return codes[(codes.index(str(row["division_code"])) + 1) % len(codes)]


def _unit_slips(region: Region, retrofits: Sequence[Row]) -> tuple[Slip, ...]:
    befallen = {row["generating_unit_id"] for row in retrofits}
    return (
        Slip(
            "division_code",
            "contradictory",
            "one_prefecture",
            lambda row: {
                "generating_unit_id": f"{row['generating_unit_id']}-2",
                "division_code": _other_division(region, row),
            },
            is_copy=True,
        ),
        Slip("longitude", "wrong", "within_region", lambda _row: _OUTSIDE),
        Slip(
            "capacity_10k_kw",
            "wrong",
            "capacity_plausible",
            lambda row: {"capacity_10k_kw": times(row["capacity_10k_kw"], 1_000)},
            lambda row: row["generating_unit_id"] not in befallen,
        ),
        Slip(
            "commissioned_on",
            "missing",
            "operating_since",
            lambda _row: {"commissioned_on": None},
            lambda row: row["generating_state"] == "operating" and row["generating_unit_id"] not in befallen,
        ),
        Slip(
            "is_heat_supplying",
            "contradictory",
            "chp_supplies_heat",
            lambda _row: {"is_heat_supplying": False},
            lambda row: row["is_chp"] is True,
        ),
    )


def _is_done(row: Row) -> bool:
    return row["retrofit_state"] in {"completed", "accepted"}


_RETROFIT_SLIPS = (
    Slip(
        "completed_on",
        "wrong",
        "completed_after_commissioning",
        lambda _row: {"completed_on": date(1990, 1, 1)},
        _is_done,
    ),
    Slip("completed_on", "missing", "completed_when", lambda _row: {"completed_on": None}, _is_done),
    Slip(
        "coal_rate_after",
        "wrong",
        "saving_saves",
        lambda row: {"coal_rate_after": Decimal(str(row["coal_rate_before"])) + 5},
        lambda row: row["retrofit_kind"] == "energy_saving" and row["coal_rate_after"] is not None,
    ),
    Slip(
        "retrofit_id",
        "contradictory",
        "counted_once",
        lambda row: {"retrofit_id": f"{row['retrofit_id']}-2"},
        _is_done,
        is_copy=True,
    ),
)


def _boiler_slips(region: Region) -> tuple[Slip, ...]:
    return (
        Slip("longitude", "wrong", "within_region", lambda _row: _OUTSIDE),
        Slip(
            "division_code",
            "contradictory",
            "one_prefecture",
            lambda row: {
                "coal_boiler_id": f"{row['coal_boiler_id']}-2",
                "division_code": _other_division(region, row),
            },
            is_copy=True,
        ),
        Slip(
            "is_key_area",
            "missing",
            "key_area_said",
            lambda _row: {"is_key_area": None},
            lambda row: row["coal_boiler_state"] == "in_use",
        ),
        Slip(
            "boiler_ultra_low_on",
            "wrong",
            "ultra_low_after_built",
            lambda row: {"boiler_ultra_low_on": _before(row["built_on"])},
            lambda row: row["boiler_ultra_low_on"] is not None,
        ),
        Slip(
            "closed_on",
            "contradictory",
            "retired_when",
            lambda _row: {"closed_on": None, "closing_document": None},
            lambda row: row["coal_boiler_state"] == "closed",
        ),
        Slip(
            "boiler_capacity_t_h",
            "wrong",
            "capacity_plausible",
            lambda row: {"boiler_capacity_t_h": times(row["boiler_capacity_t_h"], 100_000)},
        ),
    )


def _before(built: Cell) -> date:
    assert isinstance(built, date)
    return built - timedelta(days=400)
