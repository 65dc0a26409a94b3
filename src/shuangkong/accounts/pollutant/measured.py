"""Measured emission beside verified reductions (监测排放量交叉核对): it is set against them, never added.

A measured emission enters twice: as evidence of a project line (`with_evidence`), and here as a series of
each division, so that a reader sees where tonnes were verified and the chimney says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.account import Account, same_series
from shuangkong.accounts.arithmetic import difference
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.observation import observe, observed_in, plain
from shuangkong.accounts.pollutant.account import ReductionAccount, reduction_account
from shuangkong.accounts.pollutant.outcome import TONNE
from shuangkong.accounts.pollutant.terms import AssessedPollutant, GuideTerms
from shuangkong.accounts.total import divisions_below
from shuangkong.accounts.unit import in_unit
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Coverage, Figure, Label, Trace, worst

__all__ = ["CrossCheck", "CrossCheckRow", "cross_check", "measured_emission"]


@dataclass(frozen=True)
class CrossCheckRow:
    """A division's measured fall beside its counted reduction (交叉核对行) [t].

    Attributes
    ----------
    before, after
        Measured emission of the year before and of the year.
    fall
        before − after; negative where the measured emission rose.
    counted
        Verified reduction of the year that counts.
    rose_although_counted
        Whether the measured emission rose while tonnes were counted: worth a look, no verdict.
    """

    division: str
    before: Figure
    after: Figure
    fall: Figure
    counted: Figure

    @property
    def rose_although_counted(self) -> bool:
        """Whether measurement and verification point in opposite directions."""
        return (
            self.fall.value is not None
            and self.counted.value is not None
            and self.fall.value < 0 < self.counted.value
        )


@dataclass(frozen=True)
class CrossCheck:
    """The cross-check of the divisions below (交叉核对), with the divisions that have no measured figure."""

    division: str
    pollutant: str
    year: int
    rows: tuple[CrossCheckRow, ...]
    coverage: Coverage


def cross_check(
    rows: FrozenRows,
    division: str,
    pollutant: AssessedPollutant,
    year: int,
    terms: GuideTerms,
    *,
    synthetic: bool = False,
) -> CrossCheck:
    """Return the measured series of every division below beside its reductions (监测与核定交叉核对) [t].

    Raises
    ------
    ProblemsFound
        Everything wrong with the project lines, as `reduction_account`; or two measured series of one year.
    """
    period = Period.parse(str(year))
    found = []
    for code in divisions_below(rows, division, period.end) or (division,):
        account = reduction_account(rows, code, pollutant.id, period, {year: terms}, synthetic=synthetic)
        found.append(_row(rows, code, pollutant, account, synthetic))
    absent = tuple(each.division for each in found if each.fall.value is None)
    coverage = Coverage(len(found), len(found) - len(absent), absent)
    return CrossCheck(division, pollutant.id, year, tuple(found), coverage)


def measured_emission(
    rows: FrozenRows, division: str, pollutant: AssessedPollutant, year: int, *, synthetic: bool = False
) -> Account | None:
    """Return a division's measured emission of a year (监测排放量), None where there is none."""
    found = observed_in(observe(rows, pollutant.measured, division, synthetic=synthetic), str(year))
    same_series(found, f"{division} {year} {pollutant.measured}")
    return found[0] if found else None


def _row(
    rows: FrozenRows, code: str, pollutant: AssessedPollutant, account: ReductionAccount, synthetic: bool
) -> CrossCheckRow:
    year = account.period.end.year
    ends = [measured_emission(rows, code, pollutant, each, synthetic=synthetic) for each in (year - 1, year)]
    held = [each for each in ends if each is not None]
    same_series(held, f"{code} {year} {pollutant.measured}")
    figures = [_measured(each, code, pollutant, at) for each, at in zip(ends, (year - 1, year), strict=True)]
    return CrossCheckRow(code, figures[0], figures[1], _fall(code, year, figures), account.counted.figure)


def _measured(account: Account | None, code: str, pollutant: AssessedPollutant, year: int) -> Figure:
    if account is not None:
        return in_unit(account.figure, TONNE)
    label = Label(f"{code} {year} {pollutant.label.zh}监测排放量", f"measured {pollutant.id} {code} {year}")
    reason = Label(f"{year} 年无监测排放量", f"no measured emission for {year}")
    return Figure(None, TONNE, Trace(label=label, value="—"), Absence("not_measured", reason))


def _fall(code: str, year: int, figures: Sequence[Figure]) -> Figure:
    before, after = figures
    value: Decimal | None = None
    if before.value is not None and after.value is not None:
        value = difference(before.value, after.value)
    trace = Trace(
        label=Label(f"{code} {year} 监测排放量下降", f"fall of the measured emission {code} {year}"),
        value="—" if value is None else f"{plain(value)} {TONNE}",
        formula="before − after",
        rows=before.trace.rows + after.trace.rows,
        status=worst((before.status, after.status)),
        is_synthetic=before.is_synthetic or after.is_synthetic,
        notes=(Label("仅供交叉核对，不并入减排量", "for cross-checking only, never added to reductions"),),
        inputs=lambda: (before.trace, after.trace),
    )
    return Figure(value, TONNE, trace, before.absence or after.absence)
