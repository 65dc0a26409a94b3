"""Known traps of the tables: figures that look alike and are not, signs, gaps, and sets kept apart."""

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.standards import lookup
from shuangkong.standards.tables import entries

DAY = date(2025, 6, 1)


def test_nitrogen_differs_by_a_factor_of_24_between_conventions() -> None:
    association = lookup("tce_factor", "nitrogen", on=DAY, edition="T/CISA 416-2024")
    national = lookup("tce_factor", "nitrogen", on=DAY, variant="by_product")
    assert (association.status, national.status) == ("secondary", "unverified")
    assert association.value is not None and national.value is not None
    assert round(national.value / association.value) == 24
    with pytest.raises(ProblemsFound) as found:
        lookup("tce_factor", "nitrogen", on=DAY)
    assert [problem.code for problem in found.value.problems] == ["standard_ambiguous"]


def test_fresh_water_tripled_between_editions() -> None:
    older = lookup("tce_factor", "新水", on=date(2020, 1, 1))
    newer = lookup("tce_factor", "新水", on=DAY)
    assert (str(older.value), older.status) == ("0.0857", "secondary")
    assert (str(newer.value), newer.status) == ("0.2571", "unverified")


def test_blast_furnace_gas_of_the_old_set_is_a_sixth() -> None:
    carbon = {
        name: lookup("carbon_content", "blast_furnace_gas", on=DAY, edition=name).value
        for name in ("provincial-inventory-2025", "industry-calculator", "provincial-inventory-old")
    }
    assert {name: str(value) for name, value in carbon.items()} == {
        "provincial-inventory-2025": "70.8",
        "industry-calculator": "70.8",
        "provincial-inventory-old": "12.2",
    }
    old = lookup("carbon_content", "高炉煤气", on=DAY, edition="provincial-inventory-old")
    assert "WARNING" in old.note


def test_bituminous_coal_heating_values_of_two_sets_are_kept_apart() -> None:
    values = [
        str(lookup("lower_heating_value", "烟煤", on=DAY, edition=name).value)
        for name in ("provincial-inventory-2025", "industry-calculator")
    ]
    assert values == ["19.57", "23.204"]


def test_every_fuel_factor_follows_from_its_own_parameters() -> None:
    checked = 0
    for entry in entries():
        factor = entry.value
        if factor.metric != "fuel_emission_factor":
            continue
        parts = [
            lookup(metric, factor.subject, on=DAY, edition=factor.edition).value
            for metric in ("lower_heating_value", "carbon_content", "oxidation")
        ]
        heating, carbon, oxidation = (part for part in parts if part is not None)
        computed = heating * carbon * oxidation / 100 * 44 / 12 / 1000
        assert factor.value is not None
        assert abs(computed - factor.value) <= Decimal("0.00006"), factor
        checked += 1
    assert checked == 54


def test_factors_of_gb_t_2589_reproduce_their_heating_values_within_their_rounding() -> None:
    kilojoules_per_kgce = Decimal("29307.6")
    for name in ("raw_coal", "gasoline", "coke_oven_gas", "blast_furnace_gas", "hydrogen"):
        factor = lookup("tce_factor", name, on=DAY)
        heating = lookup("lower_heating_value", name, on=DAY)
        assert factor.value is not None and heating.value is not None
        assert abs(heating.value / kilojoules_per_kgce - factor.value) < Decimal("0.0002"), name


def test_refinery_gas_of_2008_stands_on_the_newer_scale() -> None:
    older = lookup("lower_heating_value", "炼厂干气", on=date(2020, 1, 1))
    assert older.value == lookup("lower_heating_value", "炼厂干气", on=DAY).value == Decimal(46055)
    assert "4.1868" in older.note


def test_levels_may_be_negative_and_lower_is_better() -> None:
    ask = {"on": DAY, "edition": "发改产业〔2021〕1609号"}
    benchmark = lookup("efficiency_level", "转炉工序", level="benchmark", **ask)
    baseline = lookup("efficiency_level", "转炉工序", level="baseline", **ask)
    assert benchmark.value == Decimal(-30)
    assert baseline.value == Decimal(-10)
    assert benchmark.value < baseline.value


def test_a_missing_level_is_not_defined_rather_than_failed() -> None:
    undefined = [
        entry.value
        for entry in entries()
        if entry.value.metric == "energy_limit" and entry.value.value is None
    ]
    assert {value.conditions["level"] for value in undefined} == {"1", "2"}
    for value in undefined:
        with pytest.raises(ProblemsFound) as found:
            lookup("energy_limit", value.subject, on=DAY, edition=value.edition, **value.conditions)
        assert [problem.code for problem in found.value.problems] == ["standard_without_number"]


def test_a_process_must_be_named_where_a_product_has_several() -> None:
    with pytest.raises(ProblemsFound, match=r"褐煤.*烟煤") as found:
        lookup("efficiency_level", "煤制甲醇", on=DAY, edition="发改产业〔2021〕1609号", level="benchmark")
    assert [problem.code for problem in found.value.problems] == ["standard_ambiguous"]


def test_grid_sets_of_one_year_differ() -> None:
    found = {
        name: str(lookup("grid_factor", "全国", on=DAY, edition=name, year="2023").value)
        for name in ("national-average", "national-residual", "national-fossil")
    }
    assert found == {
        "national-average": "0.5306",
        "national-residual": "0.6096",
        "national-fossil": "0.8273",
    }
    assert (
        str(lookup("grid_factor", "华北", on=DAY, edition="regional-average", year="2023").value) == "0.6361"
    )
    assert (
        lookup("grid_factor", "全国", on=DAY, edition="national-average", year="2022").status == "unverified"
    )


def test_emission_limits_carry_their_reference_oxygen_and_place() -> None:
    national = lookup(
        "emission_limit", "水泥窑及窑尾余热利用系统", on=DAY, edition="环大气〔2024〕5号", pollutant="NOx"
    )
    local = lookup("emission_limit", "水泥窑(洛阳2019)", on=DAY, edition="410300-2019", pollutant="NOx")
    assert (national.value, national.conditions["reference_o2_pct"]) == (Decimal(50), "10")
    assert (local.value, local.conditions["jurisdiction"]) == (Decimal(100), "410300")


def test_heat_default() -> None:
    value = lookup("heat_factor", "heat", on=DAY)
    assert (str(value.value), value.unit, value.status) == ("0.11", "tCO2/GJ", "secondary")


def test_no_value_claims_to_be_official() -> None:
    assert {entry.value.status for entry in entries()} == {"secondary", "unverified"}
