"""Commands on plans: doubts in words, conflicts between plans, entries for a pack."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shuangkong.cli import run
from shuangkong.cli.doubts import as_problem
from shuangkong.errors import catalogue
from shuangkong.packs import load_packs
from shuangkong.plan import TargetDraft
from shuangkong.plan.conflicts import find_conflicts, rival_targets
from shuangkong.plan.grammar import doubting
from shuangkong.plan.grammar.doubting import doubts_of
from shuangkong.plan.reviewed import reviewed_targets

KINDS = {
    "doubt_base_missing": "warning",
    "doubt_base_implied": "note",
    "doubt_due_missing": "warning",
    "doubt_due_implied": "note",
    "doubt_unit_unknown": "warning",
    "doubt_indicator_unknown": "warning",
    "doubt_tolerance_missing": "note",
    "doubt_value_missing": "warning",
    "doubt_value_derived": "note",
    "doubt_distribution_ambiguous": "warning",
    "doubt_duty_missing": "warning",
    "doubt_threshold_object_unknown": "warning",
}


def draft(**fields: object) -> TargetDraft:
    written = {"indicator": "甲", "form": "level", "operator": ">=", "clause": "甲", "span": (0, 1)}
    return TargetDraft(**(written | fields))  # type: ignore[arg-type]


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, list[dict[str, object]]]:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    found: dict[str, list[dict[str, object]]] = json.loads(capsys.readouterr().out)
    return found


def provoked() -> dict[str, str]:
    """Every doubt drafts can raise, as a problem's code → its severity."""
    targets = [
        draft(form="change_rate", indicator="", operator="~", value=1),
        draft(form="change_rate", base_year=2020, base_year_stated=False, target_year=2025),
        draft(form="coverage", value=100, value_origin="derived"),
        draft(form="qualitative", operator="none"),
        draft(clause="甲、乙分别达到5%、10%以上"),
    ]
    problems = [as_problem(doubt) for doubt in doubts_of(targets, [draft(form="threshold")])]
    return {problem.code: problem.severity for problem in problems}


def test_every_doubt_of_the_grammar_has_its_message_and_severity() -> None:
    assert provoked() == KINDS
    text = Path(doubting.__file__).read_text(encoding="utf-8")
    assert all(f'"{code.removeprefix("doubt_")}"' in text for code in KINDS)
    assert {code for code in catalogue() if code.startswith("doubt_")} == set(KINDS)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "plan.txt"
    file.write_text(
        "一、主要目标\n到2025年，全区单位地区生产总值能耗下降13%，能源消费总量控制在100万吨标准煤以内。\n",
        encoding="utf-8",
    )
    return file


def test_check_says_each_doubt_in_words(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doubts = answer(capsys, "plan", "check", str(plan))["doubts"]
    assert {"code", "field", "clause", "span", "severity", "zh", "en"} <= doubts[0].keys()
    assert {doubt["code"] for doubt in doubts} >= {"base_implied", "duty_missing"} or {
        doubt["code"] for doubt in doubts
    } >= {"base_missing", "duty_missing"}
    assert all(str(doubt["clause"]) in str(doubt["zh"]) for doubt in doubts)
    assert run(["plan", "check", str(plan), "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    assert "没有写明由谁负责" in shown
    assert "处理办法" in shown
    assert "duty_missing" not in shown
    assert run(["plan", "check", str(plan), "--csv"]) == 0
    assert capsys.readouterr().out.startswith("doubt,severity,field,clause,zh,en\n")


def test_entries_can_be_put_into_a_pack(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lists = answer(capsys, "plan", "entries", str(plan), "--document", "demo-1")
    assert [entry["id"] for entry in lists["targets"]] == ["demo-1-T-001", "demo-1-T-002"]
    assert {str(entry["status"]) for entry in lists["targets"]} == {"unverified"}
    assert run(["plan", "entries", str(plan), "--document", "demo-1"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("# targets.yaml\n- {id: demo-1-T-001,")
    assert "# measures.yaml" in shown


def test_a_pack_lists_its_own_documented_conflicts(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "plan", "conflicts", "pack:cn-15-14fyp")["conflicts"]
    sides = {(row["first"]["id"], row["second"]["id"]): row for row in found}  # type: ignore[index]
    intensity = sides["IND-2-01", "CLIMATE-INTENSITY"]
    assert (intensity["first"]["figure"], intensity["second"]["figure"]) == ("↓15 %", "↓15.5 %")  # type: ignore[index]
    retrofit = sides["IND-3.8-03", "CONSERVATION-COAL-UNIT-RETROFIT"]
    assert retrofit["first"]["figure"] == "2000 万千瓦"  # type: ignore[index]
    assert retrofit["second"]["figure"] == "3000 万千瓦"  # type: ignore[index]
    assert retrofit["differs_in"] == ["value", "modality"]
    assert not any("ORDOS" in name for pair in sides for name in pair)  # another scope
    assert ("IND-2-01", "CONSERVATION-INTENSITY") not in sides  # the same 15 %


def test_a_file_is_compared_with_a_pack(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "plan", "conflicts", str(plan), "pack:cn-15-14fyp")["conflicts"]
    figures = {row["second"]["id"]: row["first"]["figure"] for row in found}  # type: ignore[index]
    assert figures["CLIMATE-INTENSITY"] == "↓13 %"
    assert run(["plan", "conflicts", str(plan), str(plan), "--lang", "zh"]) == 0
    assert "目标冲突 0 处" in capsys.readouterr().out
    assert run(["plan", "conflicts", "pack:cn-15-14fyp", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("indicator,one,the_other,differs_in\n")


def test_what_cannot_be_compared_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["plan", "conflicts", "pack:none", str(tmp_path / "no.txt"), "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [problem["code"] for problem in problems] == ["pack_unknown", "file_missing"]
    assert run(["plan", "conflicts", "one.txt", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"][0]["code"] == "argument_missing"


def test_basic_and_incentive_targets_stand_side_by_side() -> None:
    basic, stretch = draft(value=14, unit="%"), draft(value=15, unit="%", modality="stretch")
    assert find_conflicts([basic, stretch], [basic, stretch]) == ()
    assert find_conflicts([basic, stretch], [basic]) == ()
    (found,) = find_conflicts([basic], [stretch])
    assert found.differs_in == ("value", "modality")


def test_rivals_are_targets_of_other_documents() -> None:
    packs = load_packs("cn-15-14fyp")
    own = {target.id for target in reviewed_targets(packs)}
    assert own.isdisjoint(target.id for target in rival_targets(packs))
