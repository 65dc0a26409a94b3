"""The cases of two-high projects that an official can read: every case of ``cases/two_high.yaml``."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import printed
from shuangkong.assessment.efficiency import ProductLine, class_of, limit_level, limits_of, read_conditions
from shuangkong.assessment.two_high import (
    Actual,
    Approval,
    Project,
    ProjectEvents,
    effect_of,
    focus_of,
    line_standing,
    review_of,
    standing_of,
)
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.trace import Absence, Figure

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("two_high_rows", HERE / "made.py")
assert _spec is not None
assert _spec.loader is not None
made = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(made)

CASES = yaml.safe_load((HERE.parents[1] / "cases" / "two_high.yaml").read_text(encoding="utf-8"))
PACKS = load_packs("cn-15-14fyp")
Given = Mapping[str, Any]


def decimal(given: Given, name: str) -> Decimal | None:
    return Decimal(given[name]) if name in given else None


def project(given: Given) -> Project:
    return Project(
        "P",
        "150200",
        "示例",
        "示例",
        given.get("industry", "steel"),
        "planned",
        given.get("nature", "new"),
        Decimal(given["equal"]),
        Decimal(given.get("calorific", given["equal"])),
        electricity=decimal(given, "electricity"),
        factor=decimal(given, "factor"),
        factor_year=given.get("factor_year"),
        coal=decimal(given, "coal"),
        increment=decimal(given, "increment"),
        added_value=decimal(given, "added"),
    )


def line(given: Given) -> ProductLine:
    problems = Collector()
    found = read_conditions(given.get("conditions", ""), "L1", problems)
    problems.raise_errors()
    value = Decimal(given["value"])
    return ProductLine(
        given["product"], given.get("process", ""), given["metric"], given["unit"], value, found
    )


def run_focus(given: Given) -> dict[str, object]:
    found = focus_of(PACKS, project(given), on=given["day"])
    if isinstance(found, Absence):
        return {"absence": found.code}
    rule = found.trace.rule
    assert rule is not None
    return {
        "is_focus": found.is_focus,
        "would_be_calorific": found.would_be_calorific,
        "factor_year": found.factor_year,
        "rule": f"{rule.key}@{rule.edition}",
    }


def run_review(given: Given) -> dict[str, object]:
    found = review_of(PACKS, project(given), on=given["day"])
    assert found.trace.rule is not None
    return {
        "authority": found.authority,
        "rule": f"{found.rule.key}@{found.rule.edition}",
        "energy": None if found.energy is None else f"{found.energy}",
        "has_carbon_evaluation": found.has_carbon_evaluation,
        "absence": None if found.absence is None else found.absence.code,
        "status": found.status,
    }


def run_class(given: Given) -> dict[str, object]:
    found = class_of(PACKS, line(given), on=given["day"], where="L1")
    return {
        "class": found.name,
        "to_benchmark": None if found.to_benchmark is None else f"{found.to_benchmark}",
        "to_baseline": None if found.to_baseline is None else f"{found.to_baseline}",
        "table": None if found.levels is None else found.levels.table_edition,
        "is_carried_over": found.levels is not None and found.levels.is_carried_over,
        "absence": None if found.reason is None else found.reason.code,
        "status": found.status,
    }


def run_limit(given: Given) -> dict[str, object]:
    found = limits_of(PACKS, line(given), on=given["day"], where="L1")
    values = [None if each.value is None else f"{each.value.normalize():f}" for each in found]
    assert all(each.trace.value for each in found)
    return {"limits": values, "level": limit_level(line(given), found)}


def run_duty(given: Given) -> dict[str, object]:
    names = {
        "found_on": "two_high_line_found_on",
        "due_on": "two_high_line_due_on",
        "retrofitted_on": "two_high_line_retrofitted_on",
        "eliminated_on": "two_high_line_eliminated_on",
        "document": "closing_document",
        "level": "two_high_line_level",
        "kind": "two_high_line_kind",
    }
    cells = {names[name]: cell for name, cell in given.items() if name in names}
    for name, column in (("value", "two_high_line_unit_energy"), ("after", "two_high_line_energy_after")):
        if name in given:
            cells[column] = Decimal(given[name])
    problems = Collector()
    row = made.line_row(**cells)
    found = line_standing(PACKS, row, on=given["day"], reading=given.get("reading"), problems=problems)
    problems.raise_errors()
    assert found.trace.as_json()["value"]
    return {
        "class": found.found,
        "after": found.found_after,
        "duty": found.duty,
        "differs": found.differs,
        "due_on": None if found.deadline is None else found.deadline.on,
        "eliminate_by": dict(found.eliminate_by),
    }


def run_energy(given: Given) -> dict[str, object]:
    approval = Approval("示例1号", date(2015, 1, 1), None, Decimal(given["approved"]), given["basis"])
    actual = Actual(given["year"], Decimal(given["used"]), given["used_basis"])
    one = Project(
        "P", "150200", "示例", "示例", "steel", "stock", "new", Decimal(1), Decimal(1), approval=approval,
        built_on=date(2016, 1, 1), befell=ProjectEvents(actuals=(actual,)),
    )  # fmt: skip
    (use,) = standing_of(PACKS, one, on=date(2025, 6, 30), problems=Collector()).energy
    return {
        "verdict": use.verdict,
        "share": None if use.share is None else printed(use.share, 2),
        "absence": None if use.absence is None else use.absence.code,
    }


def run_effect(given: Given) -> dict[str, object]:
    rows = []
    if "energy" in given:
        rows.append(
            made.observation(
                "energy_consumption", given["energy"], "万吨标准煤", energy_basis="coal_equivalent"
            )
        )
    if "gdp" in given:
        rows.append(made.observation("gdp_constant", given["gdp"], "亿元", price_base_year=2020))
    found = effect_of(made.Frozen({"observation": rows}), project(given), (), synthetic=False)
    return {
        "before": shown(found.intensity_before),
        "after": shown(found.intensity_after),
        "change": shown(found.intensity_change, 2),
        "total": shown(found.total_change, 2),
        "own": shown(found.own_intensity),
        "budget": shown(found.budget_left),
    }


def shown(figure: Figure, decimals: int = 4) -> str:
    if figure.value is None:
        assert figure.absence is not None
        return figure.absence.code
    return printed(figure.value, decimals)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_two_high_case(case: Given) -> None:
    assert set(case) == {"name", "ask", "question", "input", "expected", "status", "source"}
    try:
        found = globals()[f"run_{case['ask']}"](case["input"])
    except ProblemsFound as refused:
        found = {"problems": [problem.code for problem in refused.problems]}
    wrong = {
        name: (found.get(name), value) for name, value in case["expected"].items() if found.get(name) != value
    }
    assert not wrong, f"found and expected: {wrong}"


def test_names_of_the_cases_stand_once() -> None:
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))
