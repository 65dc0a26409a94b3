"""Synthetic public institutions (演示公共机构): who they are, their energy, titles and contracts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.inventing import amount, day_in, figure, part_of
from shuangkong.synthetic.planting import (
    copied,
    in_year,
    joined,
    lost,
    planted,
    scaled,
    set_to,
    twin_of,
    where,
)
from shuangkong.synthetic.region import Filled, Prefecture, Region

__all__ = ["fill"]

# Institutions of a prefecture: kind, level, how many, and of 100 of them how many are saving institutions.
_KINDS = (
    ("government", "prefecture", 5, 92),
    ("government", "county", 8, 86),
    ("government", "township", 4, 45),
    ("school", "county", 4, 0),
    ("health", "county", 2, 0),
    ("culture", "prefecture", 1, 0),
)
_SQUARE_METRES = 1_000_000  # square metres written as 万平方米 [%]
_TITLES = ("model", "energy_leader", "water_leader")
_CONTRACTS = ("trust", "shared", "guaranteed")


def fill(region: Region) -> Filled:
    """Invent the registers of public institutions (虚构公共机构台账).

    Examples
    --------
    >>> dict(fill(Region("000000", (), (), range(2020, 2026), seed=1)).rows)
    {}
    """
    if not region.prefectures:
        return Filled({})
    institutions = _institutions(region)
    return joined(
        [
            _listed(region, institutions),
            _energy(region, institutions),
            _honours(region, institutions),
            _contracts(region, institutions),
        ]
    )


def _institutions(region: Region) -> Sequence[Row]:
    rows = list[Row]()
    for prefecture in region.prefectures:
        rows += _of_prefecture(region, prefecture)
    return rows


def _of_prefecture(region: Region, prefecture: Prefecture) -> Sequence[Row]:
    dice, rows = region.dice(f"public_institution/{prefecture.code}"), list[Row]()
    for kind, level, many, saving in _KINDS:
        for _ in range(many):
            number = len(rows) + 1
            is_saving = dice.randrange(100) < saving
            day = day_in(dice, dice.choice(region.years[1:]))
            cells: dict[str, Cell] = {
                "institution_id": f"SYN-PI-{prefecture.code}-{number:02d}",
                "division_code": prefecture.code,
                "organisation_name": f"示例机构{number}",
                "institution_kind": kind,
                "institution_level": level,
                "floor_area_10k_m2": part_of(amount(dice, 1, 6, 4), 500),
                "closed_on": None,
                "saving_named_on": day if is_saving else None,
                "saving_document": f"示例机关事务〔{day.year}〕{number}号" if is_saving else None,
            }
            rows.append(region.marked(cells))
    return rows


def _listed(region: Region, institutions: Sequence[Row]) -> Filled:
    school = where(institution_kind="school")
    named = [row for row in institutions if row["saving_named_on"] is not None]
    spoils = [
        scaled("area_plausible", "floor_area_10k_m2", _SQUARE_METRES),
        set_to("area_positive", "floor_area_10k_m2", Decimal("0.0000"), school),
        lost("named_by_document", "saving_document"),
        set_to("only_government", "institution_kind", "other", lambda row, _: row in named),
        twin_of("name_once", "organisation_name", "division_code", "institution_level"),
    ]
    return planted(region, "public_institution", ("institution_id",), institutions, spoils)


def _energy(region: Region, institutions: Sequence[Row]) -> Filled:
    """Invent energy and water: a little less of both in every year."""
    dice, rows = region.dice("institution_energy"), list[Row]()
    for each in institutions:
        area = figure(each, "floor_area_10k_m2")
        persons = dice.randint(40, 400)
        energy = amount(dice, 60, 180) * area.quantize(Decimal("0.01"))
        water = amount(dice, 12, 60, 1)
        for step, year in enumerate(region.years):
            used = part_of(energy.quantize(Decimal("0.01")), 1000 - 14 * step + dice.randint(-10, 10))
            cells: dict[str, Cell] = {
                "institution_id": each["institution_id"],
                "division_code": each["division_code"],
                "period": str(year),
                "employees": persons,
                "floor_area_10k_m2": area,
                "electricity_10k_kwh": (used / 5).quantize(Decimal("0.0001")),
                "institution_energy_tce": used,
                "institution_water_m3": part_of(water * persons, 1000 - 20 * step),
            }
            rows.append(region.marked(cells))
    last, elsewhere = in_year(region.years[-1]), _elsewhere(region)
    spoils = [
        scaled("per_area_plausible", "institution_energy_tce", 10_000, last),
        scaled("water_per_head_plausible", "institution_water_m3", 100_000, last),
        scaled("energy_moves_slowly", "institution_energy_tce", 300, last),
        set_to("energy_not_negative", "institution_energy_tce", Decimal("-1.00"), last),
        *(
            set_to("division_of_thing", "division_code", other, where(division_code=code))
            for code, other in elsewhere
        ),
    ]
    return planted(region, "institution_energy", ("institution_id", "period", "is_synthetic"), rows, spoils)


def _elsewhere(region: Region) -> Sequence[tuple[str, str]]:
    """Return two prefectures, each with another one that a row is entered under by mistake."""
    codes = [prefecture.code for prefecture in region.prefectures]
    return list(zip(codes[:2], reversed(codes), strict=False))


def _honours(region: Region, institutions: Sequence[Row]) -> Filled:
    dice, rows = region.dice("institution_honour"), list[Row]()
    for number, each in enumerate(_some(region, institutions, "honours", 3), start=1):
        day = day_in(dice, dice.choice(region.years))
        cells: dict[str, Cell] = {
            "honour_id": f"SYN-HN-{number:03d}",
            "institution_id": each["institution_id"],
            "division_code": each["division_code"],
            "honour_kind": _TITLES[number % len(_TITLES)],
            "honoured_on": day,
            "evidence_document": f"示例示范〔{day.year}〕{number}号",
            "honour_ended_on": day + timedelta(days=800) if number % 19 == 0 else None,
        }
        rows.append(region.marked(cells))
    spoils = [
        lost("named_by_document", "evidence_document"),
        copied("ended_after", "honour_ended_on", "honoured_on"),
        *(
            set_to("division_of_thing", "division_code", other, where(division_code=code))
            for code, other in _elsewhere(region)
        ),
    ]
    return planted(region, "institution_honour", ("honour_id",), rows, spoils)


def _contracts(region: Region, institutions: Sequence[Row]) -> Filled:
    dice, rows = region.dice("institution_contract"), list[Row]()
    for number, each in enumerate(_some(region, institutions, "contracts", 6), start=1):
        cells: dict[str, Cell] = {
            "institution_contract_id": f"SYN-IC-{number:03d}",
            "institution_id": each["institution_id"],
            "division_code": each["division_code"],
            "institution_contract_kind": _CONTRACTS[number % len(_CONTRACTS)],
            "institution_contract_company": f"示例节能服务公司{number % 7 + 1}",
            "institution_signed_on": day_in(dice, dice.choice(region.years)),
            "institution_contract_years": dice.randint(3, 10),
            "institution_saving_tce": amount(dice, 5, 60),
            "investment_10k_cny": amount(dice, 20, 400),
        }
        rows.append(region.marked(cells))
    spoils = [
        set_to("years_plausible", "institution_contract_years", 2024),
        scaled("saving_not_negative", "institution_saving_tce", -100),
    ]
    return planted(region, "institution_contract", ("institution_contract_id",), rows, spoils)


def _some(
    region: Region, institutions: Sequence[Row], name: str, one_in: int
) -> Sequence[Mapping[str, Cell]]:
    dice = region.dice(f"public_institution/{name}")
    return dice.sample(list(institutions), len(institutions) // one_in)
