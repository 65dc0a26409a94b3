"""Columns, tables and rows (字段、表、行): what a cell may hold and which cells identify a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shuangkong.trace import STATUSES, Label

__all__ = ["Cell", "Column", "ColumnType", "Confidentiality", "Row", "Table"]

Cell = str | int | Decimal | date | bool | None
Row = Mapping[str, Cell]
ColumnType = Literal["text", "integer", "decimal", "date", "boolean", "period", "division", "unit", "status"]
Confidentiality = Literal["public", "restricted", "unit_level"]


_BOOLEANS: Mapping[str, Label] = {"true": Label("是", "yes"), "false": Label("否", "no")}


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
    allowed_labels
        What a person reads for each of them, in their order; empty where a value speaks for itself.
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
    allowed_labels: tuple[Label, ...] = ()

    @property
    def choices(self) -> Mapping[str, Label]:
        """Written values to choose from, each with what a person reads for it; none where it is open."""
        if self.allowed:
            return dict(zip(self.allowed, self.allowed_labels or map(_itself, self.allowed), strict=True))
        if self.type == "boolean":
            return _BOOLEANS
        return {str(code): label for code, label in STATUSES.items()} if self.type == "status" else {}

    def code_of(self, text: str) -> str:
        """Return the written value that a label stands for (选项代码); any other text as it is.

        Examples
        --------
        >>> stage = Column("stage", "text", Label("阶段", "stage"), Label("", ""), allowed=("estimate",),
        ...                allowed_labels=(Label("预计", "estimate"),))
        >>> stage.code_of("预计"), stage.code_of("estimate"), stage.code_of("快报")
        ('estimate', 'estimate', '快报')
        """
        choices = self.choices
        if text in choices:
            return text
        return next((code for code, label in choices.items() if text in {label.zh, label.en}), text)


def _itself(value: str) -> Label:
    return Label(value, value)


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
