"""Standing of a project (项目现状): stage, focus, review, lines, violations, energy used and substitution."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound, exact_sum, percent, ratio
from shuangkong.assessment.two_high.duty import ClockStart, LineStanding, line_standing
from shuangkong.assessment.two_high.project import Actual, Project, Stage
from shuangkong.assessment.two_high.review import Focus, Review, focus_of, review_of
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import Packs, RuleEdition
from shuangkong.schema import Row
from shuangkong.standards import Adoption
from shuangkong.trace import Absence, Label, Status, worst

__all__ = [
    "Consequence",
    "EnergyUse",
    "Standing",
    "SubstitutionStanding",
    "ViolationStanding",
    "source_uses",
    "standing_of",
    "standings_of",
]

_ONE = Decimal(1)
_OPEN_STATES = ("found", "ordered")
UseVerdict = Literal["within", "above", "needs_change", "not_compared"]


@dataclass(frozen=True)
class Consequence:
    """What a public text says follows a violation (处理后果)."""

    first: Label
    then: Label | None
    rule: RuleEdition


@dataclass(frozen=True)
class ViolationStanding:
    """A violation on a day (违规现状), with what follows it and whether its deadline has passed."""

    row: Row
    is_open: bool
    is_overdue: bool
    consequences: tuple[Consequence, ...]

    @property
    def kind(self) -> str:
        """One of the six kinds."""
        return str(self.row["violation_kind"])


@dataclass(frozen=True)
class EnergyUse:
    """Energy used in a year beside the energy approved (实际与批复能耗), both on the approval's own basis.

    Attributes
    ----------
    share
        Used as per cent of approved.
    verdict
        ``needs_change`` where it passes the approved energy by so much that the order in force on the last
        day of the year asks for a change to be applied for.
    """

    actual: Actual
    approved: Decimal | None
    share: Decimal | None
    verdict: UseVerdict
    absence: Absence | None = None


@dataclass(frozen=True)
class SubstitutionStanding:
    """Substitution of one material (替代现状): supplied against demand × ratio; no source used twice."""

    material: str
    unit: str
    needed: Decimal
    supplied: Decimal
    used_twice: tuple[str, ...]
    open_sources: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        """Whether what is supplied covers what is needed."""
        return self.supplied >= self.needed and not self.used_twice


@dataclass(frozen=True)
class Standing:
    """Where a project stands on a day (项目现状)."""

    project: Project
    on: date
    stage: Stage | None
    focus: Focus | Absence
    review: Review | Absence
    opinion_lapsed: bool
    lines: tuple[LineStanding, ...]
    violations: tuple[ViolationStanding, ...]
    energy: tuple[EnergyUse, ...]
    substitution: tuple[SubstitutionStanding, ...]
    is_leader: bool

    @property
    def is_focus(self) -> bool:
        """Whether the project is in focus."""
        return isinstance(self.focus, Focus) and self.focus.is_focus

    @property
    def overdue(self) -> tuple[str, ...]:
        """Ids of the lines and violations whose deadline has passed."""
        lines = (line.id for line in self.lines if line.is_overdue)
        violations = (str(v.row["two_high_violation_id"]) for v in self.violations if v.is_overdue)
        return (*lines, *violations)

    @property
    def status(self) -> Status:
        """Worst status of what the standing rests on."""
        review = [self.review.status] if isinstance(self.review, Review) else []
        focus = [self.focus.trace.status] if isinstance(self.focus, Focus) else []
        return worst([self.project.status, *focus, *review, *(line.status for line in self.lines)])


def standings_of(
    packs: Packs,
    projects: Sequence[Project],
    *,
    on: date,
    reading: ClockStart | None = None,
    signed_off: tuple[Adoption, ...] = (),
    problems: Collector,
) -> tuple[Standing, ...]:
    """Return where every project listed by a day stands (台账现状); sources are looked at across projects."""
    uses = source_uses(projects)
    found = (
        standing_of(packs, each, on=on, reading=reading, signed_off=signed_off, uses=uses, problems=problems)
        for each in projects
    )
    return tuple(each for each in found if each.stage is not None)


def standing_of(
    packs: Packs,
    project: Project,
    *,
    on: date,
    problems: Collector,
    reading: ClockStart | None = None,
    signed_off: tuple[Adoption, ...] = (),
    uses: Mapping[tuple[str, str], int] | None = None,
) -> Standing:
    """Return where a project stands on a day (项目现状).

    The review is that of the order in force when the opinion was given; without an opinion, on the day asked.
    What cannot be compared is noted in ``problems`` and nothing else is lost.
    """
    approval = project.approval
    reviewed = on if approval is None or approval.on is None else approval.on
    review: Review | Absence
    try:
        review = review_of(packs, project, on=reviewed)
    except ProblemsFound:
        review = Absence("no_order", Label("当日没有施行的节能审查办法", "no order was in force on that day"))
    stage = project.stage_on(on)
    lapsed = approval is not None and approval.valid_to is not None and approval.valid_to < on
    lines = tuple(
        line_standing(packs, row, on=on, reading=reading, signed_off=signed_off, problems=problems)
        for row in project.befell.lines
    )
    return Standing(
        project=project,
        on=on,
        stage=stage,
        focus=focus_of(packs, project, on=on),
        review=review,
        opinion_lapsed=lapsed and stage == "planned",
        lines=lines,
        violations=tuple(_violations(packs, project.befell.violations, on)),
        energy=tuple(
            _use(packs, project, actual) for actual in project.befell.actuals if actual.year < on.year
        ),
        substitution=_substitution(project, uses or source_uses([project]), on),
        is_leader=project.is_leader_on(on),
    )


def _violations(packs: Packs, rows: Iterable[Row], on: date) -> Iterable[ViolationStanding]:
    for row in rows:
        found = cast(date, row["violation_found_on"])
        if found > on:
            continue
        rectified, due = (cast(date | None, row[f"violation_{name}_on"]) for name in ("rectified", "due"))
        is_open = row["violation_state"] in _OPEN_STATES or (rectified is not None and rectified > on)
        is_overdue = is_open and due is not None and due < on
        yield ViolationStanding(row, is_open, is_overdue, _consequences(packs, row, found))


def _consequences(packs: Packs, row: Row, on: date) -> tuple[Consequence, ...]:
    """Return what the texts in force when it was found say of its kind; none where they say nothing."""
    found = []
    for rule in packs.rules("violations"):
        for each in cast(Sequence[Mapping[str, object]], rule.parameters["consequences"]):
            if rule.is_in_force(on) and row["violation_kind"] in cast(Sequence[str], each["kinds"]):
                texts = [cast(Mapping[str, str] | None, each[name]) for name in ("first", "then")]
                first, then = (None if text is None else Label(text["zh"], text["en"]) for text in texts)
                if first is not None:
                    found.append(Consequence(first, then, rule))
    return tuple(found)


def _use(packs: Packs, project: Project, actual: Actual) -> EnergyUse:
    approval = project.approval
    if approval is None or approval.energy is None or approval.energy_basis is None:
        text = Label("没有批复能耗", "no energy was approved")
        return EnergyUse(actual, None, None, "not_compared", Absence("no_approved_energy", text))
    if approval.energy_basis != actual.energy_basis:
        text = Label("实际能耗与批复能耗口径不同，不能比较", "the energy used is on another basis")
        return EnergyUse(actual, approval.energy, None, "not_compared", Absence("basis_differs", text))
    used = ratio(actual.energy, approval.energy)
    if isinstance(used, Absence):
        return EnergyUse(actual, approval.energy, None, "not_compared", used)
    verdict: UseVerdict = "within" if actual.energy <= approval.energy else "above"
    most = _change_share(packs, date(actual.year, 12, 31))
    if most is not None and used >= most:
        verdict = "needs_change"
    return EnergyUse(actual, approval.energy, percent(used), verdict)


def _change_share(packs: Packs, on: date) -> Decimal | None:
    """Return from which share of the approved energy a change is applied for, None where no order says."""
    try:
        change = packs.rule("energy-review", on=on).parameters["change"]
    except ProblemsFound:
        return None
    above = None if change is None else cast(Mapping[str, object], change)["above_pct"]
    return None if above is None else _ONE + cast(Decimal, above) / 100


def source_uses(projects: Iterable[Project]) -> dict[tuple[str, str], int]:
    """Return how often each source of a material is used over all projects (来源使用次数)."""
    uses: dict[tuple[str, str], int] = {}
    for project in projects:
        for row in project.befell.substitutions:
            key = str(row["substitution_source_id"]), str(row["substitution_material"])
            uses[key] = uses.get(key, 0) + 1
    return uses


def _substitution(
    project: Project, uses: Mapping[tuple[str, str], int], on: date
) -> tuple[SubstitutionStanding, ...]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in project.befell.substitutions:
        groups.setdefault((str(row["substitution_material"]), str(row["unit"])), []).append(row)
    found = []
    for (material, unit), rows in sorted(groups.items()):
        needs = (
            compound((cast(Decimal, r["substitution_demand"]), cast(Decimal, r["substitution_ratio"])))
            for r in rows
        )
        sources = [str(row["substitution_source_id"]) for row in rows]
        found.append(
            SubstitutionStanding(
                material=material,
                unit=unit,
                needed=max(needs),  # every row of a material repeats the project's demand
                supplied=exact_sum(cast(Decimal, row["substitution_supply"]) for row in rows),
                used_twice=tuple(each for each in sources if uses.get((each, material), 1) > 1),
                open_sources=tuple(
                    source for source, row in zip(sources, rows, strict=True) if not _is_retired(row, on)
                ),
            )
        )
    return tuple(found)


def _is_retired(row: Row, on: date) -> bool:
    retired = cast(date | None, row["substitution_retired_on"])
    return retired is not None and retired <= on and bool(row["evidence_document"])
