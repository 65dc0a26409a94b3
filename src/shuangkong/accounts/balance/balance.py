"""Balances (能源平衡表): the cells of one division and year, physical and standard, never mixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import cast

from shuangkong.accounts.arithmetic import compound, ratio
from shuangkong.accounts.balance.structure import Structure
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis, Period, find_unit
from shuangkong.schema import Row, columns, table, write_cell
from shuangkong.trace import Absence, Coverage, Figure, Label, RowReference, Status, Trace

__all__ = ["TABLE", "Balance", "BalanceCell", "CellKey", "balance_of", "read_balance"]

TABLE = "energy_balance_cell"
CellKey = tuple[str, str, EnergyBasis | None]
"""Product, flow, and energy basis; the basis is None for a physical quantity."""


@dataclass(frozen=True)
class BalanceCell:
    """One cell (平衡表单元) [unit], with the rows it rests on.

    Attributes
    ----------
    expected, absent
        For a computed cell: the products it should hold, and those it lacks.
    """

    quantity: Decimal
    unit: str
    status: Status
    is_synthetic: bool
    rows: tuple[RowReference, ...] = ()
    formula: str = ""
    expected: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    notes: tuple[Label, ...] = ()
    parts: tuple[BalanceCell, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Balance:
    """The energy balance of one division and period (能源平衡表).

    A cell nobody filed is absent, never zero; a row that stands nowhere in the table is no row of it.
    """

    division: str
    period: Period
    vintage: str
    structure: Structure
    cells: Mapping[CellKey, BalanceCell]
    names: Naming = field(default=CODES, compare=False, repr=False)

    def quantity(self, product: str, flow: str, basis: EnergyBasis | None = None) -> Decimal | None:
        """Return a quantity (数量) [the product's unit, or the standard unit under a basis], or None."""
        cell = self.cells.get((product, flow, basis))
        return None if cell is None else cell.quantity

    @cached_property
    def columns(self) -> tuple[tuple[str, EnergyBasis | None], ...]:
        """Products with their basis that the balance holds (列), in the order of the structure."""
        order = list(self.structure.products)
        held = {(product, basis) for product, _, basis in self.cells}
        return tuple(sorted(held, key=lambda each: (order.index(each[0]), each[1] or "")))

    @cached_property
    def flows(self) -> frozenset[str]:
        """Rows that stand anywhere in the balance (行)."""
        return frozenset(flow for _, flow, _ in self.cells)

    def unit(self, product: str, basis: EnergyBasis | None) -> str:
        """Return the unit of a column (列的计量单位)."""
        return self.structure.products[product].unit if basis is None else self.structure.whole.unit

    def figure(self, product: str, flow: str, basis: EnergyBasis | None = None) -> Figure:
        """Return a cell as a figure (单元数值), absent with ``not_published`` where nobody filed it."""
        unit = self.unit(product, basis)
        label = self.label(product, flow, basis)
        cell = self.cells.get((product, flow, basis))
        if cell is None:
            reason = Label("平衡表中没有这一单元", "the balance has no such cell")
            return Figure(None, unit, Trace(label, "—"), Absence("not_published", reason))
        return Figure(cell.quantity, unit, cell_trace(cell, label))

    @property
    def place(self) -> Label:
        """Division and period in words."""
        return self.names.place(self.division, self.period)

    def label(self, product: str, flow: str, basis: EnergyBasis | None = None) -> Label:
        """Return how a cell is called (单元名称)."""
        names = self.structure.products[product].label, self.structure.flows[flow].label
        zh, en = ("", "") if basis is None else (f"（{_BASES[basis].zh}）", f" ({_BASES[basis].en})")
        return Label(
            f"{self.place.zh} {names[0].zh} {names[1].zh}{zh}",
            f"{names[0].en}: {names[1].en}{en}, {self.place.en}",
        )


_BASES = {"calorific": Label("当量值", "calorific"), "coal_equivalent": Label("等价值", "coal-equivalent")}


def cell_trace(cell: BalanceCell, label: Label) -> Trace:
    """Return where a cell comes from (单元溯源); a computed cell opens into its parts."""
    present = tuple(name for name in cell.expected if name not in cell.absent)
    return Trace(
        label=label,
        value=f"{plain(cell.quantity)} {cell.unit}",
        formula=cell.formula,
        rows=cell.rows,
        status=cell.status,
        is_synthetic=cell.is_synthetic,
        coverage=Coverage(len(cell.expected), len(present), cell.absent) if cell.expected else None,
        notes=cell.notes,
        inputs=lambda: tuple(cell_trace(part, label) for part in cell.parts),
    )


def read_balance(
    rows: FrozenRows,
    structure: Structure,
    division: str,
    period: Period,
    *,
    vintage: str | None = None,
    synthetic: bool = False,
) -> Balance:
    """Return the balance of a division and period from frozen rows (读取平衡表).

    Parameters
    ----------
    vintage
        Which revision; needed only where there is more than one.
    synthetic
        Demonstration rows only, or real rows only; never both.

    Raises
    ------
    ProblemsFound
        ``balance_not_found``, ``balance_two_vintages`` with the choices, or the problems of `balance_of`.
    """
    found = rows.rows(TABLE, division_code=division, period=period.text, is_synthetic=synthetic)
    where = f"{division} {period.text}"
    vintages = sorted({str(row["vintage"]) for row in found})
    if vintage is not None:
        found = tuple(row for row in found if row["vintage"] == vintage)
    if not found:
        raise ProblemsFound([Problem("balance_not_found", where, {"vintages": ", ".join(vintages) or "—"})])
    if vintage is None and len(vintages) > 1:
        raise ProblemsFound([Problem("balance_two_vintages", where, {"found": " / ".join(vintages)})])
    return balance_of(found, structure, table_hash=rows.table_hash(TABLE))


def balance_of(rows: Iterable[Row], structure: Structure, *, table_hash: str = "") -> Balance:
    """Return the balance that rows of one division, period and vintage make up (组成平衡表).

    Quantities in a multiple of the product's unit are brought to it exactly.

    Raises
    ------
    ProblemsFound
        With every problem of every row: ``balance_product_missing``, ``balance_product_unknown``,
        ``balance_flow_unknown``, ``balance_unit_unknown``, ``balance_unit_differs``,
        ``balance_cell_repeated``, ``balance_stock_negative``, ``balance_two_subjects``.
    """
    problems = Collector()
    cells: dict[CellKey, BalanceCell] = {}
    subjects: set[tuple[str, str, str, bool]] = set()
    for row in rows:
        place = " ".join(
            str(row[name] or "—") for name in ("division_code", "period", "product_id", "flow_id")
        )
        subjects.add(
            (str(row["division_code"]), str(row["period"]), str(row["vintage"]), bool(row["is_synthetic"]))
        )
        if not _codes_known(row, structure, place, problems):
            continue
        basis = cast(EnergyBasis | None, row["energy_basis"] or None)
        key = (str(row["product_id"]), str(row["flow_id"]), basis)
        cell = _cell(row, structure, place, problems, table_hash)
        if key in cells:
            problems.add("balance_cell_repeated", place, basis=basis or "—")
        elif cell is not None:
            cells[key] = cell
    if len(subjects) > 1:
        found = " / ".join(" ".join(map(str, each)) for each in sorted(subjects))
        problems.add("balance_two_subjects", TABLE, found=found)
    problems.raise_errors()
    if not subjects:
        raise ProblemsFound([Problem("balance_not_found", TABLE, {"vintages": "—"})])
    division, period, vintage, _ = subjects.pop()
    return Balance(division, Period.parse(period), vintage, structure, cells)


def _codes_known(row: Row, structure: Structure, place: str, problems: Collector) -> bool:
    product, flow = row["product_id"], row["flow_id"]
    if not product:
        problems.add("balance_product_missing", place)
    elif product not in structure.products:
        problems.add("balance_product_unknown", place, found=product)
    if flow not in structure.flows:
        problems.add("balance_flow_unknown", place, found=flow or "—")
    return bool(product) and product in structure.products and flow in structure.flows


def _cell(
    row: Row, structure: Structure, place: str, problems: Collector, table_hash: str
) -> BalanceCell | None:
    product, basis = structure.products[str(row["product_id"])], row["energy_basis"]
    wanted = product.unit if not basis else structure.whole.unit
    written = str(row["unit"])
    unit, target = find_unit(written), find_unit(wanted)
    if unit is None:
        problems.add("balance_unit_unknown", place, found=written)
        return None
    if target is None or unit.dimension != target.dimension:
        problems.add("balance_unit_differs", place, found=written, expected=wanted)
        return None
    filed = cast(Decimal, row["quantity"])
    quantity = ratio(compound((filed, unit.factor)), target.factor)
    assert isinstance(quantity, Decimal), "units have factors above zero"
    if structure.flows[str(row["flow_id"])].sign == "stock" and quantity < 0:
        problems.add("balance_stock_negative", place, found=plain(quantity), unit=wanted)
        return None
    key = tuple(write_cell(row[name], columns()[name]) for name in table(TABLE).key)
    notes = tuple(Label(str(row[name]), str(row[name])) for name in ("source", "note") if row[name])
    return BalanceCell(
        quantity,
        wanted,
        cast(Status, row["status"]),
        bool(row["is_synthetic"]),
        (RowReference(TABLE, key, table_hash),),
        notes=notes,
    )
