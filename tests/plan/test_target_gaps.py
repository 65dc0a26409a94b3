"""A reviewed target has no gaps: every one is named, all at once."""

from __future__ import annotations

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.plan import Target
from shuangkong.plan.draft import Form
from shuangkong.sources import Citation


@pytest.mark.parametrize(
    ("form", "gaps"),
    [
        ("change_rate", ["direction", "base_year", "value", "target_year", "citation"]),
        ("level", ["value", "target_year", "citation"]),
        ("ordinal_class", ["ordinal", "target_year", "citation"]),
        ("qualitative", ["target_year", "citation"]),
    ],
)
def test_every_gap_is_named(form: Form, gaps: list[str]) -> None:
    with pytest.raises(ProblemsFound) as found:
        Target("T-1", "能耗强度", None, form, "=", Citation("示例", "二", ""), "constructed")
    assert [problem.code for problem in found.value.problems] == ["target_gap"] * len(gaps)
    assert [problem.details["field"] for problem in found.value.problems] == gaps
