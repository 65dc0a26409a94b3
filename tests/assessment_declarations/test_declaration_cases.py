"""The cases of declarations (指标口径案例): every case of ``cases/declarations.yaml`` is one test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Question, printed
from shuangkong.assessment import Verdict, assess
from shuangkong.assessment.declarations import Measurement, evaluate
from shuangkong.packs import Packs
from shuangkong.packs.declaration import DECLARATION_KINDS
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "declarations.yaml").read_text(encoding="utf-8")
)
KEYS = {"name", "question", "input", "expected", "status", "source"}
DECLARED = {"status": "constructed", "wanted": "up"}
TARGET = {
    "indicator": "示例指标",
    "status": "constructed",
    "citation": {"document": "sample-plan", "section": "一", "quote": "示例条文"},
}


def named(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    labels = {"zh": case["name"], "en": case["question"]}
    return [{**DECLARED, **labels, **each} for each in case["input"]["declarations"]]


def targets_of(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    given = case["input"].get("targets", [])
    dated = [each if each.get("is_standing") else {"target_year": 2025, **each} for each in given]
    return [{**TARGET, **each} for each in dated]


@pytest.fixture(scope="module")
def packs(sample: Any) -> Packs:
    """All declarations and targets of the cases in one pack: an id stands once."""
    found: Packs = sample.packs(
        [each for case in CASES for each in named(case)],
        [each for case in CASES for each in targets_of(case)],
    )
    return found


def decimals(value: Decimal | None, expected: str | None) -> str | None:
    places = 0 if expected is None else -int(Decimal(expected).as_tuple().exponent)
    return None if value is None else printed(value, places)


def check_measurement(found: Measurement, expected: Mapping[str, Any]) -> dict[str, Any]:
    coverage = found.coverage
    answers: dict[str, Any] = {
        "value": decimals(found.figure.value, expected.get("value")),
        "unit": found.figure.unit,
        "lower": decimals(found.interval.lower, expected.get("lower")),
        "upper": decimals(found.interval.upper, expected.get("upper")),
        "absence": None if found.figure.absence is None else found.figure.absence.code,
        "counted": sorted(",".join(line.reference.key) for line in found.chosen),
        "open": {
            ",".join(line.reference.key): None if line.cause is None else line.cause.zh
            for line in found.undecided
        },
        "absent": [] if coverage is None else list(coverage.absent),
        "expected": None if coverage is None else coverage.expected,
        "groups": {
            name: decimals(figure.value, expected.get("groups", {}).get(name))
            for name, figure in found.groups
        },
        "rules": [note.zh for note in found.figure.trace.notes],
    }
    return answers


def check_verdict(found: Verdict, expected: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "stance": found.stance,
        "reason": None if found.reason is None else found.reason.code,
        "actual": decimals(found.actual.value, expected.get("actual")),
        "duty": decimals(found.duty, expected.get("duty")),
        "sentence": found.sentence().zh,
        "selected": [",".join(part for part in item.row.key if part) for item in found.selected],
        "readings": {
            each.indicator_id: [
                each.stance,
                None if each.actual.value is None else printed(each.actual.value),
            ]
            for each in found.readings
        },
        "notes": [note.zh for note in found.trace.notes],
        "undecided": [",".join(item.row.key) for item in found.undecided],
    }


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_declaration_case(case: Mapping[str, Any], packs: Packs, sample: Any) -> None:
    assert set(case) - {"note"} == KEYS
    given, expected = case["input"], case["expected"]
    asked = {"division": given.get("division", "990000"), "period": given.get("period", "2025")}
    scope = sample.scope(packs, given.get("rows", {}), **asked)
    measured = evaluate(scope.declared.by_id[given["declarations"][0]["id"]], scope)
    found = check_measurement(measured, expected)
    if given.get("targets"):
        target = next(each for each in reviewed_targets(packs) if each.id == given["targets"][0]["id"])
        question = Question(
            asked["division"],
            Period.parse(asked["period"]),
            date(2026, 6, 1),
            (),
            "coal_equivalent",
            target.id,
        )
        found |= check_verdict(assess(question, target, scope.asker.rows, packs), expected)
    wrong = {name: (found.get(name), value) for name, value in expected.items() if found.get(name) != value}
    assert not wrong, f"found and expected: {wrong}"


def test_every_kind_has_a_case() -> None:
    kinds = {each["kind"] for case in CASES for each in case["input"]["declarations"]}
    assert kinds == set(DECLARATION_KINDS)
