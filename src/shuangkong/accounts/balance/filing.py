"""Filing cells (填入平衡表单元): a printed value under two printed labels becomes one row, or a problem."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from shuangkong.accounts.balance.layout import Layout, LayoutColumn, LayoutRow, normal_label
from shuangkong.accounts.balance.structure import Structure
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector, Problem
from shuangkong.quantity import Period, find_unit, quantise
from shuangkong.schema import Row, columns, read_cell
from shuangkong.trace import Status

__all__ = ["Imported", "Origin", "Printed", "TableFiling"]

Found = TypeVar("Found", LayoutRow, LayoutColumn)
BLANK_NOTE = "原表空格，按该表惯例计为零 blank in the source: zero by the convention of the table"


@dataclass(frozen=True)
class Origin:
    """Whose balance a table is, and where it was read (表的归属与出处)."""

    division: str
    period: Period
    vintage: str
    source: str
    status: Status
    is_synthetic: bool = False


@dataclass(frozen=True)
class Printed:
    """One printed cell (原表单元): its text, its unit as written, and where it stands.

    Attributes
    ----------
    status, source
        Its own, where the source says so cell by cell; otherwise those of the table.
    """

    text: str
    unit: str
    where: str
    status: Status | None = None
    source: str = ""


@dataclass(frozen=True)
class Imported:
    """The rows of an accepted table (导入结果), with what was normalised or left absent on the way."""

    rows: tuple[Row, ...]
    notes: tuple[Problem, ...]


@dataclass
class TableFiling:
    """Cells of one table being filed under a layout (填表)."""

    layout: Layout
    structure: Structure
    origin: Origin
    problems: Collector
    cells: dict[tuple[str, str, str | None], Row] = field(default_factory=dict)
    units: dict[LayoutColumn, str] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    printed: set[tuple[LayoutRow, LayoutColumn]] = field(default_factory=set)
    first: dict[tuple[str, str, str | None], str] = field(default_factory=dict)

    def row_of(self, label: str, where: str, *, filled: int = 1) -> LayoutRow | None:
        """Return the row a label means (识别行), or note that nobody knows it."""
        return self._known(
            label, self.layout.rows.get(normal_label(label)), "balance_row_unknown", where, filled
        )

    def column_of(self, label: str, where: str, *, filled: int = 1) -> LayoutColumn | None:
        """Return the column a label means (识别列), or note that nobody knows it."""
        code = "balance_column_unknown" if label.strip() else "balance_column_unnamed"
        return self._known(label, self.layout.columns.get(normal_label(label)), code, where, filled)

    def _known(self, label: str, found: Found | None, code: str, where: str, filled: int) -> Found | None:
        if found is None:
            details: dict[str, object] = {} if code == "balance_column_unnamed" else {"found": label}
            self.problems.add(code, where, **details, count=filled, layout=self.layout.id)
        elif label not in self.layout.written and label not in self.noted:
            self.noted.add(label)
            self.problems.add("balance_label_normalised", where, "note", found=repr(label))
        return found

    def put(self, row: LayoutRow, column: LayoutColumn, printed: Printed) -> None:
        """File one printed cell (填入单元); a blank is zero or absent as the layout declares."""
        self.printed.add((row, column))
        unit = self._unit(column, printed)
        key = (column.product, row.flow, column.energy_basis)
        if key in self.first:
            details = {"basis": column.energy_basis or "—", "first": self.first[key]}
            self.problems.add("balance_value_repeated", printed.where, **details)
            return
        self.first[key] = printed.where
        if not printed.text.strip():
            if self.layout.blank_is_zero and unit is not None:
                self._keep(row, column, Decimal(0), replace(printed, unit=unit), note=BLANK_NOTE)
            return
        quantity = self._quantity(printed)
        if unit is None or quantity is None:
            return
        quantity *= row.printed_sign
        if self.structure.flows[row.flow].sign == "stock" and quantity < 0:
            self.problems.add("balance_stock_negative", printed.where, found=plain(quantity), unit=unit)
            return
        self._keep(row, column, quantity, replace(printed, unit=unit))

    def fill_blanks(self) -> None:
        """Give every cell of the layout that the source leaves out its zero (补零), where declared."""
        if self.layout.blank_is_zero:
            for column in dict.fromkeys(self.layout.columns.values()):
                unit = self.units.get(column, self.structure.products[column.product].unit)
                for row in dict.fromkeys(self.layout.rows.values()):
                    if (row, column) not in self.printed:
                        self.put(row, column, Printed("", unit, self.layout.id))

    def note_absent(self, labels: Iterable[str], code: str) -> None:
        """Note rows or columns of the layout that the sheet lacks (缺行缺列); they stay absent."""
        missing = ", ".join(labels)
        if missing:
            self.problems.add(code, self.origin.division, "warning", found=missing, layout=self.layout.id)

    def _unit(self, column: LayoutColumn, printed: Printed) -> str | None:
        written = printed.unit or self.layout.unit
        symbol = normal_label(written).strip("()[]")
        symbol = self.layout.units.get(symbol, symbol)
        product = self.structure.products[column.product]
        wanted = product.unit if column.energy_basis is None else self.structure.whole.unit
        unit, expected = find_unit(symbol), find_unit(wanted)
        if unit is None:
            self._once("balance_unit_unknown", printed.where, f"{column} {written}", found=written)
            return None
        if expected is None or unit.dimension != expected.dimension:
            details = {"found": written, "expected": wanted}
            self._once("balance_unit_differs", printed.where, f"{column} {written}", **details)
            return None
        self.units[column] = symbol
        return symbol

    def _once(self, code: str, where: str, subject: str, **details: object) -> None:
        """Note what is wrong with a whole column once, at its first cell."""
        if subject not in self.noted:
            self.noted.add(subject)
            self.problems.add(code, where, **details)

    def _quantity(self, printed: Printed) -> Decimal | None:
        column, text = columns()["quantity"], printed.text.strip()
        if self.layout.round_to is None:
            value = read_cell(text, column, self.problems, printed.where)
            return value if isinstance(value, Decimal) else None
        try:
            exact = Decimal(text)
        except InvalidOperation:
            exact = Decimal("NaN")
        if not exact.is_finite():
            read_cell(text, column, self.problems, printed.where)
            return None
        value = read_cell(f"{quantise(exact, self.layout.round_to):f}", column, self.problems, printed.where)
        return value if isinstance(value, Decimal) else None

    def _keep(
        self,
        row: LayoutRow,
        column: LayoutColumn,
        quantity: Decimal,
        printed: Printed,
        *,
        note: str | None = None,
    ) -> None:
        origin = self.origin
        self.cells[column.product, row.flow, column.energy_basis] = {
            "division_code": origin.division,
            "period": origin.period.text,
            "product_id": column.product,
            "flow_id": row.flow,
            "quantity": quantise(quantity, columns()["quantity"].quantum or Decimal(1)),
            "unit": printed.unit,
            "energy_basis": column.energy_basis,
            "vintage": origin.vintage,
            "is_synthetic": origin.is_synthetic,
            "status": printed.status or origin.status,
            "source": printed.source or origin.source,
            "note": note,
        }
