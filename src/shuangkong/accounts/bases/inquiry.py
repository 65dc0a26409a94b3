"""Inquiries (核算请求): a question with the rows, rules and filed deductions that answer it.

The period carries its own base year: the year before it. Asked for 2023 the account is set against 2022,
asked for 2021-2025 against 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.bases.filed import FiledDeductions
from shuangkong.accounts.change import GDP, Asker
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.identity import ENERGY
from shuangkong.accounts.observation import observed_in
from shuangkong.accounts.question import Question
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace

__all__ = ["Ends", "Inquiry", "energy_ends", "gdp_ends", "vintages"]


@dataclass(frozen=True)
class Inquiry:
    """What an account under a basis is made from (核算请求).

    Parameters
    ----------
    intensity_target
        Reduction of intensity asked for over the period [fraction]; the certificate cap needs it.
    vintage
        Which revision of the statistics; None where there is only one.
    """

    asker: Asker
    packs: Packs
    filed: FiledDeductions
    intensity_target: Decimal | None = None
    vintage: str | None = None

    @classmethod
    def of(cls, question: Question, rows: FrozenRows, packs: Packs, *, synthetic: bool = False) -> Inquiry:
        """Return an inquiry on a snapshot, on real rows or on synthetic ones."""
        return cls(Asker(question, rows, synthetic), packs, FiledDeductions.of(rows, synthetic=synthetic))

    @property
    def question(self) -> Question:
        """The question asked."""
        return self.asker.question

    @property
    def base_year(self) -> int:
        """Year the period is set against (基期)."""
        return self.question.period.start.year - 1

    def asked(self, *, known_on: date | None = None, rule: tuple[str, ...] | None = None) -> Inquiry:
        """Return the same inquiry asked as of another day, or under other rules (换口径再问)."""
        question = self.question
        other = replace(
            question,
            known_on=known_on or question.known_on,
            rule=question.rule if rule is None else rule,
        )
        return replace(self, asker=replace(self.asker, question=other))

    def over(self, period: Period) -> Inquiry:
        """Return the same inquiry over another period (换期间再问)."""
        return replace(self, asker=replace(self.asker, question=replace(self.question, period=period)))


@dataclass(frozen=True)
class Ends:
    """A quantity in the base year and in the last year (基期与报告期), of one series."""

    base: Account
    last: Account


def vintages(inquiry: Inquiry) -> tuple[str, ...]:
    """Return the revisions that hold energy for base year and last year (可用数据版本)."""
    return tuple(dict.fromkeys(series.vintage for series in _common(inquiry, ENERGY)))


def energy_ends(inquiry: Inquiry) -> Ends:
    """Return the energy of base year and last year in one series (能源消费总量首末两年).

    Raises
    ------
    ProblemsFound
        If two revisions answer and none is named (``bases_vintages``), or the named one does not answer
        (``bases_vintage_unknown``).
    """
    found = _common(inquiry, ENERGY)
    known = ", ".join(dict.fromkeys(each.vintage or "—" for each in found))
    where = f"{inquiry.question.division} {inquiry.question.period}"
    if inquiry.vintage is not None:
        held = [each for each in found if each.vintage == inquiry.vintage]
        if not held:
            details = {"found": inquiry.vintage, "known": known or "—"}
            raise ProblemsFound([Problem("bases_vintage_unknown", where, details)])
        found = held
    if len(found) > 1:
        raise ProblemsFound([Problem("bases_vintages", where, {"known": known})])
    return _ends(inquiry, ENERGY, found[0]) if found else _absent_ends(inquiry, ENERGY)


def gdp_ends(inquiry: Inquiry, vintage: str) -> Ends:
    """Return constant-price GDP of base year and last year (可比价生产总值首末两年), of the energy's vintage.

    Of several price bases it is the latest that is not later than the base year.
    """
    found = _common(inquiry, GDP)
    same = [each for each in found if each.vintage == vintage]
    if found and not same:
        held = ", ".join(each.vintage or "—" for each in found)
        reason = Label(
            f"能耗属 {vintage}，生产总值属 {held}，版本不同", f"energy is of {vintage}, GDP of {held}"
        )
        return _absent_ends(inquiry, GDP, Absence("vintages_differ", reason))
    chosen = max(same, key=lambda each: _price_rank(each, inquiry.base_year), default=None)
    return _absent_ends(inquiry, GDP) if chosen is None else _ends(inquiry, GDP, chosen)


def _price_rank(series: Series, base_year: int) -> tuple[bool, int]:
    year = series.price_base_year or 0
    return (year <= base_year, year if year <= base_year else -year)


def _years(inquiry: Inquiry) -> tuple[str, str]:
    return str(inquiry.base_year), str(inquiry.question.year)


def _common(inquiry: Inquiry, indicator_id: str) -> list[Series]:
    """Return the series that hold both years, own figures before sums of the divisions below."""
    base, last = (_candidates(inquiry, indicator_id, year) for year in _years(inquiry))
    return [each.series for each in base if each.series in {other.series for other in last}]


def _candidates(inquiry: Inquiry, indicator_id: str, year: str) -> Sequence[Account]:
    own = observed_in(inquiry.asker.observed(indicator_id), year)
    needed = "energy_basis" if indicator_id == ENERGY else "price_base_year"
    own = tuple(each for each in own if getattr(each.series, needed) is not None) or own
    if own:
        return own
    summed = inquiry.asker.summed(indicator_id, Period.parse(year))
    return () if summed.figure.value is None else (summed,)


def _ends(inquiry: Inquiry, indicator_id: str, series: Series) -> Ends:
    found = [
        next(each for each in _candidates(inquiry, indicator_id, year) if each.series == series)
        for year in _years(inquiry)
    ]
    return Ends(found[0], found[1])


def _absent_ends(inquiry: Inquiry, indicator_id: str, reason: Absence | None = None) -> Ends:
    base, last = _years(inquiry)
    held = {year: _candidates(inquiry, indicator_id, year) for year in (base, last)}
    missing = [year for year in (base, last) if not held[year]]
    if reason is None and missing:
        who = "、".join(missing)
        text = Label(
            f"{who} 年 {indicator_id} 未公布", f"{indicator_id} of {', '.join(missing)}: not published"
        )
        reason = Absence("not_published", text)
    if reason is None:
        names = {year: ", ".join(str(each.series) for each in held[year]) for year in held}
        text = Label(
            f"{base} 年属 {names[base]}，{last} 年属 {names[last]}，不能相比",
            f"{base} is of {names[base]}, {last} of {names[last]}: they are not compared",
        )
        reason = Absence("mixed_series", text)
    return Ends(*(_absent(inquiry, indicator_id, year, reason) for year in (base, last)))


def _absent(inquiry: Inquiry, indicator_id: str, year: str, reason: Absence) -> Account:
    label = Label(
        f"{inquiry.question.division} {year} {indicator_id}",
        f"{indicator_id} {inquiry.question.division} {year}",
    )
    unit = "万吨标准煤" if indicator_id == ENERGY else "亿元"
    figure = Figure(None, unit, Trace(label, "—", notes=(reason.reason,)), reason)
    return Account(inquiry.question.division, indicator_id, Period.parse(year), figure, Series())
