"""Asking devices (补取与校时): which orders follow from what is missing, and from clocks that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shuangkong.monitoring.following.attendance import Attendance, Gap
from shuangkong.monitoring.gateway.orders import Order, clock_order, recall_order

__all__ = ["Asking"]

_AGAIN = 6 * 3600
_CLOCK_AGAIN = 3600
_AT_ONCE = 50


@dataclass
class Asking:
    """Finds orders that are due (待发命令), each at most once in some hours."""

    attendance: Attendance
    _recalled: dict[Gap, int] = field(default_factory=dict)
    _set: dict[str, int] = field(default_factory=dict)

    def due(self, now: int) -> Iterator[Order]:
        """Yield what is to be ordered (到期命令).

        Parameters
        ----------
        now
            Seconds of the workspace's clock.
        """
        asking = {**dict.fromkeys(self.attendance.skewed, "91"), **self.attendance.asking}
        for mn, st in list(asking.items())[:_AT_ONCE]:
            if mn in self.attendance.asking or now - self._set.get(mn, -_CLOCK_AGAIN) >= _CLOCK_AGAIN:
                self._set[mn] = now
                yield clock_order(mn, st, now)
        self.attendance.asking.clear()
        number = 0
        gaps = self.attendance.gaps()
        for gap in gaps:
            if number >= _AT_ONCE:
                break
            if now - self._recalled.get(gap, -_AGAIN) >= _AGAIN:
                self._recalled[gap] = now
                number += 1
                yield recall_order(gap.mn, gap.st, gap.cn, gap.begin, gap.end)
        standing = set(gaps)
        self._recalled = {gap: when for gap, when in self._recalled.items() if gap in standing}
