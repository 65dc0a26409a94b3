"""``shuangkong bridge`` (调整表): total and intensity from raw to assessed, under one basis or all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from cyclopts import Parameter

from shuangkong.accounts import Question, printed
from shuangkong.accounts.bases import (
    Basis,
    Bridge,
    BridgeLine,
    Statement,
    as_json,
    bases_in_turn,
    basis_for,
    bridge_rows,
    state,
)
from shuangkong.accounts.bases import Inquiry as BasesInquiry
from shuangkong.accounts.bases.lines import added
from shuangkong.assessment.duty import signed_share
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selection, Selectors
from shuangkong.cli.tree import trace_tree
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.plan import Target
from shuangkong.quantity import EnergyBasis
from shuangkong.trace import STATUSES, Figure, Label

__all__ = ["bridge", "intensity_target"]

_MEASURES = {"total": Label("总量", "total"), "intensity": Label("强度用能", "energy of intensity")}
_RAW, _ASSESSED = Label("原始值", "raw"), Label("考核值", "assessed")
_LINES = (
    Label("指标", "measure"),
    Label("项目", "line"),
    Label("数值", "value"),
    Label("规则", "rule"),
    Label("记录与证明", "records, evidence"),
    Label("状态", "status"),
)
_ITEMS = {
    "feedstock": Label("原料用能", "feedstock"),
    "non_fossil": Label("非化石能源", "non-fossil"),
    "new_renewable_power": Label("新增可再生电力", "new renewable"),
    "certificate_cap": Label("绿证超上限", "beyond the cap"),
    "separate_listing": Label("单列项目", "listed"),
}
_LEVEL = Label("考核强度", "intensity")
_CHANGES = (Label("总量变化", "change of total"), Label("强度变化", "change of intensity"))


def bridge(
    *,
    energy_basis: Annotated[
        EnergyBasis, Parameter(help="当量值或等价值 · calorific or coal_equivalent")
    ] = "coal_equivalent",
    vintage: Annotated[str | None, Parameter(help="数据版本 · revision of the statistics")] = None,
    selectors: Selectors = ANYTHING,
) -> None:
    """从原始值到考核值 · Show what the bases take out, side by side; one of them by --rule or --known-on."""
    selection = selectors.selection()
    inquiry = inquire(selection)
    division = selection.division or inquiry.workspace.division
    period = selection.period or inquiry.latest_period()
    question = Question(
        division, period, inquiry.known_on, selection.rule, energy_basis, "energy_consumption"
    )
    statements = _statements(question, inquiry, selection, vintage)
    screen = selection.screen
    if screen.is_json:
        found = [{"is_synthetic": _is_synthetic(each), **as_json(each)} for each in statements]
        screen.show_json({"snapshot": inquiry.snapshot.id, "statements": found})
        return
    if screen.is_csv:
        rows = bridge_rows(statements)
        names = tuple(dict.fromkeys(name for row in rows for name in row))
        screen.show_csv(names, [[row.get(name, "") for name in names] for row in rows])
        return
    for kind in (False, True):
        _show(screen, inquiry, [each for each in statements if _is_synthetic(each) is kind])


def _statements(
    question: Question, inquiry: Inquiry, selection: Selection, vintage: str | None
) -> tuple[Statement, ...]:
    """Return the statements on real rows and, where they say something, on synthetic ones.

    Raises
    ------
    ProblemsFound
        With every problem of every basis, each once.
    """
    is_one = bool(selection.rule) or selection.known_on is not None
    bases = (basis_for(question, inquiry.packs),) if is_one else bases_in_turn(inquiry.packs)
    problems: Collector = Collector()
    found: list[Statement] = []
    for is_synthetic in (False, True):
        asked = BasesInquiry.of(question, inquiry.snapshot, inquiry.packs, synthetic=is_synthetic)
        asker = replace(asked.asker, names=inquiry.names)
        asked = replace(
            asked,
            asker=asker,
            vintage=None if is_synthetic else vintage,
            intensity_target=intensity_target(question, inquiry.targets),
        )
        made = [statement for basis in bases if (statement := _attempt(asked, basis, problems)) is not None]
        found.extend(each for each in made if not is_synthetic or each.total.raw.figure.value is not None)
    problems.raise_errors()
    return tuple(found)


def intensity_target(question: Question, targets: Sequence[Target]) -> Decimal | None:
    """Return the reduction a plan asks for over just this period (强度目标) [fraction]: it caps certificates.

    A target over other years says nothing about this period, so then there is none.
    """
    base, due = question.period.start.year - 1, question.year
    asked = (
        target
        for target in targets
        if (target.indicator_id, target.base_year, target.target_year) == ("energy_intensity", base, due)
        and target.modality == "firm"
    )
    return next((signed_share(target) for target in asked), None)


def _attempt(inquiry: BasesInquiry, basis: Basis, problems: Collector) -> Statement | None:
    try:
        return state(inquiry, basis)
    except ProblemsFound as found:
        known = tuple(problems)
        problems.extend(each for each in found.problems if each not in known)
        return None


def _is_synthetic(statement: Statement) -> bool:
    return statement.inquiry.asker.is_synthetic


def _show(screen: Screen, inquiry: Inquiry, statements: Sequence[Statement]) -> None:
    """Print one kind of statements side by side, then the last in full; one alone opens to its rows."""
    if not statements:
        return
    last, is_synthetic = statements[-1], _is_synthetic(statements[-1])
    question = last.inquiry.question
    place = inquiry.names.place(question.division, question.period)
    raw = last.total.raw.figure
    title = Label(f"{place.zh}各口径对照（{raw.unit}）", f"bases side by side, {place.en} ({raw.unit})")
    headers = (Label("指标", "measure"), Label("项目", "line"), *map(_header, statements))
    screen.show_table(title, headers, _compared(statements, screen), is_synthetic=is_synthetic)
    if raw.value is None:
        return
    title = Label(
        f"{place.zh}调整表（{raw.unit}）：{last.basis.label.zh}",
        f"bridge, {place.en} ({raw.unit}): {last.basis}",
    )
    rows = [row for part in last.bridges for row in _rows(part, screen)]
    screen.show_table(title, _LINES, rows, is_synthetic=is_synthetic)
    if len(statements) == 1:
        for account in (last.total.assessed, last.level):
            screen.show_tree(trace_tree(account.figure.trace, screen, inquiry.evidence))


def _header(statement: Statement) -> Label:
    names = " ".join(rule.key for rule in statement.basis.editions)
    return Label(names, names) if names else Label("基本规则", "base rule")


def _compared(statements: Sequence[Statement], screen: Screen) -> Iterator[tuple[str, ...]]:
    """Rows of the comparison: both line sets of the last year, then intensity and the changes."""
    raw = statements[-1].total.raw.figure
    if raw.value is None:
        reasons = [_value(each.total.raw.figure, screen) for each in statements]
        yield screen.brief(_MEASURES["total"]), screen.brief(_RAW), *reasons
        return
    for measure in _MEASURES:
        bridges = [each.total if measure == "total" else each.intensity for each in statements]
        yield (
            _head(bridges[0], screen),
            screen.brief(_RAW),
            *(_value(each.raw.figure, screen) for each in bridges),
        )
        taken = [_taken(each) for each in bridges]
        for item in (item for item in _ITEMS if any(item in each for each in taken)):
            name = screen.brief(_ITEMS[item])
            yield "", name, *("" if item not in each else _signed(each[item]) for each in taken)
        yield "", screen.brief(_ASSESSED), *(_value(each.assessed.figure, screen) for each in bridges)
    figures = {
        _LEVEL: [each.level.figure for each in statements],
        _CHANGES[0]: [each.total_change for each in statements],
        _CHANGES[1]: [each.intensity_change for each in statements],
    }
    for label, found in figures.items():
        yield screen.brief(label), found[0].unit, *(_value(each, screen) for each in found)


def _taken(bridge: Bridge) -> dict[str, Decimal]:
    """What each item takes out in all its lines, in the order of operations."""
    items = dict.fromkeys(line.item for line in bridge.lines)
    return {
        item: added(line.taken.value or Decimal(0) for line in bridge.lines if line.item == item)
        for item in items
    }


def _signed(taken: Decimal) -> str:
    return printed(taken.copy_negate() if taken else taken, 4).replace("-", "−", 1)


def _value(figure: Figure, screen: Screen) -> str:
    if figure.absence is not None or figure.value is None:
        return "—" if figure.absence is None else figure.absence.reason.text(screen.languages[0])
    return printed(figure.value, 4).replace("-", "−", 1)


def _head(bridge: Bridge, screen: Screen) -> str:
    return f"{screen.brief(_MEASURES[bridge.measure])} {bridge.raw.period}"


def _rows(bridge: Bridge, screen: Screen) -> Iterator[tuple[str, ...]]:
    head, language = _head(bridge, screen), screen.languages[0]
    raw, assessed = bridge.raw.figure, bridge.assessed.figure
    yield head, screen.brief(_RAW), _value(raw, screen), "", "", STATUSES[raw.status].text(language)
    for line in bridge.lines:
        rule, status = f"{line.rule.key}@{line.rule.edition}", STATUSES[line.taken.status].text(language)
        taken = "—" if line.taken.value is None else _signed(line.taken.value)
        yield "", screen.brief(line.label), taken, rule, _proof(line), status
    status = STATUSES[assessed.status].text(language)
    yield "", screen.brief(_ASSESSED), _value(assessed, screen), "", "", status


def _proof(line: BridgeLine) -> str:
    return "；".join((*line.records, *line.evidence, *line.approval))
