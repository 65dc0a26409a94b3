"""Review (节能审查): who reviews a project under the order in force, and whether it is in focus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.observation import plain
from shuangkong.assessment.two_high.project import Project
from shuangkong.errors import ProblemsFound
from shuangkong.packs import Packs, RuleEdition
from shuangkong.quantity import EnergyBasis
from shuangkong.trace import Absence, Label, Status, Trace, worst

__all__ = ["AUTHORITIES", "Authority", "Focus", "Review", "focus_of", "review_of"]

Authority = Literal["nation", "region", "below_region", "exempt"]
AUTHORITIES: Mapping[Authority, Label] = {
    "nation": Label("国家节能审查机关", "national office"),
    "region": Label("省级节能审查机关", "office of the region"),
    "below_region": Label("省级以下（由省级规定）", "below the region, as the region rules"),
    "exempt": Label("不再单独审查", "no review of its own"),
}
REVIEW_KEY, FOCUS_KEY = "energy-review", "two-high-focus"
_Tier = Mapping[str, object]


@dataclass(frozen=True)
class Review:
    """Who reviews a project under one order (节能审查权限).

    Attributes
    ----------
    energy
        Energy the order goes by [tce, its own basis]: the increment for a rebuild.
    authority
        None where a figure the order asks for is missing; ``absence`` says which.
    carbon_items
        What the carbon evaluation of the order must hold; empty where it has none.
    """

    rule: RuleEdition
    energy: Decimal | None
    energy_basis: EnergyBasis
    authority: Authority | None
    threshold: str
    status: Status
    notes: tuple[Label, ...] = ()
    absence: Absence | None = None

    @property
    def has_carbon_evaluation(self) -> bool:
        """Whether the order joins a carbon evaluation to the review."""
        return self.rule.parameters["has_carbon_evaluation"] is True

    @property
    def carbon_items(self) -> tuple[Label, ...]:
        """What the evaluation must hold."""
        items = cast(Sequence[Mapping[str, str]], self.rule.parameters["carbon_items"])
        return tuple(Label(item["zh"], item["en"]) for item in items)

    @property
    def trace(self) -> Trace:
        """How the authority came about."""
        who = None if self.authority is None else AUTHORITIES[self.authority]
        absence = () if self.absence is None else (self.absence.reason,)
        return Trace(
            label=Label("节能审查权限", "who reviews"),
            value="—" if who is None else f"{who.zh} {who.en}",
            formula=self.threshold,
            rule=self.rule.reference,
            status=self.status,
            notes=(*absence, *self.notes),
        )


@dataclass(frozen=True)
class Focus:
    """Whether a project is in focus (重点项目), with the factor year its figure rests on."""

    is_focus: bool
    energy: Decimal
    threshold: Decimal
    would_be_calorific: bool
    factor: Decimal | None
    factor_year: int | None
    trace: Trace


def review_of(packs: Packs, project: Project, *, on: date) -> Review:
    """Return who reviews a project under the order in force on a day (节能审查权限).

    Raises
    ------
    ProblemsFound
        ``rule_not_in_force`` where no order of the packs holds on that day.
    """
    rule = packs.rule(REVIEW_KEY, on=on)
    basis = cast(EnergyBasis, rule.parameters["energy_basis"])
    energy: Decimal | None = project.energy(basis)
    if project.nature == "rebuild" and rule.parameters["rebuild_by_increment"]:
        energy = project.increment
    if energy is None:
        reason = Absence(
            "increment_missing",
            Label("改建项目按能耗增量审查，未填增量", "a rebuild goes by its increment, which is missing"),
        )
        return Review(rule, None, basis, None, "", rule.status, absence=reason)
    notes: list[Label] = []
    for tier in cast(Sequence[_Tier], rule.parameters["tiers"]):
        if tier["industries"] == "two_high" and not _is_listed(packs, project, on):
            continue
        reached = _reached(tier, energy, project.coal, notes)
        if reached:
            status = worst([rule.status, cast(Status, tier["status"])])
            authority = cast(Authority, tier["authority"])
            return Review(rule, energy, basis, authority, reached, status, tuple(notes))
    return _below(rule, energy, basis, project, notes)


def _reached(tier: _Tier, energy: Decimal, coal: Decimal | None, notes: list[Label]) -> str:
    """Return the threshold of a tier that is reached, empty where none is."""
    limit, coal_limit = cast(Decimal, tier["energy_tce"]), cast(Decimal | None, tier["coal_t"])
    if energy >= limit:
        return f"{plain(energy)} ≥ {plain(limit)} tce"
    if coal_limit is not None and coal is None:
        text = Label("煤炭消费量未填，只按能耗判定", "coal is not filed; judged by energy alone")
        notes.extend([] if text in notes else [text])
    if coal_limit is not None and coal is not None and coal >= coal_limit:
        return f"{plain(coal)} ≥ {plain(coal_limit)} t"
    return ""


def _below(
    rule: RuleEdition, energy: Decimal, basis: EnergyBasis, project: Project, notes: list[Label]
) -> Review:
    exempt = cast(Mapping[str, object], rule.parameters["exempt"])
    status = worst([rule.status, cast(Status, exempt["status"])])
    limit = cast(Decimal, exempt["energy_tce"])
    shown = f"{plain(energy)} < {plain(limit)} tce"
    if energy >= limit:
        lowest = cast(Sequence[_Tier], rule.parameters["tiers"])[-1]
        top = cast(Decimal, lowest["energy_tce"])
        status = worst([rule.status, cast(Status, lowest["status"])])
        shown = f"{plain(limit)} ≤ {plain(energy)} < {plain(top)} tce"
        return Review(rule, energy, basis, "below_region", shown, status, tuple(notes))
    for name, value in (("electricity_10k_kwh", project.electricity), ("coal_t", project.coal)):
        other = cast(Decimal | None, exempt[name])
        if other is None:
            continue
        if value is None:
            reason = Absence(
                "exemption_undecided",
                Label("免审条件所需的用电量或用煤量未填", "electricity or coal of the exemption is missing"),
            )
            return Review(rule, energy, basis, None, shown, status, tuple(notes), reason)
        if value >= other:
            return Review(rule, energy, basis, "below_region", shown, status, tuple(notes))
        shown = f"{shown}; {name} {plain(value)} < {plain(other)}"
    return Review(rule, energy, basis, "exempt", shown, status, tuple(notes))


def _is_listed(packs: Packs, project: Project, on: date) -> bool:
    """Whether a project is of a two-high industry; every industry of the register is where no list holds."""
    try:
        rule = packs.rule(FOCUS_KEY, on=on)
    except ProblemsFound:
        return True
    return project.industry in cast(Sequence[str], rule.parameters["industries"])


def focus_of(packs: Packs, project: Project, *, on: date) -> Focus | Absence:
    """Return whether a project is in focus (重点项目判定), or why no threshold holds on that day.

    Examples
    --------
    200 GWh and coal of 10,000 tce: 34,580 tce calorific, 70,000 tce at 0.30 kgce/kWh.

    >>> from shuangkong.packs import load_packs
    >>> project = Project("P", "150100", "示例", "示例", "steel", "planned", "new", Decimal(70000),
    ...                   Decimal(34580), factor=Decimal("0.30"), factor_year=2022)
    >>> focus = focus_of(load_packs("cn-15-14fyp"), project, on=date(2023, 1, 1))
    >>> focus.is_focus, focus.would_be_calorific, focus.factor_year
    (True, False, 2022)
    """
    try:
        rule = packs.rule(FOCUS_KEY, on=on)
    except ProblemsFound:
        text = Label("当日没有重点项目门槛", "no threshold of focus holds on that day")
        return Absence("no_threshold", text)
    threshold = rule.decimal("threshold_tce")
    energy = project.energy(cast(EnergyBasis, rule.parameters["energy_basis"]))
    is_listed = project.industry in cast(Sequence[str], rule.parameters["industries"])
    year = "—" if project.factor_year is None else str(project.factor_year)
    factor = "—" if project.factor is None else plain(project.factor)
    trace = Trace(
        label=Label("重点项目判定", "focus"),
        value=f"{plain(energy)} tce",
        formula=f"E ≥ {plain(threshold)} tce",
        rule=rule.reference,
        rows=project.rows,
        status=worst([rule.status, project.status]),
        is_synthetic=project.is_synthetic,
        notes=(
            Label(f"等价系数 {factor} kgce/kWh（{year}年）", f"factor {factor} kgce/kWh of {year}"),
            Label(f"当量值 {plain(project.calorific)} 吨标准煤", f"{plain(project.calorific)} tce calorific"),
        ),
    )
    return Focus(
        is_focus=is_listed and energy >= threshold,
        energy=energy,
        threshold=threshold,
        would_be_calorific=is_listed and project.calorific >= threshold,
        factor=project.factor,
        factor_year=project.factor_year,
        trace=trace,
    )
