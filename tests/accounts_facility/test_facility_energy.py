"""Comprehensive energy of facilities: conservation, order of factors, refusals, frozen rows, products."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts.facility import (
    EnergyFactor,
    Factors,
    Line,
    Output,
    comprehensive_energy,
    dated_factors,
    energy_per_output,
    facility_energy,
    outputs_of,
    sum_facilities,
)
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.schema import read_csv, table
from shuangkong.trace import Label

YEAR = Period.parse("2022")
POWER = EnergyFactor("electricity", Decimal("0.30"), "kgce/kWh", "pack")
CALORIFIC = Factors("calorific", YEAR.end)
EQUIVALENT = Factors("coal_equivalent", YEAR.end, {"electricity": POWER})
amounts = st.decimals(0, 100000, places=3)
bases = st.sampled_from([CALORIFIC, EQUIVALENT])


def line(flow, product, quantity, unit="吨", **more):
    return Line(flow, product, Decimal(quantity), unit, **more)


def energy(*lines, factors=CALORIFIC, facility="A"):
    return comprehensive_energy(facility, YEAR, lines, factors)


def codes(call, *arguments, **options):
    with pytest.raises(ProblemsFound) as found:
        call(*arguments, **options)
    for problem in found.value.problems:
        assert problem.text("zh") and problem.text("en")
    return [problem.code for problem in found.value.problems]


@given(amounts, amounts, amounts, amounts, bases)
def test_own_conversion_never_changes_what_the_facility_uses(coal, burnt, power, own, factors):
    bought = (
        line("purchase", "raw_coal", coal),
        line("purchase", "electricity", power, "万千瓦时"),
    )
    plant = (
        line("conversion_input", "raw_coal", min(burnt, coal), conversion="plant"),
        line("own_output", "electricity", own, "万千瓦时", conversion="plant"),
    )
    plain, converted = energy(*bought, factors=factors), energy(*bought, *plant, factors=factors)
    assert converted.total.value == plain.total.value
    assert converted.by_product.keys() == plain.by_product.keys()


@given(amounts, amounts, amounts, bases)
def test_what_is_sold_is_taken_off_once(coal, own, sold, factors):
    sold = min(own, sold)
    lines = (
        line("purchase", "raw_coal", coal),
        line("conversion_input", "raw_coal", coal, conversion="plant"),
        line("own_output", "electricity", own, "千瓦时", conversion="plant"),
        line("sold", "electricity", sold, "千瓦时"),
    )
    found = energy(*lines, factors=factors)
    per_kwh = Decimal("0.0001229") if factors is CALORIFIC else Decimal("0.0003")
    assert found.total.value == coal * Decimal("0.7143") - sold * per_kwh
    products = sum(figure.value for figure in found.by_product.values())
    assert abs(products - found.total.value) < Decimal("1e-15")


@given(amounts, amounts, bases)
def test_what_one_facility_sells_to_another_is_counted_once_in_their_sum(coal, passed, factors):
    """A makes electricity from coal and sells it all to B: together they use the coal."""
    maker = energy(
        line("purchase", "raw_coal", coal),
        line("conversion_input", "raw_coal", coal, conversion="plant"),
        line("own_output", "electricity", passed, "千瓦时", conversion="plant"),
        line("sold", "electricity", passed, "千瓦时"),
        factors=factors,
    )
    user = energy(line("purchase", "electricity", passed, "千瓦时"), factors=factors, facility="B")
    together = sum_facilities({"A": maker, "B": user}, label=Label("园区", "park"))
    assert together.value == coal * Decimal("0.7143")


@given(amounts, amounts, st.decimals("0.1", "1", places=4), st.decimals("0.1", "1", places=4))
def test_a_stock_that_is_only_stored_uses_nothing(bought, before, of_bought, of_stock):
    """What was bought and stored and is all still there at the end has not been used."""
    lines = (
        line("purchase", "raw_coal", bought, measured=of_bought, factor_unit="kgce/kg"),
        line("opening_stock", "raw_coal", before, measured=of_stock, factor_unit="kgce/kg"),
        line("closing_stock", "raw_coal", bought + before),
    )
    assert abs(energy(*lines).total.value) < Decimal("1e-15")


def test_the_order_of_factors_and_the_trace_that_names_the_one_taken():
    pack = Factors(
        "calorific", YEAR.end, {"raw_coal": EnergyFactor("raw_coal", Decimal("0.65"), "kgce/kg", "pack")}
    )
    bare = line("purchase", "raw_coal", 100)
    measured = line("purchase", "raw_coal", 100, measured=Decimal("0.6"), factor_unit="kgce/kg")
    found = {
        name: energy(each, factors=factors)
        for name, each, factors in (
            ("national", bare, CALORIFIC),
            ("pack", bare, pack),
            ("measured", measured, pack),
        )
    }
    assert {name: each.total.value for name, each in found.items()} == {
        "national": Decimal("71.43"),
        "pack": 65,
        "measured": 60,
    }
    notes = {name: each.total.trace.inputs()[0].inputs()[0].notes[0].en for name, each in found.items()}
    assert notes == {
        "national": "default of the national standard",
        "pack": "dated factor of the rule pack",
        "measured": "measured factor",
    }
    assert found["national"].total.status == "secondary"


def test_the_edition_of_the_standard_is_that_of_the_period():
    water = line("medium", "fresh_water", 1000)
    old = comprehensive_energy("A", Period.parse("2020"), [water], Factors("calorific", date(2020, 12, 31)))
    assert (old.total.value, energy(water).total.value) == (Decimal("0.0857"), Decimal("0.2571"))
    assert (old.total.status, energy(water).total.status) == ("secondary", "unverified")


def test_a_measured_heating_value_of_electricity_is_no_coal_equivalent_factor():
    power = line(
        "purchase", "electricity", 1000, "千瓦时", measured=Decimal("0.1229"), factor_unit="kgce/kWh"
    )
    assert energy(power, factors=EQUIVALENT).total.value == Decimal("0.3")
    undated = energy(power, factors=Factors("coal_equivalent", YEAR.end))
    assert undated.total.absence.code == "factor_not_dated"
    assert undated.feedstock.value == 0, "what does not depend on the factor is known"


def test_media_the_facility_makes_of_several_products_keep_the_default():
    lines = (
        line("purchase", "electricity", 100000, "千瓦时"),
        line("conversion_input", "electricity", 100000, "千瓦时", conversion="air"),
        line("medium_output", "oxygen", 1000, "m3", conversion="air"),
        line(
            "medium_output",
            "nitrogen_gas",
            1000,
            "m3",
            conversion="air",
            measured=Decimal("0.1"),
            factor_unit="kgce/m3",
        ),
        line("medium", "oxygen", 1000, "m3"),
    )
    assert energy(*lines).media.value == Decimal("0.4")


def test_a_standard_with_several_factors_asks_for_a_measured_one():
    found = energy(line("medium", "nitrogen", 1000, "m3"))
    assert found.total.absence.code == "ambiguous_factor"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], "facility_no_lines"),
        ([line("closing_stock", "raw_coal", -1)], "facility_quantity_negative"),
        ([line("purchase", "raw_coal", 1, "吨 ")], "facility_unit_unknown"),
        ([line("purchase", "raw_coal", 1, factor_unit="kgce/kg")], "facility_factor_incomplete"),
        ([line("purchase", "raw_coal", 1), line("sold", "raw_coal", 1, "千瓦时")], "facility_units_differ"),
        ([line("opening_stock", "raw_coal", 1)], "facility_stock_one_sided"),
        ([line("purchase", "raw_coal", 1), line("feedstock", "raw_coal", 2)], "facility_more_used_than_had"),
        ([line("purchase", "moon_rock", 1)], "facility_product_unknown"),
        ([line("purchase", "electricity", 1, "吨")], "facility_factor_unit"),
        ([line("purchase", "electricity", 1, "吨标准煤")], "facility_tce_of_power"),
        (
            [line("purchase", "raw_coal", 1), line("purchase", "coke", 1, is_synthetic=True)],
            "facility_synthetic_beside_real",
        ),
    ],
)
def test_lines_that_cannot_be_right(lines, expected):
    assert codes(energy, *lines) == [expected]


def test_all_problems_of_a_facility_come_together():
    found = codes(energy, line("purchase", "raw_coal", -1), line("purchase", "coke", 1, "x"))
    assert found == ["facility_quantity_negative", "facility_unit_unknown"]


LINES = """\
facility_id,division_code,period,line_no,facility_flow,energy_product,conversion_id,line_quantity,unit,measured_factor,factor_unit,is_synthetic,status,source,note
A,150100,2022,1,purchase,electricity,,200,万千瓦时,,,false,official,填报,
A,150100,2022,2,purchase,raw_coal,,1000,吨,0.6,kgce/kg,false,official,填报,
A,150100,2022,3,purchase,raw_coal,,5,吨,,,true,constructed,演示,
A,150100,2021,1,purchase,raw_coal,,7,吨,,,false,official,填报,
"""
FACTORS = """\
division_code,period,energy_product,energy_basis,dated_factor,factor_unit,is_synthetic,status,source,note
150000,2022,electricity,coal_equivalent,0.31,kgce/kWh,false,secondary,自治区当年系数,
150000,2021-2025,electricity,coal_equivalent,0.33,kgce/kWh,false,secondary,五年统一系数,
150000,2021,electricity,coal_equivalent,0.32,kgce/kWh,false,secondary,上年系数,
150200,2022,electricity,coal_equivalent,0.29,kgce/kWh,false,secondary,别市系数,
150000,2022,raw_coal,calorific,0.7,kgce/kg,false,secondary,当量系数,
"""
OUTPUTS = """\
facility_id,division_code,period,output_product,output_quantity,unit,energy_share,is_synthetic,status,source,note
A,150100,2022,ferrosilicon,500,吨,0.75,false,official,填报,
A,150100,2022,silica_fume,0,吨,0.25,false,official,填报,
"""


@pytest.fixture(scope="module")
def rows(frozen):
    return frozen(
        facility_energy_line=read_csv(LINES, table("facility_energy_line"), "lines.csv"),
        facility_factor=read_csv(FACTORS, table("facility_factor"), "factors.csv"),
        facility_output=read_csv(OUTPUTS, table("facility_output"), "outputs.csv"),
        division=[
            {"division_code": "150100", "parent_code": "150000"},
            {"division_code": "150000", "parent_code": None},
        ],
    )


def test_a_facility_is_read_from_frozen_rows_on_both_bases(rows):
    calorific = facility_energy(rows, "A", "150100", YEAR, energy_basis="calorific")
    equivalent = facility_energy(rows, "A", "150100", YEAR, energy_basis="coal_equivalent")
    assert calorific.total.value == Decimal("245.8") + 600
    assert equivalent.total.value == 620 + 600
    assert equivalent.total.status == "secondary"
    tables = {row.table for row in equivalent.total.trace.rows}
    assert tables == {"facility_energy_line", "facility_factor"}
    synthetic = facility_energy(rows, "A", "150100", YEAR, energy_basis="calorific", synthetic=True)
    assert synthetic.total.is_synthetic and synthetic.total.value == Decimal("3.5715")
    assert codes(facility_energy, rows, "B", "150100", YEAR, energy_basis="calorific") == [
        "facility_no_lines"
    ]


def test_the_dated_factor_is_the_nearest_in_place_and_then_in_time(rows):
    def factor(division, period):
        found = dated_factors(rows, division, Period.parse(period), energy_basis="coal_equivalent")
        return found["electricity"].value

    assert factor("150100", "2022") == factor("150100", "2022-07") == Decimal("0.31")
    assert factor("150100", "2023") == Decimal("0.33")
    assert factor("150200", "2022") == Decimal("0.29")
    assert not dated_factors(rows, "150100", Period.parse("2030"), energy_basis="coal_equivalent")


def test_energy_per_product_by_declared_shares(rows):
    found = facility_energy(rows, "A", "150100", YEAR, energy_basis="calorific")
    each = energy_per_output(found, outputs_of(rows, "A", YEAR), with_feedstock=True)
    assert each["ferrosilicon"].value == Decimal("845.8") * Decimal("0.75") / 500
    assert each["ferrosilicon"].unit == "吨标准煤/吨"
    assert each["silica_fume"].absence.code == "undefined_ratio"


def test_feedstock_counts_in_the_product_only_where_it_is_asked_for():
    found = energy(line("purchase", "raw_coal", 100), line("feedstock", "raw_coal", 40))
    product = [Output("methanol", Decimal(10), "吨", Decimal(1))]
    with_it, without = (
        energy_per_output(found, product, with_feedstock=wanted)["methanol"].value for wanted in (True, False)
    )
    assert (with_it, without) == (Decimal("7.143"), Decimal("4.2858"))


def test_products_without_energy_have_none():
    found = energy(line("purchase", "natural_gas", 100, "m3"))
    each = energy_per_output(found, [Output("x", Decimal(1), "吨", Decimal(1))], with_feedstock=False)
    assert each["x"].absence.code == "factor_is_interval"


def test_shares_that_do_not_allocate_the_whole():
    found = energy(line("purchase", "raw_coal", 100))

    def asked(*products):
        return codes(energy_per_output, found, products, with_feedstock=True)

    assert asked(Output("x", Decimal(1), "吨", Decimal("0.9"))) == ["facility_shares_not_whole"]
    assert asked() == ["facility_shares_not_whole"]
    assert asked(
        Output("x", Decimal(1), "吨", Decimal("1.5")), Output("y", Decimal(1), "吨", Decimal("-0.5"))
    ) == ["facility_share_invalid", "facility_share_invalid"]
    synthetic = Output("x", Decimal(1), "吨", Decimal(1), is_synthetic=True)
    assert asked(synthetic) == ["facility_synthetic_beside_real"]


def test_a_sum_of_facilities_names_the_silent_and_shows_no_lines_of_a_single_one():
    one = energy(line("purchase", "raw_coal", 100))
    label = Label("合计", "sum")
    found = sum_facilities({"A": one, "B": None}, label=label)
    assert found.value == one.total.value
    assert found.trace.coverage.absent == ("B",)
    assert found.trace.rows == () and found.trace.inputs() == ()
    assert sum_facilities({"B": None}, label=label).absence.code == "not_published"


def test_sums_of_two_bases_or_of_synthetic_and_real_facilities_are_refused():
    label = Label("合计", "sum")
    real = energy(line("purchase", "raw_coal", 100))
    other = energy(line("purchase", "raw_coal", 100), factors=EQUIVALENT)
    demonstration = energy(line("purchase", "raw_coal", 100, is_synthetic=True))
    assert codes(sum_facilities, {"A": real, "B": other}, label=label) == ["facility_two_bases"]
    assert codes(sum_facilities, {"A": real, "B": demonstration}, label=label) == [
        "facility_synthetic_beside_real"
    ]


def test_figures_of_a_single_facility_are_unit_level():
    for name in ("facility_energy_line", "facility_output"):
        guarded = {column.name for column in table(name).columns if column.confidentiality == "unit_level"}
        assert "facility_id" in guarded and len(guarded) >= 2
