"""The screen (输出): tables, traces, problems and plain data, in 中文, English or both."""

from __future__ import annotations

import csv
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from shuangkong.errors import Language, Problem
from shuangkong.trace import Label

__all__ = ["SYNTHETIC", "Cell", "Screen", "Speech"]

Speech = Literal["zh", "en", "both"]
SYNTHETIC = Label("演示数据", "SYNTHETIC")
Cell = str | Text
_PIPED_WIDTH = 100  # a pipe has no width of its own; this one fits a page and a terminal alike
_BRIEF = 28  # columns two languages may take side by side in one cell
_STYLES = {"error": "bold red", "warning": "yellow", "note": "cyan"}


def _console(stream: TextIO) -> Console:
    has_width = stream.isatty() or "COLUMNS" in os.environ
    return Console(file=stream, highlight=False, emoji=False, width=None if has_width else _PIPED_WIDTH)


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

    @property
    def mark(self) -> str:
        """What stands before anything synthetic."""
        return f"【{self.say(SYNTHETIC, joint=' / ')}】"

    def marked(self, label: Label) -> Label:
        """Return a label that says, in the first language spoken, that it tells of synthetic rows.

        Examples
        --------
        >>> Screen("en").marked(Label("无", "none")).en
        '【SYNTHETIC】none'
        """
        if self.languages[0] == "zh":
            return Label(f"{self.mark}{label.zh}", label.en)
        return Label(label.zh, f"{self.mark}{label.en}")

    def say(self, label: Label, *, joint: str = " ") -> str:
        """Return a label as spoken on this screen; what needs no translation is said as it is.

        Examples
        --------
        >>> Screen("both").say(Label("值", "value")), Screen("en").say(Label("shuangkong --help", ""))
        ('值 value', 'shuangkong --help')
        """
        texts = dict.fromkeys(filter(None, map(label.text, self.languages)))
        return joint.join(texts) if texts else label.zh or label.en

    def brief(self, label: Label) -> str:
        """Return a label for a cell: both languages where they are short, else the first one.

        Examples
        --------
        >>> Screen("both").brief(Label("乌海市", "Wuhai")), Screen("en").brief(Label("值", "value"))
        ('乌海市 Wuhai', 'value')
        """
        text = self.say(label)
        return text if cell_len(text) <= _BRIEF else label.text(self.languages[0]) or text

    def line(self, label: Label, style: str = "") -> None:
        """Print one line."""
        self.out.print(Text(self.say(label), style=style), soft_wrap=True)

    def lines(self, label: Label, style: str = "") -> None:
        """Print a sentence, each language on a line of its own."""
        for language in self.languages:
            self.out.print(Text(label.text(language) or self.say(label), style=style), soft_wrap=True)

    def show_json(self, data: object) -> None:
        """Print plain data as JSON, 中文 readable."""
        print(json.dumps(data, ensure_ascii=False, indent=2), file=self.out.file)

    def show_plain(self, text: str) -> None:
        """Print a text as it is, for a file."""
        print(text, file=self.out.file)

    def show_csv(self, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print rows as CSV."""
        writer = csv.writer(self.out.file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)

    def show_table(
        self,
        title: Label,
        headers: Sequence[Label],
        rows: Iterable[Sequence[Cell]],
        *,
        is_synthetic: bool = False,
    ) -> None:
        """Print a table; one that holds synthetic rows says so in its title."""
        text = self.say(title)
        if is_synthetic:
            text = f"{self.mark}{text}"
        if cell_len(text) > self.out.width:
            text = text.replace(f" {title.en}", f"\n{title.en}")
        table = Table(title=Text(text), title_justify="left", title_style="bold", header_style="bold")
        for header in headers:
            table.add_column(Text(self.say(header, joint="\n")), overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
        self.out.print(table)

    def show_fields(self, fields: Iterable[tuple[Label, str]]) -> None:
        """Print names and values in two columns."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style="bold")
        table.add_column(overflow="fold")
        for name, value in fields:
            table.add_row(Text(self.say(name)), Text(value))
        self.out.print(table)

    def show_tree(self, tree: Tree) -> None:
        """Print a tree."""
        self.out.print(tree)

    def warn(self, problems: Sequence[Problem]) -> None:
        """Print problems that stop nothing, on the error stream whatever the form of the answer."""
        for problem in problems:
            for language in self.languages:
                self.err.print(Text(problem.text(language), style=_STYLES[problem.severity]), soft_wrap=True)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Print every problem, 中文 then English; with ``--json`` as data on the output stream."""
        if self.is_json:
            self.show_json({"problems": [problem.as_json() for problem in problems]})
        else:
            self.warn(problems)
