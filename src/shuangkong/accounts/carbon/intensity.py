"""Carbon intensity (碳排放强度): CO2 per GDP at constant prices, its change, and the change over years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import ONE, compound, difference, percent, printed, ratio
from shuangkong.accounts.carbon.emission import CO2_UNIT
from shuangkong.accounts.carbon.series import CarbonSeries, same_factors
from shuangkong.accounts.growth import chain
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector
from shuangkong.quantity import PriceBasis, exact, find_unit
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = [
    "CARBON_INTENSITY_UNIT",
    "carbon_change",
    "carbon_intensity",
    "cumulative_carbon_change",
    "restatement",
]

CARBON_INTENSITY_UNIT = "吨二氧化碳/万元"
_YUAN_IN_10K = exact("0.0001")


def carbon_intensity(emission: Account, gdp: Account) -> Account:
    """Return CO2 per GDP at constant prices (可比价碳排放强度) [tCO2 per 10⁴ yuan].

    Formula: C / G, C of one view under its factor set, G at the constant prices of a stated year.

    Raises
    ------
    ProblemsFound
        If GDP has no constant price base (``account_no_price_base``), a unit is of the wrong kind
        (``account_wrong_unit``), the two belong to different divisions or periods (``account_parts_differ``),
        or one is synthetic and the other real (``account_synthetic_beside_real``).
    """
    _check_parts(emission, gdp)
    value, absence = _per_gdp(emission.figure, gdp.figure)
    price = PriceBasis(gdp.series.price_base_year)
    place = emission.place
    figures = (emission.figure, gdp.figure)
    trace = Trace(
        label=Label(
            f"{place.zh}单位地区生产总值二氧化碳排放（{price}）", f"CO2 per GDP, {place.en} ({price})"
        ),
        value="—" if value is None else f"{printed(value, 4)} {CARBON_INTENSITY_UNIT}",
        formula="C / G",
        rows=emission.figure.trace.rows + gdp.figure.trace.rows,
        status=worst(each.status for each in figures),
        is_synthetic=emission.figure.is_synthetic,
        coverage=emission.figure.trace.coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    held = emission.series if isinstance(emission.series, CarbonSeries) else CarbonSeries()
    series = replace(held, price_base_year=gdp.series.price_base_year)
    figure = Figure(value, CARBON_INTENSITY_UNIT, trace, absence)
    return Account(emission.division, "co2_intensity", emission.period, figure, series, emission.names)


def _check_parts(emission: Account, gdp: Account) -> None:
    where = f"{emission.division} {emission.period}"
    problems = Collector()
    if gdp.series.price_base_year is None:
        problems.add("account_no_price_base", where, indicator=gdp.indicator_id)
    for each, dimension in ((emission, "mass_co2_t"), (gdp, "money_cny")):
        unit = find_unit(each.figure.unit)
        if each.figure.value is not None and (unit is None or unit.dimension != dimension):
            details = {"indicator": each.indicator_id, "found": each.figure.unit, "wanted": dimension}
            problems.add("account_wrong_unit", where, **details)
    if (emission.division, emission.period) != (gdp.division, gdp.period):
        problems.add("account_parts_differ", where, other=f"{gdp.division} {gdp.period}")
    if emission.figure.value is not None and emission.figure.is_synthetic != gdp.figure.is_synthetic:
        problems.add("account_synthetic_beside_real", where, found="synthetic / real")
    problems.raise_errors()


def _per_gdp(emission: Figure, gdp: Figure) -> tuple[Decimal | None, Absence | None]:
    unit, held = find_unit(gdp.unit), find_unit(emission.unit)
    if emission.value is None or gdp.value is None or unit is None or held is None:
        return None, emission.absence or gdp.absence
    quotient = ratio(
        compound((emission.value, held.factor)), compound((gdp.value, unit.factor, _YUAN_IN_10K))
    )
    return (None, quotient) if isinstance(quotient, Absence) else (quotient, None)


def carbon_change(before: Account, after: Account) -> Account:
    """Return the change of an emission or intensity between two periods (变化率) [%], a fall negative.

    Formula: 100 · (after / before − 1), both under one factor set, view, price base and vintage.

    Raises
    ------
    ProblemsFound
        If the two differ in any of these (``carbon_two_fuel_sets`` and the others of `same_factors`).
    """
    label = Label(
        f"{after.division} {before.period}–{after.period} {after.indicator_id} 变化率",
        f"change of {after.indicator_id} {after.division} {before.period}–{after.period}",
    )
    same_factors((before, after), label.zh)
    figures = (before.figure, after.figure)
    value, absence = None, before.figure.absence or after.figure.absence
    if _absent(before.figure) != _absent(after.figure):
        reason = Label("前后两期所含项目不一致，不能相比", "the two periods do not hold the same parts")
        absence = Absence("partial_coverage", reason)
    elif before.figure.value is not None and after.figure.value is not None:
        quotient = ratio(after.figure.value, before.figure.value)
        if isinstance(quotient, Absence):
            absence = quotient
        else:
            value = percent(difference(quotient, ONE))
    trace = Trace(
        label=label,
        value="—" if value is None else f"{printed(value)} %",
        formula="100 × (after / before − 1)",
        rows=before.figure.trace.rows + after.figure.trace.rows,
        status=worst(each.status for each in figures),
        is_synthetic=after.figure.is_synthetic,
        coverage=after.figure.trace.coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    figure = Figure(value, "%", trace, absence)
    return Account(after.division, f"{after.indicator_id}_change", after.period, figure, after.series)


def _absent(figure: Figure) -> tuple[str, ...]:
    coverage = figure.trace.coverage
    return () if coverage is None else coverage.absent


def cumulative_carbon_change(changes: Sequence[Account], years: Sequence[int], *, label: Label) -> Figure:
    """Return the change over several years from yearly changes (累计变化率) [%], within one factor set.

    Formula: 100 · (∏(1 + i/100) − 1). Rates are never summed and never chained across two factor sets.

    Raises
    ------
    ProblemsFound
        If the changes belong to two factor sets, calibres, views, price bases or vintages.
    """
    same_factors(changes, label.zh)
    known = [each for each in changes if each.figure.value is not None]
    return chain(known, years, label=label)


def restatement(first: Account, second: Account) -> Figure:
    """Return what another factor set makes of the same activities (因子集重述差异) [tCO2].

    Formula: second − first. Both accounts stay; neither replaces the other.

    Raises
    ------
    ProblemsFound
        ``account_parts_differ`` if the two are of different divisions or periods, ``carbon_two_views`` if
        they are of different views, ``account_synthetic_beside_real`` if one of them is synthetic.
    """
    one, other = first.series, second.series
    where = f"{first.division} {first.period} {first.indicator_id}"
    problems = Collector()
    if (first.division, first.period) != (second.division, second.period):
        problems.add("account_parts_differ", where, other=f"{second.division} {second.period}")
    if getattr(one, "view", "") != getattr(other, "view", ""):
        problems.add("carbon_two_views", where, found=f"{one} / {other}")
    if first.figure.is_synthetic != second.figure.is_synthetic:
        problems.add("account_synthetic_beside_real", where, found="synthetic / real")
    problems.raise_errors()
    figures = (first.figure, second.figure)
    value = None
    if first.figure.value is not None and second.figure.value is not None:
        value = difference(second.figure.value, first.figure.value)
    trace = Trace(
        label=Label(
            f"{first.place.zh}因子集重述差异：{one} → {other}", f"restated, {first.place.en}: {one} → {other}"
        ),
        value="—" if value is None else f"{plain(value)} {CO2_UNIT}",
        formula="second − first",
        rows=first.figure.trace.rows,
        status=worst(each.status for each in figures),
        is_synthetic=first.figure.is_synthetic,
        coverage=first.figure.trace.coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, CO2_UNIT, trace, first.figure.absence or second.figure.absence)
