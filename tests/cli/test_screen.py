"""What the screen prints: traces as trees, synthetic tables marked, plain data readable."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from shuangkong.cli.screen import Screen, Speech
from shuangkong.cli.steps import Steps, rows_counted
from shuangkong.cli.tree import trace_tree
from shuangkong.sources import Citation
from shuangkong.trace import Coverage, Label, RowReference, RuleReference, Trace


def quiet(speech: Speech = "both") -> tuple[Screen, StringIO, StringIO]:
    out, err = StringIO(), StringIO()
    return Screen(speech, out=Console(file=out, width=120), err=Console(file=err, width=120)), out, err


def test_a_trace_names_formula_rule_clause_rows_status_and_inputs() -> None:
    screen, out, _ = quiet()
    leaf = Trace(
        Label("能耗", "energy"),
        "10",
        rows=(RowReference("observation", ("000000", "2020"), "ab" * 32),),
        is_synthetic=True,
    )
    root = Trace(
        Label("强度", "intensity"),
        "0.5",
        formula="E/G",
        rule=RuleReference("basis", "1", "示例文件", "official"),
        citation=Citation("示例文件", "二", "下降15%"),
        status="constructed",
        coverage=Coverage(12, 11, ("150300",)),
        notes=(Label("备注", "remark"),),
        inputs=lambda: (leaf,),
    )
    screen.show_tree(trace_tree(root, screen))
    text = out.getvalue()
    for words in (
        "强度 intensity = 0.5",
        "E/G",
        "basis@1",
        "“下降15%”",
        "11/12（缺 150300）",
        "constructed",
        "备注 remark",
    ):
        assert words in text
    inner = text[text.index("能耗 energy") :]
    assert "演示数据 / SYNTHETIC" in inner.splitlines()[0]
    assert "observation(000000, 2020) #abababababab" in inner


@pytest.mark.parametrize(("is_synthetic", "found"), [(True, True), (False, False)])
def test_a_table_with_synthetic_rows_says_so(is_synthetic: bool, found: bool) -> None:
    screen, out, _ = quiet("zh")
    screen.show_table(
        Label("表", "table"), [Label("列", "column")], [["值[bold]"]], is_synthetic=is_synthetic
    )
    assert ("演示数据" in out.getvalue()) is found
    assert "值[bold]" in out.getvalue()
    assert "column" not in out.getvalue()


def test_steps_stay_off_the_output_stream() -> None:
    screen, out, err = quiet("en")
    with Steps(screen, 1) as steps, steps.step(Label("冻结", "freeze")):
        pass
    assert out.getvalue() == ""
    assert err.getvalue() == "✓ freeze\n"


def test_rows_are_counted_on_a_terminal_alone() -> None:
    shown = StringIO()
    terminal = Screen("zh", err=Console(file=shown, force_terminal=True, width=100))
    with rows_counted(terminal, Label("报送", "filing")) as told:
        assert told is not None
        told(500, 2000)
    assert "报送" in shown.getvalue()
    assert "500/2000" in shown.getvalue()
    piped = Screen("zh", err=Console(file=StringIO()))
    with rows_counted(piped, Label("报送", "filing")) as told:
        assert told is None
