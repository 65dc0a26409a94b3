"""Synthetic environment works (演示环境基础设施): sewers, sewage works, sludge, waste."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, county_of, day_in, part_of, spot_in, yearly
from shuangkong.synthetic.planting import (
    beyond,
    copied,
    in_year,
    joined,
    lost,
    planted,
    scaled,
    set_to,
    where,
)
from shuangkong.synthetic.region import Filled, Region

__all__ = ["fill"]

_YEARLY = ("division_code", "period", "is_synthetic")
_PLANTS = ("city", "city", "county_town", "county_town", "town")
# Facilities of a prefecture: process, area, capacity, first and last year of its opening, closed in some.
_FACILITIES: Sequence[tuple[str, str, int, int, int, bool]] = (
    ("incineration", "city", 1000, 2012, 2023, False),
    ("landfill", "city", 600, 2004, 2012, False),
    ("landfill", "city", 400, 2000, 2006, True),
    ("kitchen", "city", 100, 2016, 2024, False),
    ("incineration", "county_town", 300, 2018, 2025, False),
    ("landfill", "county_town", 200, 2006, 2014, False),
)
_YEARLY_FIGURE = 36_500  # a yearly figure written as a daily one [%]


def fill(region: Region) -> Filled:
    """Invent the registers of environment works (虚构环境基础设施台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    plants = _plants(region)
    spoils = [
        scaled("capacity_plausible", "sewage_capacity_10k_m3_d", 1_000_000),
        set_to("capacity_positive", "sewage_capacity_10k_m3_d", Decimal("0.0000")),
    ]
    listed = planted(region, "sewage_plant", ("sewage_plant_id",), plants, spoils)
    return joined([_sewers(region), listed, _sludge(region, plants), _facilities(region), _hazardous(region)])


def _sewers(region: Region) -> Filled:
    dice, rows = region.dice("sewer_network"), list[Row]()
    found = {prefecture.code: dice.randint(40, 300) for prefecture in region.prefectures}
    for prefecture, step, year, length in yearly(region, "sewer_network/size", 400, 3000, digits=2, grows=30):
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "sewer_km": length,
            "sewer_new_km": part_of(length, dice.randint(15, 40)),
            "sewer_renewed_km": part_of(length, dice.randint(5, 20)),
            "sewer_combined_km": part_of(length, 240 - 30 * step),
            "sewer_parted_km": part_of(length, 28),
            "misconnections_found": found[prefecture.code],
            "misconnections_fixed": found[prefecture.code] * (200 + 140 * step) // 1000,
        }
        rows.append(region.marked(cells))
    last = in_year(region.years[-1])
    spoils = [
        beyond("parts_within_length", "sewer_combined_km", "sewer_km", last),
        beyond("fixed_within_found", "misconnections_fixed", "misconnections_found", last),
        scaled("length_does_not_fall", "sewer_km", 60, last),
    ]
    return planted(region, "sewer_network", _YEARLY, rows, spoils)


def _plants(region: Region) -> Sequence[Row]:
    dice, rows = region.dice("sewage_plant"), list[Row]()
    for prefecture in region.prefectures:
        for number, area in enumerate(_PLANTS, start=1):
            cells: dict[str, Cell] = {
                "sewage_plant_id": f"SYN-SP-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "sewage_plant_name": f"示例污水处理厂{number}",
                "sewage_plant_area": area,
                "sewage_capacity_10k_m3_d": amount(dice, 3, 15, 4)
                if area == "city"
                else amount(dice, 1, 3, 4),
                "built_on": date(2003 + dice.randint(0, 14), 10, 1),
                "closed_on": None,
                **spot_in(dice, prefecture),
            }
            rows.append(region.marked(cells))
    return rows


def _sludge(region: Region, plants: Sequence[Row]) -> Filled:
    """Invent sludge: of 1,000 t made in cities about 930 are safely disposed of in the last year."""
    dice, rows = region.dice("sludge"), list[Row]()
    for plant in plants:
        size, water = amount(dice, 1500, 7000), dice.randint(4, 5)
        for step, year in enumerate(region.years):
            made = part_of(size, 1000 + 15 * step)
            safe = part_of(made, (800 if plant["sewage_plant_area"] == "city" else 640) + 26 * step)
            cells: dict[str, Cell] = {
                "sewage_plant_id": plant["sewage_plant_id"],
                "division_code": plant["division_code"],
                "period": str(year),
                "sludge_area": plant["sewage_plant_area"],
                "sludge_made_dry_t": made,
                "sludge_safe_dry_t": safe,
                "sludge_made_wet_t": made * water,
                "sludge_safe_wet_t": part_of(safe * water, 985),
                "sludge_route": dice.choice(["land", "incineration", "material"]),
            }
            rows.append(region.marked(cells))
    before = in_year(region.years[-2])
    spoils = [
        beyond("safe_within_made", "sludge_safe_dry_t", "sludge_made_dry_t", before),
        beyond("wet_safe_within_made", "sludge_safe_wet_t", "sludge_made_wet_t", before),
        scaled("wet_weighs_more", "sludge_made_wet_t", 10, before),
        set_to(
            "area_of_plant",
            "sludge_area",
            "town",
            where(sludge_area="county_town", period=str(region.years[-1])),
        ),
    ]
    return planted(region, "sludge", ("sewage_plant_id", "period", "is_synthetic"), rows, spoils)


def _facilities(region: Region) -> Filled:
    dice, rows = region.dice("waste_facility"), list[Row]()
    for prefecture in region.prefectures:
        for number, (process, area, size, first, last, may_close) in enumerate(_FACILITIES, start=1):
            closes = may_close and dice.random() < 0.75
            cells: dict[str, Cell] = {
                "waste_facility_id": f"SYN-WF-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "facility_name": f"示例垃圾处理设施{number}",
                "waste_process": process,
                "waste_area": area,
                "waste_capacity_t_d": Decimal(size * dice.randint(8, 13)).scaleb(-1),
                "waste_facility_state": "closed" if closes else "operating",
                "built_on": day_in(dice, dice.randint(first, last)),
                "closed_on": day_in(dice, dice.choice(region.years[1:])) if closes else None,
                **spot_in(dice, prefecture),
            }
            rows.append(region.marked(cells))
    works, ends = where(waste_facility_state="operating"), where(waste_facility_state="closed")
    spoils = [
        scaled("capacity_plausible", "waste_capacity_t_d", _YEARLY_FIGURE, works),
        lost("operating_since", "built_on", works),
        lost("closed_when", "closed_on", ends),
        copied("closed_after_built", "closed_on", "built_on", ends),
    ]
    return planted(region, "waste_facility", ("waste_facility_id",), rows, spoils)


def _hazardous(region: Region) -> Filled:
    """Invent hazardous waste: every year opens with what the last one closed with."""
    dice, rows = region.dice("hazardous_waste"), list[Row]()
    stored: dict[str, Decimal] = {}
    for prefecture, _, year, made in yearly(
        region, "hazardous_waste/size", 20_000, 400_000, digits=2, grows=25
    ):
        opening = stored.get(prefecture.code, part_of(made, 120))
        used, disposed = part_of(made, dice.randint(580, 620)), part_of(made, dice.randint(370, 390))
        stored[prefecture.code] = opening + made - used - disposed
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "hazardous_opening_t": opening,
            "hazardous_made_t": made,
            "hazardous_used_t": used,
            "hazardous_disposed_t": disposed,
            "hazardous_closing_t": stored[prefecture.code],
            "hazardous_capacity_t_a": part_of(made, 1100),
            "medical_capacity_t_d": amount(dice, 5, 40),
        }
        rows.append(region.marked(cells))
    last = in_year(region.years[-1])
    spoils = [
        scaled("balance_closes", "hazardous_used_t", 110, last),
        scaled("opening_is_last_closing", "hazardous_opening_t", 90, last),
    ]
    return planted(region, "hazardous_waste", _YEARLY, rows, spoils)
