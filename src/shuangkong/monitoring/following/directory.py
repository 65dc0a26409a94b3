"""Directory of points (测点对照): which point a factor of a device is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from shuangkong.monitoring.reading import Point

__all__ = ["Directory", "PointList", "PointOf"]


@dataclass(frozen=True)
class PointOf:
    """A factor of a device and its point (因子对照).

    Parameters
    ----------
    field
        A field that is a point of its own, such as ``ZsAvg`` or a maker's ``Ept``; empty where the point
        takes all statistics of the factor.
    """

    mn: str
    code: str
    point: Point
    field: str = ""


class Directory(Protocol):
    """Where points are looked up (测点名录)."""

    def find(self, mn: str, code: str, field: str) -> Point | None:
        """Return the point of a field of a factor, None where there is none."""
        ...


class PointList:
    """Points held in memory (测点名录); a point of the very field comes before one of the factor."""

    def __init__(self, points: Iterable[PointOf] = ()) -> None:
        self._points: Mapping[tuple[str, str, str], Point] = {
            (each.mn, each.code, each.field): each.point for each in points
        }

    def find(self, mn: str, code: str, field: str) -> Point | None:
        """Return the point of a field of a factor (查找测点)."""
        found = self._points.get((mn, code, field))
        if found is not None or field.startswith("Zs"):  # folded to standard oxygen: never the measured point
            return found
        return self._points.get((mn, code, ""))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._points)
