"""The invented region (演示区域): its facilities and where they stand, shared by all registers.

A register's rows are invented by one function of the shape `Fill`; what it makes wrong on purpose it writes
into the answer key, and nothing else is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Literal

from shuangkong.packs import Packs
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.totals import GENERATOR, LABEL

__all__ = ["Facility", "Fault", "Fill", "Filled", "Planted", "Prefecture", "Region", "region_of"]

Fault = Literal["missing", "wrong", "contradictory", "late"]


@dataclass(frozen=True)
class Prefecture:
    """A prefecture of the invented region (地市): its counties, and where its things stand [degrees]."""

    code: str
    name: str
    counties: tuple[str, ...]
    longitude: Decimal
    latitude: Decimal


@dataclass(frozen=True)
class Facility:
    """A key energy user (重点用能单位), invented.

    Attributes
    ----------
    industry
        One word for what it does, such as ``steel``; ``industry_class`` is the class of GB/T 4754-2017.
    energy
        Year → comprehensive energy consumption [tce, coal_equivalent].
    """

    id: str
    name: str
    prefecture: str
    county: str
    industry: str
    industry_class: str
    longitude: Decimal
    latitude: Decimal
    energy: Mapping[int, Decimal]


@dataclass(frozen=True)
class Planted:
    """One row that is wrong on purpose (预埋错误): the answer key of what checks must find.

    Attributes
    ----------
    key
        Key of the row in its table, as texts.
    column
        Cell that was spoiled; empty where a whole row is missing or late.
    rule
        Rule or check meant to find it.
    """

    table: str
    key: tuple[str, ...]
    column: str
    fault: Fault
    rule: str


@dataclass(frozen=True)
class Filled:
    """Rows by table, and what was made wrong among them (演示台账)."""

    rows: Mapping[str, Sequence[Row]]
    planted: Sequence[Planted] = ()


@dataclass(frozen=True)
class Region:
    """Where rows are invented for (演示区域)."""

    code: str
    prefectures: tuple[Prefecture, ...]
    facilities: tuple[Facility, ...]
    years: range
    seed: int

    def dice(self, name: str) -> Random:
        """Return the generator of one register (随机数); registers do not disturb each other."""
        return Random(f"{self.seed}/{name}")

    def marked(self, cells: Mapping[str, Cell]) -> Row:
        """Return a row that says it is invented (标明演示)."""
        return {
            **cells,
            "is_synthetic": True,
            "status": "constructed",
            "source": f"{LABEL.zh} {LABEL.en}: generator {GENERATOR}, seed {self.seed}",
            "note": "虚构数值 invented",
        }


Fill = Callable[[Region], Filled]


def region_of(packs: Packs, code: str, *, seed: int, years: range) -> Region:
    """Return the invented region below a division (演示区域), the same for the same seed.

    Places are drawn on a grid of whole degrees: they are no real places.
    """
    standing = [row for row in packs.table("division") if row["valid_to"] is None]
    below = sorted(str(row["division_code"]) for row in standing if row["parent_code"] == code)
    names = {str(row["division_code"]): str(row["name_zh"]) for row in standing}
    prefectures = tuple(
        Prefecture(
            code=each,
            name=names[each],
            counties=tuple(
                sorted(str(row["division_code"]) for row in standing if row["parent_code"] == each)
            ),
            longitude=Decimal(100 + 2 * place),
            latitude=Decimal(40 + place % 3),
        )
        for place, each in enumerate(below)
    )
    return Region(code, prefectures, (), years, seed)
