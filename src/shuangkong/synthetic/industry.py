"""Synthetic registers of industry (演示工业台账): steel, classes, lists, meters, value added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Filled, Region
from shuangkong.synthetic.sites import Site, day, share, sites, times
from shuangkong.synthetic.slips import Slip, joined, spoiled

__all__ = ["fill"]

_STEEL = (("sintering", 300), ("ironmaking", 200), ("converter", 180), ("rolling", 150))  # [万吨/年]
_PARTS = ("organised", "fugitive", "transport")
_LINES: Mapping[str, tuple[str, str, int, int]] = {
    # industry of the region → industry of the list, product, usual capacity [万吨/年], unit energy or power
    "steel": ("steel", "转炉工序", 180, -20),
    "aluminium": ("aluminium", "铝液", 40, 13_200),
    "cement": ("cement", "熟料", 150, 108),
    "glass": ("flat_glass", "平板玻璃", 30, 10),
    "refining": ("ethylene", "乙烯", 100, 620),
    "fertiliser": ("ammonia", "合成氨", 50, 1_250),
    "calcium_carbide": ("calcium_carbide", "电石", 40, 820),
}
_POWER_DECIDES = frozenset({"aluminium"})
_METERS = (("electricity", "facility"), ("electricity", "part"), ("coal", "facility"))


def fill(region: Region) -> Filled:
    """Return the registers of industry (工业台账).

    Tables: ``steel_line``, ``benchmark_line``, ``efficiency_list``, ``energy_meter`` and
    ``industry_efficiency``.
    """
    lines = list(_lines(region, region.dice("benchmark_line")))
    last = str(region.years[-1])
    dice = region.dice("slips of industry")
    listed = list(_listed(region, lines, region.dice("efficiency_list")))
    statistic = list(_statistic(region, region.dice("industry_efficiency")))
    bases = ["division_code", "period", "price_base_year", "energy_basis", "is_synthetic"]
    return joined(
        spoiled(
            "steel_line",
            ["steel_line_id"],
            list(_steel(region, region.dice("steel_line"))),
            _steel_slips(region),
            dice,
        ),
        spoiled("benchmark_line", ["benchmark_line_id"], lines, _LINE_SLIPS, dice),
        spoiled(
            "efficiency_list",
            ["facility_id", "period", "listed_product", "is_synthetic"],
            listed,
            _list_slips(last),
            dice,
        ),
        spoiled(
            "energy_meter",
            ["energy_meter_id"],
            list(_meters(region, region.dice("energy_meter"))),
            _METER_SLIPS,
            dice,
        ),
        spoiled("industry_efficiency", bases, statistic, _statistic_slips(last), dice),
    )


def _steel(region: Region, dice: Random) -> Iterator[Row]:
    for prefecture in region.prefectures:
        for site in sites(region, prefecture, {"steel"}, 1, dice):
            dates = _three_parts(region, dice)
            for process, usual in _STEEL:
                yield region.marked(_steel_line(region, site, process, usual, dates, dice))


def _three_parts(region: Region, dice: Random) -> dict[str, Cell]:
    """Return the days of the three parts of a works; one part in some is not yet done."""
    dates: dict[str, Cell] = {}
    unfinished = dice.choice((None, None, None, None, "fugitive", "transport"))
    for part in _PARTS:
        assessed = None if part == unfinished else day(region.years[0] + 1, region.years[-1], dice)
        dates[f"{part}_assessed_on"] = assessed
        dates[f"{part}_published_on"] = None if assessed is None else date(assessed.year + 1, 3, 31)
    return dates


def _steel_line(
    region: Region, site: Site, process: str, usual: int, dates: Mapping[str, Cell], dice: Random
) -> dict[str, Cell]:
    is_closed = dice.random() < 0.04
    return {
        "steel_line_id": f"{site.facility_id}-{process}",
        "division_code": site.prefecture,
        "county_code": site.county,
        "facility_name": site.name,
        "steel_line_name": f"示例{process}线",
        "steel_process": process,
        "steel_capacity_10k_t": share(Decimal(usual), 60, 140, dice, step="0.01"),
        "steel_line_state": "closed" if is_closed else "operating",
        "built_on": day(1998, region.years[0] - 1, dice),
        **dates,
        "evidence_document": "示例公示",
        "closed_on": day(region.years[0], region.years[-1], dice) if is_closed else None,
        "closing_document": "示例退出公告" if is_closed else None,
        "longitude": site.longitude,
        "latitude": site.latitude,
    }


def _lines(region: Region, dice: Random) -> Iterator[Row]:
    for prefecture in region.prefectures:
        for word in _LINES:
            for site in sites(region, prefecture, {word}, 0, dice):
                yield region.marked(_line(region, site, word, dice))


def _line(region: Region, site: Site, word: str, dice: Random) -> dict[str, Cell]:
    industry, product, usual, unit = _LINES[word]
    reached = dice.choice((*("benchmark",) * 5, *("between",) * 7, "below", "below", None))
    used = unit + abs(unit) * Decimal({"benchmark": -8, "below": 12}.get(reached or "", 0)) / 100
    built = day(1998, region.years[0] - 1, dice)
    return {
        "benchmark_line_id": f"{site.facility_id}-L",
        "division_code": site.prefecture,
        "county_code": site.county,
        "facility_id": site.facility_id,
        "facility_name": site.name,
        "benchmark_industry": industry,
        "line_product": product,
        "line_capacity_10k_t": share(Decimal(usual), 40, 160, dice),
        "line_unit_energy": None if word in _POWER_DECIDES else used,
        "line_unit_power": used if word in _POWER_DECIDES else None,
        "line_efficiency_class": reached,
        "line_class_on": None if reached is None else day(region.years[0] + 1, region.years[-1], dice),
        "evidence_document": None if reached is None else "示例评定",
        "built_on": built,
        "closed_on": None,
        "closing_document": None,
    }


def _listed(region: Region, lines: Sequence[Row], dice: Random) -> Iterator[Row]:
    industry_class = {each.id: each.industry_class for each in region.facilities}
    for line in lines:
        capacity, unit = line["line_capacity_10k_t"], line["line_unit_energy"]
        assert isinstance(capacity, Decimal)
        for year in region.years[1:]:
            reached = line["line_efficiency_class"] if isinstance(unit, Decimal) else None
            yield region.marked(
                {
                    "facility_id": line["facility_id"],
                    "division_code": line["division_code"],
                    "facility_name": line["facility_name"],
                    "industry_class": industry_class.get(str(line["facility_id"])),
                    "period": str(year),
                    "listed_product": line["line_product"],
                    "listed_output_10k_t": share(capacity, 60, 98, dice),
                    "listed_unit_energy": share(unit, 97, 103, dice, step="0.01")
                    if isinstance(unit, Decimal)
                    else None,
                    "listed_class": reached,
                    "retrofit_due_on": date(region.years[-1], 12, 31) if reached == "below" else None,
                }
            )


def _meters(region: Region, dice: Random) -> Iterator[Row]:
    last = region.years[-1]
    for prefecture in region.prefectures:
        for site in sites(region, prefecture, set(_LINES) | {"chp", "coal_power", "coking"}, 10, dice):
            for place, (medium, level) in enumerate(_METERS):
                calibrated = day(last - 2, last, dice)
                yield region.marked(
                    {
                        "energy_meter_id": f"{site.facility_id}-M{place + 1}",
                        "facility_id": site.facility_id,
                        "division_code": prefecture.code,
                        "meter_medium": medium,
                        "meter_level": level,
                        "meter_accuracy_class": dice.choice(("0.2S", "0.5S", "1.0")),
                        "built_on": day(2008, last - 3, dice),
                        "calibrated_on": calibrated,
                        "calibration_valid_to": date(calibrated.year + 3, calibrated.month, calibrated.day),
                        "calibration_result": "failed" if dice.random() < 0.02 else "passed",
                        "closed_on": None,
                    }
                )


def _statistic(region: Region, dice: Random) -> Iterator[Row]:
    """Value added follows from industry's energy, so that industry never uses more than its prefecture."""
    base = region.years[0]
    for prefecture in region.prefectures:
        if base not in prefecture.industrial:
            continue
        intensity = Decimal(dice.randint(180, 320)) / 100  # [吨标准煤/万元]
        water = Decimal(dice.randint(12, 28))  # [立方米/万元]
        for year in region.years:
            if year not in prefecture.industrial:
                continue
            energy = (prefecture.industrial[year] * prefecture.key_share / 1_000_000).quantize(
                Decimal("0.0001")
            )
            added = (energy / intensity).quantize(Decimal("0.0001"))
            every = share(added, 104, 112, dice)
            yield region.marked(
                {
                    "division_code": prefecture.code,
                    "period": str(year),
                    "price_base_year": base,
                    "energy_basis": "coal_equivalent",
                    "above_scale_va": added,
                    "above_scale_energy": energy,
                    "all_industry_va": every,
                    "all_industry_water": (every * water / 10_000).quantize(Decimal("0.000001")),
                }
            )
            intensity, water = share(intensity, 94, 98, dice), share(water, 95, 99, dice)


def _steel_slips(region: Region) -> tuple[Slip, ...]:
    codes = [each.code for each in region.prefectures]

    def elsewhere(row: Row) -> dict[str, Cell]:
        other = codes[(codes.index(str(row["division_code"])) + 1) % len(codes)]
        return {"steel_line_id": f"{row['steel_line_id']}-2", "division_code": other}

    return (
        Slip("division_code", "contradictory", "one_prefecture", elsewhere, is_copy=True),
        Slip(
            "fugitive_published_on",
            "wrong",
            "assessed_before_published",
            lambda _row: {"fugitive_published_on": date(2012, 1, 1)},
            lambda row: row["fugitive_published_on"] is not None,
        ),
        Slip("built_on", "missing", "built_when", lambda _row: {"built_on": None}),
        Slip("longitude", "wrong", "within_region", lambda _row: {"longitude": Decimal("80.5")}),
        Slip(
            "organised_assessed_on",
            "missing",
            "published_was_assessed",
            lambda _row: {"organised_assessed_on": None},
            lambda row: row["organised_published_on"] is not None,
        ),
    )


def _has_class(row: Row) -> bool:
    return row["line_efficiency_class"] is not None


_LINE_SLIPS = (
    Slip("line_class_on", "missing", "class_dated", lambda _row: {"line_class_on": None}, _has_class),
    Slip(
        "line_class_on",
        "wrong",
        "class_after_built",
        lambda _row: {"line_class_on": date(1990, 1, 1)},
        _has_class,
    ),
    Slip(
        "line_capacity_10k_t", "wrong", "capacity_positive", lambda _row: {"line_capacity_10k_t": Decimal(0)}
    ),
    Slip(
        "line_unit_energy",
        "missing",
        "class_measured",
        lambda _row: {"line_unit_energy": None, "line_unit_power": None},
        _has_class,
    ),
)


def _list_slips(last: str) -> tuple[Slip, ...]:
    def is_last(row: Row) -> bool:
        return row["period"] == last and row["listed_unit_energy"] is not None

    return (
        Slip(
            "listed_unit_energy",
            "wrong",
            "unit_energy_plausible",
            lambda row: {"listed_unit_energy": times(row["listed_unit_energy"], 1_000)},
            is_last,
        ),
        Slip(
            "retrofit_due_on",
            "missing",
            "due_if_below",
            lambda _row: {"retrofit_due_on": None},
            lambda row: row["listed_class"] == "below",
        ),
        Slip(
            "listed_output_10k_t",
            "wrong",
            "output_positive",
            lambda _row: {"listed_output_10k_t": Decimal(0)},
        ),
    )


_METER_SLIPS = (
    Slip(
        "calibration_valid_to",
        "wrong",
        "valid_after_calibrated",
        lambda row: {"calibration_valid_to": row["calibrated_on"]},
    ),
    Slip("calibration_result", "missing", "result_said", lambda _row: {"calibration_result": None}),
    Slip(
        "calibrated_on",
        "missing",
        "facility_meter_calibrated",
        lambda _row: {"calibrated_on": None, "calibration_valid_to": None, "calibration_result": None},
        lambda row: row["meter_level"] == "facility",
    ),
    Slip(
        "calibrated_on", "wrong", "calibrated_after_built", lambda _row: {"calibrated_on": date(2000, 1, 1)}
    ),
)


def _statistic_slips(last: str) -> tuple[Slip, ...]:
    def is_last(row: Row) -> bool:
        return row["period"] == last

    return (
        Slip(
            "above_scale_energy",
            "wrong",
            "energy_intensity_plausible",
            lambda row: {"above_scale_energy": times(row["above_scale_energy"], 150)},
            is_last,
        ),
        Slip(
            "all_industry_water",
            "wrong",
            "water_intensity_plausible",
            lambda row: {"all_industry_water": times(row["all_industry_water"], 150)},
            is_last,
        ),
    )
