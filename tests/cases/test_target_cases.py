"""Cases of targets: the rows of the registers as they are kept, and the verdict they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Question, printed
from shuangkong.assessment import Verdict, assess
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


CASES_OF_TARGETS = load()


def written(cell: object) -> str:
    return str(cell).lower() if isinstance(cell, bool) else str(cell)


def typed(cells: Mapping[str, Any], into: Table) -> Row:
    problems = Collector()
    assert set(cells) <= set(into.column_names)
    given = {name: cell for name, cell in COMMON.items() if name in into.column_names} | dict(cells)
    row: Row = {
        column.name: read_cell(written(given[column.name]), column, problems, column.name)
        if column.name in given
        else None
        for column in into.columns
    }
    assert not list(problems)
    return row


def shown(verdict: Verdict, wanted: str | None) -> str | None:
    """Return what was reached as a case writes it: a class by its word, a number with as many decimals."""
    value = verdict.actual.value
    if value is None:
        return None
    if verdict.scale:
        return verdict.scale[int(value) - 1]
    return printed(value, len((wanted or "").partition(".")[2]))


@pytest.mark.parametrize("case", CASES_OF_TARGETS, ids=[case["name"] for case in CASES_OF_TARGETS])
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
    assert set(expected) - {"selected", "undecided"} == {"stance", "actual"}
    assert verdict.stance == expected["stance"], verdict.sentence().zh
    assert shown(verdict, expected["actual"]) == expected["actual"]
    assert [item.row.key[0] for item in verdict.selected] == expected.get("selected", [])
    assert [item.row.key[0] for item in verdict.undecided] == expected.get("undecided", [])


def are_beside(one: Case, other: Case) -> bool:
    """Whether two cases ask the same of rows that differ in one row: changed, taken out or put in."""
    left, right = one["input"], other["input"]
    if any(left[key] != right[key] for key in left if key != "rows"):
        return False
    only = [
        [(name, row) for name, held in a.items() for row in held if row not in b.get(name, [])]
        for a, b in ((left["rows"], right["rows"]), (right["rows"], left["rows"]))
    ]
    return max(map(len, only)) == 1 and {name for side in only for name, _ in side} <= set(left["rows"])


def test_every_target_has_a_case_and_one_beside_it_that_says_otherwise() -> None:
    flipped = {
        one["input"]["target"]
        for one, other in combinations(CASES_OF_TARGETS, 2)
        if one["input"]["target"] == other["input"]["target"]
        and are_beside(one, other)
        and {**one["expected"], "actual": None} != {**other["expected"], "actual": None}
    }
    assert len(TARGETS) == 62
    assert set(TARGETS) - flipped == set()
