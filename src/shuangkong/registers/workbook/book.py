"""Workbooks as read (工作簿): sheets of raw cells, before anybody says what they mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

__all__ = ["Book", "RawCell", "Sheet", "address", "column_letters"]

RawCell = str | int | float | bool | date | datetime | time | timedelta | None
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


def address(row: int, column: int) -> str:
    """Return the address of a cell counted from 0 (单元格地址).

    Examples
    --------
    >>> address(0, 0), address(11, 2)
    ('A1', 'C12')
    """
    return f"{column_letters(column)}{row + 1}"


@dataclass(frozen=True)
class Sheet:
    """A sheet (工作表): its cells from A1 on, and what a reader must know about them.

    Parameters
    ----------
    cells
        Rows of raw cells, both counted from 0; a blank cell is None.
    merged
        Merged ranges.
    formulas
        Cells that hold a formula instead of a value: (row, column) → its text.
    percents
        Cells shown as a percentage: their raw value is the fraction.
    """

    name: str
    cells: Sequence[Sequence[RawCell]]
    is_hidden: bool = False
    merged: tuple[Range, ...] = ()
    formulas: Mapping[tuple[int, int], str] = field(default_factory=dict)
    percents: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Book:
    """A workbook (工作簿): the file's name, its sheets in order, and the version stamp a template carries."""

    name: str
    sheets: tuple[Sheet, ...]
    stamp: Mapping[str, str] = field(default_factory=dict)
