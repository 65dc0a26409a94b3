"""Comprehensive energy (综合能耗) of a facility per GB/T 2589-2020: what crosses its boundary, counted once.

Own conversion turns one form of energy into another inside the boundary. Its inputs were counted when they
were bought; its outputs are therefore netted and enter only where they are sold. The same holds of media the
facility makes itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shuangkong.accounts.arithmetic import difference, exact_sum, printed
from shuangkong.accounts.facility.checking import check_lines
from shuangkong.accounts.facility.converting import TCE, convert
from shuangkong.accounts.facility.factor import Factors, dated_factors
from shuangkong.accounts.facility.line import BOUNDARY, Flow, Line, lines_of
from shuangkong.accounts.frozen import FrozenRows, signed_off
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import Coverage, Figure, Label, Trace, worst

__all__ = ["FacilityEnergy", "comprehensive_energy", "facility_energy"]

_BASES: Mapping[EnergyBasis, Label] = {
    "calorific": Label("当量值", "calorific"),
    "coal_equivalent": Label("等价值", "coal-equivalent"),
}
_INSIDE: Mapping[Flow, int] = {"conversion_input": 1, "own_output": -1, "medium_output": -1}


@dataclass(frozen=True)
class FacilityEnergy:
    """Energy of one facility and period on one basis (综合能耗) [tce].

    Attributes
    ----------
    total
        Comprehensive energy, feedstock and bought media included.
    feedstock
        What of it was used as raw material.
    as_energy
        Total without feedstock.
    media
        What of the total are media bought from outside, net of media sold.
    conversion_loss
        Inputs less outputs of own conversion; inside the total, never on top of it.
    by_product
        Net amount of every product that crosses the boundary; they sum to the total.
    """

    facility: str
    period: Period
    energy_basis: EnergyBasis
    total: Figure
    feedstock: Figure
    as_energy: Figure
    media: Figure
    conversion_loss: Figure
    by_product: Mapping[str, Figure]


def comprehensive_energy(
    facility: str, period: Period, lines: Sequence[Line], factors: Factors
) -> FacilityEnergy:
    """Return the comprehensive energy of a facility (综合能耗) [tce].

    Formula: E = Σ k · (purchased + opening stock − closing stock − sold) over energy and media, k by the
    order measured → own production (media) → rule pack → national default.

    Raises
    ------
    ProblemsFound
        What `check_lines` refuses, and ``facility_factor_unit`` where a factor is not per unit of its
        product, ``facility_tce_of_power`` where electricity or heat is stated in standard coal, which hides
        its basis, ``facility_product_unknown`` where no standard knows the product and no factor is given.

    Notes
    -----
    Where a product has no factor on the basis asked for (electricity or heat without the dated
    coal-equivalent factor, an interval without measurement), every sum it belongs to is absent and its
    coverage names it.

    References
    ----------
    GB/T 2589-2020 综合能耗计算通则.

    Examples
    --------
    200 GWh bought and coal of 10,000 tce, calorific: 24,580 + 10,000.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> lines = [
    ...     Line("purchase", "electricity", Decimal(2), "亿千瓦时"),
    ...     Line("purchase", "own_coal", Decimal(10000), "吨标准煤"),
    ... ]
    >>> factors = Factors("calorific", date(2022, 12, 31))
    >>> comprehensive_energy("A", Period.parse("2022"), lines, factors).total.value == 34580
    True
    """
    where = f"{facility} {period}"
    check_lines(lines, where)
    converted = convert(lines, factors, where)
    scope = f"{where} {_BASES[factors.energy_basis].zh}", f"{where}, {_BASES[factors.energy_basis].en}"

    def added(zh: str, en: str, signs: Mapping[Flow, int], product: str | None = None) -> Figure:
        label = Label(f"{scope[0]} {zh}", f"{en} of {scope[1]}")
        held = [(signs[line.flow], line, figure) for line, figure in converted if line.flow in signs]
        return _added(label, [each for each in held if product in (None, each[1].product)])

    total = added("综合能耗", "comprehensive energy", BOUNDARY)
    feedstock = added("原料用能", "feedstock energy", {"feedstock": 1})
    crossing = dict.fromkeys(line.product for line in lines if line.flow in BOUNDARY)
    return FacilityEnergy(
        facility=facility,
        period=period,
        energy_basis=factors.energy_basis,
        total=total,
        feedstock=feedstock,
        as_energy=_less(
            total, feedstock, Label(f"{scope[0]} 不含原料用能", f"without feedstock, {scope[1]}")
        ),
        media=added("外购耗能工质", "media from outside", {"medium": 1, "medium_sold": -1}),
        conversion_loss=added("加工转换损失", "loss of own conversion", _INSIDE),
        by_product={product: added(product, product, BOUNDARY, product) for product in crossing},
    )


def facility_energy(
    rows: FrozenRows,
    facility: str,
    division: str,
    period: Period,
    *,
    energy_basis: EnergyBasis,
    synthetic: bool = False,
) -> FacilityEnergy:
    """Return the comprehensive energy of a facility from frozen rows (综合能耗) [tce].

    Raises
    ------
    ProblemsFound
        As `comprehensive_energy`; ``facility_no_lines`` where nothing was filed.
    """
    dated = dated_factors(rows, division, period, energy_basis=energy_basis, synthetic=synthetic)
    lines = lines_of(rows, facility, period, synthetic=synthetic)
    factors = Factors(energy_basis, period.end, dated, signed_off(rows))
    return comprehensive_energy(facility, period, lines, factors)


def _added(label: Label, signed: Sequence[tuple[int, Line, Figure]]) -> Figure:
    """Return a signed sum (代数和) [tce]; absent where a line has no factor, and then naming its product."""
    figures = [figure for _, _, figure in signed]
    lacking = [(line, figure) for _, line, figure in signed if figure.absence is not None]
    terms = [figure.value * sign for sign, _, figure in signed if figure.value is not None]
    value = None if lacking else exact_sum(terms)
    products = tuple(dict.fromkeys(line.product for line, _ in lacking))
    trace = Trace(
        label=label,
        value="—" if value is None else f"{printed(value)} {TCE}",
        formula="Σ ± q · k",
        rows=tuple(dict.fromkeys(row for figure in figures for row in figure.trace.rows)),
        status=worst(figure.status for figure in figures),
        is_synthetic=any(figure.is_synthetic for figure in figures),
        coverage=Coverage(len(signed), len(signed) - len(lacking), products),
        inputs=lambda: tuple(figure.trace for figure in figures),
    )
    return Figure(value, TCE, trace, lacking[0][1].absence if lacking else None)


def _less(total: Figure, part: Figure, label: Label) -> Figure:
    absence = total.absence or part.absence
    value = None
    if total.value is not None and part.value is not None:
        value = difference(total.value, part.value)
    trace = Trace(
        label=label,
        value="—" if value is None else f"{printed(value)} {TCE}",
        formula="E − E_feedstock",
        rows=tuple(dict.fromkeys(total.trace.rows + part.trace.rows)),
        status=worst((total.status, part.status)),
        is_synthetic=total.is_synthetic or part.is_synthetic,
        coverage=total.trace.coverage if total.absence else part.trace.coverage,
        inputs=lambda: (total.trace, part.trace),
    )
    return Figure(value, TCE, trace, absence)
