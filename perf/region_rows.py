"""Constructed rows of a region (演示规模数据): 12 prefectures, 103 counties, 1,200 facilities, 6 years.

Every facility files five of twelve products in both energy bases each year; one in fifty is silent in a year.
All figures come from a seeded generator and mean nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from shuangkong.packs import load_packs
from shuangkong.quantity import EnergyBasis
from shuangkong.schema import Cell, Row

__all__ = ["BASES", "PRODUCTS", "REGION", "YEARS", "Region", "build"]

REGION = "150000"
YEARS = tuple(str(year) for year in range(2020, 2026))
BASES: tuple[EnergyBasis, ...] = ("calorific", "coal_equivalent")
PRODUCTS = (
    *("raw_coal", "washed_coal", "coke", "coke_oven_gas", "natural_gas", "gasoline"),
    *("diesel", "fuel_oil", "lpg", "heat", "electricity", "other"),
)
FACILITIES = 1_200
PER_FACILITY = 5
_MICRO = 6


@dataclass(frozen=True)
class Region:
    """Tables of the region, and who is expected to file: facility → county."""

    tables: dict[str, list[Row]]
    expected: dict[str, str]


def build(facilities: int = FACILITIES, seed: int = 20201) -> Region:
    """Make the tables, always the same for one seed."""
    random = Random(seed)
    divisions = [dict(row) for row in load_packs("cn-15").table("division")]
    codes = {
        level: [str(r["division_code"]) for r in divisions if r["level"] == level and within(r)]
        for level in ("prefecture", "county")
    }
    expected = {f"F{number:05}": random.choice(codes["county"]) for number in range(facilities)}
    filed = list(_filed(random, expected))
    places = [REGION, *codes["prefecture"]]
    observed = [row for place in places for row in _observed(random, place)]
    taken = [row for place in places for row in _deducted(random, place)]
    tables = {"division": divisions, "facility_energy": filed, "observation": observed, "deduction": taken}
    return Region(tables, expected)


def within(row: Row) -> bool:
    """Whether a division lies in the region and still exists."""
    return str(row["division_code"]).startswith(REGION[:2]) and row["valid_to"] is None


def _filed(random: Random, expected: dict[str, str]) -> Iterator[Row]:
    for facility, county in expected.items():
        products = random.sample(PRODUCTS, PER_FACILITY)
        for year in YEARS:
            if random.random() < 0.02:
                continue
            for product in products:
                amount = random.randrange(1, 10**11)
                for basis in BASES:
                    share = 100 if basis == "calorific" or product != "electricity" else 245
                    yield {
                        "facility_id": facility,
                        "division_code": county,
                        "period": year,
                        "product_id": product,
                        "value": Decimal(amount * share // 100).scaleb(-_MICRO),
                        "unit": "吨标准煤",
                        "energy_basis": basis,
                        "reported_by": "filed",
                        "vintage": "v1",
                        **_made(),
                    }


def _observed(random: Random, place: str) -> Iterator[Row]:
    scale = 12 if place == REGION else 1
    for year in YEARS:
        for indicator, unit, basis, price in (
            ("energy_consumption", "吨标准煤", "calorific", None),
            ("energy_consumption", "吨标准煤", "coal_equivalent", None),
            ("gdp_constant", "亿元", None, 2020),
        ):
            value = Decimal(random.randrange(10**13, 2 * 10**13) * scale).scaleb(-_MICRO)
            yield {
                "division_code": place,
                "indicator_id": indicator,
                "period": year,
                "value": value if basis else value.scaleb(-4).quantize(Decimal("1e-6")),
                "unit": unit,
                "energy_basis": basis,
                "price_base_year": price,
                "vintage": "v1",
                "stage": "final",
                "parts_absent": False,
                **_made(),
            }


def _deducted(random: Random, place: str) -> Iterator[Row]:
    for year in YEARS:
        for kind in ("feedstock", "renewable_power"):
            name = f"{kind}-{place}-{year}"
            amount = Decimal(random.randrange(10**8, 10**10)).scaleb(-_MICRO)
            for basis in BASES:
                yield {
                    "deduction_id": name,
                    "division_code": place,
                    "deduction_year": int(year),
                    "deduction_kind": kind,
                    "deduction_scope": "both",
                    "deduction_tce": amount,
                    "energy_basis": basis,
                    "deduction_subject": name,
                    "claimed_source": f"meter-{name}",
                    "deduction_evidence": f"file-{name}",
                    "deduction_approval": None,
                    "certificate_sender_code": None,
                    "share_nation": None,
                    "share_region": None,
                    "share_prefecture": None,
                    "effective_from_year": None,
                    "effective_to_year": None,
                    **_made(),
                }


def _made() -> dict[str, Cell]:
    made: dict[str, Cell] = {"is_synthetic": True, "status": "constructed", "source": "perf", "note": None}
    return made
