"""Peers (同类比较): users of one product, process and metric; who stands far from the middle.

Median and median absolute deviation, so that the outliers sought do not move the yardstick.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.arithmetic import compound, difference, exact_sum, percent, ratio
from shuangkong.assessment.energy_report.report import EnergyReport, ProductEnergy
from shuangkong.assessment.energy_report.terms import Terms

__all__ = ["Apart", "median", "outliers", "robust_score"]

_HALF = Decimal("0.5")


@dataclass(frozen=True)
class Apart:
    """A line far from its peers (偏离同类) [unit of the line]."""

    report: EnergyReport
    line: ProductEnergy
    middle: Decimal
    score: Decimal
    peers: int


def median(values: Sequence[Decimal]) -> Decimal:
    """Return the median (中位数) of at least one value.

    Examples
    --------
    >>> median([Decimal(3), Decimal(1), Decimal(2), Decimal(10)])
    Decimal('2.5')
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return compound((exact_sum(ordered[half - 1 : half + 1]), _HALF))


def robust_score(value: Decimal, middle: Decimal, spread: Decimal, scale: Decimal) -> Decimal | None:
    """Return the robust score (稳健 z 值): (x − median) / (scale · MAD); None where the peers are all alike.

    Examples
    --------
    >>> robust_score(Decimal(10), Decimal(4), Decimal(2), Decimal("1.5"))
    Decimal('2')
    """
    found = ratio(difference(value, middle), compound((spread, scale)))
    return found if isinstance(found, Decimal) else None


def outliers(reports: Iterable[EnergyReport], terms: Terms) -> Iterator[Apart]:
    """Yield every line beyond the pack's score and share from the middle of enough peers (离群)."""
    for held in _groups(reports).values():
        if len(held) < terms.rule.count("peer_minimum"):
            continue
        values = [value for _, _, value in held]
        middle = median(values)
        spread = median([abs(difference(value, middle)) for value in values])
        for report, line, value in held:
            score = robust_score(value, middle, spread, terms.number("peer_scale"))
            apart = ratio(difference(value, middle), abs(middle))
            if score is None or not isinstance(apart, Decimal):
                continue
            if abs(score) > terms.number("peer_scores") and abs(percent(apart)) > terms.number(
                "peer_apart_pct"
            ):
                yield Apart(report, line, middle, score, len(held))


_Held = tuple[EnergyReport, ProductEnergy, Decimal]


def _groups(reports: Iterable[EnergyReport]) -> Mapping[tuple[str, ...], list[_Held]]:
    groups: dict[tuple[str, ...], list[_Held]] = defaultdict(list)
    for report in reports:
        for line in report.products:
            if line.unit_energy is not None:
                groups[line.series].append((report, line, line.unit_energy))
    return groups
