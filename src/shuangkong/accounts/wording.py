"""Wording (表述): figures and periods as officials write them, for people and never for machines.

A minus is a minus sign, a difference of two rates is in percentage points, years in a row are one span.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from shuangkong.accounts.arithmetic import printed
from shuangkong.quantity import Period, find_unit
from shuangkong.trace import Label

__all__ = ["amount", "period_label", "points", "signed", "year_spans"]

_RATES = ("%", "pp")
_POINTS = Label("个百分点", "percentage points")
_HALVES = {"H1": Label("上半年", "first half of "), "H2": Label("下半年", "second half of ")}
_QUARTERS = "一二三四"


def signed(value: Decimal | None, decimals: int = 2) -> str:
    """Return a value for a reader's eye (显示值), with a true minus sign.

    Examples
    --------
    >>> signed(Decimal("-30.926")), signed(None)
    ('−30.93', '—')
    """
    return printed(value, decimals).replace("-", "−")


def amount(value: Decimal | None, symbol: str) -> Label:
    """Return a value with its unit (数值与单位).

    Examples
    --------
    >>> amount(Decimal("3.04"), "亿吨标准煤").en
    '3.04 × 10^8 tonnes of standard coal'
    """
    number = signed(value)
    if symbol == "pp":
        return Label(f"{number} {_POINTS.zh}", f"{number} {_POINTS.en}")
    unit = find_unit(symbol)
    name = symbol if unit is None or symbol in _RATES else unit.name_en
    times = "× " if name.startswith("10^") else ""
    return Label(f"{number} {symbol}".strip(), f"{number} {times}{name}".strip())


def points(value: Decimal | None, symbol: str) -> Label:
    """Return the difference of two figures (差额) [unit of the figures]; of two rates, percentage points.

    Examples
    --------
    >>> points(Decimal("-2.15"), "%").zh
    '−2.15 个百分点'
    """
    return amount(value, "pp" if symbol in _RATES else symbol)


def year_spans(years: Iterable[int]) -> str:
    """Return years with those in a row as one span (连续年份).

    Examples
    --------
    >>> year_spans([2021, 2022, 2023, 2025])
    '2021–2023、2025'
    """
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return "、".join(str(span[0]) if len(span) == 1 else f"{span[0]}–{span[-1]}" for span in spans)


def period_label(period: Period) -> Label:
    """Return a period in words (期间名称).

    Examples
    --------
    >>> period_label(Period.parse("2020Q1-Q3")).zh, period_label(Period.parse("2016-2020")).zh
    ('2020年前三季度', '2016–2020年')
    """
    text, year = period.text, period.start.year
    if period.is_year:
        return Label(f"{year}年", str(year))
    if len(period.years) > 1:
        return Label(f"{year}–{period.end.year}年", f"{year}–{period.end.year}")
    part = text.removeprefix(str(year))
    if part in _HALVES:
        return Label(f"{year}年{_HALVES[part].zh}", f"{_HALVES[part].en}{year}")
    if part.startswith("Q"):
        first, last = (_QUARTERS[int(each[-1]) - 1] for each in (part[:2], part[-2:]))
        named = f"{first}季度" if first == last else f"{first}至{last}季度"
        return Label(
            f"{year}年{f'前{last}季度' if first == '一' != last else f'第{named}'}", f"{part} of {year}"
        )
    return Label(f"{year}年{period.start.month}月", text)
