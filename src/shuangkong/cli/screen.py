"""The screen (输出): tables, traces, problems and plain data, in 中文, English or both."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from shuangkong.errors import Language, Problem
from shuangkong.trace import Label, Trace

__all__ = ["SYNTHETIC", "Screen", "Speech", "trace_tree"]

Speech = Literal["zh", "en", "both"]
SYNTHETIC = Label("演示数据", "SYNTHETIC")
_PIPED_WIDTH = 160  # a pipe has no width of its own; narrow columns would break figures over lines
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def _console(stream: TextIO) -> Console:
    return Console(file=stream, highlight=False, emoji=False, width=None if stream.isatty() else _PIPED_WIDTH)


@dataclass(frozen=True)
class Screen:
    """Where a command prints (屏幕): results to the output stream, problems to the error stream."""

    speech: Speech = "both"
    is_json: bool = False
    is_csv: bool = False
    out: Console = field(default_factory=lambda: _console(sys.stdout))
    err: Console = field(default_factory=lambda: _console(sys.stderr))

    @classmethod
    def for_arguments(cls, arguments: Sequence[str]) -> Screen:
        """Return the screen that raw arguments ask for, even where they cannot be read as a whole.

        Examples
        --------
        >>> Screen.for_arguments(["lookup", "--lang=en", "--json"]).speech
        'en'
        """
        speech: Speech = "both"
        words = [part for argument in arguments for part in argument.split("=", 1)]
        for option, value in pairwise(words):
            if option == "--lang" and value in ("zh", "en"):
                speech = "zh" if value == "zh" else "en"
        return cls(speech, is_json="--json" in arguments)

    @property
    def languages(self) -> tuple[Language, ...]:
        """Languages spoken, in order."""
        return ("zh", "en") if self.speech == "both" else (self.speech,)

    def say(self, label: Label, *, joint: str = " ") -> str:
        """Return a label as spoken on this screen.

        Examples
        --------
        >>> Screen("both").say(Label("值", "value"))
        '值 value'
        """
        return joint.join(dict.fromkeys(filter(None, map(label.text, self.languages))))

    def line(self, label: Label, style: str = "") -> None:
        """Print one line."""
        self.out.print(Text(self.say(label), style=style), soft_wrap=True)

    def show_json(self, data: object) -> None:
        """Print plain data as JSON, 中文 readable."""
        print(json.dumps(data, ensure_ascii=False, indent=2), file=self.out.file)

    def show_csv(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print rows as CSV."""
        writer = csv.writer(self.out.file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)

    def show_table(
        self,
        title: Label,
        headers: Sequence[Label],
        rows: Iterable[Sequence[str]],
        *,
        is_synthetic: bool = False,
    ) -> None:
        """Print a table; one that holds synthetic rows says so in its title."""
        text = self.say(title)
        if is_synthetic:
            text = f"【{self.say(SYNTHETIC, joint=' / ')}】{text}"
        table = Table(title=Text(text), title_justify="left", title_style="bold", header_style="bold")
        for header in headers:
            table.add_column(Text(self.say(header, joint="\n")), overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        self.out.print(table)

    def show_fields(self, fields: Iterable[tuple[Label, str]]) -> None:
        """Print names and values in two columns."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for name, value in fields:
            table.add_row(Text(self.say(name)), Text(value))
        self.out.print(table)

    def show_trace(self, trace: Trace) -> None:
        """Print an opened trace as a tree."""
        self.out.print(trace_tree(trace, self))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Print every problem, 中文 then English; with ``--json`` as data on the output stream."""
        if self.is_json:
            self.show_json({"problems": [problem.as_json() for problem in problems]})
            return
        for problem in problems:
            for language in self.languages:
                self.err.print(Text(problem.text(language), style=_STYLES[problem.severity]), soft_wrap=True)


def trace_tree(trace: Trace, screen: Screen) -> Tree:
    """Return a trace (溯源) as a tree: value, formula, rule, clause, rows, status, then its inputs."""
    head = Text.assemble((screen.say(trace.label), "bold"), " = ", (trace.value, "bold cyan"))
    if trace.is_synthetic:
        head.append(f"  【{screen.say(SYNTHETIC, joint=' / ')}】", "bold magenta")
    tree = Tree(head)
    for name, text in _facts(trace, screen):
        tree.add(Text.assemble((f"{screen.say(name)}: ", "dim"), text))
    for node in trace.inputs():
        tree.children.append(trace_tree(node, screen))
    return tree


def _facts(trace: Trace, screen: Screen) -> Iterable[tuple[Label, str]]:
    if trace.formula:
        yield Label("公式", "formula"), trace.formula
    if trace.rule:
        rule = trace.rule
        yield Label("规则", "rule"), f"{rule.key}@{rule.edition} {rule.document} [{rule.status}]"
    if trace.citation:
        citation = trace.citation
        quote = f"“{citation.quote}”" if citation.quote else ""
        yield Label("依据", "clause"), f"{citation.document} {citation.section} {quote}".strip()
    for row in trace.rows:
        yield Label("数据行", "row"), f"{row.table}({', '.join(row.key)}) #{row.table_hash[:12]}"
    if trace.coverage and not trace.coverage.is_full:
        coverage = trace.coverage
        absent = f" ({', '.join(coverage.absent)})" if coverage.absent else ""
        yield Label("覆盖", "coverage"), f"{coverage.present}/{coverage.expected}{absent}"
    if trace.status != "official":
        yield Label("状态", "status"), trace.status
    for note in trace.notes:
        yield Label("说明", "note"), screen.say(note)
