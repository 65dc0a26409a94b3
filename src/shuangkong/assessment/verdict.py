"""Verdicts (考核结论): met, missed, or a reasoned not-rated, with everything that led there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shuangkong.accounts import Question, amount, points, printed, signed
from shuangkong.assessment.barometer import WarningLevel
from shuangkong.plan import Target
from shuangkong.trace import Absence, Coverage, Figure, Label, RowReference, RuleReference, Status, Trace

__all__ = ["RATED", "STANCES", "Item", "Measured", "Reading", "Stance", "Verdict", "YardstickUsed"]

Stance = Literal["met", "basically_met", "missed", "not_rated", "not_yet_due", "declared"]
RATED: tuple[Stance, ...] = ("met", "basically_met", "missed")
"""Stances that say how it stands."""
YardstickUsed = Literal["schedule", "final", "annual", "every_year"]


@dataclass(frozen=True)
class Measured:
    """Where a target stands in numbers (进度数值), each absent where it has no meaning.

    Attributes
    ----------
    progress
        Logarithmic progress of a rate target [fraction]; negative where it went the wrong way.
    over_fulfilment
        (R − T)/T at the end of the span [fraction].
    required_pace
        Yearly change that still makes the target, in its direction [% a year].
    """

    progress: Decimal | None = None
    over_fulfilment: Decimal | None = None
    required_pace: Decimal | None = None


@dataclass(frozen=True)
class Item:
    """A row that a verdict names (列名的数据行): an object selected, or one that is left open, and why."""

    row: RowReference
    cause: Label | None = None

    def as_json(self) -> dict[str, object]:
        """Return it as plain data."""
        cause = None if self.cause is None else vars(self.cause)
        return {"table": self.row.table, "key": list(self.row.key), "cause": cause}


@dataclass(frozen=True)
class Reading:
    """Another reading of a clause (另一种读法), with what it comes to; ``scale`` as that of the verdict.

    ``is_selection`` where it selects objects and counts them.
    """

    indicator_id: str
    label: Label
    actual: Figure
    stance: Stance
    reason: Absence | None = None
    scale: tuple[str, ...] = ()
    is_selection: bool = False

    def shown(self) -> Label:
        """Return its value as it is written (显示值)."""
        if self.is_selection and self.actual.value is not None:
            return _objects(self.actual.value)
        return _shown(self.actual.value, self.actual.unit, self.scale)

    def as_json(self) -> dict[str, object]:
        """Return the reading as plain data."""
        return {
            "indicator": self.indicator_id,
            "label": vars(self.label),
            "actual": _text(self.actual.value),
            "actual_class": _class(self.actual.value, self.scale),
            "unit": self.actual.unit,
            "stance": self.stance,
            "reason": None if self.reason is None else {"code": self.reason.code, **vars(self.reason.reason)},
            "trace": self.actual.trace.as_json(),
        }


@dataclass(frozen=True)
class Verdict:
    """What a target comes to for one question (考核结论).

    Attributes
    ----------
    actual
        What was reached, along the target's direction [unit of the target].
    duty
        What is due by the end of the period [unit of the target]; None where nothing is due yet.
    margin
        Actual against duty on the good side [unit of the target]; negative when missed.
    warning
        Barometer level; None where no barometer applies to the form or the year.
    reason
        Why it is not rated, not yet due or only declared; None for met and missed.
    conventions
        Every rule edition the verdict rests on.
    readings
        Other readings of the clause, each with its value and stance.
    selected
        Objects that a threshold selects.
    undecided
        Rows left open, each with its cause.
    judgement
        Who judged it on which evidence; None where nobody did.
    scale
        Classes from the best to the worst, where actual and duty are ranks among them.
    """

    question: Question
    target: Target
    stance: Stance
    yardstick: YardstickUsed
    actual: Figure
    duty: Decimal | None
    margin: Decimal | None
    warning: WarningLevel | None
    measured: Measured
    reason: Absence | None
    conventions: tuple[RuleReference, ...]
    trace: Trace
    readings: tuple[Reading, ...] = ()
    selected: tuple[Item, ...] = ()
    undecided: tuple[Item, ...] = ()
    judgement: Label | None = None
    scale: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Worst status of data, target and rules."""
        return self.trace.status

    @property
    def is_synthetic(self) -> bool:
        """Whether the data are made for demonstration (演示数据)."""
        return self.trace.is_synthetic

    @property
    def coverage(self) -> Coverage | None:
        """What share of the data expected is there."""
        return self.actual.trace.coverage

    @property
    def unit(self) -> str:
        """Unit of actual, duty and margin; a threshold counts the objects it selects."""
        return self.actual.unit if self.target.form == "threshold" else self.target.unit or self.actual.unit

    def sentence(self) -> Label:
        """Return the verdict in one sentence (一句话结论)."""
        mark_zh, mark_en = ("〔演示数据〕", "[synthetic] ") if self.is_synthetic else ("", "")
        zh, en = STANCES[self.stance].zh, STANCES[self.stance].en
        if self.reason is not None:
            return Label(f"{mark_zh}{zh}：{self.reason.reason.zh}", f"{mark_en}{en}: {self.reason.reason.en}")
        if self.judgement is not None:
            return Label(f"{mark_zh}{zh}：{self.judgement.zh}", f"{mark_en}{en}: {self.judgement.en}")
        actual, due = (self.worded(value) for value in (self.actual.value, self.duty))
        margin = self.shown_margin()
        return Label(
            f"{mark_zh}{zh}：实际{actual.zh}，应{due.zh}，差额 {margin.zh}",
            f"{mark_en}{en}: actual {actual.en}, due {due.en}, margin {margin.en}",
        )

    def shown(self, value: Decimal | None) -> Label:
        """Return a value as it is written (显示值): a class by its word, a number with its unit."""
        if self.target.form == "threshold" and value is not None:
            return _objects(value)
        return _shown(value, self.unit, self.scale)

    def shown_margin(self) -> Label:
        """Return the margin as it is written (差额): per cent apart are points, classes are counted."""
        if self.scale and self.margin is not None:
            steps = signed(self.margin, 0)
            return Label(f"{steps} 个类别", f"{steps} classes")
        return points(self.margin, self.unit)

    def worded(self, value: Decimal | None) -> Label:
        """Return a value as an official would say it: a negative fall is a rise."""
        if self.scale or self.target.direction is None or self.target.form not in _CHANGES or value is None:
            plain = self.shown(value)
            return Label(f"为 {plain.zh}", plain.en)
        is_fall = (self.target.direction == "decrease") == (value >= 0)
        size = amount(abs(value), self.unit)
        return Label(
            f"下降 {size.zh}" if is_fall else f"上升 {size.zh}",
            f"fall {size.en}" if is_fall else f"rise {size.en}",
        )

    def as_json(self) -> dict[str, object]:
        """Return the verdict as plain data, its trace opened."""
        return {
            "target": self.target.id,
            "division": self.question.division,
            "period": self.question.period.text,
            "known_on": self.question.known_on.isoformat(),
            "energy_basis": self.question.energy_basis,
            "stance": self.stance,
            "yardstick": self.yardstick,
            "unit": self.unit,
            "actual": _text(self.actual.value),
            "actual_class": _class(self.actual.value, self.scale),
            "duty": _text(self.duty),
            "duty_class": _class(self.duty, self.scale),
            "margin": _text(self.margin),
            "warning": None if self.warning is None else self.warning.as_json(),
            "progress": _text(self.measured.progress, 4),
            "over_fulfilment": _text(self.measured.over_fulfilment, 4),
            "required_pace": _text(self.measured.required_pace),
            "reason": None if self.reason is None else {"code": self.reason.code, **vars(self.reason.reason)},
            "rules": [f"{rule.key}@{rule.edition}" for rule in self.conventions],
            "status": self.status,
            "is_synthetic": self.is_synthetic,
            "readings": [reading.as_json() for reading in self.readings],
            "selected": [item.as_json() for item in self.selected],
            "undecided": [item.as_json() for item in self.undecided],
            "judgement": None if self.judgement is None else vars(self.judgement),
            "sentence": vars(self.sentence()) | {},
            "trace": self.trace.as_json(),
        }


_CHANGES = ("change_rate", "absolute_change", "percentage_points")
STANCES: Mapping[Stance, Label] = {
    "met": Label("达标", "met"),
    "basically_met": Label("基本达标", "basically met"),
    "missed": Label("未达标", "missed"),
    "not_rated": Label("不予评定", "not rated"),
    "not_yet_due": Label("尚未到期", "not yet due"),
    "declared": Label("认定事项，不作计算", "declared, not computed"),
}


def _class(value: Decimal | None, scale: tuple[str, ...]) -> str | None:
    """Return the class of a rank (类别), None where ranks are none."""
    return scale[int(value) - 1] if scale and value is not None else None


def _objects(number: Decimal) -> Label:
    """Return how many objects are selected (对象数)."""
    return Label(f"{number:f} 个对象", f"{number:f} objects")


def _shown(value: Decimal | None, unit: str, scale: tuple[str, ...]) -> Label:
    name = _class(value, scale)
    return amount(value, unit) if name is None else Label(f"{name}类", f"class {name}")


def _text(value: Decimal | None, decimals: int = 2) -> str | None:
    return None if value is None else printed(value, decimals)
