"""Questions (查询问题): which figure, for whom, when, as known on which day, under which rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuangkong.quantity import EnergyBasis, Period

__all__ = ["Question"]


@dataclass(frozen=True)
class Question:
    """Everything a computed figure depends on (查询问题) besides the snapshot itself.

    Parameters
    ----------
    division
        Division code (行政区划代码).
    period
        Period asked about: a year, a span of years, or a part of a year.
    known_on
        Day of knowledge: which rows were known and which rules stood in force. There is no other clock.
    rule
        Rule keys chosen by the asker, ``key`` or ``key@edition``; empty = the ones in force.
    energy_basis
        当量值 or 等价值; figures of the two are never mixed.
    subject
        Target or indicator asked about.

    Examples
    --------
    >>> question = Question("150000", Period.parse("2019"), date(2020, 9, 18), (), "coal_equivalent", "T")
    >>> question.year
    2019
    """

    division: str
    period: Period
    known_on: date
    rule: tuple[str, ...]
    energy_basis: EnergyBasis
    subject: str

    @property
    def year(self) -> int:
        """Last calendar year of the period."""
        return self.period.end.year
