"""Asking (提问): from selectors to a workspace, its snapshot and the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shuangkong.accounts import Question
from shuangkong.assessment import Verdict, assess_all
from shuangkong.cli.selectors import Selection
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.plan import Target
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.snapshot import Snapshot
from shuangkong.workspace import Workspace

__all__ = ["Inquiry", "inquire"]

_OUTSIDE = frozenset(
    {"before_base", "past_due"}
)  # the target belongs to other years than the one asked about


@dataclass(frozen=True)
class Inquiry:
    """What every verdict of one command rests on (查询依据)."""

    workspace: Workspace
    snapshot: Snapshot
    packs: Packs
    targets: tuple[Target, ...]
    known_on: date
    rule: tuple[str, ...]

    def verdicts(self, division: str, period: Period) -> tuple[Verdict, ...]:
        """Return the verdicts on the targets whose years hold the period, synthetic ones beside real ones."""
        return tuple(v for t in self.targets for v in self.verdicts_on(t, division, period))

    def verdicts_on(self, target: Target, division: str, period: Period) -> tuple[Verdict, ...]:
        """Return the verdicts on one target, none where its years do not hold the period."""
        question = Question(division, period, self.known_on, self.rule, "coal_equivalent", target.id)
        found = assess_all([question], [target], self.snapshot, self.packs)
        return tuple(v for v in found if v.reason is None or v.reason.code not in _OUTSIDE)

    def latest_period(self) -> Period:
        """Return the last whole year known of the newest plan (缺省期间)."""
        last = max((plan.last_year for plan in self.packs.plans), default=self.known_on.year - 1)
        return Period.parse(str(min(last, self.known_on.year - 1)))


def inquire(selection: Selection, names: Sequence[str] = ()) -> Inquiry:
    """Open what a question needs (打开工作区与快照).

    Raises
    ------
    ProblemsFound
        ``snapshot_none``; with every ``target_unknown``; and the problems of the workspace.
    """
    workspace = Workspace.open(selection.workspace)
    found = [
        snapshot
        for snapshot in workspace.snapshots()
        if selection.known_on is None or snapshot.manifest.known_on <= selection.known_on
    ]
    if not found:
        known_on = selection.known_on or "—"
        raise ProblemsFound([Problem("snapshot_none", str(selection.workspace), {"known_on": known_on})])
    targets = reviewed_targets(workspace.packs)
    snapshot = found[-1]
    return Inquiry(
        workspace=workspace,
        snapshot=snapshot,
        packs=workspace.packs,
        targets=_named(targets, names),
        known_on=selection.known_on or snapshot.manifest.known_on,
        rule=selection.rule,
    )


def _named(targets: tuple[Target, ...], names: Sequence[str]) -> tuple[Target, ...]:
    known = {target.id: target for target in targets}
    unknown = [name for name in names if name not in known]
    if unknown:
        details = ", ".join(known)
        raise ProblemsFound(
            [Problem("target_unknown", name, {"found": name, "known": details}) for name in unknown]
        )
    return tuple(known[name] for name in names) if names else targets
