"""``shuangkong account --balance`` (能源平衡表): both bases side by side, transfers, identities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from shuangkong.accounts import Question, printed
from shuangkong.accounts.balance import (
    Balance,
    BalanceCheck,
    Factors,
    Structure,
    TotalConsumption,
    Transfer,
    check_balance,
    filed_factors,
    find_factors,
    find_layout,
    in_standard_quantity,
    net_transfers,
    read_balance,
    read_structure,
    total_consumption,
)
from shuangkong.cli.asking import Inquiry
from shuangkong.cli.screen import Screen
from shuangkong.cli.shown import Shown, plain_figure
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import Figure, Label

__all__ = ["account_balance"]

_BASES: Mapping[EnergyBasis, Label] = {
    "calorific": Label("当量值", "calorific"),
    "coal_equivalent": Label("等价值", "coal-equivalent"),
}
_ITEM, _ABSENT = Label("项目", "item"), Label("未折算品种", "not converted")
_BY = (Label("消费侧", "use side"), Label("供应侧", "supply side"), Label("平衡表所列", "as printed"))
_GAP = Label("两侧之差", "gap of the two sides")
_TRANSFERS = (
    Label("品种", "product"),
    Label("净调入实物量", "net inflow, physical"),
    *_BASES.values(),
    Label("随电热转移的损失", "loss moved"),
)
_CHECKS = (Label("品种与项目", "product and row"), Label("不平衡之处", "what does not add up"))
_CSV = (
    "division",
    "period",
    "product",
    "flow",
    "product_zh",
    "flow_zh",
    "quantity",
    "unit",
    "calorific",
    "coal_equivalent",
    "standard_unit",
    "status",
    "is_synthetic",
)


@dataclass(frozen=True)
class _Answer:
    """One balance with everything that is said of it."""

    filed: Balance
    standard: Mapping[EnergyBasis, Balance]
    factors: Factors
    totals: Mapping[EnergyBasis, TotalConsumption]
    transfers: tuple[Transfer, ...]
    check: BalanceCheck
    is_synthetic: bool

    @property
    def structure(self) -> Structure:
        return self.filed.structure


@dataclass(frozen=True)
class _Asked:
    """What is asked of one kind of rows."""

    inquiry: Inquiry
    division: str
    period: Period
    vintage: str | None
    is_synthetic: bool

    def answer(self, tolerance: Decimal) -> _Answer:
        rows, structure = self.inquiry.snapshot, read_structure(self.inquiry.packs)
        about, kind = (self.division, self.period), self.is_synthetic
        filed = replace(
            read_balance(rows, structure, *about, vintage=self.vintage, synthetic=kind),
            names=self.inquiry.names,
        )
        standing = filed_factors(rows, *about, synthetic=kind)
        factors = find_factors(structure, on=self.period.end, filed=standing)
        standard = {basis: _standard(filed, factors, basis) for basis in _BASES}
        return _Answer(
            filed=filed,
            standard=standard,
            factors=factors,
            totals={basis: total_consumption(each, basis) for basis, each in standard.items()},
            transfers=net_transfers(filed, factors),
            check=check_balance(filed, tolerance=tolerance),
            is_synthetic=kind,
        )


def account_balance(
    inquiry: Inquiry, screen: Screen, question: Question, *, layout: str, vintage: str | None
) -> tuple[Figure, ...]:
    """Print the energy balance of a division and period (能源平衡表); return the figures that open.

    Parameters
    ----------
    layout
        Layout whose tolerance the checks allow: the table the balance was printed as.

    Raises
    ------
    ProblemsFound
        ``balance_not_found`` where there is neither kind; ``balance_two_vintages``,
        ``balance_layout_unknown`` and the problems of the rows.
    """
    tolerance = find_layout(inquiry.packs, layout).tolerance
    answers: list[_Answer] = []
    silent: list[Problem] = []
    for is_synthetic in (False, True):
        asked = _Asked(
            inquiry, question.division, question.period, None if is_synthetic else vintage, is_synthetic
        )
        try:
            answers.append(asked.answer(tolerance))
        except ProblemsFound as found:
            if any(each.code != "balance_not_found" for each in found.problems):
                raise
            silent.extend(found.problems)
    if not answers:
        raise ProblemsFound(silent[:1])
    _print(answers, inquiry, screen)
    return tuple(total.by_use for each in answers for total in each.totals.values())


def _standard(filed: Balance, factors: Factors, basis: EnergyBasis) -> Balance:
    """Return a balance in standard quantity: as it was filed where it was, else converted."""
    is_filed = any(own == basis for _, own in filed.columns)
    return filed if is_filed else in_standard_quantity(filed, factors, basis)


def _print(answers: list[_Answer], inquiry: Inquiry, screen: Screen) -> None:
    if screen.is_json:
        plain = [_plain(each) for each in answers]
        screen.show_json({"snapshot": inquiry.snapshot.id, "balances": plain})
    elif screen.is_csv:
        screen.show_csv(_CSV, [row for each in answers for row in _cells(each)])
    else:
        for each in answers:
            _show(each, inquiry, screen)


def _show(answer: _Answer, inquiry: Inquiry, screen: Screen) -> None:
    filed, marked, shown = answer.filed, answer.is_synthetic, Shown(screen, inquiry.names)
    place, unit = inquiry.names.place(filed.division, filed.period), answer.structure.whole.unit
    title = Label(f"{place.zh}能源平衡表（{unit}）", f"energy balance, {place.en} ({unit})")
    headers = (_ITEM, *_BASES.values(), _ABSENT)
    screen.show_table(title, headers, _flows(answer, screen), is_synthetic=marked)
    title = Label(f"{place.zh}能源消费总量（{unit}）", f"total consumption, {place.en} ({unit})")
    screen.show_table(title, (_ITEM, *_BASES.values()), _totals(answer, shown), is_synthetic=marked)
    if answer.transfers:
        title = Label(f"{place.zh}电力、热力净调入（标准量 {unit}）", f"net transfers, {place.en} ({unit})")
        rows = [_transfer(each, answer, shown) for each in answer.transfers]
        screen.show_table(title, _TRANSFERS, rows, is_synthetic=marked)
    _show_check(answer, place, screen)


def _show_check(answer: _Answer, place: Label, screen: Screen) -> None:
    check = answer.check
    zh = f"{place.zh}平衡关系：检查 {check.tested} 项，缺数不能检查 {check.untested} 项"
    en = f"identities, {place.en}: {check.tested} tested, {check.untested} without figures"
    if check.holds:
        line = Label(f"{zh}，全部成立", f"{en}, all hold")
        screen.line(screen.marked(line) if answer.is_synthetic else line, "green")
        return
    found = len(check.problems)
    title = Label(f"{zh}，{found} 项不成立", f"{en}, {found} do not hold")
    screen.show_table(
        title,
        _CHECKS,
        [_problem(each, screen) for each in check.problems],
        is_synthetic=answer.is_synthetic,
    )


def _problem(problem: Problem, screen: Screen) -> tuple[str, str]:
    return problem.where, problem.text(screen.languages[0]).removeprefix(problem.where).lstrip(" ：:")


def _flows(answer: _Answer, screen: Screen) -> Iterator[tuple[str, ...]]:
    """Rows of the table in order, a row that is part of another set in."""
    whole = answer.structure.whole.id
    for flow in answer.structure.flows.values():
        figures = [balance.figure(whole, flow.id, basis) for basis, balance in answer.standard.items()]
        if any(each.value is not None for each in figures):
            name = f"{'　' * _depth(answer.structure, flow.id)}{screen.brief(flow.label)}"
            yield (
                name,
                *(printed(each.value, 2).replace("-", "−", 1) for each in figures),
                _unconverted(figures, answer.structure, screen),
            )


def _depth(structure: Structure, flow: str) -> int:
    parent = structure.flows[flow].parent
    return 0 if parent is None else 1 + _depth(structure, parent)


def _unconverted(figures: list[Figure], structure: Structure, screen: Screen) -> str:
    coverages = [each.trace.coverage for each in figures if each.trace.coverage is not None]
    absent = dict.fromkeys(name for each in coverages for name in each.absent)
    return "、".join(structure.products[name].label.text(screen.languages[0]) for name in absent)


def _totals(answer: _Answer, shown: Shown) -> Iterator[tuple[str, ...]]:
    totals = answer.totals.values()
    for name, figures in zip(
        _BY, zip(*((each.by_use, each.by_supply, each.printed) for each in totals), strict=True), strict=True
    ):
        yield shown.screen.brief(name), *map(shown.number, figures)
    gaps = [printed(each.gap, 2).replace("-", "−", 1) for each in totals]
    yield shown.screen.brief(_GAP), *gaps


def _transfer(transfer: Transfer, answer: _Answer, shown: Shown) -> tuple[str, ...]:
    name = shown.screen.brief(answer.structure.products[transfer.product].label)
    physical = f"{shown.number(transfer.physical)} {transfer.physical.unit}"
    standard = map(shown.number, (transfer.calorific, transfer.coal_equivalent))
    return (name, physical, *standard, printed(transfer.loss_moved, 2).replace("-", "−", 1))


def _cells(answer: _Answer) -> Iterator[tuple[str, ...]]:
    structure, filed = answer.structure, answer.filed
    about, kind = (filed.division, filed.period.text), "true" if answer.is_synthetic else "false"
    for product in structure.products.values():
        for flow in structure.flows.values():
            own = filed.cells.get((product.id, flow.id, None))
            cells = [
                balance.cells.get((product.id, flow.id, basis)) for basis, balance in answer.standard.items()
            ]
            held = [each for each in (own, *cells) if each is not None]
            if held:
                yield (
                    *about,
                    product.id,
                    flow.id,
                    product.label.zh,
                    flow.label.zh,
                    "" if own is None else printed(own.quantity, 6),
                    "" if own is None else own.unit,
                    *("" if each is None else printed(each.quantity, 6) for each in cells),
                    structure.whole.unit,
                    held[-1].status,
                    kind,
                )


def _plain(answer: _Answer) -> dict[str, object]:
    check, filed = answer.check, answer.filed
    return {
        "is_synthetic": answer.is_synthetic,
        "division": filed.division,
        "period": filed.period.text,
        "vintage": filed.vintage,
        "totals": {
            basis: {
                "by_use": plain_figure(each.by_use),
                "by_supply": plain_figure(each.by_supply),
                "printed": plain_figure(each.printed),
                "gap": None if each.gap is None else printed(each.gap, 6),
            }
            for basis, each in answer.totals.items()
        },
        "transfers": [_plain_transfer(each) for each in answer.transfers],
        "cells": [dict(zip(_CSV, row, strict=True)) for row in _cells(answer)],
        "without_factor": [
            {"product": product, "energy_basis": basis, "reason": reason}
            for (product, basis), reason in answer.factors.lacking.items()
        ],
        "identities": {
            "tested": check.tested,
            "untested": check.untested,
            "problems": [each.as_json() for each in check.problems],
        },
    }


def _plain_transfer(transfer: Transfer) -> dict[str, object]:
    return {
        "product": transfer.product,
        "physical": plain_figure(transfer.physical),
        "calorific": plain_figure(transfer.calorific),
        "coal_equivalent": plain_figure(transfer.coal_equivalent),
        "loss_moved": None if transfer.loss_moved is None else printed(transfer.loss_moved, 6),
    }
