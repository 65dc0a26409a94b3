"""Formulas of reductions (减排量公式): identities of units alone, not official ones; every trace says so.

No public text gives the formulas of the guide's categories. These follow from the dimensions of the inputs;
a rule edition lists which of them may be used, and its status is the best a result can have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.accounts.arithmetic import ONE, compound, difference
from shuangkong.accounts.observation import plain
from shuangkong.accounts.pollutant.outcome import TONNE
from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.packs import RuleEdition
from shuangkong.quantity import exact
from shuangkong.trace import Absence, Figure, Label, Trace

__all__ = ["FORMULAS", "Formula", "reduction_by_formula"]

Inputs = Mapping[str, Decimal]
_G_IN_T = exact("0.000001")  # g/m³ of a flow in m³: mg/L = g/m³, and 10⁶ g make a tonne
_KG_IN_T = exact("0.001")
_MG_IN_T = exact("0.000000001")


@dataclass(frozen=True)
class Formula:
    """A formula of a reduction (公式) [t]: its inputs with their units, and how they combine.

    Attributes
    ----------
    inputs
        Name → unit. An input in ``share`` lies between 0 and 1; no input is negative.
    """

    label: Label
    text: str
    inputs: Mapping[str, str]
    value: Callable[[Inputs], Decimal]


def _flow(names: Inputs, fall: Decimal) -> Decimal:
    return compound((names["flow"], names["days"], fall, _G_IN_T))


_FLOW = {"flow": "m3/d", "days": "d"}
_CAPTURE = {
    "solvent": "t",
    "voc_share": "share",
    "collection_old": "share",
    "destruction_old": "share",
    "collection_new": "share",
    "destruction_new": "share",
}
FORMULAS: Mapping[str, Formula] = {
    "sewage_new_volume": Formula(
        Label("城镇污水处理新增水量", "urban sewage, new volume"),
        "Q × d × (C_in − C_out) × 10⁻⁶ × k_v",
        _FLOW | {"c_in": "mg/L", "c_out": "mg/L", "verification": "share"},
        lambda i: compound((_flow(i, difference(i["c_in"], i["c_out"])), i["verification"])),
    ),
    "sewage_upgrade": Formula(
        Label("污水处理提标改造", "upgrade of a sewage plant"),
        "Q × d × (C_old − C_new) × 10⁻⁶",
        _FLOW | {"c_old": "mg/L", "c_new": "mg/L"},
        lambda i: _flow(i, difference(i["c_old"], i["c_new"])),
    ),
    "reclaimed_water": Formula(
        Label("再生水利用", "reclaimed water"),
        "Q_reuse × d × C_out × 10⁻⁶",
        _FLOW | {"c_out": "mg/L"},
        lambda i: _flow(i, i["c_out"]),
    ),
    "nox_by_activity": Formula(
        Label("氮氧化物末端治理（产污系数）", "NOx end-of-pipe, by activity"),
        "A × EF × (η_new − η_old) × 10⁻³",
        {"activity": "unit", "factor": "kg/unit", "efficiency_old": "share", "efficiency_new": "share"},
        lambda i: compound(
            (i["activity"], i["factor"], difference(i["efficiency_new"], i["efficiency_old"]), _KG_IN_T)
        ),
    ),
    "nox_by_gas": Formula(
        Label("氮氧化物末端治理（烟气量）", "NOx end-of-pipe, by flue gas"),
        "V × (C_old − C_new) × 10⁻⁹",
        {"gas": "Nm3", "c_old": "mg/Nm3", "c_new": "mg/Nm3"},
        lambda i: compound((i["gas"], difference(i["c_old"], i["c_new"]), _MG_IN_T)),
    ),
    "vocs_end_of_pipe": Formula(
        Label("挥发性有机物末端治理", "VOCs end-of-pipe"),
        "W × c × (κ_new × η_new − κ_old × η_old)",
        _CAPTURE,
        lambda i: compound(
            (
                i["solvent"],
                i["voc_share"],
                difference(
                    compound((i["collection_new"], i["destruction_new"])),
                    compound((i["collection_old"], i["destruction_old"])),
                ),
            )
        ),
    ),
    "vocs_substitution": Formula(
        Label("挥发性有机物源头替代", "VOCs source substitution"),
        "W × (c_old − c_new) × (1 − κ × η)",
        {
            "solvent": "t",
            "voc_old": "share",
            "voc_new": "share",
            "collection": "share",
            "destruction": "share",
        },
        lambda i: compound(
            (
                i["solvent"],
                difference(i["voc_old"], i["voc_new"]),
                difference(ONE, compound((i["collection"], i["destruction"]))),
            )
        ),
    ),
    "shutdown": Formula(
        Label("关停", "shutdown"),
        "last verified annual emission − actual emission in the year",
        {"last_verified": "t", "actual": "t"},
        lambda i: difference(i["last_verified"], i["actual"]),
    ),
    "domestic_load": Formula(
        Label("城镇生活污染物产生量", "domestic load before removal"),
        "population × g/(person·d) × d × 10⁻⁶ − removed",
        {"persons": "persons", "load": "g/(person·d)", "days": "d", "removed": "t"},
        lambda i: difference(compound((i["persons"], i["load"], i["days"], _G_IN_T)), i["removed"]),
    ),
}


def reduction_by_formula(name: str, inputs: Inputs, *, rule: RuleEdition) -> Figure:
    """Return a reduction computed from process parameters (按公式核算减排量) [t].

    A result below zero is no reduction: it is absent with ``not_a_reduction`` and the increase in its reason.

    Raises
    ------
    ProblemsFound
        ``reduction_formula_unknown`` if the rule lists no such formula; ``reduction_formula_input`` for every
        input that is missing, unknown, negative, or a share above 1.

    Examples
    --------
    An upgrade from 50 to 30 mg/L at 50,000 m³/d over 365 d.

    >>> from datetime import date
    >>> from shuangkong.packs import load_packs
    >>> rule = load_packs("cn").rule("reduction-practice", on=date(2022, 1, 1))
    >>> inputs = {"flow": exact(50000), "days": exact(365), "c_old": exact(50), "c_new": exact(30)}
    >>> found = reduction_by_formula("sewage_upgrade", inputs, rule=rule)
    >>> plain(found.value), found.unit, found.status
    ('365', '吨', 'constructed')
    """
    formula = _listed(name, rule)
    _check_inputs(name, formula, inputs)
    value = formula.value(inputs)
    absence = None
    if value < 0:
        more = plain(value.copy_abs())
        absence = Absence("not_a_reduction", Label(f"排放增加 {more} 吨", f"the emission grows by {more} t"))
    used = ", ".join(f"{each} = {plain(inputs[each])} {unit}" for each, unit in formula.inputs.items())
    trace = Trace(
        label=formula.label,
        value="—" if absence else f"{plain(value)} {TONNE}",
        formula=formula.text,
        rule=rule.reference,
        status=rule.status,
        notes=(Label(f"非官方公式，由量纲推得；{used}", f"no official formula, from units alone; {used}"),),
    )
    return Figure(None if absence else value, TONNE, trace, absence)


def _listed(name: str, rule: RuleEdition) -> Formula:
    listed = rule.parameters.get("formulas") or ()
    known = [each for each in FORMULAS if isinstance(listed, tuple) and each in listed]
    if name not in known:
        details = {"formula": name, "known": ", ".join(known) or "—"}
        raise ProblemsFound([Problem("reduction_formula_unknown", f"{rule.key}@{rule.edition}", details)])
    return FORMULAS[name]


def _check_inputs(name: str, formula: Formula, inputs: Inputs) -> None:
    problems = Collector()
    for each in sorted(formula.inputs.keys() | inputs.keys()):
        unit, found = formula.inputs.get(each), inputs.get(each)
        details = {"formula": name, "name": each, "found": "—" if found is None else found}
        if unit is None or found is None:
            problems.add("reduction_formula_input", name, wanted=unit or "no such input", **details)
        elif found < 0 or (unit == "share" and found > ONE):
            wanted = "0…1" if unit == "share" else f"≥ 0 {unit}"
            problems.add("reduction_formula_input", name, wanted=wanted, **details)
    problems.raise_errors()
