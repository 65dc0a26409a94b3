"""A second, invented region: files alone carry it from the form to the report, through the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shuangkong.cli import run

HERE = Path(__file__).resolve().parent
PEOPLE = """person_id,name_zh,department,division_code,roles,represents_code,left_on,note
e-clerk,东一,示例照明局,990100,file,,,
e-head,东二,示例照明局,990100,review,,,
w-clerk,西一,示例照明局,990200,file,,,
w-head,西二,示例照明局,990200,review,,,
boss,省一,示例照明局,990000,approve,,,
"""
FIRST = 6  # first row of a template below the example
EAST = (
    ("E1", "示东州", 300, "是", "2023-05-01", "虚构", None),
    ("E2", "示东州", 100, "否", None, "虚构", None),
)
WEST = (
    ("W1", "示西州", 400, "是", "2024-09-30", "虚构", None),
    ("W2", "示西州", 200, "否", None, "虚构", None),
)
Lines = tuple[tuple[Any, ...], ...]


class Office:
    """A workspace of the region, and what its officers do in it."""

    def __init__(self, folder: Path, screen: pytest.CaptureFixture[str]) -> None:
        self.folder, self.screen = folder, screen

    def asked(self, *arguments: str) -> Any:
        self.screen.readouterr()
        code = run([*arguments, "--json", "--workspace", str(self.folder)])
        text = self.screen.readouterr().out
        assert code == 0, text
        return json.loads(text)

    def files(self, person: str, lines: Lines) -> str:
        """Fill in a template and file it; return the filing's id."""
        path = self.folder.parent / f"{person}.xlsx"
        self.asked("template", "lamp_row", "--out", str(path))
        book = openpyxl.load_workbook(path)
        for number, line in enumerate(lines, start=FIRST):
            for index, cell in enumerate(line, start=2):
                book["填报"].cell(number, index, cell)
        book.save(path)
        kept = self.asked("file", "lamp_row", str(path), "--as", person, "--reason", "年报")
        return str(kept["filing_id"])

    def approves(self, filing: str, reviewer: str) -> None:
        for person, step in ((reviewer, "review"), ("boss", "approve")):
            stands = self.asked("filing", step, filing, "--as", person, "--reason", "同意")
        assert stands["state"] == "approved"

    def verdicts(self, period: str) -> dict[str, Any]:
        self.asked("snapshot", "freeze")
        return {each["target"]: each for each in self.asked("assess", "--period", period)["verdicts"]}


@pytest.fixture
def office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Office:
    folder = tmp_path / "workspace"
    shutil.copytree(HERE / "xilin" / "packs", folder / "packs")
    assert run(["init", str(folder), "--division", "990000", "--pack", "xilin-plan"]) == 0
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    made = Office(folder, capsys)
    made.asked("load-public", "--as", "设立", "--reason", "公开数据")
    made.asked("person", "register", str(people), "--as", "设立", "--reason", "登记")
    return made


def test_the_region_goes_from_the_form_to_the_report(office: Office) -> None:
    for clerk, head, lines in (("e-clerk", "e-head", EAST), ("w-clerk", "w-head", WEST)):
        office.approves(office.files(clerk, lines), head)
    found = office.verdicts("2025")
    assert {name: each["stance"] for name, each in found.items()} == {"XL-01": "met", "XL-02": "met"}
    assert {name: float(each["actual"]) for name, each in found.items()} == {"XL-01": 70, "XL-02": 700}
    files = office.asked("report", "--period", "2025")["files"]
    texts = [Path(file).read_text(encoding="utf-8") for file in files if file.endswith(".html")]
    assert texts
    assert all(word in texts[0] for word in ("示例省", "高效路灯比例", "XL-02"))


def test_nothing_in_the_program_knows_the_region() -> None:
    program = HERE.parents[1] / "src"
    words = ("xilin", "lamp_row", "XL-01", "高效路灯")
    files = [file for file in program.rglob("*") if file.suffix in {".py", ".yaml", ".toml", ".csv"}]
    assert files
    assert not [file for file in files if any(word in file.read_text(encoding="utf-8") for word in words)]


def test_what_is_not_approved_does_not_count(office: Office) -> None:
    office.approves(office.files("e-clerk", EAST), "e-head")
    office.files("w-clerk", WEST)
    assert office.verdicts("2025")["XL-02"]["stance"] != "met"
