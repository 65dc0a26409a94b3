"""What came of the demo's round (调度结果): who filed, what was refused, and how the verdicts moved."""

from __future__ import annotations

from shuangkong.accounts import Question
from shuangkong.assessment import STANCES, Verdict, assess
from shuangkong.cli.demo_round import Outcome
from shuangkong.cli.rounds import show_attendance
from shuangkong.cli.screen import Screen
from shuangkong.plan import Target
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.snapshot import Snapshot
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = ["show_round"]


def show_round(screen: Screen, workspace: Workspace, outcome: Outcome) -> None:
    """Print attendance, what was refused, and the verdicts before, after and after the correction."""
    show_attendance(screen, outcome.attendance, workspace)
    _show_refused(screen, outcome)
    target = _target(workspace)
    if target is None:
        return
    headers = (Label("快照", "snapshot"), Label("截至", "known on"), Label("地区", "division"))
    rows = [
        row for snapshot in outcome.snapshots for row in _rows(screen, workspace, target, outcome, snapshot)
    ]
    title = Label(
        f"{target.id} 随报送而变：发布前、发布后、一个月后更正",
        f"{target.id} moves with what is filed: before, after, corrected a month later",
    )
    screen.show_table(
        title, (*headers, Label("结论", "verdict"), Label("实际", "actual")), rows, is_synthetic=True
    )


def _show_refused(screen: Screen, outcome: Outcome) -> None:
    """Print what was wrong with the workbook that was refused; the copy beside it has the cells marked."""
    rows = [
        (each.where, each.text(screen.languages[0])) for each in outcome.problems if each.severity == "error"
    ]
    title = Label(
        f"{outcome.refused.name} 有误，未入库；标注副本 {outcome.marked.name}",
        f"refused, nothing kept; the wrong cells are marked in {outcome.marked.name}",
    )
    screen.show_table(title, (Label("单元格", "cell"), Label("问题", "problem")), rows, is_synthetic=True)


def _rows(
    screen: Screen, workspace: Workspace, target: Target, outcome: Outcome, snapshot: Snapshot
) -> list[tuple[str, ...]]:
    known_on = snapshot.manifest.known_on
    rows: list[tuple[str, ...]] = []
    for code in (outcome.returned, outcome.corrected):
        period = Period.parse(outcome.attendance.round.period)
        question = Question(code, period, known_on, (), "coal_equivalent", target.id)
        verdict = assess(question, target, snapshot, workspace.packs, synthetic=True)
        place = workspace.territory.division(code, known_on).name
        cells = (snapshot.id[:12], known_on.isoformat(), screen.brief(place))
        rows.append((*cells, screen.brief(STANCES[verdict.stance]), _actual(screen, verdict)))
    return rows


def _actual(screen: Screen, verdict: Verdict) -> str:
    if verdict.actual.value is None:
        return "—"
    return screen.brief(verdict.worded(verdict.actual.value))


def _target(workspace: Workspace) -> Target | None:
    plan = max(workspace.packs.plans, key=lambda each: each.last_year)
    found = (
        target
        for target in reviewed_targets(workspace.packs)
        if target.indicator_id == "energy_intensity"
        and workspace.packs.plan_of(target.citation.document) == plan
    )
    return next(found, None)
