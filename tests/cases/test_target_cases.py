"""Cases of targets: the rows of the registers as they are kept, and the verdict they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Question, printed
from shuangkong.assessment import assess
from shuangkong.errors import Collector
from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.registers import register_types
from shuangkong.schema import Row, Table, read_cell, table

CASES = Path(__file__).resolve().parents[2] / "cases"
KEYS = {"name", "asks", "question", "input", "expected", "status", "source"}
PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
TARGETS = {target.id: target for target in reviewed_targets(PACKS)}
COMMON = {"is_synthetic": "false", "status": "official", "source": "案例", "parts_absent": "false"}
Case = Mapping[str, Any]


def load() -> list[Case]:
    found: list[Case] = []
    for file in sorted(CASES.glob("*.yaml")):
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        found += [case for case in content if isinstance(case, dict) and case.get("asks") == "target"]
    return found


def typed(cells: Mapping[str, Any], into: Table) -> Row:
    problems = Collector()
    assert set(cells) <= set(into.column_names)
    given = {name: cell for name, cell in COMMON.items() if name in into.column_names} | dict(cells)
    row: Row = {
        column.name: read_cell(str(given[column.name]), column, problems, column.name)
        if column.name in given
        else None
        for column in into.columns
    }
    assert not list(problems)
    return row


@pytest.mark.parametrize("case", load(), ids=[case["name"] for case in load()])
def test_target_case(case: Case, frozen: Callable[..., Any]) -> None:
    assert set(case) - {"note"} == KEYS
    given = case["input"]
    target = TARGETS[given["target"]]
    rows = {
        name: [typed(cells, TYPES[name].table if name in TYPES else table(name)) for cells in held]
        for name, held in given["rows"].items()
    }
    kept = frozen(division=PACKS.table("division"), **rows)
    period = Period.parse(given["period"])
    question = Question(given["division"], period, given["known_on"], (), "coal_equivalent", target.id)
    verdict = assess(question, target, kept, PACKS)
    expected = case["expected"]
    assert verdict.stance == expected["stance"], verdict.sentence().zh
    actual = verdict.actual.value
    wanted = expected["actual"]
    digits = len(str(wanted).partition(".")[2])
    assert (None if actual is None else printed(actual, digits)) == wanted
