"""``shuangkong project assess`` (拟建项目评估): one planned project before anybody approves it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from cyclopts import Parameter

from shuangkong.accounts import printed
from shuangkong.accounts.frozen import signed_off
from shuangkong.assessment.two_high import (
    AUTHORITIES,
    DUTIES,
    PARTS,
    Effect,
    Focus,
    Review,
    Standing,
    effect_of,
    planned_project,
    projects_of,
    source_uses,
    standing_of,
)
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.project_shown import project_plain
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.shown import Shown, plain_figure
from shuangkong.cli.tree import trace_tree
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.registers import RegisterType
from shuangkong.registers.workbook import read_book, read_filing
from shuangkong.schema import write_cell
from shuangkong.territory import Territory
from shuangkong.trace import Figure, Label

__all__ = ["assess", "read_planned"]

_EFFECTS = {
    "own_intensity": Label("项目能耗强度", "intensity of the project"),
    "total_change": Label("占本地能耗", "share of the place's energy"),
    "intensity_before": Label("本地能耗强度", "intensity of the place"),
    "intensity_after": Label("建成后能耗强度", "intensity with the project"),
    "intensity_change": Label("能耗强度变化", "change of intensity"),
    "committed": Label("已批未投产项目能耗", "approved, not yet in production"),
    "budget_left": Label("用能预算余量", "budget left"),
}
_HEADERS = (Label("项目", "item"), Label("数值", "value"), Label("单位", "unit"), Label("状态", "status"))


@dataclass(frozen=True)
class _Answer:
    inquiry: Inquiry
    standing: Standing
    effect: Effect
    is_synthetic: bool


def assess(
    file: Annotated[Path, Parameter(help="申报内容：YAML、JSON 或填好的模板 · the planned project")],
    /,
    *,
    synthetic: Annotated[
        bool, Parameter(negative="", help="与演示数据比较 · put beside synthetic rows")
    ] = False,
    asked: Selectors = ANYTHING,
) -> None:
    """拟建项目审批前评估 · Assess a planned project: review, class, focus, effect, substitution."""
    selection, problems = asked.selection(), Collector()
    inquiry = inquire(selection)
    types = inquiry.workspace.types
    written = read_planned(file, types["two_high_project"], inquiry.workspace.territory, inquiry)
    project = planned_project(written, types, on=inquiry.known_on, problems=problems)
    if project is None:
        raise ProblemsFound(problems)
    if not any(row["division_code"] == project.division for row in inquiry.packs.table("division")):
        problems.add("division_unknown", f"{file.name} division_code")
        problems.raise_errors()
    others = projects_of(inquiry.snapshot, synthetic=synthetic)
    standing = standing_of(
        inquiry.packs,
        project,
        on=inquiry.known_on,
        signed_off=signed_off(inquiry.snapshot, inquiry.known_on),
        uses=source_uses([*others, project]),
        problems=problems,
    )
    effect = effect_of(inquiry.snapshot, project, others, synthetic=synthetic, names=inquiry.names)
    answer = _Answer(inquiry, standing, effect, synthetic)
    if selection.screen.is_json:
        shown = [problem.as_json() for problem in problems]
        selection.screen.show_json({**_plain(answer), "problems": shown})
        return
    _show(answer, selection.screen)
    selection.screen.warn(tuple(problems))


def read_planned(
    file: Path, type_: RegisterType, territory: Territory, inquiry: Inquiry
) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return the parts of a file as written (读取申报内容): part → rows of texts.

    Raises
    ------
    ProblemsFound
        ``project_file_shape``; for a workbook the problems of its cells.
    """
    if file.suffix in (".yaml", ".yml", ".json"):
        text = file.read_text(encoding="utf-8-sig")
        try:
            # every cell stays the text it was written as: nothing becomes a float
            content = (
                json.loads(text, parse_float=str, parse_int=str)
                if file.suffix == ".json"
                else yaml.load(text, Loader=yaml.BaseLoader)
            )
        except (yaml.YAMLError, ValueError) as error:
            raise _shape(file, str(error).splitlines()[0]) from None
        return _parts(file, content)
    read = read_filing(
        read_book(file), type_, territory=territory, on=inquiry.known_on, given={"is_synthetic": False}
    )
    if read.has_errors:
        raise ProblemsFound(read.problems)
    if len(read.rows) != 1:
        raise _shape(file, f"{len(read.rows)} rows")
    columns = {column.name: column for column in type_.table.columns}
    (row,) = read.rows
    return {"project": [{name: write_cell(cell, columns[name]) for name, cell in row.items()}]}


def _parts(file: Path, content: object) -> Mapping[str, Sequence[Mapping[str, str]]]:
    if not isinstance(content, Mapping) or not isinstance(content.get("project"), Mapping):
        raise _shape(file, "project")
    parts = {"project": [content["project"]], **{name: content.get(name, []) for name in list(PARTS)[1:]}}
    unknown = sorted(str(name) for name in content if name not in PARTS)
    if unknown or not all(isinstance(rows, list) for rows in parts.values()):
        raise _shape(file, ", ".join(unknown) or "lines, substitutions")
    for name, rows in parts.items():
        for row in rows:
            if not isinstance(row, Mapping) or not all(isinstance(cell, str | bool) for cell in row.values()):
                raise _shape(file, name)
    return {
        name: [
            {str(key): str(cell).lower() if isinstance(cell, bool) else cell for key, cell in row.items()}
            for row in rows
        ]
        for name, rows in parts.items()
    }


def _shape(file: Path, detail: str) -> ProblemsFound:
    return ProblemsFound([Problem("project_file_shape", file.name, {"detail": detail})])


def _figures(effect: Effect) -> dict[str, Figure]:
    return {name: getattr(effect, name) for name in _EFFECTS}


def _plain(answer: _Answer) -> dict[str, object]:
    review = answer.standing.review
    carbon = [vars(item) for item in review.carbon_items] if isinstance(review, Review) else []
    return {
        "on": str(answer.inquiry.known_on),
        "project": project_plain(answer.standing, is_whole=True),
        "carbon_items": carbon,
        "effect": {name: plain_figure(figure) for name, figure in _figures(answer.effect).items()},
        "beside_synthetic": answer.is_synthetic,
    }


def _show(answer: _Answer, screen: Screen) -> None:
    standing, project = answer.standing, answer.standing.project
    place = answer.inquiry.names.division(project.division)
    screen.line(Label(f"{place.zh} {project.name}", f"{place.en}: {project.name}"), "bold")
    review = standing.review
    if isinstance(review, Review):
        who = Label("无法判定", "undecided") if review.authority is None else AUTHORITIES[review.authority]
        order = review.rule.title
        screen.lines(Label(f"节能审查：{who.zh}（{order.zh}）", f"review: {who.en} ({order.en})"))
        for item in review.carbon_items:
            screen.lines(Label(f"碳排放评价：{item.zh}", f"carbon evaluation: {item.en}"))
        screen.show_tree(trace_tree(review.trace, screen))
    if isinstance(standing.focus, Focus):
        focus = Label("是", "yes") if standing.is_focus else Label("否", "no")
        screen.line(Label(f"重点项目：{focus.zh}", f"in focus: {focus.en}"))
        screen.show_tree(trace_tree(standing.focus.trace, screen))
    for line in standing.lines:
        duty = DUTIES[line.duty]
        screen.line(Label(f"{line.row['two_high_line_product']}：{duty.zh}", f"line {line.id}: {duty.en}"))
        screen.show_tree(trace_tree(line.trace, screen))
    for each in standing.substitution:
        ok = Label("足额", "covered") if each.is_covered else Label("不足", "not covered")
        text = f"{printed(each.supplied)} / {printed(each.needed)} {each.unit}"
        open_ = "、".join(each.open_sources)
        zh, en = (f"，来源未退出：{open_}", f"; not yet retired: {open_}") if open_ else ("", "")
        screen.line(Label(f"替代 {text}：{ok.zh}{zh}", f"substitution {text}: {ok.en}{en}"))
    shown = Shown(screen, answer.inquiry.names, decimals=4)
    rows = [
        (screen.brief(_EFFECTS[name]), shown.number(figure), figure.unit, shown.status(figure))
        for name, figure in _figures(answer.effect).items()
    ]
    title = Label("对本地区的影响（等价值）", "effect on the place, coal-equivalent")
    screen.show_table(title, _HEADERS, rows, is_synthetic=answer.is_synthetic)
    for figure in (answer.effect.intensity_change, answer.effect.total_change):
        screen.show_tree(trace_tree(figure.trace, screen))
