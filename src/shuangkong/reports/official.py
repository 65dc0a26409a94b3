"""Official output (正式文书): refuses what nobody has confirmed, and says of each input where it stands.

A figure is as weak as its weakest input. What is listed is therefore the input itself, the lowest node of the
trace that brought the weakness in, with the document it would have to be compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from shuangkong.assessment import RATED, Verdict
from shuangkong.errors import Collector
from shuangkong.packs import Packs
from shuangkong.reports.results import Results
from shuangkong.schema import Row, table, write_cell
from shuangkong.trace import Figure, Label, RuleReference, Status, Trace

__all__ = ["DRAFT", "OFFICIAL", "check_official", "check_results"]

OFFICIAL = Label("正式稿", "official")
DRAFT = Label(
    "非正式稿，供内部核对，不得作为正式文书使用", "draft for internal checking, not an official document"
)

Weakness = Literal["unverified", "constructed", "secondary", "synthetic"]
_WEAK: tuple[Status, ...] = ("unverified", "constructed", "secondary")
_NO_DOCUMENT = "—"


@dataclass(frozen=True)
class _Leaf:
    """An input that makes a figure weak (薄弱数据来源)."""

    weakness: Weakness
    where: str
    label: Label
    source: Label
    document: str


def check_official(items: Iterable[Figure | Verdict], packs: Packs | None = None) -> Collector:
    """Return every reason why figures or verdicts cannot enter an official document (正式文书检查).

    Errors are ``official_unverified``, ``official_constructed`` and ``official_synthetic``, once for each
    offending input; ``official_secondary`` is a note that the document has to name the source as secondary.

    Parameters
    ----------
    packs
        Where documents are looked up, so that they are named by their number.
    """
    problems = Collector()
    seen: set[tuple[str, str]] = set()
    for item in items:
        for leaf in _leaves_of(item):
            if (leaf.weakness, leaf.source.zh) not in seen:
                seen.add((leaf.weakness, leaf.source.zh))
                _add(leaf, problems, packs)
    return problems


def check_results(results: Results) -> Collector:
    """Return every reason why a short report cannot be official (正式简报检查)."""
    problems = check_official(_items(results), results.packs)
    for name, rows in (("warning_level", results.levels), ("assessment_grade", results.grades)):
        for row in rows:
            status = cast(Status, row["status"])
            if status in _WEAK:
                _add(_of_row(name, row, status), problems, results.packs)
    return problems


def _items(results: Results) -> Iterator[Figure | Verdict]:
    for plan in (*results.published, *results.invented):
        yield from plan.verdicts
        yield from (plan.below or {}).values()
        for year in plan.years:
            yield from (year.change, year.verdict)


def _add(leaf: _Leaf, problems: Collector, packs: Packs | None) -> None:
    document = leaf.document
    found = packs.document(document) if packs is not None else None
    problems.add(
        f"official_{leaf.weakness}",
        leaf.where,
        "note" if leaf.weakness == "secondary" else "error",
        label_zh=leaf.label.zh,
        label_en=leaf.label.en,
        source_zh=leaf.source.zh,
        source_en=leaf.source.en,
        document=document if found is None else found.number or found.title,
    )


def _leaves_of(item: Figure | Verdict) -> list[_Leaf]:
    leaves = list(_leaves(item.trace, ()))
    if isinstance(item, Verdict) and item.stance in RATED:
        for rule in item.conventions:  # one of them may decide without standing at a node of its own
            leaves += _of_rule(rule, item.trace.label, (item.trace.label.zh,))
    return leaves


def _leaves(trace: Trace, path: tuple[str, ...]) -> Iterator[_Leaf]:
    place = (*path, trace.label.zh)
    below = [leaf for node in trace.inputs() for leaf in _leaves(node, place)]
    if trace.rule is not None:
        below += _of_rule(trace.rule, trace.label, place)
    yield from below
    told = {leaf.weakness for leaf in below}
    if trace.is_synthetic and "synthetic" not in told:
        yield _of_node("synthetic", trace, place)
    if trace.status in _WEAK and trace.status not in told and not trace.is_synthetic:
        yield _of_node(cast(Weakness, trace.status), trace, place)


def _of_rule(rule: RuleReference, label: Label, place: tuple[str, ...]) -> list[_Leaf]:
    if rule.status not in _WEAK:
        return []
    name = f"{rule.key}@{rule.edition}"
    source = Label(f"规则 {name}", f"rule {name}")
    return [_Leaf(cast(Weakness, rule.status), " › ".join(place), label, source, rule.document)]


def _of_node(weakness: Weakness, trace: Trace, place: tuple[str, ...]) -> _Leaf:
    citation = trace.citation
    if trace.rows:
        names = "; ".join(f"{row.table}({', '.join(filter(None, row.key))})" for row in trace.rows)
        source = Label(f"数据行 {names}", f"row {names}")
    elif citation is not None:
        source = Label(*(2 * (f"{citation.document} {citation.section} {trace.label.zh}",)))
    else:
        source = Label(f"{trace.label.zh} {trace.value}", f"{trace.label.en} {trace.value}")
    document = _NO_DOCUMENT if citation is None else citation.document
    return _Leaf(weakness, " › ".join(place), trace.label, source, document)


def _of_row(name: str, row: Row, status: Status) -> _Leaf:
    layout = table(name)
    key = ", ".join(write_cell(row[column], layout.column(column)) for column in layout.key)
    source = Label(f"数据行 {name}({key})", f"row {name}({key})")
    return _Leaf(cast(Weakness, status), f"{name}({key})", layout.label, source, str(row["source"]))
