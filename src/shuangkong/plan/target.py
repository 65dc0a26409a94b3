"""Targets and measures (目标与任务): reviewed, without gaps, with lasting ids."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shuangkong.errors import Collector
from shuangkong.plan.draft import (
    Direction,
    Form,
    MeasureKind,
    Modality,
    Nature,
    Operator,
    Responsibility,
    ValueOrigin,
)
from shuangkong.sources import Citation
from shuangkong.trace import Status

__all__ = ["Duties", "Measure", "Target"]

_CHANGES = ("change_rate", "absolute_change", "percentage_points")
_WITHOUT_VALUE = ("qualitative", "ordinal_class")


@dataclass(frozen=True)
class Duties:
    """Who answers for it (职责): lead 牵头, by mandate 按职责分工负责, sole 负责."""

    lead: tuple[str, ...] = ()
    participating: tuple[str, ...] = ()
    sole: tuple[str, ...] = ()
    responsibility: Responsibility | None = None
    is_open_list: bool = False
    has_local_duty: bool = False


@dataclass(frozen=True)
class Target:
    """A reviewed target (目标), ready to be assessed.

    Parameters
    ----------
    id
        Lasting id, unique in its pack stack, e.g. ``IND-2-01``.
    indicator_id
        Key of the indicator in the pack's indicator list (``energy_intensity``); None where no register or
        account computes it yet.
    value
        The number as written, in ``unit``; a decrease of 15 % is ``value=15, direction="decrease"``.
    base_year
        Required for changes.
    target_year
        Year due; None only for a standing requirement (``is_standing``).

    Raises
    ------
    ProblemsFound
        If a change has no direction, base year or value, a dated form no due year, or the citation no quote.

    Examples
    --------
    >>> from shuangkong.sources import Citation
    >>> Target(id="T-1", indicator="能耗强度", indicator_id="energy_intensity", form="change_rate",
    ...        operator="=", value=Decimal(15), unit="%", direction="decrease", base_year=2020,
    ...        target_year=2025, citation=Citation("示例", "二", "下降15%"), status="constructed").value
    Decimal('15')
    """

    id: str
    indicator: str
    indicator_id: str | None
    form: Form
    operator: Operator
    citation: Citation
    status: Status
    value: Decimal | None = None
    value_max: Decimal | None = None
    value_origin: ValueOrigin | None = "written"
    unit: str | None = None
    direction: Direction | None = None
    base_year: int | None = None
    base_year_stated: bool = True
    target_year: int | None = None
    target_year_stated: bool = True
    is_standing: bool = False
    scope: str | None = None
    strength: str | None = None
    nature: Nature | None = None
    modality: Modality = "firm"
    ordinal: str | None = None
    is_tested_every_year: bool = False
    duties: Duties = Duties()
    note: str = ""

    def __post_init__(self) -> None:
        problems = Collector()
        if self.form in _CHANGES:
            for name in ("direction", "base_year", "value"):
                if getattr(self, name) is None:
                    problems.add("target_gap", self.id, field=name, form=self.form)
        elif self.form not in _WITHOUT_VALUE and self.value is None and self.operator != "none":
            problems.add("target_gap", self.id, field="value", form=self.form)
        if self.form == "ordinal_class" and not self.ordinal:
            problems.add("target_gap", self.id, field="ordinal", form=self.form)
        if self.target_year is None and not self.is_standing:
            problems.add("target_gap", self.id, field="target_year", form=self.form)
        if not self.citation.quote:
            problems.add("target_gap", self.id, field="citation", form=self.form)
        problems.raise_errors()


@dataclass(frozen=True)
class Measure:
    """A reviewed measure (任务): what is to be done, by whom, under which clause."""

    id: str
    kind: MeasureKind
    verb: str | None
    object: str | None
    actor: str | None
    citation: Citation
    status: Status
    duties: Duties = Duties()
    linked_targets: tuple[str, ...] = ()
    note: str = ""
