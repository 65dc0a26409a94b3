"""What a layout read (读取结果): the rows with their places, and an account of every line of the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from shuangkong.errors import Collector, Problem
from shuangkong.registers.layout.layout import Meaning
from shuangkong.schema import Cell, Row
from shuangkong.trace import Label

__all__ = ["Absent", "LayoutRead", "Line", "LineKind", "SheetLeftOut", "TotalChecked"]

LineKind = Literal["title", "header", "read", "total", "foot", "blank", "left_out"]


@dataclass(frozen=True)
class Line:
    """A line of a sheet (工作表的一行), what it was taken for, and how many rows it gave.

    Attributes
    ----------
    number
        As the spreadsheet counts, from 1.
    because
        Why it gave no row, in words.
    """

    sheet: str
    number: int
    kind: LineKind
    because: Label | None = None
    rows: int = 0


@dataclass(frozen=True)
class SheetLeftOut:
    """A sheet that was left out (未读的工作表) and why."""

    sheet: str
    because: Label


@dataclass(frozen=True)
class TotalChecked:
    """A total (合计核对) beside the sum of the rows it stands for.

    Attributes
    ----------
    found, summed
        In the unit of the sheet; ``found`` is None where the total itself is blank or a mark.
    parts, absent
        How many figures were summed, and how many are missing (one that does not apply is not missing).
    """

    place: str
    label: str
    found: Decimal | None
    summed: Decimal
    parts: int
    absent: int

    @property
    def difference(self) -> Decimal | None:
        """Found less summed; None where there is nothing to compare."""
        return None if self.found is None else self.found - self.summed


@dataclass(frozen=True)
class Absent:
    """A cell that holds no figure (缺数单元格): its place, the mark, and what that was declared to mean."""

    place: str
    column: str
    mark: str
    meaning: Meaning


@dataclass(frozen=True)
class LayoutRead:
    """The rows of a workbook read through a layout (按版式读取的结果).

    Attributes
    ----------
    places
        For each row: column → ``Sheet!C12``.
    header
        What the foot says of the filing: column of the filing's header → cell.
    lines
        Every line of every sheet read; together with ``sheets_left_out`` it accounts for the whole workbook.
    """

    rows: tuple[Row, ...]
    places: tuple[Mapping[str, str], ...]
    problems: tuple[Problem, ...]
    header: Mapping[str, Cell] = field(default_factory=dict)
    totals: tuple[TotalChecked, ...] = ()
    absent: tuple[Absent, ...] = ()
    lines: tuple[Line, ...] = ()
    sheets_left_out: tuple[SheetLeftOut, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether any problem is an error."""
        return any(problem.severity == "error" for problem in self.problems)

    def place(self, index: int, column: str) -> str:
        """Return where a cell of a row stands, for checks that come after reading; empty if in no cell."""
        return self.places[index].get(column, "")

    def raise_errors(self) -> None:
        """Raise `ProblemsFound` with everything noted if any of it is an error."""
        problems = Collector()
        problems.extend(self.problems)
        problems.raise_errors()
