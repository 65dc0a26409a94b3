"""Inquiries (核算请求): a question with the rows, rules and filed deductions that answer it.

The period carries its own base year: the year before it. Asked for 2023 the account is set against 2022,
asked for 2021-2025 against 2020.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.bases.filed import FiledDeductions
from shuangkong.accounts.change import GDP, Asker
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.identity import ENERGY
from shuangkong.accounts.naming import Naming
from shuangkong.accounts.observation import observed_in
from shuangkong.accounts.question import Question
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace

__all__ = ["Ends", "Inquiry", "vintages"]


@dataclass(frozen=True)
class Ends:
    """A quantity in the base year and in the last year (基期与报告期), of one series."""

    base: Account
    last: Account


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
        asker = Asker(question, rows, synthetic, names=Naming.of(rows, packs))
        return cls(asker, packs, FiledDeductions.of(rows, synthetic=synthetic))

    @property
    def question(self) -> Question:
        """The question asked."""
        return self.asker.question

    @property
    def base_year(self) -> int:
        """Year the period is set against (基期)."""
        return self.question.period.start.year - 1

    @cached_property
    def energy(self) -> Ends:
        """Energy of base year and last year in one series (能源消费总量首末两年).

        Raises
        ------
        ProblemsFound
            If two revisions answer and none is named (``bases_vintages``), or the named one does not answer
            (``bases_vintage_unknown``).
        """
        return _energy_ends(self)

    @cached_property
    def gdp(self) -> Ends:
        """Constant-price GDP of both years (可比价生产总值首末两年), of the vintage of the energy.

        Of several price bases it is the latest that is not later than the base year.
        """
        return _gdp_ends(self)

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
class _Held:
    """What the rows hold of an indicator in the two years (两年数据), one account for each series."""

    inquiry: Inquiry
    indicator_id: str
    base: Sequence[Account]
    last: Sequence[Account]

    @property
    def common(self) -> tuple[Series, ...]:
        """Series that hold both years."""
        later = {each.series for each in self.last}
        return tuple(each.series for each in self.base if each.series in later)

    def ends(self, series: Series) -> Ends:
        """Return both years of a series."""
        base, last = (
            next(each for each in accounts if each.series == series) for accounts in (self.base, self.last)
        )
        return Ends(base, last)

    def absent(self, reason: Absence | None = None) -> Ends:
        """Return both years as absent, for a reason given or the one the rows show."""
        why = reason or self._reason()
        base, last = (_absent(self.inquiry, self.indicator_id, year, why) for year in _years(self.inquiry))
        return Ends(base, last)

    def _reason(self) -> Absence:
        held = dict(zip(_years(self.inquiry), (self.base, self.last), strict=True))
        missing = [year for year, accounts in held.items() if not accounts]
        if missing:
            who, what = "、".join(missing), self.inquiry.asker.names.indicator(self.indicator_id)
            text = Label(f"{who} 年 {what.zh} 未公布", f"{what.en} of {', '.join(missing)}: not published")
            return Absence("not_published", text)
        (base, first), (last, second) = (
            (year, ", ".join(str(each.series) for each in accounts)) for year, accounts in held.items()
        )
        text = Label(
            f"{base} 年属 {first}，{last} 年属 {second}，不能相比",
            f"{base} is of {first}, {last} of {second}: they are not compared",
        )
        return Absence("mixed_series", text)


def vintages(inquiry: Inquiry) -> tuple[str, ...]:
    """Return the revisions that hold energy for base year and last year (可用数据版本)."""
    return tuple(dict.fromkeys(series.vintage for series in _held(inquiry, ENERGY).common))


def _energy_ends(inquiry: Inquiry) -> Ends:
    held = _held(inquiry, ENERGY)
    found = held.common
    known = ", ".join(dict.fromkeys(each.vintage or "—" for each in found))
    where = f"{inquiry.question.division} {inquiry.question.period}"
    if inquiry.vintage is not None:
        found = tuple(each for each in found if each.vintage == inquiry.vintage)
        if not found:
            details = {"found": inquiry.vintage, "known": known or "—"}
            raise ProblemsFound([Problem("bases_vintage_unknown", where, details)])
    if len(found) > 1:
        raise ProblemsFound([Problem("bases_vintages", where, {"known": known})])
    return held.ends(found[0]) if found else held.absent()


def _gdp_ends(inquiry: Inquiry) -> Ends:
    held, vintage = _held(inquiry, GDP), inquiry.energy.last.series.vintage
    same = [each for each in held.common if each.vintage == vintage]
    if held.common and not same:
        others = ", ".join(each.vintage or "—" for each in held.common)
        reason = Label(
            f"能耗属 {vintage or '—'}，生产总值属 {others}，版本不同",
            f"energy is of {vintage or '—'}, GDP of {others}",
        )
        return held.absent(Absence("vintages_differ", reason))
    chosen = max(same, key=lambda each: _price_rank(each, inquiry.base_year), default=None)
    return held.absent() if chosen is None else held.ends(chosen)


def _price_rank(series: Series, base_year: int) -> tuple[bool, int]:
    year = series.price_base_year or 0
    return (year <= base_year, year if year <= base_year else -year)


def _years(inquiry: Inquiry) -> tuple[str, str]:
    return str(inquiry.base_year), str(inquiry.question.year)


def _held(inquiry: Inquiry, indicator_id: str) -> _Held:
    """Read an indicator: own figures of the division, else the sum of the divisions below."""
    observed = inquiry.asker.observed(indicator_id)
    base, last = (_of_year(inquiry, indicator_id, observed, year) for year in _years(inquiry))
    return _Held(inquiry, indicator_id, base, last)


def _of_year(
    inquiry: Inquiry, indicator_id: str, observed: tuple[Account, ...], year: str
) -> Sequence[Account]:
    own = observed_in(observed, year)
    if own:
        return tuple(each for each in own if _states_its_basis(each)) or own
    summed = inquiry.asker.summed(indicator_id, Period.parse(year))
    return () if summed.figure.value is None else (summed,)


def _states_its_basis(account: Account) -> bool:
    series = account.series
    stated = series.energy_basis if account.indicator_id == ENERGY else series.price_base_year
    return stated is not None


def _absent(inquiry: Inquiry, indicator_id: str, year: str, reason: Absence) -> Account:
    division, period, names = inquiry.question.division, Period.parse(year), inquiry.asker.names
    unit = "万吨标准煤" if indicator_id == ENERGY else "亿元"
    figure = Figure(
        None, unit, Trace(names.figure(division, period, indicator_id), "—", notes=(reason.reason,)), reason
    )
    return Account(division, indicator_id, period, figure, Series(), names)
