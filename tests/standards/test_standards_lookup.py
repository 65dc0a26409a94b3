"""One lookup: a value with its edition and status, or a problem that says what there is instead."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis
from shuangkong.standards import editions, lookup, matches

DAY = date(2022, 6, 1)
LAST_OF_2008 = date(2021, 3, 31)


def the_problem(error: pytest.ExceptionInfo[ProblemsFound]) -> Problem:
    (problem,) = error.value.problems
    for language in ("zh", "en"):
        assert "{" not in problem.text(language)
    return problem


def test_raw_coal_answers_with_everything_that_makes_it_citable() -> None:
    value = lookup("tce_factor", "raw_coal", on=DAY)
    assert (str(value.value), value.value_max, value.unit) == ("0.7143", None, "kgce/kg")
    assert (value.edition, value.status, value.energy_basis) == ("GB/T 2589-2020", "secondary", None)
    assert (value.valid_from, value.valid_to) == (date(2021, 4, 1), None)
    assert value.source
    assert value.document.startswith("GB/T 2589-2020")


def test_a_chinese_name_is_the_same_question() -> None:
    for metric in ("tce_factor", "lower_heating_value"):
        assert lookup(metric, "原煤", on=DAY) == lookup(metric, "raw_coal", on=DAY)
    assert lookup("tce_factor", "焦炭", on=DAY) == lookup("tce_factor", "coke", on=DAY)


def test_each_field_has_its_own_status() -> None:
    assert lookup("tce_factor", "gasoline", on=DAY).status == "secondary"
    assert lookup("lower_heating_value", "gasoline", on=DAY).status == "unverified"
    assert lookup("lower_heating_value", "gasoline", on=LAST_OF_2008).status == "secondary"


@given(st.integers(-4000, 3000))
def test_the_day_chooses_the_edition_and_never_two(days: int) -> None:
    on = LAST_OF_2008 + timedelta(days)
    expected = "GB/T 2589-2008" if days <= 0 else "GB/T 2589-2020"
    value = lookup("lower_heating_value", "raw_coal", on=on)
    assert value.edition == expected
    assert value.value == (Decimal(20908) if days <= 0 else Decimal(20934))


def test_before_the_first_edition_there_is_no_fallback() -> None:
    with pytest.raises(ProblemsFound, match="GB/T 2589-2008") as found:
        lookup("tce_factor", "raw_coal", on=date(2005, 1, 1))
    assert the_problem(found).code == "standard_no_match"


def test_naming_an_edition_out_of_force_does_not_bring_it_back() -> None:
    with pytest.raises(ProblemsFound) as found:
        lookup("tce_factor", "raw_coal", on=DAY, edition="GB/T 2589-2008")
    assert the_problem(found).code == "standard_no_match"


def test_a_fuel_of_the_newer_edition_only_is_not_found_before() -> None:
    assert lookup("tce_factor", "methanol", on=DAY).value == Decimal("0.6794")
    with pytest.raises(ProblemsFound, match="GB/T 2589-2020") as found:
        lookup("tce_factor", "methanol", on=LAST_OF_2008)
    assert the_problem(found).code == "standard_no_match"


def test_a_range_comes_back_as_a_range() -> None:
    slime = lookup("tce_factor", "coal_slime", on=DAY)
    assert (slime.value, slime.value_max) == (Decimal("0.2857"), Decimal("0.4286"))
    assert slime.is_interval
    gas = lookup("tce_factor", "natural_gas", on=DAY)
    assert (gas.value, gas.value_max, gas.status) == (Decimal("1.1000"), Decimal("1.3300"), "unverified")


def test_two_natural_gases_in_2008_are_listed_not_chosen() -> None:
    with pytest.raises(ProblemsFound, match=r"1\.3300.*oilfield.*1\.2143.*gas_field") as found:
        lookup("tce_factor", "natural_gas", on=LAST_OF_2008)
    assert the_problem(found).code == "standard_ambiguous"
    assert lookup("tce_factor", "natural_gas", on=LAST_OF_2008, variant="oilfield").value == Decimal("1.33")
    assert lookup("tce_factor", "气田天然气", on=LAST_OF_2008).value == Decimal("1.2143")


@pytest.mark.parametrize(("subject", "value"), [("electricity", "0.1229"), ("热力", "0.03412")])
@pytest.mark.parametrize("on", [LAST_OF_2008, DAY])
def test_calorific_factors_stand_in_both_editions(subject: str, value: str, on: date) -> None:
    found = lookup("tce_factor", subject, on=on, energy_basis="calorific")
    assert (str(found.value), found.energy_basis) == (value, "calorific")


@pytest.mark.parametrize("subject", ["electricity", "heat"])
def test_coal_equivalent_factor_is_set_each_year_and_must_be_supplied(subject: str) -> None:
    basis: EnergyBasis = "coal_equivalent"
    with pytest.raises(ProblemsFound, match="year by year") as found:
        lookup("tce_factor", subject, on=DAY, energy_basis=basis)
    assert the_problem(found).code == "standard_set_each_year"


def test_electricity_without_a_basis_is_ambiguous() -> None:
    with pytest.raises(ProblemsFound, match=r"calorific.*coal_equivalent") as found:
        lookup("tce_factor", "electricity", on=DAY)
    assert the_problem(found).code == "standard_ambiguous"


def test_a_sector_convention_answers_only_by_name() -> None:
    refining = lookup(
        "tce_factor",
        "electricity",
        on=date(2025, 1, 1),
        energy_basis="coal_equivalent",
        edition="GB 30251-2024 A.1",
    )
    assert (str(refining.value), refining.unit) == ("0.21", "kgoe/kWh")
    with pytest.raises(ProblemsFound) as found:
        lookup("tce_factor", "electricity", on=date(2023, 1, 1), edition="GB 30251-2024 A.1")
    assert the_problem(found).code == "standard_no_match"  # before the year of its number


def test_unknown_metric_subject_and_condition() -> None:
    with pytest.raises(ProblemsFound, match="tce_factor") as found:
        lookup("coal_factor", "raw_coal", on=DAY)
    assert the_problem(found).code == "standard_metric_unknown"
    with pytest.raises(ProblemsFound, match="raw_coal") as found:
        lookup("tce_factor", "row_coal", on=DAY)
    assert the_problem(found).code == "standard_subject_unknown"
    with pytest.raises(ProblemsFound, match="variant") as found:
        lookup("tce_factor", "raw_coal", on=DAY, kind="oilfield")
    assert the_problem(found).code == "standard_condition_unknown"


def test_grid_factors_by_region_set_and_year() -> None:
    ask = {"on": date(2025, 12, 31), "edition": "provincial-average"}
    values = [
        str(lookup("grid_factor", "内蒙古", year=year, **ask).value) for year in ("2021", "2022", "2023")
    ]
    assert values == ["0.7025", "0.6849", "0.6479"]
    by_code = lookup("grid_factor", "150000", year="2023", **ask)
    assert by_code == lookup("grid_factor", "内蒙古", year="2023", **ask)
    assert by_code.unit == "kgCO2/kWh"
    assert by_code.status == "secondary"


def test_a_grid_factor_never_published_is_an_error_not_zero() -> None:
    with pytest.raises(ProblemsFound) as found:
        lookup("grid_factor", "西藏", on=DAY, edition="provincial-average", year="2023")
    assert the_problem(found).code == "standard_subject_unknown"
    with pytest.raises(ProblemsFound) as found:
        lookup("grid_factor", "内蒙古", on=DAY, edition="provincial-average", year="2020")
    assert the_problem(found).code == "standard_no_match"


def test_a_set_must_be_named_for_grid_and_fuel_factors() -> None:
    for metric, subject in (("grid_factor", "全国"), ("carbon_content", "高炉煤气"), ("oxidation", "原油")):
        with pytest.raises(ProblemsFound) as found:
            lookup(metric, subject, on=DAY)
        assert the_problem(found).code == "standard_no_match"


def test_a_level_without_number_says_so() -> None:
    with pytest.raises(ProblemsFound) as found:
        lookup(
            "efficiency_level",
            "尿素",
            on=date(2024, 1, 1),
            edition="发改产业〔2023〕723号",
            level="benchmark",
        )
    assert the_problem(found).code == "standard_without_number"
    listed = matches("efficiency_level", "尿素", on=date(2024, 1, 1), edition="发改产业〔2023〕723号")
    assert [value.value for value in listed] == [None, None]


def test_price_steps_are_dated_by_their_rows() -> None:
    step = {"edition": "AL-2021"}
    first = lookup("tiered_price", "电解铝", on=date(2022, 12, 31), **step)
    later = lookup("tiered_price", "电解铝", on=date(2024, 12, 31), **step)
    assert (first.conditions["lower"], later.conditions["lower"]) == ("13650", "13450")
    assert (first.status, str(first.value), first.conditions["step_size"]) == ("unverified", "0.01", "20")
    assert len(matches("tiered_price", "电解铝", on=date(2015, 6, 1), edition="AL-2013")) == 3
    with pytest.raises(ProblemsFound):
        matches("tiered_price", "电解铝", on=date(2022, 1, 1), edition="AL-2013")


def test_a_price_named_for_a_list_of_industries_answers_for_each() -> None:
    value = lookup("tiered_price", "黄磷", on=DAY, edition="DIFF-2010", condition="淘汰类")
    assert (str(value.value), value.status) == ("0.30", "unverified")


def test_dated_editions_of_one_standard_leave_no_gap_and_no_overlap() -> None:
    older, newer = editions()["GB/T 2589-2008"], editions()["GB/T 2589-2020"]
    assert older.valid_to is not None and newer.valid_from is not None
    assert newer.valid_from - older.valid_to == timedelta(1)
