"""Intensity at constant prices, sums with coverage, residuals, and units of figures."""

from decimal import Decimal

import pytest

from shuangkong.accounts import intensity, intensity_change, observe, sum_below, total, unallocated
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.trace import Label

ENERGY = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
GDP = {"unit": "亿元", "price_base_year": 2020}
YEAR = Period.parse("2020")


def one(frozen, row):
    (found,) = observe(
        frozen(observation=[row]), row["indicator_id"], row["division_code"], synthetic=row["is_synthetic"]
    )
    return found


@pytest.fixture
def energy(frozen, observed):
    return lambda period="2020", value="26000", **cells: one(
        frozen, observed("150000", "energy_consumption", period, value, **(ENERGY | cells))
    )


@pytest.fixture
def gdp(frozen, observed):
    return lambda period="2020", value="17360", **cells: one(
        frozen, observed("150000", "gdp_constant", period, value, **(GDP | cells))
    )


def divisions(*codes):
    return [
        {"division_code": code, "parent_code": "150000", "valid_from": None, "valid_to": None}
        for code in codes
    ]


def test_intensity_of_the_national_base_of_the_11th_plan(energy, gdp):
    found = intensity(energy(value="222468"), gdp(value="182321"))
    assert round(found.figure.value, 4) == Decimal("1.2202")
    assert found.series.price_base_year == 2020
    assert found.series.energy_basis == "coal_equivalent"


def test_intensity_can_be_rounded_to_four_decimals_first(energy, gdp):
    assert intensity(energy(), gdp(), quantum=Decimal("0.0001")).figure.value == Decimal("1.4977")


def test_a_zero_denominator_leaves_the_intensity_undefined(energy, gdp):
    found = intensity(energy(), gdp(value="0"))
    assert found.figure.value is None
    assert found.figure.absence.code == "undefined_ratio"


@pytest.mark.parametrize(
    ("of_energy", "of_gdp", "code"),
    [
        ({"energy_basis": None}, {}, "account_no_energy_basis"),
        ({}, {"price_base_year": None}, "account_no_price_base"),
        ({}, {"unit": "万吨"}, "account_wrong_unit"),
        ({"unit": "万吨标准煤 "}, {}, "account_wrong_unit"),
        ({}, {"period": "2021"}, "account_parts_differ"),
        ({"is_synthetic": True}, {}, "account_synthetic_beside_real"),
    ],
)
def test_parts_that_make_no_intensity(energy, gdp, of_energy, of_gdp, code):
    with pytest.raises(ProblemsFound) as found:
        intensity(energy(**of_energy), gdp(**of_gdp))
    (problem,) = found.value.problems
    assert problem.code == code
    assert problem.text("zh") and problem.text("en")


def test_a_change_of_intensity_is_taken_from_unrounded_parts(energy, gdp):
    before, after = intensity(energy(), gdp()), intensity(energy("2021", "26500"), gdp("2021", "18454"))
    expected = (Decimal(26500) / 18454) / (Decimal(26000) / 17360) * 100 - 100
    assert abs(intensity_change(before, after).value - expected) < Decimal("1e-20")


def test_a_ratio_across_two_price_bases_is_refused(energy, gdp):
    before = intensity(energy(), gdp(price_base_year=2015))
    after = intensity(energy("2021"), gdp("2021"))
    with pytest.raises(ProblemsFound) as found:
        intensity_change(before, after)
    assert [each.code for each in found.value.problems] == ["account_two_price_bases"]


def test_one_silent_prefecture_does_not_zero_the_region(frozen, observed):
    rows = frozen(
        division=divisions("150100", "150200", "150300"),
        observation=[
            observed("150100", "energy_consumption", "2020", "2000", **ENERGY),
            observed("150200", "energy_consumption", "2020", "5000", **ENERGY),
        ],
    )
    found = sum_below(rows, "energy_consumption", "150000", YEAR)
    assert found.figure.value == 7000
    assert found.figure.trace.coverage.absent == ("150300",)
    assert (found.figure.trace.coverage.present, found.figure.trace.coverage.expected) == (2, 3)


def test_nobody_reporting_is_absent_and_not_zero(frozen):
    found = sum_below(frozen(division=divisions("150100")), "energy_consumption", "150000", YEAR)
    assert found.figure.value is None
    assert found.figure.absence.code == "not_published"


def test_a_division_abolished_before_the_period_is_not_expected(frozen):
    old = divisions("152800")[0] | {"valid_to": Period.parse("2003").end}
    found = sum_below(frozen(division=[old, *divisions("150800")]), "energy_consumption", "150000", YEAR)
    assert found.figure.trace.coverage.absent == ("150800",)


def test_two_energy_bases_are_never_added(energy):
    parts = {"a": energy(), "b": energy(energy_basis="calorific")}
    with pytest.raises(ProblemsFound) as found:
        total(parts, label=Label("合计", "total"))
    assert [each.code for each in found.value.problems] == ["account_two_energy_bases"]


def test_the_region_is_its_prefectures_and_what_is_unallocated(frozen, observed, energy):
    rows = frozen(
        division=divisions("150100", "150200"),
        observation=[
            observed("150100", "energy_consumption", "2020", "2000", **ENERGY),
            observed("150200", "energy_consumption", "2020", "5000", **ENERGY),
        ],
    )
    parts = sum_below(rows, "energy_consumption", "150000", YEAR)
    assert unallocated(energy(value="7100"), parts).value == 100


def test_no_residual_while_a_part_is_silent(frozen, observed, energy):
    rows = frozen(
        division=divisions("150100", "150200"),
        observation=[observed("150100", "energy_consumption", "2020", "2000", **ENERGY)],
    )
    found = unallocated(energy(), sum_below(rows, "energy_consumption", "150000", YEAR))
    assert found.value is None
    assert found.absence.code == "partial_coverage"
    assert "150200" in found.absence.reason.en


def test_sums_of_different_parts_are_not_divided(frozen, observed):
    rows = frozen(
        division=divisions("150100", "150200"),
        observation=[
            observed("150100", "energy_consumption", "2020", "2000", **ENERGY),
            observed("150100", "gdp_constant", "2020", "2000", **GDP),
            observed("150200", "gdp_constant", "2020", "2000", **GDP),
        ],
    )
    parts = (sum_below(rows, name, "150000", YEAR) for name in ("energy_consumption", "gdp_constant"))
    assert intensity(*parts).figure.absence.code == "partial_coverage"
