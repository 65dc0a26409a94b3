"""The public cases of parameter questions, as written in cases/standard_parameters.yaml."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.errors import ProblemsFound
from shuangkong.standards import lookup

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases/standard_parameters.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    assert case["question"] and case["source"]
    expected = dict(case["expected"])
    if code := expected.pop("problem", None):
        with pytest.raises(ProblemsFound) as found:
            lookup(**case["input"])
        assert [problem.code for problem in found.value.problems] == [code]
        return
    value = lookup(**case["input"])
    for name in ("value", "value_max"):
        assert str(getattr(value, name)) == str(expected.pop(name, None)), name
    for name, said in expected.items():
        assert getattr(value, name) == said, name
