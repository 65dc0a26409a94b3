"""Coefficients and factors (折标准煤系数与碳排放因子), from rows of the two tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from shuangkong.errors import Collector
from shuangkong.quantity import EnergyBasis
from shuangkong.schema import Row
from shuangkong.standards.row_values import RowValues, chosen_editions, number, text
from shuangkong.standards.value import Entry
from shuangkong.trace import Status

__all__ = ["carbon_entries", "energy_entries"]

_Bounds = tuple[Decimal | None, Decimal | None]


def energy_entries(row: Row, problems: Collector, where: str) -> Iterator[Entry]:
    """Yield the coal-equivalent factor and the heating value of a row, each with its own status."""
    name = text(row, "name_zh")
    shared = RowValues(
        "standard_energy",
        row,
        subject=text(row, "subject"),
        names=(name, name.split("(")[0], text(row, "name_en").replace(" ", "_"), text(row, "name_en")),
        editions=chosen_editions("standard_energy", text(row, "edition"), problems, where),
        energy_basis=cast(EnergyBasis | None, row["energy_basis"]),
        conditions={"variant": text(row, "variant")},
    )
    factor = (number(row, "coef_min"), number(row, "coef_max"))
    status = _status_of("coef_status", factor, row, problems, where)
    yield from shared.values(
        "tce_factor",
        ("coef_min", "coef_max"),
        text(row, "coef_unit"),
        status=status,
        is_set_each_year=factor[0] is None and row["energy_basis"] == "coal_equivalent",
    )
    heating = (number(row, "lhv_min"), number(row, "lhv_max"))
    if heating[0] is not None:
        status = _status_of("lhv_status", heating, row, problems, where)
        yield from shared.values(
            "lower_heating_value", ("lhv_min", "lhv_max"), text(row, "lhv_unit"), status=status
        )


def _status_of(field: str, bounds: _Bounds, row: Row, problems: Collector, where: str) -> Status | None:
    status = cast(Status | None, row[field])
    if status is None and bounds[0] is not None:
        problems.add("standard_value_without_status", where, field=field)
    return status


def carbon_entries(row: Row, problems: Collector, where: str) -> Iterator[Entry]:
    """Yield what a row says of a fuel, of heat or of a grid's electricity; its factor set is its edition."""
    year = row["year"]
    shared = RowValues(
        "standard_carbon",
        row,
        subject=text(row, "subject"),
        names=(text(row, "name_zh"), text(row, "region"))
        if row["factor_type"] != "grid"
        else (text(row, "region"),),
        editions=chosen_editions("standard_carbon", text(row, "factor_set"), problems, where),
        document=text(row, "document"),
        conditions={"year": "" if year is None else str(year)},
    )
    if row["factor_type"] == "grid":
        yield from _single(shared, "grid_factor", "ef_value", text(row, "ef_unit"))
    elif row["factor_type"] == "heat":
        yield from _single(shared, "heat_factor", "ef_value", text(row, "ef_unit"))
    else:
        yield from _single(shared, "lower_heating_value", "lhv", text(row, "lhv_unit"))
        yield from _single(shared, "carbon_content", "carbon_content", text(row, "carbon_content_unit"))
        yield from _single(shared, "oxidation", "oxidation_pct", "%")
        yield from _single(shared, "fuel_emission_factor", "ef_calc", text(row, "ef_calc_unit"))


def _single(shared: RowValues, metric: str, column: str, unit: str) -> Iterator[Entry]:
    return shared.values(metric, (column,), unit)
