"""Three rates within and across bases, incomplete totals, exemption and elasticity of the total."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts import Account, Series, printed
from shuangkong.accounts.bases import (
    BasedRate,
    agreement,
    as_json,
    change_interval,
    check_rates,
    elastic_total,
    side_by_side,
    state,
    total_exemption,
    total_interval,
)
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace

TOLERANCE = Decimal("0.06")


def test_the_rates_of_one_basis_fit_and_the_gap_of_two_line_sets_is_the_deduction(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    found = [agreement(each) for each in side_by_side(inquire(region, filed))]
    assert [each.note is None for each in found] == [True, True, False, True]
    assert all(
        each.gap is not None and abs(each.gap) < Decimal("1e-20") for each in found if each.note is None
    )
    note = found[2].note
    assert note is not None
    assert (note.code, note.severity) == ("bases_gap_is_deduction", "note")
    assert found[2].apart == 2300
    # 20700/22000 over 23000/22000 is 0.9 of the growth that was: 1.30696 × 0.9 − 1.30696 = −13.07 points
    assert printed(found[2].gap) == "-13.07"
    assert "-13.07" in note.text("en")
    assert "2300" in note.text("zh")


def test_published_rates_across_bases_leave_a_note_and_within_one_an_error() -> None:
    def rate(value: str, basis: str = "803", vintage: str = "v1") -> BasedRate:
        return BasedRate(Decimal(value), basis, vintage)

    def checked(*rates: BasedRate) -> tuple[str, str] | None:
        problem = check_rates(*rates, tolerance=TOLERANCE, where="150000 2024")
        return None if problem is None else (problem.code, problem.severity)

    energy, change, growth = rate("2.2"), rate("-0.1"), rate("2.3")
    assert checked(energy, change, growth) is None
    assert checked(energy, rate("-3.8"), growth) == ("account_identity_broken", "error")
    assert checked(energy, rate("-3.8", "113"), growth) == ("bases_rates_across", "note")
    assert checked(energy, change, rate("2.3", "", "v2")) == ("bases_rates_across", "note")
    problem = check_rates(energy, rate("-3.8", "113"), growth, tolerance=TOLERANCE, where="x")
    assert problem is not None
    assert problem.details["gap"] == "3.94"  # 1.022/0.962 − 1 = 6.24 % against 2.3 %
    assert "113" in problem.text("zh")


@pytest.fixture(scope="module")
def parts(series: Callable[..., Any]) -> Callable[..., list[Any]]:
    """Three prefectures that report in 2020; the third is silent in 2025."""

    def make(third_in_2020: str | None = "50") -> list[Any]:
        return [
            *series({2020: 100, 2025: 110}, {}, "150100"),
            *series({2020: 100, 2025: 150}, {}, "150200"),
            *series({2021: 20} if third_in_2020 is None else {2020: third_in_2020}, {}, "150300"),
        ]

    return make


@pytest.fixture(scope="module")
def three(packs: Packs, frozen: Callable[..., Any]) -> Callable[..., Any]:
    """Narrow an inquiry to three prefectures."""

    def make(inquiry: Any) -> Any:
        kept = {"100000", "150000", "150100", "150200", "150300"}
        tables = dict(inquiry.asker.rows.tables)
        tables["division"] = [row for row in packs.table("division") if row["division_code"] in kept]
        return replace(inquiry, asker=replace(inquiry.asker, rows=frozen(**tables)))

    return make


def test_a_silent_division_is_bounded_by_the_others(
    inquire: Callable[..., Any],
    series: Callable[..., Any],
    parts: Callable[..., Any],
    three: Callable[..., Any],
    record: Callable[..., Any],
) -> None:
    filed = [record("F0", 2020, "feedstock", "10"), record("F5", 2025, "feedstock", "20")]
    rows = [*parts(), *series({}, {2020: 100, 2025: 120})]
    found = state(three(inquire(rows, filed)))
    assert found.total.raw.figure.value == 260
    coverage = found.total.assessed.figure.trace.coverage
    assert coverage is not None
    assert (coverage.expected, coverage.present, coverage.absent) == (3, 2, ("150300",))
    bounds = total_interval(found)
    assert bounds is not None
    # 50 moved by 1.1 to 1.5 lies between 55 and 75; the feedstock of 20 is known.
    assert (bounds.low, bounds.high, bounds.absent) == (295, 315, ("150300",))
    assert bounds.status == "constructed"
    assert found.total_change.absence is not None
    assert found.total_change.absence.code == "partial_coverage"
    change = change_interval(found)
    assert change is not None
    assert change.high is not None
    # (295/120)/(240/100) − 1 and (315/120)/(240/100) − 1
    assert (printed(change.low), printed(change.high)) == ("2.43", "9.38")


def test_a_division_nobody_ever_heard_of_leaves_the_total_open_above(
    inquire: Callable[..., Any], parts: Callable[..., Any], three: Callable[..., Any]
) -> None:
    found = state(three(inquire(parts(third_in_2020=None), [])))
    bounds = total_interval(found)
    assert bounds is not None
    assert (bounds.low, bounds.high) == (260, None)


def test_a_whole_total_needs_no_interval(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    found = state(inquire(region, filed))
    assert total_interval(found) is None
    assert change_interval(found) is None


@pytest.mark.parametrize(
    ("target", "exempt"), [("0.2", True), ("0.2001", True), ("0.2002", False), (None, None)]
)
def test_the_total_is_exempt_where_the_incentive_target_is_met(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any], target: str | None, exempt: bool | None
) -> None:
    found = state(inquire(region, filed, rule=("basis-1310", "basis-803")))  # −20.0087 %, at 0.01 point 20.01
    answer = total_exemption(found, None if target is None else Decimal(target))
    assert answer.is_exempt is exempt
    assert (answer.absence is None) == (exempt is not None)
    assert answer.trace.rule is not None
    assert answer.trace.rule.key == "basis-1310"


def test_the_exemption_holds_for_the_five_years_only_and_needs_its_rule(
    inquire: Callable[..., Any], series: Callable[..., Any], region: list[Any]
) -> None:
    yearly = state(inquire(series({2024: 100, 2025: 50}, {2024: 10, 2025: 10}), [], period="2025"))
    assert total_exemption(yearly, Decimal("0.1")).is_exempt is False
    without = state(inquire(region, [], rule=("basis-803",)))
    assert total_exemption(without, Decimal("0.01")).is_exempt is False
    silent = state(inquire(region[:2], []))
    assert total_exemption(silent, Decimal("0.1")).is_exempt is None


def growth(value: str | None) -> Figure:
    reason = None if value is not None else Absence("not_published", Label("未公布", "not published"))
    return Figure(None if value is None else Decimal(value), "%", Trace(Label("", ""), ""), reason)


@pytest.mark.parametrize(
    ("actual", "lowers", "expected"),
    [("7.5", False, "20812.4"), ("5", False, "20522.0"), ("5", True, "20328.4"), (None, False, "—")],
)
def test_the_total_moves_with_growth_as_the_rule_reads_it(
    packs: Packs, actual: str | None, lowers: bool, expected: str
) -> None:
    (rule,) = (each for each in packs.rules("accounting_basis") if each.key == "basis-1310")
    reading = {**rule.parameters["elastic_total"], "lowers": lowers}  # type: ignore[dict-item]
    rule = replace(rule, parameters={**rule.parameters, "elastic_total": reading})
    figure = Figure(Decimal(20000), "万吨标准煤", Trace(Label("", ""), ""))
    before = Account("150000", "energy_consumption", Period.parse("2024"), figure, Series())
    found = elastic_total(rule, before, growth("6"), growth(actual), reduction=Decimal("0.03198"))
    assert printed(found.value, 1) == expected
    assert found.status == "constructed"


def test_a_statement_is_plain_data(inquire: Callable[..., Any], region: list[Any], filed: list[Any]) -> None:
    plain = json.loads(json.dumps(as_json(state(inquire(region, filed))), ensure_ascii=False))
    assert plain["basis"] == ["basis-1310@2021", "basis-803@2022", "basis-113@2024"]
    assert (plain["base_year"], plain["price_base_year"], plain["vintage"]) == (2020, 2020, "v1")
    assert plain["figures"]["total"]["value"] == "18200"
    assert plain["figures"]["intensity_change"]["trace"]["inputs"]
    assert len(plain["bridge"]) == 16
    assert plain["intervals"] == {"total": None, "intensity_change": None}
