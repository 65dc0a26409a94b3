"""Synthetic people of an office (演示人员): who files, reviews, countersigns and approves in the demo.

All are invented, and their names say so.
"""

from __future__ import annotations

from collections.abc import Sequence

from shuangkong.records.office import Person
from shuangkong.synthetic.totals import LABEL
from shuangkong.territory import Division

__all__ = [
    "APPROVER",
    "COUNTERSIGNERS",
    "DISPATCHER",
    "LEADING",
    "filer_id",
    "officer",
    "reviewer_id",
    "synthetic_people",
]

DISPATCHER, APPROVER = "demo-drc", "demo-stat"
COUNTERSIGNERS = (DISPATCHER, "demo-energy")
_STATISTICS, _REFORM, _ENERGY = "统计局", "发展和改革委员会", "能源局"
LEADING = _REFORM
"""Department that acts where a type names none."""


def filer_id(division_code: str, department: str = _STATISTICS) -> str:
    """Return who files for a division, or one of its departments, in the demo."""
    return f"demo-file-{division_code}{_of(department)}"


def reviewer_id(division_code: str, department: str = _STATISTICS) -> str:
    """Return who reviews the filings of a division, or one of its departments, in the demo."""
    return f"demo-review-{division_code}{_of(department)}"


def _of(department: str) -> str:
    return "" if department == _STATISTICS else f"-{department}"


def synthetic_people(region: Division, below: Sequence[Division]) -> tuple[Person, ...]:
    """Return the people of a region's office and of the divisions below it (演示人员).

    Two of each division, since nobody reviews an own filing; three of the region.
    """
    above = (
        officer(DISPATCHER, "发改", _REFORM, region.code, "countersign;dispatch;adopt;issue"),
        officer(COUNTERSIGNERS[1], "能源", _ENERGY, region.code, "countersign;adopt"),
        officer(APPROVER, "统计", _STATISTICS, region.code, "approve;issue"),
    )
    each = (
        person
        for division in below
        for person in (
            officer(filer_id(division.code), f"{division.name.zh}填报", _STATISTICS, division.code, "file"),
            officer(
                reviewer_id(division.code), f"{division.name.zh}审核", _STATISTICS, division.code, "review"
            ),
        )
    )
    return (*above, *each)


def officer(person_id: str, name: str, department: str, division_code: str, roles: str) -> Person:
    """Return an invented person; the name says so (演示人员)."""
    note = f"{LABEL.zh} {LABEL.en}"
    return Person(person_id, f"演示·{name}", department, division_code, roles, None, None, note)
