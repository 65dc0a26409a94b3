"""Changes of the register (台账变化清单): new, moved, closed, overdue, between two days or two snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shuangkong.assessment.two_high.project import STAGES
from shuangkong.assessment.two_high.standing import Standing
from shuangkong.trace import Label

__all__ = ["CHANGES", "Change", "ChangeKind", "changes_between"]

ChangeKind = Literal["new", "moved", "closed", "overdue", "settled", "violation", "altered", "missing"]
CHANGES: Mapping[ChangeKind, Label] = {
    "new": Label("新增", "new"),
    "moved": Label("类别变化", "moved"),
    "closed": Label("关停或撤销", "closed"),
    "overdue": Label("逾期", "overdue"),
    "settled": Label("逾期已销号", "no longer overdue"),
    "violation": Label("新发现违规", "violation found"),
    "altered": Label("数据变更", "altered"),
    "missing": Label("从台账消失", "gone from the register"),
}


@dataclass(frozen=True)
class Change:
    """One change of one project (变化): what it was and what it is."""

    kind: ChangeKind
    project: str
    division: str
    name: str
    before: Label
    after: Label


_NOTHING = Label("—", "—")


def changes_between(before: Sequence[Standing], after: Sequence[Standing]) -> tuple[Change, ...]:
    """Return what changed between two days (月度变化清单), by project, in the order of the kinds.

    ``before`` and ``after`` may be of one snapshot on two days, or of two snapshots. A project that vanished
    from the register is named: nothing leaves it in silence.
    """
    known = {each.project.id: each for each in before}
    found = [change for each in after for change in _changes(known.get(each.project.id), each)]
    left = {each.project.id for each in after}
    gone = (each for each in before if each.project.id not in left)
    found.extend(_change("missing", each, _stage(each), _NOTHING) for each in gone)
    order = list(CHANGES)
    return tuple(
        sorted(found, key=lambda change: (order.index(change.kind), change.project, change.after.en))
    )


def _changes(before: Standing | None, after: Standing) -> list[Change]:
    if before is None:
        new = [_change("new", after, _NOTHING, _stage(after))]
        return [*new, *(_change("overdue", after, _NOTHING, Label(each, each)) for each in after.overdue)]
    found = []
    if before.stage != after.stage:
        kind: ChangeKind = "closed" if after.stage in ("closed", "withdrawn") else "moved"
        found.append(_change(kind, after, _stage(before), _stage(after)))
    late, settled = (
        set(one.overdue) - set(other.overdue) for one, other in ((after, before), (before, after))
    )
    found.extend(_change("overdue", after, _NOTHING, Label(each, each)) for each in sorted(late))
    found.extend(_change("settled", after, Label(each, each), _NOTHING) for each in sorted(settled))
    seen = {str(each.row["two_high_violation_id"]) for each in before.violations}
    for violation in after.violations:
        name = str(violation.row["two_high_violation_id"])
        if name not in seen:
            found.append(_change("violation", after, _NOTHING, Label(f"{name} {violation.kind}", name)))
    found += _altered(before, after)
    return found


def _altered(before: Standing, after: Standing) -> list[Change]:
    """Return design figures that are others in the later snapshot."""
    names = {
        "equal": Label("等价值", "coal-equivalent"),
        "calorific": Label("当量值", "calorific"),
        "industry": Label("行业", "industry"),
    }
    found = []
    for name, label in names.items():
        old, new = getattr(before.project, name), getattr(after.project, name)
        if old != new:
            was, now = (Label(f"{label.zh} {each}", f"{label.en} {each}") for each in (old, new))
            found.append(_change("altered", after, was, now))
    return found


def _change(kind: ChangeKind, standing: Standing, before: Label, after: Label) -> Change:
    project = standing.project
    return Change(kind, project.id, project.division, project.name, before, after)


def _stage(standing: Standing) -> Label:
    return _NOTHING if standing.stage is None else STAGES[standing.stage]
