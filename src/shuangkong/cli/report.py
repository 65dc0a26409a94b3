"""``shuangkong report`` (考核简报): a short report as a page and as a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

import shuangkong
from shuangkong.accounts import Asker, change_since, divisions_below
from shuangkong.assessment import Verdict
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.reports import PlanResult, Results, YearResult, briefing, html, word
from shuangkong.snapshot import replacing
from shuangkong.trace import Label

__all__ = [
    "gather",
    "intensity_target",
    "plan_periods",
    "prefecture_verdicts",
    "report",
    "write_report",
]

_INTENSITY = "energy_intensity"


def report(
    *,
    official: Annotated[
        bool,
        Parameter(
            negative="",
            help="出具正式稿：不含演示数据，有未核实或推定的值即拒绝 · official: nothing synthetic or weak",
        ),
    ] = False,
    selectors: Selectors = ANYTHING,
) -> None:
    """写考核简报 · Write a short report (HTML and Word) into the workspace."""
    selection = selectors.selection()
    inquiry = inquire(selection)
    periods = [selection.period] if selection.period is not None else plan_periods(inquiry)
    division = selection.division or inquiry.workspace.division
    paths = write_report(inquiry, division, periods, official=official)
    if selection.screen.is_json:
        selection.screen.show_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        selection.screen.line(Label(f"已写入 {path}", f"written: {path}"), "green")


def plan_periods(inquiry: Inquiry) -> list[Period]:
    """Return for every plan of the stack its last year known (各规划期末年)."""
    years = {min(plan.last_year, inquiry.known_on.year - 1) for plan in inquiry.packs.plans}
    return [Period.parse(str(year)) for year in sorted(years)]


def write_report(
    inquiry: Inquiry, division: str, periods: Sequence[Period], *, official: bool = False
) -> tuple[Path, Path]:
    """Write the report of a division for some periods and return both files.

    Raises
    ------
    ProblemsFound
        If it is to be official: the errors of `shuangkong.reports.check_results`. Nothing is written then.
    """
    results = gather(inquiry, division, periods)
    if official:
        results = replace(results, invented=())
    content = briefing(results, official=official)
    stem = "-".join(
        ("official" if official else "assessment", division, *(period.text for period in periods))
    )
    page, document = (inquiry.workspace.reports / f"{stem}{suffix}" for suffix in (".html", ".docx"))
    page.parent.mkdir(parents=True, exist_ok=True)
    with replacing(page) as temporary:
        temporary.write_text(html(content), encoding="utf-8")
    with replacing(document) as temporary:
        temporary.write_bytes(word(content, dated=inquiry.known_on))
    return page, document


def gather(inquiry: Inquiry, division: str, periods: Sequence[Period]) -> Results:
    """Return what the report of a division is written from (汇集简报素材)."""
    snapshot = inquiry.snapshot
    published, invented = (
        tuple(
            plan
            for period in periods
            for plan in _plan_results(inquiry, division, period, is_synthetic=is_synthetic)
        )
        for is_synthetic in (False, True)
    )
    return Results(
        division=inquiry.names.division(division),
        names=inquiry.names,
        known_on=inquiry.known_on,
        packs=inquiry.packs,
        snapshot=snapshot.id,
        release=shuangkong.__version__,
        levels=snapshot.rows("warning_level", division_code=division),
        grades=snapshot.rows("assessment_grade", division_code=division),
        published=published,
        # One invented total in the last year of an older plan says nothing about that plan.
        invented=tuple(plan for plan in invented if plan.rate is not None),
    )


def _plan_results(
    inquiry: Inquiry, division: str, period: Period, *, is_synthetic: bool
) -> Iterator[PlanResult]:
    for plan in inquiry.packs.plans:
        document = inquiry.packs.document(plan.document)
        if document is None or not plan.first_year <= period.end.year <= plan.last_year:
            continue
        targets = [t for t in inquiry.targets if inquiry.packs.plan_of(t.citation.document) == plan]
        found = [v for target in targets for v in inquiry.verdicts_on(target, division, period)]
        verdicts = tuple(verdict for verdict in found if verdict.is_synthetic == is_synthetic)
        rate = intensity_target(found)
        asked = None if rate is None else _Asked(inquiry, rate, is_synthetic)
        years = range(plan.first_year, period.end.year + 1)
        below = divisions_below(inquiry.snapshot, division, period.end)
        yield PlanResult(
            first_year=plan.first_year,
            last_year=plan.last_year,
            year=period.end.year,
            document=document,
            verdicts=verdicts,
            years=() if asked is None else asked.years(division, years),
            below={} if asked is None else asked.below(below, period),
        )


@dataclass(frozen=True)
class _Asked:
    """The rate target, asked about on real rows alone or on synthetic ones alone (强度目标)."""

    inquiry: Inquiry
    target: Target
    is_synthetic: bool

    def verdict(self, division: str, period: Period) -> Verdict | None:
        found = self.inquiry.verdicts_on(self.target, division, period)
        return next((each for each in found if each.is_synthetic == self.is_synthetic), None)

    def years(self, division: str, years: Iterable[int]) -> tuple[YearResult, ...]:
        found = (self.verdict(division, Period.parse(str(year))) for year in years)
        return tuple(_year(self.inquiry, verdict) for verdict in found if verdict is not None)

    def below(self, divisions: Iterable[str], period: Period) -> dict[str, Verdict]:
        found = {code: self.verdict(code, period) for code in divisions}
        return {code: verdict for code, verdict in found.items() if verdict is not None}


def _year(inquiry: Inquiry, verdict: Verdict) -> YearResult:
    """Return a year's verdict with the change within that year alone."""
    question = replace(verdict.question, subject=verdict.target.id)
    changes = tuple(
        str(entry["id"])
        for entry in inquiry.packs.entries("indicators")
        if entry["change_of"] == _INTENSITY and entry["kind"] == "yearly_rate"
    )
    asker = Asker(question, inquiry.snapshot, verdict.is_synthetic, names=inquiry.names)
    return YearResult(change_since(asker, _INTENSITY, question.year - 1, change_ids=changes), verdict)


def intensity_target(verdicts: Sequence[Verdict]) -> Target | None:
    """Return the rate target of energy intensity among verdicts, None where the plan has none."""
    return next(
        (
            v.target
            for v in verdicts
            if v.target.indicator_id == _INTENSITY and v.target.form == "change_rate"
        ),
        None,
    )


def prefecture_verdicts(
    inquiry: Inquiry, division: str, target: Target, period: Period
) -> dict[str, Verdict]:
    """Return the verdict on a target for each division below, synthetic where nothing is published."""
    found = {}
    for code in divisions_below(inquiry.snapshot, division, period.end):
        verdicts = inquiry.verdicts_on(target, code, period)
        if verdicts:
            found[code] = verdicts[-1]
    return found
