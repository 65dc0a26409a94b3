"""Synthetic energy reports (演示能源利用状况报告): two years of every key user, some wrong on purpose.

Everything is invented; only names of products and the limits they are held to come from the standards. Power
that a plant sells is left out: on the coal-equivalent basis next to nothing would be left of its energy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.energy_report_draft import Draft, Habits, Recipe, draft, recipe_of
from shuangkong.synthetic.energy_report_faults import KINDS, Spoiler
from shuangkong.synthetic.region import Facility, Filled, Planted, Region

__all__ = ["fill"]

_SPOILED = 15  # of a hundred users, with one thing wrong each
_MONTHLY = 120  # so many users also report by month
_EQUIVALENT = Decimal("0.3")  # invented coal-equivalent factor of electricity [kgce/kWh]
_REPORTED = 2  # years
TABLES = (
    "energy_report_basic",
    "energy_report_consumption",
    "energy_report_product",
    "monthly_energy_report",
    "facility_factor",
)


def fill(region: Region) -> Filled:
    """Invent the reports of all key users for two years, months of some, and a factor (演示填报).

    One user in seven has one thing wrong in the last year, noted in the answer key under the code of the
    doubt that finds it; all else agrees with itself, the year before and what the meters say of the user, but
    for small losses. The list of users and their meters stand in `synthetic_facility_rows`.
    """
    years = list(region.years)[-_REPORTED:]
    dice = region.dice("energy_reports")
    facilities = [each for each in region.facilities if all(year in each.energy for year in years)]
    facilities.sort(key=lambda each: each.id)
    kinds = _kinds(facilities, dice)
    rows: dict[str, list[Row]] = {name: [] for name in TABLES}
    planted: list[Planted] = []
    monthly = {each.id for each in facilities[:: max(1, len(facilities) // _MONTHLY)]}
    for facility in facilities:
        spoiler = Spoiler(kinds.get(facility.id, ""), dice)
        made = _User(facility, recipe_of(facility.industry_class), dice, facility.id in monthly)
        drafts = made.reports(years, spoiler)
        for name, cells in made.rows(drafts, spoiler):
            rows[name].append(region.marked(cells))
        planted += spoiler.planted
    rows["facility_factor"] += [region.marked(_factor(region.code, year)) for year in years]
    return Filled(rows, tuple(planted))


def _kinds(facilities: Sequence[Facility], dice: Random) -> Mapping[str, str]:
    """Return facility → the fault it gets, each kind as often as any other where it can happen."""
    shuffled = list(facilities)
    dice.shuffle(shuffled)
    count = len(shuffled) * _SPOILED // 100
    counted: dict[tuple[str, str], int] = {}
    for each in facilities:
        recipe = recipe_of(each.industry_class)
        counted[recipe.product, recipe.metric] = counted.get((recipe.product, recipe.metric), 0) + 1
    found: dict[str, str] = {}
    waiting = list(KINDS)
    for each in shuffled[:count]:
        recipe = recipe_of(each.industry_class)
        peers = counted[recipe.product, recipe.metric]
        kind = next((kind for kind in waiting if KINDS[kind].fits(recipe, peers)), "late")
        if kind in waiting:
            waiting.remove(kind)
        waiting = waiting or list(KINDS)
        found[each.id] = kind
    return found


@dataclass(frozen=True)
class _User:
    """One user and how it reports."""

    facility: Facility
    recipe: Recipe
    dice: Random
    is_monthly: bool

    def reports(self, years: Sequence[int], spoiler: Spoiler) -> Mapping[int, Draft]:
        """Return the reports of the years, each beginning where the one before ended."""
        habits = Habits.of(self.recipe, self.dice, _EQUIVALENT)
        drafts: dict[int, Draft] = {}
        for year in years:
            is_last = year == years[-1]
            energy = self.facility.energy[year]
            said = spoiler.before(habits, energy, is_last=is_last)
            made = draft(said.habits, year, said.energy, drafts.get(year - 1), self.dice)
            drafts[year] = made
        return drafts

    def rows(self, drafts: Mapping[int, Draft], spoiler: Spoiler) -> Iterator[tuple[str, Mapping[str, Cell]]]:
        """Yield table and cells; the last year as the fault leaves them."""
        last = max(drafts)
        found: list[tuple[str, dict[str, Cell]]] = []
        for year, made in drafts.items():
            found += [(name, self._who(cells, year)) for name, cells in made.rows()]
        if self.is_monthly or spoiler.kind in ("monthly", "months"):
            found += [
                ("monthly_energy_report", self._who(cells, last))
                for cells in _months(last, drafts[last], self.dice)
            ]
        yield from spoiler.after(found, str(last))

    def _who(self, cells: Mapping[str, Cell], year: int) -> dict[str, Cell]:
        of = {"facility_id": self.facility.id, "division_code": self.facility.prefecture, "period": str(year)}
        return {**of, **cells}


def _months(year: int, made: Draft, dice: Random) -> Iterator[dict[str, Cell]]:
    """Yield twelve months that sum to the year but for a closing correction."""
    weights = [dice.randint(90, 110) for _ in range(12)]
    whole = (made.total_equivalent * dice.randint(9_900, 10_100) / 10_000).quantize(Decimal("0.01"))
    left = whole
    for month, weight in enumerate(weights, start=1):
        part = (whole * weight / sum(weights)).quantize(Decimal("0.01"))
        said = left if month == 12 else part
        left -= said
        filed = date(year + month // 12, month % 12 + 1, dice.randint(5, 15))
        yield {
            "period": f"{year}-{month:02d}",
            "monthly_submitted_on": filed,
            "monthly_energy_tce": said,
            "electricity_10k_kwh": None,
        }


def _factor(code: str, year: int) -> dict[str, Cell]:
    return {
        "division_code": code,
        "period": str(year),
        "energy_product": "electricity",
        "energy_basis": "coal_equivalent",
        "dated_factor": _EQUIVALENT,
        "factor_unit": "kgce/kWh",
    }
