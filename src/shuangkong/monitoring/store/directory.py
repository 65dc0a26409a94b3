"""Directory of points (测点名录): what the store has to know of the things that are measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, cast

from shuangkong.monitoring.reading import Nature, Point
from shuangkong.schema import Row

__all__ = ["Directory", "PointList"]


class Directory(Protocol):
    """Knows the points (测点名录)."""

    def points(self) -> Mapping[str, Point]:
        """Return the points by id."""
        ...


@dataclass(frozen=True)
class PointList:
    """Points that stand in a list (测点清单).

    Examples
    --------
    >>> row = {"point_id": "P1", "point_number": 7, "facility_id": "F1", "division_code": "150100",
    ...     "point_quantity": "electricity", "unit": "千瓦时", "point_decimals": 2,
    ...     "point_nature": "register",
    ...     "point_capacity": Decimal(10_000), "point_interval": 900,
    ...     "point_hourly_limit": None}
    >>> PointList.of([row]).points()["P1"].capacity
    1000000
    """

    listed: tuple[Point, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> PointList:
        """Return the points of rows of the register ``monitoring_point`` (由台账取测点)."""
        return cls(tuple(_point(row) for row in rows))

    def points(self) -> Mapping[str, Point]:
        """Return the points by id."""
        return {point.id: point for point in self.listed}


def _point(row: Row) -> Point:
    decimals = cast("int", row["point_decimals"])
    capacity = cast("Decimal | None", row["point_capacity"])
    return Point(
        number=cast("int", row["point_number"]),
        id=str(row["point_id"]),
        facility_id=str(row["facility_id"]),
        division_code=str(row["division_code"]),
        quantity=str(row["point_quantity"]),
        unit=str(row["unit"]),
        decimals=decimals,
        nature=cast("Nature", row["point_nature"]),
        capacity=None if capacity is None else int(capacity.scaleb(decimals)),
        interval=cast("int", row["point_interval"]),
        hourly_limit=cast("Decimal | None", row["point_hourly_limit"]),
    )
