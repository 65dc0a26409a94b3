"""Classes (能效分类): where a line stands between baseline and benchmark; lower is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from shuangkong.accounts.arithmetic import difference, printed
from shuangkong.assessment.efficiency.levels import Levels, ProductLine, levels_of
from shuangkong.packs import Packs
from shuangkong.standards import Adoption, StandardValue
from shuangkong.trace import Absence, Label, Status, Trace, worst

__all__ = ["CLASSES", "EfficiencyClass", "LineClass", "class_of", "classify"]

EfficiencyClass = Literal["benchmark", "between", "below_baseline", "not_defined"]
CLASSES: Mapping[EfficiencyClass, Label] = {
    "benchmark": Label("达到标杆水平", "at benchmark"),
    "between": Label("介于标杆与基准之间", "between benchmark and baseline"),
    "below_baseline": Label("低于基准水平", "below baseline"),
    "not_defined": Label("没有规定", "not defined"),
}
_ONE_LEVEL = Absence(
    "one_level_only",
    Label(
        "标准只规定了一个水平，数值不能由它判定", "only one level is set, and it does not decide the figure"
    ),
)


@dataclass(frozen=True)
class LineClass:
    """The class of a line on a day (能效分类), with the levels it rests on and how far it is from them.

    Attributes
    ----------
    to_baseline, to_benchmark
        What must still be saved to reach the level [unit of the metric]; not above zero where it is reached.
    reason
        Why the class is not defined.
    """

    line: ProductLine
    name: EfficiencyClass
    levels: Levels | None
    status: Status
    reason: Absence | None = None

    @property
    def to_baseline(self) -> Decimal | None:
        """What is above the baseline [unit of the metric]."""
        return self._above(None if self.levels is None else self.levels.baseline)

    @property
    def to_benchmark(self) -> Decimal | None:
        """What is above the benchmark [unit of the metric]."""
        return self._above(None if self.levels is None else self.levels.benchmark)

    def _above(self, level: StandardValue | None) -> Decimal | None:
        if level is None or level.value is None:
            return None
        return difference(self.line.value, level.value)

    @property
    def trace(self) -> Trace:
        """How the class came about."""
        levels = self.levels
        notes = () if self.reason is None else (self.reason.reason,)
        if levels is not None and levels.is_carried_over:
            text = Label(
                f"{levels.rule.title.zh}的数值未读到，沿用 {levels.table_edition}",
                f"figures of {levels.table_edition} stand for those of {levels.rule.title.en}",
            )
            notes = (*notes, text)
        line = self.line
        label = Label(
            f"{line.product} {line.process} 能效分类".replace("  ", " "), f"class of {line.product}"
        )
        return Trace(
            label=label,
            value=f"{CLASSES[self.name].zh} {CLASSES[self.name].en}",
            formula="x ≤ benchmark; x ≤ baseline; x > baseline",
            rule=None if levels is None else levels.rule.reference,
            status=self.status,
            notes=notes,
            sign_offs=() if levels is None else levels.sign_offs,
            inputs=self._inputs,
        )

    def _inputs(self) -> tuple[Trace, ...]:
        line = self.line
        own = Trace(Label(line.metric, line.metric), f"{printed(line.value, 4)} {line.unit}")
        if self.levels is None:
            return (own,)
        names = {"benchmark": Label("标杆水平", "benchmark"), "baseline": Label("基准水平", "baseline")}
        found = ((names[name], getattr(self.levels, name)) for name in names)
        return (own, *(_level_trace(label, value) for label, value in found))


def _level_trace(label: Label, value: StandardValue | None) -> Trace:
    if value is None:
        return Trace(label, "—", notes=(Label("标准没有规定", "not set by the table"),))
    note = Label(f"{value.document}；{value.source}", f"{value.document}; {value.source}")
    return Trace(label, f"{value.value} {value.unit}", status=value.status, notes=(note,))


def classify(value: Decimal, benchmark: Decimal | None, baseline: Decimal | None) -> EfficiencyClass:
    """Return the class of a figure (能效分类), by comparison alone: ratios mean nothing below zero.

    A blank level is not defined: what it would have decided is not defined either.

    Examples
    --------
    >>> [classify(Decimal(x), Decimal(-30), Decimal(-10)) for x in (-31, -30, -15, -10, -9)]
    ['benchmark', 'benchmark', 'between', 'between', 'below_baseline']
    >>> classify(Decimal("1.3"), Decimal("1.3"), None), classify(Decimal("1.4"), Decimal("1.3"), None)
    ('benchmark', 'not_defined')
    """
    if benchmark is not None and value <= benchmark:
        return "benchmark"
    if baseline is not None and value > baseline:
        return "below_baseline"
    return "not_defined" if benchmark is None or baseline is None else "between"


def class_of(
    packs: Packs, line: ProductLine, *, on: date, where: str, signed_off: tuple[Adoption, ...] = ()
) -> LineClass:
    """Return the class of a line under the edition in force on a day (能效分类).

    Raises
    ------
    ProblemsFound
        As `levels_of`.

    Examples
    --------
    >>> from shuangkong.packs import load_packs
    >>> line = ProductLine("高炉工序", "", "工序单位产品能耗", "kgce/t", Decimal(400))
    >>> found = class_of(load_packs("cn"), line, on=date(2024, 1, 1), where="L1")
    >>> found.name, str(found.to_benchmark), found.status
    ('between', '39', 'unverified')
    """
    levels = levels_of(packs, line, on=on, where=where, signed_off=signed_off)
    if isinstance(levels, Absence):
        return LineClass(line, "not_defined", None, "official", levels)
    values = (None if each is None else each.value for each in (levels.benchmark, levels.baseline))
    name = classify(line.value, *values)
    status = worst([levels.status, levels.rule.status])
    return LineClass(line, name, levels, status, _ONE_LEVEL if name == "not_defined" else None)
