"""Other sources (交叉核对): what meters, the grid and the months say of a user, against its report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from shuangkong.accounts import FrozenRows, signed
from shuangkong.accounts.arithmetic import compound, difference, exact_sum, ratio
from shuangkong.accounts.facility import in_tce
from shuangkong.assessment.energy_report.doubt import Doubts
from shuangkong.assessment.energy_report.report import (
    BASIC,
    CONSUMPTION,
    MONTHLY,
    EnergyReport,
    table_rows,
)
from shuangkong.quantity import EnergyBasis, find_unit

__all__ = ["Months", "Online", "OtherSources", "check_other_sources", "read_other_sources"]

TOTAL = "energy_total"
_WHO = {"grid": ("电网企业", "the grid company"), "metered": ("在线计量", "on-line meters")}
_MONTHS = 12


@dataclass(frozen=True)
class Online:
    """What the grid or meters say of one product in one year (在线数据) [unit]."""

    reporter: str
    product: str
    value: Decimal
    unit: str
    basis: EnergyBasis | None


@dataclass(frozen=True)
class Months:
    """The monthly reports of one year (月报): how many, and their sum [tce]."""

    count: int
    total: Decimal


@dataclass(frozen=True)
class OtherSources:
    """What else is known of each user in a year (其他来源)."""

    online: Mapping[str, tuple[Online, ...]] = field(default_factory=dict)
    months: Mapping[str, Months] = field(default_factory=dict)

    def total(self, facility: str) -> Decimal | None:
        """Return what other sources say of a user's whole energy [tce], None where none does."""
        said = [each.value for each in self.online.get(facility, ()) if each.product == TOTAL]
        return max(said, default=None)


def read_other_sources(rows: FrozenRows, year: int, *, synthetic: bool) -> OtherSources:
    """Return what the grid, meters and monthly reports say of a year (其他来源)."""
    online: dict[str, list[Online]] = defaultdict(list)
    for row in table_rows(rows, "facility_energy", synthetic=synthetic):
        if row["period"] == str(year) and row["reported_by"] in _WHO and row["value"] is not None:
            said = Online(
                str(row["reported_by"]),
                str(row["product_id"]),
                cast(Decimal, row["value"]),
                str(row["unit"]),
                cast(EnergyBasis | None, row["energy_basis"]),
            )
            online[str(row["facility_id"])].append(said)
    months: dict[str, list[Decimal]] = defaultdict(list)
    for row in table_rows(rows, MONTHLY, synthetic=synthetic):
        if str(row["period"]).startswith(f"{year}-") and row["monthly_energy_tce"] is not None:
            months[str(row["facility_id"])].append(cast(Decimal, row["monthly_energy_tce"]))
    return OtherSources(
        {name: tuple(held) for name, held in online.items()},
        {name: Months(len(held), exact_sum(held)) for name, held in months.items()},
    )


def check_other_sources(report: EnergyReport, sources: OtherSources, doubts: Doubts) -> None:
    """Note where a report and what others say of the user differ (交叉核对)."""
    for said in sources.online.get(report.facility, ()):
        _check_online(report, said, doubts)
    held = sources.months.get(report.facility)
    if held is None:
        return
    if held.count < _MONTHS:
        doubts.add("months", (MONTHLY, (), ""), None, count=held.count, missing=_MONTHS - held.count)
        return
    total = None if report.totals is None else report.totals.coal_equivalent
    if total is None:
        return
    found = difference(total, held.total)
    if abs(found) > doubts.terms.tolerance("monthly_tolerance_pct", total, held.total):
        details = {"found": signed(total), "months": signed(held.total), "apart": signed(found)}
        doubts.add("monthly", (BASIC, (), "report_total_equivalent_tce"), found, **details)


def _check_online(report: EnergyReport, said: Online, doubts: Doubts) -> None:
    cell, value, size = _reported(report, said)
    is_left_out = said.product != TOTAL and bool(report.uses) and report.use(said.product) is None
    if value is None and not (is_left_out and said.value > 0):
        return
    if value is not None and abs(difference(value, said.value)) <= doubts.terms.tolerance(
        "online_tolerance_pct", value, said.value
    ):
        return
    who = _WHO[said.reporter]
    details = {
        "found": "—" if value is None else f"{signed(value)} {said.unit}",
        "said": f"{signed(said.value)} {said.unit}",
        "who_zh": who[0],
        "who_en": who[1],
    }
    doubts.add("online", cell, size, **details)


def _reported(
    report: EnergyReport, said: Online
) -> tuple[tuple[str, tuple[str, ...], str], Decimal | None, Decimal | None]:
    """Return the cell that answers to what others say, its value in their unit, and the gap [tce]."""
    if said.product == TOTAL:
        basis: EnergyBasis = said.basis or "coal_equivalent"
        column = "report_total_tce" if basis == "calorific" else "report_total_equivalent_tce"
        total = None if report.totals is None else report.totals.on(basis)
        value = _converted(total, "吨标准煤", said.unit)
        size = None if value is None else _converted(difference(value, said.value), said.unit, "吨标准煤")
        return (BASIC, (), column), value, size
    line = report.use(said.product)
    name = "purchased" if said.reporter == "grid" else "used"
    cell = (CONSUMPTION, (said.product,), f"consumption_{name}")
    if line is None:
        return cell, None, None
    value = _converted(line.cell(name), line.unit, said.unit)
    if value is None or line.factor is None:
        return cell, value, None
    return cell, value, in_tce(difference(value, said.value), said.unit, line.factor, line.factor_unit)


def _converted(value: Decimal | None, unit: str, to: str) -> Decimal | None:
    """Return an amount in another unit of its dimension; None where there is none."""
    one, other = find_unit(unit), find_unit(to)
    if value is None or one is None or other is None or one.dimension != other.dimension:
        return None
    found = ratio(compound((value, one.factor)), other.factor)
    return found if isinstance(found, Decimal) else None
