"""Closing of periods (期间关账): a closed period takes no filing until it is opened again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuangkong.errors import Collector
from shuangkong.quantity import Period

__all__ = ["ALL_TYPES", "Closing", "ClosingEvent", "check_closing", "check_period_open", "closed_by"]

ALL_TYPES = "all"
ClosingEvent = Literal["closed", "reopened"]


@dataclass(frozen=True)
class Closing:
    """A period closed or opened again (关账事项): a row of the table ``closing``."""

    closing_scope: str
    period: str
    closing_no: int
    closing_event: ClosingEvent
    happened_on: date
    person: str
    closing_reason: str


def closed_by(closings: Iterable[Closing], type_id: str, period: str, on: date) -> tuple[Closing, ...]:
    """Return the closings that hold a period of a type closed on a day (关账依据).

    A year that is closed closes its months and quarters; a month does not close its year.

    Examples
    --------
    >>> year = Closing("all", "2023", 1, "closed", date(2024, 9, 1), "p", "年报已定案")
    >>> [bool(closed_by([year], "t", period, date(2024, 9, 1))) for period in ("2023-07", "2023", "2024")]
    [True, True, False]
    """
    last: dict[tuple[str, str], Closing] = {}
    for closing in sorted(closings, key=lambda closing: closing.closing_no):
        if closing.happened_on <= on and closing.closing_scope in (type_id, ALL_TYPES):
            last[closing.closing_scope, closing.period] = closing
    asked = Period.parse(period)
    return tuple(
        closing
        for closing in last.values()
        if closing.closing_event == "closed"
        and Period.parse(closing.period).start <= asked.start
        and asked.end <= Period.parse(closing.period).end
    )


def check_period_open(closings: Iterable[Closing], type_id: str, period: str, on: date) -> Collector:
    """Return why nothing may be filed into a period (是否关账): ``period_closed`` per closing that holds."""
    problems = Collector()
    for closing in closed_by(closings, type_id, period, on):
        problems.add(
            "period_closed",
            f"{type_id} {period}",
            scope=closing.closing_scope,
            period=closing.period,
            closed_on=closing.happened_on,
            reason=closing.closing_reason,
        )
    return problems


def check_closing(closing: Closing, closings: Sequence[Closing]) -> Collector:
    """Return why a period cannot be closed or opened again (能否关账).

    The problems are ``closing_repeated`` and ``closing_too_early``.
    """
    problems = Collector()
    same = (closing.closing_scope, closing.period)
    earlier = [each for each in closings if (each.closing_scope, each.period) == same]
    is_closed = bool(earlier) and max(earlier, key=lambda each: each.closing_no).closing_event == "closed"
    if is_closed == (closing.closing_event == "closed"):
        problems.add(
            "closing_repeated",
            " ".join(same),
            state_zh="已关账" if is_closed else "未关账",
            state_en="closed" if is_closed else "open",
        )
    end = Period.parse(closing.period).end
    if closing.closing_event == "closed" and closing.happened_on <= end:
        problems.add("closing_too_early", " ".join(same), on=closing.happened_on, end=end)
    return problems
