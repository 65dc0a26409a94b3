"""Factors (折标准煤系数): what a balance is converted with, filed or from the standard, per energy basis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound, ratio
from shuangkong.accounts.balance.structure import Product, Structure
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.quantity import EnergyBasis, Period, find_unit
from shuangkong.schema import columns, table, write_cell
from shuangkong.standards import Adoption, StandardValue, confirmed, lookup
from shuangkong.trace import Label, RowReference, SignOff, Status, Trace

__all__ = ["Factor", "Factors", "Scope", "filed_factors", "find_factors"]

TABLE = "balance_factor"
Scope = Literal["all", "transfer"]
_BASES: tuple[EnergyBasis, ...] = ("calorific", "coal_equivalent")

# tonnes of standard coal in (reference unit of the quantity) × (reference unit of the factor)
_TCE: Mapping[tuple[str, str], Decimal] = {
    ("mass_t", "tce_factor_mass"): Decimal(1),
    ("volume_m3", "tce_factor_volume"): Decimal("0.001"),
    ("energy_kwh", "tce_factor_power"): Decimal("0.001"),
    ("energy_kwh", "coal_rate_g_per_kwh"): Decimal("0.000001"),
    ("heat_gj", "tce_factor_heat"): Decimal(1),
}


@dataclass(frozen=True)
class Factor:
    """A factor in use for one product (折标准煤系数) [unit].

    Attributes
    ----------
    energy_basis
        None where the two bases do not differ (fuels).
    scope
        ``transfer``: only for what moves between divisions, where that is valued differently.
    """

    product: str
    value: Decimal
    unit: str
    energy_basis: EnergyBasis | None = None
    scope: Scope = "all"
    status: Status = "unverified"
    is_synthetic: bool = False
    source: str = ""
    rows: tuple[RowReference, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    def tce(self, quantity: Decimal, unit: str) -> Decimal | None:
        """Return a quantity in tonnes of standard coal [tce] (折标准煤), None where the units do not match.

        Formula: quantity × multiple of its unit × factor.

        Examples
        --------
        >>> Factor("electricity", Decimal("0.1229"), "kgce/kWh").tce(Decimal(1), "亿千瓦时")
        Decimal('12290.0000000')
        >>> Factor("electricity", Decimal(300), "gce/kWh").tce(Decimal(1), "万吨") is None
        True
        """
        held, own = find_unit(unit), find_unit(self.unit)
        if held is None or own is None or (held.dimension, own.dimension) not in _TCE:
            return None
        return compound((quantity, held.factor, self.value, own.factor, _TCE[held.dimension, own.dimension]))

    @property
    def trace(self) -> Trace:
        """What a figure says of the factor it rests on."""
        return Trace(
            label=Label(f"{self.product} 折标准煤系数", f"coal-equivalent factor of {self.product}"),
            value=f"{plain(self.value)} {self.unit}",
            rows=self.rows,
            status=self.status,
            is_synthetic=self.is_synthetic,
            notes=(Label(self.source, self.source),) if self.source else (),
            sign_offs=self.sign_offs,
        )


@dataclass(frozen=True)
class Factors:
    """The factors of one balance (折标准煤系数表), and why a product has none."""

    held: Mapping[tuple[str, EnergyBasis, Scope], Factor]
    lacking: Mapping[tuple[str, EnergyBasis], str]

    def of(self, product: str, basis: EnergyBasis, *, scope: Scope = "all") -> Factor | None:
        """Return the factor of a product under a basis (取系数); transfers fall back to the general one."""
        return self.held.get((product, basis, scope)) or self.held.get((product, basis, "all"))


def find_factors(
    structure: Structure,
    *,
    on: date,
    filed: Iterable[Factor] = (),
    edition: str | None = None,
    signed_off: Sequence[Adoption] = (),
) -> Factors:
    """Return a factor for each product and basis (确定系数): the filed one, else that of the standard.

    Parameters
    ----------
    on
        Day the standard has to be in force; the last day of the balance's period.
    filed
        Factors chosen for this balance with their source. The coal-equivalent factor of electricity and
        heat is set each year and has to be filed; so has one the standard gives as an interval.
    signed_off
        Sign-offs of the workspace that raise the status of the standard's values they confirm.

    Raises
    ------
    ProblemsFound
        ``balance_product_unknown``, ``balance_factor_unit``, ``balance_factor_repeated``.

    Examples
    --------
    >>> from shuangkong.accounts.balance.structure import read_structure
    >>> from shuangkong.packs import load_packs
    >>> factors = find_factors(read_structure(load_packs("cn")), on=date(2022, 12, 31))
    >>> factors.of("electricity", "calorific").value
    Decimal('0.1229')
    >>> factors.lacking["electricity", "coal_equivalent"]
    'standard_set_each_year'
    """
    held = _chosen(structure, filed)
    lacking: dict[tuple[str, EnergyBasis], str] = {}
    for product in structure.products.values():
        for basis in _BASES:
            if product.carrier == "group" or (product.id, basis, "all") in held:
                continue
            found = _standard(product, basis, on, edition)
            if isinstance(found, StandardValue):
                held[product.id, basis, "all"] = _of_standard(product, confirmed(found, signed_off))
            elif product.unit != structure.whole.unit:
                lacking[product.id, basis] = found
    return Factors(held, lacking)


def _chosen(structure: Structure, filed: Iterable[Factor]) -> dict[tuple[str, EnergyBasis, Scope], Factor]:
    """Return the filed factors by product, basis and scope, or every reason why they cannot be used."""
    problems = Collector()
    held: dict[tuple[str, EnergyBasis, Scope], Factor] = {}
    for factor in filed:
        _check(factor, structure, problems)
        for basis in (factor.energy_basis,) if factor.energy_basis else _BASES:
            if (factor.product, basis, factor.scope) in held:
                details = {"product": factor.product, "basis": basis, "scope": factor.scope}
                problems.add("balance_factor_repeated", TABLE, **details)
            held[factor.product, basis, factor.scope] = factor
    problems.raise_errors()
    return held


def _check(factor: Factor, structure: Structure, problems: Collector) -> None:
    place = f"{TABLE} {factor.product}"
    product = structure.products.get(factor.product)
    if product is None:
        problems.add("balance_product_unknown", place, found=factor.product)
    elif factor.tce(Decimal(1), product.unit) is None:
        details = {"product": factor.product, "found": factor.unit, "unit": product.unit}
        problems.add("balance_factor_unit", place, **details)


def _standard(product: Product, basis: EnergyBasis, on: date, edition: str | None) -> StandardValue | str:
    """Return the standard's value, or the code of why it gives none."""
    if not product.standard:
        return "standard_without_product"
    try:
        value = lookup("tce_factor", product.standard, on=on, energy_basis=basis, edition=edition)
    except ProblemsFound as error:
        return error.problems[0].code
    if value.value is None or value.is_interval:
        return "standard_interval"
    return value


def _of_standard(product: Product, value: StandardValue) -> Factor:
    assert value.value is not None
    return Factor(
        product=product.id,
        value=value.value,
        unit=value.unit,
        energy_basis=value.energy_basis,
        status=value.status,
        source=f"{value.document}; {value.source}",
        sign_offs=value.sign_offs,
    )


def filed_factors(
    rows: FrozenRows, division: str, period: Period, *, synthetic: bool = False
) -> tuple[Factor, ...]:
    """Return the factors filed for a division's balance of a period (填报的系数)."""
    table_hash = rows.table_hash(TABLE)
    return tuple(
        Factor(
            product=str(row["product_id"]),
            value=cast(Decimal, row["tce_factor"]),
            unit=str(row["unit"]),
            energy_basis=cast(EnergyBasis | None, row["energy_basis"] or None),
            scope=cast(Scope, row["factor_scope"]),
            status=cast(Status, row["status"]),
            is_synthetic=bool(row["is_synthetic"]),
            source=str(row["source"]),
            rows=(
                RowReference(
                    TABLE,
                    tuple(write_cell(row[name], columns()[name]) for name in table(TABLE).key),
                    table_hash,
                ),
            ),
        )
        for row in rows.rows(TABLE, division_code=division, period=period.text, is_synthetic=synthetic)
    )


def in_unit_of(tce: Decimal, unit: str) -> Decimal:
    """Return tonnes of standard coal in another unit of it (标准煤单位换算)."""
    target = find_unit(unit)
    assert target is not None, "the unit of the whole is a unit of the dictionary"
    value = ratio(tce, target.factor)
    assert isinstance(value, Decimal), "units have factors above zero"
    return value
