"""Synthetic industrial parks (演示工业园区台账): level, circular retrofit, diagnosis and waste water."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Prefecture, Region
from shuangkong.synthetic.sites import beside, day, share, times
from shuangkong.synthetic.slips import Slip, spoiled

__all__ = ["fill"]

_LEVELS = ("national", "region", "region", "region", "prefecture", "county")
_REACH = 400_000  # [millionths of a degree]


def fill(region: Region) -> Filled:
    """Return the register of industrial parks (工业园区台账): ``industrial_park``."""
    rows = list(_parks(region, region.dice("industrial_park")))
    dice = region.dice("slips of parks")
    return spoiled("industrial_park", ["park_id"], rows, _slips(region), dice)


def _parks(region: Region, dice: Random) -> Iterator[Row]:
    for prefecture in region.prefectures:
        for place, level in enumerate(_LEVELS):
            yield region.marked(_park(region, prefecture, place, level, dice))


def _park(region: Region, prefecture: Prefecture, place: int, level: str, dice: Random) -> dict[str, Cell]:
    first, last = region.years[0], region.years[-1]
    state = dice.choice(("not_begun", "under_way", "completed", "completed", "accepted"))
    findings = dice.randint(3, 40)
    capacity = Decimal(dice.randint(5, 80)) / 10
    is_named = level in {"national", "region"} and state == "accepted" and dice.random() < 0.5
    longitude, latitude = beside(prefecture.longitude, prefecture.latitude, _REACH, dice)
    return {
        "park_id": f"SYN-P-{prefecture.code}-{place + 1}",
        "division_code": prefecture.code,
        "county_code": dice.choice(prefecture.counties) if prefecture.counties else None,
        "park_name": f"示例{prefecture.name}第{place + 1}工业园区",
        "park_level": level,
        "circular_state": state,
        "circular_completed_on": day(first, last, dice) if state in {"completed", "accepted"} else None,
        "diagnosed_on": day(first + 1, last, dice),
        "diagnosis_findings": findings,
        "diagnosis_rectified": dice.randint(0, findings),
        "park_wastewater_capacity": capacity,
        "park_wastewater_inflow": share(capacity, 30, 100, dice),
        "is_demonstration_park": is_named,
        "demonstration_named_on": day(first + 1, last, dice) if is_named else None,
        "evidence_document": "示例公布名单" if is_named else None,
        "longitude": longitude,
        "latitude": latitude,
    }


def _slips(region: Region) -> tuple[Slip, ...]:
    codes = [each.code for each in region.prefectures]

    def elsewhere(row: Row) -> dict[str, Cell]:
        other = codes[(codes.index(str(row["division_code"])) + 1) % len(codes)]
        return {"park_id": f"{row['park_id']}-2", "division_code": other}

    return (
        Slip("division_code", "contradictory", "one_prefecture", elsewhere, is_copy=True),
        Slip(
            "diagnosis_rectified",
            "wrong",
            "rectified_within_findings",
            lambda row: {"diagnosis_rectified": int(str(row["diagnosis_findings"])) + 3},
        ),
        Slip(
            "park_wastewater_inflow",
            "wrong",
            "inflow_within_capacity",
            lambda row: {"park_wastewater_inflow": times(row["park_wastewater_inflow"], 1_000_000)},
        ),
    )
