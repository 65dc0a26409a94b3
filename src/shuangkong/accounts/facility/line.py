"""Energy lines (能源收支行) of a facility: what was bought, stored, converted, sold or used as feedstock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.quantity import Period, find_unit
from shuangkong.schema import Row, columns, table, write_cell
from shuangkong.trace import RowReference, Status

__all__ = ["BOUNDARY", "Flow", "Line", "lines_of", "row_reference"]

TABLE = "facility_energy_line"
Flow = Literal[
    "purchase",
    "opening_stock",
    "closing_stock",
    "sold",
    "conversion_input",
    "own_output",
    "feedstock",
    "medium",
    "medium_output",
    "medium_sold",
]
BOUNDARY: Mapping[Flow, int] = {
    "purchase": 1,
    "opening_stock": 1,
    "closing_stock": -1,
    "sold": -1,
    "medium": 1,
    "medium_sold": -1,
}
"""Sign of what crosses the facility's boundary; only this makes up its comprehensive energy."""


@dataclass(frozen=True)
class Line:
    """One line of a facility's energy (能源收支行) [unit].

    Attributes
    ----------
    measured
        Measured coal-equivalent factor [factor_unit]; None where nothing was measured.
    conversion
        Which of the facility's own conversions an input or output belongs to.
    """

    flow: Flow
    product: str
    quantity: Decimal
    unit: str
    measured: Decimal | None = None
    factor_unit: str = ""
    conversion: str = ""
    number: int = 0
    status: Status = "official"
    is_synthetic: bool = False
    rows: tuple[RowReference, ...] = ()

    @property
    def amount(self) -> tuple[str, Decimal]:
        """Dimension and quantity in its reference unit (基准单位数量).

        Examples
        --------
        >>> Line("purchase", "raw_coal", Decimal("1.5"), "万吨").amount
        ('mass_t', Decimal('15000.0'))
        """
        unit = find_unit(self.unit)
        if unit is None:
            return "", self.quantity
        return unit.dimension, compound((self.quantity, unit.factor))

    def __str__(self) -> str:
        return f"#{self.number} {self.flow} {self.product}"


def row_reference(rows: FrozenRows, name: str, row: Row) -> RowReference:
    """Return the reference to a row of a table (数据行引用)."""
    key = tuple(write_cell(row[column], columns()[column]) for column in table(name).key)
    return RowReference(name, key, rows.table_hash(name))


def lines_of(rows: FrozenRows, facility: str, period: Period, *, synthetic: bool = False) -> tuple[Line, ...]:
    """Return a facility's lines of a period (某单位某期能源收支), demonstration rows or real ones."""
    found = rows.rows(TABLE, facility_id=facility, period=period.text, is_synthetic=synthetic)
    lines = (
        Line(
            flow=cast(Flow, row["facility_flow"]),
            product=str(row["energy_product"]),
            quantity=cast(Decimal, row["line_quantity"]),
            unit=str(row["unit"]),
            measured=cast(Decimal | None, row["measured_factor"]),
            factor_unit=str(row["factor_unit"] or ""),
            conversion=str(row["conversion_id"] or ""),
            number=cast(int, row["line_no"]),
            status=cast(Status, row["status"]),
            is_synthetic=bool(row["is_synthetic"]),
            rows=(row_reference(rows, TABLE, row),),
        )
        for row in found
    )
    return tuple(sorted(lines, key=lambda line: line.number))
