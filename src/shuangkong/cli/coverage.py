"""``shuangkong coverage`` (条款覆盖): every clause of the plan, and what follows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.assessment.homes import Clause, Home, check_homes, clauses_of, read_cases
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import Packs, PlanPeriod, load_packs
from shuangkong.plan.document import read_document
from shuangkong.plan.unquoted import Unquoted, unquoted
from shuangkong.registers import register_types
from shuangkong.trace import Label
from shuangkong.workspace import Workspace

__all__ = ["coverage"]

_SUMMARY = (
    Label("章节", "section"),
    Label("条款", "clauses"),
    Label("目标", "targets"),
    Label("任务", "measures"),
    Label("台账", "registers"),
    Label("口径、事项", "followed by"),
    Label("案例", "with a case"),
    Label("无去处", "homeless"),
)
_ALL = (
    Label("条款", "clause"),
    Label("目标、任务", "target, measure"),
    Label("口径、事项", "followed by"),
    Label("台账", "register"),
    Label("案例", "case"),
)
_CSV = ("section", "clause", "id", "title", "followed_by", "kind", "registers", "cases", "gaps")


@Parameter(name="*")
@dataclass(frozen=True)
class Looked:
    """What is looked at (比对范围)."""

    pack: Annotated[str | None, Parameter(help="规则包；缺省用工作区的 · pack, else the workspace's")] = None
    workspace: Annotated[Path, Parameter(help="工作区 · workspace folder")] = field(
        default_factory=lambda: Path("workspace")
    )
    cases: Annotated[
        Path | None, Parameter(help="案例文件夹，缺省为 cases · folder of public cases, else ./cases")
    ] = None
    plan: Annotated[
        Path | None,
        Parameter(help="规划原文，列出未引的分句 · the plan's text: clauses nothing quotes are listed"),
    ] = None

    def packs(self) -> Packs:
        """Return the packs asked about."""
        return Workspace.open(self.workspace).packs if self.pack is None else load_packs(self.pack)

    def case_folder(self) -> Path | None:
        """Return the folder of cases, None where there is none to look at."""
        folder = self.cases or Path("cases")
        return folder if self.cases is not None or folder.is_dir() else None


WHATEVER = Looked()


def coverage(
    *,
    section: Annotated[
        str | None, Parameter(help="章节号，如 三(一)，列出其条款 · list the clauses of a section")
    ] = None,
    every: Annotated[
        bool, Parameter(name="--all", negative="", help="列出全部条款 · list every clause")
    ] = False,
    looked: Looked = WHATEVER,
    output: Output = TERMINAL,
) -> None:
    """规划条款的去处：目标、任务、台账、口径、案例 · Say what follows every clause of the plan."""
    screen = output.screen()
    packs = looked.packs()
    plan = _plan(packs)
    folder = looked.case_folder()
    cases = None if folder is None else read_cases(folder)
    clauses = clauses_of(plan, packs, register_types(packs), cases)
    chosen = _of_section(clauses, section, plan)
    problems = Collector()
    check_homes(chosen, problems)
    text = None if looked.plan is None else _compared(looked.plan, clauses, screen)
    if screen.is_json:
        problems.raise_errors()
        screen.show_json(_plain(plan, chosen, text))
        return
    if screen.is_csv:
        screen.show_csv(_CSV, [_cells(home) for clause in chosen for home in clause.homes])
    else:
        _show(plan, chosen, screen, is_whole=every or section is not None)
        if cases is None:
            screen.line(
                Label("没有案例文件夹，未核对案例", "there is no folder of cases: none were looked at")
            )
        if text is not None:
            _show_text(text, screen)
    problems.raise_errors()


def _plan(packs: Packs) -> PlanPeriod:
    """Return the newest plan of the packs."""
    if not packs.plans:
        raise ProblemsFound([Problem("coverage_no_plan", packs.labels.title.zh)])
    return max(packs.plans, key=lambda plan: plan.last_year)


def _of_section(clauses: Sequence[Clause], section: str | None, plan: PlanPeriod) -> Sequence[Clause]:
    if section is None:
        return clauses
    asked = section.replace("（", "(").replace("）", ")")
    known = list(dict.fromkeys([*plan.sections, *(clause.section for clause in clauses)]))
    if asked not in known:
        details = {"found": section, "known": "、".join(known)}
        raise ProblemsFound([Problem("coverage_section", "--section", details)])
    return [clause for clause in clauses if clause.section == asked]


def _compared(file: Path, clauses: Sequence[Clause], screen: Screen) -> Unquoted:
    document = read_document(file)
    screen.warn(document.notes)
    return unquoted(document.text, dict.fromkeys(clause.quote for clause in clauses))


def _show(plan: PlanPeriod, clauses: Sequence[Clause], screen: Screen, *, is_whole: bool) -> None:
    title = Label(
        f"规划条款的去处（{plan.first_year}–{plan.last_year} 年）",
        f"what follows the clauses of the plan, {plan.first_year}–{plan.last_year}",
    )
    if is_whole:
        rows = [_row(home) for clause in clauses for home in clause.homes]
        screen.show_table(title, _ALL, rows)
    else:
        screen.show_table(title, _SUMMARY, list(_summary(plan, clauses)))
    homes = [home for clause in clauses for home in clause.homes]
    lost = sum(not clause.has_home for clause in clauses)
    screen.line(
        Label(
            f"{len(clauses)} 条，{len(homes)} 项目标和任务，{lost} 条没有去处",
            f"{len(clauses)} clauses, {len(homes)} targets and measures, {lost} without a home",
        ),
        "red" if lost else "green",
    )


def _summary(plan: PlanPeriod, clauses: Sequence[Clause]) -> Iterator[tuple[str, ...]]:
    for section in dict.fromkeys(clause.section for clause in clauses):
        held = [clause for clause in clauses if clause.section == section]
        homes = [home for clause in held for home in clause.homes]
        measures = sum(home.is_measure for home in homes)
        yield (
            f"{section} {plan.sections.get(section, '')}".strip(),
            str(len(held)),
            str(len(homes) - measures),
            str(measures),
            str(len({name for home in homes for name in home.registers})),
            str(len({home.follows for home in homes if home.follows})),
            str(sum(bool(home.cases) for home in homes)),
            str(sum(not clause.has_home for clause in held)),
        )


def _row(home: Home) -> tuple[str, ...]:
    cases = home.cases or ()
    more = f"\n…（{len(cases)}）" if len(cases) > 1 else ""
    return (
        f"{home.section}\n“{home.quote}”",
        f"{home.id}\n{home.title}",
        f"{home.follows}\n{home.kind}" if home.follows else "—",
        "\n".join(home.registers) or "—",
        f"{cases[0]}{more}" if cases else "—",
    )


def _cells(home: Home) -> tuple[str, ...]:
    return (
        home.section,
        home.quote,
        home.id,
        home.title,
        home.follows,
        home.kind,
        ";".join(home.registers),
        ";".join(home.cases or ()),
        ";".join(home.gaps),
    )


def _plain(plan: PlanPeriod, clauses: Sequence[Clause], text: Unquoted | None) -> dict[str, object]:
    found: dict[str, object] = {
        "plan": plan.document,
        "clauses": [
            {
                "section": clause.section,
                "quote": clause.quote,
                "homes": [
                    dict[str, object](zip(_CSV[2:], _cells(home)[2:], strict=True))
                    | {"registers": list(home.registers), "cases": list(home.cases or ())}
                    for home in clause.homes
                ],
            }
            for clause in clauses
        ],
    }
    if text is not None:
        found["text"] = {
            "clauses": text.clauses,
            "unquoted": [vars(passage) for passage in text.passages],
            "quotes_not_found": list(text.strange),
        }
    return found


def _show_text(text: Unquoted, screen: Screen) -> None:
    title = Label("原文中没有目标、任务引用的分句", "clauses of the text that nothing quotes")
    headers = (Label("章节", "section"), Label("原文", "text"))
    screen.show_table(title, headers, [(passage.section, passage.text) for passage in text.passages])
    screen.line(
        Label(
            f"原文 {text.clauses} 个分句，{len(text.passages)} 处未引，{len(text.strange)} 处引文不见于原文",
            f"{text.clauses} clauses in the text, {len(text.passages)} passages unquoted, "
            f"{len(text.strange)} quotes not in the text",
        )
    )
    for quote in text.strange:
        screen.line(Label(f"  · 不见于原文 not in the text：“{quote}”", ""))
