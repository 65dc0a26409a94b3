"""Outcome (考核结果): where the region and the divisions below stand, published and synthetic data apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shuangkong.accounts import signed
from shuangkong.assessment import RATED, STANCES, Verdict
from shuangkong.cli.asking import Inquiry
from shuangkong.cli.assess import warning_cell
from shuangkong.cli.report import intensity_target, prefecture_verdicts
from shuangkong.cli.screen import Cell, Screen
from shuangkong.packs import PlanPeriod
from shuangkong.quantity import Period
from shuangkong.reports import is_computed
from shuangkong.trace import Label

__all__ = ["real_verdicts", "show_behind", "show_real", "show_synthetic", "synthetic_verdicts"]

_TARGET = Label("目标", "target")
_DIVISION, _PERIOD = Label("地区", "division"), Label("期间", "period")
_ACTUAL, _DUE = Label("实际", "actual"), Label("应达", "due")
_MARGIN, _WARNING = Label("差额", "margin"), Label("预警", "warning")
_REASON, _CLAUSE = Label("结论与原因", "verdict and reason"), Label("条款", "clause")


def show_real(screen: Screen, inquiry: Inquiry) -> None:
    """Print for each plan what published data say of the region, and why the rest cannot be rated."""
    name = inquiry.names.division(inquiry.workspace.division)
    for plan in _plans(inquiry):
        verdicts = real_verdicts(inquiry, plan)
        span = f"{plan.first_year}–{plan.last_year}"
        zh, en = f"{name.zh} {span} 年规划", f"{name.en}, plan {span}"
        _show_rated(screen, Label(f"{zh}：按公布数据核算", f"{en}, from published data"), verdicts)
        title = Label(f"{zh}：公布数据不足，不能评定", f"{en}: what published data cannot rate")
        _show_unrated(screen, title, verdicts)
        held = [verdict for verdict in verdicts if not is_computed(verdict)]
        if held:
            text = f"另有 {len(held)} 项由主管部门认定，或尚无台账、核算支撑"
            screen.line(Label(text, f"{len(held)} more have no account here"))


def show_synthetic(screen: Screen, inquiry: Inquiry) -> None:
    """Print the region and the divisions below as the synthetic rows have them, in tables of their own."""
    real = [verdict for plan in _plans(inquiry) for verdict in real_verdicts(inquiry, plan)]
    verdicts = synthetic_verdicts(inquiry)
    if verdicts:
        plan, target = _plans(inquiry)[-1], verdicts[0].target
        level = inquiry.packs.labels.levels.get("prefecture", Label("下级地区", "divisions below"))
        year = min(plan.last_year, inquiry.known_on.year - 1)
        title = Label(
            f"{year}年本级与各{level.zh}能耗强度目标 {target.id}（数值均为虚构）",
            f"{target.id} in {year}, region and {level.en}, all invented",
        )
        rows = [_division_row(verdict, inquiry, screen) for verdict in verdicts]
        screen.show_table(title, (_DIVISION, _ACTUAL, _DUE, _MARGIN, _WARNING), rows, is_synthetic=True)
    show_behind(screen, inquiry, real, is_synthetic=False)
    show_behind(screen, inquiry, verdicts, is_synthetic=True)


def show_behind(screen: Screen, inquiry: Inquiry, verdicts: Sequence[Verdict], *, is_synthetic: bool) -> None:
    """Print what is behind, by how much, under which clause."""
    rows = [
        (
            screen.say(inquiry.names.division(verdict.question.division), joint="\n"),
            f"{verdict.target.id}\n{verdict.question.period}",
            verdict.shown_margin().text(screen.languages[0]),
            warning_cell(verdict, screen),
            _clause(verdict),
        )
        for verdict in verdicts
        if verdict.stance == "missed" and verdict.is_synthetic == is_synthetic
    ]
    kind = Label("", "") if is_synthetic else Label("（公布数据）", " (published data)")
    title = Label(f"落后于进度{kind.zh}", f"behind{kind.en}")
    if rows:
        screen.show_table(
            title, (_DIVISION, _TARGET, _MARGIN, _WARNING, _CLAUSE), rows, is_synthetic=is_synthetic
        )


def real_verdicts(inquiry: Inquiry, plan: PlanPeriod) -> list[Verdict]:
    """Return the region's verdicts on published rows at the last whole year of a plan (公布数据的结论).

    A target that stays unrated there is also asked for in the last year something was published.
    """
    found: list[Verdict] = []
    for verdict in inquiry.verdicts(inquiry.workspace.division, _last(plan, inquiry)):
        if not verdict.is_synthetic and inquiry.packs.plan_of(verdict.target.citation.document) == plan:
            found.extend(_last_published(verdict, inquiry, plan))
            found.append(verdict)
    return found


def synthetic_verdicts(inquiry: Inquiry) -> list[Verdict]:
    """Return the verdicts on synthetic rows for the newest plan: the region, then the divisions below."""
    division, period = inquiry.workspace.division, _last(_plans(inquiry)[-1], inquiry)
    target = intensity_target(inquiry.verdicts(division, period))
    if target is None:
        return []
    own = inquiry.verdicts_on(target, division, period)
    below = prefecture_verdicts(inquiry, division, target, period)
    return [verdict for verdict in (*own, *below.values()) if verdict.is_synthetic]


def _plans(inquiry: Inquiry) -> list[PlanPeriod]:
    return sorted(inquiry.packs.plans, key=lambda plan: plan.first_year)


def _last(plan: PlanPeriod, inquiry: Inquiry) -> Period:
    return Period.parse(str(min(plan.last_year, inquiry.known_on.year - 1)))


def _last_published(verdict: Verdict, inquiry: Inquiry, plan: PlanPeriod) -> Iterator[Verdict]:
    """Yield the verdict of the last year with a published figure, where the year asked for has none."""
    coverage = verdict.actual.trace.coverage
    if coverage is None or not coverage.present or str(verdict.question.year) not in coverage.absent:
        return
    for year in range(verdict.question.year - 1, plan.first_year - 1, -1):
        if str(year) not in coverage.absent:
            period = Period.parse(str(year))
            found = inquiry.verdicts_on(verdict.target, verdict.question.division, period)
            yield from (each for each in found if not each.is_synthetic)
            return


def _show_rated(screen: Screen, title: Label, verdicts: Sequence[Verdict]) -> None:
    rows = [
        (
            _target(verdict),
            verdict.question.period.text,
            _change(verdict, verdict.actual.value),
            _change(verdict, verdict.duty),
            verdict.shown_margin().text(screen.languages[0]),
            warning_cell(verdict, screen),
        )
        for verdict in verdicts
        if verdict.stance in RATED
    ]
    if rows:
        screen.show_table(title, (_TARGET, _PERIOD, _ACTUAL, _DUE, _MARGIN, _WARNING), rows)


def _show_unrated(screen: Screen, title: Label, verdicts: Sequence[Verdict]) -> None:
    rows = [
        (_target(verdict), verdict.question.period.text, verdict.sentence().text(screen.languages[0]))
        for verdict in verdicts
        if verdict.stance not in RATED and is_computed(verdict)
    ]
    if rows:
        screen.show_table(title, (_TARGET, _PERIOD, _REASON), rows)


def _division_row(verdict: Verdict, inquiry: Inquiry, screen: Screen) -> tuple[Cell, ...]:
    name, language = screen.brief(inquiry.names.division(verdict.question.division)), screen.languages[0]
    if verdict.reason is not None:
        stance = STANCES[verdict.stance]
        reason = Label(f"{stance.zh}：{verdict.reason.reason.zh}", f"{stance.en}: {verdict.reason.reason.en}")
        return name, reason.text(language), "", "", ""
    actual, due = (verdict.worded(value).text(language) for value in (verdict.actual.value, verdict.duty))
    margin = verdict.shown_margin().text(language)
    return name, actual, due, margin, warning_cell(verdict, screen)


def _target(verdict: Verdict) -> str:
    return f"{verdict.target.id} {verdict.target.indicator}"


def _change(verdict: Verdict, value: Decimal | None) -> str:
    """A change as statistics print it: +16.93 % is a rise, whichever way the target looks."""
    target = verdict.target
    if value is None or target.direction is None:
        return verdict.shown(value).zh
    change = -value if target.direction == "decrease" else value
    plus = "+" if change > 0 else ""
    return f"{plus}{signed(change)} {verdict.unit}"


def _clause(verdict: Verdict) -> str:
    citation = verdict.target.citation
    return f"{citation.document} {citation.section}".strip() + f"：“{citation.quote}”"
