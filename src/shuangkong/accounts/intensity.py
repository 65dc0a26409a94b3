"""Intensity (能耗强度): energy per GDP at stated constant prices, and its change between two periods."""

from __future__ import annotations

from decimal import Decimal

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.arithmetic import ONE, compound, difference, percent, printed, ratio
from shuangkong.accounts.wording import period_label, signed
from shuangkong.errors import Collector
from shuangkong.quantity import PriceBasis, find_unit, quantise
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["INTENSITY_UNIT", "intensity", "intensity_change"]

INTENSITY_UNIT = "吨标准煤/万元"
_YUAN_IN_10K = Decimal("0.0001")


def intensity(energy: Account, gdp: Account, *, quantum: Decimal | None = None) -> Account:
    """Return energy per GDP at constant prices (可比价能耗强度) [tce per 10⁴ yuan].

    Formula: I = E / G, E in its own energy basis, G at the constant prices of a stated year.

    Parameters
    ----------
    quantum
        Step the intensity is rounded to (half up) before it is used further [tce per 10⁴ yuan]; None keeps it
        unrounded.

    Raises
    ------
    ProblemsFound
        If energy has no energy basis, GDP no constant price base, a unit is of the wrong kind, the two belong
        to different divisions or periods, or one is synthetic and the other real.

    Notes
    -----
    Where a part is absent the intensity is absent for the same reason. Sums of different parts are not
    divided: where the coverage of the two differs the intensity is absent with ``partial_coverage``.
    """
    _check_parts(energy, gdp)
    value, absence = _quotient(energy.figure, gdp.figure)
    value = value if value is None or quantum is None else quantise(value, quantum)
    parts = (energy.figure, gdp.figure)
    price = PriceBasis(gdp.series.price_base_year)
    place = energy.place
    trace = Trace(
        label=Label(
            f"{place.zh}单位地区生产总值能耗（{price}）",
            f"energy per GDP, {place.en} (prices of {gdp.series.price_base_year})",
        ),
        value="—" if value is None else f"{printed(value, 4)} {INTENSITY_UNIT}",
        formula="E / G",
        rows=energy.figure.trace.rows + gdp.figure.trace.rows,
        status=worst(each.status for each in parts),
        is_synthetic=energy.figure.is_synthetic,
        coverage=energy.figure.trace.coverage,
        inputs=lambda: tuple(each.trace for each in parts),
    )
    series = Series(energy.series.energy_basis, gdp.series.price_base_year, energy.series.vintage)
    figure = Figure(value, INTENSITY_UNIT, trace, absence)
    return Account(energy.division, "energy_intensity", energy.period, figure, series, energy.names)


def _check_parts(energy: Account, gdp: Account) -> None:
    where = energy.place.zh
    problems = Collector()
    if energy.series.energy_basis is None:
        problems.add("account_no_energy_basis", where, indicator=energy.indicator_id)
    if gdp.series.price_base_year is None:
        problems.add("account_no_price_base", where, indicator=gdp.indicator_id)
    for each, dimension in ((energy, "energy_tce"), (gdp, "money_cny")):
        unit = find_unit(each.figure.unit)
        if each.figure.value is not None and (unit is None or unit.dimension != dimension):
            details = {"indicator": each.indicator_id, "found": each.figure.unit, "wanted": dimension}
            problems.add("account_wrong_unit", where, **details)
    if (energy.division, energy.period) != (gdp.division, gdp.period):
        problems.add("account_parts_differ", where, other=gdp.place.zh)
    if energy.figure.is_synthetic != gdp.figure.is_synthetic:
        problems.add("account_synthetic_beside_real", where, found="synthetic / real")
    problems.raise_errors()


def _quotient(energy: Figure, gdp: Figure) -> tuple[Decimal | None, Absence | None]:
    absence = energy.absence or gdp.absence
    if energy.value is None or gdp.value is None:
        return None, absence
    if _absent(energy) != _absent(gdp):
        reason = Label(
            "能耗与生产总值的覆盖地区不一致，不能相除", "energy and GDP do not cover the same divisions"
        )
        return None, Absence("partial_coverage", reason)
    per_10k = compound((_in_reference_unit(gdp.value, gdp.unit), _YUAN_IN_10K))
    found = ratio(_in_reference_unit(energy.value, energy.unit), per_10k)
    return (None, found) if isinstance(found, Absence) else (found, None)


def _absent(figure: Figure) -> tuple[str, ...]:
    coverage = figure.trace.coverage
    return () if coverage is None else coverage.absent


def _in_reference_unit(value: Decimal, symbol: str) -> Decimal:
    unit = find_unit(symbol)
    return value if unit is None else compound((value, unit.factor))


def intensity_change(before: Account, after: Account) -> Figure:
    """Return the change of intensity between two periods (能耗强度变化率) [%], a fall negative.

    Formula: 100 · (I_after / I_before − 1), both at the same constant prices and energy basis, from
    unrounded parts.

    Raises
    ------
    ProblemsFound
        If the two differ in energy basis, price base, vintage or unit, or one of them is synthetic.
    """
    name = before.names.division(after.division, after.period.end)
    label = Label(
        f"{name.zh}{period_label(after.period).zh}较{period_label(before.period).zh}能耗强度变化率",
        f"change of energy intensity, {name.en}, {before.period} to {after.period}",
    )
    # an absent figure belongs to no series: its reason is told instead
    same_series([each for each in (before, after) if each.figure.value is not None], label.zh)
    figures = (before.figure, after.figure)
    values = [each.value for each in figures if each.value is not None]
    value, absence = None, before.figure.absence or after.figure.absence
    if _absent(before.figure) != _absent(after.figure):
        reason = Label(
            "前后两期的覆盖地区不一致，不能相比", "the two periods do not cover the same divisions"
        )
        absence = Absence("partial_coverage", reason)
    elif len(values) == len(figures):
        quotient = ratio(values[1], values[0])
        value, absence = (
            (None, quotient) if isinstance(quotient, Absence) else (percent(difference(quotient, ONE)), None)
        )
    trace = Trace(
        label=label,
        value="—" if value is None else f"{signed(value)} %",
        formula="100 × (I_after / I_before − 1)",
        rows=before.figure.trace.rows + after.figure.trace.rows,
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=min(
            (each.trace.coverage for each in figures if each.trace.coverage), default=None, key=_present
        ),
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, "%", trace, absence)


def _present(coverage: Coverage) -> int:
    return coverage.present
