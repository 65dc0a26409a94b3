"""Workbooks as read (工作簿): sheets of raw cells, before anybody says what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal

from shuangkong.errors import Problem

__all__ = ["Book", "Format", "RawCell", "Sheet", "Traits", "address", "column_letters", "column_number"]

Format = Literal["xlsx", "xls", "ods", "csv"]
RawCell = str | int | float | bool | date | datetime | time | timedelta | None
Spot = tuple[int, int]  # row and column; from 0
Range = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0 (列号).

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number, from 0, of a column given by its letters (列号).

    Examples
    --------
    >>> column_number("A"), column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def address(row: int, column: int) -> str:
    """Return the address of a cell counted from 0 (单元格地址).

    Examples
    --------
    >>> address(0, 0), address(11, 2)
    ('A1', 'C12')
    """
    return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True)
class Traits:
    """What a sheet says beside its values (单元格特征): found in the file itself, cells counted from 0.

    Parameters
    ----------
    formulas
        Cells that hold a formula instead of a value → its text, empty where the file does not spell it out.
    errors
        Cells that hold an error value → its text (``#REF!``).
    percents
        Cells shown as a percentage: their raw value is the fraction.
    hidden_rows, hidden_columns
        What a person looking at the sheet does not see.
    """

    formulas: Mapping[Spot, str] = field(default_factory=dict)
    errors: Mapping[Spot, str] = field(default_factory=dict)
    percents: frozenset[Spot] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sheet:
    """A sheet (工作表): its cells from A1 on, and what a reader must know about them.

    Parameters
    ----------
    cells
        Rows of raw cells, both counted from 0; a blank cell is None. An error value is None too: what it
        was stands in ``traits``.
    merged
        Merged ranges; only the first cell of one holds a value.
    """

    name: str
    cells: Sequence[Sequence[RawCell]]
    is_hidden: bool = False
    merged: tuple[Range, ...] = ()
    traits: Traits = field(default_factory=Traits)

    @property
    def formulas(self) -> Mapping[Spot, str]:
        """Cells that hold a formula instead of a value, with its text."""
        return self.traits.formulas

    @property
    def percents(self) -> frozenset[Spot]:
        """Cells shown as a percentage."""
        return self.traits.percents

    @property
    def is_blank(self) -> bool:
        """Whether no cell holds anything."""
        return not any(cell is not None for row in self.cells for cell in row)

    def where(self, row: int, column: int) -> str:
        """Return the place of a cell counted from 0, as a person writes it: ``Sheet!C12``.

        Examples
        --------
        >>> Sheet("填报", ()).where(11, 2)
        '填报!C12'
        """
        return f"{self.name}!{address(row, column)}"


@dataclass(frozen=True)
class Book:
    """A workbook (工作簿): the file's name, its sheets in order, and the version stamp a template carries.

    Parameters
    ----------
    format
        What the bytes are, whatever the file is named.
    notes
        What is odd about the file and stops nothing.
    """

    name: str
    sheets: tuple[Sheet, ...]
    stamp: Mapping[str, str] = field(default_factory=dict)
    format: Format = "xlsx"
    notes: tuple[Problem, ...] = ()
