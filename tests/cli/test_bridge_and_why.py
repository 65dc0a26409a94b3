"""Bridges from raw to assessed and why energy changed, from the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shuangkong.accounts import Question
from shuangkong.cli import run
from shuangkong.cli.bridge import intensity_target
from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.synthetic.deductions import synthetic_deduction_rows
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.workspace import Workspace

REGION, CODES = "150000", ("150100", "150200", "150300")
PERIOD = ("--period", "2021-2025")
KEPT, LATER = datetime(2023, 1, 1, tzinfo=UTC), date(2025, 6, 1)


def keep(workspace: Workspace, table: str, rows: Sequence[Row]) -> None:
    workspace.records.keep(table, rows, author="王敏", reason="演示", recorded_at=KEPT)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace.create(tmp_path / "own", name="示例", division=REGION, packs=("cn-15-14fyp",))
    keep(made, "division", made.packs.table("division"))
    keep(made, "observation", synthetic_prefecture_rows(CODES, REGION, seed=3))
    keep(made, "deduction", synthetic_deduction_rows(CODES, REGION, seed=3))
    for day in (date(2023, 6, 1), LATER):
        made.freeze(day)
    return made


def told(capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run([*arguments, "--workspace", str(workspace.folder)]) == code
    return capsys.readouterr().out


def plain(capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str) -> Any:
    return json.loads(told(capsys, workspace, *arguments, "--json"))


def listed(capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(told(capsys, workspace, *arguments, "--csv"))))


def codes(capsys: pytest.CaptureFixture[str], workspace: Workspace, *arguments: str) -> list[str]:
    text = told(capsys, workspace, *arguments, "--json", code=1)
    return [problem["code"] for problem in json.loads(text)["problems"]]


def test_the_synthetic_records_repeat_and_the_region_holds_its_prefectures() -> None:
    rows = synthetic_deduction_rows(CODES, REGION, seed=3)
    assert rows == synthetic_deduction_rows(CODES, REGION, seed=3)
    assert rows != synthetic_deduction_rows(CODES, REGION, seed=4)
    assert {row["division_code"] for row in rows} == {REGION, *CODES[:2]}
    assert all(row["is_synthetic"] and row["status"] == "constructed" for row in rows)
    assert all("演示数据" in str(row[name]) for row in rows for name in ("source", "deduction_subject"))
    for kind in ("feedstock", "renewable_power", "separate_listing"):
        held = {
            (row["division_code"], row["deduction_year"]): Decimal(str(row["deduction_tce"]))
            for row in rows
            if row["deduction_kind"] == kind
        }
        for year in (2023, 2025):
            assert held[REGION, year] >= sum(held.get((code, year), Decimal(0)) for code in CODES)


def test_every_basis_stands_beside_the_others(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, workspace, "bridge", *PERIOD, "--lang", "zh")
    real, _, synthetic = text.partition("【演示数据】")
    assert "能源消费总量" in real
    assert "energy_consumption" not in text
    assert "SYN-" not in real
    for words in (
        "basis-1310",
        "basis-803",
        "basis-1258",
        "basis-113",
        "原料用能",
        "新增可再生电力",
        "单列项目",
    ):
        assert words in synthetic
    assert "演示数据" in synthetic
    found = plain(capsys, workspace, "bridge", *PERIOD)["statements"]
    assert [each["is_synthetic"] for each in found] == [False] * 4 + [True] * 4
    assert {each["figures"]["total"]["value"] for each in found if not each["is_synthetic"]} == {None}
    totals = [Decimal(each["figures"]["total"]["value"]) for each in found if each["is_synthetic"]]
    assert len(set(totals)) == len(totals)
    assert totals == sorted(totals, reverse=True), "each basis takes out more than the one before"


def test_the_rows_of_a_bridge_add_up_and_carry_their_proof(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [row for row in listed(capsys, workspace, "bridge", *PERIOD) if row["is_synthetic"] == "true"]
    groups: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault((row["basis"], row["measure"], row["year"]), []).append(row)
    assert len(groups) == 4 * 2 * 2
    for first, *lines, last in groups.values():
        assert (first["item"], last["item"]) == ("raw", "assessed")
        parts = [Decimal(row["value"]) for row in (first, *lines)]
        assert sum(parts) == Decimal(last["value"])
        for line in lines:
            assert line["rule"].startswith("basis-")
            assert line["records"].startswith("SYN-")
            assert "证明材料" in line["evidence"]
    assert any(row["item"] == "separate_listing" and row["approval"] for row in rows)


def test_one_basis_is_named_or_known_on_a_day(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = ("bridge", "--division", "150100", "--period", "2022")
    text = told(capsys, workspace, *ask, "--rule", "basis-113", "--lang", "zh")
    assert "basis-1258" not in text
    assert "deduction(SYN-renewable_power-150100-2022" in text
    assert "非化石能源" in text

    def basis(*arguments: str) -> set[tuple[str, ...]]:
        return {tuple(each["basis"]) for each in plain(capsys, workspace, *ask, *arguments)["statements"]}

    assert basis("--rule", "basis-113") == {("basis-113@2024",)}
    assert basis("--rule", "basis-803") == {("basis-803@2022",)}
    (then,), (now,) = basis("--known-on", "2023-06-30"), basis("--known-on", LATER.isoformat())
    assert "basis-1258@2022" in then
    assert "basis-113@2024" not in then
    assert "basis-113@2024" in now
    assert "basis-1258@2022" not in now


def test_what_forbids_a_bridge_is_said_once_and_nothing_printed(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert codes(capsys, workspace, "bridge", *PERIOD, "--rule", "none") == ["rule_unknown"]
    assert codes(capsys, workspace, "bridge", "--division", "1") == ["division_unknown"]
    assert codes(capsys, workspace, "bridge", "--csv") == ["output_twice"]
    assert codes(capsys, workspace, "bridge", *PERIOD, "--vintage", "none") == ["bases_vintage_unknown"]
    record = next(
        row for row in synthetic_deduction_rows(CODES, REGION, seed=3) if row["division_code"] == REGION
    )
    bare = dict(record) | {
        "deduction_id": "SYN-bare",
        "deduction_evidence": None,
        "claimed_source": "SYN-bare",
    }
    keep(workspace, "deduction", [bare])
    workspace.freeze(date(2025, 7, 1))
    assert codes(capsys, workspace, "bridge", *PERIOD) == ["bases_no_evidence"]
    capsys.readouterr()
    assert run(["bridge", *PERIOD, "--workspace", str(workspace.folder)]) == 1
    assert capsys.readouterr().out == ""


def test_why_splits_the_change_over_the_divisions_below(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, workspace, "why", *PERIOD, "--lang", "zh")
    real, _, synthetic = text.partition("【演示数据】")
    assert "内蒙古自治区 能源消费总量 缺 2020" in real
    assert "energy_consumption" not in text
    assert "（比2020年，逐期链式" in synthetic
    assert "未分解（本级）" in synthetic
    assert "覆盖 2/12" in synthetic
    answers = plain(capsys, workspace, "why", *PERIOD)["answers"]
    assert [each["is_synthetic"] for each in answers] == [False, True]
    assert answers[0]["reason"]["code"] == "not_published"
    *below, whole = answers[1]["divisions"]
    assert whole["division"] is None
    assert len(below) == 2, "one of three is silent in the last year"
    for each in (*below, whole):
        effects = sum(Decimal(figure["value"]) for figure in each["effects"].values())
        assert abs(effects - Decimal(each["change"]["value"])) < Decimal("0.00001")
    assert whole["effects"].keys() == answers[1]["drivers"].keys()


def test_why_as_rows_and_its_manners(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    rows = listed(capsys, workspace, "why", *PERIOD)
    assert {row["is_synthetic"] for row in rows} == {"true"}
    assert {row["division"] for row in rows} < {"", *CODES}
    assert rows[-1]["item"] == "unallocated"
    ends = listed(capsys, workspace, "why", *PERIOD, "--manner", "end_point")
    change = [[row["value"] for row in each if row["item"] == "change"] for each in (rows, ends)]
    assert change[0] == change[1]
    assert {row["manner"] for row in ends} == {"end_point"}
    assert [row["value"] for row in ends] != [row["value"] for row in rows]


def test_what_forbids_a_split_is_refused(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(capsys, workspace, "why", "--division", "1") == ["division_unknown"]
    rows = synthetic_prefecture_rows(CODES[:1], REGION, seed=3)
    negative = next(
        r for r in rows if r["indicator_id"] == "energy_consumption" and r["division_code"] != REGION
    )
    row = dict(negative) | {"division_code": CODES[2], "period": "2024", "value": Decimal(-1)}
    keep(workspace, "observation", [row])
    workspace.freeze(date(2025, 7, 1))
    assert codes(capsys, workspace, "why", "--period", "2024") == ["decomposition_negative"]


def test_the_plans_own_target_caps_certificates_over_its_own_years_only():
    targets = reviewed_targets(load_packs("cn-15-14fyp"))

    def over(period: str) -> Decimal | None:
        question = Question("150000", Period.parse(period), date(2026, 6, 1), (), "coal_equivalent", "T")
        return intensity_target(question, targets)

    assert over("2021-2025") == Decimal("0.15")
    assert over("2021-2023") is None
