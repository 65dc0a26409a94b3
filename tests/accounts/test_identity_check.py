"""The three-way identity on figures and on frozen rows."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts import check_identity, identity, implied_gdp_growth

D = Decimal
TOLERANCE = D("0.06")


def test_a_broken_identity_without_a_level_has_no_hint():
    check = identity(D("7.1"), D("6.89"), D("1.2"), tolerance=TOLERANCE)
    problem = check.problem("150000 2020")
    assert problem.code == "account_identity_broken"
    assert "0.20" in problem.text("en")


def test_an_increment_printed_as_per_cent_is_recognised():
    check = identity(D("-7.91"), D("-8.42"), D("8.3"), tolerance=TOLERANCE, level=D("979.38"))
    problem = check.problem("510700 2016")
    assert not check.holds
    assert problem.code == "account_identity_unit_slip"
    assert "-0.80" in problem.text("zh")


def test_a_level_does_not_excuse_another_error():
    check = identity(D("-7.91"), D("-8.42"), D("3.0"), tolerance=TOLERANCE, level=D("979.38"))
    assert check.slip is None
    assert check.problem("x").code == "account_identity_broken"


def test_a_fall_of_a_hundred_per_cent_implies_nothing():
    check = identity(D("1"), D("-100"), D("1"), tolerance=TOLERANCE)
    assert check.implied is None
    assert not check.holds


def test_it_runs_once_per_basis_and_vintage(frozen, observed):
    rows = frozen(
        observation=[
            observed("1", "energy_consumption_growth", "2020", "2.2", energy_basis="coal_equivalent"),
            observed("1", "intensity_change", "2020", "-0.1", energy_basis="coal_equivalent"),
            observed("1", "energy_consumption_growth", "2020", "3.2", energy_basis="calorific"),
            observed("1", "intensity_change", "2020", "0.9", energy_basis="calorific"),
            observed("1", "energy_consumption_growth", "2020", "9.9", vintage="v2"),
            observed("1", "gdp_real_growth", "2020", "2.3"),
        ]
    )
    checks = check_identity(rows, "1", "2020", tolerance=TOLERANCE)
    assert [check.series.energy_basis for check in checks] == ["calorific", "coal_equivalent"]
    assert all(check.holds for check in checks)
    assert len(checks[0].trace.inputs()) == 3


@pytest.mark.parametrize("left_out", ["energy_consumption_growth", "intensity_change", "gdp_real_growth"])
def test_nothing_is_checked_while_one_of_the_three_is_missing(frozen, observed, left_out):
    figures = {"energy_consumption_growth": "2.2", "intensity_change": "-0.1", "gdp_real_growth": "2.3"}
    rows = [observed("1", name, "2020", value) for name, value in figures.items() if name != left_out]
    assert check_identity(frozen(observation=rows), "1", "2020", tolerance=TOLERANCE) == ()


@given(st.decimals("-30", "30", places=3), st.decimals("-30", "30", places=3))
def test_the_identity_closes_on_its_own_growth(energy, change):
    implied = implied_gdp_growth(energy, change)
    assert identity(energy, change, implied, tolerance=D(0)).holds
