"""Synthetic data centres (演示数据中心台账): racks, and the electricity that PUE follows from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Region
from shuangkong.synthetic.sites import Site, day, share, sites, times
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["fill"]

_FEWEST = 2  # data centres of a prefecture
_SIZES = (("very_large", 10_000, 40_000), ("large", 3_000, 9_999), ("medium_small", 200, 2_999))
_RACK = Decimal("1.2")  # electricity of a rack in a year, invented [万千瓦时]


def fill(region: Region) -> Filled:
    """Return the registers of data centres (数据中心台账): ``data_centre`` and ``data_centre_energy``."""
    centres = list(_centres(region, region.dice("data_centre")))
    energy = list(_energy(region, centres, region.dice("data_centre_energy")))
    dice = region.dice("slips of data centres")
    return joined(
        spoiled("data_centre", ["data_centre_id"], centres, _CENTRE_SLIPS, dice),
        spoiled(
            "data_centre_energy", ["data_centre_id", "period", "is_synthetic"], energy, _ENERGY_SLIPS, dice
        ),
    )


def _centres(region: Region, dice: Random) -> Iterator[Row]:
    for prefecture in region.prefectures:
        for site in sites(region, prefecture, {"data_centre"}, _FEWEST, dice):
            yield region.marked(_centre(region, site, dice))


def _centre(region: Region, site: Site, dice: Random) -> dict[str, Cell]:
    size, low, high = dice.choice(_SIZES)
    first, last = region.years[0], region.years[-1]
    is_new = dice.random() < 0.5
    reached = dice.choice(("benchmark", "benchmark", "between", "between", "below"))
    built = day(first + 1, last - 1, dice) if is_new else day(2012, first, dice)
    return {
        "data_centre_id": f"{site.facility_id}-D",
        "division_code": site.prefecture,
        "county_code": site.county,
        "facility_name": site.name,
        "data_centre_racks": dice.randint(low, high),
        "data_centre_size": size,
        "is_new_data_centre": is_new,
        "is_in_hub_cluster": size == "very_large" or dice.random() < 0.3,
        "data_centre_state": "in_use",
        "built_on": built,
        "data_centre_class": reached,
        "data_centre_class_on": date(max(built.year + 1, first + 1), 6, 30),
        "evidence_document": "示例能效评估报告",
        "closed_on": None,
        "closing_document": None,
        "longitude": site.longitude,
        "latitude": site.latitude,
    }


def _energy(region: Region, centres: Sequence[Row], dice: Random) -> Iterator[Row]:
    for centre in centres:
        built, racks = centre["built_on"], centre["data_centre_racks"]
        assert isinstance(built, date)
        assert isinstance(racks, int)
        pue = dice.randint(114, 128) if centre["is_new_data_centre"] else dice.randint(125, 180)
        for year in region.years:
            if year <= built.year:
                continue
            it = share(racks * _RACK, 40, 80, dice)
            yield region.marked(
                {
                    "data_centre_id": centre["data_centre_id"],
                    "division_code": centre["division_code"],
                    "period": str(year),
                    "it_electricity_10k_kwh": it,
                    "whole_electricity_10k_kwh": times(it, pue),
                    "pue_months": 12,
                }
            )


_CENTRE_SLIPS = (
    Slip(
        "longitude",
        "wrong",
        "within_region",
        lambda row: {"longitude": row["latitude"], "latitude": row["longitude"]},
    ),
    Slip(
        "data_centre_racks",
        "contradictory",
        "size_by_racks",
        lambda _row: {"data_centre_racks": 120},
        lambda row: row["data_centre_size"] != "medium_small",
    ),
    Slip("data_centre_class_on", "missing", "class_dated", lambda _row: {"data_centre_class_on": None}),
)
_ENERGY_SLIPS = (
    Slip(
        "whole_electricity_10k_kwh",
        "wrong",
        "pue_at_least_one",
        lambda row: {
            "it_electricity_10k_kwh": row["whole_electricity_10k_kwh"],
            "whole_electricity_10k_kwh": row["it_electricity_10k_kwh"],
        },
    ),
    Slip(
        "period",
        "contradictory",
        "after_built",
        lambda _row: {"period": "2001"},
    ),
    Slip(
        "it_electricity_10k_kwh",
        "wrong",
        "pue_plausible",
        lambda row: {"it_electricity_10k_kwh": times(row["it_electricity_10k_kwh"], 10)},
    ),
    Slip("pue_months", "wrong", "months_whole", lambda _row: {"pue_months": 0}),
)
