"""Limits (能耗限额) of a product: the three levels of its standard, corrected by formula where it has one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.assessment.efficiency.levels import ProductLine
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.expression import TRUTH, Type, number, parse
from shuangkong.packs import Packs, RuleEdition
from shuangkong.standards import StandardValue
from shuangkong.standards.tables import entries
from shuangkong.trace import Absence, Label, Status, Trace, worst

__all__ = ["Limit", "LimitLevel", "limit_level", "limits_of", "read_conditions"]

LimitLevel = Literal["1", "2", "3", "above", "not_defined"]
_CONDITION = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=\s*(true|false|-?\d+(?:\.\d+)?)\s*")
_TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True)
class Limit:
    """One level of a limit as it holds for a line (限额) [unit], corrected where the standard has a formula.

    Attributes
    ----------
    value
        None where the table leaves the level blank (not defined), or a variable it needs was not given.
    """

    level: str
    standard: StandardValue
    value: Decimal | None
    status: Status
    formula: str = ""
    absence: Absence | None = None
    detail: Trace | None = None

    @property
    def trace(self) -> Trace:
        """How the limit came about."""
        each = self.standard
        return Trace(
            label=Label(f"{each.subject} {self.level}级限额", f"limit of level {self.level}, {each.subject}"),
            value="—" if self.value is None else f"{self.value} {each.unit}",
            formula=self.formula,
            status=self.status,
            notes=() if self.absence is None else (self.absence.reason,),
            inputs=lambda: () if self.detail is None else (self.detail,),
        )


def read_conditions(text: str, where: str, problems: Collector) -> dict[str, Decimal | bool]:
    """Read the conditions of a limit (限额修正条件), noting each part that cannot be read.

    Examples
    --------
    >>> read_conditions("altitude_m=1700; wet_quenching=true", "L1", Collector())
    {'altitude_m': Decimal('1700'), 'wet_quenching': True}
    """
    found: dict[str, Decimal | bool] = {}
    for part in filter(str.strip, re.split("[;；]", text)):
        read = _CONDITION.fullmatch(part)
        if read is None:
            problems.add("limit_condition_unreadable", where, found=part.strip())
            continue
        name, written = read.groups()
        found[name] = _TRUTHS[written] if written in _TRUTHS else Decimal(written)
    return found


def limits_of(packs: Packs, line: ProductLine, *, on: date, where: str) -> tuple[Limit, ...]:
    """Return the limits of a line's product by the newest standard that can hold on a day (适用限额).

    None where no standard of the tables limits this product by this metric.

    Raises
    ------
    ProblemsFound
        ``limit_variable_unknown``; ``efficiency_unit_differs``; and what is wrong with a formula of the pack,
        such as ``expression_name_unknown``.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> line = ProductLine("水泥熟料", "", "单位产品综合能耗", "kgce/t", Decimal(120),
    ...                    {"altitude_m": Decimal(1700), "altitude_factor": Decimal("1.05")})
    >>> [str(limit.value) for limit in limits_of(load_packs("cn"), line, on=date(2024, 1, 1), where="L1")]
    ['100', '107', '122.85']
    """
    values = _newest(line, on)
    if not values:
        return ()
    problems = Collector()
    if values[0].unit != line.unit:
        details = {"product": line.product, "found": line.unit, "wanted": values[0].unit}
        problems.add("efficiency_unit_differs", where, **details)
    formulas = _formulas(packs, line, on)
    known = sorted({name for _, formula in formulas.values() for name in _variables(formula)})
    for name in sorted(set(line.conditions or {}) - set(known)):
        problems.add(
            "limit_variable_unknown", where, product=line.product, found=name, known=", ".join(known) or "—"
        )
    limits = [_limit(value, formulas.get(value.conditions["level"]), line, problems) for value in values]
    problems.raise_errors()
    return tuple(limits)


def limit_level(line: ProductLine, limits: tuple[Limit, ...]) -> LimitLevel:
    """Return the best level a line reaches (达到的限额等级); ``above`` fails the limit itself, level 3.

    A blank level is passed over. Where a limit could not be computed, what it would decide is not defined.

    Examples
    --------
    >>> limit_level(ProductLine("x", "", "m", "u", Decimal(1)), ())
    'not_defined'
    """
    for limit in sorted(limits, key=lambda each: each.level):
        if limit.value is not None and line.value <= limit.value:
            return cast(LimitLevel, limit.level)
        if limit.value is None and limit.absence is not None and limit.absence.code != "level_blank":
            return "not_defined"
    return (
        "above" if any(limit.level == "3" and limit.value is not None for limit in limits) else "not_defined"
    )


def _newest(line: ProductLine, on: date) -> list[StandardValue]:
    """Return the levels of the newest standard of a product and metric, by the day it may first hold."""
    found = [
        entry
        for entry in entries()
        if entry.value.metric == "energy_limit"
        and line.product in entry.names
        and entry.value.conditions.get("indicator") == line.metric
        and entry.edition.holds(on)
    ]
    first = max(
        (entry.edition.valid_from or entry.edition.not_before or date.min for entry in found), default=None
    )
    return [
        entry.value
        for entry in found
        if (entry.edition.valid_from or entry.edition.not_before or date.min) == first
    ]


def _formulas(
    packs: Packs, line: ProductLine, on: date
) -> dict[str, tuple[RuleEdition, Mapping[str, object]]]:
    """Return the formulas of a product and metric by level."""
    found: dict[str, tuple[RuleEdition, Mapping[str, object]]] = {}
    for rule in packs.rules("limit_formulas"):
        if not rule.is_in_force(on):
            continue
        for formula in cast(tuple[Mapping[str, object], ...], rule.parameters["formulas"]):
            if (formula["product"], formula["metric"]) == (line.product, line.metric):
                for level in cast(tuple[str, ...], formula["levels"]):
                    found[level] = rule, formula
    return found


def _variables(formula: Mapping[str, object]) -> Mapping[str, Type]:
    """Return the variables of a formula with their types: figures, and what is true or false."""
    figures, flags = (cast(Mapping[str, str], formula[name]) for name in ("variables", "flags"))
    return {**dict.fromkeys(figures, number()), **dict.fromkeys(flags, TRUTH)}


def _limit(
    standard: StandardValue,
    corrected: tuple[RuleEdition, Mapping[str, object]] | None,
    line: ProductLine,
    problems: Collector,
) -> Limit:
    level = standard.conditions["level"]
    if standard.value is None:
        blank = Absence("level_blank", Label("标准没有规定该级", "the standard sets no such level"))
        return Limit(level, standard, None, standard.status, absence=blank)
    if corrected is None:
        return Limit(level, standard, standard.value, standard.status)
    rule, formula = corrected
    text, where = str(formula["formula"]), f"{rule.key}@{rule.edition} {line.product} {level}"
    status = worst([standard.status, cast(Status, formula["status"])])
    cells = {"limit": standard.value, **dict.fromkeys(_variables(formula)), **(line.conditions or {})}
    try:
        expression = parse(text, where)
        found = expression.check({"limit": number(), **_variables(formula)})
        value = None if found else expression.value(cells)
    except ProblemsFound as refused:
        value, found = None, refused.problems
    problems.extend(found)
    if value is None:
        return Limit(level, standard, None, status, text)
    detail = expression.trace(cells)
    if isinstance(value, Decimal):
        return Limit(level, standard, value, status, text, detail=detail)
    missing = "、".join(name for name in sorted(_variables(formula)) if cells[name] is None)
    reason = Absence(
        "limit_variable_missing",
        Label(f"限额须按公式修正，缺变量 {missing}", f"the limit is a formula and lacks {missing}"),
    )
    return Limit(level, standard, None, status, text, reason, detail)
