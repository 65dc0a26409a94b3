"""Statements (口径核算表): total and intensity of a division and period under one basis, with its bridges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.arithmetic import ONE, difference, percent, printed, ratio
from shuangkong.accounts.bases.basis import Basis, bases_in_turn, basis_for, check_basis
from shuangkong.accounts.bases.bridge import Bridge, bridge
from shuangkong.accounts.bases.certificate import UNDETERMINED, certificate_cap
from shuangkong.accounts.bases.inquiry import Ends, Inquiry
from shuangkong.accounts.bases.lines import View
from shuangkong.accounts.bases.record import Measure
from shuangkong.accounts.growth import chain
from shuangkong.accounts.intensity import INTENSITY_UNIT, intensity, intensity_change
from shuangkong.errors import Collector
from shuangkong.packs import RuleEdition
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = ["Statement", "by_product", "side_by_side", "state", "yearly"]

_MEASURES: tuple[Measure, ...] = ("total", "intensity")


@dataclass(frozen=True)
class Statement:
    """Total and intensity under one basis (口径核算表), base year and last year.

    Attributes
    ----------
    total, total_base
        Bridges of the total in the last year and in the base year.
    intensity, intensity_base
        Bridges of the energy that the intensity is taken of.
    gdp
        Constant-price GDP of both years; no basis adjusts it.
    level, level_base
        Intensity in the two years [tce per 10⁴ yuan].
    total_change, intensity_change, gdp_change
        Changes over the period [%], a fall negative.
    """

    inquiry: Inquiry
    basis: Basis
    total_base: Bridge
    total: Bridge
    intensity_base: Bridge
    intensity: Bridge
    gdp: Ends
    level_base: Account
    level: Account
    total_change: Figure
    intensity_change: Figure
    gdp_change: Figure

    @property
    def bridges(self) -> tuple[Bridge, ...]:
        """The four bridges: total and intensity, base year and last year."""
        return (self.total_base, self.total, self.intensity_base, self.intensity)


def state(inquiry: Inquiry, basis: Basis | None = None) -> Statement:
    """Return the account of a question under a basis (分口径核算).

    Formula: I = (E − Σ deductions) / G in each year; the total has its own lines. GDP is not adjusted
    (发改环资〔2022〕803号).

    Parameters
    ----------
    basis
        None = the basis the question is answered under, see `basis_for`.

    Raises
    ------
    ProblemsFound
        With everything that forbids the account: ``bases_two_exceptions``, the codes of `bridge`, two
        revisions none of which is chosen, energy without its basis, GDP without its price base.
    """
    basis = basis_for(inquiry.question, inquiry.packs) if basis is None else basis
    problems = Collector()
    problems.extend(check_basis(basis))
    problems.raise_errors()
    _check_energy(inquiry.energy, problems)
    made = _Making(inquiry, basis, problems)
    bridges = made.bridges()
    _raise_once(problems)
    return made.statement(*bridges)


@dataclass(frozen=True)
class _Making:
    """The parts of one statement while it is made."""

    inquiry: Inquiry
    basis: Basis
    problems: Collector

    def bridges(self) -> tuple[Bridge, Bridge, Bridge, Bridge]:
        """Return total and intensity of the base year, then of the last year: the cap needs the first."""
        total_base, intensity_base = self._base("total"), self._base("intensity")
        total, strength = (self._last(each, intensity_base) for each in _MEASURES)
        return total_base, total, intensity_base, strength

    def statement(
        self, total_base: Bridge, total: Bridge, intensity_base: Bridge, strength: Bridge
    ) -> Statement:
        gdp = self.inquiry.gdp
        level_base = _level(intensity_base.assessed, gdp.base)
        level = _level(strength.assessed, gdp.last)
        return Statement(
            inquiry=self.inquiry,
            basis=self.basis,
            total_base=total_base,
            total=total,
            intensity_base=intensity_base,
            intensity=strength,
            gdp=gdp,
            level_base=level_base,
            level=level,
            total_change=_change(total_base.assessed, total.assessed, Label("考核总量", "assessed total")),
            intensity_change=intensity_change(level_base, level),
            gdp_change=_change(gdp.base, gdp.last, Label("可比价生产总值", "constant-price GDP")),
        )

    def _base(self, measure: Measure) -> Bridge:
        view = self._view(measure, self.inquiry.base_year)
        return bridge(self.basis, self.inquiry.energy.base, view, self.problems)

    def _last(self, measure: Measure, base: Bridge) -> Bridge:
        view = self._view(measure, self.inquiry.question.year)
        return bridge(self.basis, self.inquiry.energy.last, view, self.problems, cap=lambda: self._cap(base))

    def _view(self, measure: Measure, year: int) -> View:
        question = self.inquiry.question
        return View(
            filed=self.inquiry.filed,
            names=self.inquiry.asker.names,
            division=question.division,
            measure=measure,
            base_year=self.inquiry.base_year,
            last_year=question.year,
            year=year,
            energy_basis=question.energy_basis,
            unit=self.inquiry.energy.last.figure.unit,
        )

    def _cap(self, base: Bridge) -> Figure:
        rule = self.basis.edition_with("certificate_cap_share")
        unit = self.inquiry.energy.last.figure.unit
        if rule is None or rule.parameters.get("needed_saving") is None:
            label = Label("绿证抵扣上限", "certificate cap")
            return Figure(None, unit, Trace(label, "—", notes=(UNDETERMINED.reason,)), UNDETERMINED)
        energy = base.assessed if _reads_assessed(rule) else base.raw
        before = _level(energy, self.inquiry.gdp.base)
        return certificate_cap(rule, self.inquiry.gdp.last, before, self.inquiry.intensity_target, unit=unit)


def _level(energy: Account, gdp: Account) -> Account:
    """Return energy per GDP, absent where one of the two is: an absent figure has no series to check."""
    absence = energy.figure.absence or gdp.figure.absence
    if absence is None:
        return intensity(energy, gdp)
    parts = (energy.figure, gdp.figure)
    trace = Trace(
        label=energy.names.figure(energy.division, energy.period, "energy_intensity"),
        value="—",
        formula="E / G",
        rows=tuple(row for each in parts for row in each.trace.rows),
        status=worst(each.status for each in parts),
        is_synthetic=any(each.is_synthetic for each in parts),
        notes=(absence.reason,),
        inputs=lambda: tuple(each.trace for each in parts),
    )
    figure = Figure(None, INTENSITY_UNIT, trace, absence)
    series = Series(energy.series.energy_basis, gdp.series.price_base_year, energy.series.vintage)
    return Account(energy.division, "energy_intensity", energy.period, figure, series, energy.names)


def _reads_assessed(rule: RuleEdition) -> bool:
    reading = cast("Mapping[str, object]", rule.parameters["needed_saving"])
    return reading["base_intensity"] == "assessed"


def _check_energy(energy: Ends, problems: Collector) -> None:
    for each in (energy.base, energy.last):
        if each.figure.value is not None and each.series.energy_basis is None:
            problems.add("account_no_energy_basis", str(each), indicator=each.indicator_id)


def _raise_once(problems: Collector) -> None:
    """Raise what was found in four bridges, each problem once."""
    seen = Collector()
    for each in problems:
        if each not in tuple(seen):
            seen.extend([each])
    seen.raise_errors()


def _change(before: Account, after: Account, what: Label) -> Figure:
    """Return the change between two years (变化率) [%], a fall negative, within one series.

    Formula: 100 · (after / before − 1).

    Raises
    ------
    ProblemsFound
        If the two differ in energy basis, price base, vintage or unit, or one of them is synthetic.
    """
    figures = (before.figure, after.figure)
    values = [each.value for each in figures if each.value is not None]
    absence = before.figure.absence or after.figure.absence
    name, years = after.names.division(after.division, after.period.end), f"{before.period}–{after.period}"
    label = Label(f"{name.zh} {years} {what.zh}变化率", f"change of {what.en}, {name.en}, {years}")
    value = None
    if _silent(before.figure) != _silent(after.figure):
        reason = Label(
            "前后两期的覆盖地区不一致，不能相比", "the two periods do not cover the same divisions"
        )
        absence = absence or Absence("partial_coverage", reason)
    elif len(values) == len(figures):
        same_series((before, after), label.zh)
        quotient = ratio(values[1], values[0])
        if isinstance(quotient, Decimal):
            value = percent(difference(quotient, ONE))
        else:
            absence = quotient
    trace = Trace(
        label=label,
        value="—" if value is None else f"{printed(value)} %",
        formula="100 × (after / before − 1)",
        rows=before.figure.trace.rows + after.figure.trace.rows,
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=after.figure.trace.coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, "%", trace, absence)


def _silent(figure: Figure) -> tuple[str, ...]:
    coverage = figure.trace.coverage
    return () if coverage is None else coverage.absent


def side_by_side(inquiry: Inquiry) -> tuple[Statement, ...]:
    """Return the same region and period under every basis in turn (多口径对照)."""
    return tuple(state(inquiry, basis) for basis in bases_in_turn(inquiry.packs))


def yearly(inquiry: Inquiry, basis: Basis | None = None) -> tuple[Statement, ...]:
    """Return the statements of the single years of a period (逐年核算), each against the year before."""
    chosen = basis_for(inquiry.question, inquiry.packs) if basis is None else basis
    years = inquiry.question.period.years
    return tuple(state(inquiry.over(Period.parse(str(year))), chosen) for year in years)


def by_product(statements: Sequence[Statement], label: Label) -> Figure:
    """Return the change of intensity over several years from the single years (累计变化率) [%], by product.

    Raises
    ------
    ProblemsFound
        If the years belong to different series: growth never crosses a revision or a price base.
    """
    changes = [
        Account(
            each.level.division,
            "intensity_change",
            each.level.period,
            each.intensity_change,
            each.level.series,
        )
        for each in statements
        if each.intensity_change.value is not None
    ]
    years = [each.inquiry.question.year for each in statements]
    return chain(changes, years, label=label)
