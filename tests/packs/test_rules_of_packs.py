"""Rules of the packs: look-ups by day and edition, overlaps, and a snapshot that shows every edit."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.packs import RuleEdition, load_packs
from shuangkong.trace import Label

HERE = Path(__file__).parent
ALL = ("cn-15-14fyp", "cn-15-13fyp")


def code_of(call: Any) -> str:
    with pytest.raises(ProblemsFound) as caught:
        call()
    (problem,) = caught.value.problems
    assert problem.text("en")
    assert problem.text("zh")
    return problem.code


def test_the_resolved_rules_are_those_of_the_snapshot() -> None:
    """An edit of any rule shows here: run this file as a script to accept it, and look at the difference."""
    assert resolved_rules() == (HERE / "resolved_rules.json").read_text(encoding="utf-8")


def plain_rule(rule: RuleEdition) -> dict[str, Any]:
    assert rule.sign_offs == ()  # a shipped rule has none
    return {name: value for name, value in vars(rule).items() if name != "sign_offs"} | {
        "title": vars(rule.title)
    }


def resolved_rules() -> str:
    rules = [plain_rule(rule) for rule in load_packs(*ALL).editions]
    return json.dumps(rules, ensure_ascii=False, indent=1, default=str) + "\n"


def test_the_accounting_bases_combine_and_follow_each_other() -> None:
    packs = load_packs("cn")
    bases = {rule.key: rule for rule in packs.rules("accounting_basis")}
    assert set(bases) == {"basis-1310", "basis-803", "basis-1258", "basis-113"}
    in_2023 = {key for key, rule in bases.items() if rule.applies_to_year(2023)}
    in_2024 = {key for key, rule in bases.items() if rule.applies_to_year(2024)}
    assert in_2023 == {"basis-1310", "basis-803", "basis-1258"}
    assert in_2024 == {"basis-1310", "basis-803", "basis-113"}
    assert bases["basis-113"].decimal("certificate_cap_share") == Decimal("0.50")
    assert bases["basis-1258"].issued_on == date(2022, 11, 16)


@pytest.mark.parametrize(
    ("key", "total", "intensity"),
    [
        ("basis-803", "deduct", "deduct"),
        ("basis-1258", "deduct", "none"),
        ("basis-113", "deduct", "deduct"),
    ],
)
def test_what_each_basis_takes_out(key: str, total: str, intensity: str) -> None:
    parameters: Any = load_packs("cn").rule(key, on=date(2024, 6, 1)).parameters
    (deduction,) = parameters["deductions"]
    assert (deduction["total"], deduction["intensity"]) == (total, intensity)
    assert deduction["adjusts_gdp"] is False


def test_the_barometers_number_the_worst_level_first() -> None:
    packs = load_packs("cn")
    parameters: Any = packs.rule("barometer-901", on=date(2020, 12, 31)).parameters
    assert [(level["level"], level["colour"], level["given_when"]) for level in parameters["levels"]] == [
        (1, "red", "missed_by_more"),
        (2, "yellow", "missed_within"),
        (3, "green", "met"),
    ]
    assert parameters["red_gap_ratio"] == Decimal("0.10")
    assert (parameters["tie_counts_as"], parameters["is_met_first"]) == ("within", True)
    later: Any = packs.rule("barometer-629", on=date(2021, 12, 31)).parameters
    assert (later["level_if_rose"], later["red_gap_ratio"]) == (1, None)
    assert later["gaps"]
    assert {rule.status for rule in packs.rules("barometer")} == {"official", "secondary"}


def test_a_default_of_our_own_is_marked_constructed() -> None:
    packs = load_packs("cn")
    for rule in packs.editions:
        assert (rule.document == "shuangkong-conventions") == (rule.status == "constructed")


def test_rules_are_found_by_day_and_by_edition() -> None:
    packs = load_packs("cn")
    assert packs.rule("basis-113", on=date(2024, 1, 27)).edition == "2024"
    assert packs.rule_edition("basis-113", "2024").reference.document == "fghz-2024-113"
    assert code_of(lambda: packs.rule("basis-113", on=date(2024, 1, 26))) == "rule_not_in_force"
    assert code_of(lambda: packs.rule("basis-114", on=date(2024, 1, 27))) == "rule_unknown"
    assert code_of(lambda: packs.rule_edition("basis-113", "2023")) == "rule_edition_unknown"


def test_editions_for_different_years_need_the_year() -> None:
    packs = load_packs("years", root=HERE / "sound")
    day = date(2024, 1, 1)
    assert code_of(lambda: packs.rule("approximate-sample", on=day)) == "rule_needs_year"
    assert packs.rule("approximate-sample", on=day, year=2022).edition == "early"
    assert packs.rule("approximate-sample", on=day, year=2023).edition == "late"
    assert packs.rule("approximate-sample", on=date(2022, 1, 1)).edition == "early"


def test_a_parameter_is_read_in_its_type_or_not_at_all() -> None:
    rule = load_packs("cn").rule_edition("barometer-629", "2021")
    assert rule.text("yardstick") == "scheduled_progress"
    with pytest.raises(TypeError):
        rule.decimal("red_gap_ratio")
    with pytest.raises(TypeError):
        rule.text("is_met_first")
    with pytest.raises(KeyError):
        rule.decimal("red_gap")


DAYS = st.dates(date(2020, 1, 1), date(2021, 12, 31))
YEARS = st.none() | st.integers(2019, 2023)


def edition(start: date, end: date | None, first: int | None, last: int | None) -> RuleEdition:
    return RuleEdition(
        key="r",
        edition="e",
        kind="identity",
        document="d",
        section="",
        issued_on=None,
        in_force_from=start,
        in_force_to=end,
        applies_from=first,
        applies_to=last,
        base_year_treatment="not_stated",
        restates=False,
        supersedes=(),
        status="constructed",
        title=Label("样例", "sample"),
        parameters={},
    )


EDITIONS = st.builds(edition, DAYS, st.none() | DAYS, YEARS, YEARS)


@given(EDITIONS, EDITIONS)
def test_editions_overlap_exactly_when_one_day_and_year_fit_both(
    one: RuleEdition, other: RuleEdition
) -> None:
    days = {rule.in_force_from for rule in (one, other)}
    years = {2019, 2020, 2021, 2022, 2023}
    both = any(
        one.is_in_force(day)
        and other.is_in_force(day)
        and one.applies_to_year(year)
        and other.applies_to_year(year)
        for day in days
        for year in years
    )
    assert one.overlaps(other) == other.overlaps(one) == both


if __name__ == "__main__":
    (HERE / "resolved_rules.json").write_text(resolved_rules(), encoding="utf-8")
