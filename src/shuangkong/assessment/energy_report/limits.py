"""Limit standards (能耗限额标准执行情况): every reported product against the three levels of its standard.

An empty level is not defined, and no user fails it. Values below zero are net energy recovered: they are
compared by difference, never by ratio. A limit that the standard corrects for conditions says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Literal

from shuangkong.accounts.arithmetic import compound, difference, ratio
from shuangkong.accounts.facility import in_tce
from shuangkong.assessment.energy_report.identities import unit_energy_of
from shuangkong.assessment.energy_report.report import EnergyReport, ProductEnergy
from shuangkong.quantity import find_unit
from shuangkong.standards import StandardValue, lookup
from shuangkong.standards.tables import entries
from shuangkong.standards.value import Entry
from shuangkong.trace import Absence, Label, Status, worst

__all__ = ["LEVELS", "Compliance", "Level", "LimitLine", "ProductCount", "compliance"]

Level = Literal["1", "2", "3", "above"]
LEVELS: Mapping[Level, Label] = {
    "1": Label("1级", "level 1"),
    "2": Label("2级", "level 2"),
    "3": Label("3级（限定值以内）", "level 3, within the limit"),
    "above": Label("超限额", "above the limit"),
}
_Key = tuple[str, str, str]  # edition, product, metric


@dataclass(frozen=True)
class LimitLine:
    """One product of one user against its limit (限额对标) [unit].

    Attributes
    ----------
    value
        Energy per unit by the line's own energy and output, else as reported.
    level
        Level reached; None where it cannot be judged, and then ``reason`` says why.
    excess
        How far above level 3 [unit], and how much energy that is over the output [tce].
    correction
        What the standard corrects the limit for; the level stands before any correction.
    """

    facility: str
    division: str
    line: ProductEnergy
    standard: str
    value: Decimal | None
    levels: Mapping[str, Decimal]
    level: Level | None
    reason: Absence | None
    excess: Decimal | None
    excess_tce: Decimal | None
    correction: str
    status: Status


@dataclass(frozen=True)
class ProductCount:
    """How many users of a product reach which level (分产品统计)."""

    product: str
    metric: str
    standard: str
    reached: Mapping[str, int]
    not_judged: int

    @property
    def total(self) -> int:
        """Users with the product."""
        return sum(self.reached.values()) + self.not_judged


@dataclass(frozen=True)
class Compliance:
    """The run over all users with a limit (限额标准执行情况)."""

    year: int
    lines: tuple[LimitLine, ...]

    @property
    def products(self) -> tuple[ProductCount, ...]:
        """Counts per product, metric and standard."""
        grouped: dict[_Key, list[LimitLine]] = defaultdict(list)
        for each in self.lines:
            product = each.line.limit_product or each.line.product
            grouped[product, each.line.metric, each.standard].append(each)
        return tuple(
            ProductCount(
                *key,
                Counter(str(each.level) for each in held if each.level is not None),
                sum(each.level is None for each in held),
            )
            for key, held in sorted(grouped.items())
        )


def compliance(reports: Iterable[EnergyReport], year: int) -> Compliance:
    """Judge every reported product that has a limit standard (限额对标).

    A product counts where its user names a standard, or where exactly one standard of the day knows it.
    """
    on = date(year, 12, 31)
    judged = (
        made
        for report in reports
        for line in report.products
        if (made := _judged(report, line, on)) is not None
    )
    return Compliance(year, tuple(judged))


def _judged(report: EnergyReport, line: ProductEnergy, on: date) -> LimitLine | None:
    found = _levels(line, on)
    if found is None:
        return None
    value = unit_energy_of(line)
    value = line.unit_energy if value is None else value
    if isinstance(found, Absence):
        return LimitLine(
            report.facility,
            report.division,
            line,
            line.limit_standard,
            value,
            {},
            None,
            found,
            None,
            None,
            "",
            line.status,
        )
    return _compared(report, line, value, found)


def _compared(
    report: EnergyReport, line: ProductEnergy, value: Decimal | None, held: Sequence[StandardValue]
) -> LimitLine:
    levels = {each.conditions["level"]: each.value for each in held if each.value is not None}
    level, reason = _reached(line, value, levels, held[0].unit)
    above = level == "above" and value is not None
    excess = difference(value, levels["3"]) if above and value is not None else None
    return LimitLine(
        facility=report.facility,
        division=report.division,
        line=line,
        standard=held[0].edition,
        value=value,
        levels=levels,
        level=level,
        reason=reason,
        excess=excess,
        excess_tce=None if excess is None else _in_tce(line, excess, report.year),
        correction=held[0].note,
        status=worst((line.status, *(each.status for each in held))),
    )


def _reached(
    line: ProductEnergy, value: Decimal | None, levels: Mapping[str, Decimal], unit: str
) -> tuple[Level | None, Absence | None]:
    if line.unit_energy_unit != unit:
        zh = f"单位能耗按 {line.unit_energy_unit} 填报，限额按 {unit}"
        return None, _absent("other_unit", zh, f"reported in {line.unit_energy_unit}, the limit in {unit}")
    if value is None:
        return None, _absent("no_value", "没有填报单位能耗", "no energy per unit was reported")
    known: tuple[Level, ...] = ("1", "2", "3")
    for level in known:
        if level in levels and value <= levels[level]:
            return level, None
    if "3" not in levels:
        return None, _absent("level_not_defined", "标准未设限定值", "the standard defines no level 3")
    return "above", None


def _in_tce(line: ProductEnergy, excess: Decimal, year: int) -> Decimal | None:
    """Return an excess per unit over the whole output [tce]; electricity at its calorific value."""
    symbol, _, per = line.unit_energy_unit.partition("/")
    energy, of, made = find_unit(symbol), find_unit(per), find_unit(line.unit)
    if line.output is None or energy is None:
        return None
    amount: Decimal | Absence = line.output
    if of is not None and made is not None and of.dimension == made.dimension:
        amount = ratio(compound((line.output, made.factor)), of.factor)
    elif per != line.unit:
        return None
    if isinstance(amount, Absence):
        return None
    whole = compound((amount, excess))
    if energy.dimension == "energy_tce":
        return compound((whole, energy.factor))
    if energy.dimension != "energy_kwh":
        return None
    factor = lookup("tce_factor", "electricity", on=date(year, 12, 31), energy_basis="calorific")
    return None if factor.value is None else in_tce(whole, symbol, factor.value, factor.unit)


def _levels(line: ProductEnergy, on: date) -> tuple[StandardValue, ...] | Absence | None:
    """Return the levels of a line's limit; why there are none; None where nothing asks for one."""
    product = line.limit_product or line.product
    index = _index()
    if line.limit_standard:
        held = index.get((line.limit_standard, product, line.metric))
        if held is None:
            zh = f"参数表中没有 {line.limit_standard} 的“{product}”“{line.metric}”"
            en = f"the tables hold no {product}, {line.metric} of {line.limit_standard}"
            return _absent("limit_not_found", zh, en)
        if not held[0].edition.holds(on):
            zh = f"{line.limit_standard} 在 {on.year} 年不施行"
            return _absent("limit_not_in_force", zh, f"{line.limit_standard} does not hold in {on.year}")
        return tuple(each.value for each in held)
    fitting = [
        held
        for (_, name, metric), held in index.items()
        if (name, metric) == (product, line.metric) and held[0].edition.holds(on)
    ]
    return tuple(each.value for each in fitting[0]) if len(fitting) == 1 else None


@cache
def _index() -> Mapping[_Key, tuple[Entry, ...]]:
    """Return the limit tables by edition, product and metric."""
    found: dict[_Key, list[Entry]] = defaultdict(list)
    for entry in entries():
        value = entry.value
        if value.metric == "energy_limit":
            found[value.edition, value.subject, value.conditions["indicator"]].append(entry)
    return {key: tuple(held) for key, held in found.items()}


def _absent(code: str, zh: str, en: str) -> Absence:
    return Absence(code, Label(zh, en))
