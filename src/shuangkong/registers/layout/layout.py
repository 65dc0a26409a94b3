"""Layouts (台账版式): how one source writes its sheets, declared once so that nobody retypes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from shuangkong.trace import Label, Status

__all__ = [
    "Accepted",
    "FillDown",
    "Layout",
    "LayoutColumn",
    "LeftOut",
    "Meaning",
    "Sheets",
    "Sums",
    "Total",
]

Meaning = Literal["missing", "zero", "not_applicable", "ask"]
"""What a mark or a blank stands for; ``ask`` is what a draft holds until a person has answered."""
FillDown = Literal["", "merged", "blank"]
"""Whether a cell speaks for those below it: in a merged range, or down to the next one filled."""
Sums = Literal["all", "above", "below"]
Accepted = Literal[
    "text_numbers", "thousands", "full_width", "percent_cells", "formulas", "text_dates", "padded_text"
]


@dataclass(frozen=True)
class Sheets:
    """Which sheets are read (工作表): those of a name, the rest named as left out.

    Parameters
    ----------
    named
        Pattern of a whole sheet name; its named groups are captured for the cells of that sheet.
    leave_out
        Patterns of sheets that are left out; they go before ``named``.
    """

    named: str
    leave_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayoutColumn:
    """A column of the sheet (版式列) and what its cells fill.

    Parameters
    ----------
    headers
        Header from the top tier down, joined by ``/``, without units; and its synonyms.
    pattern
        Pattern of the whole header instead; several columns may match it, and its groups are captured.
    fills
        Column of the register's table, or the header of a column of its form; empty if it is left out.
    ignored
        Why the column is left out (序号, a rank, …).
    sets
        Cells that a row made from this column bears; ``{name}`` is what a pattern captured.
    unit
        Unit of the cells where the header does not say it.
    marks
        What a mark or a blank (``""``) of this column means, before those of the whole layout.
    fill_down
        Whether a cell speaks for the cells below it.
    adds
        Whether total rows are sums of this column; a rate does not add.
    total_of
        Pattern of the columns whose sum, line by line, this one is: it is checked, and left out.
    round_to
        Step the figures are rounded to (half up) in the unit kept; None refuses digits that are too fine.
    optional
        Whether a sheet may lack it.
    """

    headers: tuple[str, ...] = ()
    pattern: str = ""
    fills: str = ""
    ignored: str = ""
    sets: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    marks: Mapping[str, Meaning] = field(default_factory=dict)
    fill_down: FillDown = ""
    adds: bool = True
    total_of: str = ""
    round_to: Decimal | None = None
    optional: bool = False

    @property
    def name(self) -> str:
        """How a problem names the column."""
        return self.headers[0] if self.headers else self.pattern


@dataclass(frozen=True)
class Total:
    """A kind of total row (合计行、小计行): how it is known, what it sums, and what a difference is.

    Parameters
    ----------
    label
        Pattern of the whole label, blanks removed.
    sums
        All rows of the sheet, or those above it or below it as far as the next total of this kind.
    on_difference
        Whether a difference stops the filing.
    tolerance
        What rounded figures may miss by [unit of each column of the sheet].
    """

    label: str
    sums: Sums
    on_difference: Literal["error", "warning"] = "error"
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True)
class LeftOut:
    """Rows that are left out (不读的行): pattern of the first filled cell, and why."""

    label: str
    because: str


@dataclass(frozen=True)
class Layout:
    """A layout (台账版式) of one source.

    Parameters
    ----------
    type
        Register type its rows belong to.
    confirmed_by, confirmed_on
        Who confirmed it and when; a draft nobody confirmed reads, and its rows cannot be filed.
    title_rows, header_rows
        How many rows of a sheet are title, and how many tiers of header follow.
    title_patterns
        Patterns searched in the title rows, blanks removed; their named groups are captured.
    sets
        Cells that every row bears; ``{name}`` or ``{name:2}`` (at least two digits) is a capture.
    marks
        What a mark or a blank means in every column that does not say otherwise.
    accepts
        Ways of writing that are read, each of them refused where it is not declared.
    values
        Column of the table → what the sheet writes → what is kept.
    foot
        Label of the foot → column of the filing's header.
    notes
        What a row of notes begins with, below the rows.
    """

    id: str
    title: Label
    type: str
    sheets: Sheets
    columns: tuple[LayoutColumn, ...]
    status: Status = "constructed"
    source: str = ""
    confirmed_by: str = ""
    confirmed_on: date | None = None
    title_rows: int = 0
    header_rows: int = 1
    title_patterns: tuple[str, ...] = ()
    sets: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, Meaning] = field(default_factory=dict)
    accepts: frozenset[Accepted] = frozenset()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    totals: tuple[Total, ...] = ()
    leave_out: tuple[LeftOut, ...] = ()
    foot: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """First row below the header, counted from 0."""
        return self.title_rows + self.header_rows
