"""Speed of the accounts (核算速度): a region's whole account from a snapshot, in under 2 s and 500 MB.

Run ``python perf/accounts.py [--runs N]``. 12 prefectures, 103 counties, 1,200 facilities, 6 years, both
energy bases, every accounting basis in turn. Beside it stand a naive version (pandas, in floats, without
series, disclosure, deductions or trace) and the floor (decode the columns, add one). Each runs in processes
of its own, in turn; imports are not counted, opening and verifying the snapshot is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from region_rows import BASES, REGION, YEARS, build

import shuangkong
from shuangkong.accounts import Asker, Question, divisions_below, observe
from shuangkong.accounts.bases import FiledDeductions, Inquiry, side_by_side
from shuangkong.accounts.reconciliation import residuals
from shuangkong.accounts.rollup import Rollup, roll_up
from shuangkong.accounts.rollup_text import FACILITY_ENERGY
from shuangkong.packs import Packs, load_packs
from shuangkong.quantity import Period
from shuangkong.snapshot import Snapshot, freeze, open_snapshot
from shuangkong.trace import Label

if TYPE_CHECKING:
    import pandas as pd

DAY = date(2026, 6, 30)
LOOP = 5_000_000
BAR_SECONDS, BAR_MEGABYTES = 2.0, 500
Answer = Mapping[str, object]


def opened(folder: Path) -> Snapshot:
    """Open the workspace's snapshot."""
    return open_snapshot(folder, (folder / "id").read_text())


def ours(folder: Path, by_product: bool = False) -> Answer:
    """Compute every account: of the region and its prefectures by product too, or of the counties as well."""
    snapshot, packs = opened(folder), load_packs("cn-15")
    expected = json.loads((folder / "expected.json").read_text())
    rule = packs.rule("disclosure-default", on=DAY)
    rolled = roll_up(snapshot, FACILITY_ENERGY, expected=lambda _: expected, disclosure=rule, synthetic=True)
    places = sorted({line.division for line in rolled.lines})
    upper = [REGION, *divisions_below(snapshot, REGION, DAY)]
    cells = [(year, basis) for year in YEARS for basis in BASES]
    totals = [rolled.total(place, year, energy_basis=basis) for place in places for year, basis in cells]
    products = [
        rolled.account(place, product, year, energy_basis=basis)
        for place in (places if by_product else upper)
        for year, basis in cells
        for product in rolled.products
    ]
    left = [line for place in upper for line in against_facilities(snapshot, rolled, place)]
    statements = under_every_basis(snapshot, packs, upper)
    whole = rolled.total(REGION, YEARS[-1], energy_basis="coal_equivalent").figure
    accounts = {"sums": len(rolled.lines), "totals": len(totals), "products": len(products)}
    counts = {**accounts, "residuals": len(left), "statements": statements}
    return {"total": str(whole.value), **counts}


def against_facilities(snapshot: Snapshot, rolled: Rollup, place: str) -> list[object]:
    """Set the energy of a division against its facilities, year by year and basis by basis."""
    lines: list[object] = []
    for basis in BASES:
        wholes = observe(snapshot, "energy_consumption", place, energy_basis=basis, synthetic=True)
        parts = [rolled.total(place, each.period.text, energy_basis=basis) for each in wholes]
        lines += residuals(wholes, parts, Label("用能单位", "facilities"))
    return lines


def under_every_basis(snapshot: Snapshot, packs: Packs, places: list[str]) -> int:
    """State total, intensity and their changes of each division and year under every accounting basis."""
    filed, count = FiledDeductions.of(snapshot, synthetic=True), 0
    for place in places:
        for year in YEARS[1:]:
            for basis in BASES:
                question = Question(place, Period.parse(year), DAY, (), basis, "energy_intensity")
                count += len(side_by_side(Inquiry(Asker(question, snapshot, True), packs, filed)))
    return count


def naive(folder: Path) -> Answer:
    """Compute sums, absentees and intensities the quick way: data frames of floats."""
    import pandas as pd

    snapshot = opened(folder)
    read = {
        name: frame(folder, snapshot.table_hash(name))
        for name in ("division", "facility_energy", "observation")
    }
    parents = read["division"].set_index("division_code")["parent_code"]
    rows = read["facility_energy"]
    levels, at = [], rows["division_code"]
    while at.notna().any():
        levels.append(rows.assign(whole=at).dropna(subset=["whole"]))
        at = at.map(parents)
    sums = pd.concat(levels).groupby(["whole", "period", "product_id", "energy_basis"])["value"].sum()
    totals = sums.groupby(level=["whole", "period", "energy_basis"]).sum()
    seen = rows.groupby(["period", "energy_basis"])["facility_id"].agg(set)
    everybody = set(rows["facility_id"])
    absent = {key: everybody - present for key, present in seen.items()}
    observed = read["observation"].pivot_table(
        index=["division_code", "period"],
        columns=["indicator_id", "energy_basis"],
        values="value",
        dropna=False,
    )
    gdp = observed["gdp_constant"].iloc[:, -1]
    strength = observed["energy_consumption"].div(gdp, axis=0)
    change = strength.groupby(level=0).pct_change(fill_method=None)
    return {
        "total": str(totals[(REGION, YEARS[-1], "coal_equivalent")]),
        "sums": len(sums),
        "absent": sum(map(len, absent.values())),
        "changes": int(change.notna().sum().sum()),
    }


def frame(folder: Path, table_hash: str) -> pd.DataFrame:
    """Read a table as a data frame, decimals as floats."""
    path = folder / "objects" / f"{table_hash}.parquet"
    held = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").df()
    if "value" in held:
        held["value"] = held["value"].astype(float)
    return held


def floor(folder: Path) -> Answer:
    """Decode every column of the facilities' table and add its figures: what no account can go below."""
    snapshot = opened(folder)
    path = folder / "objects" / f"{snapshot.table_hash('facility_energy')}.parquet"
    columns = ", ".join(f"max({name})" for name in snapshot.manifest.tables["facility_energy"].layout.names)
    with duckdb.connect() as connection:
        held = connection.execute(f"SELECT sum(value), {columns} FROM read_parquet('{path}')").fetchone()
    return {"total": str(held[0] if held else None)}


TASKS: Mapping[str, Callable[[Path], Answer]] = {
    "ours": ours,
    "ours, counties by product": partial(ours, by_product=True),
    "naive": naive,
    "floor": floor,
}


def run(task: str, folder: Path) -> None:
    """Run one task in this process and print time, memory and answer."""
    if task == "naive":
        import pandas  # noqa: F401 - its import is not counted
    begun, used = time.perf_counter(), time.process_time()
    answer = TASKS[task](folder)
    spent = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - used}
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({**spent, "megabytes": megabytes, "answer": answer}))


def prepare(folder: Path) -> int:
    """Freeze the region into a workspace and return how many rows it holds."""
    region = build()
    snapshot = freeze(folder, region.tables, known_on=DAY, packs=(), release=shuangkong.__version__)
    (folder / "id").write_text(snapshot.id)
    (folder / "expected.json").write_text(json.dumps(region.expected))
    return sum(map(len, region.tables.values()))


def main(runs: int) -> int:
    """Measure, print a table, and say whether the bar is held."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = prepare(folder)
        taken: dict[str, list[dict[str, float]]] = {task: [] for task in TASKS}
        answers: dict[str, Answer] = {}
        for _ in range(runs):
            for task in TASKS:
                command = [sys.executable, __file__, "--task", task, "--folder", name]
                made = json.loads(
                    subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
                )
                answers[task] = made.pop("answer")
                taken[task].append(made)
    begun = time.perf_counter()
    sum(number * number % 7 for number in range(LOOP))
    loop = time.perf_counter() - begun
    middle = {
        task: {key: statistics.median(each[key] for each in held) for key in held[0]}
        for task, held in taken.items()
    }
    print(
        f"{date.today()}, shuangkong {shuangkong.__version__}, Python {platform.python_version()}, "  # noqa: DTZ011
        f"DuckDB {duckdb.__version__}, pandas {version('pandas')}, {os.cpu_count()} cores, "
        f"load {os.getloadavg()[0]:.2f}, {rows} rows, median of {runs}; "
        f"for scale, a plain loop of {LOOP:,} steps took {loop:.2f} s"
    )
    print("| version | seconds | CPU seconds | peak MB | × floor | × naive | figures |")
    print("|---|---|---|---|---|---|---|")
    for task, held in middle.items():
        ratios = [held["seconds"] / middle[other]["seconds"] for other in ("floor", "naive")]
        print(
            f"| {task} | {held['seconds']:.3f} | {held['cpu']:.3f} | {held['megabytes']:.0f} | "
            f"{ratios[0]:.1f} | {ratios[1]:.2f} | {answers[task]} |"
        )
    holds = middle["ours"]["seconds"] < BAR_SECONDS and middle["ours"]["megabytes"] < BAR_MEGABYTES
    print(f"bar of {BAR_SECONDS} s and {BAR_MEGABYTES} MB: {'held' if holds else 'MISSED'}")
    return 0 if holds else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--task", choices=TASKS)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    if options.task:
        run(options.task, options.folder)
    else:
        sys.exit(main(options.runs))
