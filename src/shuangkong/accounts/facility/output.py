"""Energy per product (单位产品综合能耗): the facility's energy by declared shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from shuangkong.accounts.arithmetic import ONE, compound, exact_sum, printed, ratio
from shuangkong.accounts.facility.comprehensive import FacilityEnergy
from shuangkong.accounts.facility.line import row_reference
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.errors import Collector
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Coverage, Figure, Label, RowReference, Status, Trace, worst

__all__ = ["Output", "energy_per_output", "outputs_of", "sum_facilities"]

TABLE = "facility_output"


@dataclass(frozen=True)
class Output:
    """A product made (产品产量) [unit] and the share of the energy declared for it [fraction]."""

    product: str
    quantity: Decimal
    unit: str
    share: Decimal
    status: Status = "official"
    is_synthetic: bool = False
    rows: tuple[RowReference, ...] = ()


def outputs_of(
    rows: FrozenRows, facility: str, period: Period, *, synthetic: bool = False
) -> tuple[Output, ...]:
    """Return a facility's products of a period (某单位某期产品产量)."""
    found = rows.rows(TABLE, facility_id=facility, period=period.text, is_synthetic=synthetic)
    return tuple(
        Output(
            product=str(row["output_product"]),
            quantity=cast(Decimal, row["output_quantity"]),
            unit=str(row["unit"]),
            share=cast(Decimal, row["energy_share"]),
            status=cast(Status, row["status"]),
            is_synthetic=bool(row["is_synthetic"]),
            rows=(row_reference(rows, TABLE, row),),
        )
        for row in found
    )


def energy_per_output(
    energy: FacilityEnergy, outputs: Sequence[Output], *, with_feedstock: bool
) -> dict[str, Figure]:
    """Return the energy per unit of each product (单位产品综合能耗) [tce per unit of the product].

    Formula: e = E · share / output. An output of zero leaves it undefined, never 0.

    Parameters
    ----------
    with_feedstock
        Whether energy used as raw material counts; the limit it is compared with decides.

    Raises
    ------
    ProblemsFound
        ``facility_share_invalid`` for a share outside 0…1 or a negative output, ``facility_shares_not_whole``
        where the shares do not sum to 1, ``facility_synthetic_beside_real``.
    """
    where = f"{energy.facility} {energy.period}"
    problems = Collector()
    for each in outputs:
        if not 0 <= each.share <= 1 or each.quantity < 0:
            place = f"{where} {each.product}"
            problems.add("facility_share_invalid", place, share=each.share, quantity=each.quantity)
    whole = exact_sum(each.share for each in outputs)
    if whole != ONE:
        problems.add("facility_shares_not_whole", where, found=whole)
    base = energy.total if with_feedstock else energy.as_energy
    if {each.is_synthetic for each in outputs} | {base.is_synthetic} == {True, False}:
        problems.add("facility_synthetic_beside_real", where)
    problems.raise_errors()
    return {each.product: _per_unit(energy, base, each) for each in outputs}


def _per_unit(energy: FacilityEnergy, base: Figure, output: Output) -> Figure:
    unit = f"{base.unit}/{output.unit}"
    value, absence = None, base.absence
    if base.value is not None:
        found = ratio(compound((base.value, output.share)), output.quantity)
        value, absence = (None, found) if isinstance(found, Absence) else (found, None)
    where = f"{energy.facility} {energy.period} {output.product}"
    trace = Trace(
        label=Label(f"{where} 单位产品综合能耗", f"energy per unit of product, {where}"),
        value="—" if value is None else f"{printed(value, 4)} {unit}",
        formula="E · share / output",
        rows=tuple(dict.fromkeys(base.trace.rows + output.rows)),
        status=worst((base.status, output.status)),
        is_synthetic=base.is_synthetic,
        coverage=base.trace.coverage,
        inputs=lambda: (base.trace,),
    )
    return Figure(value, unit, trace, absence)


def sum_facilities(energies: Mapping[str, FacilityEnergy | None], *, label: Label) -> Figure:
    """Return the comprehensive energy of several facilities (用能单位合计) [tce], with who is silent.

    Energy that passes from one facility to another is sold by one and bought by the other, so the sum counts
    it once. The trace holds counts, not the facilities' lines: unit-level figures leave only added up.

    Parameters
    ----------
    energies
        Expected facility → its energy, None where it is silent.

    Raises
    ------
    ProblemsFound
        ``facility_two_bases`` or ``facility_synthetic_beside_real`` where they cannot be added.
    """
    held = {key: each for key, each in energies.items() if each is not None and each.total.value is not None}
    problems = Collector()
    if len(bases := {each.energy_basis for each in held.values()}) > 1:
        problems.add("facility_two_bases", label.zh, found=" / ".join(sorted(bases)))
    if len({each.total.is_synthetic for each in held.values()}) > 1:
        problems.add("facility_synthetic_beside_real", label.zh)
    problems.raise_errors()
    totals = [each.total for each in held.values()]
    value = exact_sum(each.value for each in totals if each.value is not None) if totals else None
    silent = tuple(key for key in energies if key not in held)
    trace = Trace(
        label=label,
        value="—" if value is None else f"{printed(value)} 吨标准煤",
        formula="Σ",
        status=worst(each.status for each in totals),
        is_synthetic=any(each.is_synthetic for each in totals),
        coverage=Coverage(len(energies), len(held), silent),
    )
    reason = Label("各单位均无可用数据", "no facility has a figure")
    return Figure(value, "吨标准煤", trace, None if totals else Absence("not_published", reason))
