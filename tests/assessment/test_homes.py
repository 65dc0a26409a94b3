"""Every clause of a plan leads to a register, to what is made of its rows, and to a case that names it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shuangkong.assessment.dispatch import DISPATCH_STATES, item_of, progress_of
from shuangkong.assessment.homes import Clause, check_homes, clauses_of, read_cases
from shuangkong.errors import Collector
from shuangkong.packs import Packs, load_packs
from shuangkong.plan.reviewed import reviewed_measures
from shuangkong.quantity import Period
from shuangkong.registers import register_types

CASES = Path(__file__).resolve().parents[2] / "cases"
PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
ITEMS = PACKS.table("dispatch_item")


def clauses(packs: Packs = PACKS, *, cases: bool = True) -> tuple[Clause, ...]:
    return clauses_of(packs.plans[-1], packs, TYPES, read_cases(CASES) if cases else None)


def lost(found: tuple[Clause, ...], *, measures: bool) -> list[str]:
    homes = [home for clause in found for home in clause.homes if home.is_measure is measures]
    return [home.id for home in homes if home.gaps]


def test_every_measure_of_the_plan_has_a_home() -> None:
    assert lost(clauses(), measures=True) == []


def test_every_target_of_the_plan_has_a_home() -> None:
    assert lost(clauses(), measures=False) == []


def test_every_measure_belongs_to_exactly_one_item() -> None:
    gathered = [measure for row in ITEMS for measure in str(row["measure_ids"]).split(";")]
    assert sorted(gathered) == sorted(measure.id for measure in reviewed_measures(PACKS))
    assert len(gathered) == len(set(gathered)) == 329


def test_an_item_gathers_measures_of_its_section_and_one_of_their_departments() -> None:
    measures = {measure.id: measure for measure in reviewed_measures(PACKS)}
    for row in ITEMS:
        for name in str(row["measure_ids"]).split(";"):
            duties = measures[name].duties
            assert measures[name].citation.section == row["plan_section"]
            assert row["department"] in (*duties.lead, *duties.participating, *duties.sole)


def test_targets_and_measures_that_quote_one_clause_share_it() -> None:
    found = clauses(cases=False)
    keys = [(clause.section, clause.quote) for clause in found]
    assert len(keys) == len(set(keys))
    shared = [clause for clause in found if {home.is_measure for home in clause.homes} == {True, False}]
    assert "实行“年度评价、中期评估、五年考核”" in [clause.quote for clause in shared]
    assert sum(len(clause.homes) for clause in found) == 62 + 329


def test_a_measure_without_an_item_is_told() -> None:
    first, *rest = ITEMS
    gone = str(first["measure_ids"]).split(";")
    packs = replace(PACKS, _tables={**PACKS._tables, "dispatch_item": tuple(rest)})
    found = clauses(packs)
    assert set(gone) <= set(lost(found, measures=True))
    problems = Collector()
    check_homes(found, problems)
    told = [problem for problem in problems if gone[0] in problem.where]
    assert [problem.code for problem in told] == ["clause_homeless"]
    assert "declaration or dispatch item, register" in told[0].text("en")
    assert all(
        set(home.gaps) >= {"declaration", "register"} for c in found for home in c.homes if home.id in gone
    )


def test_a_register_that_the_packs_do_not_have_is_told() -> None:
    types = {name: type_ for name, type_ in TYPES.items() if name != "dispatch_progress"}
    found = clauses_of(PACKS.plans[-1], PACKS, types, None)
    measures = [home for clause in found for home in clause.homes if home.is_measure]
    assert {home.gaps for home in measures} == {("register",)}


def test_a_clause_that_no_case_names_is_told_only_where_cases_are_looked_at(tmp_path: Path) -> None:
    assert lost(clauses(cases=False), measures=True) == []
    (tmp_path / "one.yaml").write_text("- {name: 示例, input: {item: DSP-3.1-01}}\n", encoding="utf-8")
    found = clauses_of(PACKS.plans[-1], PACKS, TYPES, read_cases(tmp_path))
    named = [home for clause in found for home in clause.homes if home.cases]
    assert {home.follows for home in named} == {"DSP-3.1-01"}
    assert {home.cases for home in named} == {("one.yaml: 示例",)}


@pytest.mark.parametrize("state", [name for name in DISPATCH_STATES if name != "silent"])
def test_every_state_of_the_register_is_one_that_is_shown(state: str) -> None:
    assert state in TYPES["dispatch_progress"].table.column("dispatch_state").allowed
    row = {
        "dispatch_item_id": "DSP-3.1-01",
        "division_code": "150000",
        "period": "2024Q1",
        "dispatch_state": state,
    }
    rows = [row | {"milestone_next_on": None, "hindrance": None}]
    (first, *others) = progress_of(ITEMS, rows, Period.parse("2024Q1"), division="150000")
    assert (first.state, first.is_stale) == (state, False)
    assert {each.state for each in others} == {"silent"}
    assert item_of(ITEMS)[first.measures[0]] == first.item
    (elsewhere, *_) = progress_of(ITEMS, rows, Period.parse("2024Q1"), division="150100")
    assert elsewhere.state == "silent"
