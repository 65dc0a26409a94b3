"""Synthetic dispatch (演示调度与考核): items, their progress by quarter, and the assessments held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Region
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["fill", "progress_rows"]

_ITEMS = 20  # invented where no plan of the region has any
_MEASURES = 4  # invented measures in an item
_SHARED_IN = 3  # a prefecture has its part in one item of so many
_DEPARTMENTS = ("示例部门甲", "示例部门乙", "示例部门丙", "示例部门丁")
_QUARTERS = (1, 2, 3, 4)
_RESULTS = ("beyond", "met", "met", "nearly_met")


def fill(region: Region) -> Filled:
    """Invent dispatch items, their progress and the assessments held (演示调度事项与考核记录).

    About three in a hundred rows are wrong on purpose.
    """
    items = list(_items(region))
    progress = progress_rows(region, [str(row["dispatch_item_id"]) for row in items])
    key = ("dispatch_item_id", "division_code", "period", "is_synthetic")
    return joined(
        spoiled(
            "dispatch_item", ["dispatch_item_id"], items, _ITEM_SLIPS, region.dice("dispatch_item/slips")
        ),
        spoiled("dispatch_progress", key, progress, _PROGRESS_SLIPS, region.dice("dispatch_progress/slips")),
        spoiled(
            "assessment_held",
            ["assessment_id"],
            list(_assessments(region)),
            _ASSESSMENT_SLIPS,
            region.dice("assessment_held/slips"),
        ),
    )


def _items(region: Region) -> Iterator[Row]:
    """Yield the items of the region's plans as the demo files them; invented ones where it has none."""
    for item in region.items:
        yield {**item, **region.marked({}), "note": "事项取自规划 item of the plan"}
    if region.items:
        return
    for number in range(_ITEMS):
        name = f"SYN-D-{number + 1:02d}"
        measures = [f"SYN-M-{number * _MEASURES + each + 1:03d}" for each in range(_MEASURES)]
        yield region.marked(
            {
                "dispatch_item_id": name,
                "division_code": region.code,
                "dispatch_title": f"示例调度事项{number + 1:02d}",
                "department": _DEPARTMENTS[number % len(_DEPARTMENTS)],
                "plan_section": "示例章节",
                "measure_ids": ";".join(measures),
            }
        )


def progress_rows(region: Region, items: Sequence[str]) -> list[Row]:
    """Invent the progress of dispatch items in the last year (演示调度事项进展): region and prefectures.

    The region tells of every item, a prefecture of those it has a part in.

    Parameters
    ----------
    items
        Ids of the items, such as those a plan's pack gives.
    """
    year = region.years[-1]
    rows = []
    for code in (region.code, *(each.code for each in region.prefectures)):
        for item in items:
            dice = region.dice(f"dispatch_progress/{code}/{item}")
            if code != region.code and dice.randrange(_SHARED_IN):
                continue
            begins, ends = dice.randint(1, 3), dice.randint(3, 8)
            for quarter in _QUARTERS:
                state = "not_started" if quarter < begins else "under_way" if quarter < ends else "done"
                period = f"{year}Q{quarter}"
                due = Period.parse(period).end + timedelta(days=dice.randint(0, 90))
                rows.append(_progress(region, (item, code, period), state, due))
    return rows


def _progress(region: Region, about: tuple[str, str, str], state: str, due: date) -> Row:
    item, code, period = about
    is_under_way, is_done = state == "under_way", state == "done"
    return region.marked(
        {
            "dispatch_item_id": item,
            "division_code": code,
            "period": period,
            "dispatch_state": state,
            "milestone_reached": f"示例节点{period}" if state != "not_started" else None,
            "milestone_next": "示例下一节点" if is_under_way else None,
            "milestone_next_on": due if is_under_way else None,
            "evidence_document": f"示例佐证{period}" if is_done else None,
            "hindrance": "示例困难" if state == "not_started" else None,
        }
    )


def _assessments(region: Region) -> Iterator[Row]:
    first, last = region.years[1], region.years[-1]
    middle = first + (last - first) // 2
    for prefecture in region.prefectures:
        dice = region.dice(f"assessment_held/{prefecture.code}")
        held = [("annual_evaluation", str(year), year + 1) for year in region.years[1:]]
        held.append(("midterm_review", f"{first}-{middle}", middle + 1))
        held.append(("five_year_assessment", f"{first}-{last}", last + 1))
        for kind, period, year in held:
            day = date(year, dice.randint(4, 9), dice.randint(1, 28))
            yield region.marked(
                {
                    "assessment_id": f"SYN-AH-{prefecture.code}-{kind}-{period}",
                    "division_code": prefecture.code,
                    "assessment_kind": kind,
                    "period": period,
                    "assessment_held_on": day,
                    "evidence_document": f"示例考核通报{year}",
                    "assessment_result": None if kind == "midterm_review" else dice.choice(_RESULTS),
                    "published_on": day + timedelta(days=15),
                }
            )


def _before(cell: Cell, days: int) -> date:
    assert isinstance(cell, date)
    return cell - timedelta(days=days)


_ITEM_SLIPS = (Slip("department", "missing", "owner_named", lambda _row: {"department": None}),)
_PROGRESS_SLIPS = (
    Slip(
        "evidence_document",
        "missing",
        "done_is_shown",
        lambda _row: {"evidence_document": None},
        lambda row: row["dispatch_state"] == "done",
    ),
    Slip(
        "milestone_next",
        "missing",
        "under_way_towards",
        lambda _row: {"milestone_next": None},
        lambda row: row["dispatch_state"] == "under_way",
    ),
    Slip(
        "milestone_next_on",
        "wrong",
        "milestone_ahead",
        lambda row: {"milestone_next_on": _before(row["milestone_next_on"], 800)},
        lambda row: row["dispatch_state"] == "under_way",
    ),
)
_ASSESSMENT_SLIPS = (
    Slip("evidence_document", "missing", "document_named", lambda _row: {"evidence_document": None}),
    Slip(
        "published_on",
        "wrong",
        "published_after_held",
        lambda row: {"published_on": _before(row["assessment_held_on"], 30)},
    ),
    Slip(
        "assessment_held_on",
        "wrong",
        "held_in_time",
        lambda row: {"assessment_held_on": _before(row["assessment_held_on"], 4000)},
    ),
    Slip(
        "assessment_kind",
        "contradictory",
        "held_once",
        lambda row: {"assessment_id": f"{row['assessment_id']}-2"},
        is_copy=True,
    ),
)
