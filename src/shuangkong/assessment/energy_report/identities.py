"""Identities within one report (表内核对): what must hold by arithmetic, whatever the facility does."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts import signed
from shuangkong.accounts.arithmetic import compound, difference, exact_sum, fraction, ratio
from shuangkong.accounts.facility import in_tce
from shuangkong.assessment.energy_report.doubt import Doubts
from shuangkong.assessment.energy_report.norms import Norms
from shuangkong.assessment.energy_report.report import (
    BASIC,
    CONSUMPTION,
    PRODUCT,
    EnergyReport,
    EnergyUse,
    ProductEnergy,
)
from shuangkong.quantity import EnergyBasis, find_unit

__all__ = ["Identities", "line_tce", "unit_energy_of"]

BASES: tuple[tuple[EnergyBasis, str, str, str], ...] = (
    ("calorific", "consumption_factor", "consumption_tce", "report_total_tce"),
    (
        "coal_equivalent",
        "consumption_factor_equivalent",
        "consumption_tce_equivalent",
        "report_total_equivalent_tce",
    ),
)
_NAMES = {"calorific": ("当量值", "calorific"), "coal_equivalent": ("等价值", "coal-equivalent")}
_CELLS = (
    "opening",
    "purchased",
    "own_output",
    "production",
    "feedstock",
    "transport",
    "conversion",
    "sold",
    "closing",
)
_PARTS = ("production", "feedstock", "transport", "conversion")


def line_tce(line: EnergyUse, basis: EnergyBasis) -> Decimal | None:
    """Return the net use of a line in standard coal (净消费折标) [tce]: (consumed − own output) × factor."""
    factor = line.factor_on(basis)
    if line.net is None or factor is None:
        return None
    return in_tce(line.net, line.unit, factor, line.factor_unit)


def _counted(line: EnergyUse, basis: EnergyBasis) -> Decimal | None:
    """Return what a line adds to the total [tce]: by quantity and factor, else as reported."""
    made = line_tce(line, basis)
    return line.tce_on(basis) if made is None else made


def unit_energy_of(line: ProductEnergy) -> Decimal | None:
    """Return the energy per unit by the line's own energy and output (单位能耗) [its unit].

    None where the metric is no energy over output, or the units do not meet.

    Examples
    --------
    >>> line = ProductEnergy("水泥熟料", "", "单位产品综合能耗", Decimal(100), "万吨", Decimal(110000), None,
    ...                      None, "kgce/t", "", "", None)
    >>> unit_energy_of(line) == 110
    True
    """
    symbol, _, per = line.unit_energy_unit.partition("/")
    coal, of, made = find_unit(symbol), find_unit(per), find_unit(line.unit)
    if line.energy is None or line.output is None or coal is None or coal.dimension != "energy_tce":
        return None
    if of is not None and made is not None and of.dimension == made.dimension:
        amount = ratio(compound((line.output, made.factor)), of.factor)
    elif per == line.unit:
        amount = line.output
    else:
        return None
    if not isinstance(amount, Decimal):
        return None
    found = ratio(line.energy, compound((amount, coal.factor)))
    return found if isinstance(found, Decimal) else None


@dataclass(frozen=True)
class Identities:
    """The checks within one report (表内核对)."""

    report: EnergyReport
    norms: Norms
    doubts: Doubts

    def check(self) -> None:
        """Note every doubt within the report."""
        if self.report.totals is not None and not self.report.uses:
            self.doubts.add("no_lines", (BASIC, (), ""), self.report.totals.coal_equivalent)
        for line in self.report.uses:
            self._blank(line)
            self._balance(line)
            self._uses(line)
            self._factors(line)
            self._standard_coal(line)
        self._totals()
        for product in self.report.products:
            self._unit_energy(product)
        self._product_energy()

    @property
    def _smallest(self) -> Decimal:
        return self.doubts.terms.number("smallest_tce")

    def _blank(self, line: EnergyUse) -> None:
        blank = [name for name in _CELLS if line.cell(name) is None]
        if blank:
            cell = (CONSUMPTION, (line.product,), f"consumption_{blank[0]}")
            columns = self.doubts.terms.columns
            labels = [columns[f"consumption_{name}"] for name in blank]
            names = {"names_zh": "、".join(each.zh for each in labels)}
            names["names_en"] = ", ".join(each.en for each in labels)
            self.doubts.add("blank", cell, count=len(blank), **names)

    def _apart(self, line: EnergyUse, found: Decimal, tolerance: Decimal) -> Decimal | None:
        """Return a difference of amounts in standard coal, None where it is within the tolerances."""
        if abs(found) <= tolerance:
            return None
        if line.factor is None:
            return Decimal(0)
        size = in_tce(found, line.unit, line.factor, line.factor_unit)
        if size is None:
            return Decimal(0)
        return None if abs(size) <= self._smallest else size

    def _balance(self, line: EnergyUse) -> None:
        into = (line.opening, line.purchased, line.own_output)
        out = (line.used, line.sold, line.closing)
        if None in into or None in out:
            return
        had, gone = (exact_sum(each for each in side if each is not None) for side in (into, out))
        found = difference(had, gone)
        size = self._apart(line, found, self.doubts.terms.tolerance("balance_tolerance_pct", had, gone))
        if size is not None:
            cell = (CONSUMPTION, (line.product,), "consumption_used")
            details = {"had": signed(had), "gone": signed(gone), "apart": signed(found), "unit": line.unit}
            self.doubts.add("balance", cell, size, **details)

    def _uses(self, line: EnergyUse) -> None:
        parts = [each for name in _PARTS if (each := line.cell(name)) is not None]
        if line.used is None or len(parts) < len(_PARTS):
            return
        found = difference(line.used, exact_sum(parts))
        size = self._apart(line, found, self.doubts.terms.tolerance("balance_tolerance_pct", line.used))
        if size is not None:
            cell = (CONSUMPTION, (line.product,), "consumption_used")
            details = {"used": signed(line.used), "parts": signed(exact_sum(parts)), "unit": line.unit}
            self.doubts.add("uses", cell, size, **details)

    def _factors(self, line: EnergyUse) -> None:
        for basis, column, _, _ in BASES:
            norm = self.norms.find(line.product, self.report.division, basis)
            factor = line.factor_on(basis)
            if factor is None or norm is None or (basis != "calorific" and line.factor_equivalent is None):
                continue
            cell = (CONSUMPTION, (line.product,), column)
            one = Decimal(1)
            said = in_tce(one, line.unit, factor, line.factor_unit)
            least, most = (in_tce(one, line.unit, bound, norm.unit) for bound in (norm.least, norm.most))
            if said is None or least is None or most is None:
                units = {"found": line.factor_unit, "unit": line.unit, "expected": norm.unit}
                self.doubts.add("factor_unit", cell, line.tce, **units)
                return
            low, high = self._range(line, least, most)
            if low <= said <= high:
                continue
            nearest = least if said < low else most
            size = None if line.net is None else compound((line.net, difference(said, nearest)))
            details = {
                "found": factor,
                "unit": line.factor_unit,
                "expected": f"{norm.text} {norm.unit}",
                "source": norm.source,
                "basis_zh": _NAMES[basis][0],
                "basis_en": _NAMES[basis][1],
            }
            self.doubts.add("factor", cell, size, **details)

    def _range(self, line: EnergyUse, least: Decimal, most: Decimal) -> tuple[Decimal, Decimal]:
        """Return the bounds a factor must keep: wide for a measured one, the standard's own for another."""
        terms = self.doubts.terms
        if line.is_measured:
            low, high = (terms.number(f"measured_factor_{end}_pct") for end in ("least", "most"))
            return compound((least, fraction(low))), compound((most, fraction(high)))
        slack = terms.tolerance("factor_tolerance_pct", most)
        return difference(least, slack), exact_sum((most, slack))

    def _standard_coal(self, line: EnergyUse) -> None:
        for basis, _, column, _ in BASES:
            said, made = line.tce_on(basis), line_tce(line, basis)
            if said is None or made is None:
                continue
            found = difference(said, made)
            if self._beyond(found, said, made):
                cell = (CONSUMPTION, (line.product,), column)
                details = {"found": signed(said), "expected": signed(made), "apart": signed(found)}
                self.doubts.add("line_tce", cell, found, **details)

    def _beyond(self, found: Decimal, *of: Decimal) -> bool:
        slack = max(self.doubts.terms.tolerance("arithmetic_tolerance_pct", *of), self._smallest)
        return abs(found) > slack

    def _totals(self) -> None:
        """Hold each total against its lines."""
        totals = self.report.totals
        if totals is None or not self.report.uses:
            return
        for basis, _, _, column in BASES:
            parts = [_counted(line, basis) for line in self.report.uses]
            said = totals.on(basis)
            if said is None or None in parts:
                continue
            made = exact_sum(part for part in parts if part is not None)
            found = difference(said, made)
            if self._beyond(found, said, made):
                details = {
                    "found": signed(said),
                    "expected": signed(made),
                    "apart": signed(found),
                    "basis_zh": _NAMES[basis][0],
                    "basis_en": _NAMES[basis][1],
                }
                self.doubts.add("total", (BASIC, (), column), found, **details)

    def _unit_energy(self, line: ProductEnergy) -> None:
        made = unit_energy_of(line)
        if made is None or line.unit_energy is None or line.energy is None:
            return
        found = difference(line.unit_energy, made)
        slack = self.doubts.terms.tolerance("arithmetic_tolerance_pct", line.unit_energy, made)
        share = ratio(found, made)
        size = compound((share, line.energy)) if isinstance(share, Decimal) else None
        if abs(found) > slack and (size is None or abs(size) > self._smallest):
            cell = (PRODUCT, line.series[:3], "reported_unit_energy")
            details = {
                "found": signed(line.unit_energy),
                "expected": signed(made),
                "unit": line.unit_energy_unit,
            }
            self.doubts.add("unit_energy", cell, size, **details)

    def _product_energy(self) -> None:
        """Hold the products' energy against the total; a product's own line goes before its processes."""
        totals = self.report.totals
        if totals is None or totals.calorific is None:
            return
        whole: dict[str, Decimal] = {}
        parts: dict[str, list[Decimal]] = defaultdict(list)
        for line in self.report.products:
            if line.energy is not None and line.process:
                parts[line.product].append(line.energy)
            elif line.energy is not None:
                whole[line.product] = line.energy
        energies = whole | {name: exact_sum(held) for name, held in parts.items() if name not in whole}
        added = exact_sum(energies.values())
        found = difference(added, totals.calorific)
        if found > 0 and self._beyond(found, added, totals.calorific):
            details = {"found": signed(added), "total": signed(totals.calorific), "apart": signed(found)}
            self.doubts.add("product_energy", (PRODUCT, (), "reported_energy_tce"), found, **details)
