"""The tree of a trace (溯源树): value, formula, rule, clause, rows with their own figures, status, inputs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from rich.text import Text
from rich.tree import Tree

from shuangkong.accounts import Naming
from shuangkong.assessment import STANCES
from shuangkong.cli.screen import Screen
from shuangkong.packs import Packs
from shuangkong.registers import Dictionary, dictionary
from shuangkong.schema import Cell, Column, Row, columns, tables, write_cell
from shuangkong.snapshot import Snapshot
from shuangkong.trace import STATUSES, Label, RowReference, Status, Trace

__all__ = ["Evidence", "trace_tree"]

_SHORT = 12
_SEVERAL = 3  # rows whose common source is told once
_NAME = re.compile(r"[a-z][a-z0-9_]*")
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

    def told(self, reference: RowReference, spoken: Sequence[str], screen: Screen) -> str:
        """Return a row of a register in words (数据行说明): its names, division and the cells spoken of."""
        row = self.row(reference)
        if row is None or reference.table not in self._own:
            return ""
        table = self._dictionary.table(reference.table)
        others = [each for each in table.columns if each.name not in table.key]
        found = [str(row[each.name]) for each in others if each.name.endswith("_name") and row[each.name]]
        if row.get("division_code"):
            found.append(self.division(str(row["division_code"])))
        cells = [each for each in others if each.name in spoken and not each.name.endswith("_name")]
        return "，".join([*found, *(_cell(row.get(each.name), each, screen) for each in cells)])

    @cached_property
    def _own(self) -> frozenset[str]:
        """Tables of registers alone; those of the statistics tell their values."""
        own = {type_.table.name for type_ in self._dictionary.types.values()}
        return frozenset(own - {table.name for table in tables()})

    def division(self, code: str) -> str:
        """Return a division by name; what is no code of a division stands as it is."""
        return self.names.division(code).zh

    def document(self, name: str) -> str:
        """Return a document as officials name it: by number, else by title."""
        found = self.packs.document(name)
        return name if found is None else found.number or found.title


def trace_tree(trace: Trace, screen: Screen, evidence: Evidence | None = None, formula: str = "") -> Tree:
    """Return an opened trace as a tree (溯源树); a row stands once, at the figure read from it.

    A row of a register is told by its names and by the cells that the formula above it speaks of; what all
    rows of a figure say of their source is told once.
    """
    nodes, formula = trace.inputs(), trace.formula or formula
    stance = next((label for name, label in STANCES.items() if name == trace.value), None)
    value = screen.say(stance) if stance else trace.value.replace("-", "−", 1)
    head = Text.assemble((screen.brief(trace.label), "bold"), " = ", (value, "bold cyan"))
    if trace.is_synthetic:
        head.append(f"  {screen.mark}", "bold magenta")
    tree = Tree(head)
    for name, text in _facts(trace, screen, evidence):
        tree.add(Text.assemble((f"{screen.say(name)}: ", "dim"), text))
    below = {row for node in nodes for row in node.rows}
    references = [reference for reference in trace.rows if reference not in below]
    shared = _shared(references, evidence)
    for name, words in shared:
        tree.add(Text.assemble((f"{screen.say(name)}: ", "dim"), words))
    for reference in references:
        tree.children.append(_row_tree(reference, screen, evidence, _NAME.findall(formula), shared))
    for node in nodes:
        tree.children.append(trace_tree(node, screen, evidence, formula))
    return tree


def _shared(references: Sequence[RowReference], evidence: Evidence | None) -> list[tuple[Label, str]]:
    """Return what every one of several rows says of its source (共同来源)."""
    if evidence is None or len(references) < _SEVERAL:
        return []
    rows = [evidence.row(reference) for reference in references]
    said = [set() if row is None else set(_cells(row)) for row in rows]
    first = [] if rows[0] is None else list(_cells(rows[0]))
    return [cell for cell in first if all(cell in each for each in said)]


def _row_tree(
    reference: RowReference,
    screen: Screen,
    evidence: Evidence | None,
    spoken: Sequence[str],
    shared: Sequence[tuple[Label, str]],
) -> Tree:
    key = ", ".join(part for part in reference.key if part)
    text = f"{reference.table}({key}) #{reference.table_hash[:_SHORT]}"
    if evidence is not None and (told := evidence.told(reference, spoken, screen)):
        text = f"{told}  {text}"
    tree = Tree(Text.assemble((f"{screen.say(Label('数据行', 'row'))}: ", "dim"), text))
    row = None if evidence is None else evidence.row(reference)
    for name, words in () if row is None else _cells(row):
        if (name, words) not in shared:
            tree.add(Text.assemble((f"{screen.say(name)}: ", "dim"), words))
    return tree


def _cell(cell: Cell, column: Column, screen: Screen) -> str:
    """Return one cell by its label and unit (字段值)."""
    language = screen.languages[0]
    written = write_cell(cell, column)
    choice = column.choices.get(written)
    value = written if choice is None else choice.text(language)
    if column.type == "decimal" and "." in value:
        value = value.rstrip("0").rstrip(".")
    return f"{column.label.text(language)} {value or '—'}{f' {column.unit}' if value else ''}".strip()


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
        document = citation.document if evidence is None else evidence.document(citation.document)
        yield Label("依据", "clause"), " ".join(filter(None, (document, citation.section, quote)))
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
