"""Fixtures of the bases: one region on round figures, its deduction records, and questions about it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts import Question
from shuangkong.accounts.bases import Inquiry
from shuangkong.packs import Packs, load_packs
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row

Cells = dict[str, Cell]
REGION = "150000"


@pytest.fixture(scope="session")
def packs() -> Packs:
    """The packs of the first region."""
    return load_packs("cn-15")


@pytest.fixture(scope="session")
def record() -> Callable[..., Cells]:
    """Make one deduction record [万吨标准煤]: ``record("F1", 2025, "feedstock", "6000")``."""

    def make(name: str, year: int, kind: str, energy: str | Decimal, **cells: Cell) -> Cells:
        row: Cells = {
            "deduction_id": name,
            "division_code": REGION,
            "deduction_year": year,
            "deduction_kind": kind,
            "deduction_scope": "both",
            "deduction_tce": Decimal(energy) * 10000,
            "energy_basis": "coal_equivalent",
            "deduction_subject": f"subject of {name}",
            "claimed_source": f"source of {name}",
            "deduction_evidence": f"evidence of {name}",
            "deduction_approval": None,
            "certificate_sender_code": None,
            "share_nation": None,
            "share_region": None,
            "share_prefecture": None,
            "effective_from_year": None,
            "effective_to_year": None,
            "is_synthetic": False,
            "status": "secondary",
            "source": "constructed for a test",
            "note": None,
        }
        if kind == "separate_listing":
            listed: Cells = {
                "share_nation": Decimal("0.5"),
                "effective_from_year": 2021,
                "deduction_approval": "list of 2021",
            }
            row |= listed
        if kind == "certificate":
            row |= {"certificate_sender_code": "140000"}
        return row | cells

    return make


@pytest.fixture(scope="session")
def series(observed: Callable[..., Cells]) -> Callable[..., list[Cells]]:
    """Make energy [万吨标准煤] and GDP [亿元] by year: ``series({2020: 25000}, {2020: 10000})``."""

    def make(
        energy: Mapping[int, str | int], gdp: Mapping[int, str | int], division: str = REGION, **cells: Cell
    ) -> list[Cells]:
        rows = [
            observed(
                division,
                "energy_consumption",
                str(year),
                str(value),
                **({"unit": "万吨标准煤", "energy_basis": "coal_equivalent"} | cells),
            )
            for year, value in energy.items()
        ]
        rows += [
            observed(
                division,
                "gdp_constant",
                str(year),
                str(value),
                **({"unit": "亿元", "price_base_year": 2020} | cells | {"energy_basis": None}),
            )
            for year, value in gdp.items()
        ]
        return rows

    return make


@pytest.fixture(scope="session")
def inquire(frozen: Callable[..., Any], packs: Packs) -> Callable[..., Inquiry]:
    """Make an inquiry: ``inquire(observations, deductions, period="2021-2025", known_on=…, rule=…)``."""

    def make(
        observations: Sequence[Row],
        deductions: Sequence[Row],
        *,
        division: str = REGION,
        period: str = "2021-2025",
        known_on: date = date(2026, 6, 1),
        rule: tuple[str, ...] = (),
        synthetic: bool = False,
    ) -> Inquiry:
        rows = frozen(observation=observations, deduction=deductions, division=packs.table("division"))
        question = Question(division, Period.parse(period), known_on, rule, "coal_equivalent", "T")
        return Inquiry.of(question, rows, packs, synthetic=synthetic)

    return make


@pytest.fixture(scope="session")
def region(series: Callable[..., list[Cells]]) -> list[Cells]:
    """25,000 → 29,000 万吨标准煤 and output × 1.30696 over 2021–2025."""
    return series({2020: 25000, 2025: 29000}, {2020: 10000, 2025: "13069.6"})


@pytest.fixture(scope="session")
def filed(record: Callable[..., Cells]) -> list[Cells]:
    """Feedstock 3,000 → 6,000 and renewable power 2,500 → 4,800 万吨标准煤."""
    return [
        record("F0", 2020, "feedstock", "3000"),
        record("F5", 2025, "feedstock", "6000"),
        record("N0", 2020, "renewable_power", "2500"),
        record("N5", 2025, "renewable_power", "4800"),
    ]
