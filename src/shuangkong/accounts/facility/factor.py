"""Factors (折标准煤系数) of a facility's lines: measured, of the rule pack, or the national default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound, ratio
from shuangkong.accounts.facility.line import Line, row_reference
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.observation import plain
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import EnergyBasis, Period, find_unit
from shuangkong.schema import Row
from shuangkong.standards import Adoption, StandardValue, confirmed, matches
from shuangkong.trace import Absence, Label, RowReference, SignOff, Status, Trace

__all__ = ["EnergyFactor", "Factors", "Origin", "dated_factors", "in_tce"]

TABLE = "facility_factor"
Origin = Literal["by_definition", "measured", "measured_mean", "own_production", "pack", "national"]
ORIGINS: Mapping[Origin, Label] = {
    "by_definition": Label("已按标准煤计量", "stated in standard coal"),
    "measured": Label("实测系数", "measured factor"),
    "measured_mean": Label("购入与期初库存的实测加权平均", "weighted mean of what was bought and in stock"),
    "own_production": Label(
        "本单位生产该工质的实际能耗", "energy the facility spent on producing the medium"
    ),
    "pack": Label("规则包分年系数", "dated factor of the rule pack"),
    "national": Label("国家标准参考值", "default of the national standard"),
}


@dataclass(frozen=True)
class EnergyFactor:
    """A factor in use (折标准煤系数) [unit], and where it comes from."""

    product: str
    value: Decimal
    unit: str
    origin: Origin
    status: Status = "official"
    is_synthetic: bool = False
    source: str = ""
    rows: tuple[RowReference, ...] = ()
    inputs: tuple[Trace, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()

    @property
    def trace(self) -> Trace:
        """What a figure says of its factor."""
        notes = (ORIGINS[self.origin], *((Label(self.source, self.source),) if self.source else ()))
        return Trace(
            label=Label(f"{self.product} 折标准煤系数", f"coal-equivalent factor of {self.product}"),
            value=f"{plain(self.value)} {self.unit}",
            rows=self.rows,
            status=self.status,
            is_synthetic=self.is_synthetic,
            notes=notes,
            sign_offs=self.sign_offs,
            inputs=lambda: self.inputs,
        )


def in_tce(quantity: Decimal, unit: str, factor: Decimal, factor_unit: str) -> Decimal | None:
    """Return a quantity in standard coal (折标准煤) [tce]; None where the two units do not meet.

    Formula: quantity × factor, both in the reference units of their dimensions.

    Examples
    --------
    >>> in_tce(Decimal(200), "GJ", Decimal("0.03412"), "kgce/MJ").normalize()
    Decimal('6.824')
    >>> in_tce(Decimal(1), "吨", Decimal("0.1229"), "kgce/kWh") is None
    True
    """
    coal, _, per = factor_unit.partition("/")
    numerator, denominator, held = find_unit(coal), find_unit(per), find_unit(unit)
    if numerator is None or denominator is None or held is None:
        return None
    if numerator.dimension != "energy_tce" or denominator.dimension != held.dimension:
        return None
    value = ratio(compound((quantity, held.factor, factor, numerator.factor)), denominator.factor)
    return None if isinstance(value, Absence) else value


@dataclass(frozen=True)
class Factors:
    """Where factors are looked for (系数来源), for one energy basis and day.

    Attributes
    ----------
    on
        Day the national standard has to be in force.
    dated
        Product → factor of the rule pack for the division and period.
    signed_off
        Sign-offs of the workspace that raise the status of the standard's values they confirm.
    """

    energy_basis: EnergyBasis
    on: date
    dated: Mapping[str, EnergyFactor] = field(default_factory=dict)
    signed_off: tuple[Adoption, ...] = ()

    def find(self, line: Line) -> EnergyFactor | Absence:
        """Return the factor of a line (确定系数): measured, then rule pack, then national default.

        A measured factor of electricity or heat is its calorific one, so on the coal-equivalent basis only a
        dated factor answers. An interval of the standard is never halved: without a measurement the factor is
        absent.
        """
        standard = self._standard(line.product)
        differs = any(value.energy_basis is not None for value in standard)
        if not differs and line.amount[0] == "energy_tce":
            return EnergyFactor(
                line.product, Decimal(1), f"{line.unit}/{line.unit}", "by_definition", line.status
            )
        if line.measured is not None and (not differs or self.energy_basis == "calorific"):
            return EnergyFactor(
                line.product,
                line.measured,
                line.factor_unit,
                "measured",
                line.status,
                line.is_synthetic,
                rows=line.rows,
            )
        return self.dated.get(line.product) or self._national(line.product, standard)

    def _standard(self, product: str) -> tuple[StandardValue, ...]:
        try:
            found = matches("tce_factor", product, on=self.on)
        except (
            ProblemsFound
        ):  # nothing is known of it, or not on that day: the line needs a factor of its own
            return ()
        return tuple(confirmed(value, self.signed_off) for value in found)

    def _national(self, product: str, found: tuple[StandardValue, ...]) -> EnergyFactor | Absence:
        fitting = [value for value in found if value.energy_basis in (None, self.energy_basis)]
        if not fitting:
            return _absent("no_factor", f"{product} 没有系数", f"no factor of {product}")
        if len(fitting) > 1:
            return _absent("ambiguous_factor", f"{product} 有多个系数可选", f"several factors of {product}")
        (value,) = fitting
        if value.value is None:
            return _absent(
                "factor_not_dated",
                f"{product} 的等价值系数逐年确定，缺该期系数",
                f"the coal-equivalent factor of {product} is set each year and that of the period is missing",
            )
        if value.is_interval:
            return _absent(
                "factor_is_interval",
                f"{product} 的标准系数为 {value.value}—{value.value_max} {value.unit}，须有实测值",
                f"the standard gives {value.value}–{value.value_max} {value.unit} for {product}: measure it",
            )
        source = f"{value.document}; {value.source}"
        return EnergyFactor(
            product,
            value.value,
            value.unit,
            "national",
            value.status,
            source=source,
            sign_offs=value.sign_offs,
        )


def _absent(code: str, zh: str, en: str) -> Absence:
    return Absence(code, Label(zh, en))


def dated_factors(
    rows: FrozenRows,
    division: str,
    period: Period,
    *,
    energy_basis: EnergyBasis,
    synthetic: bool = False,
) -> dict[str, EnergyFactor]:
    """Return the rule pack's factors that hold for a division and period (分年系数).

    A factor of the division itself goes before one of a division above it, and one of a shorter period before
    one of a longer.
    """
    found: dict[str, tuple[tuple[int, int], EnergyFactor]] = {}
    for distance, code in enumerate(_upwards(rows, division)):
        for row in rows.rows(TABLE, division_code=code, is_synthetic=synthetic):
            span = Period.parse(str(row["period"]))
            if row["energy_basis"] not in (None, energy_basis):
                continue
            if span.start <= period.start and period.end <= span.end:
                rank = distance, (span.end - span.start).days
                factor = _dated(rows, row)
                if factor.product not in found or rank < found[factor.product][0]:
                    found[factor.product] = (rank, factor)
    return {product: factor for product, (_, factor) in found.items()}


def _upwards(rows: FrozenRows, division: str) -> list[str]:
    codes = [division]
    while True:
        above = {str(row["parent_code"] or "") for row in rows.rows("division", division_code=codes[-1])}
        following = sorted(above - {"", *codes})
        if not following:
            return codes
        codes.append(following[0])


def _dated(rows: FrozenRows, row: Row) -> EnergyFactor:
    return EnergyFactor(
        product=str(row["energy_product"]),
        value=cast(Decimal, row["dated_factor"]),
        unit=str(row["factor_unit"] or ""),
        origin="pack",
        status=cast(Status, row["status"]),
        is_synthetic=bool(row["is_synthetic"]),
        source=str(row["source"]),
        rows=(row_reference(rows, TABLE, row),),
    )
