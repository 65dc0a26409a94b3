"""Benchmark and baseline (标杆水平、基准水平) of a product on a day, by the edition in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import Packs, RuleEdition
from shuangkong.standards import Adoption, StandardValue, confirmed, matches
from shuangkong.trace import Absence, Label, SignOff, Status, worst

__all__ = ["LEVELS_KEY", "FieldGroup", "LevelName", "Levels", "ProductLine", "levels_of"]

LEVELS_KEY = "efficiency-levels"
LevelName = Literal["benchmark", "baseline"]
FieldGroup = Literal["of_2021", "added_2023"]


@dataclass(frozen=True)
class ProductLine:
    """A line as it is filed (产品线): product and process, the metric, its unit, its figure [unit].

    Attributes
    ----------
    conditions
        Variables of the limit, such as ``altitude_m``.
    """

    product: str
    process: str
    metric: str
    unit: str
    value: Decimal
    conditions: Mapping[str, Decimal | bool] | None = None


@dataclass(frozen=True)
class Levels:
    """The two levels of a product (标杆和基准水平); a level the table leaves blank is None: not defined.

    Attributes
    ----------
    rule
        Edition in force; ``table_edition`` is the edition the figures stand in, an earlier one where the rule
        says that its figures are carried over.
    """

    rule: RuleEdition
    table_edition: str
    group: FieldGroup
    unit: str
    benchmark: StandardValue | None
    baseline: StandardValue | None
    status: Status

    @property
    def is_carried_over(self) -> bool:
        """Whether the figures are of an edition before the one in force."""
        return self.table_edition != self.rule.text("table_edition")

    @property
    def sign_offs(self) -> tuple[SignOff, ...]:
        """Who confirmed the figures in the workspace."""
        return tuple(sign for each in (self.benchmark, self.baseline) if each for sign in each.sign_offs)


def levels_of(
    packs: Packs, line: ProductLine, *, on: date, where: str, signed_off: tuple[Adoption, ...] = ()
) -> Levels | Absence:
    """Return the levels that hold for a line on a day (适用的标杆和基准水平), or why there are none.

    Raises
    ------
    ProblemsFound
        ``efficiency_process_unknown``, ``efficiency_metric_differs`` and ``efficiency_unit_differs``: the
        line cannot be compared. A product no edition knows, or whose figures were not read, is no problem.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> line = ProductLine("转炉工序", "", "工序单位产品能耗", "kgce/t", Decimal("-15"))
    >>> levels = levels_of(load_packs("cn"), line, on=date(2024, 1, 1), where="L1")
    >>> str(levels.benchmark.value), str(levels.baseline.value), levels.table_edition
    ('-30', '-10', '发改产业〔2023〕723号')
    """
    try:
        rule = packs.rule(LEVELS_KEY, on=on)
    except ProblemsFound:
        return _absent("no_edition", "当日没有施行的标杆和基准水平", "no levels were in force on that day")
    problems = Collector()
    own, over = rule.text("table_edition"), rule.parameters["carries_over"]
    tables = [own, *([str(over)] if over else [])]
    listed = {name: _listed(line.product, name, on) for name in tables}
    if not any(listed.values()):
        return _absent(
            "no_levels", f"{line.product} 没有规定能效水平", f"no levels are set for {line.product}"
        )
    table = next((name for name in tables if _of_process(listed[name], line.process)), None)
    if table is None:
        known = {value.conditions.get("process", "") for found in listed.values() for value in found}
        details = {"product": line.product, "found": line.process or "—"}
        problems.add(
            "efficiency_process_unknown", where, **details, known="、".join(sorted(filter(None, known)))
        )
        raise ProblemsFound(problems)
    found = [confirmed(value, signed_off) for value in _of_process(listed[table], line.process)]
    if all(value.value is None for value in found):
        return _absent(
            "levels_not_read",
            f"{table} 列有{line.product}，公开转录中没有数值",
            f"{table} lists {line.product}, but the copy read gives no figures",
        )
    _check(line, found, where, problems)
    problems.raise_errors()
    by_level = {value.conditions["level"]: value for value in found if value.value is not None}
    carried = [] if table == own else [cast(Status, rule.parameters["carries_over_status"] or "unverified")]
    return Levels(
        rule=rule,
        table_edition=table,
        group="of_2021" if _is_of_first(line.product, packs, on) else "added_2023",
        unit=found[0].unit,
        benchmark=by_level.get("benchmark"),
        baseline=by_level.get("baseline"),
        status=worst([*(value.status for value in by_level.values()), *carried]),
    )


def _listed(product: str, edition: str, on: date) -> tuple[StandardValue, ...]:
    """Return what one edition of the table lists for a product, numberless rows included."""
    try:
        return matches("efficiency_level", product, on=on, edition=edition)
    except ProblemsFound:  # another edition lists it, or none does
        return ()


def _of_process(values: tuple[StandardValue, ...], process: str) -> list[StandardValue]:
    return [value for value in values if value.conditions.get("process", "") == process]


def _is_of_first(product: str, packs: Packs, on: date) -> bool:
    """Whether the first edition of the table lists the product: its deadline is another."""
    first = min(packs.rules("efficiency_levels"), key=lambda rule: rule.in_force_from)
    return bool(_listed(product, first.text("table_edition"), on))


def _check(line: ProductLine, found: list[StandardValue], where: str, problems: Collector) -> None:
    metric, unit = found[0].conditions.get("indicator", ""), found[0].unit
    if line.metric != metric:
        details = {"product": line.product, "found": line.metric, "wanted": metric}
        problems.add("efficiency_metric_differs", where, **details)
    elif unit and line.unit != unit:
        details = {"product": line.product, "found": line.unit, "wanted": unit}
        problems.add("efficiency_unit_differs", where, **details)


def _absent(code: str, zh: str, en: str) -> Absence:
    return Absence(code, Label(zh, en))
