"""``shuangkong demo`` (演示): the whole chain once, from a plan's text to verdicts and a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.asking import inquire
from shuangkong.cli.barometer import show_announced
from shuangkong.cli.demo_registers import DemoRegisters
from shuangkong.cli.demo_round import DAYS_BACK, DemoRound, Outcome, is_filed
from shuangkong.cli.keeping import keep_public, local_today
from shuangkong.cli.next import show_next
from shuangkong.cli.outcome import show_real, show_synthetic
from shuangkong.cli.register_outcome import show_registers
from shuangkong.cli.report import plan_periods, write_report
from shuangkong.cli.round_outcome import show_round
from shuangkong.cli.sample import show_sample
from shuangkong.cli.screen import SYNTHETIC, Screen, Speech
from shuangkong.cli.sections import show_plans, show_reading
from shuangkong.cli.selectors import Selectors, now
from shuangkong.cli.steps import Steps
from shuangkong.packs import load_packs
from shuangkong.plan import read_plan
from shuangkong.plan.document import read_document
from shuangkong.schema import Row
from shuangkong.synthetic.demo import synthetic_demo_rows
from shuangkong.synthetic.region import region_of
from shuangkong.synthetic.themes import synthetic_registers
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
    registers: Annotated[
        bool,
        Parameter(
            negative="--without-registers", help="编制各台账，约一分钟 · fill every register, about a minute"
        ),
    ] = True,
    lang: Annotated[Speech, Parameter(help="语言 · language: zh, en, both")] = "both",
) -> None:
    """演示全流程 · Run the whole chain once in a folder of its own."""
    screen = Screen(lang)
    filed = None
    with Steps(screen, 9 if registers else 7) as steps:
        with steps.step(Label("读取规划", "read the plan")):
            reading = None if plan is None else read_plan(read_document(plan).text)
            sample = read_plan(
                (resources.files("shuangkong.plan") / "sample_plan.txt").read_text(encoding="utf-8")
            )
        with steps.step(Label("新建工作区", "make the workspace")):
            workspace = _workspace(folder)
        begun = now() - timedelta(days=DAYS_BACK)
        with steps.step(Label("录入公开数据与演示数据", "keep public and synthetic rows")):
            held = _keep_rows(workspace, begun)
        with steps.step(
            Label("调度一轮：填报、会签、批准、发布、更正", "run a round, from filing to correction")
        ):
            outcome = _run_round(workspace, held, begun)
        if registers:
            with steps.step(Label("编制各台账的演示数据", "invent the rows of every register")):
                invented = _registers(workspace, begun)
            with steps.step(
                Label("各台账报送、审核、批准、发布", "file, review, approve and publish every register")
            ) as told:
                filed = invented.outcomes(told)
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
    show_round(screen, workspace, outcome)
    if filed is not None:
        show_registers(screen, workspace, filed)
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


def _keep_rows(workspace: Workspace, begun: datetime) -> Mapping[str, Sequence[Row]]:
    """Keep public and synthetic rows, the latter without what the divisions are to file themselves."""
    plan = max(workspace.packs.plans, key=lambda each: each.last_year)
    rows = synthetic_demo_rows(
        workspace.packs, workspace.division, seed=_SEED, known_on=local_today(workspace)
    )
    is_new = workspace.records.head.seq == 0
    moment = begun if is_new else now()
    keep_public(workspace, _AUTHOR, "公开数据 public data", at=moment)
    reason = f"{SYNTHETIC.zh} {SYNTHETIC.en}"
    for table, held in rows.items():
        kept = [row for row in held if not is_filed(row, plan.last_year, workspace.division)]
        workspace.records.keep(table, kept, author=_AUTHOR, reason=reason, recorded_at=moment)
    return rows


def _run_round(workspace: Workspace, rows: Mapping[str, Sequence[Row]], begun: datetime) -> Outcome:
    """Run the round of the newest plan's last year, unless the workspace has it already; say what came."""
    year = max(plan.last_year for plan in workspace.packs.plans)
    filed = [row for row in rows["observation"] if is_filed(row, year, workspace.division)]
    return DemoRound(workspace, year, filed, begun).outcome()


def _registers(workspace: Workspace, begun: datetime) -> DemoRegisters:
    """Invent the rows of every register for the newest plan's years."""
    plan = max(workspace.packs.plans, key=lambda each: each.last_year)
    years = range(plan.base_year, plan.last_year + 1)
    region = region_of(workspace.packs, workspace.division, seed=_SEED, years=years)
    return DemoRegisters(workspace, plan.last_year, region, synthetic_registers(region), begun)
