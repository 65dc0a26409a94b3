"""``shuangkong project`` over a small register: list, show, changes, assessment, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.cli import run
from shuangkong.registers.workbook import write_template
from shuangkong.schema import Row
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.workspace import Workspace

REGION = "150000"
PLANNED: Mapping[str, str] = {
    "division_code": "150200",
    "facility_name": "示例新公司",
    "two_high_name": "示例熟料项目",
    "two_high_industry": "building_materials",
    "design_equal_tce": "70000",
    "design_calorific_tce": "34580",
    "design_electricity_10k_kwh": "20000",
    "design_factor": "0.30",
    "design_factor_year": "2022",
    "design_added_value_10k_cny": "14000",
}
LINE: Mapping[str, str] = {
    "two_high_line_product": "水泥熟料",
    "two_high_line_metric": "单位产品综合能耗",
    "two_high_line_metric_unit": "kgce/t",
    "two_high_line_unit_energy": "101",
}


def row(workspace: Workspace, register: str, **cells: Any) -> Row:
    table = workspace.types[register].table
    known = {
        "is_synthetic": True,
        "status": "constructed",
        "source": "made for a test",
        "division_code": "150200",
    }
    return {**dict.fromkeys(table.column_names), **known, "two_high_id": "LG-1", **cells}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("register") / "workspace"
    workspace = Workspace.create(made, name="示例", division=REGION, packs=["cn-15-14fyp"])
    rows = {
        "division": workspace.packs.table("division"),
        "observation": synthetic_prefecture_rows(["150200"], REGION, seed=1, years=range(2020, 2024)),
        "two_high_project": [
            row(
                workspace,
                "two_high_project",
                facility_name="示例公司",
                two_high_name="示例项目",
                two_high_industry="building_materials",
                two_high_stage="stock",
                two_high_nature="new",
                two_high_listed_on=date(2021, 6, 30),
                design_equal_tce=Decimal(70000),
                design_calorific_tce=Decimal(34580),
                design_factor=Decimal("0.30"),
                design_factor_year=2015,
                review_number="示例1号",
                review_on=date(2014, 1, 1),
                review_energy_tce=Decimal(34580),
                review_energy_basis="calorific",
                built_on=date(2016, 5, 1),
            )
        ],
        "two_high_line": [
            row(
                workspace,
                "two_high_line",
                two_high_line_id="LG-1-L1",
                two_high_line_kind="stock",
                two_high_line_unit_energy=Decimal(120),
                two_high_line_product="水泥熟料",
                two_high_line_metric="单位产品综合能耗",
                two_high_line_metric_unit="kgce/t",
                two_high_line_level="below_baseline",
                two_high_line_found_on=date(2022, 3, 1),
                two_high_line_due_on=date(2023, 12, 31),
            )
        ],
        "two_high_violation": [
            row(
                workspace,
                "two_high_violation",
                two_high_violation_id="LG-1-V1",
                violation_kind="built_before_approval",
                violation_found_on=date(2024, 3, 1),
                violation_state="ordered",
                violation_notice="示例1号",
                violation_due_on=date(2024, 5, 31),
            )
        ],
        "two_high_actual": [
            row(
                workspace,
                "two_high_actual",
                period="2023",
                actual_energy_tce=Decimal(36000),
                actual_energy_basis="calorific",
            )
        ],
        "two_high_substitution": [
            row(
                workspace,
                "two_high_substitution",
                two_high_substitution_id="LG-1-S1",
                substitution_material="energy",
                substitution_kind="equal",
                substitution_ratio=Decimal(1),
                substitution_demand=Decimal(70000),
                substitution_supply=Decimal(70000),
                unit="吨标准煤",
                substitution_source_id="S-A",
                substitution_source_name="示例",
            )
        ],
    }
    for table, found in rows.items():
        workspace.records.keep(
            table, found, author="王敏", reason="试", recorded_at=datetime(2024, 6, 1, tzinfo=UTC)
        )
    workspace.freeze(date(2024, 6, 30))
    return made


def answer(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> Any:
    capsys.readouterr()
    assert run(["project", *arguments, "--workspace", str(folder), "--json"]) == 0, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def text(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> str:
    capsys.readouterr()
    assert run(["project", *arguments, "--workspace", str(folder)]) == 0
    return capsys.readouterr().out


def codes(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run(["project", *arguments, "--workspace", str(folder), "--json"]) == 1
    return [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]]


def planned(tmp_path: Path, content: object, name: str = "planned.yaml") -> str:
    file = tmp_path / name
    written = json.dumps(content) if name.endswith(".json") else yaml.safe_dump(content, allow_unicode=True)
    file.write_text(written, encoding="utf-8")
    return str(file)


def test_the_list_has_the_clocks_of_every_project(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (found,) = answer(capsys, folder, "list")["projects"]
    assert (found["is_focus"], found["factor_year"], found["is_synthetic"]) == (True, 2015, True)
    assert found["lines"][0]["duty"] == "eliminate"
    assert found["lines"][0]["eliminate_by"] == {"deadline_missed": "2026-12-31", "level_found": "2025-03-01"}
    assert found["overdue"] == ["LG-1-L1", "LG-1-V1"]
    assert found["energy"][0]["verdict"] == "above"
    assert found["substitution"][0]["open_sources"] == ["S-A"]
    shown = text(capsys, folder, "list", "--lang", "zh")
    assert "【演示数据】“两高”项目台账" in shown
    assert "未批先建" in shown


def test_filters_leave_out_what_was_not_asked_for(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    for option in (["--stage", "planned"], ["--industry", "steel"], ["--division", "150100"]):
        assert answer(capsys, folder, "list", *option)["projects"] == []
    for option in (["--focus"], ["--overdue"], ["--division", "150200"], ["--reading", "level_found"]):
        assert len(answer(capsys, folder, "list", *option)["projects"]) == 1


def test_rows_as_csv_have_one_line_each(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    capsys.readouterr()
    assert run(["project", "list", "--workspace", str(folder), "--csv"]) == 0
    header, first = capsys.readouterr().out.splitlines()
    cells = dict(zip(header.split(","), first.split(","), strict=True))
    assert (cells["duty"], cells["due_on"], cells["is_synthetic"]) == ("eliminate", "2023-12-31", "true")


def test_one_project_opens_to_rule_and_table(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (found,) = answer(capsys, folder, "show", "LG-1")["projects"]
    assert found["focus_trace"]["rule"]["key"] == "two-high-focus"
    assert found["lines"][0]["trace"]["inputs"][0]["inputs"][1]["value"] == "100 kgce/t"
    shown = text(capsys, folder, "show", "LG-1")
    for words in ("SYNTHETIC", "限期整改", "逾期", "36000 / 34580", "替代"):
        assert words in shown
    assert codes(capsys, folder, "show", "LG-9") == ["project_unknown"]


def test_the_changes_between_two_days(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    days = ("changes", "--from", "2023-12-31", "--to", "2024-06-30")
    found = answer(capsys, folder, *days)["changes"]
    assert [change["change"] for change in found] == ["overdue", "overdue", "violation"]
    assert "LG-1-V1" in text(capsys, folder, *days)
    assert run(["project", *days, "--workspace", str(folder), "--csv"]) == 0
    assert "LG-1-L1" in capsys.readouterr().out
    reversed_ = ("changes", "--from", "2024-06-30", "--to", "2023-12-31")
    assert codes(capsys, folder, *reversed_) == ["project_days_reversed"]
    assert codes(capsys, folder, "changes", "--from", "June", "--to", "2024-01-01") == ["selector_date"]


@pytest.mark.parametrize("name", ["planned.yaml", "planned.json"])
def test_a_planned_project_before_its_approval(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, name: str
) -> None:
    file = planned(tmp_path, {"project": dict(PLANNED), "lines": [dict(LINE)]}, name)
    found = answer(capsys, folder, "assess", file, "--synthetic")
    project = found["project"]
    assert (project["review"], project["review_rule"], project["is_focus"]) == ("region", "2023", True)
    assert project["lines"][0]["duty"] == "reach_benchmark"
    assert found["effect"]["own_intensity"]["value"] == "5.000000"
    assert found["effect"]["intensity_change"]["status"] == "unverified"
    assert found["effect"]["budget_left"]["reason"]["code"] == "no_budget"
    assert found["effect"]["total_change"]["trace"]["is_synthetic"]
    alone = answer(capsys, folder, "assess", file)["effect"]["intensity_change"]
    assert (alone["value"], alone["reason"]["code"]) == (None, "no_energy")
    shown = text(capsys, folder, "assess", file, "--synthetic")
    assert "【演示数据 / SYNTHETIC】对本地区的影响" in shown


def test_a_source_that_serves_another_project_is_told(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    taken = {
        "substitution_material": "energy",
        "substitution_kind": "equal",
        "substitution_ratio": "1",
        "substitution_demand": "70000",
        "substitution_supply": "70000",
        "unit": "吨标准煤",
        "substitution_source_id": "S-A",
        "substitution_source_name": "示例",
    }
    file = planned(tmp_path, {"project": dict(PLANNED), "substitutions": [taken]})
    (found,) = answer(capsys, folder, "assess", file, "--synthetic")["project"]["substitution"]
    assert (found["used_twice"], found["is_covered"]) == (["S-A"], False)
    assert "S-A" in text(capsys, folder, "assess", file, "--synthetic")


def test_what_is_wrong_with_a_file_is_told_at_once(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    wrong = dict(PLANNED) | {"design_equal_tce": "many", "colour": "red"}
    found = codes(capsys, folder, "assess", planned(tmp_path, {"project": wrong}))
    assert found[0] == "project_key_unknown"
    assert len(found) == 2
    contradictory = dict(PLANNED) | {"design_equal_tce": "30000"}
    assert "row_rule" in codes(capsys, folder, "assess", planned(tmp_path, {"project": contradictory}))
    elsewhere = dict(PLANNED) | {"division_code": "999999"}
    assert codes(capsys, folder, "assess", planned(tmp_path, {"project": elsewhere})) == ["division_unknown"]
    shapes: list[object] = [[], {"lines": []}, {"project": {}, "more": []}, {"project": {}, "lines": {}}]
    for shape in [*shapes, {"project": {"two_high_name": ["a"]}}]:
        assert codes(capsys, folder, "assess", planned(tmp_path, shape)) == ["project_file_shape"]
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    assert codes(capsys, folder, "assess", str(tmp_path / "bad.json")) == ["project_file_shape"]


def test_a_filled_template_is_read_like_a_file(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    type_ = Workspace.open(folder).types["two_high_project"]
    file = tmp_path / "planned.xlsx"
    write_template(type_, file)
    book = openpyxl.load_workbook(file)
    assert "filing_empty" in codes(capsys, folder, "assess", str(file))
    sheet = book.worksheets[0]
    filled = dict(PLANNED) | {
        "two_high_id": "LG-NEW",
        "two_high_stage": "planned",
        "two_high_nature": "new",
        "two_high_listed_on": "2024-06-01",
        "source": "申报",
    }
    for place, column in enumerate(type_.form, start=2):
        sheet.cell(row=6, column=place).value = filled.get(column.column)
    book.save(file)
    found = answer(capsys, folder, "assess", str(file), "--synthetic")
    assert found["project"]["id"] == "LG-NEW"
    sheet.cell(row=7, column=2).value = "LG-MORE"
    for place, column in enumerate(type_.form[1:], start=3):
        sheet.cell(row=7, column=place).value = filled.get(column.column)
    book.save(file)
    assert codes(capsys, folder, "assess", str(file)) == ["project_file_shape"]
    assert found["effect"]["own_intensity"]["value"] == "5.000000"
