"""Dispatch (任务调度): how far the measures of a plan are, by the item that gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.trace import Label

__all__ = ["DISPATCH_STATES", "DispatchState", "ItemProgress", "item_of", "progress_of"]

DispatchState = Literal["silent", "not_started", "under_way", "done", "given_up"]
DISPATCH_STATES: Mapping[str, Label] = {
    "silent": Label("未报", "silent"),
    "not_started": Label("未启动", "not started"),
    "under_way": Label("推进中", "under way"),
    "done": Label("已完成", "done"),
    "given_up": Label("不再实施", "given up"),
}
_OPEN = ("not_started", "under_way")


@dataclass(frozen=True)
class ItemProgress:
    """Where a dispatch item stands (调度事项进展).

    Parameters
    ----------
    state
        What was reported last; ``silent`` where nothing was reported.
    period
        When it was reported for; None where it was not.
    is_stale
        Whether that is earlier than the period asked about.
    is_late
        Whether its next milestone was due by the end of the period and the item is still open.
    """

    item: str
    department: str
    measures: tuple[str, ...]
    state: DispatchState
    period: str | None = None
    is_stale: bool = False
    is_late: bool = False
    hindrance: str = ""


def item_of(items: Iterable[Row]) -> Mapping[str, str]:
    """Return measure → the item that gathers it (任务所属事项).

    Examples
    --------
    >>> item_of([{"dispatch_item_id": "D1", "measure_ids": "M1;M2"}])["M2"]
    'D1'
    """
    return {
        measure: str(row["dispatch_item_id"])
        for row in items
        for measure in str(row["measure_ids"]).split(";")
    }


def progress_of(
    items: Sequence[Row], reported: Iterable[Row], period: Period, *, division: str
) -> tuple[ItemProgress, ...]:
    """Return where every item stands at the end of a period (调度事项进展), in the order of the items.

    Parameters
    ----------
    reported
        Rows of ``dispatch_progress``, real or synthetic; later periods are passed over.
    """
    latest: dict[str, tuple[Period, Row]] = {}
    for row in reported:
        spoken = Period.parse(str(row["period"]))
        if row["division_code"] != division or spoken.end > period.end:
            continue
        name = str(row["dispatch_item_id"])
        if name not in latest or latest[name][0].end < spoken.end:
            latest[name] = spoken, row
    return tuple(_progress(item, latest.get(str(item["dispatch_item_id"])), period) for item in items)


def _progress(item: Row, found: tuple[Period, Row] | None, period: Period) -> ItemProgress:
    name, department = str(item["dispatch_item_id"]), str(item["department"] or "")
    measures = tuple(str(item["measure_ids"]).split(";"))
    if found is None:
        return ItemProgress(name, department, measures, "silent", is_stale=True)
    spoken, row = found
    state = next(each for each in _STATES if each == row["dispatch_state"])
    due = row["milestone_next_on"]
    is_late = state in _OPEN and isinstance(due, date) and due <= period.end
    return ItemProgress(
        item=name,
        department=department,
        measures=measures,
        state=state,
        period=spoken.text,
        is_stale=spoken.end < period.end,
        is_late=is_late,
        hindrance=str(row["hindrance"] or ""),
    )


_STATES: tuple[DispatchState, ...] = ("not_started", "under_way", "done", "given_up")
