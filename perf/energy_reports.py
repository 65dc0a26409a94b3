"""Review of yearly energy reports (报告审查): speed over 1,200 reports, and what is found in them.

Run ``python perf/energy_reports.py [--runs N] [--seed S]``. The key users of an invented region report two
years; one user in seven has one thing wrong, written down in the answer key. The whole command is timed from
start to exit, with and without opinions in Word, beside the floor (open the snapshot, decode the rows). Then
the answer key is scored, and a second test that neither the rules nor the generator know: one number of a
sound report is multiplied by something between a twentieth and twenty. Bars: under 60 s; at least 95 % of
what was planted found; at most 2 % of sound rows flagged.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import shuangkong
from shuangkong.assessment.energy_report import Doubt, Review, Terms, review
from shuangkong.packs import load_packs
from shuangkong.schema import Cell, Row
from shuangkong.snapshot import freeze, open_snapshot
from shuangkong.synthetic.energy_reports import fill
from shuangkong.synthetic.region import Filled, region_of
from shuangkong.synthetic.users import synthetic_facility_rows
from shuangkong.workspace import Workspace

REGION, YEAR, DAY = "150000", 2025, date(2026, 11, 1)
SEED = 31_415_926  # not the one the rules were written with
REPORTS = ("energy_report_basic", "energy_report_consumption", "energy_report_product")
KEYS = {
    "energy_report_basic": (),
    "energy_report_consumption": ("energy_product",),
    "energy_report_product": ("output_product", "reported_process", "reported_metric"),
}
UNTOLD = ("report_output_value_10k_cny", "report_value_added_10k_cny")  # nothing in a report tells of these
PACKS = load_packs("cn-15")
TERMS = Terms.of(PACKS, DAY)
Place = tuple[str, str, tuple[str, ...]]


class Held:
    """Frozen rows held in memory."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables = tables

    def rows(self, table: str, /, **equals: Cell) -> tuple[Row, ...]:
        held = self.tables.get(table, ())
        return tuple(row for row in held if all(row[name] == value for name, value in equals.items()))

    def table_hash(self, name: str) -> str:
        return name


def invented(seed: int) -> Filled:
    """Invent the reports of a whole region, with the list of users and their meters."""
    region = region_of(PACKS, REGION, seed=seed, years=range(2020, YEAR + 1))
    made = fill(region)
    users, meters = synthetic_facility_rows(region)
    # One meter is off by 10⁴ on purpose and stands in no answer key: here it is as the others are.
    sound = [row for row in meters if row["facility_id"] != region.facilities[0].id]
    return Filled({**made.rows, "key_energy_user": users, "facility_energy": sound}, made.planted)


def reviewed(tables: Mapping[str, Sequence[Row]]) -> Review:
    """Review rows held in memory."""
    held = Held({**tables, "division": PACKS.table("division")})
    return review(held, TERMS, YEAR, known_on=DAY, synthetic=True)


def place_of(doubt: Doubt) -> Place:
    """Return the row a doubt is about."""
    return doubt.table, doubt.facility, doubt.key


def rows_of(tables: Mapping[str, Sequence[Row]]) -> list[Place]:
    """Return every row of the year's reports."""
    return [
        (name, str(row["facility_id"]), tuple(str(row[each] or "") for each in KEYS[name]))
        for name in REPORTS
        for row in tables[name]
        if row["period"] == str(YEAR)
    ]


def score(made: Filled) -> dict[str, object]:
    """Score the answer key."""
    found = reviewed(made.rows)
    told = {(each.facility, each.problem.code) for each in found.doubts}
    planted = [(each.key[0], each.rule) for each in made.planted]
    spoiled = {facility for facility, _ in planted}
    rows = rows_of(made.rows)
    flagged = {place_of(each) for each in found.doubts}
    clean = [each for each in rows if each[1] not in spoiled]
    beside = [each for each in rows if each[1] in spoiled]
    return {
        "reports": len(found.reports),
        "rows": len(rows),
        "planted": len(planted),
        "found": sum(each in told for each in planted),
        "missed": dict(Counter(rule for facility, rule in planted if (facility, rule) not in told)),
        "sound rows": len(clean),
        "sound rows flagged": sum(each in flagged for each in clean),
        "rows of spoiled users": len(beside),
        "of them flagged": sum(each in flagged for each in beside),
    }


def one_number_changed(made: Filled, seed: int, tries: int = 400) -> dict[str, object]:
    """Multiply one number of each of many sound reports and see which of them is noticed."""
    dice, spoiled = Random(seed), {each.key[0] for each in made.planted}
    before = {each.facility for each in reviewed(made.rows).doubts}
    tables = {name: [dict(row) for row in rows] for name, rows in made.rows.items()}
    sound = [
        row
        for name in REPORTS
        for row in tables[name]
        if row["period"] == str(YEAR) and row["facility_id"] not in spoiled | before
    ]
    dice.shuffle(sound)
    changed: dict[str, str] = {}
    for row in sound:
        columns = [
            name for name, cell in row.items() if isinstance(cell, Decimal) and cell and name not in UNTOLD
        ]
        facility = str(row["facility_id"])
        if facility in changed or not columns or len(changed) >= tries:
            continue
        column = dice.choice(columns)
        by = Decimal(dice.choice(("0.05", "0.1", "0.5", "0.8", "0.95", "1.05", "1.2", "2", "10", "20")))
        cell = row[column]
        assert isinstance(cell, Decimal)
        row[column] = cell * by
        changed[facility] = f"{column} × {by}"
    noticed = {each.facility for each in reviewed(tables).doubts}
    missed = Counter(said for facility, said in changed.items() if facility not in noticed)
    return {
        "changed": len(changed),
        "noticed": sum(each in noticed for each in changed),
        "not": dict(missed.most_common(8)),
    }


def workspace(folder: Path, made: Filled) -> Path:
    """Freeze the rows into a workspace."""
    place = Workspace.create(folder / "workspace", name="perf", division=REGION, packs=["cn-15"])
    tables = {**made.rows, "division": PACKS.table("division")}
    shared = {"known_on": DAY, "packs": PACKS.references, "release": shuangkong.__version__}
    freeze(place.folder, tables, dictionary=place.dictionary.table, **shared)  # type: ignore[arg-type]
    return place.folder


def floor(folder: Path) -> None:
    """Open the snapshot and decode the rows."""
    held = open_snapshot(folder, Workspace.open(folder).snapshots()[-1].id)
    for name in REPORTS:
        held.rows(name)


def timed(arguments: Sequence[str], runs: int) -> str:
    """Return the median time of a process from start to exit, and of the processor [s]."""
    taken, worked = [], []
    for _ in range(runs):
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(time.perf_counter() - begun)
        worked.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return f"{statistics.median(taken):.2f} s, {statistics.median(worked):.2f} CPU s"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--floor", type=Path)
    asked = parser.parse_args()
    if asked.floor is not None:
        floor(asked.floor)
        return
    made = invented(asked.seed)
    print(f"Shuangkong {shuangkong.__version__}, Python {platform.python_version()}, seed {asked.seed}")
    print(f"load {os.getloadavg()[0]:.1f}")
    for name, value in score(made).items():
        print(f"{name}: {value}")
    for name, value in one_number_changed(made, asked.seed).items():
        print(f"one number, {name}: {value}")
    with tempfile.TemporaryDirectory() as temporary:
        folder = workspace(Path(temporary), made)
        command = ["-m", "shuangkong", "energy-report", "review", "--year", str(YEAR), "--json"]
        place = ["--workspace", str(folder)]
        print(f"review: {timed([*command, *place], asked.runs)}")
        out = ["--out", str(Path(temporary) / "out")]
        print(f"review with opinions and lists: {timed([*command, *place, *out], 1)}")
        print(f"floor: {timed([__file__, '--floor', str(folder)], asked.runs)}")


if __name__ == "__main__":
    main()
