"""Observations from frozen rows, chains of yearly changes, and what must never be chained."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts import average_rate, chain, cumulative, observe
from shuangkong.accounts.arithmetic import printed
from shuangkong.errors import ProblemsFound
from shuangkong.trace import Label

LABEL = Label("累计", "cumulative")
YEARS = range(2016, 2021)
CHANGES = {"2016": "-4.06", "2017": "-1.57", "2018": "10.86", "2019": "4.49", "2020": "6.89"}
rates = st.decimals("-0.3", "0.3", places=6)


def changes(frozen, observed, **cells):
    rows = [observed("150000", "intensity_change", year, value, **cells) for year, value in CHANGES.items()]
    return observe(
        frozen(observation=rows), "intensity_change", "150000", synthetic=bool(cells.get("is_synthetic"))
    )


def test_five_yearly_changes_chain_by_product(frozen, observed):
    figure = chain(changes(frozen, observed), YEARS, label=LABEL)
    assert printed(figure.value) == "16.93"
    assert figure.value != sum(map(Decimal, CHANGES.values()))
    assert figure.trace.coverage.is_full
    leaves = figure.trace.inputs()
    assert [leaf.rows[0].key[2] for leaf in leaves] == list(CHANGES)
    assert {row.table_hash for row in figure.trace.rows} == {"hash-of-observation"}


def test_a_missing_year_leaves_the_chain_absent_and_says_what_is_known(frozen, observed):
    rows = frozen(observation=[observed("150000", "intensity_change", "2024", "-3.000000")])
    figure = chain(observe(rows, "intensity_change", "150000"), range(2021, 2025), label=LABEL)
    assert figure.value is None
    assert figure.absence.code == "not_published"
    assert figure.trace.coverage.absent == ("2021", "2022", "2023")
    assert "2021–2023" in figure.absence.reason.zh
    assert "−3.00" in figure.absence.reason.en
    assert [leaf.value for leaf in figure.trace.inputs()] == ["-3 %"]


def test_a_row_without_value_is_no_observation(frozen, observed):
    rows = frozen(observation=[observed("150000", "intensity_change", "2021", None)])
    assert observe(rows, "intensity_change", "150000") == ()


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"vintage": "v2"}, "account_two_vintages"),
        ({"price_base_year": 2020}, "account_two_price_bases"),
        ({"energy_basis": "calorific"}, "account_two_energy_bases"),
        ({"unit": "‰"}, "account_two_units"),
    ],
)
def test_two_series_never_chain(frozen, observed, cells, code):
    rows = frozen(
        observation=[
            observed("150000", "intensity_change", "2016", "-4.06"),
            observed("150000", "intensity_change", "2017", "-1.57", **cells),
        ]
    )
    with pytest.raises(ProblemsFound) as found:
        chain(observe(rows, "intensity_change", "150000"), (2016, 2017), label=LABEL)
    assert [problem.code for problem in found.value.problems] == [code]
    assert " / " in found.value.problems[0].text("zh")


def test_all_differences_are_told_at_once(frozen, observed):
    rows = frozen(
        observation=[
            observed("150000", "intensity_change", "2016", "1"),
            observed("150000", "intensity_change", "2017", "1", vintage="v2", price_base_year=2020),
        ]
    )
    with pytest.raises(ProblemsFound) as found:
        chain(observe(rows, "intensity_change", "150000"), (2016, 2017), label=LABEL)
    assert {each.code for each in found.value.problems} == {"account_two_price_bases", "account_two_vintages"}


def test_synthetic_rows_never_stand_beside_real_ones(frozen, observed):
    real = changes(frozen, observed)
    synthetic = changes(frozen, observed, is_synthetic=True)
    assert all(each.figure.is_synthetic for each in synthetic)
    with pytest.raises(ProblemsFound) as found:
        chain((*real[:2], *synthetic[2:]), YEARS, label=LABEL)
    assert [problem.code for problem in found.value.problems] == ["account_synthetic_beside_real"]


def test_the_latest_stage_of_a_figure_counts_and_a_correction_touches_its_own_period_only(frozen, observed):
    rows = frozen(
        observation=[
            observed("1", "intensity_change", "2019", "5", stage="estimate"),
            observed("1", "intensity_change", "2019", "4.49", stage="final"),
            observed("1", "intensity_change", "2018", "10.86", stage="preliminary"),
        ]
    )
    found = observe(rows, "intensity_change", "1")
    assert [(each.period.text, each.figure.value) for each in found] == [
        ("2018", Decimal("10.86")),
        ("2019", Decimal("4.49")),
    ]


def test_the_other_energy_basis_is_left_out(frozen, observed):
    rows = frozen(observation=[observed("1", "energy_consumption", "2019", "5", energy_basis="calorific")])
    assert observe(rows, "energy_consumption", "1", energy_basis="coal_equivalent") == ()
    assert len(observe(rows, "energy_consumption", "1", energy_basis="calorific")) == 1


@given(st.lists(rates, min_size=1, max_size=8))
def test_a_chain_closes(yearly):
    left = Fraction(1)
    for rate in yearly:
        left *= 1 - Fraction(rate)
    assert Fraction(cumulative(yearly)) == 1 - left


@given(st.decimals("-0.5", "0.9", places=4), st.integers(1, 10))
def test_the_average_rate_repeated_makes_the_target(target, years):
    assert abs(cumulative([average_rate(target, years)] * years) - target) < Decimal("1e-35")


def test_a_chain_keeps_every_digit_of_its_rates(observed, frozen):
    """1 + 1e-29 has thirty digits: rounded to 28 it would be 1, and the change 0."""
    rates = ("1E-27", "3E-27")
    rows = [
        observed("150000", "intensity_change", str(year), rate)
        for year, rate in zip((2021, 2022), rates, strict=True)
    ]
    accounts = observe(frozen(observation=rows), "intensity_change", "150000")
    found = chain(accounts, (2021, 2022), label=Label("x", "x"))
    assert found.value == Decimal(f"4.{28 * '0'}3E-27")
