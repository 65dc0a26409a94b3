"""Drafts of synthetic reports (演示报告底稿): what a user of an industry uses and makes, all of it right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

from shuangkong.schema import Cell
from shuangkong.standards import editions, lookup

__all__ = ["Draft", "Habits", "Limit", "Recipe", "draft", "limit_of", "recipe_of"]

_TON, _CENT = Decimal("0.0001"), Decimal("0.01")
_WHOLE = "单位产品综合能耗"
_UNITS = {
    "raw_coal": "吨",
    "coke": "吨",
    "diesel": "吨",
    "electricity": "万千瓦时",
    "natural_gas": "万立方米",
}
_FACTOR_UNITS = {"electricity": "kgce/kWh", "natural_gas": "kgce/m3"}
_PER_UNIT = {"吨": Decimal(1), "万千瓦时": Decimal(10), "万立方米": Decimal(10)}  # kgce each → tce
_STOCKED = ("raw_coal", "coke", "diesel")
_OUTPUT_UNITS = {"kgce/GJ": "吉焦", "gce/kWh": "万千瓦时", "kgce/平方米": "平方米"}
_POWER = Decimal("0.1229")
_GAS = (11_500, 13_000)  # invented measured factor [1/10000]
_COAL = (6_200, 7_900)  # invented measured factor [1/10000]


@dataclass(frozen=True)
class Recipe:
    """What an industry uses and makes (行业画像), invented: shares of energy in hundredths.

    Attributes
    ----------
    standard, limit_product
        Limit standard and the product's name in it; empty where there is none.
    level
        Energy per unit where no standard says how much [unit].
    """

    shares: Mapping[str, int]
    product: str
    metric: str = _WHOLE
    unit_energy_unit: str = "kgce/t"
    standard: str = ""
    limit_product: str = ""
    level: int = 500
    feedstock: str = ""
    conversion: str = ""


_AREA = ("单位面积综合能耗", "kgce/平方米")
_RECIPES: Mapping[str, Recipe] = {
    "C2521": Recipe(
        {"raw_coal": 88, "electricity": 12}, "焦炭", standard="GB 21342-2025", limit_product="焦炭(捣固焦炉)",
        conversion="raw_coal",
    ),
    "C2614": Recipe(
        {"raw_coal": 80, "electricity": 20}, "甲醇", standard="GB 29436-2023", limit_product="烟煤制甲醇",
        feedstock="raw_coal",
    ),
    "C2613": Recipe(
        {"coke": 40, "electricity": 60}, "电石", standard="GB 21343-2023", limit_product="电石",
        feedstock="coke",
    ),
    "C3011": Recipe(
        {"raw_coal": 75, "electricity": 23, "diesel": 2}, "水泥熟料", standard="GB 16780-2021",
        limit_product="水泥熟料",
    ),
    "C30": Recipe({"natural_gas": 60, "electricity": 40}, "示例建材产品", level=300),
    "C314": Recipe(
        {"coke": 35, "electricity": 65}, "硅铁", standard="GB 21341-2022", limit_product="硅铁"
    ),
    "C31": Recipe(
        {"coke": 60, "raw_coal": 20, "electricity": 20}, "生铁", standard="GB 21256-2025",
        limit_product="高炉工序",
    ),
    "C3216": Recipe(
        {"electricity": 95, "natural_gas": 5}, "铝锭", "铝锭综合交流电耗", "kWh/t", "GB 21346-2022",
        "电解铝",
    ),
    "D443": Recipe(
        {"raw_coal": 95, "electricity": 5}, "供热量", "单位供热量综合能耗", "kgce/GJ", level=39,
        conversion="raw_coal",
    ),
    "D44": Recipe(
        {"raw_coal": 97, "electricity": 2, "diesel": 1}, "供电", "供电煤耗", "gce/kWh", level=310,
        conversion="raw_coal",
    ),
    "B06": Recipe(
        {"electricity": 70, "diesel": 30}, "原煤", standard="GB 29445-2025", limit_product="煤炭露天开采"
    ),
    "C3218": Recipe(
        {"electricity": 70, "raw_coal": 30}, "工业硅", standard="GB 21347-2023", limit_product="工业硅 煤"
    ),
    "F": Recipe({"electricity": 75, "natural_gas": 25}, "营业面积", *_AREA, level=25),
    "G": Recipe({"diesel": 90, "electricity": 10}, "示例运量", level=30),
    "H": Recipe({"electricity": 75, "natural_gas": 25}, "营业面积", *_AREA, level=35),
    "I": Recipe({"electricity": 100}, "示例服务量", level=400),
    "P": Recipe({"electricity": 70, "natural_gas": 30}, "建筑面积", *_AREA, level=20),
    "Q": Recipe({"electricity": 70, "natural_gas": 30}, "建筑面积", *_AREA, level=28),
    "S": Recipe({"electricity": 70, "natural_gas": 30}, "建筑面积", *_AREA, level=18),
    "": Recipe({"raw_coal": 45, "electricity": 45, "natural_gas": 10}, "示例产品"),
}  # fmt: skip


@dataclass(frozen=True)
class Limit:
    """The limit a recipe is held to (限定值) [unit of the recipe], and the best level."""

    best: Decimal
    most: Decimal


def recipe_of(industry_class: str) -> Recipe:
    """Return the recipe of an industry class (行业画像), by the longest code that begins it."""
    code = next(
        length for length in range(len(industry_class), -1, -1) if industry_class[:length] in _RECIPES
    )
    return _RECIPES[industry_class[:code]]


@cache
def limit_of(standard: str, product: str, metric: str, year: int) -> Limit | None:
    """Return the limit of a product in a year (限定值), None where the edition does not hold then."""
    on = date(year, 12, 31)
    if not standard or not editions()[standard].holds(on):
        return None
    best, most = (
        lookup("energy_limit", product, on=on, edition=standard, indicator=metric, level=level).value
        for level in ("1", "3")
    )
    assert best is not None
    assert most is not None
    return Limit(best, most)


@dataclass(frozen=True)
class Habits:
    """What stays the same over a user's years (单位特征)."""

    recipe: Recipe
    factors: Mapping[str, Decimal]
    measured: frozenset[str]
    equivalent: Decimal
    unit_energy: Decimal
    product_share: Decimal

    @classmethod
    def of(cls, recipe: Recipe, dice: Random, equivalent: Decimal) -> Habits:
        """Draw a user of an industry."""
        coal, gas = (Decimal(dice.randint(*span)) / 10_000 for span in (_COAL, _GAS))
        is_measured = dice.random() < 0.5
        measured = {"natural_gas"} | ({"raw_coal"} if is_measured else set())
        factors = {"raw_coal": coal, "natural_gas": gas, "electricity": _POWER}
        for product in recipe.shares:
            if product not in measured and product != "electricity":
                found = lookup("tce_factor", product, on=date(2022, 1, 1)).value
                assert found is not None
                factors[product] = found
        return cls(
            recipe,
            factors,
            frozenset(measured),
            equivalent,
            Decimal(dice.randint(0, 1000)) / 1000,
            Decimal(dice.randint(850, 970)) / 1000,
        )

    def per_unit(self, year: int, moved: Decimal) -> Decimal:
        """Return this year's energy per unit: between the best level and the limit, and moved a little."""
        recipe = self.recipe
        limit = limit_of(recipe.standard, recipe.limit_product, recipe.metric, max(year, 2025))
        low = Decimal(recipe.level) if limit is None else limit.best
        high = low * Decimal("1.12") if limit is None else limit.most * Decimal("0.98")
        span = min(high - low, low * Decimal("0.15"))
        return min(low + span * self.unit_energy + low * moved, high)


@dataclass(frozen=True)
class Draft:
    """One report before anything is wrong (底稿)."""

    lines: Mapping[str, Mapping[str, Cell]]
    product: Mapping[str, Cell]
    total: Decimal
    total_equivalent: Decimal
    submitted_on: date

    def rows(self) -> Iterator[tuple[str, Mapping[str, Cell]]]:
        """Yield table and cells of the report."""
        value = (self.total_equivalent * 3).quantize(_CENT)
        yield (
            "energy_report_basic",
            {
                "report_submitted_on": self.submitted_on,
                "report_total_tce": self.total,
                "report_total_equivalent_tce": self.total_equivalent,
                "report_output_value_10k_cny": value,
                "report_value_added_10k_cny": (value / 4).quantize(_CENT),
                "energy_manager": "示例负责人",
            },
        )
        for cells in self.lines.values():
            yield "energy_report_consumption", cells
        yield "energy_report_product", self.product


def draft(habits: Habits, year: int, energy: Decimal, before: Draft | None, dice: Random) -> Draft:
    """Return a report of a year that uses an energy [tce, coal_equivalent]; stocks begin where they ended."""
    lines: dict[str, Mapping[str, Cell]] = {}
    for product, share in habits.recipe.shares.items():
        amount = energy * share / sum(habits.recipe.shares.values())
        earlier = None if before is None else before.lines.get(product)
        opening = None if earlier is None else earlier["consumption_closing"]
        lines[product] = _line(habits, product, amount, opening, dice)
    total, equivalent = (
        sum((_exact(line, basis) for line in lines.values()), Decimal(0)).quantize(_CENT)
        for basis in ("calorific", "coal_equivalent")
    )
    return Draft(
        lines,
        _product(habits, year, (lines, total), before, dice),
        total,
        equivalent,
        date(year + 1, dice.randint(1, 3), dice.randint(1, 28)),
    )


def _exact(line: Mapping[str, Cell], basis: str) -> Decimal:
    """Return a line in standard coal without rounding [tce]."""
    used, factor = line["consumption_used"], line["consumption_factor"]
    if basis == "coal_equivalent" and line["consumption_factor_equivalent"] is not None:
        factor = line["consumption_factor_equivalent"]
    assert isinstance(used, Decimal)
    assert isinstance(factor, Decimal)
    return used * factor * _PER_UNIT[str(line["unit"])]


def _line(habits: Habits, product: str, amount: Decimal, opening: Cell, dice: Random) -> Mapping[str, Cell]:
    unit, factor = _UNITS[product], habits.factors[product]
    equivalent = habits.equivalent if product == "electricity" else None
    used = (amount / ((equivalent or factor) * _PER_UNIT[unit])).quantize(_TON)
    stock = (used * dice.randint(20, 80) / 1000).quantize(_TON) if product in _STOCKED else Decimal(0)
    first = opening if isinstance(opening, Decimal) else (stock * 9 / 10).quantize(_TON)
    put = (used * 6 / 10).quantize(_TON)
    lost = (used * dice.randint(0, 30) / 10_000).quantize(_TON)  # storage and weighing
    feedstock = put if product == habits.recipe.feedstock else Decimal(0)
    conversion = put if product == habits.recipe.conversion else Decimal(0)
    transport = (used / 2).quantize(_TON) if product == "diesel" else Decimal(0)
    line: dict[str, Cell] = {
        "energy_product": product,
        "unit": unit,
        "consumption_opening": first,
        "consumption_purchased": used + stock - first + lost,
        "consumption_own_output": Decimal(0),
        "consumption_used": used,
        "consumption_production": used - feedstock - conversion - transport,
        "consumption_feedstock": feedstock,
        "consumption_transport": transport,
        "consumption_conversion": conversion,
        "consumption_sold": Decimal(0),
        "consumption_closing": stock,
        "consumption_factor": factor,
        "consumption_factor_equivalent": equivalent,
        "factor_unit": _FACTOR_UNITS.get(product, "kgce/kg"),
        "consumption_is_measured": product in habits.measured,
    }
    line["consumption_tce"] = _exact(line, "calorific").quantize(_CENT)
    line["consumption_tce_equivalent"] = _exact(line, "coal_equivalent").quantize(_CENT)
    return line


def _product(
    habits: Habits,
    year: int,
    energies: tuple[Mapping[str, Mapping[str, Cell]], Decimal],
    before: Draft | None,
    dice: Random,
) -> Mapping[str, Cell]:
    recipe, (lines, total) = habits.recipe, energies
    per_unit = habits.per_unit(year, Decimal(dice.randint(-40, 40)) / 1000)
    is_power = recipe.unit_energy_unit.startswith("kWh")
    energy = (total * habits.product_share).quantize(_CENT)
    if is_power:
        power = lines["electricity"]["consumption_used"]
        assert isinstance(power, Decimal)
        output = power * 10_000 * habits.product_share / per_unit  # t
    elif recipe.unit_energy_unit == "gce/kWh":
        output = energy * 100 / per_unit  # 万千瓦时
    else:
        output = energy * 1000 / per_unit  # t or m²
    output = output.quantize(_TON)
    limit = limit_of(recipe.standard, recipe.limit_product, recipe.metric, year)
    earlier = None if before is None else before.product["reported_unit_energy"]
    return {
        "output_product": recipe.product,
        "reported_process": None,
        "reported_metric": recipe.metric,
        "output_quantity": output,
        "unit": _OUTPUT_UNITS.get(recipe.unit_energy_unit, "吨"),
        "reported_energy_tce": None if is_power else energy,
        "reported_unit_energy": per_unit.quantize(_TON),
        "reported_unit_energy_before": earlier or (per_unit * Decimal("1.01")).quantize(_TON),
        "reported_unit_energy_unit": recipe.unit_energy_unit,
        "reported_limit_standard": None if limit is None else recipe.standard,
        "reported_limit_product": None if limit is None else recipe.limit_product,
        "reported_limit": None if limit is None else limit.most,
    }
