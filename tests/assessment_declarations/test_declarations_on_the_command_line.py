"""From a pack of the workspace's own to a verdict on the screen: readings, objects selected, open rows."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.cli import run
from shuangkong.workspace import Workspace

CITED = {
    "citation": {"document": "sample-plan", "section": "一", "quote": "示例条文"},
    "status": "constructed",
}
TARGETS = [
    {"id": "S-1", "indicator": "完成比例", "indicator_id": "finished", "form": "coverage", "operator": ">="},
    {"id": "S-2", "indicator": "规模门槛", "indicator_id": "large", "form": "threshold", "operator": ">="},
]
FIGURES: list[dict[str, Any]] = [
    {"value": "70", "unit": "%", "target_year": 2025},
    {"value": "30", "unit": "万吨", "is_standing": True},
]
LABELS = {"wanted": "up", "status": "constructed", "register": "works"}
SHARE = {**LABELS, "kind": "coverage", "unit": "%", "counted": "present(works_done_on)"}
DECLARATIONS = [
    {"id": "finished", "zh": "完成比例", "en": "share finished", **SHARE, "weight": "works_capacity"},
    {"id": "finished_number", "zh": "完成个数", "en": "by number", **SHARE, "reading_of": "finished"}
    | {"reading": {"zh": "按个数", "en": "by number"}},
    {"id": "large", "zh": "大型", "en": "large", **LABELS, "kind": "selected"}
    | {"among": "works_capacity >= threshold.size", "thresholds": {"size": "S-2"}},
]
WORKS = [
    {"works_id": "W1", "division_code": "990100", "works_capacity": "90", "works_done_on": "2024-03-01"},
    {"works_id": "W2", "division_code": "990200", "works_capacity": "10"},
    {"works_id": "W3", "division_code": "990200"},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample: Any) -> Path:
    place = tmp_path_factory.mktemp("own") / "office"
    pack = place / "packs" / "sample"
    shutil.copytree(Path(__file__).parent / "sample", pack)
    (pack / "declarations").mkdir()
    targets = [{**target, **figure, **CITED} for target, figure in zip(TARGETS, FIGURES, strict=True)]
    for name, entries in (("declarations/works.yaml", DECLARATIONS), ("targets.yaml", targets)):
        (pack / name).write_text(yaml.safe_dump(entries, allow_unicode=True), "utf-8")
    workspace = Workspace.create(place, name="示例", division="990000", packs=("sample",))
    rows = sample.rows(workspace.packs, {"works": WORKS})
    for table in ("division", "works"):
        workspace.records.keep(
            table,
            rows.rows(table),
            author="王敏",
            reason="示例",
            recorded_at=datetime(2026, 5, 1, tzinfo=UTC),
        )
    workspace.freeze(date(2026, 6, 1))
    return place


def told(folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert run([*arguments, "--period", "2025", "--workspace", str(folder)]) == 0
    return capsys.readouterr().out


def test_a_verdict_stands_with_its_other_reading_and_its_open_rows(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    text = told(folder, capsys, "assess", "S-1", "--lang", "zh")
    assert "不予评定：W3 未定或未报；其余部分为 90.00 %，区间 0.00 % 至 100.00 %" in text
    assert "〔按个数〕未达标：33.33 %" in text
    assert "S-1 未定的行" in text
    assert "缺少 works_capacity" in text


def test_a_threshold_shows_the_objects_it_selects(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    text = told(folder, capsys, "assess", "S-2", "--lang", "en")
    assert "it selects 1 objects" in text
    assert "S-2: objects selected" in text
    assert "W1" in text
    assert "W3" in text  # its size is not known


def test_plain_data_hold_readings_objects_and_open_rows(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share, threshold = json.loads(told(folder, capsys, "assess", "S-1", "S-2", "--json"))["verdicts"]
    (reading,) = share["readings"]
    assert (reading["indicator"], reading["stance"], reading["actual"]) == (
        "finished_number",
        "missed",
        "33.33",
    )
    assert [item["key"] for item in share["undecided"]] == [["W3"]]
    assert [item["key"] for item in threshold["selected"]] == [["W1"]]
    assert (threshold["stance"], threshold["reason"]["code"]) == ("not_rated", "threshold")


def test_the_explanation_goes_down_to_the_rows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(folder, capsys, "explain", "S-1", "--lang", "zh")
    assert "Σ works_capacity [all rows" in text
    assert "works(W1)" in text
    assert "works(W2)" in text
