"""A workspace made from the command line, and one account of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shuangkong.cli import keeping, run
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.workspace import Workspace

SIGNED = ("--as", "王敏", "--reason", "年报")
CODES = ("150100", "150200", "150300")


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 1
    return [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]]


@pytest.fixture
def where(tmp_path: Path) -> tuple[str, str]:
    folder = tmp_path / "own"
    packs = ("--pack", "cn-15-13fyp", "--pack", "cn-15-14fyp")
    assert run(["init", str(folder), "--division", "150000", *packs]) == 0
    assert run(["load-public", *SIGNED, "--workspace", str(folder)]) == 0
    workspace = Workspace.open(folder)
    rows = synthetic_prefecture_rows(CODES, "150000", seed=3)
    workspace.records.keep("observation", rows, author="王敏", reason="演示", recorded_at=keeping.now())
    assert run(["snapshot", "freeze", "--workspace", str(folder)]) == 0
    return "--workspace", str(folder)


def test_the_chain_works_in_a_workspace_made_by_init(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["assess", "13FYP-INTENSITY", "--period", "2020", *where, "--lang", "zh"]) == 0
    shown = capsys.readouterr().out.replace("\n", "")
    assert "内蒙古自治区2020年考核结论" in shown
    assert "−30.93" in shown
    assert run(["report", *where]) == 0
    capsys.readouterr()
    assert run(["load-public", *SIGNED, *where, "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)["tables"]
    assert {counts["new"] for counts in kept.values()} == {0}
    assert {"division", "observation", "warning_level"} <= kept.keys()


def test_init_refuses_what_it_does_not_know_and_what_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "made"
    division, pack = ("--division", "150000"), ("--pack", "cn-15-13fyp")
    assert codes(capsys, "init", str(folder), "--division", "1", *pack) == ["division_unknown"]
    assert codes(capsys, "init", str(folder), *division, "--pack", "none") == ["pack_unknown"]
    assert not folder.exists()
    assert run(["init", str(folder), *division, *pack, "--name", "示例", "--json"]) == 0
    assert Workspace.open(folder).name == "示例"
    assert codes(capsys, "init", str(folder), "--division", "1", *pack) == [
        "workspace_exists",
        "division_unknown",
    ]


def test_a_target_answers_within_its_own_plan_only(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["assess", "--period", "2020", *where, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["verdicts"]
    assert {verdict["target"] for verdict in found} == {"13FYP-INTENSITY", "13FYP-TOTAL"}
    assert run(["assess", "IND-2-01", "--period", "2020", *where, "--json"]) == 0
    (verdict,) = json.loads(capsys.readouterr().out)["verdicts"]
    assert (verdict["stance"], verdict["reason"]["code"]) == ("not_rated", "outside_plan")
    assert "期间不在规划期" in verdict["sentence"]["zh"]
    assert run(["assess", "--period", "2025", *where, "--csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(",")[:5] == ["target", "indicator", "division", "period", "stance"]
    assert not any(line.startswith("13FYP") for line in lines)


def test_reasons_name_places_and_indicators_never_codes(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for period in ("2020", "2024", "2025"):
        capsys.readouterr()
        assert run(["assess", "--period", period, *where, "--json"]) == 0
        for verdict in json.loads(capsys.readouterr().out)["verdicts"]:
            for text in verdict["sentence"].values():
                assert "150000" not in text
                assert "_" not in text
    assert run(["assess", "13FYP-TOTAL", "--period", "2020", *where, "--json"]) == 0
    real = json.loads(capsys.readouterr().out)["verdicts"][0]
    assert real["sentence"]["zh"] == "不予评定：内蒙古自治区2020年能源消费总量未公布"


def test_an_account_shows_sum_coverage_absent_and_rows(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ("account", "energy_consumption", "--division", "150000", "--period", "2024", *where)
    capsys.readouterr()
    assert run([*ask, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    figures = {(line["item"], line["is_synthetic"]): line for line in plain["figures"]}
    assert figures["own_figure", False]["reason"]["code"] == "not_published"
    below = figures["sum_below", True]
    assert below["trace"]["coverage"]["present"] == len(CODES)
    assert len(below["trace"]["coverage"]["absent"]) == 12 - len(CODES)
    assert below["trace"]["inputs"][0]["rows"][0]["table"] == "observation"
    assert run([*ask, "--lang", "zh"]) == 0
    shown = capsys.readouterr().out
    real, _, synthetic = shown.partition("【演示数据】")
    assert "下级均无数据" in real
    assert "万吨标准煤" not in real
    assert "3/12" in synthetic
    assert "赤峰市" in synthetic
    assert "observation(150100" in synthetic


def test_shares_are_not_added_up_and_series_not_mixed(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["account", "non_fossil_share", "--period", "2020", *where, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert [(line["item"], line["value"]) for line in plain["figures"]] == [("own_figure", "11.200000")]
    assert run(["account", "gdp_current", "--period", "2022", *where, "--json"]) == 0
    found = {line["item"]: line for line in json.loads(capsys.readouterr().out)["figures"]}
    assert found["own_figure"]["value"] == "23159.000000"
    assert [problem["code"] for problem in found["sum_below"]["problems"]] == ["account_two_vintages"]


def test_unknown_names_are_refused(where: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, "account", "none", *where) == ["indicator_unknown"]
    assert codes(capsys, "explain", "none", "--division", "1", *where) == [
        "division_unknown",
        "target_unknown",
    ]


def test_a_verdict_opens_down_to_its_rows_with_their_own_words(
    where: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["explain", "13FYP-INTENSITY", "--period", "2019", *where, "--lang", "zh"]) == 0
    tree = capsys.readouterr().out
    assert tree.splitlines()[0] == (
        "内蒙古自治区2019年：未达标：实际上升 9.39 %，应下降 11.37 %，差额 −20.76 个百分点"
    )
    assert tree.count("数据行: observation(150000, intensity_change, 2016") == 1
    assert "原值: −4.06 %" in tree
    assert "来源: 2016—2020年分省" in tree
    assert "1 − (1 − T)^(k/n)" in tree
    assert run(["explain", "IND-2-01", "--period", "2024", *where, "--lang", "zh"]) == 0
    tree = capsys.readouterr().out
    assert "2021–2023 年数据未公布；已知 2024 年 −3.00 %" in tree
    assert run(["explain", "IND-2-01", "--period", "2025", *where, "--lang", "zh"]) == 0
    assert "2021–2023、2025 年数据未公布" in capsys.readouterr().out
