"""What a line counts (项目计入量): verified tonnes less offsets, or the reason why nothing of it counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shuangkong.accounts.account import Account, Series
from shuangkong.accounts.arithmetic import difference
from shuangkong.accounts.observation import plain
from shuangkong.accounts.pollutant.line import ProjectLine
from shuangkong.accounts.pollutant.terms import GuideTerms
from shuangkong.trace import Absence, Figure, Label, RuleReference, Trace, worst

__all__ = ["TONNE", "LineOutcome", "ReductionSeries", "count_line", "with_evidence"]

TONNE = "吨"


@dataclass(frozen=True)
class ReductionSeries(Series):
    """What two reductions must share to be added (减排量系列): the pollutant and the edition of the guide."""

    pollutant: str = ""
    guide: str = ""


@dataclass(frozen=True)
class LineOutcome:
    """A project line with what counts of it (项目核算结果) [t].

    Attributes
    ----------
    counted
        Tonnes that count, or an absence: ``not_verified``, ``not_in_base``, ``before_counting_start``.
    """

    line: ProjectLine
    counted: Figure

    @property
    def is_decided(self) -> bool:
        """Whether the verification has spoken: counted, or left out by a rule."""
        return self.counted.absence is None or self.counted.absence.code != "not_verified"


def count_line(line: ProjectLine, terms: GuideTerms) -> LineOutcome:
    """Return what counts of a line (单个项目计入量) [t].

    Formula: verified − offset, where the guide deducts offsets; nothing of a source outside the base,
    and nothing of a year before the counting start.

    Notes
    -----
    The verified tonnes are those of the months that count, as the verification booked them: no prorating.
    """
    absence = _left_out(line, terms)
    value = None
    if absence is None and line.verified is not None:
        value = difference(line.verified, line.offset) if terms.are_offsets_deducted else line.verified
    trace = Trace(
        label=Label(
            f"{line.project} {line.facility} {line.pollutant} {line.year} 计入减排量", f"counted, {line}"
        ),
        value="—" if value is None else f"{plain(value)} {TONNE}",
        formula="verified − offset" if terms.are_offsets_deducted else "verified",
        rule=terms.guide,
        rows=line.rows,
        status=worst((line.worst_status, terms.status)),
        is_synthetic=line.is_synthetic,
        notes=_notes(line, terms, absence),
    )
    return LineOutcome(line, Figure(value, TONNE, trace, absence))


def _left_out(line: ProjectLine, terms: GuideTerms) -> Absence | None:
    if terms.is_base_required and not line.is_in_base:
        reason = Label(
            "污染源不在基数内，减排量不计入", "the source is not in the base: its reduction does not count"
        )
        return Absence("not_in_base", reason)
    if line.counting_start is not None and line.counting_start.year > line.year:
        start = line.counting_start
        reason = Label(f"{start} 起算，本年度不计入", f"counting starts on {start}, after this year")
        return Absence("before_counting_start", reason)
    if line.verified is None:
        return Absence("not_verified", Label("尚未核查认定", "not verified yet"))
    return None


def _notes(line: ProjectLine, terms: GuideTerms, absence: Absence | None) -> tuple[Label, ...]:
    notes = [] if absence is None else [absence.reason]
    notes += [
        Label(f"核减 {plain(cut.tonnes)} 吨：{cut.reason}", f"cut {plain(cut.tonnes)} t: {cut.reason}")
        for cut in line.cuts
    ]
    notes += [
        Label(f"替代 {plain(use.tonnes)} 吨：{use.used_by}", f"offset {plain(use.tonnes)} t: {use.used_by}")
        for use in line.offset_uses
    ]
    notes += [
        Label(f"{name}：{_named(rule)}", f"{name}: {_named(rule)}") for name, rule in terms.stated_by.items()
    ]
    if line.evidence:
        notes.append(Label(f"佐证：{line.evidence}", f"evidence: {line.evidence}"))
    return tuple(notes)


def _named(rule: RuleReference) -> str:
    return f"{rule.key}@{rule.edition} ({rule.status})"


def with_evidence(outcome: LineOutcome, measured: Account) -> LineOutcome:
    """Return a line with a measured emission as its evidence (监测佐证); what counts stays as it is."""
    figure, shown = outcome.counted, measured.figure.trace
    before = figure.trace.inputs
    note = Label("监测排放量仅作佐证，不并入减排量", "measured emission is evidence only, never added")
    trace = replace(figure.trace, notes=(*figure.trace.notes, note), inputs=lambda: (*before(), shown))
    return replace(outcome, counted=replace(figure, trace=trace))
