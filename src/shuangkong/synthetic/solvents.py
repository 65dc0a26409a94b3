"""Synthetic solvents (演示挥发性有机物): sources, what they use, tanks, rounds of leak detection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import cycle

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, county_of, day_in, part_of
from shuangkong.synthetic.planting import beyond, joined, planted, scaled, set_to, where
from shuangkong.synthetic.region import Filled, Region

__all__ = ["fill"]

# Sources of a prefecture: kind, industry class, what it uses.
_SOURCES: Sequence[tuple[str, str, tuple[str, ...]]] = (
    ("coating", "C3360", ("coating", "cleaner")),
    ("coating", "C3630", ("coating", "adhesive")),
    ("coating", "C2110", ("coating", "adhesive")),
    ("printing", "C2319", ("ink", "adhesive", "cleaner")),
    ("printing", "C2319", ("ink",)),
    ("other", "C2915", ("adhesive",)),
    ("petrochemical", "C2511", ()),
    ("chemical", "C2614", ()),
    ("oil", "F5265", ()),
)
# Solvent-based share in the first year and what is lost each year [‰]; what the whole use grows by [‰].
_SOLVENT = {"coating": (720, 36), "ink": (560, 24), "adhesive": (640, 46), "cleaner": (700, 20)}
_GROWS = 18
_TANKS, _ROUNDS = 5, 2
_KILOGRAMS = 100_000  # kilograms written as tonnes [%]


def fill(region: Region) -> Filled:
    """Invent the registers of volatile organic compounds (虚构挥发性有机物台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    sources = _sources(region)
    spoils = [
        set_to("rates_possible", "voc_collected_pct", Decimal("880.00")),
        set_to("removal_needs_treatment", "voc_treatment", "none"),
        set_to("removal_plausible", "voc_removed_pct", Decimal("99.95")),
    ]
    listed = planted(region, "voc_source", ("voc_source_id",), sources, spoils)
    return joined([listed, _used(region, sources), _tanks(region), _rounds(region, sources)])


def _sources(region: Region) -> Sequence[Row]:
    dice, rows = region.dice("voc_source"), list[Row]()
    for prefecture in region.prefectures:
        for number, (kind, industry, _) in enumerate(_SOURCES, start=1):
            monitored = day_in(dice, dice.choice(region.years)) if number % 2 else None
            cells: dict[str, Cell] = {
                "voc_source_id": f"SYN-VS-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "facility_name": f"示例涂装印刷公司{number}"
                if kind in ("coating", "printing")
                else f"示例化工公司{number}",
                "industry_class": industry,
                "voc_source_kind": kind,
                "voc_collected_pct": amount(dice, 70, 95),
                "voc_running_pct": amount(dice, 90, 99),
                "voc_removed_pct": amount(dice, 60, 96),
                "voc_treatment": dice.choice(["burning", "adsorption", "condensing"]),
                "voc_monitored_since": monitored,
                "wastewater_gas_treated": dice.random() < 0.7
                if kind in ("petrochemical", "chemical")
                else None,
                "closed_on": None,
            }
            rows.append(region.marked(cells))
    return rows


def _used(region: Region, sources: Sequence[Row]) -> Filled:
    """Invent what is used: ever less of it solvent-based."""
    dice, rows = region.dice("solvent_use"), list[Row]()
    for source, (_, _, materials) in zip(sources, cycle(_SOURCES), strict=False):
        for material in materials:
            first, lost_each = _SOLVENT[material]
            size, own = amount(dice, 20, 400, 3), dice.randint(-60, 60)
            for step, year in enumerate(region.years):
                used = part_of(size, 1000 + _GROWS * step)
                based = part_of(used, first + own - lost_each * step)
                cells: dict[str, Cell] = {
                    "voc_source_id": source["voc_source_id"],
                    "division_code": source["division_code"],
                    "period": str(year),
                    "solvent_material": material,
                    "solvent_based_t": based,
                    "low_voc_t": used - based,
                }
                rows.append(region.marked(cells))
    cleaner = where(solvent_material="cleaner", period=str(region.years[-1]))
    codes = [prefecture.code for prefecture in region.prefectures]
    spoils = [
        scaled("use_moves_slowly", "solvent_based_t", _KILOGRAMS, cleaner),
        scaled("use_not_negative", "low_voc_t", -100),
        set_to("division_of_source", "division_code", codes[-1], where(division_code=codes[0])),
    ]
    key = ("voc_source_id", "period", "solvent_material", "is_synthetic")
    return planted(region, "solvent_use", key, rows, spoils)


def _tanks(region: Region) -> Filled:
    dice, rows = region.dice("voc_tank"), list[Row]()
    for prefecture in region.prefectures:
        for number in range(1, _TANKS + 1):
            roof = dice.choice(["fixed", "inner_floating", "outer_floating"])
            floats = roof != "fixed"
            cells: dict[str, Cell] = {
                "voc_tank_id": f"SYN-VT-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "facility_name": f"示例化工公司{number}",
                "tank_liquid": dice.choice(["汽油", "甲醇", "苯"]),
                "tank_volume_m3": amount(dice, 500, 20_000, 1),
                "tank_roof": roof,
                "has_full_contact_deck": dice.random() < 0.5 if floats else None,
                "has_double_seal": dice.random() < 0.6 if floats else None,
                "tank_built_on": date(2000 + dice.randint(0, 18), 6, 30),
                "tank_retrofitted_on": day_in(dice, dice.choice(region.years[1:])) if number % 2 else None,
                "closed_on": None,
            }
            rows.append(region.marked(cells))
    spoils = [
        set_to("volume_positive", "tank_volume_m3", Decimal("0.0")),
        set_to("deck_of_floating", "tank_roof", "fixed", where(has_full_contact_deck=True)),
        set_to("retrofitted_after_built", "tank_retrofitted_on", date(1999, 1, 1), _retrofitted),
    ]
    return planted(region, "voc_tank", ("voc_tank_id",), rows, spoils)


def _retrofitted(row: Row, _later: Sequence[Row]) -> bool:
    return row["tank_retrofitted_on"] is not None


def _rounds(region: Region, sources: Sequence[Row]) -> Filled:
    dice, rows = region.dice("ldar_round"), list[Row]()
    checked = [row for row in sources if row["voc_source_kind"] in ("petrochemical", "chemical")]
    for source in checked:
        points = dice.randint(800, 20_000)
        for year in region.years[1:]:
            for number in range(1, _ROUNDS + 1):
                leaks = points * dice.randint(2, 12) // 1000
                cells: dict[str, Cell] = {
                    "ldar_id": f"{source['voc_source_id']}-{year}-{number}",
                    "voc_source_id": source["voc_source_id"],
                    "division_code": source["division_code"],
                    "ldar_finished_on": date(year, 6 * number, 15),
                    "ldar_points": points,
                    "ldar_leaks": leaks,
                    "ldar_repaired": leaks * dice.randint(850, 1000) // 1000,
                    "ldar_document": f"示例LDAR报告〔{year}〕{number}",
                }
                rows.append(region.marked(cells))
    spoils = [
        beyond("leaks_within_points", "ldar_leaks", "ldar_points"),
        beyond("repaired_within_leaks", "ldar_repaired", "ldar_leaks"),
        scaled("leak_share_plausible", "ldar_leaks", 6000),
    ]
    return planted(region, "ldar_round", ("ldar_id",), rows, spoils)
