"""Synthetic shares of coal and of non-fossil energy (演示能源结构), year by year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shuangkong.schema import Row
from shuangkong.synthetic.region import Filled, Region
from shuangkong.synthetic.totals import GENERATOR

__all__ = ["fill"]

_STEP = Decimal("0.01")
_COAL = (8200, 60, 150)  # the base year and the least and most it falls in a year [hundredths of a per cent]
_NON_FOSSIL = (1120, -180, -90)  # the same; it rises


def fill(region: Region) -> Filled:
    """Return the shares of coal and of non-fossil energy (能源结构): rows of ``observation``."""
    return Filled({"observation": tuple(_shares(region))})


def _shares(region: Region) -> Iterator[Row]:
    dice = region.dice("energy mix")
    for division in (region.code, *(each.code for each in region.prefectures)):
        for indicator, (start, least, most) in (("coal_share", _COAL), ("non_fossil_share", _NON_FOSSIL)):
            share = start if division == region.code else start + dice.randint(-300, 300)
            for year in region.years:
                yield region.marked(
                    {
                        "division_code": division,
                        "indicator_id": indicator,
                        "period": str(year),
                        "value": (Decimal(share) / 100).quantize(_STEP),
                        "unit": "%",
                        "energy_basis": None,
                        "price_base_year": None,
                        "vintage": f"synthetic-{GENERATOR}",
                        "stage": "final",
                        "parts_absent": True,
                    }
                )
                share -= dice.randint(least, most)
