"""Sign-offs, closings, issued verdicts and versions of documents: pure rules over rows."""

from dataclasses import replace
from datetime import date

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.records.office import (
    AdoptedValue,
    Closing,
    IssuedVerdict,
    standing_adoptions,
    standing_verdicts,
)
from shuangkong.records.office.adoption import check_first, check_second, signed_first, signed_second
from shuangkong.records.office.closing import check_closing, check_period_open, closed_by
from shuangkong.records.office.verdict import check_issue, verdict_id
from shuangkong.records.office.versions import standing_versions

VALUE = AdoptedValue(
    "table",
    "standard_energy",
    '["2020","原煤"]',
    "coef_min",
    "0.7143",
    "official",
    "甲〔2020〕1号",
    "3",
    "ab" * 32,
)
FIRST = signed_first(VALUE, "planner", date(2024, 3, 5))
BOTH = signed_second(FIRST, "energy", date(2024, 3, 6))
YEAR = Closing("all", "2023", 1, "closed", date(2024, 9, 1), "planner", "年报定案")
VERDICT = IssuedVerdict(
    verdict_id="x-n1",
    division_code="990100",
    verdict_subject="energy_intensity",
    period="2023",
    verdict_value="level 3",
    question_json="{}",
    rule_editions="barometer@1",
    snapshot_id="s1",
    packs_hash="00",
    release="0.3",
    trace_sha256="11",
    verdict_document=None,
    first_officer="planner",
    first_signed_on=date(2024, 9, 2),
    second_person="head",
    second_signed_on=date(2024, 9, 3),
    supersedes_verdict=None,
    decision_reason="年度考核",
    is_synthetic=True,
)


def codes(problems) -> list[str]:
    return [problem.code for problem in problems]


def test_a_sign_off_needs_document_page_value_and_scan() -> None:
    assert codes(check_first(FIRST, [VALUE.scan_sha256])) == []
    assert codes(check_first(FIRST, [])) == ["adoption_without_scan"]
    blank = replace(FIRST, confirmed_document=" ", document_page="", adopted_value="")
    problems = list(check_first(blank, [VALUE.scan_sha256]))
    assert codes(problems) == ["adoption_incomplete"] * 3
    assert [problem.details["lacking_zh"] for problem in problems] == ["文号", "页码", "核定值"]


def test_the_second_signature_is_another_persons() -> None:
    assert codes(check_second(FIRST, "energy")) == []
    assert codes(check_second(FIRST, "planner")) == ["signed_twice"]
    assert codes(check_second(BOTH, "head")) == ["adoption_already_signed"]


def test_a_sign_off_holds_from_its_second_signature() -> None:
    assert not FIRST.is_complete
    assert BOTH.is_complete
    assert standing_adoptions([FIRST], date(2024, 12, 31)) == ()
    assert standing_adoptions([BOTH], date(2024, 3, 5)) == ()
    assert standing_adoptions([BOTH], date(2024, 3, 6)) == (BOTH,)


def test_a_later_sign_off_of_the_same_cell_takes_over_on_its_day() -> None:
    later = signed_second(
        signed_first(replace(VALUE, value="0.7150"), "energy", date(2024, 5, 1)), "planner", date(2024, 5, 2)
    )
    elsewhere = signed_second(
        signed_first(replace(VALUE, column="coef_max"), "energy", date(2024, 5, 1)),
        "planner",
        date(2024, 5, 2),
    )
    assert later.adoption_id != BOTH.adoption_id
    assert standing_adoptions([later, BOTH], date(2024, 5, 1)) == (BOTH,)
    assert set(standing_adoptions([later, elsewhere, BOTH], date(2024, 5, 2))) == {later, elsewhere}


def test_the_same_value_from_the_same_page_is_one_sign_off() -> None:
    assert signed_first(VALUE, "energy", date(2025, 1, 1)).adoption_id == FIRST.adoption_id


def test_a_closed_year_closes_its_months_and_only_its_type() -> None:
    on = date(2024, 9, 1)
    assert closed_by([YEAR], "t", "2023-07", on) == (YEAR,)
    assert closed_by([YEAR], "t", "2023-07", date(2024, 8, 31)) == ()
    assert closed_by([YEAR], "t", "2023-2024", on) == ()
    month = replace(YEAR, closing_scope="t", period="2023-12")
    assert closed_by([month], "t", "2023", on) == ()
    assert closed_by([month], "other", "2023-12", on) == ()
    (problem,) = check_period_open([YEAR], "t", "2023Q4", on)
    assert problem.code == "period_closed"
    assert "年报定案" in problem.text("zh")


def test_a_period_reopened_takes_filings_until_it_is_closed_again() -> None:
    again = replace(YEAR, closing_no=2, closing_event="reopened", happened_on=date(2024, 10, 1))
    third = replace(YEAR, closing_no=3, happened_on=date(2024, 11, 1))
    events = [third, again, YEAR]
    days = (date(2024, 9, 30), date(2024, 10, 1), date(2024, 11, 1))
    assert [bool(closed_by(events, "t", "2023", on)) for on in days] == [True, False, True]


def test_a_closed_type_stays_closed_when_all_types_are_reopened() -> None:
    mine = replace(YEAR, closing_scope="t")
    again = replace(YEAR, closing_no=2, closing_event="reopened")
    assert closed_by([YEAR, mine, again], "t", "2023", date(2024, 9, 2)) == (mine,)


def test_closing_twice_or_too_early_is_refused() -> None:
    assert codes(check_closing(YEAR, [])) == []
    assert codes(check_closing(replace(YEAR, closing_no=2), [YEAR])) == ["closing_repeated"]
    opened = replace(YEAR, closing_event="reopened")
    assert codes(check_closing(opened, [])) == ["closing_repeated"]
    assert codes(check_closing(replace(opened, closing_no=2), [YEAR])) == []
    assert codes(check_closing(replace(YEAR, happened_on=date(2023, 12, 31)), [])) == ["closing_too_early"]


def test_a_verdict_is_issued_once_by_two_persons() -> None:
    assert codes(check_issue(VERDICT, [])) == []
    assert codes(check_issue(VERDICT, [VERDICT])) == ["verdict_replaced", "verdict_supersedes"]
    assert codes(check_issue(replace(VERDICT, second_person=None), [])) == ["verdict_unsigned"]
    assert codes(check_issue(replace(VERDICT, second_person="planner"), [])) == ["signed_twice"]


def test_a_new_decision_names_the_verdict_it_supersedes() -> None:
    new = replace(VERDICT, verdict_id="x-n2", supersedes_verdict="x-n1")
    assert codes(check_issue(new, [VERDICT])) == []
    assert codes(check_issue(replace(new, supersedes_verdict=None), [VERDICT])) == ["verdict_supersedes"]
    assert codes(check_issue(replace(new, period="2022"), [VERDICT])) == ["verdict_supersedes"]
    assert standing_verdicts([new, VERDICT]) == (new,)
    third = replace(VERDICT, verdict_id="x-n3", supersedes_verdict="x-n2")
    assert codes(check_issue(third, [new, VERDICT])) == []


def test_verdict_ids_differ_by_number() -> None:
    assert verdict_id("990100", "a", "2023", 1) != verdict_id("990100", "a", "2023", 2)


def target(version: int, value: int, kind: str = "basic", document: str = "甲1号") -> dict[str, object]:
    return {
        "document_number": document, "document_version": version, "division_code": "990100",
        "target_kind": kind, "value": value,
    }  # fmt: skip


def test_the_last_version_of_a_document_stands_for_basic_and_incentive_each() -> None:
    rows = [target(2, 13), target(1, 12), target(1, 15, "incentive"), target(1, 20, document="乙2号")]
    found = standing_versions(rows, about=["division_code", "target_kind"])
    assert [(row["document_number"], row["target_kind"], row["value"]) for row in found] == [
        ("乙2号", "basic", 20), ("甲1号", "basic", 13), ("甲1号", "incentive", 15),
    ]  # fmt: skip


def test_one_version_cannot_say_two_things() -> None:
    with pytest.raises(ProblemsFound) as raised:
        standing_versions([target(1, 12), target(1, 13)], about=["division_code", "target_kind"])
    assert codes(raised.value.problems) == ["version_repeated"]
    assert standing_versions([target(1, 12), target(1, 12)], about=["division_code"]) == (target(1, 12),)
    with pytest.raises(TypeError, match="a version is a number"):
        standing_versions([target(1, 12) | {"document_version": "1"}], about=["division_code"])
