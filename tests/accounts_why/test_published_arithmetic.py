"""Published numbers that fix the arithmetic of rates, progress and balances, read from their files."""

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts import average_rate, cumulative, implied_gdp_growth
from shuangkong.accounts.arithmetic import ratio
from shuangkong.assessment import log_progress, required_pace

Case = dict[str, Any]
HUNDRED = Decimal(100)


def fraction(value: Decimal) -> Decimal:
    return value / HUNDRED


def growth_average(given: Case) -> Decimal:
    rates = [-fraction(given["last_year"]), -fraction(given["this_year"])]
    return -average_rate(cumulative(rates), 2) * HUNDRED


CALCULATIONS: dict[str, Callable[[Case], Any]] = {
    "overachievement % of target": lambda given: ratio(given["excess_points"], given["target"]) * HUNDRED,
    "log progress % = ln(1-cum)/ln(1-target)": lambda given: (
        log_progress(fraction(given["cum"]), fraction(given["target"])) * HUNDRED
    ),
    "cumulative reduction %": lambda given: (
        cumulative([fraction(each) for each in given["annual"]]) * HUNDRED
    ),
    "annual average of a 5-year cut %": lambda given: average_rate(fraction(given["five_year"]), 5) * HUNDRED,
    "cumulative change % of Inner Mongolia 2016-2019 from annual changes": lambda given: (
        -cumulative([-fraction(each) for each in given["annual"]]) * HUNDRED
    ),
    "implied increment target (10^4 tce)": lambda given: ratio(
        given["increment"], fraction(given["completion_pct"])
    ),
    "two-year geometric average growth %": growth_average,
    "implied GDP growth % Q1 2021": lambda given: implied_gdp_growth(
        given["energy_growth"], given["intensity_change"]
    ),
    "implied GDP growth % national 2020": lambda given: implied_gdp_growth(
        given["energy_growth"], given["intensity_change"]
    ),
    "vintage: 2013 energy implied by 2014 figure (10^8 tce)": lambda given: ratio(
        given["e2014"], 1 + fraction(given["growth"])
    ),
    "reduction % still needed in the last year": lambda given: (
        required_pace(fraction(given["target"]), fraction(given["cum"]), 1) * HUNDRED
    ),
}


def test_published_rates_and_progress(shared):
    path = shared / "data/validation/03_intensity_and_metric_arithmetic.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    cases = [row for row in rows if row["expected"] and not row["case_id"].startswith("OWA")]
    assert len(cases) == 14
    assert {row["quantity"] for row in cases} == set(CALCULATIONS)
    wrong = {}
    for row in cases:
        given = json.loads(row["inputs"], parse_float=Decimal, parse_int=Decimal)
        value = CALCULATIONS[row["quantity"]](given)
        if abs(value - Decimal(row["expected"])) > Decimal(row["tolerance"]):
            wrong[row["case_id"]] = (value, row["expected"])
    assert not wrong


@pytest.fixture(scope="module")
def flows(shared):
    path = shared / "data/validation/17_energy_accounts_uk2000.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def flow_sum(flows, **equals):
    return sum(
        Decimal(row["Edot"]) for row in flows if all(row[name] == value for name, value in equals.items())
    )


def test_aggregates_of_a_published_energy_account(shared, flows):
    path = shared / "data/validation/17_energy_accounts_expected.csv"
    expected = {
        row["quantity"]: Decimal(row["expected_ktoe"])
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())
    }
    supply = {"FlowAggregationPoint": "Total primary energy supply"}
    own_use = {"FlowAggregationPoint": "Energy industry own use"}
    grid = {"LedgerSide": "Consumption", "Product": "Elect [from Grid]"}
    assert expected == {
        "total primary energy": flow_sum(flows, **supply),
        "primary natural gas": flow_sum(flows, **supply, Product="NG"),
        "final demand, electricity from grid, net": flow_sum(flows, **grid),
        "crude from fields used by Oil fields": -flow_sum(
            flows, **own_use, Flow="Oil fields", Product="Crude [from Fields]"
        ),
    }


def test_every_product_of_a_published_energy_account_balances(flows):
    """What is supplied of a product is what is used of it, product by product."""
    products = {row["Product"] for row in flows}
    residuals = {
        product: flow_sum(flows, LedgerSide="Supply", Product=product)
        - flow_sum(flows, LedgerSide="Consumption", Product=product)
        for product in products
    }
    assert len(products) > 10 and set(residuals.values()) == {Decimal(0)}
