"""The carbon account: factors by hand, two views, one factor set, absent slots, exact additivity."""

import csv
import json
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts import Account, Question, Series
from shuangkong.accounts.carbon import (
    CarbonSeries,
    FactorSet,
    carbon_account,
    carbon_below,
    carbon_change,
    carbon_intensity,
    cumulative_carbon_change,
    emissions,
    fuel_factor,
    grid_factor,
    heat_factor,
    restatement,
    same_factors,
)
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.schema import read_csv, table, write_csv
from shuangkong.snapshot import freeze
from shuangkong.trace import Figure, Label, Trace

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases/carbon.yaml").read_text(encoding="utf-8")
)
ON = date(2026, 1, 1)
NEW = FactorSet("provincial-inventory-2025", "provincial-average")
CALCULATOR = FactorSet("industry-calculator", "provincial-average")
COAL = ("fuel_combustion", "bituminous_coal", "1", "万吨")
SOLD = ("electricity_export", "150000", "2000", "万千瓦时")
BOUGHT = ("electricity_import", "130000", "500", "万千瓦时")


def row(activity, subject, value, unit, *, division="150000", period="2021", **cells):
    return {
        "division_code": division,
        "period": period,
        "carbon_activity": activity,
        "activity_subject": subject,
        "value": None if value is None else Decimal(value),
        "unit": unit,
        "vintage": "v1",
        "stage": "final",
        "is_synthetic": False,
        "status": "official",
        "source": "constructed for a test",
        "note": None,
    } | cells


def question(division="150000", period="2021"):
    return Question(division, Period.parse(period), ON, (), "coal_equivalent", "co2")


@pytest.fixture
def account(frozen):
    def make(*activities, factors=NEW, division="150000", period="2021", synthetic=False, **cells):
        rows = [
            row(*each, division=division, period=period, is_synthetic=synthetic, **cells)
            for each in activities
        ]
        held = frozen(carbon_activity=rows)
        return carbon_account(held, question(division, period), factors, synthetic=synthetic)

    return make


def gdp(value="1", *, period="2021", base=2020, unit="亿元", division="150000", synthetic=False):
    trace = Trace(label=Label("生产总值", "GDP"), value=value, is_synthetic=synthetic)
    figure = Figure(Decimal(value), unit, trace)
    return Account(division, "gdp_constant", Period.parse(period), figure, Series(price_base_year=base))


def codes(error):
    for problem in error.value.problems:
        assert problem.text("zh") and problem.text("en")
    return [problem.code for problem in error.value.problems]


def run_fuel_factor(given_, account):
    return vars_of(fuel_factor(given_["fuel"], given_["fuel_set"], on=ON))


def run_grid_factor(given_, account):
    factors = FactorSet(NEW.fuels, NEW.grid, given_.get("grid_year"))
    return vars_of(grid_factor(given_["grid"], factors, year=given_["year"], on=ON))


def run_views(given_, account):
    found = account(*given_["rows"], period=str(given_["year"]))
    absence = found.consumption.figure.absence
    return {
        "production": found.production.figure.value,
        "consumption": found.consumption.figure.value,
        "missing": list(found.consumption.figure.trace.coverage.absent),
        "absence": None if absence is None else absence.code,
    }


def run_restate(given_, account):
    first = account(*given_["rows"])
    second = account(*given_["rows"], factors=FactorSet(given_["other"], NEW.grid))
    found = restatement(first.production, second.production)
    return {
        "first": first.production.figure.value,
        "second": second.production.figure.value,
        "difference": found.value,
    }


def run_intensity(given_, account):
    found = carbon_intensity(account(*given_["rows"]).production, gdp(given_["gdp"]))
    return vars_of(found.figure) | {"price_base_year": found.series.price_base_year}


def vars_of(figure):
    return {"value": figure.value, "unit": figure.unit, "status": figure.status}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case, account):
    assert set(case) == {"name", "account", "question", "input", "expected", "status", "source"}
    run, expected = globals()[f"run_{case['account']}"], dict(case["expected"])
    if code := expected.pop("problem", None):
        with pytest.raises(ProblemsFound) as error:
            run(case["input"], account)
        assert codes(error) == [code]
        return
    found = run(case["input"], account)
    for name, said in expected.items():
        held = found[name]
        if isinstance(held, Decimal):
            assert round(held, -Decimal(said).as_tuple().exponent) == Decimal(said), name
        else:
            assert held == said, name


def fuel_rows():
    text = (resources.files("shuangkong.standards") / "tables/standard_carbon.csv").read_text("utf-8")
    return [each for each in csv.DictReader(text.splitlines()) if each["factor_type"] == "fuel"]


@pytest.mark.parametrize("each", fuel_rows(), ids=lambda each: f"{each['factor_set']} {each['subject']}")
def test_every_factor_of_the_table_reproduces(each):
    found = fuel_factor(each["subject"], each["factor_set"], on=ON)
    printed = Decimal(each["ef_calc"])
    assert abs(found.value - printed) <= Decimal("0.00051")
    assert found.unit == each["ef_calc_unit"]


def test_a_factor_explains_itself_down_to_its_set_and_document():
    nodes = fuel_factor("gasoline", NEW.fuels, on=ON).trace.inputs()
    assert [node.value for node in nodes] == ["43.07 GJ/t", "18.9 tC/TJ", "98 %"]
    assert {node.citation.section for node in nodes} == {NEW.fuels}
    assert all(node.citation.document for node in nodes)


def test_an_unverified_factor_makes_the_figure_unverified(account):
    chosen = FactorSet(NEW.fuels, "national-average", 2021, "100000")
    found = account(COAL, SOLD, BOUGHT, factors=chosen)
    assert found.production.figure.status == "secondary"
    assert found.consumption.figure.status == "unverified"


def test_one_grid_may_serve_all_electricity(account):
    chosen = FactorSet(NEW.fuels, "regional-average", None, "north_china_grid")
    found = account(COAL, SOLD, BOUGHT, factors=chosen)
    assert found.parts["electricity_import"].figure.value == Decimal("3560")
    assert found.consumption.series.grid == "regional-average (north_china_grid)"


def test_the_factor_set_is_part_of_series_and_trace(account):
    found = account(COAL, SOLD, BOUGHT)
    assert found.production.series == CarbonSeries(vintage="v1", fuel_set=NEW.fuels, view="production")
    assert found.consumption.series.grid == "provincial-average"
    text = json.dumps(found.consumption.figure.trace.as_json(), ensure_ascii=False)
    assert "provincial-inventory-2025" in text and "provincial-average" in text
    assert {row.table for row in found.consumption.figure.trace.rows} == {"carbon_activity"}
    assert len(found.consumption.figure.trace.rows) == 3


def test_a_slot_that_nobody_filed_is_absent_never_zero(account):
    found = account(COAL, SOLD, BOUGHT)
    process = found.parts["process"].figure
    assert (process.value, process.absence.code) == (None, "not_filed")
    assert found.production.figure.trace.coverage.absent == ("process",)
    filed = account(COAL, ("process", "水泥熟料", "0", "吨二氧化碳"))
    assert filed.parts["process"].figure.value == 0
    assert filed.production.figure.trace.coverage.is_full


def test_process_emission_and_heat_enter(account):
    found = account(
        COAL,
        SOLD,
        BOUGHT,
        ("process", "水泥熟料", "0.2", "万吨二氧化碳"),
        ("heat_import", "heat", "100", "吉焦"),
        ("heat_export", "heat", "300", "吉焦"),
    )
    assert found.production.figure.value == Decimal("19417.4957")
    assert found.consumption.figure.value == Decimal("9317.9957") - Decimal("22")
    assert found.consumption.figure.trace.coverage.is_full
    assert heat_factor(on=ON).value == Decimal("0.11")


def test_without_fuels_there_is_neither_view(account):
    found = account(SOLD, BOUGHT)
    assert found.production.figure.absence.code == "not_filed"
    assert found.consumption.figure.absence.code == "not_filed"


def test_everything_wrong_is_said_at_once(frozen):
    rows = [
        row("fuel_combustion", "bitumen", "1", "吨"),
        row("fuel_combustion", "natural_gas", "1", "吨"),
        row("electricity_import", "540000", "1", "万千瓦时"),
        row("electricity_export", "150000", "-1", "万千瓦时"),
        row("process", "水泥熟料", "1", "吨"),
    ]
    with pytest.raises(ProblemsFound) as error:
        carbon_account(frozen(carbon_activity=rows), question(), NEW)
    assert sorted(codes(error)) == [
        "carbon_amount_negative",
        "carbon_factor_missing",
        "carbon_factor_missing",
        "carbon_unit_wrong",
        "carbon_unit_wrong",
    ]


def test_the_latest_stage_counts_once_and_a_blank_is_no_row(frozen):
    rows = [
        row(*COAL, stage="preliminary"),
        row("fuel_combustion", "bituminous_coal", "2", "万吨"),
        row("fuel_combustion", "lignite", None, "万吨"),
    ]
    found = emissions(frozen(carbon_activity=rows), "150000", Period.parse("2021"), NEW, known_on=ON)
    assert [each.figure.value for each in found["fuel_combustion"]] == [Decimal("34834.9914")]


def test_two_vintages_of_one_activity_are_refused(frozen):
    rows = [row(*COAL), row(*COAL, vintage="census")]
    with pytest.raises(ProblemsFound) as error:
        carbon_account(frozen(carbon_activity=rows), question(), NEW)
    assert "account_two_vintages" in codes(error)


def test_figures_of_two_factor_sets_are_refused(account):
    new, other = account(COAL, SOLD, BOUGHT), account(COAL, SOLD, BOUGHT, factors=CALCULATOR)
    with pytest.raises(ProblemsFound) as error:
        same_factors((new.production, other.production), "here")
    assert codes(error) == ["carbon_two_fuel_sets"]
    residual = FactorSet(NEW.fuels, "national-residual", None, "100000")
    third = account(COAL, SOLD, BOUGHT, factors=residual)
    with pytest.raises(ProblemsFound) as error:
        carbon_below(
            {"a": new.consumption, "b": third.consumption},
            division="150000",
            period=Period.parse("2021"),
            view="consumption",
        )
    assert codes(error) == ["carbon_two_grid_sets"]
    with pytest.raises(ProblemsFound) as error:
        carbon_change(new.production, new.consumption)
    assert codes(error) == ["carbon_two_views"]


def test_a_fixed_factor_year_is_another_series_than_the_year_of_the_account(account):
    moving = account(COAL, SOLD, BOUGHT)
    fixed = account(COAL, SOLD, BOUGHT, factors=FactorSet(NEW.fuels, NEW.grid, 2021))
    assert moving.consumption.figure.value == fixed.consumption.figure.value
    with pytest.raises(ProblemsFound) as error:
        carbon_change(moving.consumption, fixed.consumption)
    assert codes(error) == ["carbon_two_grid_sets"]


def test_the_sum_below_names_the_silent_and_what_parts_lack(account):
    parts = {
        "150100": account(COAL, division="150100").production,
        "150200": None,
        "150300": account(COAL, ("process", "电石", "10", "吨二氧化碳"), division="150300").production,
    }
    found = carbon_below(parts, division="150000", period=Period.parse("2021"), view="production")
    assert found.figure.value == Decimal("34844.9914")
    assert found.figure.trace.coverage.absent == ("150200",)
    assert [note.en for note in found.figure.trace.notes] == ["150100 lacks process"]


def test_a_sum_of_another_period_or_view_is_refused(account):
    parts = {"150100": account(COAL, period="2022", division="150100").production}
    with pytest.raises(ProblemsFound) as error:
        carbon_below(parts, division="150000", period=Period.parse("2021"), view="consumption")
    assert sorted(codes(error)) == ["carbon_period_differs", "carbon_two_views"]


def test_nobody_below_leaves_the_sum_absent():
    found = carbon_below({"a": None}, division="150000", period=Period.parse("2021"), view="production")
    assert found.figure.absence.code == "not_filed"
    assert found.figure.trace.coverage.absent == ("a",)


def test_a_transfer_inside_the_region_cancels(account):
    sender = account(
        COAL,
        ("electricity_export", "150000", "70", "万千瓦时"),
        zero("electricity_import"),
        division="150100",
    )
    receiver = account(
        COAL,
        ("electricity_import", "150000", "70", "万千瓦时"),
        zero("electricity_export"),
        division="150200",
    )
    below = carbon_below(
        {"150100": sender.consumption, "150200": receiver.consumption},
        division="150000",
        period=Period.parse("2021"),
        view="consumption",
    )
    produced = carbon_below(
        {"150100": sender.production, "150200": receiver.production},
        division="150000",
        period=Period.parse("2021"),
        view="production",
    )
    assert below.figure.value == produced.figure.value


def zero(activity):
    return (activity, "150000", "0", "万千瓦时")


def test_a_frozen_snapshot_gives_the_same_account(account, tmp_path):
    rows = [row(*each) for each in (COAL, SOLD, BOUGHT)]
    snapshot = freeze(tmp_path, {"carbon_activity": rows}, known_on=ON, packs=[], release="test")
    found = carbon_account(snapshot, question(), NEW)
    assert found.consumption.figure.value == account(COAL, SOLD, BOUGHT).consumption.figure.value
    assert {each.table_hash for each in found.consumption.figure.trace.rows} == {
        snapshot.table_hash("carbon_activity")
    }


AMOUNTS = st.integers(0, 10**15).map(lambda number: Decimal(number).scaleb(-6))


@settings(max_examples=40, deadline=None)
@given(st.lists(AMOUNTS, min_size=1, max_size=12), st.sampled_from(["bituminous_coal", "natural_gas"]))
def test_the_parts_add_up_to_the_whole_exactly(frozen, amounts, fuel):
    """Factors are kept to 12 decimals, so a sum emits the sum of the emissions, to the last digit."""
    unit = "万吨" if fuel == "bituminous_coal" else "万立方米"
    whole = frozen(carbon_activity=[row("fuel_combustion", fuel, sum(amounts), unit)])
    region = carbon_account(whole, question(), NEW).production
    parts = {}
    for number, amount in enumerate(amounts):
        code = f"15{number:02d}00"
        rows = frozen(carbon_activity=[row("fuel_combustion", fuel, amount, unit, division=code)])
        parts[code] = carbon_account(rows, question(code), NEW).production
    below = carbon_below(parts, division="150000", period=Period.parse("2021"), view="production")
    assert below.figure.value == region.figure.value


@settings(max_examples=40, deadline=None)
@given(AMOUNTS)
def test_a_restatement_and_its_reverse_cancel_and_no_set_restates_itself(frozen, amount):
    rows = frozen(carbon_activity=[row("fuel_combustion", "gasoline", amount, "吨")])
    first = carbon_account(rows, question(), NEW).production
    second = carbon_account(rows, question(), CALCULATOR).production
    assert restatement(first, second).value == -restatement(second, first).value
    assert restatement(first, first).value == 0


def test_a_restatement_is_of_one_division_period_view_and_reality(account):
    one = account(COAL, SOLD, BOUGHT)
    other = account(COAL, SOLD, BOUGHT, division="150100", synthetic=True)
    with pytest.raises(ProblemsFound) as error:
        restatement(one.production, other.consumption)
    assert sorted(codes(error)) == [
        "account_parts_differ",
        "account_synthetic_beside_real",
        "carbon_two_views",
    ]
    absent = account(COAL)
    assert restatement(absent.consumption, absent.consumption).absence.code == "not_filed"


def test_intensity_refuses_what_does_not_fit(account):
    found = account(COAL).production
    for wrong, code in (
        (gdp(base=None), "account_no_price_base"),
        (gdp(unit="万吨"), "account_wrong_unit"),
        (gdp(period="2022"), "account_parts_differ"),
        (gdp(synthetic=True), "account_synthetic_beside_real"),
    ):
        with pytest.raises(ProblemsFound) as error:
            carbon_intensity(found, wrong)
        assert codes(error) == [code]
    assert carbon_intensity(found, gdp("0")).figure.absence.code == "undefined_ratio"
    assert carbon_intensity(account(COAL).consumption, gdp()).figure.absence.code == "not_filed"


def test_yearly_changes_chain_within_one_set_to_the_change_over_the_span(account):
    amounts = {"2021": "100", "2022": "97", "2023": "95"}
    held = {
        year: carbon_intensity(
            account(("fuel_combustion", "lignite", amount, "万吨"), period=year).production,
            gdp(str(100 + number), period=year),
        )
        for number, (year, amount) in enumerate(amounts.items())
    }
    changes = [carbon_change(held["2021"], held["2022"]), carbon_change(held["2022"], held["2023"])]
    label = Label("累计", "cumulative")
    chained = cumulative_carbon_change(changes, (2022, 2023), label=label)
    direct = carbon_change(held["2021"], held["2023"]).figure.value
    assert round(chained.value, 12) == round(direct, 12)
    assert cumulative_carbon_change(changes, (2022, 2023, 2024), label=label).absence.code == "not_published"


def test_changes_of_two_sets_are_never_chained(account):
    def change(factors, first, second):
        ends = [
            account(COAL, SOLD, BOUGHT, factors=factors, period=str(year)).consumption
            for year in (first, second)
        ]
        return carbon_change(*ends)

    with pytest.raises(ProblemsFound) as error:
        cumulative_carbon_change(
            [change(NEW, 2021, 2022), change(CALCULATOR, 2022, 2023)], (2022, 2023), label=Label("", "")
        )
    assert codes(error) == ["carbon_two_fuel_sets"]


def test_periods_with_different_parts_are_not_compared(account):
    one = account(COAL).production
    other = account(COAL, ("process", "电石", "10", "吨二氧化碳"), period="2022").production
    assert carbon_change(one, other).figure.absence.code == "partial_coverage"


def test_a_change_from_zero_is_undefined(account):
    nothing = account(("fuel_combustion", "lignite", "0", "吨")).production
    assert carbon_change(nothing, account(COAL, period="2022").production).figure.absence.code == (
        "undefined_ratio"
    )


def test_synthetic_rows_mark_the_account(account):
    assert account(COAL, synthetic=True).production.figure.is_synthetic
    assert not account(COAL).production.figure.is_synthetic


def test_the_table_reads_and_writes_back():
    layout = table("carbon_activity")
    rows = tuple(row(*each) for each in (COAL, SOLD, BOUGHT))
    assert read_csv(write_csv(rows, layout), layout, "carbon_activity.csv") == rows
