"""Reduction account (重点工程减排量核算): planned, reported, cut, verified, counted, and who is absent.

What is assessed is the verified reduction of key projects, not the change of the total emission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.account import Account
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import Naming
from shuangkong.accounts.observation import plain
from shuangkong.accounts.pollutant.checking import check_lines
from shuangkong.accounts.pollutant.line import CUT_REASONS, Cut, ProjectLine, added
from shuangkong.accounts.pollutant.outcome import TONNE, LineOutcome, ReductionSeries, count_line
from shuangkong.accounts.pollutant.scope import divisions_of, lines_of, members
from shuangkong.accounts.pollutant.terms import GuideTerms
from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Coverage, Figure, Label, RowReference, Trace, worst

__all__ = ["ReductionAccount", "reduction_account", "sum_reductions"]


@dataclass(frozen=True)
class ReductionAccount:
    """The reduction of one pollutant in a division and period (减排量账户) [t].

    Attributes
    ----------
    planned, reported, verified, offsets
        Sums over the lines that state them.
    cuts
        Reason → tonnes the verification took off for it.
    counted
        What is assessed: verified less offsets, of the lines that count.
    outcomes
        Every line, those left out included with their reason.
    divisions
        Which divisions below filed any line; the silent ones by name.
    lines
        Which lines are decided; those not verified yet by project.
    """

    division: str
    pollutant: str
    period: Period
    planned: Figure
    reported: Figure
    verified: Figure
    offsets: Figure
    cuts: Mapping[str, Figure]
    counted: Account
    outcomes: tuple[LineOutcome, ...]
    divisions: Coverage
    lines: Coverage

    @property
    def left_out(self) -> tuple[LineOutcome, ...]:
        """Lines a rule keeps out (不予计入的项目), with the reason in each."""
        return tuple(each for each in self.outcomes if each.is_decided and each.counted.value is None)

    @property
    def is_complete(self) -> bool:
        """Whether every division filed and every line is decided."""
        return self.divisions.is_full and self.lines.is_full


def reduction_account(
    rows: FrozenRows,
    division: str,
    pollutant: str,
    period: Period,
    terms: Mapping[int, GuideTerms],
    *,
    synthetic: bool = False,
) -> ReductionAccount:
    """Return the reduction account of a division (重点工程减排量核算) [t].

    Formula: counted = Σ (verified − offset) over the lines in the base whose counting has begun.

    Parameters
    ----------
    period
        A year or a span of years; the reductions of the years are new ones each year and add up.
    terms
        Accounting year → the terms in force for it; every year of the period.

    Raises
    ------
    ProblemsFound
        All at once: what `check_lines` finds in the lines of the division and period, of any pollutant;
        ``reduction_division_unknown`` and ``reduction_record_without_line`` for rows that fit nowhere;
        ``reduction_two_guides`` if the period reaches over two editions of the guide.
    """
    for year in period.years:
        terms[year].pollutant(pollutant)
    within, problems = members(rows, division), Collector()
    filed = lines_of(rows, within, period, problems, synthetic=synthetic)
    problems.extend(check_lines(filed, terms))
    if len(guides := sorted({terms[year].edition for year in period.years})) > 1:
        problems.add("reduction_two_guides", f"{division} {period} {pollutant}", found=" / ".join(guides))
    problems.raise_errors()
    outcomes = tuple(count_line(line, terms[line.year]) for line in filed if line.pollutant == pollutant)
    divisions = divisions_of(rows, division, period, within, [each.line.division for each in outcomes])
    asked = _Asked(division, pollutant, period, _place(rows, division, period), guides[0])
    return _account(asked, outcomes, divisions)


@dataclass(frozen=True)
class _Asked:
    """What an account is of, and how the place is called."""

    division: str
    pollutant: str
    period: Period
    place: Label
    guide: str

    def label(self, zh: str, en: str) -> Label:
        """Return what one of its figures is."""
        return Label(f"{self.place.zh} {self.pollutant} {zh}", f"{en}, {self.pollutant}, {self.place.en}")


def _place(rows: FrozenRows, division: str, period: Period) -> Label:
    return Naming({division: rows.rows("division", division_code=division)}, {}).place(division, period)


def _account(asked: _Asked, outcomes: tuple[LineOutcome, ...], divisions: Coverage) -> ReductionAccount:
    lines = [each.line for each in outcomes]
    open_lines = tuple(each.line.project for each in outcomes if not each.is_decided)
    by_line = Coverage(len(lines), len(lines) - len(open_lines), open_lines)
    figure = _counted(asked, outcomes, divisions, by_line)
    series = ReductionSeries(pollutant=asked.pollutant, guide=asked.guide)
    return ReductionAccount(
        division=asked.division,
        pollutant=asked.pollutant,
        period=asked.period,
        planned=_sum(asked.label("计划减排量", "planned"), [(each, each.planned) for each in lines]),
        reported=_sum(asked.label("上报减排量", "reported"), [(each, each.reported) for each in lines]),
        verified=_sum(asked.label("核定减排量", "verified"), [(each, each.verified) for each in lines]),
        offsets=_sum(asked.label("用于替代", "used as offsets"), [(each, each.offset) for each in lines]),
        cuts=_cuts(asked, lines),
        counted=Account(asked.division, "project_reduction", asked.period, figure, series),
        outcomes=outcomes,
        divisions=divisions,
        lines=by_line,
    )


def _sum(label: Label, held: Sequence[tuple[ProjectLine, Decimal | None]]) -> Figure:
    stated = [(line, tonnes) for line, tonnes in held if tonnes is not None]
    absent = tuple(line.project for line, tonnes in held if tonnes is None)
    return _figure(
        label,
        added(tonnes for _, tonnes in stated) if stated else None,
        [line for line, _ in stated],
        Coverage(len(held), len(stated), absent),
    )


def _figure(label: Label, value: Decimal | None, lines: Sequence[ProjectLine], coverage: Coverage) -> Figure:
    trace = Trace(
        label=label,
        value="—" if value is None else f"{plain(value)} {TONNE}",
        formula="Σ",
        rows=tuple(line.row for line in lines),
        status=worst(line.status for line in lines),
        is_synthetic=any(line.is_synthetic for line in lines),
        coverage=coverage,
    )
    absence = Absence("not_filed", Label("没有填报", "nothing filed")) if value is None else None
    return Figure(value, TONNE, trace, absence)


def _cuts(asked: _Asked, lines: Sequence[ProjectLine]) -> Mapping[str, Figure]:
    by_reason: dict[str, list[tuple[ProjectLine, Cut]]] = {}
    for line in lines:
        for cut in line.cuts:
            by_reason.setdefault(cut.reason, []).append((line, cut))
    return {reason: _cut(asked, reason, by_reason[reason]) for reason in sorted(by_reason)}


def _cut(asked: _Asked, reason: str, held: Sequence[tuple[ProjectLine, Cut]]) -> Figure:
    value = added(cut.tonnes for _, cut in held)
    rows: tuple[RowReference, ...] = tuple(cut.row for _, cut in held)
    trace = Trace(
        label=asked.label(f"核减：{CUT_REASONS[reason].zh}", f"cut: {CUT_REASONS[reason].en}"),
        value=f"{plain(value)} {TONNE}",
        formula="Σ",
        rows=rows,
        status=worst(cut.status for _, cut in held),
        is_synthetic=any(line.is_synthetic for line, _ in held),
    )
    return Figure(value, TONNE, trace)


def _counted(asked: _Asked, outcomes: Sequence[LineOutcome], divisions: Coverage, lines: Coverage) -> Figure:
    figures = tuple(each.counted for each in outcomes)
    value, absence = None, None
    if not outcomes:
        absence = Absence("not_filed", Label("没有项目填报", "no project line was filed"))
    elif lines.present == 0:
        absence = Absence("not_verified", Label("项目均未核查认定", "no project line is verified yet"))
    else:
        value = added(each.value for each in figures if each.value is not None)
    notes = [
        Label(f"{each.line.project} 不计入：{reason.zh}", f"{each.line.project} left out: {reason.en}")
        for each in outcomes
        if each.counted.absence is not None
        for reason in (each.counted.absence.reason,)
    ]
    trace = Trace(
        label=asked.label("重点工程减排量", "reduction of key projects"),
        value="—" if value is None else f"{plain(value)} {TONNE}",
        formula="Σ (verified − offset)",
        rule=figures[0].trace.rule if figures else None,
        rows=tuple(row for each in figures for row in each.trace.rows),
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=divisions,
        notes=tuple(notes),
        inputs=lambda: tuple(each.trace for each in figures),
    )
    return Figure(value, TONNE, trace, absence)


def sum_reductions(parts: Mapping[str, Account | None], *, label: Label) -> Figure:
    """Return the sum of verified reductions (减排量汇总) [t], with who is absent. Nothing else can be added.

    Raises
    ------
    ProblemsFound
        All at once: ``reduction_measured_added`` for everything that is no verified reduction, such as a
        measured emission; ``reduction_two_pollutants``; ``reduction_two_guides``;
        ``account_synthetic_beside_real``.
    """
    held = {key: each for key, each in parts.items() if each is not None and each.figure.value is not None}
    problems = Collector()
    series = []
    for each in held.values():
        if isinstance(each.series, ReductionSeries):
            series.append(each.series)
        else:
            problems.add("reduction_measured_added", label.zh, found=each)
    aspects: dict[str, set[str]] = {
        "reduction_two_pollutants": {each.pollutant for each in series},
        "reduction_two_guides": {each.guide for each in series},
        "account_synthetic_beside_real": {
            "synthetic" if each.figure.is_synthetic else "real" for each in held.values()
        },
    }
    for code, values in aspects.items():
        if len(values) > 1:
            problems.add(code, label.zh, found=" / ".join(sorted(values)))
    problems.raise_errors()
    figures = tuple(each.figure for each in held.values())
    value = added(each.value for each in figures if each.value is not None) if figures else None
    trace = Trace(
        label=label,
        value="—" if value is None else f"{plain(value)} {TONNE}",
        formula="Σ",
        rows=tuple(row for each in figures for row in each.trace.rows),
        status=worst(each.status for each in figures),
        is_synthetic=any(each.is_synthetic for each in figures),
        coverage=Coverage(len(parts), len(held), tuple(key for key in parts if key not in held)),
        inputs=lambda: tuple(each.trace for each in figures),
    )
    absence = None if figures else Absence("not_filed", Label("下级均未填报", "no part has filed"))
    return Figure(value, TONNE, trace, absence)
