"""Speed of filing (报送速度): a wide workbook from the command to its exit, within time and memory.

Run ``python perf/records.py [--runs N]``. ``shuangkong file`` runs in a process of its own on 20,000 and
200,000 rows of 30 columns, on SQLite and on a private PostgreSQL, and on a workbook whose wrong cells are
marked in a copy; start-up, reading, rules, chain and the durable commit are all in it. Beside it stand two
naive versions (openpyxl and one INSERT a row; pandas), which check no cell, type no decimal, keep no history
and no chain, and the floor (unpack and parse the XML once, write its bytes durably). Making the workbooks is
not counted, nor is compiling Python files: they are compiled once before, as an installed program's are.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from private_postgres import private_postgres

ROWS, MANY, WRONG = 20_000, 200_000, 2_000
LOOP = 5_000_000


@dataclass(frozen=True)
class Spent:
    """What a process took: wall and processor time [s], peak memory [MB]."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True)
class Case:
    """One filing to be measured, with its bars [s, MB]; on PostgreSQL the memory is this program's alone."""

    name: str
    book: str
    on: str = "sqlite"
    seconds: float | None = None
    megabytes: float | None = None
    task: str = "ours"


CASES = (
    Case(f"{ROWS:,} rows, SQLite", "book.xlsx", seconds=4, megabytes=250),
    Case(f"{ROWS:,} rows, PostgreSQL", "book.xlsx", "postgresql", seconds=6, megabytes=250),
    Case(f"{ROWS:,} rows, {WRONG:,} wrong, marked copy", "wrong.xlsx", seconds=8),
    Case("naive: openpyxl, one INSERT a row", "book.xlsx", task="naive"),
    Case("naive: pandas (calamine) to_sql", "book.xlsx", task="pandas"),
    Case("floor: parse the XML, write it", "book.xlsx", task="floor"),
)
LARGE = (
    Case(f"{MANY:,} rows, SQLite", "large.xlsx", seconds=40, megabytes=1000),
    Case(f"{MANY:,} rows, PostgreSQL", "large.xlsx", "postgresql", megabytes=1000),
    Case(f"floor of {MANY:,} rows", "large.xlsx", task="floor"),
)


def prepare(folder: Path) -> None:
    """Write the workbooks and the workspace that every run starts from a copy of."""
    from wide_register import make_workspace, write_workbook

    write_workbook(folder / "book.xlsx", ROWS)
    write_workbook(folder / "wrong.xlsx", ROWS, wrong=WRONG)
    write_workbook(folder / "large.xlsx", MANY)
    make_workspace(folder / "sqlite")


def naive(book: Path, place: Path) -> None:
    """Read with openpyxl and insert row by row, a commit each thousand."""
    from openpyxl import load_workbook

    lines = load_workbook(book, read_only=True).active.iter_rows(values_only=True)
    names = [f"c{number}" for number in range(len(next(lines)))]
    with closing(sqlite3.connect(place / "naive.sqlite")) as kept:
        kept.execute(f"CREATE TABLE kept ({', '.join(names)})")
        for number, line in enumerate(lines, 1):
            kept.execute(f"INSERT INTO kept VALUES ({', '.join('?' * len(names))})", [*map(_plain, line)])
            if number % 1000 == 0:
                kept.commit()
        kept.commit()


def _plain(cell: object) -> object:
    return cell if isinstance(cell, str | int | float | None) else str(cell)


def with_pandas(book: Path, place: Path) -> None:
    """Read and insert with pandas: floats, no check."""
    import pandas as pd

    with closing(sqlite3.connect(place / "pandas.sqlite")) as kept:
        pd.read_excel(book, engine="calamine").to_sql("kept", kept, index=False)


def floor(book: Path, place: Path) -> None:
    """Unpack and parse each sheet's XML once and write its bytes durably: what no filing can go below."""
    from xml.parsers.expat import ParserCreate

    with zipfile.ZipFile(book) as archive, (place / "floor").open("wb") as out:
        parser = ParserCreate()
        with archive.open("xl/worksheets/sheet1.xml") as part:
            while piece := part.read(2**20):
                parser.Parse(piece)
                out.write(piece)
        out.flush()
        os.fsync(out.fileno())


TASKS = {"naive": naive, "pandas": with_pandas, "floor": floor}


def measured(command: list[str], environment: dict[str, str], log: Path) -> tuple[Spent, int]:
    """Run a command and return what it took, and its exit code."""
    with log.open("wb") as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    spent = Spent(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
    return spent, process.returncode


class Bench:
    """A folder with everything prepared, and where it is run."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self.server = server
        self.environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._databases = iter(range(1, 1_000_000))

    def run(self, case: Case) -> Spent:
        """Run a case once in a fresh workspace."""
        place = self.folder / "run"
        shutil.rmtree(place, ignore_errors=True)
        if case.on == "postgresql":
            self._on_postgresql(place)
        else:
            shutil.copytree(self.folder / "sqlite", place)
        book = str(self.folder / case.book)
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "--task",
            case.task,
            "--folder",
            str(place),
            "--book",
            book,
        ]
        if case.task == "ours":
            command = [sys.executable, "-m", "shuangkong", "file", "wide_register", book, "--as", "p1"]
            command += ["--reason", "perf", "--period", "2024", "--workspace", str(place)]
        log = self.folder / "log"
        spent, code = measured(command, self.environment, log)
        expected = 1 if case.book == "wrong.xlsx" else 0
        if code != expected or (expected and not (self.folder / "wrong.标注.xlsx").is_file()):
            raise SystemExit(f"{case.name} ended with {code}:\n{log.read_text()[-2000:]}")
        return spent

    def _on_postgresql(self, place: Path) -> None:
        import psycopg

        name = f"perf_{next(self._databases)}"
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "--task",
            "workspace",
            "--folder",
            str(place),
        ]
        subprocess.run([*command, "--book", f"{self.server}/{name}"], env=self.environment, check=True)


def middles(bench: Bench, cases: list[Case], runs: int) -> Iterator[tuple[Case, Spent]]:
    """Run the cases in turn, several times, and yield the middle of each figure."""
    taken: dict[str, list[Spent]] = {case.name: [] for case in cases}
    for _ in range(runs):
        for case in cases:
            taken[case.name].append(bench.run(case))
    for case in cases:
        held = taken[case.name]
        figures = (statistics.median(getattr(each, name) for each in held) for name in Spent.__annotations__)
        yield case, Spent(*figures)


def show(found: dict[Case, Spent], floor_name: str, naive_name: str | None) -> list[str]:
    """Print the table; return the bars that are missed."""
    by_name = {case.name: spent for case, spent in found.items()}
    missed = []
    for case, spent in found.items():
        ratios = f"{spent.seconds / by_name[floor_name].seconds:.1f}"
        against = "" if naive_name is None else f"{spent.seconds / by_name[naive_name].seconds:.2f}"
        bars = [("s", spent.seconds, case.seconds), ("MB", spent.megabytes, case.megabytes)]
        told = [f"{'held' if value < bar else 'MISSED'} {bar} {unit}" for unit, value, bar in bars if bar]
        missed += [f"{case.name}: {text}" for text in told if text.startswith("MISSED")]
        print(
            f"| {case.name} | {spent.seconds:.2f} | {spent.cpu:.2f} | {spent.megabytes:.0f} | {ratios} | "
            f"{against} | {', '.join(told)} |",
            flush=True,
        )
    return missed


def main(runs: int) -> int:
    """Measure, print tables, and say whether the bars are held."""
    begun = time.perf_counter()
    sum(number * number % 7 for number in range(LOOP))
    loop = time.perf_counter() - begun
    print(
        f"{time.strftime('%Y-%m-%d')}, shuangkong {version('shuangkong')}, Python "
        f"{platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}, "
        f"30 columns, median of {runs}; for scale, a plain loop of {LOOP:,} steps took {loop:.2f} s"
    )
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        command = [
            sys.executable,
            str(Path(__file__).resolve()),
            "--task",
            "prepare",
            "--folder",
            str(folder),
        ]
        subprocess.run(
            command, check=True
        )  # in a process of its own: a child's peak begins with its parent's
        server = stack.enter_context(private_postgres())
        if server is None:
            print("PostgreSQL is not installed: its cases are left out")
        bench = Bench(folder, server)
        print("| filing | seconds | CPU seconds | peak MB | × floor | × naive | bar |")
        print("|---|---|---|---|---|---|---|")
        usable = [case for case in CASES if case.on == "sqlite" or server]
        for case in usable:
            bench.run(case)  # not counted: files are compiled and in memory afterwards
        missed = show(dict(middles(bench, usable, runs)), CASES[-1].name, CASES[3].name)
        large = [case for case in LARGE if case.on == "sqlite" or server]
        missed += show(dict(middles(bench, large, 1)), LARGE[-1].name, None)
    print("\n".join(missed) or "every bar is held")
    return 1 if missed else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--task", choices=("prepare", "workspace", *TASKS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--book")
    options = parser.parse_args()
    if options.task == "prepare":
        prepare(options.folder)
    elif options.task == "workspace":
        from wide_register import make_workspace

        make_workspace(options.folder, options.book)
    elif options.task:
        TASKS[options.task](Path(options.book), options.folder)
    else:
        sys.exit(main(options.runs))
