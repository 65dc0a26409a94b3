"""One target, one period, several accounting bases: each verdict stands beside the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from shuangkong.accounts import Question, printed
from shuangkong.assessment import assess
from shuangkong.packs import load_packs
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.sources import Citation

TARGET = Target(
    id="T",
    indicator="能耗强度",
    indicator_id="energy_intensity",
    form="change_rate",
    operator="=",
    value=Decimal(15),
    unit="%",
    direction="decrease",
    base_year=2020,
    target_year=2025,
    citation=Citation("constructed", "", "下降15%"),
    status="constructed",
)


@pytest.fixture(scope="module")
def verdict(frozen, series, record):
    packs = load_packs("cn-15-14fyp")
    filed = [
        record(f"{kind} {year}", year, kind, value)
        for kind, values in (
            ("feedstock", {2020: "3000", 2025: "6000"}),
            ("renewable_power", {2020: "2500", 2025: "4800"}),
        )
        for year, value in values.items()
    ]
    rows = frozen(
        observation=series({2020: "25000", 2025: "29000"}, {2020: "10000", 2025: "13069.6"}),
        deduction=filed,
        division=packs.table("division"),
    )

    def ask(*rule: str, known_on: date = date(2026, 6, 1)):
        question = Question("150000", Period.parse("2025"), known_on, rule, "coal_equivalent", "T")
        return assess(question, TARGET, rows, packs)

    return ask


def test_the_verdict_of_its_day_and_its_restatement_both_answer(verdict):
    before = verdict("basis-803@2022", "basis-1258@2022")
    after = verdict("basis-803@2022", "basis-113@2024")
    assert (printed(before.actual.value), before.stance) == ("20.01", "met")
    assert (printed(after.actual.value), after.stance) == ("28.59", "met")
    again = verdict("basis-803@2022", "basis-1258@2022")
    assert again.actual.value == before.actual.value


def test_a_base_rule_alone_takes_nothing_out(verdict):
    raw = verdict("basis-1310@2021")
    assert (printed(raw.actual.value), raw.stance) == ("11.24", "missed")


def test_the_verdict_opens_to_the_deduction_records(verdict):
    def tables(trace):
        found = {row.table for row in trace.rows}
        for node in trace.inputs():
            found |= tables(node)
        return found

    assert {"observation", "deduction"} <= tables(verdict("basis-803@2022").trace)


def test_deductions_filed_are_made_under_the_basis_of_the_year_unasked(verdict):
    unasked = verdict()
    named = verdict("basis-803@2022", "basis-113@2024")
    assert printed(unasked.actual.value) == printed(named.actual.value) == "28.59"


def test_on_a_day_before_a_rule_was_issued_the_verdict_knows_nothing_of_it(verdict):
    assert printed(verdict(known_on=date(2022, 6, 1)).actual.value) == "11.24"


def test_without_deductions_the_verdict_is_of_the_parts_as_they_are(frozen, series):
    packs = load_packs("cn-15-14fyp")
    rows = frozen(
        observation=series({2020: "25000", 2025: "29000"}, {2020: "10000", 2025: "13069.6"}),
        division=packs.table("division"),
    )
    question = Question("150000", Period.parse("2025"), date(2026, 6, 1), (), "coal_equivalent", "T")
    assert printed(assess(question, TARGET, rows, packs).actual.value) == "11.24"


def test_deductions_that_contradict_each_other_leave_no_verdict_and_say_why(frozen, series, record):
    packs = load_packs("cn-15-14fyp")
    twice = [record(name, 2025, "feedstock", "3000", claimed_source="one meter") for name in ("F1", "F2")]
    rows = frozen(
        observation=series({2020: "25000", 2025: "29000"}, {2020: "10000", 2025: "13069.6"}),
        deduction=[record("F0", 2020, "feedstock", "3000"), *twice],
        division=packs.table("division"),
    )
    question = Question("150000", Period.parse("2025"), date(2026, 6, 1), (), "coal_equivalent", "T")
    found = assess(question, TARGET, rows, packs)
    assert (found.stance, found.reason.code) == ("not_rated", "deductions_contradict")
    assert "F1" in found.reason.reason.zh and "F2" in found.reason.reason.en
