"""Periods (期间): a year, part of a year, or a span of years."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import cache

__all__ = ["Period"]

_PATTERN = re.compile(
    r"(?P<year>\d{4})(?:H(?P<half>[12])|Q(?P<first>[1-4])(?:-Q(?P<last>[1-4]))?|-(?P<month>0[1-9]|1[0-2]))?"
)
_SPAN = re.compile(r"(?P<first>\d{4})-(?P<last>\d{4})")


@dataclass(frozen=True, order=True)
class Period:
    """A period (期间) with its first and last day.

    Written ``2019``, ``2021H1``, ``2020Q1-Q3``, ``2021Q2``, ``2021-07`` or ``2016-2020``.

    Examples
    --------
    >>> Period.parse("2020Q1-Q3").end
    datetime.date(2020, 9, 30)
    >>> Period.parse("2016-2020").years
    (2016, 2017, 2018, 2019, 2020)
    >>> Period.parse("2019").is_year
    True
    """

    start: date
    end: date
    text: str

    @classmethod
    @cache
    def parse(cls, text: str) -> Period:
        """Read a period.

        Raises
        ------
        ValueError
            If the text is no period, or its last part lies before its first.
        """
        if span := _SPAN.fullmatch(text):
            return cls._of(text, (int(span["first"]), 1), (int(span["last"]), 12))
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(f"not a period: {text!r}")
        year = int(match["year"])
        first, last = 1, 12
        if match["half"]:
            first, last = (1, 6) if match["half"] == "1" else (7, 12)
        elif match["first"]:
            first = 3 * int(match["first"]) - 2
            last = 3 * int(match["last"] or match["first"])
        elif match["month"]:
            first = last = int(match["month"])
        return cls._of(text, (year, first), (year, last))

    @classmethod
    def _of(cls, text: str, first: tuple[int, int], last: tuple[int, int]) -> Period:
        if last < first:
            raise ValueError(f"the period {text!r} ends before it begins")
        return cls(date(*first, 1), date(*last, calendar.monthrange(*last)[1]), text)

    @property
    def is_year(self) -> bool:
        """Whether the period is one whole calendar year."""
        return len(self.years) == 1 and (self.start.month, self.end.month) == (1, 12)

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years the period touches, in order."""
        return tuple(range(self.start.year, self.end.year + 1))

    def __str__(self) -> str:
        return self.text
