"""Emissions of one activity (活动排放量): amount × factor, or what a process filed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal, cast, get_args

from shuangkong.accounts.account import Account
from shuangkong.accounts.arithmetic import compound
from shuangkong.accounts.carbon.factors import FactorSet, fuel_factor, grid_factor, heat_factor
from shuangkong.accounts.carbon.series import CarbonSeries
from shuangkong.accounts.frozen import FrozenRows, signed_off
from shuangkong.accounts.observation import plain
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.quantity import Period, exact, find_unit
from shuangkong.schema import Row, table, write_cell
from shuangkong.trace import Figure, Label, RowReference, Status, Trace, worst

__all__ = ["CO2_UNIT", "Activity", "emissions"]

CO2_UNIT = "吨二氧化碳"
Activity = Literal[
    "fuel_combustion", "process", "electricity_import", "electricity_export", "heat_import", "heat_export"
]
_STAGES = ("estimate", "preliminary", "final")
# Unit of a factor → dimension its amount is measured in, and the factor in tCO2 per reference unit of it.
_PER = {
    "tCO2/t": ("mass_t", exact(1)),
    "tCO2/10^4 Nm3": ("volume_m3", exact("0.0001")),
    "tCO2/GJ": ("heat_gj", exact(1)),
    "kgCO2/kWh": ("energy_kwh", exact("0.001")),
}


def emissions(
    rows: FrozenRows,
    division: str,
    period: Period,
    factors: FactorSet,
    *,
    known_on: date,
    synthetic: bool = False,
) -> dict[Activity, tuple[Account, ...]]:
    """Return the emission of every activity filed (活动排放量) [tCO2], the latest stage of each.

    Formula: amount × factor; a process enters as filed. Only activities with rows are in the result.

    Parameters
    ----------
    synthetic
        Take demonstration rows only, or real rows only; never both.

    Raises
    ------
    ProblemsFound
        All at once: ``carbon_factor_missing``, ``carbon_unit_wrong``, ``carbon_amount_negative``.
    """
    found = _latest(
        rows.rows("carbon_activity", division_code=division, period=period.text, is_synthetic=synthetic)
    )
    factors = replace(factors, signed_off=signed_off(rows, known_on))
    table_hash, problems = rows.table_hash("carbon_activity"), Collector()
    held: dict[Activity, list[Account]] = {name: [] for name in get_args(Activity)}
    for row in found:
        try:
            account = _emission(row, period, factors, known_on, table_hash)
        except ProblemsFound as error:
            problems.extend(error.problems)
            continue
        held[cast(Activity, row["carbon_activity"])].append(account)
    problems.raise_errors()
    return {name: tuple(accounts) for name, accounts in held.items() if accounts}


def _latest(found: tuple[Row, ...]) -> list[Row]:
    """Return the latest stage of each activity, subject and vintage; a row without a value is none."""
    latest: dict[tuple[str, ...], Row] = {}
    for row in found:
        key = tuple(str(row[name]) for name in ("carbon_activity", "activity_subject", "vintage"))
        if row["value"] is None:
            continue
        if key not in latest or _STAGES.index(str(latest[key]["stage"])) < _STAGES.index(str(row["stage"])):
            latest[key] = row
    return [latest[key] for key in sorted(latest)]


def _emission(row: Row, period: Period, factors: FactorSet, on: date, table_hash: str) -> Account:
    activity, subject = cast(Activity, row["carbon_activity"]), str(row["activity_subject"])
    amount = _amount(row, table_hash)
    vintage = str(row["vintage"] or "")
    if activity == "process":
        value, factor = _in_reference_unit(row, "mass_co2_t"), None
        series = CarbonSeries(vintage=vintage)
    else:
        factor = _factor_of(activity, subject, period, factors, on)
        dimension, scale = _PER[factor.unit]
        assert factor.value is not None
        value = compound((_in_reference_unit(row, dimension), factor.value, scale))
        series = CarbonSeries(
            vintage=vintage,
            fuel_set=factors.fuels if activity == "fuel_combustion" else "",
            grid=factors.grid_name if activity.startswith("electricity") else "",
        )
    inputs = (amount,) if factor is None else (amount, factor.trace)
    trace = Trace(
        label=Label(f"{period} {subject} 二氧化碳排放", f"CO2 of {subject}, {period}, {activity}"),
        value=f"{plain(value)} {CO2_UNIT}",
        formula="" if factor is None else "AD × EF",
        rows=amount.rows,
        status=worst(each.status for each in inputs),
        is_synthetic=amount.is_synthetic,
        inputs=lambda: inputs,
    )
    figure = Figure(value, CO2_UNIT, trace)
    return Account(str(row["division_code"]), f"co2_{activity}", period, figure, series)


def _factor_of(activity: Activity, subject: str, period: Period, factors: FactorSet, on: date) -> Figure:
    if activity == "fuel_combustion":
        return fuel_factor(subject, factors.fuels, on=on, signed_off=factors.signed_off)
    if activity.startswith("electricity"):
        return grid_factor(subject, factors, year=period.end.year, on=on)
    return heat_factor(on=on, signed_off=factors.signed_off)


def _in_reference_unit(row: Row, dimension: str) -> Decimal:
    where = _where(row)
    unit, value = find_unit(str(row["unit"])), cast(Decimal, row["value"])
    problems = Collector()
    if unit is None or unit.dimension != dimension:
        problems.add("carbon_unit_wrong", where, found=row["unit"], wanted=dimension)
    if value < 0:
        problems.add("carbon_amount_negative", where, found=plain(value))
    problems.raise_errors()
    assert unit is not None
    return compound((value, unit.factor))


def _where(row: Row) -> str:
    return f"{row['division_code']} {row['period']} {row['carbon_activity']} {row['activity_subject']}"


def _amount(row: Row, table_hash: str) -> Trace:
    layout = table("carbon_activity")
    key = tuple(write_cell(row[name], layout.column(name)) for name in layout.key)
    return Trace(
        label=Label(
            f"{row['period']} {row['activity_subject']} 活动水平",
            f"activity data of {row['activity_subject']}",
        ),
        value=f"{plain(cast(Decimal, row['value']))} {row['unit']}",
        rows=(RowReference("carbon_activity", key, table_hash),),
        status=cast(Status, row["status"]),
        is_synthetic=bool(row["is_synthetic"]),
        notes=tuple(Label(str(row[name]), str(row[name])) for name in ("source", "note") if row.get(name)),
    )
