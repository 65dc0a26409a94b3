"""Norms (折标系数依据): what a factor may be, by the standard in force and the dated factors of the pack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shuangkong.accounts import FrozenRows
from shuangkong.accounts.facility import EnergyFactor, dated_factors
from shuangkong.assessment.energy_report.report import table_rows
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.standards import StandardValue, matches

__all__ = ["Norm", "Norms"]


@dataclass(frozen=True)
class Norm:
    """The interval a factor lies in (系数区间) [unit]; a single value is an interval of no width."""

    least: Decimal
    most: Decimal
    unit: str
    source: str

    @property
    def text(self) -> str:
        """The interval as written."""
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


@dataclass
class Norms:
    """Norms of one year (某年系数依据); each is looked up once."""

    rows: FrozenRows
    year: int
    synthetic: bool = False
    _standard: dict[tuple[str, EnergyBasis], Norm | None] = field(default_factory=dict)
    _dated: dict[tuple[str, EnergyBasis], dict[str, EnergyFactor]] = field(default_factory=dict)

    def find(self, product: str, division: str, basis: EnergyBasis) -> Norm | None:
        """Return what a factor may be, None where nothing says so.

        The dated factor of the division goes before the standard, as in the accounts.
        """
        dated = self._factors(division, basis).get(product)
        if dated is not None:
            return Norm(dated.value, dated.value, dated.unit, dated.source)
        key = (product, basis)
        if key not in self._standard:
            self._standard[key] = _of_standard(product, basis, date(self.year, 12, 31))
        return self._standard[key]

    def _factors(self, division: str, basis: EnergyBasis) -> dict[str, EnergyFactor]:
        key = (division, basis)
        if key not in self._dated:
            held = table_rows(self.rows, "facility_factor", synthetic=self.synthetic)
            period = Period.parse(str(self.year))
            self._dated[key] = (
                dated_factors(self.rows, division, period, energy_basis=basis, synthetic=self.synthetic)
                if held
                else {}
            )
        return self._dated[key]


def _of_standard(product: str, basis: EnergyBasis, on: date) -> Norm | None:
    try:
        found = matches("tce_factor", product, on=on, energy_basis=basis)
    except ProblemsFound:  # the standard of that day does not know the product
        return None
    held = [each for each in found if each.value is not None]
    if not held or len({each.unit for each in held}) > 1:
        return None
    bounds = [bound for each in held for bound in _bounds(each)]
    return Norm(min(bounds), max(bounds), held[0].unit, held[0].edition)


def _bounds(value: StandardValue) -> list[Decimal]:
    return [bound for bound in (value.value, value.value_max) if bound is not None]
