"""Synthetic buildings (演示城镇建筑): new ones, retrofits of homes, pilot cities, networks, clean heating."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, county_of, day_in, part_of, yearly
from shuangkong.synthetic.planting import (
    beyond,
    copied,
    in_year,
    joined,
    lost,
    planted,
    scaled,
    set_to,
    twin_of,
    where,
)
from shuangkong.synthetic.region import Filled, Region

__all__ = ["fill"]

_YEARLY = ("division_code", "period", "is_synthetic")
_PROJECTS = 14  # retrofits of homes in a prefecture
_PILOTS = ("low_carbon_city", "sponge_city", "sponge_city", "zero_waste_city", "zero_waste_city")
_APPLIED = 8
_TEN_THOUSAND = 1_000_000  # square metres written as 万平方米 [%]


def fill(region: Region) -> Filled:
    """Invent the registers of buildings (虚构城镇建筑台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    fills = (_new, _retrofits, _pilots, _heat, _water, _clean)
    return joined(each(region) for each in fills)


def _new(region: Region) -> Filled:
    """Invent new buildings: the green standard reaches all but a few of them in the last year."""
    dice, rows = region.dice("new_building"), list[Row]()
    before, last = region.years[-2], region.years[-1]
    for use, low, high in (("residential", 80, 400), ("public", 40, 160)):
        for prefecture, step, year, size in yearly(region, f"new_building/{use}", low, high):
            new = part_of(size, dice.randint(850, 1150))
            is_whole = year == last and dice.random() < 0.9
            green = new if is_whole else part_of(new, min(990, 820 + 34 * step))
            cells: dict[str, Cell] = {
                "division_code": prefecture.code,
                "period": str(year),
                "building_use": use,
                "new_floor_area_10k_m2": new,
                "green_standard_area_10k_m2": green,
                "green_label_area_10k_m2": part_of(green, dice.randint(150, 400)),
                "ultra_low_energy_area_10k_m2": part_of(new, dice.randint(0, 20)),
            }
            rows.append(region.marked(cells))
    new_area, green_area = "new_floor_area_10k_m2", "green_standard_area_10k_m2"
    spoils = [
        beyond("green_within_new", green_area, new_area, in_year(before)),
        beyond("label_within_green", "green_label_area_10k_m2", green_area, in_year(before)),
        scaled("area_moves_slowly", new_area, 420, in_year(last)),
    ]
    key = ("division_code", "period", "building_use", "is_synthetic")
    return planted(region, "new_building", key, rows, spoils)


def _retrofits(region: Region) -> Filled:
    """Invent retrofits of homes: most of them accepted by the last year, some still under way."""
    dice, rows = region.dice("residential_retrofit"), list[Row]()
    last = region.years[-1]
    for prefecture in region.prefectures:
        for number in range(1, _PROJECTS + 1):
            start = day_in(dice, dice.choice(region.years[:-1]))
            done = start + timedelta(days=dice.randint(90, 400))
            accepted = done + timedelta(days=dice.randint(10, 90))
            state = "accepted" if accepted.year <= last else "completed" if done.year <= last else "under_way"
            cells: dict[str, Cell] = {
                "building_retrofit_id": f"SYN-HR-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "building_project_name": f"示例小区{number}",
                "building_retrofit_state": state,
                "floor_area_10k_m2": amount(dice, 2, 14, 4),
                "retrofit_households": dice.randint(150, 1800),
                "started_on": start,
                "completed_on": done if state != "under_way" else None,
                "accepted_on": accepted if state == "accepted" else None,
                "evidence_document": f"示例验〔{accepted.year}〕{number}号" if state == "accepted" else None,
            }
            rows.append(region.marked(cells))
    is_accepted = where(building_retrofit_state="accepted")
    spoils = [
        scaled(
            "area_plausible", "floor_area_10k_m2", _TEN_THOUSAND, where(building_retrofit_state="under_way")
        ),
        lost("accepted_when", "accepted_on", is_accepted),
        lost("accepted_with_document", "evidence_document", is_accepted),
        copied("accepted_after_completed", "accepted_on", "started_on", is_accepted),
        twin_of("project_once", "building_project_name", "division_code", "county_code"),
    ]
    return planted(region, "residential_retrofit", ("building_retrofit_id",), rows, spoils)


def _pilots(region: Region) -> Filled:
    """Invent pilot cities: one of low carbon, up to two of each other kind, and some that only applied."""
    dice, rows = region.dice("demonstration_pilot"), list[Row]()
    named = list(dict.fromkeys((dice.choice(region.prefectures).code, kind) for kind in _PILOTS))
    homes = [(prefecture.code, kind) for prefecture in region.prefectures for kind in dict.fromkeys(_PILOTS)]
    applied = [home for home in dice.sample(homes, min(len(homes), _APPLIED)) if home not in named]
    for number, (code, kind) in enumerate([*named, *applied], start=1):
        is_named = number <= len(named)
        day = day_in(dice, region.years[1 + number % 3])
        cells: dict[str, Cell] = {
            "pilot_id": f"SYN-PC-{number:02d}",
            "division_code": code,
            "pilot_kind": kind,
            "pilot_level": "national" if number % 2 else "regional",
            "pilot_state": "named" if is_named else "applied",
            "named_on": day if is_named else None,
            "accepted_on": None,
            "evidence_document": f"示例试点〔{day.year}〕{number}号" if is_named else None,
        }
        rows.append(region.marked(cells))
    spoils = [set_to("named_when", "pilot_state", "named", where(pilot_state="applied"))]
    return planted(region, "demonstration_pilot", ("pilot_id",), rows, spoils)


def _heat(region: Region) -> Filled:
    dice, rows = region.dice("heat_network"), list[Row]()
    for prefecture, _, year, heat in yearly(region, "heat_network/size", 800, 4000, grows=20):
        length = part_of(heat, 700).quantize(Decimal("0.01"))
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "heat_sent_10k_gj": heat,
            "heat_arrived_10k_gj": part_of(heat, dice.randint(820, 930)),
            "heat_network_km": length,
            "heat_network_renewed_km": part_of(length, dice.randint(10, 60)),
        }
        rows.append(region.marked(cells))
    spoils = [
        beyond("arrives_less", "heat_arrived_10k_gj", "heat_sent_10k_gj"),
        scaled("loss_plausible", "heat_arrived_10k_gj", 10),
        beyond("renewed_within_network", "heat_network_renewed_km", "heat_network_km"),
    ]
    return planted(region, "heat_network", _YEARLY, rows, spoils)


def _water(region: Region) -> Filled:
    dice, rows = region.dice("water_network"), list[Row]()
    for prefecture, _, year, water in yearly(region, "water_network/size", 2000, 12000, grows=15):
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "water_put_in_10k_m3": water,
            "water_reached_10k_m3": part_of(water, dice.randint(870, 925)),
            "water_network_renewed_km": amount(dice, 5, 60),
        }
        rows.append(region.marked(cells))
    spoils = [
        beyond("reaches_less", "water_reached_10k_m3", "water_put_in_10k_m3"),
        scaled("leakage_plausible", "water_reached_10k_m3", 10),
    ]
    return planted(region, "water_network", _YEARLY, rows, spoils, absent=str(region.years[2]))


def _clean(region: Region) -> Filled:
    dice, rows = region.dice("clean_heating"), list[Row]()
    for place, low, high, share in (("town", 3000, 6000, 700), ("country", 900, 1800, 250)):
        for prefecture, step, year, heated in yearly(region, f"clean_heating/{place}", low, high):
            cells: dict[str, Cell] = {
                "division_code": prefecture.code,
                "period": str(year),
                "heating_place": place,
                "heating_area_10k_m2": heated,
                "heating_clean_10k_m2": part_of(heated, share + 45 * step + dice.randint(0, 20)),
            }
            rows.append(region.marked(cells))
    clean, last = "heating_clean_10k_m2", in_year(region.years[-1])
    spoils = [
        beyond("clean_within_heated", clean, "heating_area_10k_m2", last),
        scaled("clean_does_not_fall", clean, 40, last),
    ]
    key = ("division_code", "period", "heating_place", "is_synthetic")
    return planted(region, "clean_heating", key, rows, spoils)
