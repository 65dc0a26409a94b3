"""What to type next (下一步): commands that work as they stand, from where the demo was started."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from shuangkong.cli.asking import Inquiry
from shuangkong.cli.report import intensity_target, plan_periods
from shuangkong.cli.screen import Screen
from shuangkong.trace import Label
from shuangkong.workspace.collecting import open_office

__all__ = ["commands", "program", "show_next"]


def show_next(screen: Screen, inquiry: Inquiry, folder: Path) -> None:
    """Print the commands."""
    screen.line(Label("接下来可以输入", "what to type next"), "bold")
    for command in commands(inquiry, folder):
        screen.line(Label(f"  {program()} {command}", ""))


def commands(inquiry: Inquiry, folder: Path) -> list[str]:
    """Return commands that go on from the demo (后续命令), without the program's name."""
    where, division = f"--workspace {shlex.quote(str(folder))}", inquiry.workspace.division
    found = []
    for period in plan_periods(inquiry):
        target = intensity_target(inquiry.verdicts(division, period))
        if target is not None:
            found.append(f"explain {target.id} --division {division} --period {period} {where}")
    last = plan_periods(inquiry)[-1]
    packs = inquiry.workspace.pack_ids
    rounds = open_office(inquiry.workspace).rounds.all()
    return [
        *found,
        f"assess --period {last} {where} --lang zh",
        f"account energy_consumption --period {last} {where}",
        f"account --balance --period {last} {where}",
        f"reconcile --period {last} {where}",
        *(f"round show {each.round_id} {where}" for each in (*rounds[:1], *rounds[-1:])),
        f"snapshot list {where}",
        f"verify {where}",
        f"plan conflicts pack:{packs[-1]}",
        "--help",
    ]


def program() -> str:
    """Return how this program is called from here (调用方式): by name, by path, or through its Python."""
    beside = Path(sys.executable).parent / "shuangkong"
    known = shutil.which("shuangkong")
    if known and Path(known).resolve() == beside.resolve():
        return "shuangkong"
    here = Path.cwd()
    if beside.exists():
        return shlex.quote(str(beside.relative_to(here) if beside.is_relative_to(here) else beside))
    return f"{shlex.quote(sys.executable)} -m shuangkong"
