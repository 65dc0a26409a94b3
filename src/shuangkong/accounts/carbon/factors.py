"""Emission factors (排放因子): one named set for fuels, one calibre for electricity, both in every trace.

Three fuel sets circulate and differ by up to a factor of six for one gas; grid factors exist in several
calibres and years. An account names its choice once and uses nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shuangkong.accounts.arithmetic import HUNDRED, compound, ratio
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import exact, quantise
from shuangkong.sources import Citation
from shuangkong.standards import Adoption, StandardValue, confirmed, lookup
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = ["FACTOR_QUANTUM", "FactorSet", "fuel_factor", "grid_factor", "heat_factor"]

FACTOR_QUANTUM = exact("1e-12")
"""Step a computed factor is kept at [tCO2 per unit]: emissions stay exactly additive over divisions."""
_CO2 = exact(44)
_CARBON = exact(12)
_PER_TJ = exact("0.001")  # heating values are per GJ, carbon contents per TJ
_UNITS = {"GJ/t": "tCO2/t", "GJ/10^4 Nm3": "tCO2/10^4 Nm3"}


@dataclass(frozen=True)
class FactorSet:
    """The factors an account is computed with (因子集).

    Attributes
    ----------
    fuels
        Id of the fuel factor set (one of the editions of ``standard_carbon``).
    grid
        Calibre of the electricity factors, e.g. ``provincial-average`` or ``national-residual``.
    grid_year
        Year of the electricity factors; None takes the factor of each accounting year itself, and there is
        no account for a year whose factor is not published.
    grid_of
        Grid whose factor all electricity takes; None takes that of the grid each row names.
    signed_off
        Sign-offs of the workspace that raise the status of the values they confirm.

    Examples
    --------
    >>> FactorSet("provincial-inventory-2025", "provincial-average").grid_name
    'provincial-average'
    >>> FactorSet("provincial-inventory-2025", "national-average", 2023, "100000").grid_name
    'national-average 2023 (100000)'
    """

    fuels: str
    grid: str
    grid_year: int | None = None
    grid_of: str | None = None
    signed_off: tuple[Adoption, ...] = field(default=(), compare=False, repr=False)

    @property
    def grid_name(self) -> str:
        """How a series names the electricity factors (电力因子口径)."""
        year = "" if self.grid_year is None else f" {self.grid_year}"
        return f"{self.grid}{year}" + ("" if self.grid_of is None else f" ({self.grid_of})")

    def __str__(self) -> str:
        return f"{self.fuels} + {self.grid_name}"


def fuel_factor(fuel: str, fuel_set: str, *, on: date, signed_off: Sequence[Adoption] = ()) -> Figure:
    """Return the emission factor of a fuel (燃料排放因子) [tCO2 per t or per 10⁴ Nm³].

    Formula: EF = LHV · CC · OX/100 · 44/12 / 1000, with the heating value [GJ], the carbon content [tC/TJ]
    and the oxidation rate [%] of one set; kept to 12 decimals.

    Raises
    ------
    ProblemsFound
        ``carbon_factor_missing``: the set does not hold the fuel; no other set steps in.

    Examples
    --------
    Gasoline: 43.07 × 18.9 × 0.98 × 44/12 / 1000.

    >>> factor = fuel_factor("gasoline", "provincial-inventory-2025", on=date(2024, 1, 1))
    >>> round(factor.value, 4), factor.unit
    (Decimal('2.9251'), 'tCO2/t')
    """
    names = ("lower_heating_value", "carbon_content", "oxidation")
    held = [confirmed(_found(name, fuel, edition=fuel_set, on=on), signed_off) for name in names]
    heating, carbon, oxidation = (_number(each) for each in held)
    product = compound((heating, carbon, oxidation, _CO2, _PER_TJ))
    value = _quotient(product, compound((HUNDRED, _CARBON)))
    return _factor(
        value,
        _UNITS[held[0].unit],
        held,
        label=Label(f"{fuel} 排放因子（{fuel_set}）", f"emission factor of {fuel} ({fuel_set})"),
        formula="LHV × CC × OX/100 × 44/12 / 1000",
    )


def grid_factor(grid: str, factors: FactorSet, *, year: int, on: date) -> Figure:
    """Return the electricity factor of a grid (电力排放因子) [kgCO2/kWh] of a calibre and year.

    Raises
    ------
    ProblemsFound
        ``carbon_factor_missing``: none is published for that grid, calibre and year. That is an error, never
        0 and never the factor of a neighbouring year.

    Examples
    --------
    >>> chosen = FactorSet("provincial-inventory-2025", "provincial-average")
    >>> grid_factor("150000", chosen, year=2022, on=date(2025, 1, 1)).value
    Decimal('0.6849')
    """
    subject, of_year = factors.grid_of or grid, factors.grid_year or year
    found = _found("grid_factor", subject, edition=factors.grid, on=on, year=of_year)
    held = confirmed(found, factors.signed_off)
    label = Label(
        f"{subject} {of_year} 年电力排放因子（{factors.grid}）",
        f"electricity factor {subject} {of_year} ({factors.grid})",
    )
    return _factor(_number(held), held.unit, [held], label=label, formula="")


def heat_factor(*, on: date, signed_off: Sequence[Adoption] = ()) -> Figure:
    """Return the default factor of heat (热力排放因子缺省值) [tCO2/GJ]."""
    held = confirmed(_found("heat_factor", "heat", edition=None, on=on), signed_off)
    label = Label("热力排放因子（缺省值）", "emission factor of heat (default)")
    return _factor(_number(held), held.unit, [held], label=label, formula="")


def _found(
    metric: str, subject: str, *, edition: str | None, on: date, year: int | None = None
) -> StandardValue:
    try:
        if year is None:
            return lookup(metric, subject, on=on, edition=edition)
        return lookup(metric, subject, on=on, edition=edition, year=str(year))
    except ProblemsFound as error:
        details = {
            "metric": metric,
            "asked": edition or "—" if year is None else f"{edition} {year}",
            "why_not": "; ".join(problem.code for problem in error.problems),
            "available": "; ".join(
                str(problem.details["available"])
                for problem in error.problems
                if "available" in problem.details
            )
            or "—",
        }
        raise ProblemsFound([Problem("carbon_factor_missing", subject, details)]) from error


def _number(held: StandardValue) -> Decimal:
    if held.value is None or held.is_interval:
        details = {
            "metric": held.metric,
            "asked": held.edition,
            "why_not": "interval",
            "available": str(held),
        }
        raise ProblemsFound([Problem("carbon_factor_missing", held.subject, details)])
    return held.value


def _quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    value = ratio(numerator, denominator)
    assert not isinstance(value, Absence)  # the denominator is 1200
    return quantise(value, FACTOR_QUANTUM)


def _factor(
    value: Decimal, unit: str, held: Sequence[StandardValue], *, label: Label, formula: str
) -> Figure:
    trace = Trace(
        label=label,
        value=f"{value.normalize():f} {unit}",
        formula=formula,
        status=worst(each.status for each in held),
        inputs=lambda: tuple(_node(each) for each in held),
    )
    return Figure(value, unit, trace)


def _node(held: StandardValue) -> Trace:
    notes = (f"因子集 {held.edition}", held.source, held.note)
    en_notes = (f"factor set {held.edition}", held.source, held.note)
    return Trace(
        label=Label(f"{held.subject} {held.metric}", f"{held.metric} of {held.subject}"),
        value=f"{held.value} {held.unit}",
        citation=Citation(held.document, held.edition, ""),
        status=held.status,
        sign_offs=held.sign_offs,
        notes=tuple(Label(zh, en) for zh, en in zip(notes, en_notes, strict=True) if zh),
    )
