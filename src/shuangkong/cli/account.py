"""``shuangkong account`` (核算): an indicator beside the sum below it, or a whole account of a division."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from shuangkong.accounts import Asker, Question, figure_in, printed, unallocated
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.balance import account_balance
from shuangkong.cli.carbon import ONE_GRID, Grid, account_carbon
from shuangkong.cli.pollutant import account_pollutant
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.shown import plain_figure
from shuangkong.cli.tree import trace_tree
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import STATUSES, Figure, Label

__all__ = ["account"]

_OWN, _SUM = Label("本级数据", "own figure"), Label("下级合计", "sum below")
_REST = Label("未分解（本级）", "unallocated")
_HEADERS = (
    Label("项目", "item"),
    Label("数值", "value"),
    Label("覆盖", "coverage"),
    Label("未报", "absent"),
    Label("状态", "status"),
)


_CSV = ("item", "value", "unit", "expected", "present", "absent", "reason", "status", "is_synthetic")


@Parameter(name="*")
@dataclass(frozen=True)
class Kind:
    """Which account, where no indicator is named (核算种类)."""

    balance: Annotated[bool, Parameter(negative="", help="能源平衡表 · the energy balance")] = False
    carbon: Annotated[
        str | None, Parameter(help="碳排放，写明燃料因子集 · carbon, under a named fuel factor set")
    ] = None
    pollutant: Annotated[str | None, Parameter(help="污染物减排，如 NOx · reductions of a pollutant")] = None
    against: Annotated[
        str | None, Parameter(help="换一套燃料因子重述 · restate carbon under another set")
    ] = None
    layout: Annotated[str, Parameter(help="平衡表版式，定容差 · layout whose tolerance the checks allow")] = (
        "yearbook-province"
    )
    vintage: Annotated[str | None, Parameter(help="平衡表版本 · revision of the balance")] = None
    open: Annotated[bool, Parameter(negative="", help="展开溯源 · open the figures down to their rows")] = (
        False
    )

    def check(self, indicator: str | None, grid: Grid) -> None:
        """Refuse a command that asks for no account, or for several.

        Raises
        ------
        ProblemsFound
            ``account_kind_missing`` or ``account_kinds_several``; every ``option_alone``.
        """
        problems = Collector()
        asked = {
            "indicator": indicator is not None,
            "--balance": self.balance,
            "--carbon": self.carbon is not None,
            "--pollutant": self.pollutant is not None,
        }
        chosen = [name for name, is_asked in asked.items() if is_asked]
        if not chosen:
            problems.add("account_kind_missing", "account")
        if len(chosen) > 1:
            problems.add("account_kinds_several", "account", found=", ".join(chosen))
        if self.carbon is None:
            grid.refuse("--carbon", problems)
        if self.carbon is None and self.against is not None:
            problems.add("option_alone", "--against", option="--against", needed="--carbon")
        if not self.balance and self.vintage is not None:
            problems.add("option_alone", "--vintage", option="--vintage", needed="--balance")
        problems.raise_errors()


INDICATOR = Kind()


@dataclass(frozen=True)
class _Line:
    """One line of an account: a figure, or the problems that leave none."""

    name: Label
    figure: Figure | None
    problems: tuple[Problem, ...] = ()


def account(
    indicator: Annotated[str | None, Parameter(help="指标标识，如 energy_consumption · indicator id")] = None,
    /,
    *,
    kind: Kind = INDICATOR,
    grid: Grid = ONE_GRID,
    energy_basis: Annotated[
        EnergyBasis, Parameter(help="当量值或等价值 · calorific or coal_equivalent")
    ] = "coal_equivalent",
    selectors: Selectors = ANYTHING,
) -> None:
    """核算 · Show an indicator, the energy balance, the carbon account or the pollutant reductions."""
    selection = selectors.selection()
    kind.check(indicator, grid)
    inquiry = inquire(selection)
    division, screen = selection.division or inquiry.workspace.division, selection.screen
    period = selection.period or (_plan_span(inquiry) if kind.pollutant else inquiry.latest_period())
    question = Question(division, period, inquiry.known_on, selection.rule, energy_basis, indicator or "co2")
    if indicator is not None:
        _account_indicator(indicator, inquiry, question, screen)
        return
    if kind.balance:
        found = account_balance(inquiry, screen, question, layout=kind.layout, vintage=kind.vintage)
    elif kind.pollutant is not None:
        found = account_pollutant(inquiry, screen, division, kind.pollutant, period)
    else:
        against = None if kind.against is None else grid.factors(kind.against)
        found = account_carbon(inquiry, screen, question, grid.factors(kind.carbon or ""), against=against)
    if kind.open and not (screen.is_json or screen.is_csv):
        for figure in found:
            screen.show_tree(trace_tree(figure.trace, screen, inquiry.evidence))


def _plan_span(inquiry: Inquiry) -> Period:
    """Return the newest plan's years up to the last one known: reductions are counted from its start."""
    plan = max(inquiry.packs.plans, key=lambda each: each.last_year, default=None)
    last = inquiry.latest_period()
    if plan is None or plan.first_year >= last.end.year:
        return last
    return Period.parse(f"{plan.first_year}-{last.end.year}")


def _account_indicator(indicator: str, inquiry: Inquiry, question: Question, screen: Screen) -> None:
    """Print an indicator: own figure, the sum below with who is absent, and the rest."""
    _check(indicator, inquiry)
    division, period = question.division, question.period
    askers = [
        Asker(question, inquiry.snapshot, is_synthetic, names=inquiry.names) for is_synthetic in (False, True)
    ]
    found = {asker.is_synthetic: tuple(_lines(asker, indicator, inquiry)) for asker in askers}
    shown = {kind: lines for kind, lines in found.items() if not kind or any(map(_has_value, lines))}
    if screen.is_json:
        lines = [_plain(line, kind) for kind, held in shown.items() for line in held]
        about = {"division": division, "indicator": indicator, "period": period.text}
        screen.show_json({"snapshot": inquiry.snapshot.id, **about, "figures": lines})
        return
    if screen.is_csv:
        screen.show_csv(_CSV, [_cells(line, kind) for kind, held in shown.items() for line in held])
        return
    title = inquiry.names.figure(division, period, indicator)
    for is_synthetic, lines_of_kind in shown.items():
        rows = [_row(line, inquiry, screen) for line in lines_of_kind]
        screen.show_table(title, _HEADERS, rows, is_synthetic=is_synthetic)
        for line in lines_of_kind:
            if line.figure is not None and line.figure.value is not None:
                screen.show_tree(trace_tree(line.figure.trace, screen, inquiry.evidence))


def _check(indicator: str, inquiry: Inquiry) -> None:
    problems = Collector()
    if indicator not in inquiry.names.indicators:
        problems.add("indicator_unknown", indicator, found=indicator)
    problems.raise_errors()


def _lines(asker: Asker, indicator: str, inquiry: Inquiry) -> Iterator[_Line]:
    period, kinds = asker.question.period, _kinds(inquiry)
    yield _attempt(_OWN, lambda: figure_in(asker, (indicator,)))
    if kinds[indicator] != "level":  # shares and rates of parts do not add up
        return
    try:
        below = asker.summed(indicator, period)
    except ProblemsFound as found:
        yield _Line(_SUM, None, found.problems)
        return
    if below.figure.trace.coverage is None or not below.figure.trace.coverage.expected:
        return
    yield _Line(_SUM, below.figure)
    own = [each for each in asker.observed(indicator) if each.period == period]
    if len(own) == 1 and below.figure.value is not None:
        yield _attempt(_REST, lambda: unallocated(own[0], below))


def _kinds(inquiry: Inquiry) -> dict[str, str]:
    return {str(entry["id"]): str(entry["kind"]) for entry in inquiry.packs.entries("indicators")}


def _attempt(name: Label, figure: Callable[[], Figure]) -> _Line:
    try:
        return _Line(name, figure())
    except ProblemsFound as found:
        return _Line(name, None, found.problems)


def _has_value(line: _Line) -> bool:
    return line.figure is not None and line.figure.value is not None


def _row(line: _Line, inquiry: Inquiry, screen: Screen) -> tuple[str, ...]:
    language = screen.languages[0]
    if line.figure is None:
        return screen.brief(line.name), "；".join(each.text(language) for each in line.problems), "", "", ""
    figure, coverage = line.figure, line.figure.trace.coverage
    value = (
        figure.trace.value.replace("-", "−")
        if figure.absence is None
        else figure.absence.reason.text(language)
    )
    absent = "" if coverage is None else "、".join(_name(code, inquiry, screen) for code in coverage.absent)
    share = "" if coverage is None else f"{coverage.present}/{coverage.expected}"
    is_sum = line.name is not _OWN
    status = "—" if figure.absence is not None else STATUSES[figure.status].text(language)
    return (screen.brief(line.name), value, share if is_sum else "", absent if is_sum else "", status)


def _name(code: str, inquiry: Inquiry, screen: Screen) -> str:
    return inquiry.names.division(code).text(screen.languages[0])


def _plain(line: _Line, is_synthetic: bool) -> dict[str, object]:
    problems = [problem.as_json() for problem in line.problems]
    plain = {"item": _id(line), "is_synthetic": is_synthetic, "problems": problems}
    return plain | ({"value": None} if line.figure is None else plain_figure(line.figure))


def _cells(line: _Line, is_synthetic: bool) -> tuple[str, ...]:
    figure, kind = line.figure, "true" if is_synthetic else "false"
    if figure is None:
        return (_id(line), "", "", "", "", "", " ".join(each.code for each in line.problems), "", kind)
    coverage, reason = figure.trace.coverage, figure.absence
    counts = ("", "", "")
    if coverage is not None:
        counts = (str(coverage.expected), str(coverage.present), " ".join(coverage.absent))
    value = "" if figure.value is None else printed(figure.value, 6)
    return (
        _id(line),
        value,
        figure.unit,
        *counts,
        "" if reason is None else reason.code,
        figure.status,
        kind,
    )


def _id(line: _Line) -> str:
    return line.name.en.replace(" ", "_")
