"""``shuangkong reconcile`` (数据核对): parts and whole, reporters and each other, errors found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from cyclopts import Parameter

from shuangkong.accounts import printed
from shuangkong.accounts.reconciliation import (
    Comparison,
    Finding,
    Reconciliation,
    ReconciliationRules,
    Residual,
    cause_label,
)
from shuangkong.accounts.reconciliation import reconcile as reconciled
from shuangkong.cli.asking import Inquiry, inquire
from shuangkong.cli.screen import Screen
from shuangkong.cli.selectors import ANYTHING, Selectors
from shuangkong.cli.shown import Shown
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.trace import Figure, Label

__all__ = ["reconcile"]

_ITEM, _SHARE = Label("项目", "item"), Label("占比 %", "share %")
_COVERAGE, _ABSENT = Label("覆盖", "coverage"), Label("未报", "absent")
_BASES = {"calorific": Label("当量值", "calorific"), "coal_equivalent": Label("等价值", "coal-equivalent")}
_MISSING = Label("缺", "absent:")
_PRICES = Label("{}年可比价", "{} prices")
_SLIPS = Label("疑差一万倍 {} 家", "about 10,000 times apart: {}")
_RESIDUALS = (
    _ITEM,
    Label("本级", "whole"),
    Label("合计", "sum of parts"),
    Label("差额", "residual"),
    _SHARE,
    Label("差额变化", "its change"),
    _COVERAGE,
    _ABSENT,
)
_REPORTERS = (
    _ITEM,
    Label("两方", "reporters"),
    Label("差额", "difference"),
    _SHARE,
    Label("共同单位", "common"),
    Label("提示与未报", "hints, absent"),
)
_WHO = {
    "filed": Label("单位填报", "filed"),
    "grid": Label("电网企业", "grid"),
    "metered": Label("在线计量", "metered"),
}
_FINDINGS = (
    Label("数据", "figure"),
    Label("现值", "found"),
    Label("应为", "expected"),
    Label("差额", "size"),
    Label("可能原因", "likely cause"),
)
_CSV = (
    "part",
    "subject",
    "period",
    "first",
    "second",
    "difference",
    "share_pct",
    "change",
    "unit",
    "expected",
    "present",
    "absent",
    "cause",
    "status",
    "is_synthetic",
)


@dataclass(frozen=True)
class _Answer:
    """What one kind of rows says, real or synthetic."""

    found: Reconciliation
    is_synthetic: bool

    @property
    def is_empty(self) -> bool:
        found = self.found
        return not (found.below or found.facilities or found.reporters or found.findings)


def reconcile(
    *,
    energy_basis: Annotated[
        EnergyBasis, Parameter(help="当量值或等价值 · calorific or coal_equivalent")
    ] = "coal_equivalent",
    selectors: Selectors = ANYTHING,
) -> None:
    """核对数据 · Set parts against the whole and reporters against each other; name errors and causes."""
    selection = selectors.selection()
    inquiry = inquire(selection)
    division = selection.division or inquiry.workspace.division
    period = selection.period or inquiry.latest_period()
    answers = _answers(inquiry, division, period, energy_basis)
    screen = selection.screen
    if screen.is_json:
        about = {"division": division, "period": period.text, "since": period.start.year - 1}
        plain = [{**each.found.as_json(), "is_synthetic": each.is_synthetic} for each in answers]
        screen.show_json({"snapshot": inquiry.snapshot.id, **about, "reconciliations": plain})
        return
    if screen.is_csv:
        screen.show_csv(_CSV, [row for each in answers for row in _cells(each)])
        return
    for each in answers:
        _show(each, inquiry, screen, period)


def _answers(
    inquiry: Inquiry, division: str, period: Period, energy_basis: EnergyBasis
) -> tuple[_Answer, ...]:
    """Return what real rows say and, where they say something, synthetic ones; with the year before."""
    rules = ReconciliationRules.of(inquiry.packs, inquiry.known_on, names=inquiry.names)
    years = range(period.start.year - 1, period.end.year + 1)
    real, synthetic = (
        _Answer(
            reconciled(
                inquiry.snapshot,
                division,
                years,
                energy_basis=energy_basis,
                rules=rules,
                synthetic=is_synthetic,
            ),
            is_synthetic,
        )
        for is_synthetic in (False, True)
    )
    return (real,) if synthetic.is_empty else (real, synthetic)


def _show(answer: _Answer, inquiry: Inquiry, screen: Screen, period: Period) -> None:
    found, marked = answer.found, answer.is_synthetic
    place = inquiry.names.place(found.division, period)
    shown = Shown(screen, inquiry.names)
    if answer.is_empty:
        screen.line(
            Label(f"{place.zh}：没有可以相互核对的公布数据", f"{place.en}: no published figures to reconcile")
        )
        return
    for lines in (found.below, found.facilities):
        if lines:
            name = lines[0].name
            title = Label(f"{place.zh}：{name.zh}", f"{place.en}: {name.en}")
            screen.show_table(
                title, _RESIDUALS, [_residual(each, shown) for each in lines], is_synthetic=marked
            )
    if found.reporters:
        title = Label(f"{place.zh}：填报、电网、计量两两核对", f"{place.en}: reporters, two by two")
        products = _products(inquiry)
        rows = [_reporters(each, shown, products) for each in found.reporters]
        screen.show_table(title, _REPORTERS, rows, is_synthetic=marked)
    title = Label(f"{place.zh}：数据差错", f"{place.en}: figures that do not fit")
    if found.findings:
        rows = [_finding(each, screen) for each in found.findings]
        screen.show_table(title, _FINDINGS, rows, is_synthetic=marked)
    else:
        line = Label(f"{title.zh}：未发现", f"{title.en}: none found")
        screen.line(screen.marked(line) if marked else line, "green")


def _products(inquiry: Inquiry) -> dict[str, Label]:
    return {
        str(each["id"]): Label(str(each["zh"]), str(each["en"])) for each in inquiry.packs.entries("products")
    }


def _residual(line: Residual, shown: Shown) -> tuple[str, ...]:
    language, held = shown.screen.languages[0], line.series
    item = f"{line.period} {shown.names.indicator(line.indicator_id).text(language)}"
    basis = "" if held.energy_basis is None else _BASES[held.energy_basis].text(language)
    price = "" if held.price_base_year is None else _PRICES.text(language).format(held.price_base_year)
    series = "\n".join(part for part in (item, basis, price, held.vintage) if part)
    whole = f"{shown.number(line.whole)} {line.whole.unit}"
    numbers = ("—" if each.value is None else shown.number(each) for each in (line.share, line.change))
    cells = (whole, shown.number(line.parts), shown.number(line.residual), *numbers)
    return (series, *cells, shown.share(line.coverage), shown.absent(line.coverage))


def _reporters(line: Comparison, shown: Shown, products: dict[str, Label]) -> tuple[str, ...]:
    language = shown.screen.languages[0]
    who = [_WHO[each].text(language) for each in line.reporters]
    product = products.get(line.product, Label(line.product, line.product)).text(language)
    sums = "\n".join(
        f"{name}: {shown.number(each)} {each.unit}" for name, each in zip(who, line.sums, strict=True)
    )
    hints = [] if not line.slips else [_SLIPS.text(language).format(line.slips)]
    hints += [
        f"{name}: {_MISSING.text(language)} {shown.absent(coverage)}"
        for name, coverage in zip(who, line.coverages, strict=True)
        if coverage.absent
    ]
    numbers = ("—" if each.value is None else shown.number(each) for each in (line.difference, line.share))
    return (f"{line.period} {product}", sums, *numbers, str(line.common), "\n".join(hints))


def _finding(found: Finding, screen: Screen) -> tuple[str, ...]:
    numbers = (found.found, found.expected, found.size)
    cells = [
        "—" if each is None else f"{printed(each, 2)} {found.unit}".replace("-", "−", 1) for each in numbers
    ]
    named = f"（{'、'.join(found.named)}）" if found.named else ""
    return (found.where, *cells, f"{cause_label(found.cause).text(screen.languages[0])}{named}")


def _cells(answer: _Answer) -> Iterator[tuple[str, ...]]:
    kind = "true" if answer.is_synthetic else "false"
    for part, lines in (("below", answer.found.below), ("facilities", answer.found.facilities)):
        for line in lines:
            figures = (line.whole, line.parts, line.residual, line.share, line.change)
            coverage = line.coverage
            counts = ("", "", "")
            if coverage is not None:
                counts = (str(coverage.expected), str(coverage.present), " ".join(coverage.absent))
            about = (part, line.indicator_id, line.period.text)
            yield (*about, *_numbers(figures), line.whole.unit, *counts, "", line.residual.status, kind)
    for each in answer.found.reporters:
        compared = (*each.sums, each.difference, each.share)
        absent = " ".join(dict.fromkeys(code for side in each.coverages for code in side.absent))
        counts = (str(each.coverages[0].expected), str(each.common), absent)
        about = ("reporters", f"{each.product}: {' / '.join(each.reporters)}", each.period.text)
        yield (*about, *_numbers(compared), "", each.sums[0].unit, *counts, "", each.difference.status, kind)
    for item in answer.found.findings:
        numbers = [
            "" if each is None else printed(each, 6) for each in (item.found, item.expected, item.size)
        ]
        rest = ("", "", item.unit, "", "", " ".join(item.named), item.cause, item.status, kind)
        yield ("findings", f"{item.check}: {item.where}", "", *numbers, *rest)


def _numbers(figures: Sequence[Figure]) -> tuple[str, ...]:
    return tuple("" if each.value is None else printed(each.value, 6) for each in figures)
