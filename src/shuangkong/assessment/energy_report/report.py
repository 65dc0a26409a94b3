"""Yearly energy reports (能源利用状况报告) as filed: the whole, the energy lines, the products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from shuangkong.accounts import FrozenRows
from shuangkong.accounts.arithmetic import difference
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import EnergyBasis
from shuangkong.schema import Row
from shuangkong.trace import Status

__all__ = [
    "BASIC",
    "CONSUMPTION",
    "MONTHLY",
    "PRODUCT",
    "EnergyReport",
    "EnergyUse",
    "ProductEnergy",
    "Totals",
    "User",
    "read_reports",
    "read_users",
    "table_rows",
]

BASIC, CONSUMPTION, PRODUCT = "energy_report_basic", "energy_report_consumption", "energy_report_product"
MONTHLY = "monthly_energy_report"
USERS = "key_energy_user"
_NUMBERS = (
    "opening",
    "purchased",
    "own_output",
    "used",
    "production",
    "feedstock",
    "transport",
    "conversion",
    "sold",
    "closing",
    "factor",
    "tce",
)


@dataclass(frozen=True)
class User:
    """A key energy user on the list (重点用能单位)."""

    facility: str
    name: str
    division: str
    industry_class: str = ""


@dataclass(frozen=True)
class Totals:
    """Table 1 (表1 基本情况): what the user says as a whole [tce], and when it said so."""

    submitted_on: date | None
    calorific: Decimal | None
    coal_equivalent: Decimal | None
    status: Status = "official"

    def on(self, basis: EnergyBasis) -> Decimal | None:
        """Return the comprehensive energy on a basis [tce]."""
        return self.calorific if basis == "calorific" else self.coal_equivalent


@dataclass(frozen=True)
class EnergyUse:
    """A line of table 2 (表2 能源消费): one energy product in its own unit; None where a cell is blank."""

    product: str
    unit: str
    opening: Decimal | None
    purchased: Decimal | None
    own_output: Decimal | None
    used: Decimal | None
    production: Decimal | None
    feedstock: Decimal | None
    transport: Decimal | None
    conversion: Decimal | None
    sold: Decimal | None
    closing: Decimal | None
    factor: Decimal | None
    factor_equivalent: Decimal | None
    factor_unit: str
    is_measured: bool
    tce: Decimal | None
    tce_equivalent: Decimal | None
    status: Status = "official"

    @property
    def net(self) -> Decimal | None:
        """Net use (净消费) [unit]: consumed less own output."""
        if self.used is None or self.own_output is None:
            return None
        return difference(self.used, self.own_output)

    def cell(self, name: str) -> Decimal | None:
        """Return an amount of the line by its name [unit]."""
        found: Decimal | None = getattr(self, name)
        return found

    def factor_on(self, basis: EnergyBasis) -> Decimal | None:
        """Return the factor on a basis [factor_unit]; one that does not differ is written once."""
        return (self.factor_equivalent or self.factor) if basis == "coal_equivalent" else self.factor

    def tce_on(self, basis: EnergyBasis) -> Decimal | None:
        """Return the net use in standard coal as reported [tce]."""
        return self.tce_equivalent if basis == "coal_equivalent" else self.tce


@dataclass(frozen=True)
class ProductEnergy:
    """A line of table 4 (表4 单位产品综合能耗): product, process and metric."""

    product: str
    process: str
    metric: str
    output: Decimal | None
    unit: str
    energy: Decimal | None
    unit_energy: Decimal | None
    before: Decimal | None
    unit_energy_unit: str
    limit_standard: str
    limit_product: str
    limit: Decimal | None
    status: Status = "official"

    @property
    def series(self) -> tuple[str, str, str, str]:
        """What is compared over years and among users: product, process, metric and unit."""
        return (self.product, self.process, self.metric, self.unit_energy_unit)


@dataclass(frozen=True)
class EnergyReport:
    """What one user reported for one year (一份报告)."""

    facility: str
    division: str
    year: int
    totals: Totals | None
    uses: tuple[EnergyUse, ...] = ()
    products: tuple[ProductEnergy, ...] = ()

    def use(self, product: str) -> EnergyUse | None:
        """Return the line of an energy product."""
        return next((each for each in self.uses if each.product == product), None)

    def same(self, line: ProductEnergy) -> ProductEnergy | None:
        """Return this report's line of the same product, process, metric and unit."""
        return next((each for each in self.products if each.series == line.series), None)


def table_rows(rows: FrozenRows, name: str, *, synthetic: bool) -> tuple[Row, ...]:
    """Return the rows of a table (表中数据), none where nobody has filed into it yet."""
    try:
        rows.table_hash(name)
    except ProblemsFound:
        return ()
    return rows.rows(name, is_synthetic=synthetic)


def read_users(rows: FrozenRows, on: date, *, synthetic: bool) -> Mapping[str, User]:
    """Return who is on the list on a day (名录): id → user."""
    return {
        str(row["facility_id"]): User(
            str(row["facility_id"]),
            str(row["facility_name"] or row["facility_id"]),
            str(row["division_code"]),
            str(row["industry_class"] or ""),
        )
        for row in table_rows(rows, USERS, synthetic=synthetic)
        if _holds(row, on)
    }


def _holds(row: Row, on: date) -> bool:
    first, last = row["valid_from"], row["valid_to"]
    return not (isinstance(first, date) and first > on) and not (isinstance(last, date) and last < on)


def read_reports(rows: FrozenRows, year: int, *, synthetic: bool) -> Mapping[str, EnergyReport]:
    """Return the reports of a year (年度报告): facility → report, whatever tables of it were filed."""
    tables = {
        name: _by_facility(rows, name, year, synthetic=synthetic) for name in (BASIC, CONSUMPTION, PRODUCT)
    }
    return {
        facility: _report(facility, year, {name: held.get(facility, []) for name, held in tables.items()})
        for facility in sorted({each for held in tables.values() for each in held})
    }


def _by_facility(rows: FrozenRows, name: str, year: int, *, synthetic: bool) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in table_rows(rows, name, synthetic=synthetic):
        if row["period"] == str(year):
            found[str(row["facility_id"])].append(row)
    return found


def _report(facility: str, year: int, tables: Mapping[str, list[Row]]) -> EnergyReport:
    basic = tables[BASIC]
    division = next(str(row["division_code"]) for held in tables.values() for row in held)
    return EnergyReport(
        facility,
        division,
        year,
        _totals(basic[0]) if basic else None,
        tuple(_uses(tables[CONSUMPTION])),
        tuple(_products(tables[PRODUCT])),
    )


def _totals(row: Row) -> Totals:
    return Totals(
        cast(date | None, row["report_submitted_on"]),
        _number(row, "report_total_tce"),
        _number(row, "report_total_equivalent_tce"),
        cast(Status, row["status"]),
    )


def _uses(rows: list[Row]) -> Iterator[EnergyUse]:
    for row in sorted(rows, key=lambda row: str(row["energy_product"])):
        yield EnergyUse(
            product=str(row["energy_product"]),
            unit=str(row["unit"]),
            factor_unit=str(row["factor_unit"] or ""),
            is_measured=row["consumption_is_measured"] is True,
            factor_equivalent=_number(row, "consumption_factor_equivalent"),
            tce_equivalent=_number(row, "consumption_tce_equivalent"),
            status=cast(Status, row["status"]),
            **{name: _number(row, f"consumption_{name}") for name in _NUMBERS},
        )


def _products(rows: list[Row]) -> Iterator[ProductEnergy]:
    for row in rows:
        yield ProductEnergy(
            product=str(row["output_product"]),
            process=str(row["reported_process"] or ""),
            metric=str(row["reported_metric"]),
            output=_number(row, "output_quantity"),
            unit=str(row["unit"]),
            energy=_number(row, "reported_energy_tce"),
            unit_energy=_number(row, "reported_unit_energy"),
            before=_number(row, "reported_unit_energy_before"),
            unit_energy_unit=str(row["reported_unit_energy_unit"]),
            limit_standard=str(row["reported_limit_standard"] or ""),
            limit_product=str(row["reported_limit_product"] or ""),
            limit=_number(row, "reported_limit"),
            status=cast(Status, row["status"]),
        )


def _number(row: Row, name: str) -> Decimal | None:
    return cast(Decimal | None, row[name])
