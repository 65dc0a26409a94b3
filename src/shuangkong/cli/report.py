"""``shuangkong report`` (考核简报): a short report as a page and as a Word file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import shuangkong
from shuangkong.accounts import divisions_below
from shuangkong.assessment import Verdict
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.briefing import division_section, map_section, yearly_progress
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.plan import Target
from shuangkong.quantity import Period
from shuangkong.reports import ProgressChart, Report, Section, html, word
from shuangkong.snapshot import replacing
from shuangkong.trace import Label

__all__ = [
    "division_names",
    "intensity_target",
    "plan_periods",
    "prefecture_verdicts",
    "report",
    "write_report",
]

_INTENSITY = "energy_intensity"
_KINDS = ((False, Label("公布数据", "published data")), (True, Label("演示数据", "synthetic data")))


def report(*, selectors: Selectors = ANYTHING) -> None:
    """写考核简报 · Write a short report (HTML and Word) into the workspace."""
    selection = selectors.selection()
    inquiry = inquire(selection)
    periods = [selection.period] if selection.period is not None else plan_periods(inquiry)
    paths = write_report(inquiry, selection.division or inquiry.workspace.division, periods)
    if selection.screen.is_json:
        selection.screen.show_json({"files": [str(path) for path in paths]})
        return
    for path in paths:
        selection.screen.line(Label(f"已写入 {path}", "written"), "green")


def plan_periods(inquiry: Inquiry) -> list[Period]:
    """Return for every plan of the stack its last year known (各规划期末年)."""
    years = {min(plan.last_year, inquiry.known_on.year - 1) for plan in inquiry.packs.plans}
    return [Period.parse(str(year)) for year in sorted(years)]


def write_report(inquiry: Inquiry, division: str, periods: Sequence[Period]) -> tuple[Path, Path]:
    """Write the report of a division for some periods and return both files."""
    names = division_names(inquiry)
    name = names.get(division, Label(division, division))
    content = Report(
        title=Label(f"{name.zh}节能减排目标考核简报", f"{name.en}: short assessment report"),
        sections=tuple(section for period in periods for section in _sections(inquiry, division, period)),
        facts=(
            (Label("快照", "snapshot"), inquiry.snapshot.id),
            (Label("数据截至日", "known on"), inquiry.known_on.isoformat()),
            (Label("规则包", "packs"), ", ".join(map(str, inquiry.packs.references))),
            (Label("程序版本", "release"), shuangkong.__version__),
        ),
    )
    stem = "-".join(("assessment", division, *(period.text for period in periods)))
    page, document = (inquiry.workspace.reports / f"{stem}{suffix}" for suffix in (".html", ".docx"))
    page.parent.mkdir(parents=True, exist_ok=True)
    with replacing(page) as temporary:
        temporary.write_text(html(content), encoding="utf-8")
    with replacing(document) as temporary:
        temporary.write_bytes(word(content, dated=inquiry.known_on))
    return page, document


def _sections(inquiry: Inquiry, division: str, period: Period) -> Iterator[Section]:
    verdicts = inquiry.verdicts(division, period)
    intensity = intensity_target(verdicts)
    for is_synthetic, kind in _KINDS:
        chosen = [verdict for verdict in verdicts if verdict.is_synthetic == is_synthetic]
        if not chosen:
            continue
        charts = [] if intensity is None else _charts(inquiry, division, intensity, period, is_synthetic)
        yield division_section(Label(f"{period}年：{kind.zh}", f"{period}: {kind.en}"), chosen, charts)
    below = {} if intensity is None else prefecture_verdicts(inquiry, division, intensity, period)
    if any(verdict.stance in ("met", "missed") for verdict in below.values()):
        title = Label(f"{period}年分地区", f"{period} by division")
        yield map_section(title, below, division_names(inquiry), inquiry.packs.labels)


def _charts(
    inquiry: Inquiry, division: str, target: Target, period: Period, is_synthetic: bool
) -> list[ProgressChart]:
    first = (target.base_year or period.start.year) + 1
    found = [
        verdict
        for year in range(first, period.end.year + 1)
        for verdict in inquiry.verdicts_on(target, division, Period.parse(str(year)))
        if verdict.is_synthetic == is_synthetic
    ]
    if not any(verdict.measured.progress is not None for verdict in found):
        return []
    title = Label(f"{target.id} 完成进度与时序进度", f"{target.id}: progress against the schedule")
    return [yearly_progress(title, found)]


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


def division_names(inquiry: Inquiry) -> dict[str, Label]:
    """Return the names of divisions as of the day known."""
    return {
        str(row["division_code"]): Label(str(row["name_zh"]), str(row["name_en"] or row["name_zh"]))
        for row in inquiry.snapshot.rows("division")
        if row["valid_to"] is None
    }
