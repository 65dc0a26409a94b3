"""Three-way identity (三率恒等式): energy growth, intensity change and GDP growth must fit together.

(1 + e) = (1 + i)(1 + g). It is run within one energy basis and one vintage; a gap between two bases is a
deduction to be shown, not an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.arithmetic import (
    HUNDRED,
    ONE,
    difference,
    growth_factor,
    percent,
    printed,
    ratio,
    undefined,
)
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.observation import observe, observed_in
from shuangkong.errors import Problem
from shuangkong.trace import Absence, Label, Trace, worst

__all__ = ["IdentityCheck", "UnitSlip", "check_identity", "identity", "implied_gdp_growth"]

ENERGY_GROWTH = "energy_consumption_growth"
INTENSITY_CHANGE = "intensity_change"
GDP_GROWTH = "gdp_real_growth"
ENERGY = "energy_consumption"


@dataclass(frozen=True)
class UnitSlip:
    """A likely slip of unit (疑似单位误植): an increment printed as a growth in per cent.

    Attributes
    ----------
    energy_growth
        Growth [%] that the printed number means if it is an increment [unit of the level].
    gdp_growth
        GDP growth [%] that then follows.
    """

    energy_growth: Decimal
    gdp_growth: Decimal


@dataclass(frozen=True)
class IdentityCheck:
    """Outcome of the identity (恒等式检验): implied GDP growth [%], difference and tolerance [points]."""

    energy_growth: Decimal
    intensity_change: Decimal
    gdp_growth: Decimal
    tolerance: Decimal
    implied: Decimal | None
    slip: UnitSlip | None = None
    series: Series = field(default_factory=Series)
    trace: Trace | None = None

    @property
    def difference(self) -> Decimal | None:
        """Implied minus published GDP growth [points]; None where nothing can be implied."""
        return None if self.implied is None else difference(self.implied, self.gdp_growth)

    @property
    def holds(self) -> bool:
        """Whether the three figures fit within the tolerance."""
        return self.difference is not None and abs(self.difference) <= self.tolerance

    def problem(self, where: str) -> Problem | None:
        """Return what is wrong (问题), with the likely unit slip as a hint; None where the identity holds."""
        if self.holds:
            return None
        details: dict[str, object] = {
            "energy": self.energy_growth,
            "intensity": self.intensity_change,
            "gdp": self.gdp_growth,
            "implied": printed(self.implied),
            "tolerance": self.tolerance,
        }
        if self.slip is None:
            return Problem("account_identity_broken", where, details)
        details |= {"growth": printed(self.slip.energy_growth), "then": printed(self.slip.gdp_growth)}
        return Problem("account_identity_unit_slip", where, details)


def implied_gdp_growth(energy_growth: Decimal, intensity_change: Decimal) -> Decimal | Absence:
    """Return the GDP growth two published rates imply (隐含经济增速) [%].

    Formula: g = (1 + e)/(1 + i) − 1.

    Examples
    --------
    >>> implied_gdp_growth(Decimal("10"), Decimal("10")) == 0
    True
    >>> implied_gdp_growth(Decimal("10"), Decimal("-100")).code
    'undefined_ratio'
    """
    if intensity_change <= -HUNDRED:
        return undefined("能耗强度变化率不高于 −100%", "the intensity change is −100 % or less")
    quotient = ratio(growth_factor(energy_growth), growth_factor(intensity_change))
    return quotient if isinstance(quotient, Absence) else percent(difference(quotient, ONE))


def identity(
    energy_growth: Decimal,
    intensity_change: Decimal,
    gdp_growth: Decimal,
    *,
    tolerance: Decimal,
    level: Decimal | None = None,
) -> IdentityCheck:
    """Check (1 + e) = (1 + i)(1 + g) (三率恒等式检验).

    Parameters
    ----------
    energy_growth, intensity_change, gdp_growth
        As published [%]; a fall is negative.
    tolerance
        Allowed difference on GDP growth [points], from the rule data.
    level
        Consumption of the period [10⁴ tce]. Given, a failed check tries the growth as an increment in that
        unit over the level of the period before: where that makes the identity hold, it is the likely slip.

    Examples
    --------
    >>> identity(Decimal("2.2"), Decimal("-0.1"), Decimal("2.3"), tolerance=Decimal("0.06")).holds
    True

    5 on a level of 125 is a growth of 5/120 = 4.17 %: that fits where "5 %" does not.

    >>> check = identity(
    ...     Decimal("5"), Decimal("0"), Decimal("4.17"), tolerance=Decimal("0.01"), level=Decimal("125")
    ... )
    >>> check.holds, round(check.slip.energy_growth, 2)
    (False, Decimal('4.17'))
    """
    implied = implied_gdp_growth(energy_growth, intensity_change)
    check = IdentityCheck(
        energy_growth,
        intensity_change,
        gdp_growth,
        tolerance,
        None if isinstance(implied, Absence) else implied,
    )
    if check.holds or level is None:
        return check
    growth = ratio(energy_growth, level - energy_growth)
    if isinstance(growth, Absence):
        return check
    meant = percent(growth)
    then = implied_gdp_growth(meant, intensity_change)
    if isinstance(then, Absence) or abs(then - gdp_growth) > tolerance:
        return check
    return replace(check, slip=UnitSlip(meant, then))


def check_identity(
    rows: FrozenRows, division: str, period: str, *, tolerance: Decimal, synthetic: bool = False
) -> tuple[IdentityCheck, ...]:
    """Run the identity on frozen rows (对快照检验恒等式), once per energy basis and vintage.

    Energy growth and intensity change have to share basis and vintage; GDP growth has to share the
    vintage, having no energy basis. Where one of the three is missing nothing is checked: no figure is
    taken from another series to fill the gap.
    """
    energy, change, gdp, levels = (
        observed_in(observe(rows, indicator, division, synthetic=synthetic), period)
        for indicator in (ENERGY_GROWTH, INTENSITY_CHANGE, GDP_GROWTH, ENERGY)
    )
    checks = []
    for each in energy:
        parts = (each, _partner(each, change, with_basis=True), _partner(each, gdp, with_basis=False))
        level = _partner(each, levels, with_basis=True)
        values = [part.figure.value for part in parts if part is not None and part.figure.value is not None]
        if len(values) == len(parts):
            found = identity(
                *values, tolerance=tolerance, level=None if level is None else level.figure.value
            )
            checks.append(_with_trace(found, [part for part in parts if part is not None]))
    return tuple(checks)


def _partner(energy: Account, candidates: Sequence[Account], *, with_basis: bool) -> Account | None:
    for each in candidates:
        same_vintage = each.series.vintage == energy.series.vintage
        if same_vintage and (not with_basis or each.series.energy_basis == energy.series.energy_basis):
            return each
    return None


def _with_trace(check: IdentityCheck, parts: Sequence[Account]) -> IdentityCheck:
    traces = tuple(part.figure.trace for part in parts)
    trace = Trace(
        label=Label("三率恒等式", "three-way identity"),
        value=f"{printed(check.implied)} % / {check.gdp_growth} %",
        formula="(1 + e) = (1 + i)(1 + g)",
        rows=tuple(row for each in traces for row in each.rows),
        status=worst(each.status for each in traces),
        is_synthetic=any(each.is_synthetic for each in traces),
        inputs=lambda: traces,
    )
    return replace(check, series=parts[0].series, trace=trace)
