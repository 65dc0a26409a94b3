"""Why energy or carbon changed (变化原因), asked of frozen rows: by driver, by division, year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.arithmetic import difference, exact_sum, printed
from shuangkong.accounts.change import GDP, Asker
from shuangkong.accounts.decomposition.additive import additive
from shuangkong.accounts.decomposition.effects import Decomposition, Manner
from shuangkong.accounts.decomposition.kaya import kaya
from shuangkong.accounts.decomposition.nested import nested
from shuangkong.accounts.decomposition.part import Path, State
from shuangkong.accounts.identity import ENERGY
from shuangkong.accounts.total import divisions_below
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["why_carbon", "why_energy"]

_POPULATION = "population_year_end"
_ByYear = Mapping[int, Account]


@dataclass(frozen=True)
class _Both:
    energy: _ByYear
    gdp: _ByYear


def why_energy(
    asker: Asker,
    since: int,
    *,
    manner: Manner = "chained",
    price_base_year: int | None = None,
    is_whole: bool = False,
) -> Decomposition | Absence:
    """Return why a division's energy consumption changed (能耗变化原因) [unit of its energy].

    Identity: E = G · G_r/G · E_r/G_r over the divisions directly below that have energy and GDP in every
    year; what the division holds beyond them stands apart, and the coverage names the silent ones. Where
    none has them, or the whole is asked for: E = G · E/G.

    Parameters
    ----------
    since
        First year; the question's year is the last. Chained effects need every year between.
    price_base_year
        Year of the constant prices to take where GDP is known at several.
    is_whole
        Do not go into the divisions below.

    Returns
    -------
    Decomposition or Absence
        ``not_published``, saying what is missing, where neither parts nor whole have every year.

    Raises
    ------
    ProblemsFound
        If figures of two series would meet (an energy basis, price base, vintage or unit that differs), if a
        figure is negative, or if first and last year are one.
    """
    years = _years(asker, since, manner)
    own = _both(asker, years, price_base_year)
    codes = (
        () if is_whole else divisions_below(asker.rows, asker.question.division, asker.question.period.end)
    )
    found = {code: _both(_asking_for(asker, code), years, price_base_year) for code in codes}
    held = {code: both for code, both in found.items() if isinstance(both, _Both)}
    if held:
        silent = tuple(code for code in codes if code not in held)
        coverage = Coverage(len(codes), len(held), silent)
        level = str(asker.rows.rows("division", division_code=next(iter(held)))[0]["level"])
        states = [_in_parts(held, own, year, (level,), coverage) for year in years]
    elif isinstance(own, Absence):
        return own
    else:
        states = [nested({(): own.energy[year]}, {(): own.gdp[year]}, levels=()) for year in years]
    return additive(states, manner=manner)


def why_carbon(
    asker: Asker,
    carbon: _ByYear,
    since: int,
    *,
    manner: Manner = "chained",
    price_base_year: int | None = None,
) -> Decomposition | Absence:
    """Return why a division's carbon changed, in the Kaya view (碳排放变化原因) [unit of the carbon].

    Parameters
    ----------
    carbon
        Year → carbon account of the division, of one factor set.

    Returns
    -------
    Decomposition or Absence
        ``not_published``, saying what is missing, where a year lacks one of the four figures.

    Raises
    ------
    ProblemsFound
        As `why_energy`.
    """
    years = _years(asker, since, manner)
    both = _both(asker, years, price_base_year)
    people = _one_series(asker.observed(_POPULATION), years, _what(asker, _POPULATION))
    absent = _missing(carbon, years, _what(asker, "CO2"))
    if isinstance(both, Absence):
        return both
    if isinstance(people, Absence):
        return people
    if absent is not None:
        return absent
    states = [kaya(people[year], both.gdp[year], both.energy[year], carbon[year]) for year in years]
    return additive(states, manner=manner)


def _years(asker: Asker, since: int, manner: Manner) -> tuple[int, ...]:
    last = asker.question.year
    return tuple(range(since, last + 1)) if manner == "chained" and since < last else (since, last)


def _asking_for(asker: Asker, division: str) -> Asker:
    return replace(asker, question=replace(asker.question, division=division))


def _both(asker: Asker, years: Sequence[int], price_base_year: int | None) -> _Both | Absence:
    energy = [each for each in asker.observed(ENERGY) if each.series.energy_basis is not None]
    gdp = [
        each
        for each in asker.observed(GDP)
        if each.series.price_base_year is not None and price_base_year in (None, each.series.price_base_year)
    ]
    found = _one_series(energy, years, _what(asker, ENERGY)), _one_series(gdp, years, _what(asker, GDP))
    if isinstance(found[0], Absence):
        return found[0]
    if isinstance(found[1], Absence):
        return found[1]
    return _Both(found[0], found[1])


def _what(asker: Asker, indicator_id: str) -> Label:
    """Return what a series is, as people call it (某地某指标)."""
    place, name = asker.names.division(asker.question.division), asker.names.indicator(indicator_id)
    return Label(f"{place.zh} {name.zh}", f"{place.en} {name.en}")


def _one_series(accounts: Sequence[Account], years: Sequence[int], what: Label) -> _ByYear | Absence:
    """Return the figures of the only series that has every year; several such series are a problem."""
    used = [each for each in accounts if each.period.is_year and each.period.end.year in years]
    groups: dict[Series, dict[int, Account]] = {}
    for each in used:
        groups.setdefault(each.series, {})[each.period.end.year] = each
    complete = [group for group in groups.values() if len(group) == len(set(years))]
    if len(complete) == 1:
        return complete[0]
    missing = _missing({each.period.end.year: each for each in used}, years, what)
    if missing is None:
        same_series(used, what.zh)
        raise ValueError(f"{what.en}: several series, none of which differs")
    return missing


def _missing(found: _ByYear, years: Sequence[int], what: Label) -> Absence | None:
    absent = [str(year) for year in dict.fromkeys(years) if year not in found]
    if not absent:
        return None
    listed = ", ".join(absent)
    return Absence(
        "not_published", Label(f"{what.zh} 缺 {listed} 年数据", f"{what.en}: not published for {listed}")
    )


def _in_parts(
    held: Mapping[str, _Both], own: _Both | Absence, year: int, levels: Sequence[str], coverage: Coverage
) -> State:
    energy: dict[Path, Account] = {(code,): both.energy[year] for code, both in held.items()}
    gdp: dict[Path, Account] = {(code,): both.gdp[year] for code, both in held.items()}
    rest = None if isinstance(own, Absence) else _rest(own.energy[year], list(energy.values()), coverage)
    return nested(energy, gdp, levels=levels, residual=rest, coverage=coverage)


def _rest(own: Account, parts: Sequence[Account], coverage: Coverage) -> Figure:
    """Return what a division holds beyond its parts (未分解部分) [unit of the division]."""
    same_series((own, *parts), str(own))
    values = [each.figure.value for each in (own, *parts) if each.figure.value is not None]
    value = difference(values[0], exact_sum(values[1:]))
    figures = [each.figure for each in (own, *parts)]
    trace = Trace(
        label=Label(f"{own} 未分解部分", f"rest of {own} beyond its parts"),
        value=f"{printed(value, 4)} {own.figure.unit}",
        formula="V − Σ V_i",
        rows=tuple(dict.fromkeys(row for each in figures for row in each.trace.rows)),
        status=worst(each.status for each in figures),
        is_synthetic=own.figure.is_synthetic,
        coverage=coverage,
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, own.figure.unit, trace)
