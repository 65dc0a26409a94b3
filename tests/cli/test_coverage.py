"""``shuangkong coverage``: every clause of the plan, what follows it, and what nothing quotes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from shuangkong.cli import run

CASES = str(Path(__file__).resolve().parents[2] / "cases")
PLAN = "cn-15-14fyp"
ASKED = ("coverage", "--pack", PLAN, "--cases", CASES)


def test_a_section_lists_its_clauses_with_register_item_and_case(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASKED, "--section", "四（二）", "--lang", "zh"]) == 0
    text = capsys.readouterr().out
    for word in ("MEA-4.2-01", "DSP-4.2-02", "dispatch_progress", "dispatch.yaml", "10 条", "0 条没有去处"):
        assert word in text


def test_the_summary_has_a_line_for_every_section(capsys: pytest.CaptureFixture[str]) -> None:
    run([*ASKED, "--lang", "zh"])
    text = capsys.readouterr().out
    assert "三(一) 重点行业绿色升级工程" in text
    assert "五(三) 开展全民行动" in text
    assert "MEA-" not in text
    assert "373 条，391 项目标和任务" in text


def test_all_lists_every_clause_and_data_hold_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    run([*ASKED, "--csv"])
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) == 391
    assert len({row["id"] for row in rows}) == 391
    run([*ASKED, "--all", "--lang", "en"])
    text = capsys.readouterr().out
    assert all(row["id"] in text for row in rows)
    assert run([*ASKED, "--section", "五(三)", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    homes = [home for clause in found["clauses"] for home in clause["homes"]]
    assert [home["id"] for home in homes] == [row["id"] for row in rows if row["section"] == "五(三)"]
    assert {tuple(home["registers"]) for home in homes} == {("dispatch_progress",)}


def test_a_clause_without_a_home_ends_with_the_list(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    none = ("coverage", "--pack", PLAN, "--cases", str(tmp_path))
    assert run([*none, "--section", "四(二)", "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["code"] for problem in problems] == ["clause_homeless"] * 10
    assert run([*none, "--section", "四(二)", "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert "10 without a home" in told.out
    assert told.err.count("missing: case") == 10


def test_without_cases_it_is_said_that_none_were_looked_at(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["coverage", "--pack", PLAN, "--section", "四(二)", "--lang", "en"]) == 0
    assert "none were looked at" in capsys.readouterr().out


def test_what_the_text_says_and_nothing_quotes_is_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text(
        "示例方案\n\n四、政策\n（二）制度。强化总量减排核查核算，做好示例工作。\n", encoding="utf-8"
    )
    assert run([*ASKED, "--section", "四(二)", "--plan", str(plan), "--lang", "zh"]) == 0
    text = capsys.readouterr().out
    assert "做好示例工作" in text
    assert "1 处未引" in text
    assert "不见于原文" in text
    run([*ASKED, "--section", "四(二)", "--plan", str(plan), "--json"])
    read = json.loads(capsys.readouterr().out)["text"]
    assert read["unquoted"] == [{"section": "四(二)", "text": "做好示例工作"}]
    assert "强化总量减排核查核算" not in read["quotes_not_found"]


def test_a_section_the_plan_does_not_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ASKED, "--section", "九(九)", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == "coverage_section"
    assert "四(二)" in problem["zh"]


def test_packs_without_a_plan_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["coverage", "--pack", "cn", "--json"]) == 1
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["code"] == "coverage_no_plan"
