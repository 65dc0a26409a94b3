"""Commands killed at any moment: a filing is there whole or not at all, no approved row is lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from shuangkong.cli import keeping, run
from shuangkong.workspace import Workspace

# Few in the suite; `make soak` kills each of the two commands as often as it says.
KILLS = int(os.environ.get("SHUANGKONG_KILLS", "5"))
TYPE = "annual_energy_statistic"
YEARS = 300
LAST_DAY = date(9990, 1, 1)
SIGNED = ("--as", "clerk", "--reason", "年报")
PEOPLE = """person_id,name_zh,department,division_code,roles,represents_code,left_on,note
clerk,甲一,统计局,150100,file,,,
reviewer,甲二,统计局,150100,review,,,
planner,区一,发展和改革委员会,150000,countersign,,,
energy,区二,能源局,150000,countersign,,,
head,区三,统计局,150000,approve,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    made = tmp_path / "workspace"
    workspace = Workspace.create(made, name="示例", division="150000", packs=["cn-15"])
    people = tmp_path / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    assert (
        run(["person", "register", str(people), "--as", "设立", "--reason", "登记", "--workspace", str(made)])
        == 0
    )
    keeping.keep_public(workspace, "设立", "公开数据")
    yield made
    workspace.records.close()


def workbook(folder: Path, growth: float) -> Path:
    """A filled workbook of many years: three rows each."""
    template = folder.parent / "template.xlsx"
    if not template.exists():
        assert run(["template", TYPE, "--out", str(template), "--workspace", str(folder)]) == 0
    book = openpyxl.load_workbook(template)
    for count in range(YEARS):
        line = ("呼和浩特市", str(1700 + count), 1000, growth, -1, 2020, "final", "v1", "示例")
        for index, cell in enumerate(line, start=2):
            book["填报"].cell(6 + count, index, cell)
    path = folder.parent / f"growth-{growth}.xlsx"
    book.save(path)
    return path


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "shuangkong", *arguments, "--workspace", str(folder)]


def length_of(arguments: list[str]) -> float:
    """Run a command to its end and return how long it took."""
    started = time.monotonic()
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return time.monotonic() - started


def killed(arguments: list[str], folder: Path, chance: random.Random, whole: float) -> bool:
    """Run a command, kill it, and return whether it was killed before its end.

    One time in two it is killed at any moment of its run, else within moments of its first write.
    """
    child = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if chance.random() < 0.5:
        _wait(child, chance.uniform(0.2, 1) * whole)
    else:
        before = written(folder)
        while child.poll() is None and written(folder) == before:
            time.sleep(0.001)
        _wait(child, chance.uniform(0, 0.3) * whole)
    child.kill()
    return child.wait(timeout=60) == -9


def _wait(child: subprocess.Popen[bytes], seconds: float) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(timeout=seconds)


def written(folder: Path) -> dict[str, int]:
    """Size of everything that a command may write."""
    sizes = {}
    for file in (*folder.glob("records.sqlite*"), *folder.glob("objects/*"), *folder.glob("snapshots/*")):
        with suppress(FileNotFoundError):
            sizes[str(file)] = file.stat().st_size
    return sizes


def trials(prepared: Path, chance: random.Random, whole: float, *arguments: str) -> Iterator[Path]:
    """Yield a folder for each kill that hit: every one had all of the work before it."""
    hits = 0
    for number in range(3 * KILLS):
        folder = prepared.parent / f"trial-{number}"
        shutil.copytree(prepared, folder)
        if not killed(command(folder, *arguments), folder, chance, whole):
            continue  # it had ended
        hits += 1
        yield folder
        shutil.rmtree(folder)
        if hits == KILLS:
            return
    raise AssertionError(f"only {hits} kills hit a command that still ran")


def closed(folder: Path) -> None:
    """Leave the records as a program does that ends: nothing beside the file."""
    Workspace.open(folder).records.close()


def approve(folder: Path, filing: str) -> None:
    for person, step in (
        ("reviewer", "review"),
        ("planner", "countersign"),
        ("energy", "countersign"),
        ("head", "approve"),
    ):
        signed = ("--as", person, "--reason", "同意", "--workspace", str(folder))
        assert run(["filing", step, filing, *signed]) == 0


def approved_rows(folder: Path) -> int:
    rows = Workspace.open(folder).records.known("observation", LAST_DAY)
    return sum(row["source"] == "示例" for row in rows)


def filings_of(folder: Path) -> dict[str, int]:
    """How many rows each filing holds; each has to have been told of by its first step."""
    records = Workspace.open(folder).records
    records.verify_chain()
    ids = [str(row["filing_id"]) for row in records.known("filing", LAST_DAY)]
    assert {str(row["filing_id"]) for row in records.known("filing_step", LAST_DAY)} == set(ids)
    return {each: len(records.filed_rows(each)) for each in ids}


def test_filing_killed_at_any_moment(folder: Path) -> None:
    chance = random.Random(20240601)
    first = workbook(folder, 5.0)
    whole = length_of(command(folder, "file", TYPE, str(first), "--period", "2023", *SIGNED))
    standing = f"{TYPE}-2023-150100-v1"
    approve(folder, standing)
    assert approved_rows(folder) == 3 * YEARS
    closed(folder)
    correction = ("file", TYPE, str(workbook(folder, 6.0)), "--period", "2023", *SIGNED)
    outcomes = []
    for trial in trials(folder, chance, whole, *correction):
        found = filings_of(trial)
        outcomes.append(len(found))
        assert set(found.values()) == {3 * YEARS}
        assert approved_rows(trial) == 3 * YEARS
        closed(trial)
    assert set(outcomes) <= {1, 2} and 1 in outcomes
    length_of(command(folder, *correction))
    assert filings_of(folder) == {standing: 3 * YEARS, standing.replace("-v1", "-v2"): 3 * YEARS}
    approve(folder, standing.replace("-v1", "-v2"))
    assert approved_rows(folder) == 3 * YEARS


def test_publishing_killed_at_any_moment(folder: Path) -> None:
    chance = random.Random(20240602)
    filing = ("file", TYPE, str(workbook(folder, 5.0)), "--period", "2023", *SIGNED)
    length_of(command(folder, *filing))
    approve(folder, f"{TYPE}-2023-150100-v1")
    closed(folder)
    whole = length_of(command(folder, "publish", "--preview"))
    for trial in trials(folder, chance, whole, "publish"):
        workspace = Workspace.open(trial)
        for snapshot in workspace.snapshots():
            snapshot.verify()
        workspace.records.verify_chain()
        workspace.records.close()
    length_of(command(folder, "publish"))
    newest = Workspace.open(folder).snapshots()[-1]
    newest.verify()
    assert len([row for row in newest.rows("observation") if row["source"] == "示例"]) == 3 * YEARS
