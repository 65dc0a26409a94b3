"""Commands over a small workspace: what they print, and that nothing is half done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from shuangkong.cli import keeping, run
from shuangkong.errors import ProblemsFound
from shuangkong.schema import table, write_csv
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.workspace import Workspace

REGION = "150000"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    Workspace.create(made, name="示例", division=REGION, packs=["cn-15-13fyp"])
    return made


@pytest.fixture
def rows_file(tmp_path: Path) -> Path:
    rows = synthetic_prefecture_rows(["150100", "150200"], REGION, seed=1)
    file = tmp_path / "rows.csv"
    file.write_text(write_csv(rows, table("observation")), encoding="utf-8")
    return file


def load(rows_file: Path, folder: Path, *more: str) -> int:
    signed = ("--as", "王敏", "--reason", "年报")
    return run(["load", "observation", str(rows_file), *signed, "--workspace", str(folder), *more])


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 1
    return [problem["code"] for problem in json.loads(capsys.readouterr().out)["problems"]]


def test_lookup_answers_with_all_that_makes_a_value_citable(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "lookup", "tce_factor", "raw_coal", "--on", "2022-06-01")
    assert (found["value"], found["unit"], found["edition"]) == ("0.7143", "kgce/kg", "GB/T 2589-2020")
    assert {"energy_basis", "source", "status"} <= found.keys()
    assert codes(capsys, "lookup", "tce_factor", "raw_coal", "--on", "June") == ["selector_date"]
    wrong = ("lookup", "tce_factor", "raw_coal", "--on", "2022-06-01", "--condition", "level")
    assert codes(capsys, *wrong) == ["argument_unreadable"]


def test_rows_are_kept_once_and_frozen(
    folder: Path, rows_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--workspace", str(folder))
    assert load(rows_file, folder) == 0
    again = answer(capsys, "load", "observation", str(rows_file), "--as", "王敏", "--reason", "年报", *where)
    assert (again["new"], again["unchanged"]) == (0, 35)
    frozen = answer(capsys, "snapshot", "freeze", *where)
    listed = answer(capsys, "snapshot", "list", *where)["snapshots"]
    assert isinstance(listed, list)
    assert [(s["id"], s["is_synthetic"]) for s in listed] == [(frozen["id"], True)]
    short = str(frozen["id"])[:12]
    assert answer(capsys, "snapshot", "verify", short, *where)["verified"] is True
    assert answer(capsys, "snapshot", "diff", short, short, *where)["tables"] == {}
    assert run(["snapshot", "show", short, *where]) == 0
    assert "演示数据" in capsys.readouterr().out


def test_nothing_is_kept_unsigned_or_from_a_bad_file(
    folder: Path, rows_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--workspace", str(folder))
    unsigned = ("load", "observation", str(rows_file), *where)
    assert codes(capsys, *unsigned) == ["author_missing", "reason_missing"]
    signed = ("--as", "王敏", "--reason", "年报", *where)
    assert codes(capsys, "load", "observation", str(tmp_path / "none.csv"), *signed) == ["file_missing"]
    assert codes(capsys, "load", "nothing", str(rows_file), *signed) == ["table_unknown"]
    broken = tmp_path / "broken.csv"
    broken.write_text(
        rows_file.read_text(encoding="utf-8").replace("万吨标准煤", "万吨标准煤 "), encoding="utf-8"
    )
    assert len(codes(capsys, "load", "observation", str(broken), *signed)) == 17
    assert (
        Workspace.open(folder).records.known("observation", keeping.local_today(Workspace.open(folder))) == ()
    )


def test_verdicts_need_a_snapshot_and_a_known_target(
    folder: Path, rows_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--workspace", str(folder))
    assert codes(capsys, "assess", *where) == ["snapshot_none"]
    assert codes(capsys, "snapshot", "freeze", "--known-on", "2999-01-01", *where) == ["known_on_future"]
    assert load(rows_file, folder) == 0
    assert run(["snapshot", "freeze", *where]) == 0
    assert codes(capsys, "explain", "NO-SUCH", *where) == ["target_unknown"]
    assert codes(capsys, "assess", "--as-of", "2001-01-01", *where) == ["snapshot_none"]


def test_a_verdict_explains_itself_and_stands_in_the_report(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace.open(folder)
    for name in ("division", "observation"):
        rows = workspace.packs.table(name)
        workspace.records.keep(name, rows, author="王敏", reason="公开数据", recorded_at=keeping.now())
    where = ("--workspace", str(folder), "--period", "2020")
    assert run(["snapshot", "freeze", "--workspace", str(folder)]) == 0
    found = answer(capsys, "assess", "13FYP-INTENSITY", *where)["verdicts"]
    assert isinstance(found, list)
    (verdict,) = found
    assert (verdict["stance"], verdict["actual"], verdict["duty"]) == ("missed", "-16.93", "14.00")
    assert verdict["warning"]["colour"] == "red"
    capsys.readouterr()
    assert run(["explain", "13FYP-INTENSITY", *where]) == 0
    tree = capsys.readouterr().out
    for words in (
        "16.93",
        "observation(150000",
        "到2020年，全区万元GDP能耗比2015年下降14%",
        "barometer-901",
    ):
        assert words in tree
    files = answer(capsys, "report", *where)["files"]
    assert isinstance(files, list)
    page = Path(files[0]).read_text(encoding="utf-8")
    assert "16.93" in page
    assert "演示数据" not in page
    assert Path(files[1]).read_bytes()[:2] == b"PK"


def test_the_demo_runs_twice_and_keeps_the_synthetic_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["demo", "--folder", str(tmp_path / "demo"), "--lang", "zh", "--without-registers"]
    assert run(arguments) == 0
    first = capsys.readouterr().out
    assert "16.93" in first
    assert "shuangkong explain 13FYP-INTENSITY" in first
    assert "【演示数据】" in first
    assert run(arguments) == 0
    assert capsys.readouterr().out == first


def test_a_plan_that_cannot_be_read_is_one_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "plan.txt"
    empty.touch()
    assert codes(capsys, "plan", "read", str(empty)) == ["file_empty"]


def test_a_plan_is_read_and_its_doubts_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.txt"
    plan.write_text("一、主要目标\n到2025年，全县单位地区生产总值能耗比2020年下降13%。\n", encoding="utf-8")
    targets = answer(capsys, "plan", "read", str(plan))["targets"]
    assert isinstance(targets, list)
    assert [(t["value"], t["unit"], t["base_year"], t["target_year"]) for t in targets] == [
        (13, "%", 2020, 2025)
    ]
    assert "doubts" in answer(capsys, "plan", "check", str(plan))


def test_an_author_is_asked_before_the_workspace_is_touched(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        keeping.load("observation", tmp_path / "a.csv")
    assert {problem.code for problem in found.value.problems} == {"author_missing", "reason_missing"}
