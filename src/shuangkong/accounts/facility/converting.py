"""Converting lines (折算): every line of a facility in standard coal, or the reason why it cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shuangkong.accounts.arithmetic import exact_sum, ratio
from shuangkong.accounts.facility.factor import EnergyFactor, Factors, Origin, in_tce
from shuangkong.accounts.facility.line import Flow, Line
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector
from shuangkong.quantity import known_units
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = ["TCE", "convert"]

TCE = "吨标准煤"
_INFLOWS: tuple[Flow, ...] = ("purchase", "opening_stock")
_MEDIA: tuple[Flow, ...] = ("medium", "medium_output", "medium_sold")
_OUTPUTS: tuple[Flow, ...] = ("own_output", "medium_output")
_Chosen = tuple[Line, EnergyFactor | Absence]


def convert(lines: Sequence[Line], factors: Factors, where: str) -> tuple[tuple[Line, Figure], ...]:
    """Return every line with its amount in standard coal (逐行折算) [tce].

    What leaves the stock is worth what came in: where lots were bought or stored with measured factors, the
    other lines of the product take their weighted mean. Media take what the facility itself spent on making
    them, where a conversion makes that medium alone.

    Raises
    ------
    ProblemsFound
        ``facility_product_unknown``, ``facility_factor_unit``, ``facility_tce_of_power``.
    """
    chosen: list[_Chosen] = [(line, factors.find(line)) for line in lines]
    _check(chosen, where)
    means = {
        product: mean for product in {line.product for line in lines} if (mean := _mean(chosen, product))
    }
    chosen = [
        (
            line,
            factor if line.measured is not None or line.flow in _INFLOWS else means.get(line.product, factor),
        )
        for line, factor in chosen
    ]
    own = {line.product: made for line in lines if (made := _own_production(chosen, line))}
    return tuple(
        (line, _figure(line, own.get(line.product, factor) if line.measured is None else factor))
        for line, factor in chosen
    )


def _check(chosen: Iterable[_Chosen], where: str) -> None:
    problems = Collector()
    for line, factor in chosen:
        place = f"{where} {line}"
        if isinstance(factor, Absence):
            if factor.code == "no_factor":
                problems.add("facility_product_unknown", place, product=line.product)
        elif line.amount[0] == "energy_tce" and factor.origin != "by_definition":
            problems.add("facility_tce_of_power", place, unit=line.unit)
        elif in_tce(line.quantity, line.unit, factor.value, factor.unit) is None:
            problems.add("facility_factor_unit", place, factor=factor.unit or "—", unit=line.unit)
    problems.raise_errors()


def _mean(chosen: Sequence[_Chosen], product: str) -> EnergyFactor | None:
    """Return the weighted mean factor of what came in, where some of it was measured."""
    inflow = [(line, factor) for line, factor in chosen if line.product == product and line.flow in _INFLOWS]
    if not any(isinstance(factor, EnergyFactor) and factor.origin == "measured" for _, factor in inflow):
        return None
    return _quotient(product, inflow, [line for line, _ in inflow], "measured_mean")


def _own_production(chosen: Sequence[_Chosen], medium: Line) -> EnergyFactor | None:
    """Return what the facility spent on a medium it makes, from the conversions that make nothing else."""
    if medium.flow not in _MEDIA:
        return None
    outputs: dict[str, set[str]] = {}
    for line, _ in chosen:
        if line.flow in _OUTPUTS and line.conversion:
            outputs.setdefault(line.conversion, set()).add(line.product)
    alone = {conversion for conversion, products in outputs.items() if products == {medium.product}}
    inputs = [each for each in chosen if each[0].flow == "conversion_input" and each[0].conversion in alone]
    made = [line for line, _ in chosen if line.flow in _OUTPUTS and line.conversion in alone]
    return _quotient(medium.product, inputs, made, "own_production") if inputs else None


def _quotient(
    product: str, energy: Sequence[_Chosen], amounts: Sequence[Line], origin: Origin
) -> EnergyFactor | None:
    figures = [_figure(line, factor) for line, factor in energy]
    values = [figure.value for figure in figures if figure.value is not None]
    found = ratio(exact_sum(values), exact_sum(line.amount[1] for line in amounts))
    if len(values) < len(figures) or isinstance(found, Absence):
        return None
    traces = [figure.trace for figure in figures]
    rows = [row for trace in traces for row in trace.rows] + [row for line in amounts for row in line.rows]
    return EnergyFactor(
        product,
        found,
        f"{TCE}/{_reference_unit(amounts[0].amount[0])}",
        origin,
        worst([*(trace.status for trace in traces), *(line.status for line in amounts)]),
        any(line.is_synthetic for line in amounts),
        rows=tuple(dict.fromkeys(rows)),
        inputs=tuple(traces),
    )


def _reference_unit(dimension: str) -> str:
    units = known_units().values()
    return next(unit.symbol for unit in units if unit.dimension == dimension and unit.factor == 1)


def _figure(line: Line, factor: EnergyFactor | Absence) -> Figure:
    label = Label(f"{line} 折标准煤", f"{line} in standard coal")
    quantity = f"{plain(line.quantity)} {line.unit}"
    if isinstance(factor, Absence):
        trace = Trace(label, "—", "q · k", None, None, line.rows, line.status, line.is_synthetic)
        return Figure(None, TCE, trace, factor)
    value = in_tce(line.quantity, line.unit, factor.value, factor.unit)
    trace = Trace(
        label=label,
        value=f"{quantity} × {plain(factor.value)} {factor.unit}",
        formula="q · k",
        rows=tuple(dict.fromkeys(line.rows + factor.rows)),
        status=worst((line.status, factor.status)),
        is_synthetic=line.is_synthetic or factor.is_synthetic,
        inputs=lambda: (factor.trace,),
    )
    return Figure(value, TCE, trace)
