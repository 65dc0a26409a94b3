"""Agreement of the three rates (三率核对): within a basis they fit; across bases the gap is the deduction.

(1 + e) = (1 + i)(1 + g). A basis that takes more out of the total than out of the intensity leaves a gap:
that is said as a note with its size, never as an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.arithmetic import difference, printed
from shuangkong.accounts.bases.lines import added
from shuangkong.accounts.bases.statement import Statement
from shuangkong.accounts.identity import identity, implied_gdp_growth
from shuangkong.errors import Problem
from shuangkong.trace import Absence

__all__ = ["Agreement", "BasedRate", "agreement", "check_rates"]


@dataclass(frozen=True)
class BasedRate:
    """A published rate with the basis and revision it was computed under (带口径的增速) [%]."""

    value: Decimal
    basis: str
    vintage: str


@dataclass(frozen=True)
class Agreement:
    """How the three rates of a statement fit (三率核对结果).

    Attributes
    ----------
    gap
        Implied minus actual GDP growth [points]; None where one of the three is absent.
    apart
        What the two line sets take out differently in the last year less in the base year [unit of the
        account]: the deduction that makes the gap.
    note
        The gap in words where the line sets differ; None where they take out the same.
    """

    gap: Decimal | None
    apart: Decimal
    note: Problem | None


def agreement(statement: Statement) -> Agreement:
    """Return how the three rates of one basis and vintage fit (同口径三率核对)."""
    rates = (statement.total_change, statement.intensity_change, statement.gdp_change)
    values = [each.value for each in rates if each.value is not None]
    apart = difference(
        difference(statement.total.taken, statement.intensity.taken),
        difference(statement.total_base.taken, statement.intensity_base.taken),
    )
    if len(values) < len(rates):
        return Agreement(None, apart, None)
    implied = implied_gdp_growth(values[0], values[1])
    if isinstance(implied, Absence):
        return Agreement(None, apart, None)
    gap = difference(implied, values[2])
    same = all(
        added((total.taken, intensity.taken.copy_negate())) == 0
        for total, intensity in (
            (statement.total_base, statement.intensity_base),
            (statement.total, statement.intensity),
        )
    )
    if same:
        return Agreement(gap, apart, None)
    details = {
        "basis": str(statement.basis),
        "gap": printed(gap),
        "apart": printed(apart, 4),
        "unit": statement.total.raw.figure.unit,
    }
    where = f"{statement.level.division} {statement.inquiry.question.period}"
    return Agreement(gap, apart, Problem("bases_gap_is_deduction", where, details, "note"))


def check_rates(
    energy: BasedRate, intensity: BasedRate, gdp: BasedRate, *, tolerance: Decimal, where: str
) -> Problem | None:
    """Return what three published rates leave to say (公布增速核对); None where they fit.

    On one basis and vintage a gap is an error of the identity (``account_identity_broken``). On different
    ones it is a note with the difference (``bases_rates_across``). GDP has no accounting basis; its vintage
    has to be that of the others.

    Parameters
    ----------
    tolerance
        Allowed difference on GDP growth [points], from the rule data.
    """
    vintages = {each.vintage for each in (energy, intensity, gdp)}
    if energy.basis == intensity.basis and len(vintages) == 1:
        return identity(energy.value, intensity.value, gdp.value, tolerance=tolerance).problem(where)
    implied = implied_gdp_growth(energy.value, intensity.value)
    gap = None if isinstance(implied, Absence) else difference(implied, gdp.value)
    details = {
        "energy": f"{energy.basis} {energy.vintage}".strip(),
        "intensity": f"{intensity.basis} {intensity.vintage}".strip(),
        "gdp": gdp.vintage or "—",
        "gap": printed(gap),
    }
    return Problem("bases_rates_across", where, details, "note")
