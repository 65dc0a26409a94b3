"""What came of the demo's registers (台账报送结果): who filed, what stands, what was refused."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from shuangkong.cli.demo_registers import RegisterOutcome
from shuangkong.cli.screen import Screen
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = ["show_registers"]

_FILE = "台账拒收清单.csv"
_HEADERS = (
    Label("台账", "register"),
    Label("按时/逾期/未报", "filed/late/missing"),
    Label("入库/存疑/拒收行", "kept/doubted/refused"),
    Label("拒收最多的规则", "what refused most"),
)


def show_registers(screen: Screen, workspace: Workspace, outcomes: Sequence[RegisterOutcome]) -> None:
    """Print a line for each register, what they come to, and where every refused row is listed."""
    if not outcomes:
        return
    rows = [_row(screen, workspace, each) for each in outcomes]
    title = Label("各台账报送、初审和批准", "every register, filed, examined and approved")
    screen.show_table(title, _HEADERS, rows, is_synthetic=True)
    _show_absent(screen, workspace, outcomes)
    path = _listed(workspace, outcomes)
    kept, refused = sum(each.kept for each in outcomes), sum(len(each.refused) for each in outcomes)
    rules = sum(len(each.by_rule) for each in outcomes)
    screen.lines(
        Label(
            f"{screen.mark}共 {len(outcomes)} 个台账，入库 {kept} 行，{rules} 条规则拒收 {refused} 行",
            f"{screen.mark}{len(outcomes)} registers, {kept} rows kept, {refused} refused by {rules} rules",
        )
    )
    listed = f"{path.parent.name}/{path.name}"
    screen.line(Label(f"{screen.mark}拒收的每一行：{listed}", "every row refused"), "green")


def _show_absent(screen: Screen, workspace: Workspace, outcomes: Sequence[RegisterOutcome]) -> None:
    """Print who did not file which register, where anybody did not."""
    rows = [
        (screen.brief(_place(workspace, code)), screen.brief(workspace.types[each.type_id].title))
        for each in outcomes
        for code in each.absent
    ]
    if rows:
        title = Label("逾期未报的地区和台账", "who has not filed which register")
        screen.show_table(
            title, (Label("地区", "division"), Label("台账", "register")), rows, is_synthetic=True
        )


def _row(screen: Screen, workspace: Workspace, outcome: RegisterOutcome) -> tuple[str, ...]:
    counts = outcome.counts
    most = outcome.by_rule.most_common(1)
    return (
        workspace.types[outcome.type_id].title.text(screen.languages[0]),
        " / ".join(str(counts[presence]) for presence in ("filed", "late", "missing")),
        f"{outcome.kept} / {outcome.warned} / {len(outcome.refused)}",
        "".join(f"{_worded(screen, workspace, outcome.type_id, rule)} ×{count}" for rule, count in most),
    )


def _worded(screen: Screen, workspace: Workspace, type_id: str, rule: str) -> str:
    found = (each.message for each in workspace.types[type_id].rules if each.id == rule)
    message = next(found, None)
    return rule if message is None else message.text(screen.languages[0])


def _place(workspace: Workspace, filer_code: str) -> Label:
    code = filer_code.partition("/")[0]
    found = {row["division_code"]: row for row in workspace.packs.table("division")}.get(code)
    return Label(code, code) if found is None else Label(str(found["name_zh"]), str(found["name_en"]))


def _listed(workspace: Workspace, outcomes: Sequence[RegisterOutcome]) -> Path:
    """Write every refused row with its problem, and return where."""
    folder = workspace.folder / "filings"
    folder.mkdir(exist_ok=True)
    path = folder / _FILE
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("台账", "行", "规则", "问题"))
        for each in outcomes:
            for key, rule, problem in each.refused:
                writer.writerow((each.type_id, " ".join(key), rule, problem.text("zh")))
    return path
