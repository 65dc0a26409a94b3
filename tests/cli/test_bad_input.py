"""Bad input: one clear message a problem, all at once, exit code 1, and nothing half-written."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pypdfium2
import pytest

from shuangkong.cli import keeping, run
from shuangkong.schema import table, write_csv
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.workspace import Workspace

BROKEN = Path(__file__).resolve().parents[1] / "packs" / "broken"
SIGNED = ("--as", "王敏", "--reason", "年报")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a snapshot."""
    made = tmp_path / "workspace"
    workspace = Workspace.create(made, name="示例", division="150000", packs=["cn-15-13fyp"])
    rows = synthetic_prefecture_rows(["150100", "150200"], "150000", seed=1)
    workspace.records.keep("observation", rows, author="王敏", reason="年报", recorded_at=keeping.now())
    workspace.freeze(keeping.local_today(workspace))
    workspace.records.close()
    return made


def content(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def codes(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[str]:
    capsys.readouterr()
    assert run([*arguments, "--json"]) == 1
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert run(list(arguments)) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [problem["zh"] for problem in problems] == printed.err.splitlines()[::2]
    return [problem["code"] for problem in problems]


def pdf_without_text(file: Path) -> bytes:
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.save(str(file))
    return file.read_bytes()


@pytest.mark.parametrize("command", ["read", "check", "entries"])
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("plan.txt", b"", "file_empty"),
        ("plan.txt", bytes(range(256)) * 8, "file_binary"),
        ("plan.txt", "到2025年下降15%，控制在100万吨以内。".encode("utf-16"), "file_encoding"),
        ("plan.html", b"<html><script>var n = '15%';</script></html>", "html_without_text"),
        ("plan.xyz", b"text", "file_type_unknown"),
    ],
)
def test_a_plan_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, name: str, data: bytes, code: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    more = ("--document", "d") if command == "entries" else ()
    assert codes(capsys, "plan", command, str(file), *more) == [code]
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_pdf_without_text_and_a_text_of_fifty_megabytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf_without_text(tmp_path / "plan.pdf")
    assert codes(capsys, "plan", "read", str(tmp_path / "plan.pdf")) == ["pdf_without_text"]
    with (tmp_path / "plan.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert codes(capsys, "plan", "read", str(tmp_path / "plan.txt")) == ["file_too_large"]
    assert run(["demo", "--plan", str(tmp_path / "plan.txt"), "--folder", str(tmp_path / "demo")]) == 1
    assert not (tmp_path / "demo").exists()


def test_scripts_of_a_page_are_no_part_of_the_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.html"
    page = "<html><body><p>一、主要目标</p><p>到2025年，能耗强度比2020年下降13%。</p></body></html>"
    file.write_text(
        page.replace("<p>一", "<script>'到2025年，煤炭比重降至9%'</script><p>一"), encoding="utf-8"
    )
    assert run(["plan", "read", str(file), "--json"]) == 0
    targets = json.loads(capsys.readouterr().out)["targets"]
    assert [target["value"] for target in targets] == [13]


@pytest.mark.parametrize(
    ("old", "new", "code", "count"),
    [
        ("division_code,", "", "csv_column_missing", 1),
        ("万吨标准煤", "万吨标准", "cell_unit_unknown", 17),
        ("万吨标准煤", "万吨标准煤 ", "cell_unit_blank", 17),
        ("150200,", "150100,", "csv_key_repeated", 11),
    ],
)
def test_a_csv_that_cannot_be_kept_changes_no_byte_of_the_workspace(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    code: str,
    count: int,
) -> None:
    rows = synthetic_prefecture_rows(["150100", "150200"], "150000", seed=2)
    text = write_csv(rows, table("observation"))
    assert old in text
    file = tmp_path / "rows.csv"
    file.write_text(text.replace(old, new), encoding="utf-8")
    before = content(folder)
    found = codes(capsys, "load", "observation", str(file), *SIGNED, "--workspace", str(folder))
    assert found.count(code) == count
    assert content(folder) == before


def test_an_overlapping_period_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "division_code,name_zh,name_en,level,parent_code,valid_from,valid_to,status,source\n"
    lines = (
        "990000,甲省,,region,,2000-01-01,2010-12-31,constructed,示例\n",
        "990000,乙省,,region,,2010-06-01,,constructed,示例\n",
    )
    file = tmp_path / "division.csv"
    file.write_text(head + "".join(lines), encoding="utf-8")
    before = content(folder)
    found = codes(capsys, "load", "division", str(file), *SIGNED, "--workspace", str(folder))
    assert found == ["csv_validity_overlap"]
    assert content(folder) == before


def test_a_pack_with_an_unknown_key_makes_no_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "own"
    shutil.copytree(BROKEN / "unknown_key", folder / "packs")
    before = content(folder)
    found = codes(capsys, "init", str(folder), "--division", "150000", "--pack", "sample")
    assert set(found) == {"pack_unknown_key"}
    assert content(folder) == before


def test_a_table_whose_hash_does_not_match_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (snapshot,) = Workspace.open(folder).snapshots()
    entries = snapshot.manifest.tables
    paths = {name: folder / "objects" / f"{entry.hash}.parquet" for name, entry in entries.items()}
    shutil.copyfile(paths["division_succession"], paths["warning_level"])
    shutil.copyfile(paths["observation"], paths["assessment_grade"])
    before = content(folder)
    where = ("--workspace", str(folder))
    found = codes(capsys, "snapshot", "verify", snapshot.id, *where)
    assert len(found) == 2
    assert set(found) <= {"snapshot_hash_mismatch", "snapshot_object_unreadable"}
    assert content(folder) == before
