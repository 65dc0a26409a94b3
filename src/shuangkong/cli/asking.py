"""Asking (提问): from selectors to a workspace, its snapshot and the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shuangkong.accounts import Naming, Question, adopted
from shuangkong.assessment import Verdict, assess_all
from shuangkong.cli.selectors import Selection
from shuangkong.cli.tree import Evidence
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.plan import Target
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.snapshot import Snapshot
from shuangkong.workspace import Workspace

__all__ = ["Inquiry", "inquire"]

# The target belongs to other years than the one asked about.
_OUTSIDE = frozenset({"before_base", "past_due", "outside_plan"})


@dataclass(frozen=True)
class Inquiry:
    """What every verdict of one command rests on (查询依据)."""

    workspace: Workspace
    snapshot: Snapshot
    packs: Packs
    targets: tuple[Target, ...]
    known_on: date
    rule: tuple[str, ...]
    is_named: bool = False

    def verdicts(self, division: str, period: Period) -> tuple[Verdict, ...]:
        """Return the verdicts on the targets, synthetic ones beside real ones.

        A target whose years do not hold the period is left out, unless it was asked for by name.
        """
        return tuple(v for t in self.targets for v in self.verdicts_on(t, division, period))

    def verdicts_on(self, target: Target, division: str, period: Period) -> tuple[Verdict, ...]:
        """Return the verdicts on one target."""
        question = Question(division, period, self.known_on, self.rule, "coal_equivalent", target.id)
        found = assess_all([question], [target], self.snapshot, self.packs)
        return tuple(v for v in found if self.is_named or v.reason is None or v.reason.code not in _OUTSIDE)

    @cached_property
    def names(self) -> Naming:
        """What people call divisions and indicators."""
        return Naming.of(self.snapshot, self.packs)

    @cached_property
    def evidence(self) -> Evidence:
        """What references to rows and documents stand for."""
        return Evidence(self.snapshot, self.packs, self.names)

    def latest_period(self) -> Period:
        """Return the last whole year known of the newest plan (缺省期间)."""
        last = max((plan.last_year for plan in self.packs.plans), default=self.known_on.year - 1)
        return Period.parse(str(min(last, self.known_on.year - 1)))


def inquire(selection: Selection, names: Sequence[str] = ()) -> Inquiry:
    """Open what a question needs (打开工作区与快照).

    Raises
    ------
    ProblemsFound
        ``snapshot_none``; with ``division_unknown`` and every ``target_unknown``; and the problems of the
        workspace.
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
    problems = Collector()
    if selection.division is not None and not _is_known(selection.division, snapshot, workspace.packs):
        problems.add("division_unknown", f"--division {selection.division}")
    chosen = _named(targets, names, problems)
    problems.raise_errors()
    known_on = selection.known_on or snapshot.manifest.known_on
    return Inquiry(
        workspace=workspace,
        snapshot=snapshot,
        packs=adopted(workspace.packs, snapshot, known_on),
        targets=chosen,
        known_on=known_on,
        rule=selection.rule,
        is_named=bool(names),
    )


def _named(targets: tuple[Target, ...], names: Sequence[str], problems: Collector) -> tuple[Target, ...]:
    known = {target.id: target for target in targets}
    for name in names:
        if name not in known:
            problems.add("target_unknown", name, found=name, known=", ".join(known))
    return tuple(known[name] for name in names if name in known) if names else targets


def _is_known(division: str, snapshot: Snapshot, packs: Packs) -> bool:
    rows = (*snapshot.rows("division"), *packs.table("division"))
    return any(row["division_code"] == division for row in rows)
