"""Loading (批量导入): a file read whole, every problem told, and either all of it comes in or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shuangkong.engine.duck import reading
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.monitoring.reading import Point, Readings
from shuangkong.monitoring.store import files
from shuangkong.monitoring.store.directory import Directory
from shuangkong.monitoring.store.held import assembled, ordered, picked
from shuangkong.monitoring.store.months import clock
from shuangkong.monitoring.store.source import opened
from shuangkong.monitoring.store.store import Delivered, ReadingStore
from shuangkong.monitoring.store.typed import SHOWN, Codes, row_problems, typed

__all__ = ["Bulk", "load_file", "read_file"]

_LARGEST = np.iinfo(np.int64).max
_NO_VALUE = np.iinfo(np.int64).min
_Columns = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True)
class Bulk:
    """What a file holds (文件内容).

    Attributes
    ----------
    blank
        Rows without a value: no readings, and never zero.
    repeated
        Rows that say once more what another says.
    sha256
        By which the same file is known again.
    """

    readings: Readings
    blank: int
    repeated: int
    sha256: str


def load_file(
    store: ReadingStore,
    path: Path,
    directory: Directory,
    received_at: datetime,
    *,
    codes: Mapping[str, str] | None = None,
) -> tuple[Bulk, Delivered]:
    """Read a file and merge it into the store (导入文件); the same file once more changes nothing.

    Parameters
    ----------
    codes
        What the file calls a point → its id, where it has names of its own.

    Raises
    ------
    ProblemsFound
        With every problem of the file, as `read_file`; or as `ReadingStore.merge`.
    """
    bulk = read_file(path, directory, codes=codes)
    return bulk, store.merge(bulk.readings, received_at, delivery=bulk.sha256)


def read_file(path: Path, directory: Directory, *, codes: Mapping[str, str] | None = None) -> Bulk:
    """Return the readings of a file (读取读数文件).

    Raises
    ------
    ProblemsFound
        With everything that is wrong: unknown points, kinds and qualities, times and values that are none,
        values finer than the point, two values under one key, no reading at all; and as
        `shuangkong.monitoring.store.source.opened`.
    """
    from duckdb import Error

    points = directory.points()
    known = Codes.of(points, codes)
    with opened(path) as source:
        try:
            with reading() as connection:
                columns = typed(connection, source, known)
                is_wrong = _is_wrong(columns)
                problems = tuple(row_problems(connection, source, known, str(path))) if is_wrong else ()
        except Error as error:
            reason = str(error).strip().split("\n", 1)[0]
            raise ProblemsFound(
                [Problem("readings_file_unreadable", str(path), {"reason": reason})]
            ) from error
    found = Collector()
    found.extend(problems)
    found.raise_errors()
    has_value = ~columns["is_blank"].astype(bool)
    if not has_value.all():
        columns = {name: column[has_value] for name, column in columns.items()}
    readings = _readings(columns, known, str(path), found)
    once = _once(readings, points, str(path), found)
    if not len(once):
        found.add("readings_none", str(path))
    found.raise_errors()
    blank = len(has_value) - len(readings)
    return Bulk(once, blank, len(readings) - len(once), files.digest(path))


def _is_wrong(columns: _Columns) -> bool:
    codes = (columns[name] for name in ("point", "kind", "quality", "time"))
    return any((each.astype(np.int64, copy=False) < 0).any() for each in codes) or bool(
        columns["is_wrong"].any()
    )


def _readings(columns: _Columns, codes: Codes, where: str, problems: Collector) -> Readings:
    """Return the readings in order, values as whole numbers of their point's last decimal."""
    place = columns["point"].astype(np.int32, copy=False)
    digits = columns["digits"].astype(np.int64, copy=False)
    excess = columns["places"].astype(np.int8) - codes.decimals()[place]
    value = digits if not excess.any() else _scaled(digits, excess)
    wrong, listed = np.flatnonzero(value == _NO_VALUE), tuple(codes.points.values())
    for at in wrong[:SHOWN].tolist():
        point = listed[int(place[at])]
        time = clock(int(columns["time"][at]))
        problems.add("readings_too_fine", where, point=point.id, time=time, decimals=point.decimals)
    if len(wrong) > SHOWN:
        problems.add("readings_more", where, code="readings_too_fine", count=len(wrong) - SHOWN)
    number, version = codes.numbers()[place], np.zeros(len(place), np.int16)
    return ordered(assembled((number, columns["kind"], columns["time"], value, columns["quality"], version)))


def _scaled(digits: NDArray[np.int64], excess: NDArray[np.int8]) -> NDArray[np.int64]:
    """Return values with as many decimals as are kept; `_NO_VALUE` where they would not be the same."""
    power = 10 ** np.minimum(np.abs(excess.astype(np.int64)), 18)
    is_long = np.abs(digits) > _LARGEST // power
    value = np.where(excess > 0, digits // power, digits * np.where(is_long, 1, power))
    wrong = np.where(excess > 0, digits % power != 0, is_long)
    return np.where(wrong, _NO_VALUE, value)


def _once(readings: Readings, points: Mapping[str, Point], where: str, problems: Collector) -> Readings:
    """Return each reading once; two values under one key are told."""
    p, k, t = readings.point, readings.kind, readings.time
    again = (p[1:] == p[:-1]) & (k[1:] == k[:-1]) & (t[1:] == t[:-1])
    if not again.any():
        return readings
    v, q = readings.value, readings.quality
    wrong = np.flatnonzero(again & ((v[1:] != v[:-1]) | (q[1:] != q[:-1])))
    ids = {point.number: point.id for point in points.values()}
    for at in wrong[:SHOWN].tolist():
        problems.add("readings_contradiction", where, point=ids[int(p[at])], time=clock(int(t[at])))
    if len(wrong) > SHOWN:
        problems.add("readings_more", where, code="readings_contradiction", count=len(wrong) - SHOWN)
    return picked(readings, np.concatenate(([True], ~again)))
