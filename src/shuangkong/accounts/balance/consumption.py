"""Consumption and transfers (能源消费总量、净调入调出): what a standard balance comes to under each basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.arithmetic import difference
from shuangkong.accounts.balance.balance import Balance
from shuangkong.accounts.balance.conversion import both_bases
from shuangkong.accounts.balance.factor import Factors
from shuangkong.accounts.observation import plain
from shuangkong.quantity import EnergyBasis
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["TotalConsumption", "Transfer", "net_transfers", "total_consumption"]

_BY_SUPPLY = {"supply": 1, "difference": -1}
_BY_USE = {"final": 1, "losses": 1, "transformation": -1}


@dataclass(frozen=True)
class TotalConsumption:
    """Total consumption found in two ways (能源消费总量) [unit of the whole].

    Attributes
    ----------
    by_supply
        Supply − balance difference.
    by_use
        Final consumption + losses + what transformation took in net.
    printed
        The row as published, if the balance holds it.
    """

    division: str
    basis: EnergyBasis
    by_supply: Figure
    by_use: Figure
    printed: Figure
    account: Account

    @property
    def gap(self) -> Decimal | None:
        """What the supply side holds beyond the use side; None where either is absent."""
        if self.by_supply.value is None or self.by_use.value is None:
            return None
        return difference(self.by_supply.value, self.by_use.value)


def total_consumption(balance: Balance, basis: EnergyBasis) -> TotalConsumption:
    """Return the total energy consumption of a standard balance, both ways (能源消费总量).

    Formula: supply − difference, and final + losses − transformation (a net input is negative). The two are
    equal where every identity (d) closes and every product is covered by both.

    Returns
    -------
    TotalConsumption
        ``account`` holds the use side as the figure of indicator ``energy_consumption``.
    """
    whole = balance.structure.whole.id
    zh, en = f"{balance.place.zh}能源消费总量", f"total consumption, {balance.place.en}"
    by_use = _combined(balance, basis, _BY_USE, Label(f"{zh}（消费侧）", f"{en}, use side"))
    by_supply = _combined(balance, basis, _BY_SUPPLY, Label(f"{zh}（供应侧）", f"{en}, supply side"))
    series = Series(energy_basis=basis, vintage=balance.vintage)
    account = Account(balance.division, "energy_consumption", balance.period, by_use, series, balance.names)
    printed = balance.figure(whole, "total_consumption", basis)
    return TotalConsumption(balance.division, basis, by_supply, by_use, printed, account)


def _combined(balance: Balance, basis: EnergyBasis, terms: Mapping[str, int], label: Label) -> Figure:
    """Return a weighted sum of rows of the whole; absent where a row of it is."""
    whole = balance.structure.whole
    figures = {flow: balance.figure(whole.id, flow, basis) for flow in terms}
    lacking = [flow for flow, figure in figures.items() if figure.value is None]
    value = (
        None
        if lacking
        else sum(
            (figure.value * terms[flow] for flow, figure in figures.items() if figure.value is not None),
            Decimal(0),
        )
    )
    trace = Trace(
        label=label,
        value="—" if value is None else f"{plain(value)} {whole.unit}",
        formula=" ".join(f"{'+' if weight > 0 else '−'} {flow}" for flow, weight in terms.items()),
        status=worst(figure.status for figure in figures.values()),
        is_synthetic=any(figure.is_synthetic for figure in figures.values()),
        coverage=_together(figure.trace.coverage for figure in figures.values()),
        inputs=lambda: tuple(figure.trace for figure in figures.values()),
    )
    if value is not None:
        return Figure(value, whole.unit, trace)
    names = [balance.structure.flows[flow].label for flow in lacking]
    reason = Label(
        f"平衡表缺 {'、'.join(name.zh for name in names)}",
        f"the balance lacks {', '.join(name.en for name in names)}",
    )
    return Figure(None, whole.unit, trace, Absence("row_absent", reason))


def _together(coverages: Iterable[Coverage | None]) -> Coverage | None:
    """Return one coverage over several rows: who is absent from any of them is absent."""
    held = [each for each in coverages if each is not None]
    if not held:
        return None
    absent = tuple(dict.fromkeys(name for each in held for name in each.absent))
    expected = max(each.expected for each in held)
    return Coverage(expected, expected - len(absent), absent)


@dataclass(frozen=True)
class Transfer:
    """What a division takes in from others net, sent out negative (净调入) [own unit, and standard].

    Attributes
    ----------
    loss_moved
        Coal-equivalent − calorific: the generation loss that 等价 charges to this division as the user and
        当量 leaves with the producer; negative for one that sends out.
    """

    product: str
    physical: Figure
    calorific: Figure
    coal_equivalent: Figure

    @property
    def loss_moved(self) -> Decimal | None:
        """Return the loss that changes hands between the two bases; None where either is absent."""
        if self.calorific.value is None or self.coal_equivalent.value is None:
            return None
        return difference(self.coal_equivalent.value, self.calorific.value)


def net_transfers(balance: Balance, factors: Factors) -> tuple[Transfer, ...]:
    """Return the net transfers of electricity and heat with other divisions (电力、热力净调入调出).

    Formula: moved in − sent out, in the product's own unit and converted under each basis.
    """
    standard = both_bases(balance, factors)
    held = {product for product, basis in balance.columns if basis is None}
    return tuple(
        Transfer(
            product.id,
            _net(balance, product.id, None),
            _net(standard["calorific"], product.id, "calorific"),
            _net(standard["coal_equivalent"], product.id, "coal_equivalent"),
        )
        for product in balance.structure.products.values()
        if product.carrier in ("electricity", "heat") and product.id in held
    )


def _net(balance: Balance, product: str, basis: EnergyBasis | None) -> Figure:
    """Return the net row where it is filed, else in and out together; a silent side leaves it absent."""
    net = balance.figure(product, "net_transfer", basis)
    sides = [balance.figure(product, flow, basis) for flow in ("inflow", "outflow")]
    values = [side.value for side in sides if side.value is not None]
    if net.value is not None or len(values) < len(sides):
        return net
    value = sum(values, Decimal(0))
    trace = Trace(
        label=balance.label(product, "net_transfer", basis),
        value=f"{plain(value)} {net.unit}",
        formula="inflow + outflow",
        status=worst(side.status for side in sides),
        is_synthetic=any(side.is_synthetic for side in sides),
        inputs=lambda: tuple(side.trace for side in sides),
    )
    return Figure(value, net.unit, trace)
