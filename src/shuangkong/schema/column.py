"""Columns, tables and rows (字段、表、行): what a cell may hold and which cells identify a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shuangkong.trace import Label

__all__ = ["Cell", "Column", "ColumnType", "Confidentiality", "Row", "Table"]

Cell = str | int | Decimal | date | bool | None
Row = Mapping[str, Cell]
ColumnType = Literal["text", "integer", "decimal", "date", "boolean", "period", "division", "unit", "status"]
Confidentiality = Literal["public", "restricted", "unit_level"]


@dataclass(frozen=True)
class Column:
    """A column (字段), defined once for all tables.

    Parameters
    ----------
    type
        What a cell holds; a period, division, unit and status are text of a fixed form.
    unit
        Unit of measure of the whole column; empty where the row says it or there is none.
    quantum
        Smallest step a decimal is kept at; None keeps the digits as written.
    allowed
        Closed list of written values; empty means open.
    required
        Whether a blank is a problem. A blank that is allowed is None, never 0.
    confidentiality
        ``unit_level`` is data of a single statistical unit: only its aggregates leave the statistics role.
    """

    name: str
    type: ColumnType
    label: Label
    description: Label
    unit: str = ""
    quantum: Decimal | None = None
    allowed: tuple[str, ...] = ()
    required: bool = True
    confidentiality: Confidentiality = "public"


@dataclass(frozen=True)
class Table:
    """A table (数据表): its columns in order, the columns that identify a row, and its validity columns.

    Parameters
    ----------
    key
        Columns whose cells together stand once.
    validity
        Columns (from, to) of the first and last day a row holds; rows that share the rest of the key must
        not overlap in them. None where rows do not follow each other in time.
    """

    name: str
    label: Label
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    validity: tuple[str, str] | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(column.name for column in self.columns)

    @property
    def subject_key(self) -> tuple[str, ...]:
        """The key without the validity columns: what the rows following each other in time speak of."""
        return tuple(name for name in self.key if name not in (self.validity or ()))

    def column(self, name: str) -> Column:
        """Return one column.

        Raises
        ------
        KeyError
            If the table has no such column.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"table {self.name} has no column {name}")
