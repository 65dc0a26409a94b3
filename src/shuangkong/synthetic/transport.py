"""Synthetic transport (演示交通物流): vehicles, machinery, buses, rail freight, trips."""

from __future__ import annotations

from collections.abc import Iterator

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, part_of, yearly
from shuangkong.synthetic.planting import beyond, in_year, joined, lost, planted, scaled, set_to, where
from shuangkong.synthetic.region import Filled, Prefecture, Region

__all__ = ["fill"]

_YEARLY = ("division_code", "period", "is_synthetic")
_OLD = ("pre_2", "china_3")
# Vehicles of a kind among 1,000 of its use in the first year, and what is added to that each year.
_FLEET: dict[tuple[str, str], tuple[int, int]] = {
    ("diesel", "pre_2"): (60, -11),
    ("diesel", "china_3"): (140, -25),
    ("diesel", "china_4"): (150, -8),
    ("diesel", "china_5"): (120, 0),
    ("diesel", "china_6"): (5, 24),
    ("petrol", "pre_2"): (30, -5),
    ("petrol", "china_3"): (70, -8),
    ("petrol", "china_4"): (160, -8),
    ("petrol", "china_5"): (190, -4),
    ("petrol", "china_6"): (50, 30),
    ("gas", "china_5"): (15, 1),
    ("gas", "china_6"): (5, 6),
    ("electric", "none"): (5, 12),
}
# Machines of a standard among 1,000 in the first year, and what is added each year.
_MACHINES = {"pre_2": (450, -40), "china_3": (530, -10), "china_4": (10, 40), "electric": (10, 10)}
# Buses of a power among 1,000 in the first year, and what is added each year.
_BUSES = {
    "battery": (330, 70),
    "fuel_cell": (2, 3),
    "plug_in_hybrid": (90, -5),
    "natural_gas": (220, -18),
    "hybrid": (30, -4),
    "diesel": (290, -40),
    "petrol": (38, -6),
}
_RAILWAYS = ("示例铁路公司一", "示例铁路公司二")
_GOODS = {"coal": (14_000, 20_000), "coke": (300, 900), "ore": (800, 2_000), "other": (1_500, 4_000)}
_RAIL_GROWS = 22  # what is added each year, of the first [‰]
_TEN = 1_000  # a figure written ten times too large [%]


def fill(region: Region) -> Filled:
    """Invent the registers of transport (虚构交通物流台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    fills = (_vehicles, _phase_out, _machinery, _buses, _rail, _trips)
    return joined(each(region) for each in fills)


def _fleets(region: Region) -> Iterator[tuple[Prefecture, str, int]]:
    """Yield the vehicles of each prefecture and use in the first year; the same for stock and phase-out."""
    dice = region.dice("vehicle_stock/size")
    for prefecture in region.prefectures:
        yield prefecture, "freight", dice.randint(15_000, 60_000)
        yield prefecture, "passenger", dice.randint(120_000, 700_000)


def _vehicles(region: Region) -> Filled:
    rows, last = list[Row](), region.years[-1]
    for prefecture, use, size in _fleets(region):
        for (fuel, standard), (first, grows) in _FLEET.items():
            for step, year in enumerate(region.years):
                cells: dict[str, Cell] = {
                    "division_code": prefecture.code,
                    "period": str(year),
                    "vehicle_use": use,
                    "vehicle_fuel": fuel,
                    "vehicle_standard": standard,
                    "vehicles_in_use": size * max(0, first + grows * step) // 1000,
                }
                rows.append(region.marked(cells))
    old = where(vehicle_fuel="diesel", vehicle_standard="china_3", period=str(last))
    spoils = [
        scaled("old_ones_never_grow", "vehicles_in_use", _TEN, old),
        scaled("vehicles_not_negative", "vehicles_in_use", -100, in_year(last)),
    ]
    key = ("division_code", "period", "vehicle_use", "vehicle_fuel", "vehicle_standard", "is_synthetic")
    return planted(region, "vehicle_stock", key, rows, spoils)


def _phase_out(region: Region) -> Filled:
    """Invent old diesel vehicles retired: what the stock has lost, a little of it moved out."""
    dice, rows = region.dice("vehicle_phase_out"), list[Row]()
    for prefecture, use, size in _fleets(region):
        listed = sum(size * _FLEET["diesel", standard][0] // 1000 for standard in _OLD)
        moved = dice.randint(5, 40)
        for step, year in enumerate(region.years):
            stays = sum(
                size * max(0, first + grows * step) // 1000
                for (fuel, standard), (first, grows) in _FLEET.items()
                if fuel == "diesel" and standard in _OLD
            )
            out = (listed - stays) * moved // 1000
            cells: dict[str, Cell] = {
                "division_code": prefecture.code,
                "period": str(year),
                "vehicle_use": use,
                "vehicles_to_retire": listed,
                "vehicles_retired": listed - stays - out,
                "vehicles_moved_out": out,
                "evidence_document": f"示例淘汰统计〔{year}〕{prefecture.code}",
            }
            rows.append(region.marked(cells))
    last = in_year(region.years[-1])
    spoils = [
        beyond("retired_within_list", "vehicles_retired", "vehicles_to_retire", last),
        scaled("retired_grows", "vehicles_retired", 20, last),
        scaled("list_stays", "vehicles_to_retire", 110, last),
    ]
    key = ("division_code", "period", "vehicle_use", "is_synthetic")
    return planted(region, "vehicle_phase_out", key, rows, spoils)


def _machinery(region: Region) -> Filled:
    dice, rows = region.dice("mobile_machinery"), list[Row]()
    for prefecture in region.prefectures:
        for kind, low, high in (("construction", 900, 4000), ("farm", 3000, 20_000), ("yard", 200, 900)):
            size = dice.randint(low, high)
            for standard, (first, grows) in _MACHINES.items():
                for step, year in enumerate(region.years):
                    machines = size * (first + grows * step) // 1000
                    cells: dict[str, Cell] = {
                        "division_code": prefecture.code,
                        "period": str(year),
                        "machinery_kind": kind,
                        "machinery_standard": standard,
                        "machines_in_use": machines,
                        "machines_inspected": machines * dice.randint(20, 200) // 1000,
                    }
                    rows.append(region.marked(cells))
    spoils = [
        beyond("inspected_within", "machines_inspected", "machines_in_use"),
        scaled("machines_not_negative", "machines_in_use", -100),
    ]
    key = ("division_code", "period", "machinery_kind", "machinery_standard", "is_synthetic")
    return planted(region, "mobile_machinery", key, rows, spoils)


def _buses(region: Region) -> Filled:
    dice, rows = region.dice("city_bus"), list[Row]()
    for prefecture in region.prefectures:
        size = dice.randint(200, 2400)
        for power, (first, grows) in _BUSES.items():
            for step, year in enumerate(region.years):
                cells: dict[str, Cell] = {
                    "division_code": prefecture.code,
                    "period": str(year),
                    "bus_power": power,
                    "buses_in_use": size * max(0, first + grows * step) // 1000,
                }
                rows.append(region.marked(cells))
    last = in_year(region.years[-1])
    spoils = [
        set_to(
            "fleet_moves_slowly", "buses_in_use", 600, where(bus_power="petrol", period=str(region.years[-1]))
        ),
        scaled("buses_not_negative", "buses_in_use", -100, last),
    ]
    key = ("division_code", "period", "bus_power", "is_synthetic")
    return planted(region, "city_bus", key, rows, spoils)


def _rail(region: Region) -> Filled:
    """Invent goods sent by rail: companies report them for the whole region."""
    dice, rows = region.dice("rail_freight"), list[Row]()
    for company in _RAILWAYS:
        for goods, (low, high) in _GOODS.items():
            first = amount(dice, low, high)
            for step, year in enumerate(region.years):
                cells: dict[str, Cell] = {
                    "division_code": region.code,
                    "period": str(year),
                    "rail_company": company,
                    "rail_goods": goods,
                    "rail_freight_10k_t": part_of(first, 1000 + _RAIL_GROWS * step + dice.randint(-5, 5)),
                }
                rows.append(region.marked(cells))
    coke = where(period=str(region.years[-1]), rail_goods="coke")
    spoils = [scaled("freight_moves_slowly", "rail_freight_10k_t", 300, coke)]
    key = ("division_code", "period", "rail_company", "rail_goods", "is_synthetic")
    return planted(region, "rail_freight", key, rows, spoils)


def _trips(region: Region) -> Filled:
    """Invent trips in main cities: in some of them public transport lags behind."""
    dice, rows = region.dice("trip_share"), list[Row]()
    public = {prefecture.code: dice.randint(130, 170) for prefecture in region.prefectures}
    for prefecture, step, year, trips in yearly(region, "trip_share/size", 40, 300, grows=10):
        rode = part_of(trips, public[prefecture.code] + 13 * step)
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "trip_area_kind": "city" if prefecture.name.endswith("市") else "seat",
            "trips_10k": trips,
            "public_trips_10k": rode,
            "green_trips_10k": rode + part_of(trips, dice.randint(420, 470)),
            "trip_method": "示例：居民出行调查",
            "organisation_name": "示例交通规划机构",
            "evidence_document": f"示例出行调查报告〔{year}〕",
        }
        rows.append(region.marked(cells))
    before = in_year(region.years[-2])
    spoils = [
        beyond("public_within_green", "public_trips_10k", "green_trips_10k", before),
        beyond("green_within_all", "green_trips_10k", "trips_10k", before),
        lost("survey_documented", "evidence_document", in_year(region.years[-1])),
    ]
    return planted(region, "trip_share", _YEARLY, rows, spoils, absent=str(region.years[2]))
