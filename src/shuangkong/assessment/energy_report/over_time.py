"""Checks over two years (跨年核对): stocks carried over, jumps, and figures of last year told differently."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts import signed
from shuangkong.accounts.arithmetic import compound, difference, exact_sum, percent, ratio
from shuangkong.accounts.facility import in_tce
from shuangkong.assessment.energy_report.doubt import Doubts
from shuangkong.assessment.energy_report.report import (
    BASIC,
    CONSUMPTION,
    PRODUCT,
    EnergyReport,
    ProductEnergy,
)

__all__ = ["OverTime"]


@dataclass(frozen=True)
class OverTime:
    """The checks of a report against the one of the year before (跨年核对)."""

    report: EnergyReport
    before: EnergyReport | None
    doubts: Doubts

    def check(self) -> None:
        """Note every doubt against the year before."""
        if self.before is not None:
            self._carry(self.before)
            self._total(self.before)
        for line in self.report.products:
            earlier = None if self.before is None else self.before.same(line)
            told = None if earlier is None else earlier.unit_energy
            self._last_year(line, told)
            self._jump(line, line.before if told is None else told)

    def _carry(self, before: EnergyReport) -> None:
        for line in self.report.uses:
            earlier = before.use(line.product)
            if earlier is None or earlier.closing is None or line.opening is None or line.factor is None:
                continue
            factor, unit = line.factor, line.factor_unit
            opening = in_tce(line.opening, line.unit, factor, unit)
            closing = in_tce(earlier.closing, earlier.unit, factor, unit)
            if opening is None or closing is None:
                continue
            found = difference(opening, closing)
            terms = self.doubts.terms
            slack = max(
                terms.tolerance("carry_tolerance_pct", opening, closing), terms.number("smallest_tce")
            )
            if abs(found) > slack:
                cell = (CONSUMPTION, (line.product,), "consumption_opening")
                details = {
                    "opening": f"{signed(line.opening)} {line.unit}",
                    "closing": f"{signed(earlier.closing)} {earlier.unit}",
                }
                self.doubts.add("carry", cell, found, **details)

    def _total(self, before: EnergyReport) -> None:
        if self.report.totals is None or before.totals is None:
            return
        this, last = self.report.totals.coal_equivalent, before.totals.coal_equivalent
        if this is None or last is None:
            return
        found, change = difference(this, last), _change(this, last)
        terms = self.doubts.terms
        if (
            change is not None
            and abs(change) > terms.number("jump_pct")
            and abs(found) > terms.number("jump_tce")
        ):
            details = {"found": signed(this), "last": signed(last), "change": signed(change)}
            self.doubts.add("jump_total", (BASIC, (), "report_total_equivalent_tce"), found, **details)

    def _last_year(self, line: ProductEnergy, told: Decimal | None) -> None:
        if told is None or line.before is None:
            return
        found = difference(line.before, told)
        if abs(found) > self.doubts.terms.tolerance("arithmetic_tolerance_pct", told, line.before):
            cell = (PRODUCT, line.series[:3], "reported_unit_energy_before")
            details = {"found": signed(line.before), "last": signed(told), "unit": line.unit_energy_unit}
            self.doubts.add("last_year", cell, _over_output(line, found), **details)

    def _jump(self, line: ProductEnergy, last: Decimal | None) -> None:
        if last is None or line.unit_energy is None:
            return
        change = _change(line.unit_energy, last)
        if change is not None and abs(change) > self.doubts.terms.number("jump_pct"):
            cell = (PRODUCT, line.series[:3], "reported_unit_energy")
            details = {
                "found": signed(line.unit_energy),
                "last": signed(last),
                "unit": line.unit_energy_unit,
                "change": signed(change),
            }
            size = _over_output(line, difference(line.unit_energy, last))
            self.doubts.add("jump_product", cell, size, **details)


def _change(this: Decimal, last: Decimal) -> Decimal | None:
    """Return a change against the size of last year's figure [%]; none against nothing."""
    share = ratio(difference(this, last), abs(last))
    return percent(share) if isinstance(share, Decimal) else None


def _over_output(line: ProductEnergy, apart: Decimal) -> Decimal | None:
    """Return a difference per unit over the output, by what share of the line's energy it is [tce]."""
    if line.energy is None or line.unit_energy is None:
        return None
    share = ratio(apart, exact_sum([line.unit_energy]))
    return compound((share, line.energy)) if isinstance(share, Decimal) else None
