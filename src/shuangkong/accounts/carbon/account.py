"""Carbon account (碳排放核算): production view and consumption view side by side, under one factor set.

Production view: what is emitted in the territory, for whomever. Consumption view: the emission of power and
heat bought from outside comes in, that of power and heat sold goes out. A region that sells much power looks
very different in the two, so neither is shown without the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import exact_sum
from shuangkong.accounts.carbon.emission import CO2_UNIT, Activity, emissions
from shuangkong.accounts.carbon.factors import FactorSet
from shuangkong.accounts.carbon.series import CarbonSeries, View, same_factors
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import plain
from shuangkong.accounts.question import Question
from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["ACTIVITIES", "CarbonAccount", "carbon_account", "carbon_below"]

ACTIVITIES: Mapping[Activity, Label] = {
    "fuel_combustion": Label("化石燃料燃烧排放", "fossil combustion"),
    "process": Label("工业生产过程排放", "process emission"),
    "electricity_import": Label("电力调入间接排放", "emission of power bought from outside"),
    "electricity_export": Label("电力调出间接排放", "emission of power sold outside"),
    "heat_import": Label("热力调入间接排放", "emission of heat bought from outside"),
    "heat_export": Label("热力调出间接排放", "emission of heat sold outside"),
}
_VIEWS: Mapping[View, Label] = {
    "production": Label("生产侧二氧化碳排放量", "CO2, production view"),
    "consumption": Label("消费侧二氧化碳排放量", "CO2, consumption view"),
}
_OUT: tuple[Activity, ...] = ("electricity_export", "heat_export")
_IN_VIEW: Mapping[View, tuple[Activity, ...]] = {
    "production": ("fuel_combustion", "process"),
    "consumption": get_args(Activity),
}
# Without these a view would be another view under its name: absent, where the other parts are only missed.
_NEEDED: Mapping[View, tuple[Activity, ...]] = {
    "production": ("fuel_combustion",),
    "consumption": ("fuel_combustion", "electricity_import", "electricity_export"),
}


@dataclass(frozen=True)
class CarbonAccount:
    """The carbon account of a division and period (碳排放账户) [tCO2].

    Attributes
    ----------
    parts
        Every activity with its emission; one that nobody filed is absent with ``not_filed``, never 0.
    production, consumption
        The two views; the coverage of each names the parts that were not filed.
    """

    division: str
    period: Period
    factors: FactorSet
    parts: Mapping[Activity, Account]
    production: Account
    consumption: Account


def carbon_account(
    rows: FrozenRows,
    question: Question,
    factors: FactorSet,
    *,
    synthetic: bool = False,
    names: Naming = CODES,
) -> CarbonAccount:
    """Return the carbon account of a division and period (碳排放核算) [tCO2].

    Formula: production = fuels + process; consumption = production + imports − exports of power and heat,
    each transfer with the factor of the grid it was generated on.

    Raises
    ------
    ProblemsFound
        ``carbon_factor_missing``, ``carbon_unit_wrong``, ``carbon_amount_negative`` (see `emissions`), or two
        vintages of one activity (``account_two_vintages``).
    """
    filed = emissions(
        rows, question.division, question.period, factors, known_on=question.known_on, synthetic=synthetic
    )
    activities: tuple[Activity, ...] = get_args(Activity)
    place = names.place(question.division, question.period)
    parts = {name: _part(question, name, filed.get(name, ()), place) for name in activities}
    views: tuple[View, View] = ("production", "consumption")
    production, consumption = (
        replace(_view(question, view, factors, parts, place), names=names) for view in views
    )
    return CarbonAccount(
        division=question.division,
        period=question.period,
        factors=factors,
        parts=parts,
        production=production,
        consumption=consumption,
    )


def carbon_below(
    parts: Mapping[str, Account | None], *, division: str, period: Period, view: View
) -> Account:
    """Return the sum of one view over the divisions below (下级汇总) [tCO2], with who is absent.

    A transfer between two of them, filed by both with the factor of one grid, cancels in the sum.

    Parameters
    ----------
    parts
        Expected division → its account of that view, None where it is silent.

    Raises
    ------
    ProblemsFound
        If the parts mix factor sets, calibres, views, vintages, units or periods, or synthetic rows with real
        ones.
    """
    held = {key: each for key, each in parts.items() if each is not None and each.figure.value is not None}
    label = Label(f"{division} {period} {_VIEWS[view].zh} 下级合计", f"{_VIEWS[view].en}, below {division}")
    problems = Collector()
    if strange := sorted({str(each.period) for each in held.values() if each.period != period}):
        problems.add("carbon_period_differs", label.zh, found=", ".join(strange), wanted=period)
    if any(getattr(each.series, "view", view) != view for each in held.values()):
        problems.add("carbon_two_views", label.zh, found=f"{view} / …")
    problems.raise_errors()
    same_factors(held.values(), label.zh)
    coverage = Coverage(len(parts), len(held), tuple(key for key in parts if key not in held))
    figure = _sum([(1, each.figure) for each in held.values()], label, coverage)
    figure = replace(figure, trace=replace(figure.trace, notes=tuple(_gaps(held))))
    series = next((each.series for each in held.values()), CarbonSeries(view=view))
    return Account(division, f"co2_{view}", period, figure, series)


def _gaps(held: Mapping[str, Account]) -> Iterator[Label]:
    """Yield what the parts themselves lack: all divisions may be there, one without its process emission."""
    for code, each in held.items():
        coverage = each.figure.trace.coverage
        if coverage is not None and not coverage.is_full:
            yield Label(
                f"{code} 缺 {'、'.join(coverage.absent)}", f"{code} lacks {', '.join(coverage.absent)}"
            )


def _part(question: Question, name: Activity, filed: Sequence[Account], place: Label) -> Account:
    label = Label(f"{place.zh}{ACTIVITIES[name].zh}", f"{ACTIVITIES[name].en}, {place.en}")
    same_factors(filed, label.zh)
    if not filed:
        reason = Label(f"{ACTIVITIES[name].zh}未填报", f"{ACTIVITIES[name].en}: nothing filed")
        trace = Trace(label=label, value="—", coverage=Coverage(1, 0, (name,)))
        figure = Figure(None, CO2_UNIT, trace, Absence("not_filed", reason))
        return Account(question.division, f"co2_{name}", question.period, figure, CarbonSeries())
    figure = _sum([(1, each.figure) for each in filed], label, None)
    return Account(question.division, f"co2_{name}", question.period, figure, filed[0].series)


def _view(
    question: Question, view: View, factors: FactorSet, parts: Mapping[Activity, Account], place: Label
) -> Account:
    chosen = {name: parts[name] for name in _IN_VIEW[view]}
    held = {name: each for name, each in chosen.items() if each.figure.value is not None}
    missing = tuple(name for name in chosen if name not in held)
    label = Label(f"{place.zh}{_VIEWS[view].zh}（{factors}）", f"{_VIEWS[view].en}, {place.en} ({factors})")
    same_factors(held.values(), label.zh)
    coverage = Coverage(len(chosen), len(held), missing)
    needed = [name for name in _NEEDED[view] if name in missing]
    signed = [(-1 if name in _OUT else 1, each.figure) for name, each in held.items()]
    figure = _sum(signed, label, coverage, needed)
    vintage = next((each.series.vintage for each in held.values()), "")
    grid = factors.grid_name if view == "consumption" else ""
    series = CarbonSeries(vintage=vintage, fuel_set=factors.fuels, grid=grid, view=view)
    return Account(question.division, f"co2_{view}", question.period, figure, series)


def _sum(
    signed: Sequence[tuple[int, Figure]],
    label: Label,
    coverage: Coverage | None,
    needed: Sequence[Activity] = (),
) -> Figure:
    figures = tuple(figure for _, figure in signed)
    absence = None
    if needed or not figures:
        who = "、".join(ACTIVITIES[name].zh for name in needed) or "各项"
        who_en = ", ".join(ACTIVITIES[name].en for name in needed) or "all parts"
        absence = Absence("not_filed", Label(f"{who}未填报", f"not filed: {who_en}"))
    value = None
    if absence is None:
        value = exact_sum(
            each.value if sign > 0 else each.value.copy_negate()
            for sign, each in signed
            if each.value is not None
        )
    trace = Trace(
        label=label,
        value="—" if value is None else f"{plain(value)} {CO2_UNIT}",
        formula=" ".join(f"{'+' if sign > 0 else '−'} {each.trace.label.zh}" for sign, each in signed),
        rows=tuple(row for each in figures for row in each.trace.rows),
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, CO2_UNIT, trace, absence)
