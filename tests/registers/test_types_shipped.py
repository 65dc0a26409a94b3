"""The types that come with the product: what each is for, and how its rules see the rows around a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.packs import load_packs
from shuangkong.registers import check, register_types
from shuangkong.registers.grain import GRAINS, grain_of, period_before
from shuangkong.schema import Row

TYPES = register_types(load_packs("cn"))


def energy(value: str, period: str = "2021", **cells: object) -> Row:
    row: dict[str, object] = {
        "division_code": "150100",
        "indicator_id": "energy_consumption",
        "period": period,
        "value": Decimal(value),
        "unit": "万吨标准煤",
        "energy_basis": "coal_equivalent",
        "price_base_year": None,
        "vintage": "快报",
        "stage": "preliminary",
        "parts_absent": False,
        "is_synthetic": True,
        "status": "official",
        "source": "made for a test",
        "note": None,
    }
    return row | cells  # type: ignore[return-value]


def rules(rows: list[Row], kept: list[Row]) -> list[object]:
    return [problem.details["rule"] for problem in check(rows, kept, TYPES["annual_energy_statistic"])]


def test_the_types_a_programme_begins_with_are_there() -> None:
    assert {
        "annual_energy_statistic",
        "assigned_target",
        "coal_power_retrofit",
        "coal_power_unit",
        "declared_figure",
        "energy_report_basic",
        "energy_report_consumption",
        "energy_report_product",
        "judgement",
        "key_energy_user",
        "monthly_energy_report",
        "monthly_monitoring",
        "quarterly_gdp",
    } <= set(TYPES)
    assert {type_.status for type_ in TYPES.values()} == {"constructed", "unverified"}
    assert {type_.steps[-1] for type_ in TYPES.values()} == {"approved"}


@pytest.mark.parametrize("name", sorted(TYPES))
def test_synthetic_comes_with_the_filing_and_never_from_the_type(name: str) -> None:
    type_ = TYPES[name]
    assert "is_synthetic" in type_.given
    assert "is_synthetic" not in type_.constants


def test_the_wide_form_sets_a_different_series_in_every_column() -> None:
    for type_ in TYPES.values():
        series = [tuple(sorted(map(str, column.sets.items()))) for column in type_.form if column.sets]
        assert len(series) == len(set(series)), type_.id


def test_the_annual_statistic_is_countersigned_by_two_departments() -> None:
    annual = TYPES["annual_energy_statistic"]
    assert annual.table.name == "observation"
    assert annual.filed_by == ("统计局",)
    assert annual.countersigned_by == ("发展和改革委员会", "能源局")
    assert annual.steps == ("prefecture_reviewed", "countersigned", "approved")
    assert [column.sets["indicator_id"] for column in annual.form if column.sets] == [
        "energy_consumption",
        "gdp_real_growth",
        "intensity_change",
    ]


def test_the_year_before_may_stand_in_the_same_filing() -> None:
    assert rules([energy("100", "2020"), energy("140")], []) == ["energy_change_plausible"]


def test_what_is_filed_stands_in_for_what_is_kept() -> None:
    assert rules([energy("120", "2020"), energy("140")], [energy("100", "2020")]) == []


def test_two_figures_of_the_year_before_that_differ_decide_nothing() -> None:
    kept = [energy("100", "2020"), energy("139", "2020", vintage="年报")]
    assert rules([energy("140")], kept) == []


def test_another_basis_is_another_series() -> None:
    assert rules([energy("140")], [energy("100", "2020", energy_basis="calorific")]) == []


def test_events_without_the_register_of_things_are_checked_as_far_as_they_go() -> None:
    retrofit = TYPES["coal_power_retrofit"]
    row: dict[str, object] = dict.fromkeys(retrofit.table.column_names)
    row |= {
        "retrofit_id": "R1",
        "generating_unit_id": "U1",
        "division_code": "150100",
        "retrofit_kind": "flexibility",
        "retrofit_state": "planned",
        "retrofit_capacity_10k_kw": Decimal(60),
        "is_synthetic": True,
    }
    assert list(check([row], [], retrofit)) == []  # type: ignore[list-item]
    (problem,) = check([row], [], retrofit, things=[])  # type: ignore[list-item]
    assert problem.code == "row_thing_unknown"
    assert "coal_power_unit has no U1" in problem.text("en")


def test_a_period_of_another_grain_says_which_was_wanted() -> None:
    (problem,) = check([energy("1", "2021Q1")], [], TYPES["annual_energy_statistic"])
    assert problem.code == "row_period"
    assert "2021Q1 is not a year" in problem.text("en")


@given(st.integers(1990, 2040), st.integers(1, 12))
def test_twelve_months_and_four_quarters_before_are_a_year_before(year: int, month: int) -> None:
    monthly: str | None = f"{year}-{month:02d}"
    for _ in range(12):
        assert monthly is not None
        assert grain_of(monthly) == "month"
        monthly = period_before(monthly)
    assert monthly == f"{year - 1}-{month:02d}"
    quarterly: str | None = f"{year}Q{(month + 2) // 3}"
    for _ in range(4):
        assert quarterly is not None
        assert grain_of(quarterly) == "quarter"
        quarterly = period_before(quarterly)
    assert quarterly == f"{year - 1}Q{(month + 2) // 3}"


@pytest.mark.parametrize("text", ["2021H1", "2021Q1-Q3", "2016-2020"])
def test_spans_have_no_period_before(text: str) -> None:
    assert period_before(text) is None
    assert grain_of(text) in GRAINS
