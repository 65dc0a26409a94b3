"""Which rule editions answer a question, and what happens where none does."""

from dataclasses import replace
from datetime import date

import pytest

from shuangkong.accounts import Question
from shuangkong.assessment import choose_rule, conventions
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.quantity import Period

PACKS = load_packs("cn")


def ask(period, known_on=date(2026, 6, 1), rule=()):
    return Question("150000", Period.parse(period), known_on, rule, "coal_equivalent", "T")


@pytest.mark.parametrize(
    ("period", "known_on", "key"),
    [
        ("2019", date(2026, 6, 1), None),
        ("2020", date(2026, 6, 1), "barometer-901"),
        ("2016-2020", date(2026, 6, 1), "barometer-901"),
        ("2020", date(2020, 9, 1), None),
        ("2021H1", date(2021, 8, 1), "barometer-901"),
        ("2021H1", date(2021, 9, 1), "barometer-629"),
        ("2025", date(2026, 6, 1), "barometer-629"),
    ],
)
def test_the_barometer_known_on_the_day(period, known_on, key):
    found = choose_rule("barometer", ask(period, known_on), PACKS)
    assert (None if found is None else found.key) == key


def test_a_named_rule_wins():
    found = choose_rule("barometer", ask("2019", rule=("barometer-901@2020",)), PACKS)
    assert found.key == "barometer-901"


def test_a_schedule_made_for_the_years_goes_before_the_default():
    assert choose_rule("schedule", ask("2013"), PACKS).key == "schedule-12fyp"
    assert choose_rule("schedule", ask("2023"), PACKS).key == "schedule-default"


def test_a_comparison_that_has_to_be_chosen_is_not_taken_unasked():
    assert choose_rule("comparison", ask("2023"), PACKS).key == "comparison-default"
    chosen = choose_rule("comparison", ask("2023", rule=("comparison-four-decimals",)), PACKS)
    assert chosen.key == "comparison-four-decimals"


def test_without_a_rule_to_compare_by_nothing_is_assessed():
    bare = replace(PACKS, editions=tuple(rule for rule in PACKS.editions if rule.kind != "comparison"))
    with pytest.raises(ProblemsFound) as found:
        conventions(ask("2023"), bare)
    (problem,) = found.value.problems
    assert problem.code == "assessment_rule_missing"
    assert "comparison" in problem.text("zh")


def test_an_unknown_rule_is_refused():
    with pytest.raises(ProblemsFound) as found:
        conventions(ask("2023", rule=("barometer-999",)), PACKS)
    assert [problem.code for problem in found.value.problems] == ["rule_unknown"]


def test_the_tolerance_of_an_approximate_target_is_named():
    keys = [rule.key for rule in conventions(ask("2023"), PACKS, is_approximate=True).references]
    assert "approximate-default" in keys
