"""Files of readings (读数文件): whole columns to Parquet and back, through the embedded database."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from shuangkong.engine.duck import reading
from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store.held import Held, assembled

__all__ = ["ROW_GROUP", "Wanted", "digest", "read_held", "read_readings", "write_held"]

ROW_GROUP = 122_880
"""Rows of a group: one point of a month is found by decoding a single one."""

_COLUMNS = ("point", "kind", "time", "value", "quality", "version")
_FEW = 64


class Wanted:
    """Which readings are asked for (检索条件); None stands for all.

    Examples
    --------
    >>> Wanted(points=[7], start=0).text
    'point = 7 AND time >= 0'
    """

    def __init__(
        self,
        points: Collection[int] | None = None,
        kinds: Collection[int] | None = None,
        start: int | None = None,
        end: int | None = None,
    ) -> None:
        self.is_nothing = any(each is not None and not each for each in (points, kinds))
        parts = [_one_of("point", points), _one_of("kind", kinds)]
        parts.append("" if start is None else f"time >= {start:d}")
        parts.append("" if end is None else f"time < {end:d}")
        self.text = " AND ".join(filter(None, parts))


def _one_of(column: str, numbers: Collection[int] | None) -> str:
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"{column} = {next(iter(numbers)):d}"
    listed = ", ".join(f"{number:d}" for number in sorted(numbers))
    # The bounds let whole row groups be passed over, whatever the list.
    return f"{column} BETWEEN {min(numbers):d} AND {max(numbers):d} AND {column} IN ({listed})"


def write_held(path: Path, held: Held) -> None:
    """Write readings in the order given (写读数文件); the caller sees to atomicity.

    Raises
    ------
    ValueError
        If current readings are not strictly ascending by point, kind and time.
    """
    if held.superseded is None and not held.readings.is_ascending():
        raise ValueError("readings stand out of order or twice under one key")
    columns: dict[str, NDArray[np.generic]] = {**held.readings.columns, "received": held.received}
    if held.superseded is not None:
        columns["superseded"] = held.superseded
    with reading() as connection:
        connection.register("delivered", {name: np.ascontiguousarray(it) for name, it in columns.items()})
        connection.execute(
            f"COPY delivered TO {_literal(path)} (FORMAT parquet, PARQUET_VERSION V2, COMPRESSION zstd,"
            f" ROW_GROUP_SIZE {ROW_GROUP})"
        )


def read_readings(paths: Sequence[Path], wanted: Wanted) -> Readings:
    """Return readings of several files in file order, unchecked (读取读数)."""
    return _readings(_fetched(paths, _COLUMNS, wanted))


def read_held(path: Path) -> Held:
    """Return everything a file holds, unchecked (读取整个文件)."""
    is_past = path.parent.name == "superseded"
    names = (*_COLUMNS, "received", "superseded") if is_past else (*_COLUMNS, "received")
    found = _fetched([path], names, Wanted())
    superseded = found["superseded"].astype(np.int64, copy=False) if is_past else None
    return Held(_readings(found), found["received"].astype(np.int64, copy=False), superseded)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file (文件摘要)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetched(paths: Sequence[Path], names: Sequence[str], wanted: Wanted) -> dict[str, NDArray[np.generic]]:
    listed = ", ".join(_literal(path) for path in paths)
    where = f" WHERE {wanted.text}" if wanted.text else ""
    with reading() as connection:
        answer = connection.execute(f"SELECT {', '.join(names)} FROM read_parquet([{listed}]){where}")
        found: dict[str, NDArray[np.generic]] = answer.fetchnumpy()
    return found


def _readings(found: dict[str, NDArray[np.generic]]) -> Readings:
    return assembled(found[name] for name in _COLUMNS)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
