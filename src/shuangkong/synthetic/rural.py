"""Synthetic countryside (演示农牧业): sewage, straw, fertiliser, manure, pests, film, black waters."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, county_of, day_in, part_of, spot_in, yearly
from shuangkong.synthetic.planting import (
    beyond,
    copied,
    in_year,
    joined,
    lost,
    planted,
    scaled,
    set_to,
    where,
)
from shuangkong.synthetic.region import Filled, Region

__all__ = ["fill"]

_YEARLY = ("division_code", "period", "is_synthetic")
# Of the straw that can be gathered, what each use takes in the first year [‰].
_STRAW = {"fertiliser": 330, "feed": 380, "fuel": 110, "base": 20, "material": 15}
_RATES = {"fertiliser_use_rate": (395, 8), "pesticide_use_rate": (402, 6)}  # first and yearly gain [‰]
_WATERS = 9  # black waters of a prefecture
_LARGE = 2000  # invented [m²]


def fill(region: Region) -> Filled:
    """Invent the registers of the countryside (虚构农牧业台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    fills = (_sewage, _straw, _crops, _rates, _manure, _pests, _film, _waters)
    return joined(each(region) for each in fills)


def _sewage(region: Region) -> Filled:
    dice, rows = region.dice("rural_sewage"), list[Row]()
    sizes = {prefecture.code: dice.randint(150, 1600) for prefecture in region.prefectures}
    for prefecture, step, year, homes in yearly(region, "rural_sewage/size", 30_000, 250_000, digits=0):
        villages, share = sizes[prefecture.code], 130 + 38 * step
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "sewage_villages": villages,
            "sewage_villages_done": villages * share // 1000,
            "sewage_households": int(homes),
            "sewage_households_done": int(homes) * (share - 35) // 1000,
        }
        rows.append(region.marked(cells))
    last = in_year(region.years[-1])
    spoils = [
        beyond("villages_within", "sewage_villages_done", "sewage_villages", last),
        beyond("households_within", "sewage_households_done", "sewage_households", last),
        scaled("done_grows", "sewage_villages_done", 20, last),
    ]
    return planted(region, "rural_sewage", _YEARLY, rows, spoils)


def _straw(region: Region) -> Filled:
    dice, rows = region.dice("straw"), list[Row]()
    for prefecture, step, year, straw in yearly(region, "straw/size", 60, 900, grows=8):
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "straw_gathered_10k_t": straw,
            **{
                f"straw_as_{use}_10k_t": part_of(straw, share + 5 * step // 3 + dice.randint(0, 9))
                for use, share in _STRAW.items()
            },
        }
        rows.append(region.marked(cells))
    spoils = [
        beyond("uses_within_gathered", "straw_as_feed_10k_t", "straw_gathered_10k_t"),
        scaled("uses_not_negative", "straw_as_fuel_10k_t", -100),
        scaled("gathered_moves_slowly", "straw_gathered_10k_t", 170, in_year(region.years[-1])),
    ]
    return planted(region, "straw", _YEARLY, rows, spoils)


def _crops(region: Region) -> Filled:
    dice, rows = region.dice("crop_input"), list[Row]()
    for prefecture, step, year, area in yearly(region, "crop_input/size", 150, 2200):
        rates = {
            name: Decimal(first + gain * step + dice.randint(-12, 12))
            for name, (first, gain) in _RATES.items()
        }
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "main_crop_area_10k_mu": area,
            "fertiliser_used_t": (area * (180 - 4 * step)).quantize(Decimal("0.01")),
            "pesticide_used_t": part_of(area, 1100 - 20 * step).quantize(Decimal("0.01")),
            "use_rate_method": "示例：田间试验30个点",
            "evidence_document": f"示例利用率测算报告〔{year}〕",
            **{f"{name}_pct": (rate / 10).quantize(Decimal("0.01")) for name, rate in rates.items()},
        }
        rows.append(region.marked(cells))
    spoils = [
        set_to("fertiliser_rate_possible", "fertiliser_use_rate_pct", Decimal("-40.00")),
        set_to("pesticide_rate_possible", "pesticide_use_rate_pct", Decimal("420.00")),
        set_to("rate_plausible", "fertiliser_use_rate_pct", Decimal("84.00")),
        lost("method_given", "use_rate_method"),
    ]
    return planted(region, "crop_input", _YEARLY, rows, spoils)


def _rates(region: Region) -> Filled:
    """Invent the use rates that the department declares for the whole region, with document and scan."""
    rows = list[Row]()
    for name, (first, gain) in _RATES.items():
        for step, year in enumerate(region.years):
            number = f"示例农发〔{year + 1}〕{step + 1}号"
            cells: dict[str, Cell] = {
                "division_code": region.code,
                "indicator_id": name,
                "period": str(year),
                "department": "示例农牧部门",
                "value": Decimal(first + gain * step).scaleb(-1).quantize(Decimal("0.000001")),
                "unit": "%",
                "energy_basis": None,
                "declared_method": "示例：田间试验，按播种面积加权",
                "document_number": number,
                "issued_on": date(year + 1, 3, 15),
                "scan_hash": sha256(number.encode()).hexdigest(),
            }
            rows.append(region.marked(cells))
    return Filled({"declared_figure": tuple(rows)})


def _manure(region: Region) -> Filled:
    rows = list[Row]()
    for farms, low, high, share in (("large", 60, 500, 805), ("small", 40, 300, 770)):
        for prefecture, step, year, made in yearly(region, f"livestock_manure/{farms}", low, high, grows=12):
            cells: dict[str, Cell] = {
                "division_code": prefecture.code,
                "period": str(year),
                "manure_farms": farms,
                "manure_made_10k_t": made,
                "manure_used_10k_t": part_of(made, share + 12 * step),
            }
            rows.append(region.marked(cells))
    spoils = [
        beyond("used_within_made", "manure_used_10k_t", "manure_made_10k_t"),
        scaled("made_moves_slowly", "manure_made_10k_t", 170, in_year(region.years[-1])),
    ]
    key = ("division_code", "period", "manure_farms", "is_synthetic")
    return planted(region, "livestock_manure", key, rows, spoils)


def _pests(region: Region) -> Filled:
    dice, rows = region.dice("pest_control"), list[Row]()
    for prefecture, step, year, area in yearly(region, "pest_control/size", 120, 1800):
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "pest_area_10k_mu": area,
            "green_control_area_10k_mu": part_of(area, 400 + 34 * step + dice.randint(-15, 15)),
            "unified_control_area_10k_mu": part_of(area, 390 + 10 * step + dice.randint(-15, 15)),
        }
        rows.append(region.marked(cells))
    spoils = [
        beyond("green_within_area", "green_control_area_10k_mu", "pest_area_10k_mu"),
        beyond("unified_within_area", "unified_control_area_10k_mu", "pest_area_10k_mu"),
    ]
    return planted(region, "pest_control", _YEARLY, rows, spoils)


def _film(region: Region) -> Filled:
    dice, rows = region.dice("farm_film"), list[Row]()
    for prefecture, step, year, film in yearly(region, "farm_film/size", 800, 20_000, digits=2):
        packaging = amount(dice, 20, 300)
        cells: dict[str, Cell] = {
            "division_code": prefecture.code,
            "period": str(year),
            "film_used_t": film,
            "film_recovered_t": part_of(film, 780 + 12 * step),
            "packaging_made_t": packaging,
            "packaging_recovered_t": part_of(packaging, 600 + 40 * step),
        }
        rows.append(region.marked(cells))
    spoils = [
        beyond("film_within", "film_recovered_t", "film_used_t"),
        beyond("packaging_within", "packaging_recovered_t", "packaging_made_t"),
    ]
    return planted(region, "farm_film", _YEARLY, rows, spoils, absent=str(region.years[2]))


def _waters(region: Region) -> Filled:
    dice, rows = region.dice("black_odour_water"), list[Row]()
    for prefecture in region.prefectures:
        for number in range(1, _WATERS + 1):
            seen = day_in(dice, dice.choice(region.years[:-2]))
            gone = seen + timedelta(days=dice.randint(200, 1100))
            is_gone = gone.year <= region.years[-1]
            area = amount(dice, 300, 9000, 1)
            cells: dict[str, Cell] = {
                "black_water_id": f"SYN-BW-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "black_water_name": f"示例沟塘{number}",
                "black_water_place": "country" if number % 3 else "city",
                "black_water_area_m2": area,
                "is_large_area": area >= _LARGE,
                "black_water_state": "eliminated" if is_gone else "under_treatment",
                "found_on": seen,
                "eliminated_on": gone if is_gone else None,
                "evidence_document": f"示例消除评估〔{gone.year}〕{number}号" if is_gone else None,
                **spot_in(dice, prefecture),
            }
            rows.append(region.marked(cells))
    is_gone_now = where(black_water_state="eliminated")
    spoils = [
        lost("eliminated_when", "eliminated_on", is_gone_now),
        lost("eliminated_with_document", "evidence_document", is_gone_now),
        copied("eliminated_after_found", "eliminated_on", "found_on", is_gone_now),
    ]
    return planted(region, "black_odour_water", ("black_water_id",), rows, spoils)
