"""A closed list is understood by its labels in an office's own workbook too, and through a layout's words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shuangkong.errors import Collector
from shuangkong.registers.layout import parse_layout
from shuangkong.registers.layout.cells import Written, type_cells
from shuangkong.registers.layout.naming import DivisionNames
from shuangkong.schema import columns

LAYOUT = next((Path(__file__).parent / "layouts").glob("*.yaml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("最终", "final"), ("final", "final"), ("快报", "estimate"), ("核定", "final"), ("别的", None)],
)
def test_labels_codes_and_declared_words_give_the_code(text: str, expected: str | None) -> None:
    layout = parse_layout(LAYOUT.read_text("utf-8"), LAYOUT.name)
    layout = replace(layout, values={"stage": {"快报": "预计", "核定": "final"}})
    problems = Collector()
    names = DivisionNames(None, None)
    found = type_cells({"stage": Written(text, "甲!A1")}, columns(), layout, names, problems)
    assert found == (None if expected is None else {"stage": expected})
    assert [problem.code for problem in problems] == ([] if expected else ["cell_code_unknown"])
    assert all("预计 estimate、初步 preliminary" in problem.text("zh") for problem in problems)
    assert all("estimate, preliminary" in problem.text("en") for problem in problems)
