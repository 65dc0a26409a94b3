"""Examining a filing (报表初审): a file read and checked whole before anything of it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shuangkong.errors import Collector, Problem
from shuangkong.registers.check import Place, check
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook import read_book, read_filing
from shuangkong.schema import Cell, Row
from shuangkong.territory import Territory

if TYPE_CHECKING:
    from shuangkong.registers.layout import Layout

__all__ = ["Examination", "Examined", "examine"]


@dataclass(frozen=True)
class Examined:
    """A file read and checked (初审结果): its rows, and every problem with sheet and cell.

    Attributes
    ----------
    header
        What the foot of the workbook says of the filing: person, day, document number.
    """

    rows: tuple[Row, ...]
    place: Place
    problems: tuple[Problem, ...]
    header: Mapping[str, Cell] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Whether any problem is an error: nothing of the file may be kept then."""
        return any(problem.severity == "error" for problem in self.problems)


@dataclass(frozen=True)
class Examination:
    """What a file is examined against (初审依据).

    Parameters
    ----------
    kept
        Rows kept of the type, for keys, states and comparison with the period before.
    things
        Rows kept of the register whose things the rows speak of; None where the type speaks of none.
    given
        Cells that come with the filing and not with the sheet.
    """

    territory: Territory
    on: date
    kept: Sequence[Row] = ()
    things: Sequence[Row] | None = None
    given: Mapping[str, Cell] = field(default_factory=dict)


def examine(
    path: Path, type_: RegisterType, against: Examination, *, layout: Layout | None = None
) -> Examined:
    """Return the rows of a file and all that is wrong with them (初审); nothing is kept or changed.

    Parameters
    ----------
    layout
        How an office's own workbook is read; None for a workbook made from the template.

    Raises
    ------
    ProblemsFound
        If the file is no workbook that can be opened safely.
    """
    book = read_book(path)
    header: Mapping[str, Cell] = {}
    place: Place
    if layout is None:
        read = read_filing(book, type_, territory=against.territory, on=against.on, given=against.given)
        rows, place = read.rows, read.place
        problems: Sequence[Problem] = read.problems
    else:
        from shuangkong.registers.layout import read_with  # most files are made from a template

        laid = read_with(layout, book, type_, territory=against.territory, given=against.given)
        rows = laid.rows
        header, problems = laid.header, laid.problems

        def place(index: int, column: str) -> str:
            return laid.places[index].get(column, f"{path.name}#{index + 1}.{column}")

    del book  # its cells weigh as much as the rows made of them
    found = Collector()
    found.extend(problems)
    named = [name for name in type_.table.key if type_.table.column(name).required]
    readable = [index for index, row in enumerate(rows) if _is_whole(row, named)]
    told = {each.where for each in problems if each.severity == "error"}
    checked = check(
        [rows[index] for index in readable],
        against.kept,
        type_,
        lambda index, column: place(readable[index], column),
        things=against.things,
    )
    found.extend(each for each in checked if each.where not in told)  # of a cell not read nothing follows
    return Examined(rows, place, tuple(found), header)


def _is_whole(row: Row, named: Sequence[str]) -> bool:
    """Whether the cells that say what a row is of could be read; else it was told of already."""
    return all(row.get(name) is not None for name in named)
