"""Projects as their registers say them: on a day, between two days, every fault told and nothing lost."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.assessment.efficiency import (
    CLASSES,
    ProductLine,
    class_of,
    classify,
    limit_level,
    limits_of,
    read_conditions,
)
from shuangkong.assessment.two_high import (
    CHANGES,
    DUTIES,
    Standing,
    changes_between,
    line_standing,
    projects_of,
    standings_of,
    years_after,
)
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import load_packs

_spec = importlib.util.spec_from_file_location("two_high_rows", Path(__file__).with_name("made.py"))
assert _spec is not None
assert _spec.loader is not None
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

PACKS = load_packs("cn-15-14fyp")
DAY = date(2024, 6, 30)
CLOSED = {"closed_on": date(2024, 5, 31), "closing_document": "示例公告", "two_high_stage": "closed"}


def frozen(**tables: Any) -> Any:
    return made.Frozen({f"two_high_{name}": rows for name, rows in tables.items()})


def standing(on: date = DAY, **tables: Any) -> Standing:
    problems = Collector()
    (found,) = standings_of(PACKS, projects_of(frozen(**tables), synthetic=False), on=on, problems=problems)
    assert not list(problems)
    return found


def substitution(name: str, **cells: Any) -> Any:
    known = {
        "two_high_substitution_id": f"{name}-S1",
        "two_high_id": name,
        "division_code": "150200",
        "substitution_material": "energy",
        "substitution_kind": "equal",
        "substitution_ratio": Decimal(1),
        "substitution_demand": Decimal(100),
        "substitution_supply": Decimal(100),
        "unit": "吨标准煤",
        "substitution_source_id": "S-A",
        "substitution_source_name": "示例",
    }
    return made.row_of("two_high_substitution", **(known | cells))


def violation(**cells: Any) -> Any:
    known = {
        "two_high_violation_id": "LG-1-V1",
        "two_high_id": "LG-1",
        "division_code": "150200",
        "violation_kind": "built_before_approval",
        "violation_found_on": date(2024, 3, 1),
        "violation_state": "ordered",
        "violation_notice": "示例1号",
        "violation_due_on": date(2024, 5, 31),
    }
    return made.row_of("two_high_violation", **(known | cells))


def test_registers_that_were_never_published_are_empty() -> None:
    assert projects_of(made.Frozen({}), synthetic=False) == ()
    assert projects_of(frozen(project=[made.project_row(is_synthetic=True)]), synthetic=False) == ()


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2021, 6, 29), None),
        (date(2021, 6, 30), "planned"),
        (date(2022, 3, 1), "under_construction"),
        (date(2023, 3, 1), "stock"),
        (date(2024, 5, 31), "closed"),
    ],
)
def test_the_days_of_its_life_tell_the_stage(day: date, stage: str | None) -> None:
    days = {"started_on": date(2022, 3, 1), "built_on": date(2023, 3, 1)}
    (project,) = projects_of(frozen(project=[made.project_row(**days, **CLOSED)]), synthetic=False)
    assert project.stage_on(day) == stage


def test_the_review_is_that_of_the_order_of_its_own_day() -> None:
    row = made.project_row(
        review_number="示例1号", review_on=date(2022, 6, 1), design_calorific_tce=Decimal(7000)
    )
    found = standing(project=[row])
    assert found.review.authority == "region"  # type: ignore[union-attr]
    assert (
        standing(project=[made.project_row(design_calorific_tce=Decimal(7000))]).review.authority
        == "below_region"
    )  # type: ignore[union-attr]


def test_an_opinion_lapses_only_while_nothing_is_built() -> None:
    days = {"review_number": "示例1号", "review_on": date(2022, 1, 1), "review_valid_to": date(2024, 1, 1)}
    planned = made.project_row(two_high_stage="planned", built_on=None, **days)
    assert standing(project=[planned]).opinion_lapsed
    assert not standing(project=[made.project_row(**days)]).opinion_lapsed
    assert not standing(on=date(2024, 1, 1), project=[planned]).opinion_lapsed


def test_a_violation_has_the_consequences_that_texts_in_force_name() -> None:
    (found,) = standing(project=[made.project_row()], violation=[violation()]).violations
    assert found.is_overdue
    assert [c.rule.key for c in found.consequences] == ["violations-review", "violations-plan"]
    assert found.consequences[0].then is not None
    other = violation(violation_kind="emission_above_limit")
    (found,) = standing(project=[made.project_row()], violation=[other]).violations
    assert [c.rule.key for c in found.consequences] == ["violations-plan"]
    early = violation(violation_found_on=date(2022, 1, 1))
    (found,) = standing(project=[made.project_row()], violation=[early]).violations
    assert found.consequences == ()


def test_a_violation_is_open_until_the_day_it_was_rectified() -> None:
    done = violation(violation_state="rectified", violation_rectified_on=date(2024, 6, 15))
    rows = {"project": [made.project_row()], "violation": [done]}
    assert standing(on=date(2024, 6, 14), **rows).violations[0].is_open
    assert not standing(on=date(2024, 6, 15), **rows).violations[0].is_open
    assert standing(on=date(2024, 2, 29), **rows).violations == ()


def test_a_source_used_by_another_project_covers_neither() -> None:
    projects = [made.project_row(), made.project_row(two_high_id="LG-2", two_high_name="示例二")]
    rows = frozen(project=projects, substitution=[substitution("LG-1"), substitution("LG-2")])
    found = standings_of(PACKS, projects_of(rows, synthetic=False), on=DAY, problems=Collector())
    assert [each.substitution[0].used_twice for each in found] == [("S-A",), ("S-A",)]
    assert not any(each.substitution[0].is_covered for each in found)
    apart = [substitution("LG-1"), substitution("LG-2", substitution_source_id="S-B")]
    rows = frozen(project=projects, substitution=apart)
    found = standings_of(PACKS, projects_of(rows, synthetic=False), on=DAY, problems=Collector())
    assert all(each.substitution[0].is_covered for each in found)
    assert found[0].substitution[0].open_sources == ("S-A",)


def test_a_reduced_substitution_needs_more_than_the_demand() -> None:
    row = substitution("LG-1", substitution_kind="reduced", substitution_ratio=Decimal("1.25"))
    (found,) = standing(project=[made.project_row()], substitution=[row]).substitution
    assert (found.needed, found.is_covered) == (Decimal(125), False)


def test_leaders_come_and_go_by_events() -> None:
    def event(kind: str, day: date) -> Any:
        return made.row_of(
            "two_high_event",
            two_high_event_id=f"E-{kind}",
            two_high_id="LG-1",
            division_code="150200",
            two_high_event_kind=kind,
            two_high_event_on=day,
        )

    events = [event("named_leader", date(2023, 1, 1)), event("removed_leader", date(2024, 1, 1))]
    rows = {"project": [made.project_row()], "event": events}
    days = [date(2022, 6, 30), date(2023, 6, 30), DAY]
    assert [standing(on=day, **rows).is_leader for day in days] == [False, True, False]


def test_a_line_that_cannot_be_compared_is_told_and_judged_by_what_was_found() -> None:
    problems = Collector()
    row = made.line_row(
        two_high_line_metric="单位产品电耗",
        two_high_line_conditions="altitude=high",
        two_high_line_level="below_baseline",
        two_high_line_due_on=date(2024, 12, 31),
    )
    found = line_standing(PACKS, row, on=DAY, problems=problems)
    codes = [problem.code for problem in problems]
    assert codes == ["limit_condition_unreadable", "efficiency_metric_differs"]
    assert (found.computed, found.found, found.duty) == (None, "below_baseline", "retrofit")


def test_codes_of_lines_that_are_refused() -> None:
    def code(line: ProductLine) -> str:
        with pytest.raises(ProblemsFound) as caught:
            class_of(PACKS, line, on=DAY, where="L1")
        (problem,) = caught.value.problems
        assert problem.text("zh")
        return problem.code

    one = Decimal(1)
    assert code(ProductLine("水泥熟料", "", "单位产品电耗", "kgce/t", one)) == "efficiency_metric_differs"
    assert code(ProductLine("水泥熟料", "", "单位产品综合能耗", "kWh/t", one)) == "efficiency_unit_differs"
    methanol = ProductLine("煤制甲醇", "褐煤气化", "单位产品综合能耗", "kgce/t", one)
    assert code(methanol) == "efficiency_process_unknown"
    with pytest.raises(ProblemsFound) as caught:
        limits_of(
            PACKS,
            ProductLine("水泥熟料", "", "单位产品综合能耗", "kgce/t", one, {"x": one}),
            on=DAY,
            where="L",
        )
    assert [problem.code for problem in caught.value.problems] == ["limit_variable_unknown"]


def test_a_formula_with_an_unknown_variable_is_told() -> None:
    (rule,) = PACKS.rules("limit_formulas")
    formulas: Any = rule.parameters["formulas"]
    misspelt = tuple({**each, "formula": "limit * altitude_factro"} for each in formulas)
    broken = replace(rule, parameters={**rule.parameters, "formulas": misspelt})
    editions = tuple(broken if each is rule else each for each in PACKS.editions)
    line = ProductLine(
        "水泥熟料", "", "单位产品综合能耗", "kgce/t", Decimal(120), {"altitude_m": Decimal(1700)}
    )
    with pytest.raises(ProblemsFound) as caught:
        limits_of(replace(PACKS, editions=editions), line, on=DAY, where="L1")
    assert [problem.code for problem in caught.value.problems] == ["expression_name_unknown"]
    assert "altitude_factro" in caught.value.problems[0].text("en")


def test_conditions_are_read_as_far_as_they_go() -> None:
    problems = Collector()
    found = read_conditions("a=1；b=true; c; =2", "L1", problems)
    assert found == {"a": Decimal(1), "b": True}
    assert [problem.details["found"] for problem in problems] == ["c", "=2"]


@given(st.integers(-100, 100), st.integers(-100, 100), st.integers(-100, 100))
def test_a_class_follows_the_order_of_figures_and_saving_never_worsens_it(
    value: int, one: int, other: int
) -> None:
    benchmark, baseline = (Decimal(each) for each in sorted((one, other)))
    order = ["benchmark", "between", "below_baseline"]
    names = [classify(Decimal(each), benchmark, baseline) for each in (value - 1, value)]
    assert order.index(names[0]) <= order.index(names[1])
    shifted = classify(Decimal(value - 500), benchmark - 500, baseline - 500)
    assert shifted == names[1]


@given(st.integers(-100, 100), st.integers(-100, 100))
def test_a_level_that_is_not_set_never_fails_a_line(value: int, level: int) -> None:
    assert classify(Decimal(value), Decimal(level), None) in ("benchmark", "not_defined")
    assert classify(Decimal(value), None, Decimal(level)) in ("below_baseline", "not_defined")
    assert classify(Decimal(value), None, None) == "not_defined"


@given(st.dates(date(2000, 1, 1), date(2060, 12, 31)), st.integers(1, 10))
def test_years_after_is_the_anniversary(day: date, years: int) -> None:
    found = years_after(day, years)
    assert found.year == day.year + years
    assert abs((found - day) - timedelta(days=365.25 * years)) <= timedelta(days=2)


@pytest.mark.parametrize(
    "kind", ["new", "moved", "closed", "overdue", "settled", "violation", "altered", "missing"]
)
def test_each_kind_of_change_is_told_once(kind: str) -> None:
    before: dict[str, Any] = {"project": [made.project_row()]}
    after: dict[str, Any] = {"project": [made.project_row()]}
    first, last = DAY - timedelta(days=30), DAY
    due = made.line_row(two_high_line_due_on=date(2024, 6, 15))
    if kind == "new":
        before = {"project": []}
    elif kind == "moved":
        days = {"started_on": date(2023, 1, 1), "built_on": date(2024, 6, 10)}
        before = after = {"project": [made.project_row(**days)]}
    elif kind == "closed":
        closing = CLOSED | {"closed_on": date(2024, 6, 10)}
        before = after = {"project": [made.project_row(**closing)]}
    elif kind == "overdue":
        before = after = {"project": [made.project_row()], "line": [due]}
    elif kind == "settled":
        first = date(2024, 6, 20)
        retrofit = {
            "two_high_line_retrofitted_on": date(2024, 6, 25),
            "two_high_line_energy_after": Decimal(110),
        }
        before = after = {"project": [made.project_row()], "line": [{**due, **retrofit}]}
    elif kind == "violation":
        row = violation(violation_found_on=date(2024, 6, 10), violation_due_on=None)
        before = after = {"project": [made.project_row()], "violation": [row]}
    elif kind == "altered":
        after = {"project": [made.project_row(design_equal_tce=Decimal(80000))]}
    else:
        after = {"project": []}

    def on(day: date, tables: Any) -> Any:
        projects = projects_of(frozen(**tables), synthetic=False)
        return standings_of(PACKS, projects, on=day, problems=Collector())

    assert [change.kind for change in changes_between(on(first, before), on(last, after))] == [kind]
    assert changes_between(on(last, after), on(last, after)) == ()


def test_everything_that_is_shown_has_words_in_both_languages() -> None:
    for labels in (CHANGES, DUTIES, CLASSES):
        assert all(label.zh and label.en for label in labels.values())


def test_a_limit_without_a_standard_is_not_defined() -> None:
    line = ProductLine("示例产品", "", "单位产品综合能耗", "kgce/t", Decimal(1))
    assert limits_of(PACKS, line, on=DAY, where="L1") == ()
    assert limit_level(line, ()) == "not_defined"
