"""Many filers at once, and filers killed at any moment: nothing lost, nothing partial, the chain whole."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from shuangkong.records import Records

FILER = Path(__file__).with_name("filer.py")
TABLE = "assessment_grade"
LAST_DAY = date(9990, 1, 1)
# Small in the suite; `make soak` runs them at full size.
KILLS = int(os.environ.get("SHUANGKONG_KILLS", "5"))
FILERS = {
    "sqlite": int(os.environ.get("SHUANGKONG_FILERS_SQLITE", "3")),
    "postgresql": int(os.environ.get("SHUANGKONG_FILERS_POSTGRES", "4")),
}


def start(place: Path | str, name: str, filings: int, rows: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(FILER), str(place), name, str(filings), str(rows)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def assert_whole(records: Records, told: list[str], rows: int) -> None:
    """Every filing told of is there, every filing there has all its rows and its approval."""
    records.verify_chain()
    headers = records.known("filing", LAST_DAY)
    steps = {row["filing_id"] for row in records.known("filing_step", LAST_DAY)}
    ids = [str(header["filing_id"]) for header in headers]
    assert set(told) <= set(ids)
    assert set(ids) == steps
    assert records.head.seq == len(ids) * (rows + 2)
    for filing in ids:
        assert len(records.filed_rows(filing)) == rows
    if ids:
        standing = records.known(TABLE, LAST_DAY)
        assert len(standing) == rows
        assert len({row["note"] for row in standing}) == 1  # all of one filing, the one approved last


def test_filers_at_once_lose_nothing(place: Path | str) -> None:
    kind = "sqlite" if isinstance(place, Path) else "postgresql"
    number = FILERS[kind]
    # They also race to make the tables of the new database.
    filers = [start(place, f"f{count}", 3, 4) for count in range(number)]
    ends = [filer.communicate(timeout=300) for filer in filers]
    assert [error for _, error in ends if error] == []
    told = [line for out, _ in ends for line in out.split()]
    assert len(told) == len(set(told)) == number * 3
    with Records(place) as records:
        assert_whole(records, told, rows=4)
        assert len(records.known("filing", LAST_DAY)) == number * 3


def test_killed_at_any_moment(place: Path | str) -> None:
    chance = random.Random(20240101)
    Records(place).close()
    told: list[str] = []
    rows = 300
    killed = 0
    for number in range(KILLS):
        filer = start(place, f"k{number}", 10_000, rows)
        assert filer.stdout is not None
        told.append(filer.stdout.readline().strip())  # it has begun: the next moment is in the middle of work
        time.sleep(chance.uniform(0, 0.15))
        filer.kill()
        out, error = filer.communicate(timeout=60)
        assert error == ""
        killed += filer.returncode == -9
        told += [line for line in out.split("\n")[:-1] if line]
    assert killed == KILLS
    with Records(place) as records:
        assert_whole(records, told, rows)
