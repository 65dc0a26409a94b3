"""Indicators of towns, countryside and waters: a case flips each verdict, no row goes unseen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts import Asker, FrozenRows, Question
from shuangkong.assessment import assess
from shuangkong.assessment.declarations import Measurement, Scope, declared, evaluate
from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.schema import Row

PACKS = load_packs("cn-15-14fyp")
DECLARED = declared(PACKS)
TARGETS = {target.id: target for target in reviewed_targets(PACKS)}
Frozen = Callable[..., FrozenRows]
DIVISIONS = PACKS.table("division")
ONE, OTHER, REGION = "150100", "150200", "150000"


def line(register: str, code: str = ONE, period: str = "2025", **cells: object) -> Row:
    """Return a row of a register with nothing in it but what is given."""
    table = DECLARED.types[register].table
    row: dict[str, Any] = dict.fromkeys(table.column_names)
    given = {"division_code": code, "is_synthetic": False, "status": "official", "source": "made for a test"}
    if "period" in row:
        given["period"] = period
    row |= given | {table.key[0]: cells.get(table.key[0], given.get(table.key[0], f"K{len(cells)}"))} | cells
    return row


def shares(register: str, part: str, whole: str, **cells: object) -> Callable[[int], Sequence[Row]]:
    """Return what makes two rows, each with so much of 100 in its part."""
    return lambda much: [
        line(register, code, **{part: Decimal(much), whole: Decimal(100)}, **cells) for code in (ONE, OTHER)
    ]


def things(register: str, key: str, counted: Mapping[str, object], about: Mapping[str, object]) -> Any:
    """Return what makes 100 things, so many of which count."""
    return lambda much: [
        line(register, **{key: f"T{n}"}, **about, **(counted if n < much else {})) for n in range(100)
    ]


def changing(register: str, column: str, **cells: object) -> Callable[[int], Sequence[Row]]:
    """Return what makes a base year of 100 and a last year of so much."""
    return lambda much: [
        line(register, period=period, **{column: Decimal(value)}, **cells)
        for period, value in (("2020", 100), ("2025", much))
    ]


def solvents(material: str) -> Callable[[int], Sequence[Row]]:
    return lambda much: [
        line(
            "solvent_use",
            period=period,
            voc_source_id="V1",
            solvent_material=material,
            solvent_based_t=Decimal(based),
            low_voc_t=Decimal(100 - based),
        )
        for period, based in (("2020", 70), ("2025", much))
    ]


def pilots(kind: str) -> Callable[[int], Sequence[Row]]:
    cells = {"pilot_kind": kind, "pilot_state": "named", "named_on": date(2023, 1, 1)}
    return lambda much: [
        line(
            "demonstration_pilot",
            code,
            pilot_id=code,
            **(cells if n < much else cells | {"pilot_state": "left"}),
        )
        for n, code in enumerate((ONE, OTHER, "150300"))
    ]


def burning(much: int) -> Sequence[Row]:
    cells = {"waste_area": "city", "waste_facility_state": "operating", "built_on": date(2020, 1, 1)}
    return [
        line(
            "waste_facility",
            waste_facility_id=process,
            waste_process=process,
            waste_capacity_t_d=Decimal(size),
            **cells,
        )
        for process, size in (("incineration", much), ("landfill", 100 - much))
    ]


def buses(much: int) -> Sequence[Row]:
    return [
        line("city_bus", bus_power=power, buses_in_use=count)
        for power, count in (("battery", much), ("diesel", 100 - much))
    ]


def homes(much: int) -> Sequence[Row]:
    cells = {"building_retrofit_state": "accepted", "accepted_on": date(2024, 1, 1)}
    return [
        line("residential_retrofit", building_retrofit_id=str(n), floor_area_10k_m2=Decimal(much), **cells)
        for n in (1, 2)
    ]


def straw(much: int) -> Sequence[Row]:
    uses = {f"straw_as_{use}_10k_t": Decimal(0) for use in ("feed", "fuel", "base", "material")}
    return shares("straw", "straw_as_fertiliser_10k_t", "straw_gathered_10k_t", **uses)(much)


def declared_rate(name: str) -> Callable[[int], Sequence[Row]]:
    cells = {
        "department": "农牧厅",
        "unit": "%",
        "declared_method": "试验",
        "document_number": "文",
        "scan_hash": "0" * 64,
    }
    return lambda much: [line("declared_figure", REGION, indicator_id=name, value=Decimal(much), **cells)]


GOVERNMENT = {"institution_kind": "government", "institution_level": "county"}
NAMED = {"saving_named_on": date(2022, 1, 1), "saving_document": "文"}
MADE: Mapping[str, tuple[Callable[[int], Sequence[Row]], int, int]] = {
    "IND-3.3-01": (shares("new_building", "green_standard_area_10k_m2", "new_floor_area_10k_m2"), 100, 99),
    "IND-3.3-02": (homes, 500, 499),
    "IND-3.3-04": (pilots("low_carbon_city"), 1, 0),
    "IND-3.3-05": (pilots("sponge_city"), 2, 0),
    "IND-3.3-06": (pilots("zero_waste_city"), 1, 0),
    "IND-3.4-02": (buses, 80, 79),
    "IND-3.4-03": (changing("rail_freight", "rail_freight_10k_t"), 110, 105),
    "IND-3.4-04": (shares("trip_share", "public_trips_10k", "trips_10k"), 20, 19),
    "IND-3.4-05": (shares("trip_share", "green_trips_10k", "trips_10k"), 65, 64),
    "IND-3.5-01": (shares("rural_sewage", "sewage_villages_done", "sewage_villages"), 32, 25),
    "IND-3.5-02": (straw, 90, 89),
    "IND-3.5-03": (declared_rate("fertiliser_use_rate"), 43, 42),
    "IND-3.5-04": (declared_rate("pesticide_use_rate"), 43, 42),
    "IND-3.5-05": (shares("livestock_manure", "manure_used_10k_t", "manure_made_10k_t"), 84, 83),
    "IND-3.5-06": (shares("pest_control", "green_control_area_10k_mu", "pest_area_10k_mu"), 55, 54),
    "IND-3.5-07": (shares("pest_control", "unified_control_area_10k_mu", "pest_area_10k_mu"), 45, 44),
    "IND-3.6-01": (things("public_institution", "institution_id", NAMED, GOVERNMENT), 80, 79),
    "IND-3.9-01": (solvents("coating"), 50, 51),
    "IND-3.9-02": (solvents("ink"), 60, 61),
    "IND-3.9-03": (changing("solvent_use", "solvent_based_t", solvent_material="adhesive"), 80, 81),
    "IND-3.10-01": (shares("sludge", "sludge_safe_dry_t", "sludge_made_dry_t", sludge_area="city"), 90, 89),
    "IND-3.10-02": (burning, 65, 55),
}


def question(target: str) -> Question:
    return Question(REGION, Period.parse("2025"), date(2026, 6, 1), (), "coal_equivalent", target)


def frozen_with(frozen: Frozen, rows: Sequence[Row]) -> FrozenRows:
    tables: dict[str, list[Row]] = {}
    for row in rows:
        name = next(name for name, type_ in DECLARED.types.items() if tuple(row) == type_.table.column_names)
        tables.setdefault(name, []).append(row)
    return frozen(
        **tables,
        division=[row for row in DIVISIONS if row["division_code"] in (REGION, ONE, OTHER)],
        observation=[],
    )


@pytest.mark.parametrize("name", MADE)
def test_one_case_meets_the_target_and_the_next_misses_it(name: str, frozen: Frozen) -> None:
    make, enough, short = MADE[name]
    for much, stance in ((enough, "met"), (short, "missed")):
        rows = frozen_with(frozen, make(much))
        verdict = assess(question(name), TARGETS[name], rows, PACKS)
        assert verdict.stance == stance, (name, much, verdict)


def measured(name: str, frozen: Frozen, rows: Sequence[Row]) -> Measurement:
    target = TARGETS[name]
    asker = Asker(question(name), frozen_with(frozen, rows))
    return evaluate(DECLARED.by_id[target.indicator_id or ""], Scope(asker, PACKS, DECLARED, 2020, name))


@pytest.mark.parametrize("name", MADE)
def test_a_counted_row_that_is_changed_is_seen(name: str, frozen: Frozen) -> None:
    make, enough, short = MADE[name]
    assert (
        measured(name, frozen, make(enough)).figure.value != measured(name, frozen, make(short)).figure.value
    )


@pytest.mark.parametrize("name", ["IND-3.3-02", "IND-3.3-05", "IND-3.4-02", "IND-3.6-01", "IND-3.10-02"])
def test_a_counted_row_that_is_taken_out_is_seen(name: str, frozen: Frozen) -> None:
    make, enough, _ = MADE[name]
    rows = make(enough)
    assert measured(name, frozen, rows[1:]).figure.value != measured(name, frozen, rows).figure.value


def section(number: int, water_class: str, *, stem: bool = True) -> Row:
    cells = {"section_name": f"断面{number}", "river_name": "甲河", "section_control": "national"}
    return line("section_class", section_id=f"S{number}", water_class=water_class, is_main_stem=stem, **cells)


@pytest.mark.parametrize(
    ("classes", "stance"),
    [(("Ⅰ", "Ⅱ"), "met"), (("Ⅱ", "Ⅲ"), "missed"), (("Ⅱ", "劣Ⅴ"), "missed")],
)
def test_the_worst_section_of_the_main_stem_decides(
    classes: tuple[str, ...], stance: str, frozen: Frozen
) -> None:
    rows = [section(n, each) for n, each in enumerate(classes)] + [section(9, "劣Ⅴ", stem=False)]
    found = assess(question("IND-3.7-01"), TARGETS["IND-3.7-01"], frozen_with(frozen, rows), PACKS)
    assert found.stance == stance


def test_a_phase_out_without_a_number_is_told_and_not_rated(frozen: Frozen) -> None:
    make = shares("vehicle_phase_out", "vehicles_retired", "vehicles_to_retire")
    verdict = assess(question("IND-3.4-01"), TARGETS["IND-3.4-01"], frozen_with(frozen, make(95)), PACKS)
    assert verdict.stance not in ("met", "missed")
    assert measured("IND-3.4-01", frozen, make(95)).figure.value == 95
