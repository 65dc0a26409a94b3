"""Inventing figures (虚构数值): amounts, parts, days and places of synthetic rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Prefecture, Region

__all__ = ["amount", "county_of", "day_in", "figure", "part_of", "spot_in", "yearly"]

_SPREAD = 400_000  # how far things stand from the middle of their prefecture [millionths of a degree]
_DAYS = 365


def amount(dice: Random, low: int, high: int, digits: int = 2) -> Decimal:
    """Return an invented figure of so many digits (虚构数值).

    Examples
    --------
    >>> amount(Random(1), 5, 5)
    Decimal('5.00')
    """
    scale = 10**digits
    return Decimal(dice.randint(low * scale, high * scale)).scaleb(-digits)


def part_of(whole: Decimal, per_mille: int) -> Decimal:
    """Return so many thousandths, cut to the digits of the whole (按千分比取数).

    Examples
    --------
    >>> part_of(Decimal("10.00"), 333)
    Decimal('3.33')
    """
    return (whole * per_mille / 1000).quantize(whole, ROUND_DOWN)


def day_in(dice: Random, year: int) -> date:
    """Return some day of a year (年内某日)."""
    return date(year, 1, 1) + timedelta(days=dice.randrange(_DAYS))


def figure(row: Row, column: str) -> Decimal:
    """Return a figure of a row that has one (取数)."""
    cell = row[column]
    if not isinstance(cell, Decimal):
        raise TypeError(f"{column} holds no figure")
    return cell


def county_of(dice: Random, prefecture: Prefecture) -> str | None:
    """Return some county of a prefecture (所在旗县), or None where none is known."""
    return dice.choice(prefecture.counties) if prefecture.counties else None


def spot_in(dice: Random, prefecture: Prefecture) -> dict[str, Cell]:
    """Return where a thing of a prefecture stands (经纬度) [degrees]."""
    east, north = (Decimal(dice.randint(-_SPREAD, _SPREAD)).scaleb(-6) for _ in range(2))
    return {"longitude": prefecture.longitude + east, "latitude": prefecture.latitude + north}


def yearly(
    region: Region, name: str, low: int, high: int, *, digits: int = 4, grows: int = 0
) -> Iterator[tuple[Prefecture, int, int, Decimal]]:
    """Yield each prefecture and year, counted from 0, with an amount that grows evenly (逐年虚构数值).

    Parameters
    ----------
    grows
        What is added each year, of the first year [‰].
    """
    dice = region.dice(name)
    for prefecture in region.prefectures:
        first = amount(dice, low, high, digits)
        for step, year in enumerate(region.years):
            yield prefecture, step, year, part_of(first, 1000 + grows * step)
