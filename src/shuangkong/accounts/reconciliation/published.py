"""Published errors (公布数据差错): rates, levels and totals set against what the others imply.

Each check takes accounts and the tolerances of a rule, and returns a finding or None. Rounding is allowed for
on top of the tolerance: a printed figure may be off by half a step of its last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import ONE, compound, difference, growth_factor, percent, ratio
from shuangkong.accounts.identity import IdentityCheck
from shuangkong.accounts.reconciliation.finding import Cause, Finding, finding, half_step
from shuangkong.packs import RuleEdition
from shuangkong.trace import Absence

__all__ = [
    "check_components",
    "check_cumulative",
    "check_growth",
    "check_level",
    "check_sources",
    "is_ten_thousand_slip",
    "judge_identity",
]

TEN_THOUSAND = Decimal(10_000)


def judge_identity(check: IdentityCheck, where: str) -> Finding | None:
    """Return what a failed three-way identity tells (三率恒等式发现) [%].

    With a likely slip of unit the finding is about energy growth, else about GDP growth.
    """
    if check.holds or check.implied is None:
        return None
    slip, trace = check.slip, check.trace
    found, expected = (
        (check.gdp_growth, check.implied) if slip is None else (check.energy_growth, slip.energy_growth)
    )
    return Finding(
        check="identity",
        cause="unexplained" if slip is None else "unit_slip_percent",
        where=where,
        unit="%",
        found=found,
        expected=expected,
        rows=() if trace is None else trace.rows,
        status="official" if trace is None else trace.status,
        is_synthetic=trace is not None and trace.is_synthetic,
    )


def check_cumulative(yearly: Sequence[Account], published: Account, rule: RuleEdition) -> Finding | None:
    """Return a finding where a cumulative change is not the yearly ones chained (累计变化率核对) [points].

    Formula: |100 · (∏(1 + i/100) − 1) − I| ≤ tolerance + half a step of I, i and I in %.
    """
    value = published.figure.value
    rates = [each.figure.value for each in yearly if each.figure.value is not None]
    if value is None or not rates or len(rates) != len(yearly):
        return None
    factors = (growth_factor(rate) for rate in rates)
    chained = percent(difference(compound(factors), ONE))
    allowed = rule.decimal("cumulative_tolerance_pp") + half_step(value)
    if abs(difference(value, chained)) <= allowed:
        return None
    several = len({each.series.vintage for each in (*yearly, published)}) > 1
    cause: Cause = "growth_across_vintages" if several else "unexplained"
    return finding("cumulative", cause, (*yearly, published), found=value, expected=chained)


def is_ten_thousand_slip(found: Decimal, expected: Decimal, rule: RuleEdition) -> bool:
    """Whether two figures of one thing are 10⁴ apart (是否差一万倍), within the factor of the rule."""
    quotient = Absence if expected == 0 else ratio(found, expected)
    if not isinstance(quotient, Decimal) or quotient <= 0:
        return False
    within = rule.decimal("slip_within_factor")
    return any(power / within <= quotient <= power * within for power in (TEN_THOUSAND, 1 / TEN_THOUSAND))


def check_level(before: Account, after: Account, rule: RuleEdition) -> Finding | None:
    """Return a finding where a level leaps by 10⁴ from one period to the next (万倍跳变) [unit]."""
    first, last = before.figure.value, after.figure.value
    if first is None or last is None or before.figure.unit != after.figure.unit:
        return None
    if not is_ten_thousand_slip(last, first, rule):
        return None
    expected = last * TEN_THOUSAND if abs(last) < abs(first) else last / TEN_THOUSAND
    return finding("level", "ten_thousand_slip", (before, after), found=last, expected=expected)


def check_growth(
    levels: tuple[Account, Account], growth: Account, rule: RuleEdition, *, current_prices: bool
) -> Finding | None:
    """Return a finding where two levels do not give the published growth (水平值与增速核对) [unit].

    Formula: found L₁, expected L₀ · (1 + g/100). At current prices the two differ by the change of prices,
    which is bounded by the rule; levels without prices agree within the rule's tolerance and rounding.
    """
    before, after = levels
    first, last, rate = before.figure.value, after.figure.value, growth.figure.value
    if first is None or last is None or rate is None or before.figure.unit != after.figure.unit:
        return None
    expected = compound((first, growth_factor(rate)))
    off = ratio(difference(last, expected), expected)
    if isinstance(off, Absence):
        return None
    limit = rule.decimal("price_change_limit_pct" if current_prices else "level_tolerance_pct")
    if abs(percent(off)) <= limit + half_step(rate):
        return None
    cause: Cause = "unexplained"
    if is_ten_thousand_slip(last, expected, rule):
        cause = "ten_thousand_slip"
    elif before.series.vintage != after.series.vintage:
        cause = "growth_across_vintages"
    named = (before.series.vintage, after.series.vintage)
    return finding("growth", cause, (before, growth, after), found=last, expected=expected, named=named)


def check_components(whole: Account, parts: Sequence[Account], rule: RuleEdition) -> Finding | None:
    """Return a finding where a total is not the sum of its components (合计与分项核对) [unit].

    Every printed figure may be off by half a step of its last digit.
    """
    total = whole.figure.value
    values = [part.figure.value for part in parts if part.figure.value is not None]
    if total is None or not values or len(values) != len(parts):
        return None
    added = sum(values, Decimal(0))
    if abs(difference(total, added)) <= sum((half_step(each) for each in (total, *values)), Decimal(0)):
        return None
    cause: Cause = "components_do_not_add"
    rest = [(part, difference(total, added - value)) for part, value in zip(parts, values, strict=True)]
    slipped = tuple(
        part.label.zh
        for (part, left), value in zip(rest, values, strict=True)
        if left != 0 and is_ten_thousand_slip(value, left, rule)
    )
    if is_ten_thousand_slip(total, added, rule) or slipped:
        cause = "ten_thousand_slip"
    return finding("components", cause, (*parts, whole), found=total, expected=added, named=slipped)


def check_sources(one: Account, other: Account, rule: RuleEdition) -> Finding | None:
    """Return a finding where two sources state one figure differently (同一指标两个来源) [unit].

    They have to agree to the digits the coarser one prints.
    """
    first, last = one.figure.value, other.figure.value
    if first is None or last is None or one.figure.unit != other.figure.unit:
        return None
    if abs(difference(first, last)) <= half_step(first) + half_step(last):
        return None
    cause: Cause = "ten_thousand_slip" if is_ten_thousand_slip(last, first, rule) else "duplicate_source"
    named = tuple(each.series.vintage for each in (one, other))
    return finding("sources", cause, (one, other), found=last, expected=first, named=named)
