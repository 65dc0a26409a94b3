"""Register types: one made of nothing but YAML works; every mistake in one has its own message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs, load_packs
from shuangkong.registers import check, counted, dictionary, read_through, register_type, register_types
from shuangkong.schema import Row, tables
from shuangkong.trace import Absence, Label

Entry = dict[str, Any]
BOILERS: Entry = yaml.safe_load("""
id: coal_boiler
version: 2
kind: things
title: {zh: 燃煤锅炉台账, en: coal boilers}
description: {zh: 县级以上燃煤锅炉, en: coal boilers of a county}
status: constructed
source: made for a test
defines:
  boiler_id: {type: text, zh: 锅炉编号, en: boiler id, about_zh: 编号, about_en: lasting key}
  steam_t_per_h:
    {type: decimal, quantum: "0.1", unit: 吨, zh: 蒸发量, en: steam, about_zh: 每小时, about_en: an hour}
  boiler_state:
    {type: text, allowed: [used, closed], zh: 状态, en: state, about_zh: 在用或关停, about_en: used or closed}
  shut_on:
    {type: date, required: false, zh: 关停日期, en: closed on, about_zh: 关停之日, about_en: its last day}
columns: [boiler_id, division_code, steam_t_per_h, boiler_state, shut_on, status]
key: [boiler_id]
form:
  - {column: boiler_id}
  - {column: division_code}
  - {column: steam_t_per_h}
  - {column: boiler_state, zh: 锅炉状态, en: state of the boiler}
  - {column: shut_on}
constants: {status: official}
filed_by: [生态环境局]
steps: [county_reviewed, countersigned, approved]
countersigned_by: [能源局]
lifecycle: {column: boiler_state, starts: [used], follows: {used: [closed], closed: []}}
renames: {"1": {steam: steam_t_per_h, chimney_m: null}}
rules:
  - id: closed_when
    holds: "boiler_state != 'closed' or shut_on >= date '2000-01-01'"
    severity: error
    message: {zh: 关停日期早于2000年, en: closed before the year 2000}
    remedy: {zh: 核对日期, en: check the day}
    columns: [shut_on, boiler_state]
  - id: small
    holds: steam_t_per_h <= 65 吨
    severity: note
    message: {zh: 大型锅炉, en: a large boiler}
    remedy: {zh: 核对单位, en: check the unit}
    columns: [steam_t_per_h]
  - id: together
    holds: sum(steam_t_per_h) <= 100 吨
    severity: warning
    message: {zh: 合计偏大, en: much in one place}
    remedy: {zh: 核对各台, en: check each}
    columns: [steam_t_per_h]
    per: [division_code]
counting:
  used: {zh: 在用台数, en: boilers used, counts: count(boiler_state = 'used')}
""")
NATION = load_packs("cn")
Make = Callable[..., Path]


@pytest.fixture
def pack(tmp_path: Path) -> Make:
    """Write a pack that extends the nation's and holds one register type, named as its id says."""

    def make(entry: Entry, name: str | None = None) -> Path:
        folder = tmp_path / "sample"
        (folder / "registers").mkdir(parents=True, exist_ok=True)
        manifest = {"id": "sample", "edition": "1", "extends": "cn", "title": {"zh": "样例", "en": "sample"}}
        (folder / "pack.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
        text = yaml.safe_dump(entry, allow_unicode=True)
        (folder / "registers" / f"{name or entry['id']}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return make


def packs_with(entry: Entry) -> Packs:
    """Return the nation's pack with one register more, as its file would have been read."""
    files = {**NATION.forms("registers"), "sample/registers/coal_boiler.yaml": entry}
    return replace(NATION, _forms={"registers": files})


def boiler(**cells: object) -> Row:
    row: dict[str, Any] = {
        "boiler_id": "B1",
        "division_code": "150100",
        "steam_t_per_h": Decimal(35),
        "boiler_state": "used",
        "shut_on": None,
        "status": "official",
    }
    return row | cells


def found(rows: list[Row], kept: list[Row], root: Path) -> list[Problem]:
    type_ = register_type(load_packs("sample", root=root), "coal_boiler")
    return list(check(rows, kept, type_))


def test_a_type_of_yaml_alone_has_a_table_of_its_own(pack: Make) -> None:
    packs = load_packs("sample", root=pack(BOILERS))
    type_ = register_type(packs, "coal_boiler")
    assert type_.table.column_names == tuple(BOILERS["columns"])
    assert [column.header.zh for column in type_.form] == [
        "锅炉编号",
        "区划代码",
        "蒸发量（吨）",
        "锅炉状态",
        "关停日期",
    ]
    assert type_.form[2].header.en == "steam (吨)"
    assert type_.constants == {"status": "official"}
    tables_of_packs = dictionary(packs)
    assert tables_of_packs.table("coal_boiler") == type_.table
    assert tables_of_packs.tables()[: len(tables())] == tables()
    assert tables_of_packs.table("observation").name == "observation"
    with pytest.raises(ProblemsFound) as caught:
        tables_of_packs.table("steam")
    assert caught.value.problems[0].code == "table_unknown"


def test_a_register_belongs_to_the_hash_of_its_pack(pack: Make) -> None:
    def hash_of(entry: Entry) -> str:
        return load_packs("sample", root=pack(entry)).references[-1].hash

    assert hash_of(BOILERS) == hash_of(deepcopy(BOILERS)) != hash_of(BOILERS | {"version": 3})


def test_its_rows_are_checked_together_and_in_order(pack: Make) -> None:
    rows = [
        boiler(),
        boiler(boiler_id="B2", steam_t_per_h=Decimal("70.5")),
        boiler(boiler_id="B3", boiler_state="closed"),
        boiler(boiler_id="B1"),
        boiler(boiler_id="B4", division_code="150200"),
        boiler(boiler_id="B5", boiler_state="closed", shut_on=date(1999, 12, 31)),
        boiler(boiler_id="B6", boiler_state="used"),
    ]
    kept = [
        boiler(boiler_id="B3"),
        boiler(boiler_id="B4"),
        boiler(boiler_id="B6", boiler_state="closed"),
    ]
    problems = found(rows, kept, pack(BOILERS))
    assert [(problem.where, problem.code, problem.severity) for problem in problems] == [
        ("行1.steam_t_per_h", "row_rule", "warning"),
        ("行2.steam_t_per_h", "row_rule", "note"),
        ("行4.boiler_id", "row_repeated", "error"),
        ("行5.division_code", "row_key_owner", "error"),
        ("行6.boiler_state", "row_state_start", "error"),
        ("行6.shut_on", "row_rule", "error"),
        ("行7.boiler_state", "row_state_follows", "error"),
    ]
    large = problems[1]
    assert large.text("zh") == (
        "行2.steam_t_per_h：大型锅炉（蒸发量：70.5）。"
        "规则 small 要求 steam_t_per_h <= 65 吨。处理办法：核对单位。"
    )
    assert "a large boiler (steam: 70.5)" in large.text("en")
    assert "division code: 150100, 5 rows" in problems[0].text("en")
    assert "B1" in problems[2].text("en")
    assert "行1.boiler_id" in problems[2].text("en")
    assert "150100" in problems[3].text("en")
    assert "150200" in problems[3].text("en")
    assert "it may be used" in problems[4].text("en")


def test_the_place_of_a_cell_is_the_callers_to_name() -> None:
    type_ = register_type(packs_with(BOILERS), "coal_boiler")
    rows = [boiler(), boiler(steam_t_per_h=Decimal(70))]
    places = [problem.where for problem in check(rows, [], type_, lambda index, column: f"S!{column}{index}")]
    assert places == ["S!boiler_id1", "S!steam_t_per_h1"]


def test_rows_that_are_sound_raise_nothing_and_stay_as_they_are(pack: Make) -> None:
    rows = [boiler()]
    kept = [boiler()]
    assert found(rows, kept, pack(BOILERS)) == []
    assert rows == kept == [boiler()]


def test_things_are_counted_as_the_type_says() -> None:
    type_ = register_type(packs_with(BOILERS), "coal_boiler")
    assert type_.counting["used"].label == Label("在用台数", "boilers used")
    assert counted([boiler(), boiler(boiler_state="closed"), boiler()], type_) == {"used": Decimal(2)}
    (unknown,) = counted([boiler(boiler_state=None)], type_).values()
    assert isinstance(unknown, Absence)


def test_an_old_row_is_read_through_the_renames() -> None:
    type_ = register_type(packs_with(BOILERS), "coal_boiler")
    old = {"boiler_id": "B1", "division_code": "150100", "steam": Decimal(35), "chimney_m": 40}
    now = read_through(old, type_, 1)
    assert now == boiler(boiler_state=None, status=None)
    assert old["steam"] == Decimal(35)
    assert read_through(boiler(), type_, 2) == boiler()


@pytest.mark.parametrize(
    ("row", "version", "codes"),
    [
        ({"steam": Decimal(35)}, 2, {"row_column_unknown"}),
        ({"chimney_m": 40}, 3, {"row_version_unknown", "row_column_unknown"}),
        ({"boiler_id": "B1"}, 0, {"row_version_unknown"}),
        ({"steam": Decimal(1), "steam_t_per_h": Decimal(2)}, 1, {"row_column_twice"}),
    ],
)
def test_an_old_row_that_no_rename_explains_is_refused(row: Row, version: int, codes: set[str]) -> None:
    type_ = register_type(packs_with(BOILERS), "coal_boiler")
    with pytest.raises(ProblemsFound) as caught:
        read_through(row, type_, version)
    assert {problem.code for problem in caught.value.problems} == codes


def set_at(entry: Entry, path: str, value: object) -> Entry:
    """Return an entry with one key changed; a path ends in ``!`` to take the key out."""
    changed = deepcopy(entry)
    at: Any = changed
    *above, last = [int(part) if part.isdigit() else part for part in path.removesuffix("!").split(".")]
    for part in above:
        at = at[part]
    if path.endswith("!"):
        del at[last]
    else:
        at[last] = value
    return changed


RULE: Mapping[str, object] = BOILERS["rules"][1]
MISTAKES = [
    ("title!", None, "pack_missing_key", "title"),
    ("colour", "red", "pack_unknown_key", "colour"),
    ("version", 0, "pack_value", "version"),
    ("status", "certain", "pack_status", "certain"),
    ("steps", [], "pack_value", "steps"),
    ("table", "observation", "type_table", "observation"),
    ("key", [], "type_table", "coal_boiler"),
    ("columns.5", "colour", "type_column_unknown", "colour"),
    ("columns.5", "boiler_id", "type_column_repeated", "boiler_id"),
    ("key.0", "colour", "type_column_unknown", "colour"),
    ("defines.status", BOILERS["defines"]["shut_on"], "type_column_repeated", "status"),
    ("form.0.column", "colour", "type_column_unknown", "colour"),
    ("form.0.column", "shut_on", "type_column_repeated", "shut_on"),
    ("form.0.column", "status", "type_column_repeated", "status"),
    ("form.1.zh", "锅炉编号", "type_column_repeated", "锅炉编号"),
    ("form.0.sets", {"division_code": "150100"}, "type_column_repeated", "division_code"),
    ("form.0.sets", {"status": "official"}, "type_column_repeated", "status"),
    ("form.0.sets", {"colour": "red"}, "type_column_unknown", "colour"),
    ("constants", {}, "type_column_unfilled", "status"),
    ("constants.status", "certain", "cell_value_invalid", "certain"),
    ("constants.colour", "red", "type_column_unknown", "colour"),
    ("given", ["colour"], "type_column_unknown", "colour"),
    ("filer_column", "facility_id", "type_column_unknown", "facility_id"),
    ("series", ["colour"], "type_column_unknown", "colour"),
    ("grain", "month", "type_period", "month"),
    ("steps", ["approved", "countersigned"], "type_steps", "approved, countersigned"),
    ("steps", ["county_reviewed", "countersigned"], "type_steps", "countersigned"),
    ("steps", ["approved"], "type_countersigned", "departments"),
    ("countersigned_by", [], "type_countersigned", "departments"),
    ("lifecycle.column", "colour", "type_column_unknown", "colour"),
    ("lifecycle.follows.closed!", None, "type_state", "closed"),
    ("lifecycle.starts", ["sold"], "type_state", "sold"),
    ("renames", {"2": {"steam": "steam_t_per_h"}}, "type_renames", "version 2"),
    ("renames", {"1": {"steam": "colour"}}, "type_column_unknown", "colour"),
    ("of", "coal_power_plant", "type_of", "coal_power_plant"),
    ("of", "coal_power_unit", "type_of", "coal_power_unit"),
    ("rules.0.id", "small", "type_rule_repeated", "small"),
    ("rules.0.columns", ["colour"], "type_column_unknown", "colour"),
    ("rules.2.per", ["colour"], "type_column_unknown", "colour"),
    ("rules.0.severity", "fatal", "pack_value", "fatal"),
    ("rules.0.holds", "boiler_state =", "expression_unexpected", "the end"),
    ("rules.0.holds", "colour = 'red'", "expression_name_unknown", "colour"),
    ("rules.0.holds", "previous.boiler_state = 'used'", "expression_name_unknown", "previous.boiler_state"),
    ("rules.0.holds", "steam_t_per_h <= 65", "expression_units", "吨"),
    ("rules.0.holds", "steam_t_per_h", "expression_result", "number"),
    ("rules.0.holds", "sum(steam_t_per_h) > 0", "expression_group_only", "sum"),
    ("rules.2.holds", "steam_t_per_h > 0", "expression_outside_group", "steam_t_per_h"),
    ("counting.used.counts", "boiler_state", "expression_outside_group", "boiler_state"),
    ("counting.used.counts", "any(boiler_state = 'used')", "expression_result", "truth"),
]


@pytest.mark.parametrize(("path", "value", "code", "word"), MISTAKES, ids=lambda part: str(part)[:40])
def test_a_mistake_in_a_type_is_refused(path: str, value: object, code: str, word: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        register_types(packs_with(set_at(BOILERS, path, value)))
    problems = [problem for problem in caught.value.problems if problem.code == code]
    assert problems, [problem.text("en") for problem in caught.value.problems]
    assert any(word in problem.text("en") for problem in problems)
    for problem in problems:
        assert problem.where.startswith("sample/registers/coal_boiler.yaml")
        assert "{" not in problem.text("zh")


def test_an_indicator_that_no_pack_knows_is_refused() -> None:
    annual = NATION.forms("registers")["cn/registers/annual_energy_statistic.yaml"]
    entry = set_at(dict(annual), "form.2.sets.indicator_id", "happiness") | {"id": "coal_boiler"}
    with pytest.raises(ProblemsFound) as caught:
        register_types(packs_with(entry))
    assert [problem.code for problem in caught.value.problems] == ["indicator_unknown"]


def test_a_type_is_named_as_its_file_and_stands_once(pack: Make) -> None:
    with pytest.raises(ProblemsFound) as caught:
        register_types(load_packs("sample", root=pack(BOILERS, "boilers")))
    assert [problem.code for problem in caught.value.problems] == ["type_id"]


def test_one_id_in_two_packs_is_refused() -> None:
    with pytest.raises(ProblemsFound) as caught:
        register_types(packs_with(BOILERS | {"id": "coal_power_unit"}))
    assert "type_repeated" in {problem.code for problem in caught.value.problems}


def test_every_mistake_is_told_at_once() -> None:
    entry = set_at(set_at(BOILERS, "rules.0.holds", "colour = 1 +"), "constants", {})
    with pytest.raises(ProblemsFound) as caught:
        register_types(packs_with(entry))
    assert {problem.code for problem in caught.value.problems} == {
        "expression_unexpected",
        "type_column_unfilled",
    }


def test_a_type_nobody_has_is_refused() -> None:
    with pytest.raises(ProblemsFound) as caught:
        register_type(NATION, "steam_engine")
    assert caught.value.problems[0].code == "type_unknown"
    assert "annual_energy_statistic" in caught.value.problems[0].text("en")


def test_a_file_of_registers_that_is_no_mapping_is_refused(pack: Make) -> None:
    root = pack(BOILERS)
    (root / "sample" / "registers" / "coal_boiler.yaml").write_text("- id: coal_boiler\n", encoding="utf-8")
    with pytest.raises(ProblemsFound) as caught:
        load_packs("sample", root=root)
    assert [problem.code for problem in caught.value.problems] == ["pack_shape"]
