"""Certificates (绿证抵扣): how far certificates may offset, and the saving that limit is taken of.

The notice caps the renewable consumption offset through certificates at a share of the saving a receiver
needs for its intensity target. It does not define that saving: the reading is a parameter of the pack.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import compound, difference, printed
from shuangkong.accounts.bases.lines import BridgeLine, added, in_unit_of
from shuangkong.packs import RuleEdition
from shuangkong.quantity import find_unit, quantise
from shuangkong.schema import columns
from shuangkong.trace import Absence, Figure, Label, Status, Trace, worst

__all__ = ["cap_line", "certificate_cap", "needed_saving", "received"]

_QUANTUM = columns()["deduction_tce"].quantum or Decimal(1)  # lines add up at the quantum of the records
_YUAN_IN_10K = Decimal("0.0001")
UNDETERMINED = Absence(
    "certificate_cap_undetermined",
    Label(
        "未给出强度目标或生产总值，绿证抵扣上限无法确定",
        "no intensity target or GDP: the certificate cap is unknown",
    ),
)


def needed_saving(gdp: Decimal, base_intensity: Decimal, target: Decimal) -> Decimal:
    """Return the saving a target needs (所需节能量) [10⁴ tce], in the reading of the packs.

    Formula: S = G_T · (I_0 − I_0 (1 − T)) = G_T · I_0 · T. A reading: the notice gives no definition.

    Parameters
    ----------
    gdp
        Output of the year assessed, at the constant prices of the base intensity [10⁸ yuan].
    base_intensity
        Intensity of the base year [tce per 10⁴ yuan].
    target
        Reduction asked for [fraction].

    Examples
    --------
    100 × 10⁸ yuan at 2 tce per 10⁴ yuan use 200 × 10⁴ tce; a cut by a tenth saves 20 of them.

    >>> needed_saving(Decimal(100), Decimal(2), Decimal("0.1"))
    Decimal('20.0')
    """
    return compound((gdp, base_intensity, target))


def certificate_cap(
    rule: RuleEdition, gdp: Account, base_intensity: Account, target: Decimal | None, *, unit: str
) -> Figure:
    """Return how much certificates may offset at most (绿证抵扣上限) [unit].

    Formula: cap = share · needed saving. Its status is at best that of the reading.
    """
    label = Label("绿证抵扣上限", "certificate cap")
    money, output, level = find_unit(gdp.figure.unit), gdp.figure.value, base_intensity.figure.value
    if target is None or output is None or level is None or money is None:
        return Figure(None, unit, Trace(label, "—", notes=(UNDETERMINED.reason,)), UNDETERMINED)
    reading = cast("Mapping[str, object]", rule.parameters["needed_saving"])
    per_10k = compound((output, money.factor, _YUAN_IN_10K))
    saving = needed_saving(per_10k, level, target)  # [tce]
    capped = quantise(compound((saving, rule.decimal("certificate_cap_share"))), _QUANTUM)
    value = in_unit_of(capped, unit)
    parts = (gdp.figure, base_intensity.figure)
    trace = Trace(
        label=label,
        value=f"{printed(value, 4)} {unit}",
        formula=f"{rule.decimal('certificate_cap_share')} × G_T × I_0 × {target}",
        rule=rule.reference,
        rows=tuple(row for each in parts for row in each.trace.rows),
        status=worst([rule.status, cast(Status, reading["status"]), *(each.status for each in parts)]),
        is_synthetic=any(each.is_synthetic for each in parts),
        notes=(_reading_note(reading),),
        inputs=lambda: tuple(each.trace for each in parts),
    )
    return Figure(value, unit, trace)


def _reading_note(reading: Mapping[str, object]) -> Label:
    formula, base = reading["reading"], reading["base_intensity"]
    return Label(
        f"文件未定义“所需节能量”，此处读作 {formula}（基期强度 {base}）",
        f"the notice does not define the needed saving: read as {formula} ({base} base intensity)",
    )


def received(lines: tuple[BridgeLine, ...], kinds: Mapping[str, str]) -> Decimal:
    """Return what certificates from other regions take out (受入绿证合计) [unit of the lines].

    Parameters
    ----------
    kinds
        Record id → kind of the records counted.
    """
    taken = [
        line.taken.value
        for line in lines
        if line.taken.value is not None and any(kinds.get(each) == "certificate" for each in line.records)
    ]
    return added(value for value in taken if value > 0)


def cap_line(rule: RuleEdition, cap: Figure, offset: Decimal) -> BridgeLine | None:
    """Return the line that puts back what lies beyond the cap (超出上限部分); None where nothing does."""
    if cap.value is None or offset <= cap.value:
        return None
    label = Label("绿证超出上限部分不予抵扣", "certificates beyond the cap are put back")
    value = difference(cap.value, offset)
    trace = Trace(
        label=label,
        value=f"{printed(value, 4)} {cap.unit}",
        formula="cap − Σ certificates",
        rule=rule.reference,
        rows=cap.trace.rows,
        status=cap.status,
        is_synthetic=cap.is_synthetic,
        inputs=lambda: (cap.trace,),
    )
    return BridgeLine("certificate_cap", label, Figure(value, cap.unit, trace), rule.reference, (), (), ())
