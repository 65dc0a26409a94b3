"""Reconciliation of a division (地区数据核对): parts and whole, reporters and each other, errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from shuangkong.accounts.account import Account
from shuangkong.accounts.observation import observe
from shuangkong.accounts.reconciliation.errors import find_errors
from shuangkong.accounts.reconciliation.finding import Finding
from shuangkong.accounts.reconciliation.reporters import (
    Comparison,
    compare_reporters,
    expected_facilities,
    holds_table,
)
from shuangkong.accounts.reconciliation.residual import Residual, residuals
from shuangkong.accounts.reconciliation.rules import ReconciliationRules
from shuangkong.accounts.rollup import Askable, Rollup, roll_up
from shuangkong.accounts.rollup_text import FACILITY_ENERGY
from shuangkong.accounts.total import divisions_below, total
from shuangkong.accounts.unit import in_unit
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import Label

__all__ = ["Reconciliation", "reconcile"]

ENERGY = "energy_consumption"
_SUMMED = (ENERGY, "gdp_constant", "gdp_current")
_PREFECTURES = Label("下级合计与本级", "divisions below against the whole")
_FACILITIES = Label("用能单位合计与本地区总量", "facilities against the division")


@dataclass(frozen=True)
class Reconciliation:
    """What a reconciliation gives (核对结果).

    Attributes
    ----------
    below
        Each indicator of the division against the sum of the divisions below it, year by year.
    facilities
        Total energy of the division against the sum of its facilities, year by year.
    reporters
        Filed, grid and metered figures set against each other, by product.
    findings
        Published figures that do not fit.
    """

    division: str
    below: tuple[Residual, ...]
    facilities: tuple[Residual, ...]
    reporters: tuple[Comparison, ...]
    findings: tuple[Finding, ...]

    @property
    def is_synthetic(self) -> bool:
        """Whether any row behind it is synthetic (演示数据)."""
        sides = [each.residual for each in (*self.below, *self.facilities)]
        sides += [each.difference for each in self.reporters]
        return any(side.is_synthetic for side in sides) or any(each.is_synthetic for each in self.findings)

    def as_json(self) -> dict[str, object]:
        """Return everything as plain data."""
        return {
            "division": self.division,
            "below": [each.as_json() for each in self.below],
            "facilities": [each.as_json() for each in self.facilities],
            "reporters": [each.as_json() for each in self.reporters],
            "findings": [each.as_json() for each in self.findings],
            "is_synthetic": self.is_synthetic,
        }


def reconcile(
    rows: Askable,
    division: str,
    years: Sequence[int],
    *,
    energy_basis: EnergyBasis,
    rules: ReconciliationRules,
    synthetic: bool = False,
) -> Reconciliation:
    """Reconcile a division over some years (数据核对).

    Parameters
    ----------
    rows
        A snapshot. What it holds no table of is not compared.
    synthetic
        Demonstration rows only, or real rows only; never both.

    Raises
    ------
    ProblemsFound
        If parts and whole have two units, or a facility reports in a division the tree does not hold.
    """
    periods = tuple(Period.parse(str(year)) for year in sorted(years))
    asked = _Asked(rows, division, periods, energy_basis, rules, synthetic)
    has_facilities = holds_table(rows, "facility_energy")
    return Reconciliation(
        division=division,
        below=tuple(asked.below()),
        facilities=asked.facilities() if has_facilities else (),
        reporters=tuple(asked.reporters()) if has_facilities else (),
        findings=find_errors(rows, division, rules=rules, synthetic=synthetic),
    )


@dataclass(frozen=True)
class _Asked:
    """One division over some years."""

    rows: Askable
    division: str
    periods: tuple[Period, ...]
    energy_basis: EnergyBasis
    rules: ReconciliationRules
    synthetic: bool

    def below(self) -> Iterator[Residual]:
        """Yield each indicator against the divisions below, each series of the whole on its own."""
        for indicator in _SUMMED:
            whole = [each for each in self.observed(indicator, self.division) if each.period in self.periods]
            for series in sorted({each.series for each in whole}, key=str):
                held = [each for each in whole if each.series == series]
                parts = [self.sum_below(each) for each in held]
                if any(_reported(part) for part in parts):
                    yield from residuals(held, parts, _PREFECTURES)

    def observed(self, indicator: str, division: str) -> tuple[Account, ...]:
        basis = self.energy_basis if indicator == ENERGY else None
        return observe(
            self.rows,
            indicator,
            division,
            energy_basis=basis,
            synthetic=self.synthetic,
            names=self.rules.names,
        )

    def sum_below(self, whole: Account) -> Account:
        """Sum the parts in the whole's own series; who reports in another one only is absent."""
        parts = {
            code: next(
                (
                    each
                    for each in self.observed(whole.indicator_id, code)
                    if (each.period, each.series) == (whole.period, whole.series)
                ),
                None,
            )
            for code in divisions_below(self.rows, whole.division, whole.period.end)
        }
        label = Label(f"{whole.label.zh}：下级合计", f"sum below: {whole.label.en}")
        figure, _ = total(parts, label=label)
        return Account(whole.division, whole.indicator_id, whole.period, figure, whole.series)

    def facilities(self) -> tuple[Residual, ...]:
        """Set the division's energy against the sum of its facilities."""
        whole = [
            each
            for each in self.observed(ENERGY, self.division)
            if each.period in self.periods and each.series.energy_basis == self.energy_basis
        ]
        made: list[Residual] = []
        for vintage in sorted({each.series.vintage for each in whole}):
            held = [each for each in whole if each.series.vintage == vintage]
            parts = [self.within(each) for each in held]
            if any(_reported(part) for part in parts):
                made += residuals(held, parts, _FACILITIES)
        return tuple(made)

    def within(self, whole: Account) -> Account:
        """Return the sum of the facilities, restated in the unit and named by the vintage of the whole.

        Facilities file once; whichever revision the whole is of, it is set against that one filing.
        """
        part = self.rolled_up.total(self.division, whole.period.text, energy_basis=self.energy_basis)
        return replace(part, figure=in_unit(part.figure, whole.figure.unit), series=whole.series)

    @cached_property
    def rolled_up(self) -> Rollup:
        def due(year: str) -> Mapping[str, str]:
            return expected_facilities(self.rows, Period.parse(year).end, synthetic=self.synthetic)

        return roll_up(
            self.rows,
            FACILITY_ENERGY,
            expected=due,
            disclosure=self.rules.disclosure,
            synthetic=self.synthetic,
        )

    def reporters(self) -> Iterator[Comparison]:
        for period in self.periods:
            yield from compare_reporters(
                self.rows, self.division, period, rules=self.rules, synthetic=self.synthetic
            )


def _reported(part: Account) -> bool:
    absence = part.figure.absence
    return absence is None or absence.code != "not_published"
