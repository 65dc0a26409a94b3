"""Synthetic two-high projects (演示“两高”项目): projects, lines, events, violations, energy, substitution.

Every project is invented. Levels of lines are drawn around the figures of the limit tables, so that the level
a row states is the one the tables give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from random import Random

from shuangkong.schema import Cell, Row
from shuangkong.standards import lookup, matches
from shuangkong.synthetic.region import Filled, Prefecture, Region
from shuangkong.synthetic.two_high_faults import spoil
from shuangkong.synthetic.two_high_trades import INDUSTRY_NAMES, TRADES, WORDS, Trade

__all__ = ["fill"]

_EDITION = "发改产业〔2021〕1609号"
_EACH = (12, 20)  # projects of a prefecture, invented
_STAGES = ("stock",) * 13 + ("under_construction",) * 3 + ("planned",) * 3 + ("closed",)
_LEVELS = ("below_baseline",) * 4 + ("between",) * 11 + ("benchmark",) * 5
_FACTOR = {year: Decimal(3080 - 10 * (year - 2015)) / 10000 for year in range(2005, 2031)}  # invented
_CENT, _STEP = Decimal("0.01"), Decimal("0.0001")
_KWH = 10  # tonnes in 万千瓦时 × kgce/kWh
_LAST = date(2025, 12, 31)


_LATER = (
    "design_increment_tce",
    "review_number",
    "review_authority",
    "review_on",
    "review_valid_to",
    "review_energy_tce",
    "review_energy_basis",
    "started_on",
    "accepted_on",
    "built_on",
    "closed_on",
    "closing_document",
)
_OF_RETROFIT = (
    "two_high_line_conditions",
    "two_high_line_due_on",
    "two_high_line_retrofitted_on",
    "two_high_line_energy_after",
    "two_high_line_level_after",
    "two_high_line_eliminated_on",
    "closing_document",
)
_VIOLATIONS = (
    "against_policy",
    "built_otherwise",
    "energy_above_approval",
    "emission_above_limit",
    "unlawful_approval",
)


@dataclass
class _Book:
    """The rows made so far, by table."""

    region: Region
    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, cells: Mapping[str, Cell]) -> None:
        self.rows.setdefault(table, []).append(self.region.marked(cells))


def fill(region: Region) -> Filled:
    """Invent the two-high registers of all prefectures (演示“两高”台账), with planted faults.

    Every table is there, also where the dice gave it no row.
    """
    book = _Book(region)
    for prefecture in region.prefectures:
        dice = region.dice(f"two_high/{prefecture.code}")
        for number in range(1, dice.randint(*_EACH) + 1):
            _project(book, prefecture, number, dice)
    return spoil(
        {table: book.rows.get(table, []) for table in sorted(book.rows)}, region.dice("two_high/faults")
    )


def _project(book: _Book, prefecture: Prefecture, number: int, dice: Random) -> None:
    trade, stage = dice.choice(TRADES), dice.choice(_STAGES)
    id_ = f"LG-{prefecture.code}-{number:03d}"
    life = _life(stage, dice)
    row: dict[str, Cell] = {
        "two_high_id": id_,
        "division_code": prefecture.code,
        **_facility(book.region, prefecture, trade, number, dice),
        "two_high_name": f"示例{INDUSTRY_NAMES[trade.industry]}项目{number}",
        "two_high_industry": trade.industry,
        "industry_class": trade.classes,
        "two_high_stage": stage,
        "two_high_nature": dice.choice(("new", "new", "new", "expansion", "rebuild")),
        "two_high_is_leader": stage == "stock" and dice.random() < 0.04,
        **life,
        **_energy(trade, life, dice),
    }
    if row["two_high_nature"] == "rebuild":
        row["design_increment_tce"] = _cents(row["design_calorific_tce"], Decimal("0.2"))
    book.add("two_high_project", dict.fromkeys(_LATER) | row)
    for place, product in enumerate(_chosen(trade, dice), start=1):
        _line(book, row, f"{id_}-L{place}", product, dice)
    _actuals(book, row, dice)
    _later(book, row, dice)
    _substitution(book, row, dice)


def _facility(
    region: Region, prefecture: Prefecture, trade: Trade, number: int, dice: Random
) -> dict[str, Cell]:
    """Return who builds it: a key user of the trade in the prefecture, or a newcomer where there is none."""
    users = [
        each
        for each in region.facilities
        if each.prefecture == prefecture.code and each.industry in WORDS[trade.industry]
    ]
    if users:
        user = dice.choice(users)
        return {"county_code": user.county, "facility_name": user.name}
    county = dice.choice(prefecture.counties) if prefecture.counties else None
    name = f"示例{prefecture.name}{INDUSTRY_NAMES[trade.industry]}{number}公司"
    return {"county_code": county, "facility_name": name}


def _life(stage: str, dice: Random) -> dict[str, Cell]:
    """Return the days of a project's life, in order, as far as its stage has come."""
    first = date(2008 + dice.randint(0, 12), dice.randint(1, 12), dice.randint(1, 28))
    if stage in ("planned", "under_construction"):
        first = date(2022, 6, 1) + timedelta(days=dice.randint(0, 900))
    is_reviewed = first.year >= 2011 and (stage != "planned" or dice.random() < 0.5)
    started = first + timedelta(days=dice.randint(60, 500))
    built = started + timedelta(days=dice.randint(300, 900))
    listed = max(date(2021, 6, 30), first) + timedelta(days=dice.randint(0, 60))
    life: dict[str, Cell] = {"two_high_listed_on": listed}
    if is_reviewed:
        life |= {
            "review_number": f"示例能审〔{first.year}〕{dice.randint(1, 300)}号",
            "review_on": first,
            "review_valid_to": first + timedelta(days=730),
        }
    if stage != "planned":
        life["started_on"] = started
    if stage in ("stock", "closed"):
        life |= {"built_on": built, "accepted_on": built - timedelta(days=dice.randint(5, 60))}
    if stage == "closed":
        life["closed_on"] = max(built, date(2021, 12, 31)) + timedelta(days=dice.randint(30, 1200))
        life["closing_document"] = f"示例关停公告第{dice.randint(1, 90)}号"
    return life


def _energy(trade: Trade, life: Mapping[str, Cell], dice: Random) -> dict[str, Cell]:
    """Return design energy on both bases [tce], from one electricity and one factor."""
    equal = Decimal(dice.randint(*trade.size))
    reviewed = life.get("review_on")
    year = reviewed.year if isinstance(reviewed, date) else 2020
    factor = _FACTOR[year]
    power = _rounded(equal * dice.randint(*trade.power) / 100 / (factor * _KWH), _STEP)
    other = equal - power * factor * _KWH
    calorific = other + power * _calorific_factor() * _KWH
    found: dict[str, Cell] = {
        "design_equal_tce": _rounded(equal, _CENT),
        "design_calorific_tce": _rounded(calorific, _CENT),
        "design_electricity_10k_kwh": power,
        "design_factor": factor,
        "design_factor_year": year,
        "design_coal_t": _rounded(other * Decimal("1.3"), _CENT),  # invented
        "design_added_value_10k_cny": _rounded(equal / dice.randint(2, 9), _CENT),
    }
    if "review_on" in life:
        basis = dice.choice(("calorific", "calorific", "coal_equivalent"))
        approved = found[f"design_{'equal' if basis == 'coal_equivalent' else 'calorific'}_tce"]
        level = dice.choice(("region", "region", "region", "prefecture"))
        found |= {"review_energy_tce": approved, "review_energy_basis": basis, "review_authority": level}
    return found


@cache
def _calorific_factor() -> Decimal:
    value = lookup("tce_factor", "electricity", on=_LAST, energy_basis="calorific").value
    assert value is not None
    return value


def _chosen(trade: Trade, dice: Random) -> Sequence[tuple[str, str]]:
    return dice.sample(trade.products, k=min(len(trade.products), dice.randint(1, 2)))


def _line(book: _Book, project: Mapping[str, Cell], id_: str, product: tuple[str, str], dice: Random) -> None:
    levels = {
        value.conditions["level"]: value
        for value in matches("efficiency_level", product[0], on=_LAST, edition=_EDITION)
        if value.conditions.get("process", "") == product[1]
    }
    benchmark, baseline = (levels[name].value or Decimal(0) for name in ("benchmark", "baseline"))
    is_new = project["two_high_stage"] in ("planned", "under_construction")
    level = dice.choice(("benchmark",) * 9 + ("between",)) if is_new else dice.choice(_LEVELS)
    found = date(2022, 3, 1) + timedelta(days=dice.randint(0, 200))
    built = project.get("built_on")
    found = max(found, built + timedelta(days=30)) if isinstance(built, date) else found
    one = levels["benchmark"]
    row: dict[str, Cell] = {
        "two_high_line_id": id_,
        "two_high_id": project["two_high_id"],
        "division_code": project["division_code"],
        "two_high_line_kind": "new" if is_new else "stock",
        "two_high_line_product": product[0],
        "two_high_line_process": product[1] or None,
        "two_high_line_metric": one.conditions["indicator"],
        "two_high_line_metric_unit": one.unit,
        "two_high_line_output": Decimal(dice.randint(10, 400)) * 1000,
        "two_high_line_unit_energy": _drawn(level, benchmark, baseline, dice),
        "two_high_line_level": level,
        "two_high_line_found_on": found,
        **dict.fromkeys(_OF_RETROFIT),
    }
    if row["two_high_line_kind"] == "stock" and level == "below_baseline":
        row |= _retrofit(found, project, benchmark, baseline, dice)
    book.add("two_high_line", row)


def _drawn(level: str, benchmark: Decimal, baseline: Decimal, dice: Random) -> Decimal:
    """Return a unit energy of a level; the band between the two levels is the measure, also below zero."""
    band, share = baseline - benchmark, Decimal(dice.randint(5, 95)) / 100
    if level == "below_baseline":
        return _rounded(baseline + band * share / 2, _STEP)
    if level == "between":
        return _rounded(benchmark + band * share, _STEP)
    return _rounded(benchmark - band * share / 8, _STEP)


def _retrofit(
    found: date, project: Mapping[str, Cell], benchmark: Decimal, baseline: Decimal, dice: Random
) -> dict[str, Cell]:
    """Return what became of a line below baseline: retrofitted in time or late, eliminated, or still open."""
    due = min(max(found + timedelta(days=200), date(2023, 12, 31)), date(2025, 12, 31))
    due = dice.choice((due, max(due, date(2024, 12, 31)), max(due, date(2025, 12, 31))))
    row: dict[str, Cell] = {"two_high_line_due_on": due}
    fate = dice.random()
    closed = project.get("closed_on")
    if isinstance(closed, date):
        eliminated = max(closed, found)
        return row | {
            "two_high_line_eliminated_on": eliminated,
            "closing_document": project["closing_document"],
        }
    if fate < 0.75:
        late = timedelta(days=dice.randint(20, 300)) if fate > 0.65 else -timedelta(days=dice.randint(5, 150))
        level = dice.choice(("between", "between", "benchmark"))
        return row | {
            "two_high_line_retrofitted_on": max(due + late, found + timedelta(days=10)),
            "two_high_line_energy_after": _drawn(level, benchmark, baseline, dice),
            "two_high_line_level_after": level,
        }
    if fate < 0.85:
        gone = due + timedelta(days=dice.randint(30, 500))
        return row | {
            "two_high_line_eliminated_on": gone,
            "closing_document": f"示例淘汰公告第{dice.randint(1, 90)}号",
        }
    return row


def _actuals(book: _Book, project: Mapping[str, Cell], dice: Random) -> None:
    built, closed, approved = (project.get(name) for name in ("built_on", "closed_on", "review_energy_tce"))
    if not isinstance(built, date) or not isinstance(approved, Decimal):
        return
    last = closed.year if isinstance(closed, date) else book.region.years[-1]
    for year in book.region.years:
        if built.year < year <= last:
            used = approved * dice.randint(700, 990) / 1000
            book.add(
                "two_high_actual",
                {
                    "two_high_id": project["two_high_id"],
                    "division_code": project["division_code"],
                    "period": str(year),
                    "actual_energy_tce": _rounded(used, _CENT),
                    "actual_energy_basis": project["review_energy_basis"],
                },
            )


def _later(book: _Book, project: Mapping[str, Cell], dice: Random) -> None:
    """Add events after the review, and violations."""
    shared = {name: project[name] for name in ("two_high_id", "division_code")}
    reviewed = project.get("review_on")
    for number, kind in enumerate(_events(project, dice), start=1):
        after = reviewed if isinstance(reviewed, date) else date(2021, 7, 1)
        book.add(
            "two_high_event",
            {
                "two_high_event_id": f"{project['two_high_id']}-E{number}",
                **shared,
                "two_high_event_kind": kind,
                "two_high_event_on": after + timedelta(days=dice.randint(30, 300)),
                "change_energy_tce": None,
                "change_needs_review": False if kind == "change" else None,
                "evidence_document": f"示例文号〔2023〕{dice.randint(1, 99)}号",
            },
        )
    if dice.random() < 0.09 and project["two_high_stage"] != "planned":
        book.add("two_high_violation", _violation(project, shared, dice))


def _events(project: Mapping[str, Cell], dice: Random) -> Iterator[str]:
    if project.get("review_on") is not None and dice.random() < 0.08:
        yield "change"
    if project["two_high_is_leader"]:
        yield "named_leader"


def _violation(project: Mapping[str, Cell], shared: Mapping[str, Cell], dice: Random) -> dict[str, Cell]:
    found = date(2022, 6, 1) + timedelta(days=dice.randint(0, 1100))
    state = dice.choice(("rectified", "rectified", "ordered", "found"))
    due = found + timedelta(days=90)
    return {
        "two_high_violation_id": f"{project['two_high_id']}-V1",
        **shared,
        "violation_kind": dice.choice(_VIOLATIONS),
        "violation_found_on": found,
        "violation_notice": None if state == "found" else f"示例责改〔{found.year}〕{dice.randint(1, 99)}号",
        "violation_state": state,
        "violation_due_on": None if state == "found" else due,
        "violation_rectified_on": found + timedelta(days=80) if state == "rectified" else None,
        "evidence_document": "示例复查记录" if state == "rectified" else None,
    }


def _substitution(book: _Book, project: Mapping[str, Cell], dice: Random) -> None:
    if project["two_high_stage"] not in ("planned", "under_construction") or dice.random() > 0.6:
        return
    kind = dice.choice(("equal", "reduced"))
    ratio = Decimal(1) if kind == "equal" else Decimal("1.25")  # invented ratio
    demand = project["design_equal_tce"]
    assert isinstance(demand, Decimal)
    book.add(
        "two_high_substitution",
        {
            "two_high_substitution_id": f"{project['two_high_id']}-S1",
            **{name: project[name] for name in ("two_high_id", "division_code")},
            "substitution_material": "energy",
            "substitution_kind": kind,
            "substitution_ratio": ratio,
            "substitution_demand": demand,
            "substitution_supply": _rounded(demand * ratio * dice.randint(100, 115) / 100, _CENT),
            "unit": "吨标准煤",
            "substitution_source_id": f"示例来源-{project['two_high_id']}",
            "substitution_source_name": "示例退出装置",
            "substitution_retired_on": date(2022, 1, 1) + timedelta(days=dice.randint(0, 300)),
            "evidence_document": f"示例拆除公告第{dice.randint(1, 90)}号",
        },
    )


def _cents(value: Cell, share: Decimal) -> Decimal:
    assert isinstance(value, Decimal)
    return _rounded(value * share, _CENT)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, rounding=ROUND_HALF_UP)
