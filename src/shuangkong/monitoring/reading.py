"""Readings (读数): what was measured at a point, of which kind, when; whole columns, in one order.

A reading is (point, kind, time, value, quality, version). Values are whole numbers of the point's last
decimal, so that sums are exact on every engine; times are seconds of the workspace's one clock, an hour is
labelled by its start.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from shuangkong.trace import Label

__all__ = ["Kind", "Nature", "Point", "Quality", "Readings", "kinds", "qualities", "quality_of_letter"]

Nature = Literal["register", "rate", "concentration", "flow", "state", "amount"]


@dataclass(frozen=True)
class Kind:
    """A kind of reading (读数种类): which grain and statistic, reported by a device or computed here."""

    number: int
    name: str
    grain: str
    statistic: str
    origin: str
    label: Label


@dataclass(frozen=True)
class Quality:
    """How far a reading is to be believed (数据标记), with the letter of HJ 212 where there is one."""

    number: int
    name: str
    letter: str
    label: Label


@dataclass(frozen=True)
class Point:
    """A place of measurement (测点): a register of a meter, a concentration of an outlet, a state.

    Parameters
    ----------
    number
        What readings name it by.
    quantity
        Product or pollutant measured, such as ``electricity`` or ``a21026``.
    decimals
        A reading of 12345 with two decimals is 123.45 `unit`.
    capacity
        Where a register rolls over [whole numbers of the last decimal]; None where unknown.
    interval
        Seconds between two readings that are expected.
    hourly_limit
        Greatest use of an hour that can be true [unit]; None where unknown.
    """

    number: int
    id: str
    facility_id: str
    division_code: str
    quantity: str
    unit: str
    decimals: int = 3
    nature: Nature = "register"
    capacity: int | None = None
    interval: int = 900
    hourly_limit: Decimal | None = None


@dataclass(frozen=True)
class Readings:
    """Readings in columns of one length (读数列), strictly ascending by point, kind and time.

    Raises
    ------
    ValueError
        If the columns differ in length, or two readings stand out of order or under one key.

    Examples
    --------
    >>> import numpy as np
    >>> one = Readings.of([7, 7], [1, 1], [0, 900], [100, 200])
    >>> len(one), one.quality.tolist()
    (2, [0, 0])
    """

    point: NDArray[np.int32]
    kind: NDArray[np.int8]
    time: NDArray[np.int64]
    value: NDArray[np.int64]
    quality: NDArray[np.int8]
    version: NDArray[np.int16]
    is_checked: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        size = len(self.point)
        if any(len(column) != size for column in self.columns.values()):
            raise ValueError("the columns of readings differ in length")
        if not self.is_checked and not self.is_ascending():
            raise ValueError("readings stand out of order or twice under one key")

    @classmethod
    def of(
        cls,
        point: object,
        kind: object,
        time: object,
        value: object,
        quality: object = None,
        version: object = None,
    ) -> Readings:
        """Return readings from anything that makes columns (成列); good and of version 0 unless told."""
        points = np.asarray(point, dtype=np.int32)
        size = len(points)
        return cls(
            points,
            np.asarray(kind, dtype=np.int8),
            np.asarray(time, dtype=np.int64),
            np.asarray(value, dtype=np.int64),
            np.zeros(size, np.int8) if quality is None else np.asarray(quality, dtype=np.int8),
            np.zeros(size, np.int16) if version is None else np.asarray(version, dtype=np.int16),
        )

    @property
    def columns(self) -> Mapping[str, NDArray[np.generic]]:
        """The columns by name."""
        names = ("point", "kind", "time", "value", "quality", "version")
        return {name: getattr(self, name) for name in names}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.point)

    def is_ascending(self) -> bool:
        """Whether they ascend strictly by point, kind and time (严格升序), so that none stands twice."""
        p, k, t = self.point, self.kind, self.time
        same = p[1:] == p[:-1]
        later = (k[1:] > k[:-1]) | ((k[1:] == k[:-1]) & (t[1:] > t[:-1]))
        return bool(np.all((p[1:] > p[:-1]) | (same & later)))


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("shuangkong.monitoring").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def kinds() -> Mapping[str, Kind]:
    """Return the kinds of readings by name (读数种类).

    Examples
    --------
    >>> kinds()["register"].number, kinds()["computed_hour_cou"].origin
    (1, 'computed')
    """
    return {
        row["name"]: Kind(
            int(row["kind"]),
            row["name"],
            row["grain"],
            row["statistic"],
            row["origin"],
            Label(row["zh"], row["en"]),
        )
        for row in _rows("kinds.csv")
    }


@cache
def qualities() -> Mapping[str, Quality]:
    """Return the qualities by name (数据标记).

    Examples
    --------
    >>> qualities()["good"].letter, qualities()["stuck"].number
    ('N', 41)
    """
    return {
        row["name"]: Quality(int(row["quality"]), row["name"], row["letter"], Label(row["zh"], row["en"]))
        for row in _rows("qualities.csv")
    }


def quality_of_letter(letter: str) -> Quality:
    """Return the quality a device's flag stands for (标记对照); an unknown letter is kept as unknown.

    Source: HJ 212-2017 table 8.

    Examples
    --------
    >>> quality_of_letter("D").name, quality_of_letter("").name, quality_of_letter("Z").name
    ('fault', 'unflagged', 'unknown_flag')
    """
    found = qualities()
    if not letter:
        return found["unflagged"]
    return next((each for each in found.values() if each.letter == letter), found["unknown_flag"])
