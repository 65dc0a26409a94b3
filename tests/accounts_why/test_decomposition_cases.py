"""The cases of ``cases/decomposition.yaml``."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from shuangkong.accounts import printed
from shuangkong.accounts.decomposition import Driver, Part, State, additive
from shuangkong.quantity import Period
from shuangkong.trace import Label

FILE = Path(__file__).resolve().parents[2] / "cases" / "decomposition.yaml"
CASES = yaml.safe_load(FILE.read_text(encoding="utf-8"))


def at(year, names, parts):
    found = []
    for path, written in parts.items():
        values = [None if each is None else Decimal(each) for each in written]
        product = Decimal(1)
        for value in values:
            product *= value or 0
        found.append(Part((path,), product, dict(zip(names, values, strict=True))))
    drivers = tuple(Driver(name, Label(name, name)) for name in names)
    return State(Period.parse(year), "吨标准煤", drivers, tuple(found))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_decomposition_case(case):
    assert set(case) == {"name", "question", "input", "expected", "source"}
    given = case["input"]
    states = [at(year, given["drivers"], given[end]) for year, end in (("2020", "before"), ("2021", "after"))]
    found = additive(states)
    effects = {name: printed(effect.value, 1) for name, effect in found.effects().items()}
    assert {"change": printed(found.change().value, 1), "effects": effects} == case["expected"]
