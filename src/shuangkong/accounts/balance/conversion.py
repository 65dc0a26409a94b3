"""Conversion (折标准煤): a physical balance in standard quantity, under one basis at a time.

Under 当量值 a kilowatt-hour is worth its heat and the generation loss stays with whoever burns the fuel.
Under 等价值 it is worth the coal that makes it, and the loss travels to whoever uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts.balance.balance import Balance, BalanceCell, CellKey
from shuangkong.accounts.balance.factor import Factor, Factors, Scope, in_unit_of
from shuangkong.accounts.balance.structure import Flow, Product
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis, find_unit
from shuangkong.trace import Label, worst

__all__ = ["add_balances", "both_bases", "in_standard_quantity"]

_ZERO = Decimal(0)


def both_bases(balance: Balance, factors: Factors) -> Mapping[EnergyBasis, Balance]:
    """Return a physical balance under both bases (当量值与等价值并列), side by side and never added."""
    bases: tuple[EnergyBasis, ...] = ("calorific", "coal_equivalent")
    return {basis: in_standard_quantity(balance, factors, basis) for basis in bases}


def in_standard_quantity(balance: Balance, factors: Factors, basis: EnergyBasis) -> Balance:
    """Return the physical cells of a balance in standard quantity (折标准煤) [unit of the whole].

    Every single product is converted with its factor, groups are the sums of their members. A product
    without a factor, or without a cell for a row, is named in the coverage of each group it is missing
    from; a zero needs no factor. The physical total consumption is not converted: it counts gross inputs.

    Formula: quantity × factor; transfers between divisions × their own factor where one is filed, and the
    supply moves by the difference.
    """
    convert = _Conversion(balance, factors, basis)
    cells: dict[CellKey, BalanceCell] = {}
    products = balance.structure.products.values()
    held = {product for product, own in balance.columns if own is None}
    for flow in balance.structure.flows.values():
        if flow.id not in balance.flows or flow.adds_over_products == "standard":
            continue
        for product in products:
            if product.carrier != "group" and product.id in held:
                cell = convert.single(product, flow)
                if cell is not None:
                    cells[product.id, flow.id, basis] = cell
        for group in products:
            if group.carrier == "group":
                total = convert.group(group, flow, cells, held)
                if total is not None:
                    cells[group.id, flow.id, basis] = total
    return replace(balance, cells=cells)


class _Conversion:
    """One conversion of a balance."""

    def __init__(self, balance: Balance, factors: Factors, basis: EnergyBasis) -> None:
        self.balance = balance
        self.factors = factors
        self.basis: EnergyBasis = basis
        self.unit = balance.structure.whole.unit

    def single(self, product: Product, flow: Flow) -> BalanceCell | None:
        """Return a converted cell; a supply row carries what transfers at another factor change."""
        cell = self.balance.cells.get((product.id, flow.id, None))
        if cell is None:
            return None
        scope: Scope = "transfer" if flow.id in _TRANSFERS else "all"
        converted = self.converted(cell, product, self.factors.of(product.id, self.basis, scope=scope))
        if converted is None or flow.id != "supply":
            return converted
        more = sum(self._revalued(product), _ZERO)
        return replace(converted, quantity=converted.quantity + more) if more else converted

    def _revalued(self, product: Product) -> Iterator[Decimal]:
        """Yield what each transfer is worth more under its own factor than under the general one."""
        own = self.factors.of(product.id, self.basis, scope="transfer")
        general = self.factors.of(product.id, self.basis)
        flows: tuple[str, ...] = ("inflow", "outflow")
        if not any((product.id, flow, None) in self.balance.cells for flow in flows):
            flows = ("net_transfer",)
        for flow in flows if own is not general else ():
            cell = self.balance.cells.get((product.id, flow, None))
            worth = [None if cell is None else self.converted(cell, product, each) for each in (own, general)]
            if worth[0] is not None and worth[1] is not None:
                yield worth[0].quantity - worth[1].quantity

    def converted(self, cell: BalanceCell, product: Product, factor: Factor | None) -> BalanceCell | None:
        unit = find_unit(product.unit)
        if factor is None and unit is not None and unit.dimension == "energy_tce":
            return replace(cell, quantity=in_unit_of(cell.quantity * unit.factor, self.unit), unit=self.unit)
        if factor is None:
            return replace(cell, unit=self.unit, formula="0") if cell.quantity == 0 else None
        tce = factor.tce(cell.quantity, product.unit)
        if tce is None:
            return None
        return BalanceCell(
            in_unit_of(tce, self.unit),
            self.unit,
            worst((cell.status, factor.status)),
            cell.is_synthetic or factor.is_synthetic,
            cell.rows + factor.rows,
            formula="quantity × factor",
            notes=(
                *cell.notes,
                Label(
                    f"系数：{factor.value} {factor.unit}；{factor.source}",
                    f"factor: {factor.value} {factor.unit}; {factor.source}",
                ),
            ),
            parts=(cell,),
        )

    def group(
        self, group: Product, flow: Flow, cells: Mapping[CellKey, BalanceCell], held: set[str]
    ) -> BalanceCell | None:
        """Return the sum of a group's single products, with those it lacks."""
        singles = [each.id for each in self.balance.structure.single_products(group.id) if each.id in held]
        present = {
            name: cells[name, flow.id, self.basis] for name in singles if (name, flow.id, self.basis) in cells
        }
        if not present:
            return None
        absent = tuple(name for name in singles if name not in present)
        return _sum_of(present.values(), self.unit, expected=tuple(singles), absent=absent)


_TRANSFERS = ("net_transfer", "inflow", "outflow")


def _sum_of(
    cells: Iterable[BalanceCell], unit: str, *, expected: tuple[str, ...], absent: tuple[str, ...]
) -> BalanceCell:
    parts = tuple(cells)
    return BalanceCell(
        sum((each.quantity for each in parts), _ZERO),
        unit,
        worst(each.status for each in parts),
        any(each.is_synthetic for each in parts),
        formula="Σ",
        expected=expected,
        absent=absent,
        parts=parts,
    )


def add_balances(balances: Mapping[str, Balance], division: str) -> Balance:
    """Return the balance of several divisions together (合并平衡表), each cell with who is absent from it.

    Parameters
    ----------
    balances
        Name of each part → its balance; transfers among the parts cancel in the net.

    Raises
    ------
    ProblemsFound
        ``balance_two_bases`` where they hold different bases (physical quantity is one),
        ``balance_not_alike`` where periods or vintages differ or synthetic stands beside real.
    """
    parts = tuple(balances.values())
    _check_alike(parts, division)
    keys = dict.fromkeys(key for each in parts for key in each.cells)
    names = tuple(balances)
    cells = {}
    for key in keys:
        held = {name: each.cells[key] for name, each in balances.items() if key in each.cells}
        lacking = {name for name in names if name not in held}
        lacking |= {name for name, cell in held.items() if cell.absent}
        absent = tuple(name for name in names if name in lacking)
        unit = next(iter(held.values())).unit
        cells[key] = _sum_of(held.values(), unit, expected=names, absent=absent)
    first = parts[0]
    return replace(first, division=division, cells=cells)


def _check_alike(parts: tuple[Balance, ...], division: str) -> None:
    bases = {frozenset(str(basis or "physical") for _, basis in each.columns) for each in parts}
    if len(bases) > 1:
        found = " / ".join(sorted("+".join(sorted(each)) for each in bases))
        raise ProblemsFound([Problem("balance_two_bases", division, {"found": found})])
    series = {
        (each.period.text, each.vintage, any(cell.is_synthetic for cell in each.cells.values()))
        for each in parts
    }
    if len(series) != 1:
        found = " / ".join(" ".join(map(str, each)) for each in sorted(series)) or "—"
        raise ProblemsFound([Problem("balance_not_alike", division, {"found": found})])
