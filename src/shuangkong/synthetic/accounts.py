"""Synthetic account rows (演示核算数据): carbon, population, reduction projects, all invented.

They are small and say what they are, so that every account of the demo answers where nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.totals import GENERATOR, LABEL

__all__ = [
    "Places",
    "synthetic_carbon_rows",
    "synthetic_population_rows",
    "synthetic_reduction_rows",
]

# Invented first amounts, and what they grow by in a year [1/10000].
_ACTIVITIES: dict[tuple[str, str], tuple[int, str, int]] = {
    ("fuel_combustion", "bituminous_coal"): (9_000, "万吨", 150),
    ("fuel_combustion", "diesel"): (300, "万吨", 80),
    ("fuel_combustion", "natural_gas"): (250_000, "万立方米", 300),
    ("process", "cement"): (4_000_000, "吨二氧化碳", -100),
    ("heat_import", "heat"): (200_000, "GJ", 0),
    ("heat_export", "heat"): (100_000, "GJ", 0),
}
_SENT, _TAKEN = (9_000_000, 400), (400_000, 200)  # electricity [万千瓦时] and growth [1/10000]
_PERSONS, _SHRINKS = 2_400, -20  # [万人], [1/10000]
_PROJECTS = 2  # projects a year in each of three divisions
_FILING = 3
_PLANNED = (200, 900)  # invented [t]
_MEASURED = (20_000, 60_000)  # invented [t]


@dataclass(frozen=True)
class Places:
    """Where rows are invented for (演示范围): a region, the divisions below it, and the years."""

    region: str
    codes: tuple[str, ...]
    years: range
    seed: int

    def marked(self, cells: Mapping[str, Cell]) -> Row:
        """Return a row that says it is invented."""
        return {
            **cells,
            "is_synthetic": True,
            "status": "constructed",
            "source": f"{LABEL.zh} {LABEL.en}: generator {GENERATOR}, seed {self.seed}",
            "note": "虚构数值 invented",
        }

    def observed(self, code: str, indicator: str, year: int, value: Decimal, unit: str) -> Row:
        """Return one row of ``observation``."""
        return self.marked(
            {
                "division_code": code,
                "indicator_id": indicator,
                "period": str(year),
                "value": value,
                "unit": unit,
                "energy_basis": None,
                "price_base_year": None,
                "vintage": f"synthetic-{GENERATOR}",
                "stage": "final",
                "parts_absent": False,
            }
        )


def synthetic_carbon_rows(places: Places, *, grid: str, neighbour: str) -> tuple[Row, ...]:
    """Invent fuels, process emission, power and heat across the border of the region (演示碳排放活动水平).

    Parameters
    ----------
    grid, neighbour
        Grids the power sold and the power bought is generated on.

    Returns
    -------
    tuple of rows
        Rows of ``carbon_activity`` for the region and every year.

    Examples
    --------
    >>> places = Places("000000", ("000100",), range(2024, 2026), seed=1)
    >>> len(synthetic_carbon_rows(places, grid="000000", neighbour="990000"))
    16
    """
    power = {("electricity_export", grid): _SENT, ("electricity_import", neighbour): _TAKEN}
    invented = _ACTIVITIES | {key: (first, "万千瓦时", grows) for key, (first, grows) in power.items()}
    return tuple(
        places.marked(
            {
                "division_code": places.region,
                "period": str(year),
                "carbon_activity": activity,
                "activity_subject": subject,
                "value": Decimal(_grown(first, grows, step)),
                "unit": unit,
                "vintage": f"synthetic-{GENERATOR}",
                "stage": "final",
            }
        )
        for (activity, subject), (first, unit, grows) in invented.items()
        for step, year in enumerate(places.years)
    )


def _grown(first: int, grows: int, steps: int) -> int:
    for _ in range(steps):
        first = first * (10_000 + grows) // 10_000
    return first


def synthetic_population_rows(places: Places) -> tuple[Row, ...]:
    """Invent the region's population at the end of every year [万人] (演示人口)."""
    return tuple(
        places.observed(
            places.region, "population_year_end", year, Decimal(_grown(_PERSONS, _SHRINKS, step)), "万人"
        )
        for step, year in enumerate(places.years)
    )


def synthetic_reduction_rows(
    places: Places, pollutant: str, guides: Mapping[int, str]
) -> dict[str, list[Row]]:
    """Invent project lines with cuts, the duties of the region and a measured series [t] (演示减排项目).

    Parameters
    ----------
    guides
        Year → the edition of the guide its lines are counted under.

    Returns
    -------
    dict
        Table → rows. One project of the last year is not verified yet, and no base is given for the
        percentage duty: both are shown as what they are.
    """
    random, rows = Random(places.seed), _tables()
    years = sorted(guides)
    for year in years:
        for code in places.codes[:_FILING]:
            for number in range(_PROJECTS):
                is_open = (year, code, number) == (years[-1], places.codes[0], 1)
                line, cut = _project(
                    places, random, (code, number, year, pollutant), guides[year], is_open=is_open
                )
                rows["reduction_project_line"].append(line)
                rows["reduction_cut"].extend(cut)
    rows["reduction_duty"] = list(_duties(places, pollutant, years))
    for code in places.codes[:_FILING]:
        tonnes = random.randint(*_MEASURED)
        for year in (years[0] - 1, *years):
            tonnes = tonnes * random.randint(9_500, 10_050) // 10_000
            indicator = f"{pollutant.lower()}_emission_measured"
            rows["observation"].append(places.observed(code, indicator, year, Decimal(tonnes), "吨"))
    return rows


def _tables() -> dict[str, list[Row]]:
    names = ("reduction_project_line", "reduction_cut", "reduction_duty", "observation")
    return {name: [] for name in names}


def _project(
    places: Places, random: Random, about: tuple[str, int, int, str], guide: str, *, is_open: bool
) -> tuple[Row, list[Row]]:
    code, number, year, pollutant = about
    planned = random.randint(*_PLANNED)
    reported = planned * random.randint(9_000, 10_500) // 10_000
    cut = reported // 20 if number else 0
    key: dict[str, Cell] = {
        "project_id": f"SYN-P-{code}-{year}-{number + 1}",
        "division_code": code,
        "pollutant": pollutant,
        "reduction_year": year,
    }
    line = places.marked(
        key
        | {
            "facility": f"{LABEL.zh}项目 {number + 1}",
            "reduction_category": "air_structural_upgrading",
            "planned_t": Decimal(planned),
            "reported_t": Decimal(reported),
            "verified_t": None if is_open else Decimal(reported - cut),
            "stable_operation_on": date(year - 1, 6, 30),
            "counting_start": date(year - 1, 9, 1),
            "in_base": True,
            "offset_t": Decimal(0),
            "verification_note": None,
            "evidence": f"{LABEL.zh}验收材料 {year}",
            "guide_edition": guide,
        }
    )
    if is_open or not cut:
        return line, []
    return line, [places.marked(key | {"cut_reason": "load_below_design", "cut_t": Decimal(cut)})]


def _duties(places: Places, pollutant: str, years: Sequence[int]) -> Iterator[Row]:
    forms = {
        "tonnes_of_engineering": (Decimal(12_000), "吨", None),
        "percentage_of_base": (Decimal(10), "%", years[0] - 1),
    }
    for form, (value, unit, base) in forms.items():
        yield places.marked(
            {
                "division_code": places.region,
                "pollutant": pollutant,
                "period": f"{years[0]}-{years[-1]}",
                "duty_form": form,
                "value": value,
                "unit": unit,
                "base_year": base,
            }
        )
