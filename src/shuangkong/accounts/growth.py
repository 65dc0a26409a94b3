"""Growth and cumulation (增速与累计): yearly changes chain by product, within one series, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shuangkong.accounts.account import Account, same_series
from shuangkong.accounts.arithmetic import (
    ONE,
    compound,
    difference,
    growth_factor,
    percent,
    power,
    undefined,
)
from shuangkong.accounts.wording import signed, year_spans
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["average_rate", "chain", "cumulative"]


def cumulative(rates: Sequence[Decimal]) -> Decimal:
    """Return the cumulative reduction of yearly reductions (累计下降率) [fraction].

    Formula: R = 1 − ∏(1 − r). Never the sum of the rates.

    Examples
    --------
    The two-year case: 10 % and again 10 % make 19 %, not 20 %.

    >>> cumulative([Decimal("0.1"), Decimal("0.1")])
    Decimal('0.19')
    """
    return difference(ONE, compound(difference(ONE, rate) for rate in rates))


def average_rate(target: Decimal, years: int) -> Decimal | Absence:
    """Return the average yearly reduction that makes a target (年均下降率) [fraction].

    Formula: a = 1 − (1 − T)^(1/n).

    Parameters
    ----------
    target
        Reduction over the whole span [fraction]; a target of growth is negative.
    years
        Length of the span [years].

    Examples
    --------
    >>> average_rate(Decimal("0.19"), 2) == Decimal("0.1")
    True
    >>> average_rate(Decimal("1"), 5).code
    'undefined_ratio'
    """
    if target >= 1 or years < 1:
        return undefined(
            "目标下降 100% 及以上，或年数不足 1 年，年均率无定义",
            "the average rate is undefined for a reduction of 100 % or more, or for less than one year",
        )
    return difference(ONE, power(difference(ONE, target), 1, years))


def chain(changes: Sequence[Account], years: Sequence[int], *, label: Label) -> Figure:
    """Return the change over several years from yearly changes (逐年变化率连乘) [%].

    Formula: 100 · (∏(1 + i/100) − 1), i in % with a fall negative.

    Parameters
    ----------
    changes
        Yearly changes [%] of one division and indicator.
    years
        The years that have to be there.

    Returns
    -------
    Figure
        The change [%], or an absence ``not_published`` naming the years that are missing; the years that
        are known stand in the trace either way.

    Raises
    ------
    ProblemsFound
        If the changes belong to two energy bases, price bases, vintages or units, or if synthetic ones
        stand beside real ones.
    """
    used = tuple(each for each in changes if each.period.is_year and each.period.end.year in years)
    same_series(used, label.zh)
    by_year = {each.period.end.year: each.figure for each in used}
    missing = tuple(str(year) for year in years if year not in by_year)
    known = {year: by_year[year] for year in sorted(by_year)}
    factors = [growth_factor(each.value) for each in known.values() if each.value is not None]
    value = None if missing else percent(difference(compound(factors), ONE))
    trace = Trace(
        label=label,
        value="—" if value is None else f"{signed(value)} %",
        formula="100 × (∏(1 + i/100) − 1)",
        rows=tuple(row for each in known.values() for row in each.trace.rows),
        status=worst(each.status for each in known.values()),
        is_synthetic=any(each.is_synthetic for each in known.values()),
        coverage=Coverage(len(years), len(known), missing),
        inputs=lambda: tuple(each.trace for each in known.values()),
    )
    return Figure(value, "%", trace, _not_published(missing, known) if missing else None)


def _not_published(missing: Sequence[str], known: dict[int, Figure]) -> Absence:
    held = [f"{signed(figure.value)} {figure.unit}" for figure in known.values()]
    spans = year_spans(map(int, missing))
    is_synthetic = any(figure.is_synthetic for figure in known.values())
    zh = f"演示数据中没有 {spans} 年的数据" if is_synthetic else f"{spans} 年数据未公布"
    en = f"{'not among the synthetic rows' if is_synthetic else 'not published'}: {spans.replace('、', ', ')}"
    if held:
        years = list(zip(known, held, strict=True))
        zh += f"；已知 {'、'.join(f'{year} 年 {text}' for year, text in years)}"
        en += f"; known: {', '.join(f'{year} {text}' for year, text in years)}"
    return Absence("not_published", Label(zh, en))
