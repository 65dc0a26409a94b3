"""``shuangkong account --pollutant`` (减排核算): from planned to counted, duties, measured beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shuangkong.accounts.pollutant import (
    CUT_REASONS,
    AssessedPollutant,
    CrossCheck,
    CrossCheckRow,
    GuideTerms,
    LineOutcome,
    ReductionAccount,
    ReductionDuty,
    cross_check,
    reduction_account,
    reduction_duties,
    terms_in_force,
)
from shuangkong.cli.asking import Inquiry
from shuangkong.cli.screen import Screen
from shuangkong.cli.shown import Shown, plain_figure
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.quantity import Period
from shuangkong.trace import Figure, Label

__all__ = ["account_pollutant"]

_SUMS = (
    Label("项目", "item"),
    Label("吨", "t"),
    Label("覆盖", "coverage"),
    Label("未报或未核查", "absent, not verified"),
    Label("状态", "status"),
)
_STAGES = {
    "planned": Label("计划减排量", "planned"),
    "reported": Label("上报减排量", "reported"),
    "verified": Label("核定减排量", "verified"),
    "offsets": Label("用于替代", "used as offsets"),
}
_COUNTED = Label("计入减排量", "counted")
_FORMS = {
    "percentage_of_base": Label("比基准年下降比例", "per cent of the base"),
    "tonnes_of_engineering": Label("重点工程减排量", "tonnes of engineering"),
}
_DUTIES = (
    Label("任务", "duty"),
    Label("应减（吨）", "required (t)"),
    Label("计入（吨）", "counted (t)"),
    Label("完成 %", "completion %"),
    Label("结论", "verdict"),
)
_MET, _MISSED = Label("完成", "met"), Label("未完成", "missed")
_NOT_RATED = Label("不予评定", "not rated")
_LINES = (
    Label("年份", "year"),
    Label("项目", "project"),
    Label("地区", "division"),
    Label("计划", "planned"),
    Label("上报", "reported"),
    Label("核定", "verified"),
    Label("计入或不计入的原因", "counted, or why not"),
)
_CHECK = (
    Label("地区", "division"),
    Label("上年监测", "measured before"),
    Label("本年监测", "measured"),
    Label("监测下降", "measured fall"),
    Label("计入减排量", "counted"),
    Label("提示", "hint"),
)
_ROSE = Label("监测上升而有减排量计入", "measured emission rose although tonnes count")
_CSV = (
    "project",
    "division",
    "facility",
    "pollutant",
    "year",
    "planned_t",
    "reported_t",
    "cut_t",
    "verified_t",
    "offset_t",
    "counted_t",
    "left_out",
    "status",
    "is_synthetic",
)


@dataclass(frozen=True)
class _Answer:
    """One kind of rows: the account, its duties, and the measured series beside it."""

    account: ReductionAccount
    duties: tuple[ReductionDuty, ...]
    check: CrossCheck
    pollutant: AssessedPollutant
    is_synthetic: bool


@dataclass(frozen=True)
class _Asked:
    """What is asked: a pollutant of a division over a period, under the guide of each year."""

    inquiry: Inquiry
    division: str
    pollutant: str
    period: Period
    terms: Mapping[int, GuideTerms]

    def answer(self, *, is_synthetic: bool) -> _Answer:
        rows, last = self.inquiry.snapshot, self.period.end.year
        assessed = self.terms[last].pollutant(self.pollutant)
        asked = (rows, self.division, self.pollutant, self.period, self.terms)
        account = reduction_account(*asked, synthetic=is_synthetic)
        duties = reduction_duties(rows, account, assessed, due=self.due)
        check = cross_check(rows, self.division, assessed, last, self.terms[last], synthetic=is_synthetic)
        return _Answer(account, duties, check, assessed, is_synthetic)

    @property
    def due(self) -> Period | None:
        """The plan's whole span where the period begins with it: the duty is assigned over the plan."""
        for plan in self.inquiry.packs.plans:
            if plan.first_year == self.period.start.year and self.period.end.year <= plan.last_year:
                return Period.parse(f"{plan.first_year}-{plan.last_year}")
        return None


def account_pollutant(
    inquiry: Inquiry, screen: Screen, division: str, pollutant: str, period: Period
) -> tuple[Figure, ...]:
    """Print the reduction account of a pollutant (重点工程减排量核算); return the figures that open.

    Raises
    ------
    ProblemsFound
        ``rule_not_in_force`` for a year without a guide, ``reduction_pollutant_unknown``, and everything
        wrong with the project lines, real and synthetic.
    """
    terms = {year: terms_in_force(inquiry.packs, on=inquiry.known_on, year=year) for year in period.years}
    asked, problems, answers = _Asked(inquiry, division, pollutant, period, terms), Collector(), []
    for is_synthetic in (False, True):
        try:
            answers.append(asked.answer(is_synthetic=is_synthetic))
        except ProblemsFound as found:
            known = tuple(problems)
            problems.extend(each for each in found.problems if each not in known)
    problems.raise_errors()
    shown = [each for each in answers if not each.is_synthetic or each.account.outcomes]
    if screen.is_json:
        plain = [_plain(each) for each in shown]
        screen.show_json({"snapshot": inquiry.snapshot.id, "accounts": plain})
    elif screen.is_csv:
        screen.show_csv(_CSV, [row for each in shown for row in _cells(each)])
    else:
        for each in shown:
            _show(each, inquiry, screen)
    return tuple(each.account.counted.figure for each in shown)


def _show(answer: _Answer, inquiry: Inquiry, screen: Screen) -> None:
    account, marked = answer.account, answer.is_synthetic
    place, what = inquiry.names.place(account.division, account.period), answer.pollutant.label
    shown = Shown(screen, inquiry.names)
    title = Label(f"{place.zh}{what.zh}重点工程减排量", f"reduction of {what.en}, {place.en}")
    screen.show_table(title, _SUMS, _sums(account, shown), is_synthetic=marked)
    title = Label(f"{place.zh}{what.zh}减排任务", f"duties for {what.en}, {place.en}")
    screen.show_table(title, _DUTIES, [_duty(each, shown) for each in answer.duties], is_synthetic=marked)
    if not account.outcomes:
        return
    title = Label(f"{place.zh}{what.zh}减排项目（吨）", f"projects, {what.en}, {place.en} (t)")
    screen.show_table(title, _LINES, [_line(each, shown) for each in account.outcomes], is_synthetic=marked)
    year = answer.check.year
    title = Label(
        f"{year}年{what.zh}监测与核定交叉核对（吨，不相加）",
        f"{what.en} {year}: measured beside verified, never added (t)",
    )
    rows = [_checked(each, shown) for each in answer.check.rows]
    screen.show_table(title, _CHECK, rows, is_synthetic=marked)


def _sums(account: ReductionAccount, shown: Shown) -> Iterator[tuple[str, ...]]:
    def row(name: Label, figure: Figure) -> tuple[str, ...]:
        coverage = figure.trace.coverage
        about = (shown.share(coverage), shown.absent(coverage))
        return (shown.screen.brief(name), shown.number(figure), *about, shown.status(figure))

    for stage in ("planned", "reported"):
        yield row(_STAGES[stage], getattr(account, stage))
    for reason, figure in account.cuts.items():
        yield row(Label(f"核减：{CUT_REASONS[reason].zh}", f"cut: {CUT_REASONS[reason].en}"), figure)
    for stage in ("verified", "offsets"):
        yield row(_STAGES[stage], getattr(account, stage))
    yield row(_COUNTED, account.counted.figure)


def _duty(duty: ReductionDuty, shown: Shown) -> tuple[str, ...]:
    language = shown.screen.languages[0]
    if duty.is_met is None:
        reason = "" if duty.not_rated is None else duty.not_rated.reason.text(language)
        verdict = f"{_NOT_RATED.text(language)}：{reason}" if language == "zh" else f"not rated: {reason}"
    else:
        verdict = (_MET if duty.is_met else _MISSED).text(language)
    figures = (duty.required, duty.achieved, duty.completion)
    numbers = ("—" if each.value is None else shown.number(each) for each in figures)
    return (shown.screen.brief(_FORMS[duty.form]), *numbers, verdict)


def _line(outcome: LineOutcome, shown: Shown) -> tuple[str, ...]:
    line = outcome.line
    tonnes = (
        "—" if each is None else f"{each.normalize():f}"
        for each in (line.planned, line.reported, line.verified)
    )
    place = shown.names.division(line.division).text(shown.screen.languages[0])
    return (str(line.year), f"{line.project}\n{line.facility}", place, *tonnes, shown.number(outcome.counted))


def _checked(row: CrossCheckRow, shown: Shown) -> tuple[str, ...]:
    name = shown.screen.brief(shown.names.division(row.division))
    figures = (row.before, row.after, row.fall, row.counted)
    numbers = ("—" if each.value is None else shown.number(each) for each in figures)
    hint = _ROSE.text(shown.screen.languages[0]) if row.rose_although_counted else ""
    if row.fall.absence is not None:
        hint = row.fall.absence.reason.text(shown.screen.languages[0])
    return (name, *numbers, hint)


def _cells(answer: _Answer) -> Iterator[tuple[str, ...]]:
    for outcome in answer.account.outcomes:
        line, absence = outcome.line, outcome.counted.absence
        tonnes = (line.planned, line.reported, line.cut, line.verified, line.offset, outcome.counted.value)
        yield (
            line.project,
            line.division,
            line.facility,
            line.pollutant,
            str(line.year),
            *("" if each is None else f"{each:f}" for each in tonnes),
            "" if absence is None else absence.code,
            outcome.counted.status,
            "true" if answer.is_synthetic else "false",
        )


def _plain(answer: _Answer) -> dict[str, object]:
    account, check = answer.account, answer.check
    return {
        "is_synthetic": answer.is_synthetic,
        "division": account.division,
        "period": account.period.text,
        "pollutant": account.pollutant,
        **{stage: plain_figure(getattr(account, stage)) for stage in _STAGES},
        "cuts": {reason: plain_figure(each) for reason, each in account.cuts.items()},
        "counted": plain_figure(account.counted.figure),
        "divisions_absent": list(account.divisions.absent),
        "lines_open": list(account.lines.absent),
        "duties": [_plain_duty(each) for each in answer.duties],
        "lines": [dict(zip(_CSV, row, strict=True)) for row in _cells(answer)],
        "measured": {
            "year": check.year,
            "absent": list(check.coverage.absent),
            "rows": [
                {
                    "division": row.division,
                    **{
                        name: plain_figure(getattr(row, name))
                        for name in ("before", "after", "fall", "counted")
                    },
                    "rose_although_counted": row.rose_although_counted,
                }
                for row in check.rows
            ],
        },
    }


def _plain_duty(duty: ReductionDuty) -> dict[str, object]:
    reason = duty.not_rated
    return {
        "form": duty.form,
        "is_met": duty.is_met,
        "not_rated": None if reason is None else {"code": reason.code, **vars(reason.reason)},
        **{name: plain_figure(getattr(duty, name)) for name in ("required", "achieved", "completion")},
    }
