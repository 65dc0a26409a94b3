"""Projects of the register (“两高”项目): one typed project with what befell it, read from frozen rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.frozen import FrozenRows
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import EnergyBasis
from shuangkong.schema import Cell, Row
from shuangkong.trace import Label, RowReference, Status

__all__ = [
    "STAGES",
    "TABLES",
    "Actual",
    "Approval",
    "Project",
    "ProjectEvents",
    "Stage",
    "project_of",
    "projects_of",
]

Stage = Literal["planned", "under_construction", "stock", "closed", "withdrawn"]
STAGES: Mapping[Stage, Label] = {
    "planned": Label("拟建", "planned"),
    "under_construction": Label("在建", "under construction"),
    "stock": Label("存量", "in operation"),
    "closed": Label("已关停", "closed"),
    "withdrawn": Label("已撤销", "withdrawn"),
}
TABLES = (
    "two_high_project",
    "two_high_line",
    "two_high_event",
    "two_high_violation",
    "two_high_actual",
    "two_high_substitution",
)


@dataclass(frozen=True)
class Approval:
    """A review opinion (节能审查意见): number, day, last day works may begin, energy approved [tce]."""

    number: str
    on: date | None
    valid_to: date | None
    energy: Decimal | None
    energy_basis: EnergyBasis | None


@dataclass(frozen=True)
class Actual:
    """Energy used in one year (年度实际用能) [tce] and the basis it was filed on."""

    year: int
    energy: Decimal
    energy_basis: EnergyBasis


@dataclass(frozen=True)
class ProjectEvents:
    """What befell a project (项目事件): the rows of the registers of events, in key order."""

    lines: tuple[Row, ...] = ()
    events: tuple[Row, ...] = ()
    violations: tuple[Row, ...] = ()
    actuals: tuple[Actual, ...] = ()
    substitutions: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Project:
    """A two-high project (“两高”项目), as its row says it.

    Attributes
    ----------
    equal, calorific
        Design energy with electricity at its coal-equivalent and at its calorific value [tce]; both are kept.
    factor, factor_year
        Coal-equivalent factor of electricity [kgce/kWh] that ``equal`` was made with, and its year.
    increment
        Energy a rebuild adds, calorific [tce].
    added_value
        Value added expected in a full year [10⁴ yuan].
    """

    id: str
    division: str
    name: str
    facility: str
    industry: str
    stage: Stage
    nature: str
    equal: Decimal
    calorific: Decimal
    electricity: Decimal | None = None
    factor: Decimal | None = None
    factor_year: int | None = None
    coal: Decimal | None = None
    increment: Decimal | None = None
    added_value: Decimal | None = None
    approval: Approval | None = None
    listed_on: date | None = None
    started_on: date | None = None
    accepted_on: date | None = None
    built_on: date | None = None
    closed_on: date | None = None
    closing_document: str = ""
    is_leader: bool = False
    befell: ProjectEvents = field(default_factory=ProjectEvents)
    status: Status = "official"
    is_synthetic: bool = False
    rows: tuple[RowReference, ...] = ()

    def energy(self, basis: EnergyBasis) -> Decimal:
        """Return the design energy on a basis (设计能耗) [tce]."""
        return self.equal if basis == "coal_equivalent" else self.calorific

    def stage_on(self, day: date) -> Stage | None:
        """Return the stage of the project at the end of a day (某日类别), None before it was listed.

        A withdrawal has no day of its own: a withdrawn project is withdrawn whenever it is asked about.
        """
        if self.listed_on is not None and day < self.listed_on:
            return None
        if self.stage == "withdrawn":
            return "withdrawn"
        reached: Sequence[tuple[Stage, date | None]] = (
            ("closed", self.closed_on),
            ("stock", self.built_on),
            ("under_construction", self.started_on),
        )
        return next((stage for stage, since in reached if since is not None and since <= day), "planned")

    def is_leader_on(self, day: date) -> bool:
        """Whether it is an energy leader (领跑者) on a day: by the last event, else by its row."""
        named = [
            (_date(row["two_high_event_on"]), row["two_high_event_kind"] == "named_leader")
            for row in self.befell.events
            if row["two_high_event_kind"] in ("named_leader", "removed_leader")
        ]
        held = [(on, is_named) for on, is_named in named if on is not None and on <= day]
        return max(held)[1] if held else self.is_leader


def projects_of(rows: FrozenRows, *, synthetic: bool) -> tuple[Project, ...]:
    """Return the projects of the register with what befell them (台账项目), in the order of their ids.

    A register that was never published is empty.
    """
    tables = {name: _rows(rows, name, is_synthetic=synthetic) for name in TABLES}
    events = {name: _by_project(found) for name, found in tables.items() if name != TABLES[0]}
    hash_ = rows.table_hash(TABLES[0]) if tables[TABLES[0]] else ""
    return tuple(
        project_of(
            row,
            ProjectEvents(
                lines=events["two_high_line"].get(str(row["two_high_id"]), ()),
                events=events["two_high_event"].get(str(row["two_high_id"]), ()),
                violations=events["two_high_violation"].get(str(row["two_high_id"]), ()),
                actuals=tuple(map(_actual, events["two_high_actual"].get(str(row["two_high_id"]), ()))),
                substitutions=events["two_high_substitution"].get(str(row["two_high_id"]), ()),
            ),
            (RowReference(TABLES[0], (str(row["two_high_id"]),), hash_),),
        )
        for row in tables[TABLES[0]]
    )


def project_of(row: Row, befell: ProjectEvents, rows: tuple[RowReference, ...] = ()) -> Project:
    """Return the project of one row (台账行)."""
    number = cast(str | None, row["review_number"])
    approval = Approval(
        number=number or "",
        on=_date(row["review_on"]),
        valid_to=_date(row["review_valid_to"]),
        energy=_decimal(row["review_energy_tce"]),
        energy_basis=cast(EnergyBasis | None, row["review_energy_basis"]),
    )
    return Project(
        id=str(row["two_high_id"]),
        division=str(row["division_code"]),
        name=str(row["two_high_name"]),
        facility=str(row["facility_name"]),
        industry=str(row["two_high_industry"]),
        stage=cast(Stage, row["two_high_stage"]),
        nature=str(row["two_high_nature"]),
        equal=cast(Decimal, row["design_equal_tce"]),
        calorific=cast(Decimal, row["design_calorific_tce"]),
        electricity=_decimal(row["design_electricity_10k_kwh"]),
        factor=_decimal(row["design_factor"]),
        factor_year=cast(int | None, row["design_factor_year"]),
        coal=_decimal(row["design_coal_t"]),
        increment=_decimal(row["design_increment_tce"]),
        added_value=_decimal(row["design_added_value_10k_cny"]),
        approval=approval if number or approval.energy is not None else None,
        listed_on=_date(row["two_high_listed_on"]),
        started_on=_date(row["started_on"]),
        accepted_on=_date(row["accepted_on"]),
        built_on=_date(row["built_on"]),
        closed_on=_date(row["closed_on"]),
        closing_document=str(row["closing_document"] or ""),
        is_leader=row["two_high_is_leader"] is True,
        befell=befell,
        status=cast(Status, row["status"]),
        is_synthetic=row["is_synthetic"] is True,
        rows=rows,
    )


def _rows(rows: FrozenRows, table: str, **equals: Cell) -> tuple[Row, ...]:
    try:
        rows.table_hash(table)
    except ProblemsFound:
        return ()  # never published
    return rows.rows(table, **equals)


def _by_project(rows: Iterable[Row]) -> dict[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        found[str(row["two_high_id"])] = (*found.get(str(row["two_high_id"]), ()), row)
    return found


def _actual(row: Row) -> Actual:
    basis = cast(EnergyBasis, row["actual_energy_basis"])
    return Actual(int(str(row["period"])), cast(Decimal, row["actual_energy_tce"]), basis)


def _date(cell: Cell) -> date | None:
    return cast(date | None, cell)


def _decimal(cell: Cell) -> Decimal | None:
    return cast(Decimal | None, cell)
