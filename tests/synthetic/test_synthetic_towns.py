"""Synthetic registers of towns, transport, countryside, waters and waste: sound but for what is planted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from shuangkong.errors import Collector
from shuangkong.packs import load_packs
from shuangkong.registers import RegisterType, check, register_types
from shuangkong.schema import Row, read_cell, write_cell
from shuangkong.synthetic import buildings, institutions, rural, solvents, transport, waste, water
from shuangkong.synthetic.region import Fill, Filled, Planted, Region, region_of

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
YEARS = range(2020, 2026)
FILLS: Mapping[str, Fill] = {
    "buildings": buildings.fill,
    "transport": transport.fill,
    "rural": rural.fill,
    "institutions": institutions.fill,
    "water": water.fill,
    "solvents": solvents.fill,
    "waste": waste.fill,
}
MOST = 2000


@cache
def region(seed: int = 20200901) -> Region:
    return region_of(PACKS, "150000", seed=seed, years=YEARS)


@cache
def filled(name: str, seed: int = 20200901) -> Filled:
    return FILLS[name](region(seed))


def key_of(row: Row, type_: RegisterType) -> tuple[str, ...]:
    return tuple(write_cell(row[name], type_.table.column(name)) for name in type_.table.key)


def found(rows: Sequence[Row], type_: RegisterType, fill: Filled) -> set[tuple[tuple[str, ...], str]]:
    """Return (key, rule) of every error and warning."""
    things = fill.rows[type_.of] if type_.of else None
    problems = check(rows, [], type_, lambda index, _column: str(index), things=things)
    return {
        (key_of(rows[int(problem.where)], type_), str(problem.details.get("rule", problem.code)))
        for problem in problems
        if problem.severity in ("error", "warning")
    }


def noted(fill: Filled, table: str) -> list[Planted]:
    return [each for each in fill.planted if each.table == table]


@pytest.mark.parametrize("name", FILLS)
def test_the_same_seed_gives_the_same_rows_and_another_seed_others(name: str) -> None:
    again = FILLS[name](region())
    assert again == filled(name)
    assert filled(name, seed=2).rows != again.rows


@pytest.mark.parametrize("name", FILLS)
def test_rows_are_what_their_columns_demand_and_say_they_are_invented(name: str) -> None:
    for table, rows in filled(name).rows.items():
        columns = TYPES[table].table.columns if table in TYPES else ()
        assert 0 < len(rows) <= MOST, table
        problems = Collector()
        for row in rows:
            assert set(row) == {column.name for column in columns}, table
            assert row["is_synthetic"] is True
            for column in columns:
                cell = row[column.name]
                text = "" if cell is None else write_cell(cell, column)
                assert read_cell(text, column, problems, f"{table} {column.name}") == cell, (
                    table,
                    column.name,
                )
        assert not list(problems)


@pytest.mark.parametrize("name", FILLS)
def test_every_prefecture_fills_every_register_filed_by_prefectures(name: str) -> None:
    codes = {prefecture.code for prefecture in region().prefectures}
    for table, rows in filled(name).rows.items():
        held = {str(row["division_code"]) for row in rows}
        assert held <= codes | {region().code}
        if TYPES[table].grain == "year" and TYPES[table].kind == "statistic" and held != {region().code}:
            assert held == codes, table


@pytest.mark.parametrize("name", FILLS)
def test_what_was_not_spoiled_breaks_no_rule(name: str) -> None:
    fill = filled(name)
    for table, rows in fill.rows.items():
        spoiled = {each.key for each in noted(fill, table)}
        sound = [row for row in rows if key_of(row, TYPES[table]) not in spoiled]
        things = None
        if TYPES[table].of:
            known = {each.key for each in noted(fill, TYPES[table].of)}
            things = [r for r in fill.rows[TYPES[table].of] if key_of(r, TYPES[TYPES[table].of]) not in known]
        rows_of = replace(fill, rows={**fill.rows, **({TYPES[table].of: things} if things else {})})
        unsound = {each for each in found(sound, TYPES[table], rows_of) if each[1] != "row_thing_unknown"}
        assert not unsound, table


@pytest.mark.parametrize("name", FILLS)
def test_every_fault_is_found_by_the_rule_it_was_made_for(name: str) -> None:
    fill = filled(name)
    for table, rows in fill.rows.items():
        told = found(rows, TYPES[table], fill)
        spoiled = {each.key for each in noted(fill, table)}
        for each in noted(fill, table):
            if each.fault == "late":
                assert each.key not in {key_of(row, TYPES[table]) for row in rows}
            else:
                assert (each.key, each.rule) in told, each
        assert len({key for key, _ in told} - spoiled) * 50 <= len(rows), table
        assert len(spoiled) * 20 <= len(rows) or len(spoiled) == 1, table
