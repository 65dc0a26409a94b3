"""Commands print at one width in every test; an office with people, places and a workbook to fill in."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shuangkong.cli import keeping, run
from shuangkong.workspace import Workspace

REGION = "150000"
PEOPLE = """person_id,name_zh,department,division_code,roles,represents_code,left_on,note
hh-clerk,呼一,统计局,150100,file;review,,,
hh-reviewer,呼二,统计局,150100,review,,,
bt-clerk,包一,统计局,150200,file,,,
hl-clerk,贝一,统计局,150700,file,,,
power,能一,能源局,150100,file,,,
planner,区一,发展和改革委员会,150000,countersign;dispatch;adopt;issue,,,
energy,区二,能源局,150000,countersign;adopt,,,
head,区三,统计局,150000,approve;issue;file,,,
gone,走一,统计局,150000,approve;issue;adopt;dispatch,,2020-01-01,
"""
FIRST = 6  # first row of a template below the example
YEARLY = "annual_energy_statistic"
GOOD: tuple[Any, ...] = ("呼和浩特市", "2023", 1800, 5.1, -2.5, 2020, "final", "v1", "统计年鉴", None)


@pytest.fixture(autouse=True)
def a_page_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@dataclass(frozen=True)
class Desk:
    """One workspace and what its officers do in it."""

    folder: Path
    work: Path
    screen: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> int:
        return run([*arguments, "--workspace", str(self.folder)])

    def says(self, *arguments: str, code: int = 0) -> str:
        """Run a command and return what it printed on both streams."""
        self.screen.readouterr()
        found = self.run(*arguments)
        told = self.screen.readouterr()
        text = told.out + told.err
        assert found == code, text
        return text

    def json(self, *arguments: str) -> dict[str, Any]:
        self.screen.readouterr()
        found = self.run(*arguments, "--json")
        text = self.screen.readouterr().out
        assert found == 0, text
        plain: dict[str, Any] = json.loads(text)
        return plain

    def refused(self, *arguments: str) -> list[str]:
        """Run a command that is refused and return the codes of its errors."""
        self.screen.readouterr()
        found = self.run(*arguments, "--json")
        text = self.screen.readouterr().out
        assert found == 1, text
        problems = json.loads(text)["problems"]
        assert all(each["zh"] and each["en"] for each in problems)
        return [each["code"] for each in problems if each["severity"] == "error"]

    def by(self, person: str, *arguments: str, reason: str = "同意") -> dict[str, Any]:
        return self.json(*arguments, "--as", person, "--reason", reason)

    def refused_by(self, person: str, *arguments: str, reason: str = "同意") -> list[str]:
        return self.refused(*arguments, "--as", person, "--reason", reason)

    def template(self, type_id: str = YEARLY) -> Path:
        path = self.work / f"{type_id}.template.xlsx"
        if not path.exists():
            assert self.run("template", type_id, "--out", str(path)) == 0
        return path

    def fill(
        self,
        *lines: Sequence[Any],
        type_id: str = YEARLY,
        name: str = "filled.xlsx",
        edit: Callable[[Any], None] = lambda book: None,
    ) -> Path:
        """Fill in a template, as an official does below the example row."""
        book = openpyxl.load_workbook(self.template(type_id))
        for number, line in enumerate(lines, start=FIRST):
            for index, cell in enumerate(line, start=2):
                book["填报"].cell(number, index, cell)
        edit(book)
        path = self.work / name
        book.save(path)
        return path

    def file(self, path: Path, *more: str, person: str = "hh-clerk", type_id: str = YEARLY) -> dict[str, Any]:
        return self.by(person, "file", type_id, str(path), *more, reason="年报")

    def approved(self, path: Path, *more: str) -> str:
        """File a yearly statistic and take it through every step; return its id."""
        filing = str(self.file(path, *more)["filing_id"])
        for person, step in (
            ("hh-reviewer", "review"),
            ("planner", "countersign"),
            ("energy", "countersign"),
            ("head", "approve"),
        ):
            stands = self.by(person, "filing", step, filing)
        assert stands["state"] == "approved"
        return filing

    def scan(self, name: str = "scan.pdf") -> Path:
        path = self.work / name
        path.write_bytes(ONE_PAGE)
        return path

    def contents(self) -> Mapping[str, str]:
        """Hash of every file of the workspace; the records by what they hold, not by their pages."""
        found = {
            str(file.relative_to(self.folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(self.folder.rglob("*"))
            if file.is_file() and not file.name.startswith("records.sqlite") and file.suffix != ".lock"
        }
        head = Workspace.open(self.folder).records.verify_chain()
        return {**found, "records": f"{head.seq}:{head.hash}"}


# The smallest file that is a PDF of one page.
ONE_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with people and public rows, made once and copied for every test."""
    folder = tmp_path_factory.mktemp("office") / "workspace"
    workspace = Workspace.create(folder, name="示例", division=REGION, packs=["cn-15-13fyp", "cn-15-14fyp"])
    keeping.keep_public(workspace, "设立", "公开数据")
    people = folder.parent / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    where = ("--workspace", str(folder))
    assert run(["person", "register", str(people), "--as", "设立", "--reason", "登记", *where]) == 0
    workspace.records.close()
    return folder


@pytest.fixture
def desk(furnished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    folder = tmp_path / "workspace"
    shutil.copytree(furnished, folder)
    work = tmp_path / "work"
    work.mkdir()
    return Desk(folder, work, capsys)


@pytest.fixture
def good_line() -> tuple[Any, ...]:
    return GOOD
