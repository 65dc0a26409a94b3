"""Synthetic registers of supply (演示供能台账): dispersed coal, piped gas, clean heating, market."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Prefecture, Region
from shuangkong.synthetic.sites import Site, day, share, sites, times
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["fill"]

_INTENSIVE = frozenset(
    {"ferroalloy", "steel", "calcium_carbide", "silicon", "carbon_products", "chlor_alkali", "cement"}
)
_ORDINARY = frozenset({"food", "machinery", "commerce", "textiles"})
_COAL_OF_A_HOUSEHOLD = 2  # [tonnes a year]
_TEN_THOUSAND = Decimal(10_000)


def fill(region: Region) -> Filled:
    """Return the registers of supply (供能台账).

    Tables: ``dispersed_coal``, ``piped_gas_county``, ``clean_heating_city``, ``power_user``.
    """
    last = str(region.years[-1])
    dice = region.dice("slips of supply")
    rows = {
        "dispersed_coal": list(_dispersed(region, region.dice("dispersed_coal"))),
        "piped_gas_county": list(_gas(region, region.dice("piped_gas_county"))),
        "clean_heating_city": list(_heating(region, region.dice("clean_heating_city"))),
        "power_user": list(_users(region, region.dice("power_user"))),
    }
    return joined(
        spoiled(
            "dispersed_coal",
            ["division_code", "county_code", "period", "is_synthetic"],
            rows["dispersed_coal"],
            _coal_slips(last),
            dice,
        ),
        spoiled(
            "piped_gas_county", ["county_code", "is_synthetic"], rows["piped_gas_county"], _GAS_SLIPS, dice
        ),
        spoiled(
            "clean_heating_city",
            ["division_code", "period", "is_synthetic"],
            rows["clean_heating_city"],
            _heating_slips(last),
            dice,
        ),
        spoiled("power_user", ["power_user_id"], rows["power_user"], _USER_SLIPS, dice),
    )


def _dispersed(region: Region, dice: Random) -> Iterator[Row]:
    for prefecture in region.prefectures:
        for county in prefecture.counties or (prefecture.code,):
            left = dice.randint(4_000, 40_000)
            replaced = {"electric": 0, "gas": 0, "central_heat": 0, "other_clean": 0}
            for year in region.years:
                for way in replaced:
                    moved = left * dice.randint(1, 5) // 100
                    replaced[way] += moved
                    left -= moved
                yield region.marked(
                    {
                        "division_code": prefecture.code,
                        "county_code": county,
                        "period": str(year),
                        "coal_households": left,
                        **{f"{way}_households": households for way, households in replaced.items()},
                        "dispersed_coal_10k_t": share(
                            left * _COAL_OF_A_HOUSEHOLD / _TEN_THOUSAND, 80, 120, dice
                        ),
                    }
                )


def _gas(region: Region, dice: Random) -> Iterator[Row]:
    """The western half lies west of the prefecture in the middle: an invented line."""
    meridians = sorted(each.longitude for each in region.prefectures)
    middle = meridians[len(meridians) // 2] if meridians else Decimal(0)
    for prefecture in region.prefectures:
        zone = "west" if prefecture.longitude < middle else "east"
        for place, county in enumerate(prefecture.counties or (prefecture.code,)):
            is_piped = place == 0 or dice.random() < (0.85 if zone == "west" else 0.4)
            yield region.marked(
                {
                    "county_code": county,
                    "division_code": prefecture.code,
                    "gas_zone": zone,
                    "gas_zone_source": "部门认定（示例）",
                    "gas_supply": "pipeline" if is_piped else dice.choice(("by_road", "none")),
                    "gas_connected_on": day(2008, region.years[-1], dice) if is_piped else None,
                    "gas_users": dice.randint(500, 90_000) if is_piped else 0,
                    "evidence_document": "示例通气公告" if is_piped else None,
                }
            )


def _heating(region: Region, dice: Random) -> Iterator[Row]:
    named = set(dice.sample([each.code for each in region.prefectures], len(region.prefectures) // 3))
    for prefecture in region.prefectures:
        area, clean = Decimal(dice.randint(3_000, 14_000)), dice.randint(45, 60)
        for year in region.years:
            area, clean = share(area, 101, 104, dice), min(clean + dice.randint(2, 6), 95)
            yield region.marked(
                {
                    "division_code": prefecture.code,
                    "period": str(year),
                    "is_heating_demonstration": prefecture.code in named,
                    "heated_area_10k_m2": area,
                    "clean_heated_area_10k_m2": times(area, clean),
                    "evidence_document": None,
                }
            )


def _users(region: Region, dice: Random) -> Iterator[Row]:
    for prefecture in region.prefectures:
        for is_intensive, words, fewest in ((True, _INTENSIVE, 12), (False, _ORDINARY, 8)):
            for site in sites(region, prefecture, words, fewest, dice):
                yield region.marked(_user(region, prefecture, site, dice, is_intensive=is_intensive))


def _user(
    region: Region, prefecture: Prefecture, site: Site, dice: Random, *, is_intensive: bool
) -> dict[str, Cell]:
    built = day(2000, region.years[0], dice)
    voltage = dice.choice((10, 10, 35, 110, 220)) if is_intensive else dice.choice((Decimal("0.4"), 10, 10))
    way = dice.choice(("direct", "retailer", "retailer", "grid_agent" if dice.random() < 0.3 else "direct"))
    is_on = way in {"direct", "retailer"}
    return {
        "power_user_id": f"{site.facility_id}-W",
        "division_code": prefecture.code,
        "county_code": site.county,
        "facility_name": site.name,
        "industry_class": site.industry_class or "C3140",
        "is_energy_intensive": is_intensive,
        "supply_voltage_kv": Decimal(voltage),
        "market_way": way,
        "market_entered_on": day(2017, region.years[-1], dice) if is_on else None,
        "market_left_on": None,
        "electricity_10k_kwh": Decimal(dice.randint(100, 90_000)),
        "built_on": built,
        "closed_on": None,
        "closing_document": None,
    }


def _coal_slips(last: str) -> tuple[Slip, ...]:
    def is_last(row: Row) -> bool:
        return row["period"] == last

    return (
        Slip(
            "dispersed_coal_10k_t",
            "wrong",
            "coal_per_household",
            lambda row: {"dispersed_coal_10k_t": times(row["dispersed_coal_10k_t"], 1_000_000)},
        ),
        Slip(
            "electric_households",
            "contradictory",
            "replaced_never_falls",
            lambda _row: {"electric_households": 0},
            is_last,
        ),
        Slip(
            "coal_households",
            "wrong",
            "households_not_negative",
            lambda row: {"coal_households": -int(str(row["coal_households"])), "dispersed_coal_10k_t": None},
        ),
    )


def _is_piped(row: Row) -> bool:
    return row["gas_supply"] == "pipeline"


_GAS_SLIPS = (
    Slip("gas_connected_on", "missing", "connected_when", lambda _row: {"gas_connected_on": None}, _is_piped),
    Slip(
        "evidence_document",
        "missing",
        "connection_proved",
        lambda _row: {"evidence_document": None},
        _is_piped,
    ),
    Slip("gas_supply", "contradictory", "connected_when", lambda _row: {"gas_supply": "by_road"}, _is_piped),
)


def _heating_slips(last: str) -> tuple[Slip, ...]:
    def is_last(row: Row) -> bool:
        return row["period"] == last

    return (
        Slip(
            "clean_heated_area_10k_m2",
            "wrong",
            "clean_within_all",
            lambda row: {"clean_heated_area_10k_m2": Decimal(str(row["heated_area_10k_m2"])) + 1},
            is_last,
        ),
        Slip(
            "clean_heated_area_10k_m2",
            "wrong",
            "clean_share_never_falls",
            lambda row: {"clean_heated_area_10k_m2": times(row["clean_heated_area_10k_m2"], 75)},
            is_last,
        ),
    )


def _is_on_market(row: Row) -> bool:
    return row["market_entered_on"] is not None


_USER_SLIPS = (
    Slip(
        "supply_voltage_kv",
        "wrong",
        "voltage_plausible",
        lambda row: {"supply_voltage_kv": times(row["supply_voltage_kv"], 100_000)},
        lambda row: row["is_energy_intensive"] is True,
    ),
    Slip(
        "market_entered_on",
        "missing",
        "entered_when",
        lambda _row: {"market_entered_on": None},
        _is_on_market,
    ),
    Slip(
        "market_left_on",
        "wrong",
        "left_after_entered",
        lambda _row: {"market_left_on": date(2015, 1, 1)},
        _is_on_market,
    ),
    Slip(
        "industry_class",
        "missing",
        "industry_said",
        lambda _row: {"industry_class": None},
        lambda row: row["is_energy_intensive"] is True,
    ),
)
