"""Distance on the earth (地球表面距离): great circle between two places, decided at whole metres."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, degrees, radians, sin, sqrt

from shuangkong.quantity import quantise
from shuangkong.schema import Cell

__all__ = ["Place", "Places", "metres", "place_of"]

Place = tuple[float, float]
"""Longitude and latitude in degrees, ready for the formula."""
_RADIUS = 6371008.8  # metres; mean radius of the earth, IUGG
_MARGIN = 1.001  # nobody within the distance is left out by the rounding of the formula
_METRE = Decimal(1)
_THOUSAND = Decimal(1000)


def place_of(longitude: Cell, latitude: Cell) -> Place | None:
    """Return a place (位置); None where a coordinate is missing."""
    if not isinstance(longitude, Decimal) or not isinstance(latitude, Decimal):
        return None
    return float(longitude), float(latitude)


def metres(one: Place, other: Place) -> Decimal:
    """Return the great-circle distance (大圆距离), rounded to the metre, half up [m].

    Formula: 2R·asin √(sin²(Δφ/2) + cos φ₁ cos φ₂ sin²(Δλ/2)). Floats serve the formula alone: they are
    exact to a micrometre at such distances, and what decides is the whole metre.

    Examples
    --------
    >>> metres((110.0, 40.0), (110.0, 40.1))
    Decimal('11120')
    """
    (east, north), (other_east, other_north) = one, other
    first, last = radians(north), radians(other_north)
    chord = sin((last - first) / 2) ** 2
    chord += cos(first) * cos(last) * sin(radians(other_east - east) / 2) ** 2
    return quantise(Decimal(2 * _RADIUS * asin(min(1.0, sqrt(chord)))), _METRE)


@dataclass(frozen=True)
class Places:
    """Places in the order of their latitude (位置集), so that only those of about the same are measured."""

    latitudes: tuple[float, ...]
    places: tuple[Place, ...]

    @classmethod
    def of(cls, places: Iterable[Place]) -> Places:
        """Return places in order."""
        held = tuple(sorted(places, key=lambda place: place[1]))
        return cls(tuple(latitude for _, latitude in held), held)

    def has_near(self, place: Place, kilometres: Decimal) -> bool:
        """Whether a place lies within a distance of one of these (是否在范围内); the limit itself is within.

        Examples
        --------
        >>> Places.of([(110.0, 40.0)]).has_near((110.0, 40.1), Decimal("11.12"))
        True
        """
        limit = kilometres * _THOUSAND
        reach = degrees(float(limit + 1) / _RADIUS) * _MARGIN
        first = bisect_left(self.latitudes, place[1] - reach)
        last = bisect_right(self.latitudes, place[1] + reach)
        return any(metres(place, other) <= limit for other in self.places[first:last])
