"""Synthetic rows of the demo (演示数据汇总): every account of a region answers from invented rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shuangkong.accounts.balance import sample_balance, sample_factors
from shuangkong.accounts.pollutant import terms_in_force
from shuangkong.packs import Packs, PlanPeriod
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.synthetic.accounts import (
    Places,
    synthetic_carbon_rows,
    synthetic_population_rows,
    synthetic_reduction_rows,
)
from shuangkong.synthetic.deductions import synthetic_deduction_rows
from shuangkong.synthetic.region import region_of
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.synthetic.users import synthetic_facility_rows

__all__ = ["synthetic_demo_rows"]

_POLLUTANT = "NOx"


def synthetic_demo_rows(
    packs: Packs, region: str, *, seed: int, known_on: date
) -> dict[str, tuple[Row, ...]]:
    """Return table → synthetic rows over the newest plan's years (演示数据汇总).

    Parameters
    ----------
    known_on
        Day whose guide the reduction projects are counted under.
    """
    plan = max(packs.plans, key=lambda each: each.last_year)
    divisions = [row for row in packs.table("division") if row["valid_to"] is None]
    below = tuple(str(row["division_code"]) for row in divisions if row["parent_code"] == region)
    years = range(plan.base_year, plan.last_year + 1)
    places = Places(region, below, years, seed)
    users, energy = synthetic_facility_rows(region_of(packs, region, seed=seed, years=years))
    reductions = synthetic_reduction_rows(places, _POLLUTANT, _guides(packs, plan, known_on))
    observed = (
        *synthetic_prefecture_rows(below, region, seed=seed, years=years),
        *synthetic_population_rows(places),
        *reductions.pop("observation"),
    )
    last = Period.parse(str(plan.last_year))
    return {
        "observation": observed,
        "deduction": synthetic_deduction_rows(below, region, seed=seed, years=years),
        "energy_balance_cell": sample_balance(packs, region, last).rows,
        "balance_factor": sample_factors(region, last),
        "carbon_activity": synthetic_carbon_rows(
            places, grid=region, neighbour=_neighbour(divisions, region)
        ),
        "key_energy_user": users,
        "facility_energy": energy,
        **{table: tuple(rows) for table, rows in reductions.items()},
    }


def _guides(packs: Packs, plan: PlanPeriod, known_on: date) -> dict[int, str]:
    years = range(plan.first_year, plan.last_year + 1)
    return {year: terms_in_force(packs, on=known_on, year=year).edition for year in years}


def _neighbour(divisions: Sequence[Row], region: str) -> str:
    """Return another division under the same parent, whose grid sells to the region; else its own."""
    parent = next((row["parent_code"] for row in divisions if row["division_code"] == region), None)
    beside = [row["division_code"] for row in divisions if row["parent_code"] == parent]
    return str(next((code for code in beside if code != region), region))
