"""Progress (完成进度): how far along a reduction target is, and what the rest of the span asks.

Progress is logarithmic, over-fulfilment linear: both are what the national announcements print. All rates
are fractions (0.15 = 15 %); a target of growth is a negative reduction.
"""

from __future__ import annotations

from decimal import Decimal

from shuangkong.accounts.arithmetic import ONE, difference, logarithm, power, ratio, undefined
from shuangkong.trace import Absence

__all__ = ["log_progress", "over_fulfilment", "required_pace"]


def log_progress(reduction: Decimal, target: Decimal) -> Decimal | Absence:
    """Return the progress of a rate target (五年目标完成进度) [fraction].

    Formula: ln(1 − R) / ln(1 − T). A rise instead of a fall is negative progress and stays negative.

    Returns
    -------
    Decimal or Absence
        ``undefined_ratio`` where R ≥ 1, T ≥ 1 or T = 0.

    References
    ----------
    Published five-year progress of 天津, 2006–2009: 20.07 % of 20 % is 100.39 % (公告2011年第9号).

    Examples
    --------
    >>> round(log_progress(Decimal("0.2007"), Decimal("0.2")), 4)
    Decimal('1.0039')
    >>> log_progress(Decimal("-0.05"), Decimal("0.2")) < 0
    True
    >>> log_progress(Decimal("0.05"), Decimal("0")).code
    'undefined_ratio'
    """
    if reduction >= 1 or target >= 1:
        return undefined(
            "下降 100% 及以上，对数无定义", "the logarithm of a reduction of 100 % or more is undefined"
        )
    if target == 0:
        return undefined("目标为零，进度无定义", "the target is zero: progress is undefined")
    return ratio(logarithm(difference(ONE, reduction)), logarithm(difference(ONE, target)))


def over_fulfilment(reduction: Decimal, target: Decimal) -> Decimal | Absence:
    """Return by how much a target was exceeded (超额幅度) [fraction of the target].

    Formula: (R − T) / T; negative where the target was missed.

    References
    ----------
    国家发展改革委、国家统计局公告2011年第9号: 北京 26.59 % of 20 % is 32.95 % over.

    Examples
    --------
    >>> over_fulfilment(Decimal("0.21"), Decimal("0.2"))
    Decimal('0.05')
    """
    return ratio(difference(reduction, target), target)


def required_pace(target: Decimal, reduction: Decimal, remaining: int) -> Decimal | Absence:
    """Return the yearly reduction that still makes the target (剩余年份所需年均降幅) [fraction].

    Formula: 1 − ((1 − T)/(1 − R))^(1/remaining). Negative where the target is already exceeded.

    Parameters
    ----------
    remaining
        Years left [years].

    Examples
    --------
    >>> required_pace(Decimal("0.19"), Decimal("0.1"), 1)
    Decimal('0.1')
    >>> required_pace(Decimal("0.19"), Decimal("0.1"), 0).code
    'undefined_ratio'
    """
    if remaining < 1:
        return undefined("期限已到，没有剩余年份", "no year is left")
    if target >= 1:
        return undefined(
            "目标下降 100% 及以上，所需年均降幅无定义", "a target of 100 % or more has no yearly pace"
        )
    left = ratio(difference(ONE, target), difference(ONE, reduction))
    if isinstance(left, Absence) or left < 0:
        return undefined("累计降幅不低于 100%", "the reduction so far is 100 % or more")
    return difference(ONE, power(left, 1, remaining))
