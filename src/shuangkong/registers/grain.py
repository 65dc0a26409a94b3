"""Grain of periods (期别): years, quarters and months, and which comes before which."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from shuangkong.quantity import Period
from shuangkong.registers.type import Grain
from shuangkong.trace import Label

__all__ = ["GRAINS", "grain_of", "period_before"]

GRAINS: Mapping[Grain, Label] = {
    "year": Label("年（如 2021）", "a year such as 2021"),
    "quarter": Label("季度（如 2021Q1、2021Q1-Q3）", "quarters such as 2021Q1 or 2021Q1-Q3"),
    "month": Label("月（如 2021-07）", "a month such as 2021-07"),
    "": Label("任意", "any"),
}


@cache
def grain_of(text: str) -> Grain:
    """Return the grain of a period (期别): quarters also where they run from the year's first.

    Examples
    --------
    >>> grain_of("2021"), grain_of("2021Q1-Q3"), grain_of("2021-07"), grain_of("2021-2025")
    ('year', 'quarter', 'month', '')
    """
    period = Period.parse(text)
    if text.isdigit():
        return "year"
    if "Q" in text:
        return "quarter"
    same = (period.start.year, period.start.month) == (period.end.year, period.end.month)
    return "month" if same else ""


@cache
def period_before(text: str) -> str | None:
    """Return the period before a year, quarter or month (上一期); None for other spans.

    Examples
    --------
    >>> period_before("2021"), period_before("2021Q1"), period_before("2021-01")
    ('2020', '2020Q4', '2020-12')
    >>> period_before("2021Q1-Q3") is None
    True
    """
    period = Period.parse(text)
    year = period.start.year
    grain = grain_of(text)
    if grain == "year":
        return str(year - 1)
    if grain == "quarter" and "-" not in text:
        quarter = period.end.month // 3
        return f"{year}Q{quarter - 1}" if quarter > 1 else f"{year - 1}Q4"
    if grain == "month":
        month = period.start.month
        return f"{year}-{month - 1:02d}" if month > 1 else f"{year - 1}-12"
    return None
