"""Change since a base year (较基期变化): from the parts where they are kept, else from published rates.

Parts (energy and GDP) go before rates. Either is taken within one series only; where a year is missing the
result is absent and says which, and what is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.growth import chain
from shuangkong.accounts.identity import ENERGY
from shuangkong.accounts.intensity import intensity, intensity_change
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import observe, observed_in
from shuangkong.accounts.question import Question
from shuangkong.accounts.total import sum_below
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["GDP", "Asker", "change_since", "figure_in", "has_parts", "level_in"]

GDP = "gdp_constant"
_INTENSITY = "energy_intensity"


@dataclass(frozen=True)
class Asker:
    """Who asks what of which rows (取数范围): the question, the frozen rows, real or synthetic.

    ``input_quantum`` is the step yearly intensities are rounded to before use [tce per 10⁴ yuan], if any;
    ``names`` says what people call divisions and indicators.
    """

    question: Question
    rows: FrozenRows
    is_synthetic: bool = False
    input_quantum: Decimal | None = None
    names: Naming = CODES

    def observed(self, indicator_id: str) -> tuple[Account, ...]:
        """Return the division's observations in the question's energy basis (观测值)."""
        return observe(
            self.rows,
            indicator_id,
            self.question.division,
            energy_basis=self.question.energy_basis,
            synthetic=self.is_synthetic,
            names=self.names,
        )

    def summed(self, indicator_id: str, period: Period) -> Account:
        """Return the sum over the divisions below (下级汇总)."""
        return sum_below(
            self.rows,
            indicator_id,
            self.question.division,
            period,
            energy_basis=self.question.energy_basis,
            synthetic=self.is_synthetic,
            names=self.names,
        )


def change_since(asker: Asker, indicator_id: str, base_year: int, *, change_ids: Sequence[str]) -> Figure:
    """Return the change of an indicator from its base year to the question's year (较基期变化) [%].

    Parameters
    ----------
    change_ids
        Indicators that publish its yearly change.
    """
    years = tuple(range(base_year + 1, asker.question.year + 1))
    if indicator_id == _INTENSITY:
        from_parts = _intensity_from_parts(asker, base_year)
        if from_parts is not None:
            return from_parts
    found = tuple(each for name in change_ids for each in asker.observed(name))
    if indicator_id == _INTENSITY and not any(each.period.end.year in years for each in found):
        without = _parts_absent(asker, base_year)
        if without is not None:
            return without
    span = Period.parse(f"{years[0]}-{years[-1]}")
    label = asker.names.figure(asker.question.division, span, indicator_id)
    return _chain_one_series(found, years, Label(f"{label.zh}累计变化", f"cumulative change: {label.en}"))


def has_parts(asker: Asker, base_year: int) -> bool:
    """Whether energy and GDP of both years are there, to compute the change from (有无分子分母)."""
    return _intensity_from_parts(asker, base_year) is not None


def figure_in(asker: Asker, indicator_ids: Sequence[str]) -> Figure:
    """Return the figure published for exactly the question's period (当期数据) by one of the ids."""
    period = asker.question.period
    found = tuple(each for name in indicator_ids for each in observed_in(asker.observed(name), period.text))
    return _only(found, _asked_for(asker, period, indicator_ids[0] if indicator_ids else ""), asker)


def level_in(asker: Asker, indicator_id: str, year: int) -> Figure:
    """Return the level of an indicator in a year (某年水平) [unit of the indicator]."""
    found = observed_in(asker.observed(indicator_id), str(year))
    return _only(found, _asked_for(asker, Period.parse(str(year)), indicator_id), asker)


def _asked_for(asker: Asker, period: Period, indicator_id: str) -> Label:
    return asker.names.figure(asker.question.division, period, indicator_id)


def _silence(what: Sequence[Label], *, is_synthetic: bool) -> Absence:
    """Return the absence of figures (未公布), of demonstration rows never by the reason real rows have."""
    zh, en = "、".join(each.zh for each in what), "; ".join(each.en for each in what)
    if is_synthetic:
        return Absence("not_published", Label(f"演示数据中没有{zh}", f"not among the synthetic rows: {en}"))
    return Absence("not_published", Label(f"{zh}未公布", f"not published: {en}"))


def _parts_absent(asker: Asker, base_year: int) -> Figure | None:
    """Return an absent intensity that names its missing parts; None unless the base year has both."""
    ends = [Period.parse(str(year)) for year in (base_year, asker.question.year)]
    held = {
        (period, name): observed_in(asker.observed(name), period.text)
        for period in ends
        for name in (ENERGY, GDP)
    }
    absent = [_asked_for(asker, *part) for part, accounts in held.items() if not accounts]
    if not absent or not all(held[ends[0], name] for name in (ENERGY, GDP)):
        return None
    known = tuple(each.figure for accounts in held.values() for each in accounts)
    what = _asked_for(asker, ends[1], _INTENSITY)
    trace = Trace(
        label=Label(f"{what.zh}较{base_year}年变化率", f"change since {base_year}: {what.en}"),
        value="—",
        rows=tuple(row for each in known for row in each.trace.rows),
        status=worst(each.status for each in known),
        is_synthetic=asker.is_synthetic,
        coverage=Coverage(len(held), len(held) - len(absent), tuple(each.zh for each in absent)),
        inputs=lambda: tuple(each.trace for each in known),
    )
    return Figure(None, "%", trace, _silence(absent, is_synthetic=asker.is_synthetic))


def _intensity_from_parts(asker: Asker, base_year: int) -> Figure | None:
    ends = [Period.parse(str(year)) for year in (base_year, asker.question.year)]
    before, after = (_intensity(asker, period, base_year) for period in ends)
    if before is None or after is None or before.series != after.series:
        return None
    return intensity_change(before, after)


def _intensity(asker: Asker, period: Period, base_year: int) -> Account | None:
    energy, gdp = _own_or_summed(asker, ENERGY, period), _own_or_summed(asker, GDP, period, base_year)
    if (
        energy is None
        or gdp is None
        or energy.series.energy_basis is None
        or gdp.series.price_base_year is None
    ):
        return None
    return intensity(energy, gdp, quantum=asker.input_quantum)


def _own_or_summed(
    asker: Asker, indicator_id: str, period: Period, price_base_year: int | None = None
) -> Account | None:
    own = observed_in(asker.observed(indicator_id), period.text)
    if price_base_year is not None:
        own = tuple(each for each in own if each.series.price_base_year == price_base_year) or own
    if own:
        return own[0] if len(own) == 1 else None
    summed = asker.summed(indicator_id, period)
    return None if summed.figure.value is None else summed


def _chain_one_series(found: Sequence[Account], years: Sequence[int], label: Label) -> Figure:
    groups: dict[Series, list[Account]] = {}
    for each in found:
        if each.period.is_year and each.period.end.year in years:
            groups.setdefault(each.series, []).append(each)
    chained = [chain(group, years, label=label) for group in groups.values()]
    complete = [figure for figure in chained if figure.value is not None]
    if len(complete) == 1 or len(groups) <= 1:
        return complete[0] if complete else chain(found if groups else (), years, label=label)
    return _several(groups, years, label, are_complete=bool(complete))


def _several(
    groups: dict[Series, list[Account]], years: Sequence[int], label: Label, *, are_complete: bool
) -> Figure:
    held = "; ".join(
        f"{series}: {', '.join(each.period.text for each in group)}" for series, group in groups.items()
    )
    known = tuple(each.figure for group in groups.values() for each in group)
    reason = Absence(
        "several_series" if are_complete else "mixed_series",
        Label(f"数据分属不同系列（{held}），不能连乘", f"the figures belong to different series ({held})"),
    )
    present = {each.period.end.year for group in groups.values() for each in group}
    missing = tuple(str(year) for year in years if year not in present)
    trace = Trace(
        label=label,
        value="—",
        rows=tuple(row for each in known for row in each.trace.rows),
        status=worst(each.status for each in known),
        is_synthetic=any(each.is_synthetic for each in known),
        coverage=Coverage(len(years), len(present), missing),
        inputs=lambda: tuple(each.trace for each in known),
    )
    return Figure(None, "%", trace, reason)


def _only(found: Sequence[Account], label: Label, asker: Asker) -> Figure:
    if len(found) == 1:
        return found[0].figure
    if not found:
        reason = _silence((label,), is_synthetic=asker.is_synthetic)
        return Figure(None, "", Trace(label=label, value="—", coverage=Coverage(1, 0, (label.zh,))), reason)
    groups: dict[Series, list[Account]] = {}
    for each in found:
        groups.setdefault(each.series, []).append(each)
    return _several(groups, (found[0].period.end.year,), label, are_complete=True)
