"""``shuangkong plan conflicts`` (规划比对): what two plans ask differently of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, product
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from shuangkong.cli.figures import target_figure
from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.plan import Target, TargetDraft, read_plan
from shuangkong.plan.conflicts import Comparable, find_conflicts, rival_targets
from shuangkong.plan.document import read_document
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.trace import Label

__all__ = ["conflicts"]

_PACK = "pack:"
_HEADERS = (
    Label("指标", "indicator"),
    Label("一方", "one"),
    Label("另一方", "the other"),
    Label("不同之处", "differs in"),
)
_FIELDS = {
    "value": Label("数值", "value"),
    "operator": Label("界限", "bound"),
    "modality": Label("力度", "strength"),
    "base_year": Label("基期", "base year"),
}


@dataclass(frozen=True)
class _Plan:
    """The targets of one document (一份文件的目标)."""

    name: str
    targets: Sequence[Target | TargetDraft]


@dataclass(frozen=True)
class _Side:
    """What one document says (一方): its name, the target's id if it has one, figure and words."""

    document: str
    id: str
    figure: str
    quote: str

    @property
    def text(self) -> str:
        words = f"“{self.quote}”"
        return "\n".join(filter(None, (self.document, f"{self.id} {self.figure}".strip(), words)))


@dataclass(frozen=True)
class _Finding:
    """One conflict (冲突) as it is shown."""

    indicator: str
    first: _Side
    second: _Side
    differs_in: tuple[str, ...]


def conflicts(
    first: Annotated[str, Parameter(help="规划原文，或 pack:规则包 · file, or pack:ID")],
    second: Annotated[str | None, Parameter(help="与之比对的另一方 · the other side")] = None,
    /,
    *,
    output: Output = TERMINAL,
) -> None:
    """比对规划目标 · Compare the targets of two plans: files, or pack:ID; one pack alone with itself.

    A pack brings its reviewed targets and those that other plans set for the same indicators. Both sides of a
    conflict stay; which one is assessed against is for a person to decide.
    """
    screen = output.screen()
    found = _findings(first, second)
    if screen.is_json:
        screen.show_json({"conflicts": [asdict(finding) for finding in found]})
    elif screen.is_csv:
        names = ("indicator", "one", "the_other", "differs_in")
        screen.show_csv(
            names, [(f.indicator, f.first.text, f.second.text, " ".join(f.differs_in)) for f in found]
        )
    else:
        title = Label(
            f"目标冲突 {len(found)} 处；以哪一个考核由人决定", f"{len(found)} conflicts; a person decides"
        )
        rows = [
            (
                finding.indicator,
                finding.first.text,
                finding.second.text,
                "\n".join(screen.brief(_FIELDS[name]) for name in finding.differs_in),
            )
            for finding in found
        ]
        screen.show_table(title, _HEADERS, rows)


def _findings(first: str, second: str | None) -> list[_Finding]:
    if second is None and not first.startswith(_PACK):
        raise ProblemsFound([Problem("argument_missing", "shuangkong plan conflicts", {"argument": "B"})])
    problems = Collector()
    plans = [_plans(name, problems) for name in (first, second) if name is not None]
    problems.raise_errors()
    pairs = combinations(plans[0], 2) if second is None else product(*plans)
    return [
        _Finding(
            conflict.first.indicator,
            _side(one, conflict.first),
            _side(other, conflict.second),
            conflict.differs_in,
        )
        for one, other in pairs
        if one.name != other.name
        for conflict in find_conflicts(one.targets, other.targets)
    ]


def _plans(name: str, problems: Collector) -> list[_Plan]:
    """Return the documents that a file or a pack holds, each with its targets."""
    try:
        if not name.startswith(_PACK):
            return [_Plan(name, read_plan(read_document(Path(name)).text).targets)]
        packs = load_packs(name.removeprefix(_PACK))
    except ProblemsFound as found:
        problems.extend(found.problems)
        return []
    documents: dict[str, list[Target | TargetDraft]] = {}
    for target in (*reviewed_targets(packs), *rival_targets(packs)):
        documents.setdefault(target.citation.document, []).append(target)
    return [_Plan(document, targets) for document, targets in documents.items()]


def _side(plan: _Plan, target: Comparable) -> _Side:
    assert isinstance(target, Target | TargetDraft)
    figure = target_figure(target)
    if isinstance(target, Target):
        return _Side(plan.name, target.id, figure, target.citation.quote)
    return _Side(plan.name, "", figure, target.clause)
