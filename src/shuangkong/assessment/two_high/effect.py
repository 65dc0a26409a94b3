"""Effect of a project before its approval (项目影响): on the prefecture's energy, intensity and budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import difference, exact_sum, percent, printed, ratio
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import observe
from shuangkong.assessment.two_high.project import Project
from shuangkong.quantity import find_unit
from shuangkong.trace import Absence, Figure, Label, Trace, worst

__all__ = ["Effect", "effect_of"]

TCE, INTENSITY = "吨标准煤", "吨标准煤/万元"


@dataclass(frozen=True)
class Effect:
    """What a project does to the place it stands in (项目影响), all energy at its coal-equivalent.

    Attributes
    ----------
    own_intensity
        Energy per value added of the project itself [tce per 10⁴ yuan].
    total_change
        Energy of the project as per cent of the place's latest yearly energy.
    intensity_before, intensity_after, intensity_change
        Energy per GDP of the place without and with the project [tce per 10⁴ yuan], and the change [%].
    committed
        Design energy of projects approved there and not yet in production [tce], this one left out.
    budget_left
        What the place's energy budget leaves after its energy, what is committed and the project [tce].
    """

    own_intensity: Figure
    total_change: Figure
    intensity_before: Figure
    intensity_after: Figure
    intensity_change: Figure
    committed: Figure
    budget_left: Figure


def effect_of(
    rows: FrozenRows, project: Project, others: Sequence[Project], *, synthetic: bool, names: Naming = CODES
) -> Effect:
    """Return what a project does to the place it stands in (项目影响).

    Formulas: E/G → (E + e)/(G + v); e/E; e/v. E and G are the latest year that has both, e the design energy
    at its coal-equivalent, v the value added expected; without v, G stays and the result is the upper bound.

    Notes
    -----
    A rebuild adds its increment, which is filed calorific: on this basis its effect is not defined.
    """
    place = names.division(project.division)
    energy, gdp = _latest(rows, project.division, synthetic=synthetic, names=names)
    own = _figure(Label("项目设计能耗", "design energy"), project.equal, TCE, [_project_trace(project)])
    added = project.added_value
    if project.nature == "rebuild":
        reason = Absence(
            "increment_calorific",
            Label("改建按增量计，增量为当量值", "a rebuild adds its increment, which is filed calorific"),
        )
        own = _figure(own.trace.label, None, TCE, [own.trace], absence=reason)
    total = _tce(energy)
    value = None if gdp is None else _in_10k_yuan(gdp.figure)
    before = _quotient(Label(f"{place.zh}能耗强度", f"intensity of {place.en}"), total, value, INTENSITY)
    grown = None if value is None else exact_sum([value, added or Decimal(0)])
    label = Label(f"{place.zh}建成后能耗强度", f"intensity of {place.en} with the project")
    notes = (
        (Label("未填预计增加值，为上限", "value added is not filed: an upper bound"),)
        if added is None
        else ()
    )
    after = _quotient(label, _sum([total, own], "E + e"), grown, INTENSITY, notes)
    return Effect(
        own_intensity=_quotient(Label("项目能耗强度", "intensity of the project"), own, added, INTENSITY),
        total_change=_share(Label(f"占{place.zh}能耗", f"share of the energy of {place.en}"), own, total),
        intensity_before=before,
        intensity_after=after,
        intensity_change=_change(Label("能耗强度变化", "change of intensity"), before, after),
        committed=(committed := _committed(project, others)),
        budget_left=_budget(rows, project, [total, committed, own], synthetic=synthetic),
    )


def _latest(
    rows: FrozenRows, division: str, *, synthetic: bool, names: Naming
) -> tuple[Account | None, Account | None]:
    """Return energy and GDP of the latest year that has both at one vintage each, else the latest energy."""
    energy = [
        each
        for each in observe(
            rows,
            "energy_consumption",
            division,
            energy_basis="coal_equivalent",
            synthetic=synthetic,
            names=names,
        )
        if len(each.period.text) == len("2020") and each.series.energy_basis == "coal_equivalent"
    ]
    gdp = observe(rows, "gdp_constant", division, synthetic=synthetic, names=names)
    years = {each.period.text for each in gdp}
    both = [each for each in energy if each.period.text in years]
    if not both:
        return (energy[-1] if energy else None), None
    last = both[-1]
    return last, [each for each in gdp if each.period == last.period][-1]


def _tce(account: Account | None) -> Figure:
    label = Label("地区能源消费总量", "energy of the place")
    if account is None or account.figure.value is None:
        reason = Absence("no_energy", Label("没有该地区能源消费总量", "the energy of the place is not known"))
        return _figure(label, None, TCE, [], absence=reason)
    unit = find_unit(account.figure.unit)
    factor = Decimal(1) if unit is None else unit.factor
    return _figure(label, account.figure.value * factor, TCE, [account.figure.trace])


def _in_10k_yuan(figure: Figure) -> Decimal | None:
    unit = find_unit(figure.unit)
    return None if figure.value is None or unit is None else figure.value * unit.factor / 10000


def _project_trace(project: Project) -> Trace:
    return Trace(
        Label(f"项目 {project.name}", f"project {project.id}"),
        f"{printed(project.equal)} {TCE}",
        rows=project.rows,
        status=project.status,
        is_synthetic=project.is_synthetic,
    )


def _figure(
    label: Label,
    value: Decimal | None,
    unit: str,
    inputs: Sequence[Trace],
    *,
    formula: str = "",
    absence: Absence | None = None,
    notes: tuple[Label, ...] = (),
) -> Figure:
    trace = Trace(
        label,
        "—" if value is None else f"{printed(value, 4)} {unit}",
        formula=formula,
        status=worst(each.status for each in inputs),
        is_synthetic=any(each.is_synthetic for each in inputs),
        notes=notes,
        inputs=lambda: tuple(inputs),
    )
    if value is None and absence is None:
        absence = Absence("not_known", Label("缺所需数据", "what is needed is not known"))
    return Figure(value, unit, trace, absence)


def _sum(figures: Sequence[Figure], formula: str) -> Figure:
    values = [each.value for each in figures if each.value is not None]
    absence = next((each.absence for each in figures if each.absence is not None), None)
    total = exact_sum(values) if absence is None else None
    label = Label("合计", "sum")
    return _figure(label, total, TCE, [each.trace for each in figures], formula=formula, absence=absence)


def _quotient(
    label: Label, energy: Figure, per: Decimal | None, unit: str, notes: tuple[Label, ...] = ()
) -> Figure:
    found = None if energy.value is None or per is None else ratio(energy.value, per)
    absence = energy.absence if energy.absence is not None else None
    if isinstance(found, Absence):
        found, absence = None, found
    return _figure(label, found, unit, [energy.trace], formula="E / G", absence=absence, notes=notes)


def _share(label: Label, part: Figure, whole: Figure) -> Figure:
    found = _quotient(label, part, whole.value, "%")
    inputs = [part.trace, whole.trace]
    if found.value is None:
        return _figure(label, None, "%", inputs, absence=whole.absence or found.absence)
    return _figure(label, percent(found.value), "%", inputs, formula="100 × e / E")


def _change(label: Label, before: Figure, after: Figure) -> Figure:
    inputs = [before.trace, after.trace]
    if before.value is None or after.value is None:
        return _figure(label, None, "%", inputs, absence=after.absence or before.absence)
    found = ratio(after.value, before.value)
    if isinstance(found, Absence):
        return _figure(label, None, "%", inputs, absence=found)
    change = percent(difference(found, Decimal(1)))
    return _figure(label, change, "%", inputs, formula="100 × (after / before − 1)", notes=after.trace.notes)


def _committed(project: Project, others: Sequence[Project]) -> Figure:
    """Return what is approved in the place and not yet in production [tce]."""
    waiting = [
        each
        for each in others
        if each.division == project.division
        and each.id != project.id
        and each.approval is not None
        and each.stage in ("planned", "under_construction")
    ]
    label = Label("已批未投产项目能耗", "energy approved and not yet in production")
    inputs = [_project_trace(each) for each in waiting]
    return _figure(label, exact_sum(each.equal for each in waiting), TCE, inputs, formula="Σ e")


def _budget(rows: FrozenRows, project: Project, used: Sequence[Figure], *, synthetic: bool) -> Figure:
    """Return what the budget of the place leaves; a place without a budget has none, not nothing left."""
    label = Label("用能预算余量", "budget left")
    found = observe(
        rows, "energy_budget", project.division, energy_basis="coal_equivalent", synthetic=synthetic
    )
    if not found:
        reason = Absence("no_budget", Label("没有下达用能预算", "no energy budget is assigned"))
        return _figure(label, None, TCE, [], absence=reason)
    budget, spent = _tce(found[-1]), _sum(used, "E + committed + e")
    inputs = [budget.trace, spent.trace]
    if budget.value is None or spent.value is None:
        return _figure(label, None, TCE, inputs, absence=spent.absence or budget.absence)
    return _figure(label, difference(budget.value, spent.value), TCE, inputs, formula="B − E − committed − e")
