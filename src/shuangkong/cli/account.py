"""``shuangkong account`` (核算): one indicator of a division, its own figure beside the sum below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from shuangkong.accounts import Asker, Question, figure_in, printed, unallocated
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.tree import trace_tree
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis
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


@dataclass(frozen=True)
class _Line:
    """One line of an account: a figure, or the problems that leave none."""

    name: Label
    figure: Figure | None
    problems: tuple[Problem, ...] = ()


def account(
    indicator: Annotated[str, Parameter(help="指标标识，如 energy_consumption · indicator id")],
    /,
    *,
    energy_basis: Annotated[
        EnergyBasis, Parameter(help="当量值或等价值 · calorific or coal_equivalent")
    ] = "coal_equivalent",
    selectors: Selectors = ANYTHING,
) -> None:
    """核算一项指标 · Show a figure, the sum of the divisions below with who is absent, and the rest."""
    selection = selectors.selection()
    inquiry = inquire(selection)
    _check(indicator, inquiry)
    division, period = selection.division or inquiry.workspace.division, selection.period
    period = period or inquiry.latest_period()
    question = Question(division, period, inquiry.known_on, selection.rule, energy_basis, indicator)
    screen = selection.screen
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
    figure, problems = line.figure, [problem.as_json() for problem in line.problems]
    plain = {"item": line.name.en.replace(" ", "_"), "is_synthetic": is_synthetic, "problems": problems}
    if figure is None:
        return plain | {"value": None}
    reason = figure.absence
    return plain | {
        "value": None if figure.value is None else printed(figure.value, 6),
        "unit": figure.unit,
        "reason": None if reason is None else {"code": reason.code, **vars(reason.reason)},
        "status": figure.status,
        "trace": figure.trace.as_json(),
    }
