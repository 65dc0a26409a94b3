"""Layouts (表结构): the columns a table was frozen with, kept in the manifest.

A snapshot must answer for ever, also after the dictionary has gained a column. What its rows are hashed and
read by is therefore the layout frozen with them, never the dictionary of the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.schema import Cell, Column, ColumnType, Row, Table
from shuangkong.trace import Label

__all__ = ["DIGITS", "Layout", "places"]

DIGITS = 18
_UNNAMED = Label("", "")
_SQL: Mapping[ColumnType, str] = {"integer": "BIGINT", "date": "DATE", "boolean": "BOOLEAN"}


def places(quantum: Decimal) -> int:
    """Return the decimal places of a quantum (小数位数).

    Raises
    ------
    ValueError
        If the quantum is no power of ten between 1 and 10⁻¹⁸.

    Examples
    --------
    >>> places(Decimal("0.000001"))
    6
    """
    count = -int(quantum.as_tuple().exponent)
    if not 0 <= count <= DIGITS or quantum != Decimal(1).scaleb(-count):
        raise ValueError(f"a quantum is a power of ten between 1 and 1E-{DIGITS}, not {quantum}")
    return count


@dataclass(frozen=True)
class Layout:
    """Columns, types, quanta and key of a frozen table (表结构).

    Examples
    --------
    >>> from shuangkong.schema import table
    >>> Layout.of(table("observation")).sql_types["value"]
    'DECIMAL(18,6)'
    """

    columns: tuple[tuple[str, ColumnType, Decimal | None], ...]
    key: tuple[str, ...]

    @classmethod
    def of(cls, table: Table) -> Layout:
        """Take the layout of a table of the dictionary."""
        return cls(tuple((column.name, column.type, column.quantum) for column in table.columns), table.key)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in order."""
        return tuple(name for name, _, _ in self.columns)

    @property
    def sql_types(self) -> dict[str, str]:
        """SQL type of each column: fixed point by its quantum; without one a decimal is kept as text."""
        return {name: _sql_type(kind, quantum) for name, kind, quantum in self.columns}

    @property
    def table(self) -> Table:
        """The layout as a nameless table: what canonical rows are written by."""
        columns = (
            Column(name, kind, _UNNAMED, _UNNAMED, "", quantum) for name, kind, quantum in self.columns
        )
        return Table("", _UNNAMED, tuple(columns), self.key)

    def key_of(self, row: Row) -> tuple[Cell, ...]:
        """Return the cells that identify a row."""
        return tuple(row[name] for name in self.key)

    def order(self, row: Row) -> tuple[tuple[bool, str], ...]:
        """Return what rows are sorted by: the key as text, blanks first."""
        return tuple((cell is not None, str(cell)) for cell in self.key_of(row))


def _sql_type(kind: ColumnType, quantum: Decimal | None) -> str:
    if kind == "decimal" and quantum is not None:
        return f"DECIMAL({DIGITS},{places(quantum)})"
    return _SQL.get(kind, "VARCHAR")
