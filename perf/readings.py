"""Speed of the readings store (读数库测速): python perf/readings.py [--points 1000] [--runs 7]

1,000 invented meters, a cumulative register every 15 minutes of one year with stamps that jitter, two
decimals: 35 million readings, or as many as `--points` says. Beside, in the same run: the bare floor (decode
the columns and add them), and a naive store (one Parquet file in the order of arrival, doubles, no versions).
The folder is removed in the end.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import numpy as np

from shuangkong.engine.duck import reading
from shuangkong.monitoring.reading import Readings, kinds
from shuangkong.monitoring.store import ReadingStore, seconds
from shuangkong.monitoring.store.months import first_second, months_of

STEP, HOUR, SEED = 900, 3_600, 20_260_101
YEAR = [datetime(2026, month, 1) for month in range(1, 13)]  # noqa: DTZ001
REGISTER, HOURLY = kinds()["register"].number, kinds()["computed_hour_cou"].number


@dataclass
class Measured:
    """Seconds and CPU seconds, the median of several runs."""

    wall: float
    cpu: float

    def __str__(self) -> str:
        return f"{self.wall:.4f} s ({self.cpu:.4f} CPU s)"


def median(act: Callable[[], object], runs: int) -> Measured:
    found = []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        found.append((time.perf_counter() - wall, time.process_time() - cpu))
    found.sort()
    return Measured(*found[len(found) // 2])


def month_of_readings(points: int, month: int, level: np.ndarray) -> Readings:
    """Return a month of all points; `level` is where each register stands and is moved on."""
    start, end = first_second(month), first_second(month + 1)
    times = np.arange(start, end, STEP)
    chance = np.random.default_rng(SEED + month)
    load = chance.uniform(20, 400, (points, 1))  # kW of each meter; daily shape and noise below
    shape = 1 + 0.4 * np.sin((times - start) / 86_400 * 2 * np.pi)
    used = (load * shape * chance.uniform(0.9, 1.1, (points, len(times))) * STEP / HOUR * 100).astype(
        np.int64
    )
    values = level[:, None] + np.cumsum(used, axis=1)
    level[:] = values[:, -1]
    jitter = chance.integers(0, 30, (points, len(times)))
    quality = np.where(chance.random((points, len(times))) < 0.005, 41, 0)
    kept = (chance.random((points, len(times))) >= 0.005).ravel()  # gaps
    number = np.repeat(np.arange(1, points + 1), len(times))
    columns = (
        number,
        np.full(number.size, REGISTER),
        (times + jitter).ravel(),
        values.ravel(),
        quality.ravel(),
    )
    return Readings.of(*(column[kept] for column in columns))


def hours_of(readings: Readings) -> Readings:
    """Return last register minus first of each hour of a point: stands for what the product computes."""
    hour = readings.time - readings.time % HOUR
    head = np.flatnonzero(np.r_[True, (np.diff(readings.point) != 0) | (np.diff(hour) != 0)])
    last = np.r_[head[1:], len(hour)] - 1
    used = readings.value[last] - readings.value[head]
    return Readings.of(readings.point[head], np.full(len(head), HOURLY), hour[head], used)


def fill(folder: Path, points: int) -> tuple[ReadingStore, ReadingStore, Measured, int]:
    store, hours = ReadingStore(folder / "readings"), ReadingStore(folder / "hours")
    level, wall, cpu, rows = np.zeros(points, np.int64), 0.0, 0.0, 0
    for each in YEAR:
        month = int(months_of(np.array([seconds(each)]))[0])
        came = month_of_readings(points, month, level)
        before, busy = time.perf_counter(), time.process_time()
        rows += store.merge(came, each.replace(year=2027)).new
        wall, cpu = wall + time.perf_counter() - before, cpu + time.process_time() - busy
        hours.merge(hours_of(came), each.replace(year=2027))
    return store, hours, Measured(wall, cpu), rows


def account(store: ReadingStore) -> list[tuple[int, int, int]]:
    """Month and point sums of values with the count that coverage needs: month from the file, point first."""
    found = []
    with reading() as connection:
        for month, entry in sorted(store.manifest.current.items()):
            text = "SELECT point, sum(value), count(*) FROM read_parquet(?) GROUP BY point"
            rows = connection.execute(text, [str(store.folder / entry.name)]).fetchall()
            found += [(month, int(total), count) for _, total, count in rows]
    return found


def floor(store: ReadingStore) -> None:
    files = [str(store.folder / entry.name) for entry in store.manifest.current.values()]
    with reading() as connection:
        connection.execute(
            "SELECT sum(point), sum(time), sum(value) FROM read_parquet(?)", [files]
        ).fetchall()


def naive(folder: Path, store: ReadingStore) -> tuple[Path, Measured]:
    path = folder / "naive.parquet"
    files = [str(store.folder / entry.name) for entry in store.manifest.current.values()]

    def write() -> None:
        listed = ", ".join(f"'{file}'" for file in files)
        duckdb.execute(
            "COPY (SELECT make_timestamp(time * 1000000) AS time, point, value / 100.0 AS value, quality,"
            f" version FROM read_parquet([{listed}]) ORDER BY time) TO '{path}' (FORMAT parquet)"
        )

    return path, median(write, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    folder = Path(mkdtemp(prefix="readings-"))
    try:
        measure(folder, given.points, given.runs)
    finally:
        shutil.rmtree(folder)


def measure(folder: Path, points: int, runs: int) -> None:
    load = f"load {os.getloadavg()[0]:.1f}"
    print(f"DuckDB {duckdb.__version__}, {os.cpu_count()} cores, {load}, median of {runs}")
    store, hours, written, rows = fill(folder, points)
    size = sum((store.folder / entry.name).stat().st_size for entry in store.manifest.files)
    print(f"{rows:,} readings of {points} points in {len(store.manifest.current)} month files")
    print(f"write, month by month, durable: {written}, {rows / written.wall:,.0f} a second")
    print(f"bytes a reading with quality and version: {size / rows:.2f}")
    bare, whole = median(lambda: floor(store), runs), median(lambda: account(store), runs)
    print(f"floor, three columns decoded and added: {bare}, {rows / bare.wall:,.0f} a second")
    print(f"sums by month and point with coverage: {whole}, {whole.wall / bare.wall:.2f} × the floor")
    one = points // 2 + 1
    raw = median(lambda: hours_of(store.scan([one], [REGISTER])), 3 * runs)
    print(f"one meter-year at hourly grain from readings: {raw}; bar 0.050")
    ready = median(lambda: hours.scan([one], [HOURLY]), 3 * runs)
    print(f"one meter-year from stored hours: {ready}; bar 0.015")
    print(f"one late day of one point, durable: {late(store, one, 1)}; bar 1")
    print(f"one late day of every point, durable: {late(store, points, points)}; bar 1")
    print(f"latest of every point from the files: {median(store.latest, 1)}")
    path, took = naive(folder, store)
    text = f"SELECT date_trunc('month', time), point, sum(value) FROM '{path}' GROUP BY ALL"
    alone = "SELECT date_trunc('hour', time), max(value) - min(value)"
    alone += f" FROM '{path}' WHERE point = {one} GROUP BY 1"
    print(f"naive: one file by time, doubles: write {took}, {path.stat().st_size / rows:.2f} bytes a reading")
    print(f"naive account: {median(lambda: duckdb.execute(text).fetchall(), runs)}")
    print(f"naive meter-year: {median(lambda: duckdb.execute(alone).fetchall(), runs)}")
    print(f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def late(store: ReadingStore, last: int, points: int) -> Measured:
    """Bring readings of one day half a step late for the last points, so that every one is new."""
    start = seconds(YEAR[5]) + 14 * 86_400
    times = np.arange(start + STEP // 2, start + 86_400, STEP)
    number = np.repeat(np.arange(last - points + 1, last + 1), len(times))
    came = Readings.of(number, np.full(number.size, REGISTER), np.tile(times, points), np.arange(number.size))
    return median(lambda: store.merge(came, YEAR[0].replace(year=2028)), 1)


if __name__ == "__main__":
    main()
