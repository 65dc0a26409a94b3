"""Duties of a line (产品线义务): retrofit by the deadline, else elimination within its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, cast

from shuangkong.assessment.efficiency import (
    EfficiencyClass,
    LineClass,
    ProductLine,
    class_of,
    read_conditions,
)
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import Packs, RuleEdition
from shuangkong.schema import Row
from shuangkong.standards import Adoption
from shuangkong.trace import Label, Status, Trace, worst

__all__ = ["DUTIES", "ClockStart", "Deadline", "Duty", "LineStanding", "line_standing", "years_after"]

ClockStart = Literal["deadline_missed", "level_found"]
Duty = Literal[
    "keep",
    "encouraged",
    "retrofit",
    "retrofitted",
    "retrofitted_late",
    "eliminate",
    "elimination_overdue",
    "eliminated",
    "eliminated_unproven",
    "reach_benchmark",
    "at_benchmark",
    "undecided",
]
DUTIES: Mapping[Duty, Label] = {
    "keep": Label("已达标杆水平", "at benchmark: kept"),
    "encouraged": Label("鼓励改造到标杆水平", "encouraged to reach the benchmark"),
    "retrofit": Label("限期改造到基准水平", "to be retrofitted to the baseline"),
    "retrofitted": Label("已按期改造", "retrofitted in time"),
    "retrofitted_late": Label("逾期完成改造", "retrofitted after the deadline"),
    "eliminate": Label("逾期未改造，淘汰时限内", "deadline missed: to be eliminated"),
    "elimination_overdue": Label("超过淘汰时限", "elimination overdue"),
    "eliminated": Label("已淘汰", "eliminated"),
    "eliminated_unproven": Label("称已淘汰，无证明文件", "said to be eliminated, without proof"),
    "reach_benchmark": Label("新建未达标杆水平", "new and not at benchmark"),
    "at_benchmark": Label("新建达到标杆水平", "new and at benchmark"),
    "undecided": Label("无法判定", "undecided"),
}
CLOCK_KEY = "elimination-clock"
_OF_NEW: Mapping[EfficiencyClass, Duty] = {
    "benchmark": "at_benchmark",
    "between": "reach_benchmark",
    "below_baseline": "reach_benchmark",
    "not_defined": "undecided",
}
_OF_EXISTING: Mapping[EfficiencyClass, Duty] = {
    "benchmark": "keep",
    "between": "encouraged",
    "not_defined": "undecided",
}
_PASSING: tuple[EfficiencyClass, ...] = ("benchmark", "between")


@dataclass(frozen=True)
class Deadline:
    """A deadline (期限), where it comes from, and how far it may be trusted."""

    on: date
    origin: Label
    status: Status


@dataclass(frozen=True)
class LineStanding:
    """Where a line stands on a day (产品线现状).

    Attributes
    ----------
    computed
        Class by the tables; None where the line could not be compared, and then a problem was noted.
    found, found_after
        Class the duty rests on, before and after the retrofit: by the tables, else as it was filed.
    differs
        Whether the department's finding is another than the tables give.
    deadline
        Day the retrofit is due; of the place where it set one no later than the national one.
    eliminate_by
        Reading of the clock's start → last day of the line; a reading without its start is left out.
    """

    row: Row
    computed: LineClass | None
    found: EfficiencyClass
    found_after: EfficiencyClass | None
    differs: bool
    duty: Duty
    deadline: Deadline | None
    eliminate_by: Mapping[ClockStart, date]
    status: Status

    @property
    def id(self) -> str:
        """Id of the line."""
        return str(self.row["two_high_line_id"])

    @property
    def is_overdue(self) -> bool:
        """Whether a deadline has passed with the line neither retrofitted nor gone."""
        return self.duty in ("eliminate", "elimination_overdue")

    @property
    def trace(self) -> Trace:
        """How the duty came about."""
        due = self.deadline
        notes = (
            []
            if due is None
            else [Label(f"期限 {due.on}：{due.origin.zh}", f"due {due.on}: {due.origin.en}")]
        )
        for start, last in self.eliminate_by.items():
            notes.append(Label(f"淘汰至 {last}（{start}）", f"eliminate by {last} ({start})"))
        if self.differs:
            notes.append(Label("主管部门认定与按表计算不一致", "the finding differs from the tables"))
        label = DUTIES[self.duty]
        computed = self.computed
        return Trace(
            label=Label(f"{self.id} {self.row['two_high_line_product']}", f"line {self.id}"),
            value=f"{label.zh} {label.en}",
            status=self.status,
            is_synthetic=self.row["is_synthetic"] is True,
            notes=tuple(notes),
            inputs=lambda: () if computed is None else (computed.trace,),
        )


def years_after(day: date, years: int) -> date:
    """Return the same day some years later (周年日); 29 February becomes 28.

    Examples
    --------
    >>> years_after(date(2024, 2, 29), 3).isoformat()
    '2027-02-28'
    """
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def line_standing(
    packs: Packs,
    row: Row,
    *,
    on: date,
    reading: ClockStart | None = None,
    signed_off: tuple[Adoption, ...] = (),
    problems: Collector,
) -> LineStanding:
    """Return where a line stands on a day (产品线现状): class, duty, deadline and clocks.

    Parameters
    ----------
    reading
        Which start of the elimination clock decides; None takes the rule's first reading.

    Notes
    -----
    Problems noted: what `class_of` refuses and conditions that cannot be read. The line is then judged by the
    department's finding alone.
    """
    where = f"two_high_line {row['two_high_line_id']}"
    computed = _class(packs, row, "two_high_line_unit_energy", on, where, signed_off, problems)
    declared = cast(EfficiencyClass | None, row["two_high_line_level"])
    found = _decided(computed, declared)
    retrofitted = _day(row, "two_high_line_retrofitted_on", on)
    after = None
    if retrofitted is not None:
        again = _class(packs, row, "two_high_line_energy_after", on, where, signed_off, problems)
        after = _decided(again, cast(EfficiencyClass | None, row["two_high_line_level_after"]))
    deadline = _deadline(row, computed)
    last = {} if deadline is None else _clocks(packs, row, deadline, on)
    duty = _duty(row, on, found, after, deadline, _last_day(last, reading))
    is_clock = duty in ("eliminate", "elimination_overdue", "eliminated", "eliminated_unproven")
    statuses = [cast(Status, row["status"]), *([computed.status] if computed else [])]
    return LineStanding(
        row=row,
        computed=computed,
        found=found,
        found_after=after,
        differs=_differ(computed, declared),
        duty=duty,
        deadline=deadline if found == "below_baseline" and row["two_high_line_kind"] == "stock" else None,
        eliminate_by=last if is_clock else {},
        status=worst([*statuses, *([deadline.status] if deadline else [])]),
    )


def _class(
    packs: Packs,
    row: Row,
    column: str,
    on: date,
    where: str,
    signed_off: tuple[Adoption, ...],
    problems: Collector,
) -> LineClass | None:
    value = cast(Decimal | None, row[column])
    if value is None:
        return None
    line = ProductLine(
        product=str(row["two_high_line_product"]),
        process=str(row["two_high_line_process"] or ""),
        metric=str(row["two_high_line_metric"]),
        unit=str(row["two_high_line_metric_unit"]),
        value=value,
        conditions=read_conditions(str(row["two_high_line_conditions"] or ""), where, problems),
    )
    try:
        return class_of(packs, line, on=on, where=where, signed_off=signed_off)
    except ProblemsFound as refused:
        known = tuple(problems)
        problems.extend(each for each in refused.problems if each not in known)
        return None


def _decided(computed: LineClass | None, declared: EfficiencyClass | None) -> EfficiencyClass:
    if computed is not None and computed.name != "not_defined":
        return computed.name
    return declared or "not_defined"


def _differ(computed: LineClass | None, declared: EfficiencyClass | None) -> bool:
    is_both = computed is not None and declared is not None
    return is_both and computed is not None and computed.name not in ("not_defined", declared)


def _day(row: Row, column: str, on: date) -> date | None:
    """Return a day of the row, None where it had not come yet."""
    day = cast(date | None, row[column])
    return day if day is not None and day <= on else None


def _deadline(row: Row, computed: LineClass | None) -> Deadline | None:
    national = None
    if computed is not None and computed.levels is not None:
        national = _national(computed.levels.rule, computed.levels.group)
    own = cast(date | None, row["two_high_line_due_on"])
    if own is None:
        return national
    if national is not None and own > national.on:
        text = Label("国家期限（当地期限更晚）", "national deadline; the place set a later one")
        return Deadline(national.on, text, national.status)
    return Deadline(own, Label("当地下达的期限", "deadline set by the place"), cast(Status, row["status"]))


def _national(rule: RuleEdition, group: str) -> Deadline | None:
    for each in cast(Sequence[Mapping[str, object]], rule.parameters["deadlines"]):
        if each["fields"] != group:
            continue
        by, years = cast(date | None, each["by"]), cast(int | None, each["within_years"])
        if by is None and years is not None:
            by = years_after(rule.in_force_from, years) - timedelta(days=1)
        if by is not None:
            return Deadline(by, rule.title, cast(Status, each["status"]))
    return None


def _clocks(packs: Packs, row: Row, deadline: Deadline, on: date) -> dict[ClockStart, date]:
    """Return the last day of a line under each reading of when its clock starts."""
    try:
        rule = packs.rule(CLOCK_KEY, on=on)
    except ProblemsFound:
        return {}
    starts = {"deadline_missed": deadline.on, "level_found": cast(date | None, row["two_high_line_found_on"])}
    readings = cast(Sequence[Mapping[str, str]], rule.parameters["readings"])
    named = [(cast(ClockStart, each["starts"]), starts[each["starts"]]) for each in readings]
    limit = rule.count("limit_years")
    return {start: years_after(day, limit) for start, day in named if day is not None}


def _last_day(last: Mapping[ClockStart, date], reading: ClockStart | None) -> date | None:
    if reading is not None:
        return last.get(reading)
    return next(iter(last.values()), None)  # readings stand in the order of the rule


def _duty(
    row: Row,
    on: date,
    found: EfficiencyClass,
    after: EfficiencyClass | None,
    deadline: Deadline | None,
    last_day: date | None,
) -> Duty:
    if _day(row, "two_high_line_eliminated_on", on) is not None:
        return "eliminated" if row["closing_document"] else "eliminated_unproven"
    now = after or found
    if row["two_high_line_kind"] == "new":
        return _OF_NEW[now]
    if found == "below_baseline" and after in _PASSING:
        done = cast(date, row["two_high_line_retrofitted_on"])
        return "retrofitted" if deadline is None or done <= deadline.on else "retrofitted_late"
    if now == "below_baseline":
        if deadline is None or on <= deadline.on:
            return "retrofit"
        return "eliminate" if last_day is None or on <= last_day else "elimination_overdue"
    return _OF_EXISTING[now]
