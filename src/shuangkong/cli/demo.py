"""``shuangkong demo`` (演示): the whole chain once, from a plan's text to verdicts and a report."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.accounts import printed
from shuangkong.assessment import Verdict
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.assess import show_verdicts
from shuangkong.cli.briefing import is_left_to_departments
from shuangkong.cli.keeping import local_today
from shuangkong.cli.report import (
    division_names,
    intensity_target,
    plan_periods,
    prefecture_verdicts,
    write_report,
)
from shuangkong.cli.screen import SYNTHETIC, Screen, Speech
from shuangkong.cli.selectors import Selectors, now
from shuangkong.cli.steps import Steps
from shuangkong.packs import load_packs
from shuangkong.plan import Reading, read_plan
from shuangkong.plan.document import read_document
from shuangkong.plan.reviewed import reviewed_measures
from shuangkong.schema import tables
from shuangkong.synthetic import synthetic_prefecture_rows
from shuangkong.trace import Label
from shuangkong.workspace import SETTINGS, Workspace

__all__ = ["demo"]

_PACKS = ("cn-15-13fyp", "cn-15-14fyp")
_SEED = 20260101
_SAMPLED = 8
_AUTHOR = "演示 demo"


def demo(
    *,
    plan: Annotated[Path | None, Parameter(help="规划原文 · the plan's own document")] = None,
    folder: Annotated[Path, Parameter(help="演示工作区 · demo workspace")] = Path("demo"),
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both",
) -> None:
    """演示全流程 · Run the whole chain once in a folder of its own."""
    screen = Screen(lang)
    with Steps(screen, 6) as steps:
        with steps.step(Label("新建工作区", "make the workspace")):
            workspace = _workspace(folder)
        with steps.step(Label("读取规划", "read the plan")):
            reading = None if plan is None else read_plan(read_document(plan).text)
            sample = read_plan(
                (resources.files("shuangkong.plan") / "sample_plan.txt").read_text(encoding="utf-8")
            )
        with steps.step(Label("录入公开数据与演示数据", "keep public and synthetic rows")):
            _keep(workspace)
        with steps.step(Label("冻结快照", "freeze a snapshot")):
            workspace.freeze(local_today(workspace))
        with steps.step(Label("考核", "assess")):
            inquiry = inquire(Selectors(workspace=folder).selection())
        with steps.step(Label("写简报", "write the report")):
            paths = write_report(inquiry, workspace.division, plan_periods(inquiry))
    _show_plan(screen, inquiry, reading)
    _show_sample(screen, sample)
    _show_results(screen, inquiry)
    screen.line(Label(f"简报：{'  '.join(map(str, paths))}", ""), "green")
    _show_next(screen, inquiry, folder)


def _workspace(folder: Path) -> Workspace:
    """Open the demo's workspace, or make it; running the demo twice keeps no row twice."""
    if (folder / SETTINGS).exists():
        return Workspace.open(folder)
    packs = load_packs(*_PACKS)
    labels = packs.labels
    return Workspace.create(folder, name=labels.title.zh, division=labels.division or "", packs=_PACKS)


def _keep(workspace: Workspace) -> None:
    """Keep the public rows of the packs, and synthetic rows for the divisions below the region."""
    records, packs = workspace.records, workspace.packs
    for table in tables():
        if rows := packs.table(table.name):
            records.keep(table.name, rows, author=_AUTHOR, reason="公开数据 public data", recorded_at=now())
    last = max(plan.last_year for plan in packs.plans)
    below = [
        str(row["division_code"])
        for row in packs.table("division")
        if row["parent_code"] == workspace.division and row["valid_to"] is None
    ]
    base = max(plan.base_year for plan in packs.plans)
    invented = synthetic_prefecture_rows(below, workspace.division, seed=_SEED, years=range(base, last + 1))
    reason = f"{SYNTHETIC.zh} {SYNTHETIC.en}"
    records.keep("observation", invented, author=_AUTHOR, reason=reason, recorded_at=now())


def _show_plan(screen: Screen, inquiry: Inquiry, reading: Reading | None) -> None:
    """Print the plan by section: from its own document if one was given, else from the reviewed pack."""
    counts: dict[str, Counter[str]] = {"targets": Counter(), "measures": Counter()}
    if reading is None:
        counts["targets"].update(_chapter(t.citation.document, t.citation.section) for t in inquiry.targets)
        measures = reviewed_measures(inquiry.packs)
        counts["measures"].update(_chapter(m.citation.document, m.citation.section) for m in measures)
        title = Label("规划（核定规则包）", "the plan (reviewed pack)")
    else:
        counts["targets"].update(draft.section for draft in (*reading.targets, *reading.thresholds))
        counts["measures"].update(draft.section for draft in reading.measures)
        title = Label(f"规划（{reading.title or '原文'}）", "the plan (its own document)")
    headers = (Label("章节", "section"), Label("目标", "targets"), Label("任务", "measures"))
    sections = dict.fromkeys((*counts["targets"], *counts["measures"]))
    rows = [
        (section, str(counts["targets"][section]), str(counts["measures"][section]))
        for section in sorted(sections)
    ]
    screen.show_table(title, headers, rows)


def _chapter(document: str, section: str) -> str:
    return f"{document} {section}".strip()


def _show_sample(screen: Screen, sample: Reading) -> None:
    """Print the beginning of what the reader makes of the sample plan."""
    headers = (
        Label("指标", "indicator"),
        Label("形式", "form"),
        Label("数值", "value"),
        Label("原文", "clause"),
    )
    rows = [
        (
            draft.indicator,
            draft.form,
            f"{draft.value or draft.ordinal or ''} {draft.unit or ''}",
            draft.clause,
        )
        for draft in sample.targets[:_SAMPLED]
    ]
    counts = f"{len(sample.targets)} + {len(sample.thresholds)} + {len(sample.measures)}"
    title = Label(
        f"示例规划的识别结果（目标、门槛、任务 {counts}，列出前 {len(rows)} 项）",
        f"a sample plan as read (targets, thresholds, measures: {counts}; the first {len(rows)})",
    )
    screen.show_table(title, headers, rows)


def _show_results(screen: Screen, inquiry: Inquiry) -> None:
    """Print for each plan the region, the divisions below, and what is behind; the synthetic stand apart."""
    division, names = inquiry.workspace.division, division_names(inquiry)
    name = names.get(division, Label(division, division))
    for period in plan_periods(inquiry):
        verdicts = [v for v in inquiry.verdicts(division, period) if not is_left_to_departments(v)]
        show_verdicts(screen, Label(f"{name.zh} {period}", f"{name.en} {period}"), verdicts)
        intensity = intensity_target(verdicts)
        below = {} if intensity is None else prefecture_verdicts(inquiry, division, intensity, period)
        _show_below(screen, Label(f"分地区 {period}", f"by division {period}"), below, names)
        behind = [verdict for verdict in (*verdicts, *below.values()) if verdict.stance == "missed"]
        _show_behind(screen, Label(f"落后于进度 {period}", f"behind {period}"), behind, names)


def _show_below(
    screen: Screen, title: Label, below: Mapping[str, Verdict], names: Mapping[str, Label]
) -> None:
    rated = [verdict for verdict in below.values() if verdict.stance in ("met", "missed")]
    if below and not rated:
        count = len(below)
        screen.line(
            Label(f"{title.zh}：{count} 个地区均不予评定", f"{title.en}: none of {count} rated"), "yellow"
        )
        return
    headers = (Label("地区", "division"), Label("结论", "verdict"), Label("预警", "warning"))
    rows = [
        (screen.say(names[code]), screen.say(verdict.sentence()), _warning(verdict, screen))
        for code, verdict in below.items()
    ]
    if rows:
        is_synthetic = any(verdict.is_synthetic for verdict in below.values())
        screen.show_table(title, headers, rows, is_synthetic=is_synthetic)


def _show_behind(screen: Screen, title: Label, behind: Sequence[Verdict], names: Mapping[str, Label]) -> None:
    headers = (
        Label("地区", "division"),
        Label("目标", "target"),
        Label("差额", "margin"),
        Label("预警", "warning"),
        Label("条款", "clause"),
    )
    for is_synthetic in (False, True):
        rows = [
            (
                screen.say(names[verdict.question.division]),
                verdict.target.id,
                f"{printed(verdict.margin)} {verdict.unit}",
                _warning(verdict, screen),
                f"{verdict.target.citation.document} {verdict.target.citation.section}",
            )
            for verdict in behind
            if verdict.is_synthetic == is_synthetic
        ]
        if rows:
            screen.show_table(title, headers, rows, is_synthetic=is_synthetic)


def _warning(verdict: Verdict, screen: Screen) -> str:
    warning = verdict.warning
    return screen.say(warning.name) if warning is not None and warning.name is not None else ""


def _show_next(screen: Screen, inquiry: Inquiry, folder: Path) -> None:
    division = inquiry.workspace.division
    screen.line(Label("接下来可以输入", "what to type next"), "bold")
    for period, target in (
        (p, intensity_target(inquiry.verdicts(division, p))) for p in plan_periods(inquiry)
    ):
        if target is not None:
            command = (
                f"shuangkong explain {target.id} --division {division} --period {period} --workspace {folder}"
            )
            screen.line(Label(f"  {command}", ""))
    screen.line(Label(f"  {_program()} assess --workspace {folder} --json", ""))


def _program() -> str:
    """Return how the program is called from here: by name where it is on the path, else by its Python."""
    if shutil.which("shuangkong"):
        return "shuangkong"
    python, here = Path(sys.executable), Path.cwd()
    return f"{python.relative_to(here) if python.is_relative_to(here) else python} -m shuangkong"
