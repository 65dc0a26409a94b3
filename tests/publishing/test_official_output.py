"""Official output: each weak input is listed once, where it stands; signed off it passes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from shuangkong.accounts import Naming, Question, adopted
from shuangkong.assessment import Verdict, assess
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.reports import (
    DRAFT,
    OFFICIAL,
    PlanResult,
    Results,
    briefing,
    check_official,
    check_results,
    html,
    word,
)
from shuangkong.sources import Citation
from shuangkong.trace import Absence, Figure, Label, RowReference, Trace

PACKS = load_packs("cn-15-14fyp")
DAY = date(2022, 6, 1)
TARGET = next(each for each in reviewed_targets(PACKS) if each.id == "IND-2-01")
NEEDED = ("comparison-default@2026", "schedule-default@2026")
NOTHING = Absence("no_data", Label("无", "none"))


def node(name: str, status="official", *inputs: Trace, **cells) -> Trace:
    return Trace(Label(name, name), "1", status=status, inputs=lambda: inputs, **cells)


def figure(trace: Trace) -> Figure:
    return Figure(None, "%", trace, NOTHING)


def found(*traces: Trace) -> list[tuple[str, str]]:
    problems = check_official([figure(trace) for trace in traces])
    return [(problem.code, problem.where) for problem in problems]


def verdict_on(rows, packs=PACKS, *, synthetic: bool = False) -> Verdict:
    question = Question("150000", Period.parse("2021"), DAY, (), "coal_equivalent", TARGET.id)
    return assess(question, TARGET, rows, adopted(packs, rows, DAY), synthetic=synthetic)


def test_what_is_official_passes() -> None:
    assert found(node("a", "official", node("b"))) == []


def test_the_lowest_node_that_is_weak_is_listed() -> None:
    leaf = node("c", "unverified", rows=(RowReference("observation", ("150000", "", "2020"), "h"),))
    top = node("a", "unverified", node("b", "unverified", leaf), node("d"))
    (problem,) = check_official([figure(top)])
    assert (problem.code, problem.where, problem.severity) == ("official_unverified", "a › b › c", "error")
    assert "observation(150000, 2020)" in problem.text("zh")


def test_a_weakness_of_its_own_is_listed_beside_those_below() -> None:
    top = node("a", "unverified", node("b", "constructed"), node("c", "secondary"))
    assert sorted(found(top)) == [
        ("official_constructed", "a › b"),
        ("official_secondary", "a › c"),
        ("official_unverified", "a"),
    ]


def test_an_input_of_two_figures_is_listed_once() -> None:
    shared = node("b", "unverified", citation=Citation("GB/T 2589-2020", "附录A", ""))
    assert found(node("a", "unverified", shared), node("d", "unverified", shared)) == [
        ("official_unverified", "a › b")
    ]


def test_synthetic_is_refused_whatever_its_status() -> None:
    top = node("a", "constructed", node("b", "constructed", is_synthetic=True), is_synthetic=True)
    assert found(top) == [("official_synthetic", "a › b")]


def test_a_secondary_source_is_only_noted() -> None:
    problems = check_official([figure(node("a", "secondary"))])
    assert [(each.code, each.severity) for each in problems] == [("official_secondary", "note")]
    problems.raise_errors()


def test_a_verdict_is_refused_before_and_accepted_after_sign_off(
    frozen, observed, adopted_row, persons
) -> None:
    observation = [observed("150000", "intensity_change", "2021", "-4")]
    before = verdict_on(frozen(observation=observation))
    problems = check_official([before], PACKS)
    assert before.stance == "met"
    assert {(each.code, each.details["source_zh"]) for each in problems if each.severity == "error"} == {
        ("official_constructed", f"规则 {name}") for name in NEEDED
    }
    rows = [adopted_row(f"A-{number}", rule) for number, rule in enumerate(NEEDED)]
    after = verdict_on(frozen(observation=observation, adoption=rows, person=persons))
    assert not check_official([after], PACKS).has_errors
    assert (after.stance, after.margin, after.duty) == (before.stance, before.margin, before.duty)
    text = str(after.as_json()["trace"])
    assert all(name in text for name in ("张三", "李四", "内发改环资字〔2022〕99号"))
    assert {each.persons for rule in after.conventions for each in rule.sign_offs} == {("张三", "李四")}


def test_a_rule_that_decides_without_a_node_is_listed_too(frozen, observed) -> None:
    verdict = verdict_on(frozen(observation=[observed("150000", "intensity_change", "2021", "-4")]))
    quiet = replace(verdict, trace=node("a"))
    assert [each.code for each in check_official([quiet]) if each.severity == "error"] == [
        "official_constructed",
        "official_constructed",
    ]


def results(verdict: Verdict, rows, **more) -> Results:
    document = PACKS.document(verdict.target.citation.document)
    assert document is not None
    return Results(
        division=Label("内蒙古自治区", "Inner Mongolia"),
        names=Naming.of(rows, PACKS),
        known_on=DAY,
        packs=PACKS,
        snapshot="ab" * 32,
        release="1",
        **{"levels": (), "grades": (), "published": (PlanResult(2021, 2025, 2021, document, (verdict,)),)}
        | more,
    )


def test_a_report_says_whether_it_is_official(frozen, observed, adopted_row, persons, tmp_path: Path) -> None:
    observation = [observed("150000", "intensity_change", "2021", "-4")]
    rows = frozen(observation=observation)
    draft = briefing(results(verdict_on(rows), rows))
    assert DRAFT.zh in html(draft)
    (tmp_path / "a.docx").write_bytes(word(draft, dated=DAY))
    assert any(DRAFT.zh in each.text for each in Document(str(tmp_path / "a.docx")).paragraphs)
    with pytest.raises(ProblemsFound) as raised:
        briefing(results(verdict_on(rows), rows), official=True)
    assert {each.code for each in raised.value.problems if each.severity == "error"} == {
        "official_constructed"
    }
    signed = frozen(
        observation=observation,
        adoption=[adopted_row(f"A-{number}", rule) for number, rule in enumerate(NEEDED)],
        person=persons,
    )
    page = html(briefing(results(verdict_on(signed), signed), official=True))
    assert OFFICIAL.zh in page
    assert DRAFT.zh not in page


def test_published_rows_and_synthetic_parts_are_checked_too(frozen, observed) -> None:
    real = frozen(observation=[observed("150000", "intensity_change", "2021", "-4")])
    invented = verdict_on(
        frozen(observation=[observed("150000", "intensity_change", "2021", "-4", is_synthetic=True)]),
        synthetic=True,
    )
    level = {
        "division_code": "150000",
        "period": "2021H1",
        "dimension": "intensity",
        "yardstick": "x",
        "warning_level": 1,
        "note": None,
        "status": "unverified",
        "source": "发改办环资〔2021〕629号",
    }
    content = results(verdict_on(real), real, levels=(level,))
    assert "official_unverified" in [each.code for each in check_results(content)]
    plan = replace(content.published[0], verdicts=(invented,))
    found = [each.code for each in check_results(replace(content, levels=(), invented=(plan,)))]
    assert "official_synthetic" in found
