"""The tree of a trace (溯源树): value, formula, rule, clause, rows with their own figures, status, inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from rich.text import Text
from rich.tree import Tree

from shuangkong.accounts import Naming
from shuangkong.assessment import STANCES
from shuangkong.cli.screen import Screen
from shuangkong.packs import Packs
from shuangkong.registers import Dictionary, dictionary
from shuangkong.schema import Row, columns, write_cell
from shuangkong.snapshot import Snapshot
from shuangkong.trace import STATUSES, Label, RowReference, Status, Trace

__all__ = ["Evidence", "trace_tree"]

_SHORT = 12
_WORDS = ("source", "note")


@dataclass(frozen=True)
class Evidence:
    """What the references of a trace stand for (凭据): frozen rows by key, documents by their number."""

    snapshot: Snapshot
    packs: Packs
    names: Naming
    _rows: dict[str, dict[tuple[str, ...], Row]] = field(default_factory=dict)

    def row(self, reference: RowReference) -> Row | None:
        """Return the row a reference points at."""
        name = reference.table
        if name not in self._rows:
            table = self._dictionary.table(name)
            key = [table.column(column) for column in table.key]
            self._rows[name] = {
                tuple(write_cell(row[column.name], column) for column in key): row
                for row in self.snapshot.rows(name)
            }
        return self._rows[name].get(reference.key)

    @cached_property
    def _dictionary(self) -> Dictionary:
        return dictionary(self.packs)

    def division(self, code: str) -> str:
        """Return a division by name; what is no code of a division stands as it is."""
        return self.names.division(code).zh

    def document(self, name: str) -> str:
        """Return a document as officials name it: by number, else by title."""
        found = self.packs.document(name)
        return name if found is None else found.number or found.title


def trace_tree(trace: Trace, screen: Screen, evidence: Evidence | None = None) -> Tree:
    """Return an opened trace as a tree (溯源树); a row stands once, at the figure read from it."""
    nodes = trace.inputs()
    stance = next((label for name, label in STANCES.items() if name == trace.value), None)
    value = screen.say(stance) if stance else trace.value.replace("-", "−", 1)
    head = Text.assemble((screen.brief(trace.label), "bold"), " = ", (value, "bold cyan"))
    if trace.is_synthetic:
        head.append(f"  {screen.mark}", "bold magenta")
    tree = Tree(head)
    for name, text in _facts(trace, screen, evidence):
        tree.add(Text.assemble((f"{screen.say(name)}: ", "dim"), text))
    below = {row for node in nodes for row in node.rows}
    for reference in trace.rows:
        if reference not in below:
            tree.children.append(_row_tree(reference, screen, evidence))
    for node in nodes:
        tree.children.append(trace_tree(node, screen, evidence))
    return tree


def _row_tree(reference: RowReference, screen: Screen, evidence: Evidence | None) -> Tree:
    key = ", ".join(part for part in reference.key if part)
    text = f"{reference.table}({key}) #{reference.table_hash[:_SHORT]}"
    tree = Tree(Text.assemble((f"{screen.say(Label('数据行', 'row'))}: ", "dim"), text))
    row = None if evidence is None else evidence.row(reference)
    for name, words in () if row is None else _cells(row):
        tree.add(Text.assemble((f"{screen.say(name)}: ", "dim"), words))
    return tree


def _cells(row: Row) -> Iterator[tuple[Label, str]]:
    """The row's own value and where it comes from."""
    if row.get("value") is not None:
        text = f"{row['value']:f}"
        number = text.rstrip("0").rstrip(".") if "." in text else text
        yield Label("原值", "value"), f"{number.replace('-', '−')} {row.get('unit') or ''}".strip()
    for name in _WORDS:
        if row.get(name):
            yield columns()[name].label, str(row[name])


def _facts(trace: Trace, screen: Screen, evidence: Evidence | None) -> Iterator[tuple[Label, str]]:
    if trace.formula:
        yield Label("公式", "formula"), trace.formula
    if trace.rule:
        rule = trace.rule
        document = rule.document if evidence is None else evidence.document(rule.document)
        yield Label("规则", "rule"), f"{rule.key}@{rule.edition} {document} [{_status(rule.status, screen)}]"
        for each in rule.sign_offs:
            yield Label("核定", "signed off"), screen.brief(each.text)
    if trace.citation:
        citation = trace.citation
        quote = f"“{citation.quote}”" if citation.quote else ""
        yield Label("依据", "clause"), " ".join(filter(None, (citation.document, citation.section, quote)))
    if trace.coverage and not trace.coverage.is_full:
        coverage = trace.coverage
        names = coverage.absent if evidence is None else map(evidence.division, coverage.absent)
        absent = f"（缺 {'、'.join(names)}）" if coverage.absent else ""
        yield Label("覆盖", "coverage"), f"{coverage.present}/{coverage.expected}{absent}"
    if trace.rows or trace.rule or trace.citation:  # nothing known has no status
        yield Label("状态", "status"), _status(trace.status, screen)
    for each in trace.sign_offs:
        yield Label("核定", "signed off"), screen.brief(each.text)
    said = set() if evidence is None else _said(trace, evidence)
    for note in trace.notes:
        if note.zh not in said:
            yield Label("说明", "note"), screen.brief(note)


def _status(status: Status, screen: Screen) -> str:
    return screen.say(STATUSES[status])


def _said(trace: Trace, evidence: Evidence) -> set[str]:
    """What the rows beneath say themselves."""
    rows = (evidence.row(reference) for reference in trace.rows)
    return {str(row[name]) for row in rows if row is not None for name in _WORDS if row.get(name)}
