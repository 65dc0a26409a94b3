"""Statements (口径核算表): total and intensity of a division and period under one basis, with its bridges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shuangkong.accounts.account import Account, same_series
from shuangkong.accounts.arithmetic import ONE, difference, percent, printed, ratio
from shuangkong.accounts.bases.basis import Basis, bases_in_turn, basis_for, check_basis
from shuangkong.accounts.bases.bridge import Bridge, bridge
from shuangkong.accounts.bases.certificate import UNDETERMINED, certificate_cap
from shuangkong.accounts.bases.inquiry import Ends, Inquiry, energy_ends, gdp_ends
from shuangkong.accounts.bases.lines import View
from shuangkong.accounts.bases.record import Measure
from shuangkong.accounts.growth import chain
from shuangkong.accounts.intensity import intensity, intensity_change
from shuangkong.errors import Collector
from shuangkong.packs import RuleEdition
from shuangkong.quantity import Period
from shuangkong.trace import Figure, Label, Trace, worst

__all__ = ["Statement", "by_product", "side_by_side", "state", "yearly"]


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
    energy = energy_ends(inquiry)
    gdp = gdp_ends(inquiry, energy.last.series.vintage)
    _check_energy(energy, problems)
    made = _Statements(inquiry, basis, energy, gdp, problems)
    total_base, intensity_base = (made.base(each) for each in ("total", "intensity"))
    total, strength = (made.last(each, intensity_base) for each in ("total", "intensity"))
    _raise_once(problems)
    level_base, level = intensity(intensity_base.assessed, gdp.base), intensity(strength.assessed, gdp.last)
    return Statement(
        inquiry=inquiry,
        basis=basis,
        total_base=total_base,
        total=total,
        intensity_base=intensity_base,
        intensity=strength,
        gdp=gdp,
        level_base=level_base,
        level=level,
        total_change=change(total_base.assessed, total.assessed, "考核总量", "assessed total"),
        intensity_change=intensity_change(level_base, level),
        gdp_change=change(gdp.base, gdp.last, "可比价生产总值", "GDP at constant prices"),
    )


@dataclass(frozen=True)
class _Statements:
    """The parts of one statement while it is made."""

    inquiry: Inquiry
    basis: Basis
    energy: Ends
    gdp: Ends
    problems: Collector

    def base(self, measure: str) -> Bridge:
        view = self._view(measure, self.inquiry.base_year)
        return bridge(self.basis, self.energy.base, view, self.problems)

    def last(self, measure: str, base: Bridge) -> Bridge:
        view = self._view(measure, self.inquiry.question.year)
        return bridge(self.basis, self.energy.last, view, self.problems, cap=lambda: self._cap(base))

    def _view(self, measure: str, year: int) -> View:
        question = self.inquiry.question
        return View(
            filed=self.inquiry.filed,
            division=question.division,
            measure=cast(Measure, measure),
            base_year=self.inquiry.base_year,
            last_year=question.year,
            year=year,
            energy_basis=question.energy_basis,
            unit=self.energy.last.figure.unit,
        )

    def _cap(self, base: Bridge) -> Figure:
        rule = self.basis.edition_with("certificate_cap_share")
        unit = self.energy.last.figure.unit
        if rule is None or rule.parameters.get("needed_saving") is None:
            label = Label("绿证抵扣上限", "certificate cap")
            return Figure(None, unit, Trace(label, "—", notes=(UNDETERMINED.reason,)), UNDETERMINED)
        energy = base.assessed if _reads_assessed(rule) else base.raw
        before = intensity(energy, self.gdp.base)
        return certificate_cap(rule, self.gdp.last, before, self.inquiry.intensity_target, unit=unit)


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


def change(before: Account, after: Account, zh: str, en: str) -> Figure:
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
    where = f"{before.division} {before.period}–{after.period}"
    value = None
    if len(values) == len(figures):
        same_series((before, after), where)
        quotient = ratio(values[1], values[0])
        if isinstance(quotient, Decimal):
            value = percent(difference(quotient, ONE))
        else:
            absence = quotient
    trace = Trace(
        label=Label(f"{where} {zh}变化率", f"change of {en} {where}"),
        value="—" if value is None else f"{printed(value)} %",
        formula="100 × (after / before − 1)",
        rows=before.figure.trace.rows + after.figure.trace.rows,
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=after.figure.trace.coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, "%", trace, absence)


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
