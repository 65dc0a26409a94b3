"""Synthetic waters (演示水环境): sections of rivers and their classes, outfalls, tailings ponds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, county_of, day_in, spot_in
from shuangkong.synthetic.planting import in_year, joined, lost, planted, scaled, set_to, twin_of, where
from shuangkong.synthetic.region import Filled, Region

__all__ = ["fill"]

_CLASSES = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ")
_ON_THE_STEM = 5  # prefectures the main stem runs through
_TRIBUTARIES = 8  # sections of a prefecture on tributaries
_OUTFALLS, _PONDS = 30, 6
_RIVER = "示例大河"


def fill(region: Region) -> Filled:
    """Invent the registers of waters (虚构水环境台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    sections = _sections(region)
    listed = planted(
        region,
        "river_section",
        ("section_id",),
        sections,
        [twin_of("name_once", "section_name", "river_name")],
    )
    return joined([listed, _classes(region, sections), _outfalls(region), _ponds(region)])


def _sections(region: Region) -> Sequence[Row]:
    """Invent sections: two in each prefecture the main stem runs through, the rest on tributaries."""
    dice, rows = region.dice("river_section"), list[Row]()
    for place, prefecture in enumerate(region.prefectures):
        stem = 2 if place < _ON_THE_STEM else 0
        for number in range(1, stem + _TRIBUTARIES + 1):
            is_stem = number <= stem
            cells: dict[str, Cell] = {
                "section_id": f"SYN-RS-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "section_name": f"示例断面{place + 1}-{number}",
                "river_name": _RIVER if is_stem else f"示例支流{place + 1}",
                "is_main_stem": is_stem,
                "section_control": "national"
                if number in (1, 3)
                else dice.choice(["regional", "prefectural"]),
                "is_boundary_section": number == 1,
                "built_on": date(2010 + number % 9, 1, 1),
                "closed_on": None,
                **spot_in(dice, prefecture),
            }
            rows.append(region.marked(cells))
    return rows


def _classes(region: Region, sections: Sequence[Row]) -> Filled:
    """Invent classes: the main stem is of the second class in the last years, tributaries get better."""
    dice, rows = region.dice("section_class"), list[Row]()
    for section in sections:
        first = 1 + dice.randint(0, 1) if section["is_main_stem"] else dice.randint(1, 5)
        gains = dice.randint(2, 4)
        for step, year in enumerate(region.years):
            reached = max(1, first - (1 if step >= gains else 0))
            cells: dict[str, Cell] = {
                **{
                    name: section[name]
                    for name in ("section_id", "division_code", "section_name", "river_name")
                },
                "is_main_stem": section["is_main_stem"],
                "section_control": section["section_control"],
                "period": str(year),
                "water_class": _CLASSES[reached],
                "class_wanted": "Ⅱ" if section["is_main_stem"] else "Ⅲ",
                "months_monitored": dice.randint(10, 12),
                "class_document": f"示例水质年报〔{year}〕",
            }
            rows.append(region.marked(cells))
    before, first_code = in_year(region.years[-2]), region.prefectures[-1].code
    spoils = [
        set_to("section_as_registered", "river_name", "示例他河", before),
        set_to(
            "division_of_section",
            "division_code",
            first_code,
            where(division_code=region.prefectures[0].code),
        ),
        set_to("months_of_a_year", "months_monitored", 13),
        set_to("monitored_enough", "months_monitored", 4),
        lost("judged_by_document", "class_document"),
    ]
    return planted(region, "section_class", ("section_id", "period", "is_synthetic"), rows, spoils)


def _outfalls(region: Region) -> Filled:
    dice, rows = region.dice("river_outfall"), list[Row]()
    for place, prefecture in enumerate(region.prefectures):
        for number in range(1, _OUTFALLS + 1):
            seen = day_in(dice, dice.choice(region.years[1:-1]))
            done = seen + timedelta(days=dice.randint(60, 900))
            is_done = done.year <= region.years[-1]
            state = dice.choice(["rectified", "rectified", "closed"]) if is_done else "under_way"
            cells: dict[str, Cell] = {
                "outfall_id": f"SYN-RO-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "outfall_name": f"示例排污口{number}",
                "river_name": _RIVER if place < _ON_THE_STEM and number % 3 == 0 else f"示例支流{place + 1}",
                "outfall_kind": dice.choice(["industry", "sewage", "farming", "other"]),
                "outfall_state": state,
                "outfall_found_on": seen,
                "outfall_rectified_on": done if is_done else None,
                "outfall_approval": f"示例排污口〔{done.year}〕{number}号" if state == "rectified" else None,
                **spot_in(dice, prefecture),
            }
            rows.append(region.marked(cells))
    rectified = where(outfall_state="rectified")
    spoils = [
        lost("rectified_when", "outfall_rectified_on", rectified),
        lost("rectified_is_approved", "outfall_approval", rectified),
        set_to("rectified_after_found", "outfall_rectified_on", date(region.years[0], 1, 1), rectified),
    ]
    return planted(region, "river_outfall", ("outfall_id",), rows, spoils)


def _ponds(region: Region) -> Filled:
    dice, rows = region.dice("tailings_pond"), list[Row]()
    for prefecture in region.prefectures:
        for number in range(1, _PONDS + 1):
            state = dice.choice(["operating", "operating", "idle", "closed"])
            cells: dict[str, Cell] = {
                "pond_id": f"SYN-TP-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "county_code": county_of(dice, prefecture),
                "facility_name": f"示例矿业公司{number}",
                "pond_name": f"示例尾矿库{number}",
                "pond_grade": dice.randint(2, 5),
                "pond_state": state,
                "pond_to_river_km": amount(dice, 1, 40),
                "pond_risk": dice.choice(["major", "considerable", "ordinary", "ordinary"]),
                "pond_treated_on": day_in(dice, dice.choice(region.years[1:])) if number % 3 else None,
                "closed_on": day_in(dice, region.years[2]) if state == "closed" else None,
                **spot_in(dice, prefecture),
            }
            rows.append(region.marked(cells))
    spoils = [
        set_to("grade_possible", "pond_grade", 6),
        lost("closed_when", "closed_on"),
        scaled("distance_not_negative", "pond_to_river_km", -100),
    ]
    return planted(region, "tailings_pond", ("pond_id",), rows, spoils)
