"""Sites (演示场所): where the things of a register stand, at key users of an industry or beside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell
from shuangkong.synthetic.region import Prefecture, Region

__all__ = ["Site", "beside", "day", "share", "sites", "times"]

_MILLION = 10**6
_REACH = 400_000  # how far an invented site stands from the middle of its prefecture [millionths of a degree]


@dataclass(frozen=True)
class Site:
    """A place of a register (场所), invented."""

    facility_id: str
    name: str
    prefecture: str
    county: str | None
    industry_class: str
    longitude: Decimal
    latitude: Decimal


def sites(
    region: Region, prefecture: Prefecture, words: Collection[str], fewest: int, dice: Random
) -> list[Site]:
    """Return the key users of some industries in a prefecture (场所), and invented ones up to a number."""
    found = [
        Site(
            each.id,
            each.name,
            each.prefecture,
            each.county,
            each.industry_class,
            each.longitude,
            each.latitude,
        )
        for each in region.facilities
        if each.prefecture == prefecture.code and each.industry in words
    ]
    return [*found, *_invented(prefecture, "-".join(sorted(words)), range(len(found), fewest), dice)]


def _invented(prefecture: Prefecture, word: str, places: range, dice: Random) -> Iterator[Site]:
    for place in places:
        longitude, latitude = beside(prefecture.longitude, prefecture.latitude, _REACH, dice)
        yield Site(
            facility_id=f"SYN-X-{prefecture.code}-{word}-{place + 1}",
            name=f"示例{prefecture.name}{word}{place + 1}号",
            prefecture=prefecture.code,
            county=dice.choice(prefecture.counties) if prefecture.counties else None,
            industry_class="",
            longitude=longitude,
            latitude=latitude,
        )


def beside(longitude: Decimal, latitude: Decimal, reach: int, dice: Random) -> tuple[Decimal, Decimal]:
    """Return a place at most so many millionths of a degree away in each direction (附近坐标)."""
    return (
        longitude + Decimal(dice.randint(-reach, reach)) / _MILLION,
        latitude + Decimal(dice.randint(-reach, reach)) / _MILLION,
    )


def day(first: int, last: int, dice: Random) -> date:
    """Return a day from the first year to the last, both whole (日期)."""
    return date(dice.randint(first, last), dice.randint(1, 12), dice.randint(1, 28))


def times(figure: Cell, percent: int, *, step: str = "0.0001") -> Decimal:
    """Return so many hundredths of a figure (倍数).

    Examples
    --------
    >>> times(Decimal("12.5"), 150)
    Decimal('18.7500')
    """
    if not isinstance(figure, Decimal):
        raise TypeError(f"{figure!r} is no figure")
    return (figure * percent / 100).quantize(Decimal(step))


def share(whole: Decimal, low: int, high: int, dice: Random, *, step: str = "0.0001") -> Decimal:
    """Return a part of a figure, drawn between two per cents (比例)."""
    return (whole * dice.randint(low * 10, high * 10) / 1000).quantize(Decimal(step))
