"""``shuangkong plan check`` (存疑清单): what a plan leaves open, each with what it means and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.errors import Language, Problem, Severity, catalogue
from shuangkong.plan import Doubt, read_plan
from shuangkong.plan.document import read_document
from shuangkong.trace import Label

__all__ = ["as_problem", "check", "show_doubts"]

_NOTED = ("base_implied", "due_implied", "tolerance_missing", "value_derived")  # inferred, to be confirmed
_KINDS: dict[Severity, Label] = {
    "warning": Label("须人工确定", "to be decided"),
    "note": Label("须核对", "to be confirmed"),
}
_CSV = ("doubt", "severity", "field", "clause", "zh", "en")


def check(
    file: Annotated[Path, Parameter(help="规划原文 · the plan's document")],
    /,
    *,
    output: Output = TERMINAL,
) -> None:
    """列出规划原文未写明之处 · List what a plan leaves open, why it matters and what to do."""
    screen = output.screen()
    doubts = _doubts(file, screen)
    if screen.is_json:
        screen.show_json({"doubts": [_plain(doubt) for doubt in doubts]})
    elif screen.is_csv:
        screen.show_csv(_CSV, [_record(doubt) for doubt in doubts])
    else:
        show_doubts(screen, doubts)


def _doubts(file: Path, screen: Screen) -> Sequence[Doubt]:
    document = read_document(file)
    screen.warn(document.notes)
    return read_plan(document.text).doubts


def as_problem(doubt: Doubt) -> Problem:
    """Return a doubt as a problem of the catalogue (存疑条目): a warning, or a note where it was inferred."""
    severity: Severity = "note" if doubt.code in _NOTED else "warning"
    return Problem(f"doubt_{doubt.code}", f"“{doubt.clause}”", {}, severity)


def show_doubts(screen: Screen, doubts: Sequence[Doubt]) -> None:
    """Print the doubts by kind: the text once, then every clause it concerns."""
    by_code: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        by_code.setdefault(doubt.code, []).append(doubt)
    counts = Label(
        f"存疑 {len(doubts)} 处，{len(by_code)} 类", f"{len(doubts)} doubts of {len(by_code)} kinds"
    )
    screen.line(counts, "bold")
    for held in by_code.values():
        problem = as_problem(held[0])
        kind, clauses = _KINDS[problem.severity], dict.fromkeys(doubt.clause for doubt in held)
        style = "yellow" if problem.severity == "warning" else "cyan"
        for language in screen.languages:
            text = f"【{kind.text(language)}】{_explained(problem.code, language)}"
            screen.out.print(Text(text, style=style), soft_wrap=True)
        for clause in clauses:
            screen.out.print(Text(f"  · {clause}"), soft_wrap=True)


def _explained(code: str, language: Language) -> str:
    message = catalogue()[code][language]
    if language == "zh":
        return f"{message['what']}。{message['why']}。处理办法：{message['remedy']}。"
    return f"{message['what']}. {message['why']}. What to do: {message['remedy']}."


def _plain(doubt: Doubt) -> dict[str, object]:
    problem = as_problem(doubt)
    texts = {"severity": problem.severity, "zh": problem.text("zh"), "en": problem.text("en")}
    return {**doubt.as_json(), **texts}


def _record(doubt: Doubt) -> tuple[str, ...]:
    problem = as_problem(doubt)
    return doubt.code, problem.severity, doubt.field, doubt.clause, problem.text("zh"), problem.text("en")
