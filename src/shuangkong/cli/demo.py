"""``shuangkong demo`` (演示): the whole chain once, from a plan's text to verdicts and a report."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.asking import inquire
from shuangkong.cli.barometer import show_announced
from shuangkong.cli.keeping import keep_public, local_today
from shuangkong.cli.next import show_next
from shuangkong.cli.outcome import show_real, show_synthetic
from shuangkong.cli.report import plan_periods, write_report
from shuangkong.cli.sample import show_sample
from shuangkong.cli.screen import SYNTHETIC, Screen, Speech
from shuangkong.cli.sections import show_plans, show_reading
from shuangkong.cli.selectors import Selectors, now
from shuangkong.cli.steps import Steps
from shuangkong.packs import load_packs
from shuangkong.plan import read_plan
from shuangkong.plan.document import read_document
from shuangkong.synthetic_demo import synthetic_demo_rows
from shuangkong.trace import Label
from shuangkong.workspace import SETTINGS, Workspace

__all__ = ["demo"]

_PACKS = ("cn-15-13fyp", "cn-15-14fyp")
_SEED = 20260101
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
        with steps.step(Label("读取规划", "read the plan")):
            reading = None if plan is None else read_plan(read_document(plan).text)
            sample = read_plan(
                (resources.files("shuangkong.plan") / "sample_plan.txt").read_text(encoding="utf-8")
            )
        with steps.step(Label("新建工作区", "make the workspace")):
            workspace = _workspace(folder)
        with steps.step(Label("录入公开数据与演示数据", "keep public and synthetic rows")):
            keep_public(workspace, _AUTHOR, "公开数据 public data")
            _keep_synthetic(workspace)
        with steps.step(Label("冻结快照", "freeze a snapshot")):
            workspace.freeze(local_today(workspace))
        with steps.step(Label("考核", "assess")):
            inquiry = inquire(Selectors(workspace=folder).selection())
        with steps.step(Label("写简报", "write the report")):
            paths = write_report(inquiry, workspace.division, plan_periods(inquiry))
    if reading is None:
        show_plans(screen, inquiry)
    else:
        show_reading(screen, reading)
    show_sample(screen, sample)
    show_announced(screen, inquiry, workspace.division)
    show_real(screen, inquiry)
    show_synthetic(screen, inquiry)
    screen.line(Label("简报", "report"), "bold")
    for path in paths:
        screen.line(Label(f"  {path}", ""), "green")
    show_next(screen, inquiry, folder)


def _workspace(folder: Path) -> Workspace:
    """Open the demo's workspace, or make it; running the demo twice keeps no row twice."""
    if (folder / SETTINGS).exists():
        return Workspace.open(folder)
    labels = load_packs(*_PACKS).labels
    return Workspace.create(folder, name=labels.title.zh, division=labels.division or "", packs=_PACKS)


def _keep_synthetic(workspace: Workspace) -> None:
    """Keep synthetic rows for the newest plan's years and the divisions below the region."""
    rows = synthetic_demo_rows(
        workspace.packs, workspace.division, seed=_SEED, known_on=local_today(workspace)
    )
    reason = f"{SYNTHETIC.zh} {SYNTHETIC.en}"
    for table, held in rows.items():
        workspace.records.keep(table, held, author=_AUTHOR, reason=reason, recorded_at=now())
