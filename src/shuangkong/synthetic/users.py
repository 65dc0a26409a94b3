"""Synthetic rows of key energy users (演示重点用能单位): who they are, what three reporters say of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from shuangkong.schema import Row, table
from shuangkong.synthetic.region import Facility, Region
from shuangkong.synthetic.totals import GENERATOR

__all__ = ["synthetic_facility_rows"]

_REPORTERS = {"filed": (10_000, 10_000), "grid": (9_960, 10_040), "metered": (9_900, 10_050)}  # [1/10000]
_SLIP = 10_000
_REPORTED = 2  # years


def synthetic_facility_rows(region: Region) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Return the key users of a region and what they, the grid and their meters say [tce] (演示重点用能单位).

    Returns
    -------
    tuple of two tuples of rows
        Rows of ``key_energy_user`` and of ``facility_energy`` for the last two years. The last user is silent
        in the last year, and the first one's meter of that year is off by 10⁴, so that both can be seen.
    """
    return tuple(_listed(region, each) for each in region.facilities), tuple(_said(region))


def _listed(region: Region, facility: Facility) -> Row:
    known = region.marked(
        {
            "facility_id": facility.id,
            "division_code": facility.prefecture,
            "valid_from": date(region.years[-_REPORTED], 1, 1),
            "facility_name": facility.name,
            "county_code": facility.county,
            "industry_class": facility.industry_class,
            "credit_code": f"SYN{facility.id[-15:]:0>15}",
            "energy_manager": "示例负责人",
        }
    )
    return {name: known.get(name) for name in table("key_energy_user").column_names}


def _said(region: Region) -> Iterator[Row]:
    dice, last = region.dice("facility_energy"), region.years[-1]
    for facility in region.facilities:
        for year in region.years[-_REPORTED:]:
            for reporter, (low, high) in _REPORTERS.items():
                tce = facility.energy[year] * dice.randint(low, high) // 10_000
                if (facility, year, reporter) == (region.facilities[0], last, "metered"):
                    tce //= _SLIP
                if (facility, year) != (region.facilities[-1], last):
                    yield _reported(region, facility, (year, reporter), tce)


def _reported(region: Region, facility: Facility, about: tuple[int, str], tce: Decimal) -> Row:
    year, reporter = about
    return region.marked(
        {
            "facility_id": facility.id,
            "division_code": facility.prefecture,
            "period": str(year),
            "product_id": "energy_total",
            "value": tce,
            "unit": "吨标准煤",
            "energy_basis": "coal_equivalent",
            "reported_by": reporter,
            "vintage": f"synthetic-{GENERATOR}",
        }
    )
