"""``shuangkong init`` (新建工作区): a folder for one region's data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.trace import Label
from shuangkong.workspace import SETTINGS, Workspace

__all__ = ["init"]


def init(
    folder: Annotated[Path, Parameter(help="新建的文件夹 · folder to make")],
    /,
    *,
    division: Annotated[str, Parameter(help="本地区区划代码 · code of the region's division")],
    pack: Annotated[
        tuple[str, ...],
        Parameter(help="规则包，可重复 · pack, may be repeated", negative="", consume_multiple=True),
    ],
    name: Annotated[str | None, Parameter(help="工作区名称 · name of the workspace")] = None,
    output: Output = TERMINAL,
) -> None:
    """新建工作区 · Make a workspace; packs in its folder packs/ are looked into first."""
    screen = output.screen()
    problems = Collector()
    if (folder / SETTINGS).exists():
        problems.add("workspace_exists", str(folder))
    title = _checked(folder, division, pack, problems)
    problems.raise_errors()
    made = Workspace.create(folder, name=name or title, division=division, packs=pack)
    if screen.is_json:
        screen.show_json(
            {"folder": str(folder), "name": made.name, "division": division, "packs": list(pack)}
        )
        return
    screen.line(Label(f"已新建工作区 {folder}（{made.name}）", f"workspace made: {folder}"), "green")
    screen.line(
        Label(
            "接下来录入数据（load、load-public），再冻结快照（snapshot freeze）",
            "now keep rows (load, load-public), then freeze them (snapshot freeze)",
        )
    )


def _checked(folder: Path, division: str, pack: tuple[str, ...], problems: Collector) -> str:
    """Return what packs and division are called, or note why they cannot be used."""
    own = folder / "packs"
    try:
        packs = load_packs(*pack, root=own if own.is_dir() else None)
    except ProblemsFound as found:
        problems.extend(found.problems)
        return ""
    if not any(row["division_code"] == division for row in packs.table("division")):
        problems.add("division_unknown", f"--division {division}")
    return packs.labels.title.zh
