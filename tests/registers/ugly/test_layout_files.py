"""Layouts as YAML: read back the same, and every fault of a file found at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.registers import RegisterType
from shuangkong.registers.layout import (
    Layout,
    find_layout,
    layouts_of,
    parse_layout,
    read_layouts,
    read_with,
    write_layout,
)
from shuangkong.registers.workbook.book import Book, Sheet, Traits
from shuangkong.territory import Territory

LAYOUTS = Path(__file__).parent / "layouts"


def small(**changes: object) -> str:
    entry = yaml.safe_load((LAYOUTS / "small.yaml").read_text(encoding="utf-8"))
    return yaml.safe_dump(entry | changes, allow_unicode=True)


def codes(text: str) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        parse_layout(text, "small.yaml")
    assert all(problem.text("zh") and problem.text("en") for problem in found.value.problems)
    return [problem.code for problem in found.value.problems]


@pytest.mark.parametrize("name", ["small", "industries", "months"])
def test_a_layout_is_written_and_read_back_the_same(name: str, layouts: Mapping[str, Layout]) -> None:
    assert parse_layout(write_layout(layouts[name]), "again") == layouts[name]


def test_keys_are_strict() -> None:
    assert codes(small(colour="red", header_rows="2")) == ["pack_value", "pack_unknown_key"]
    assert codes("id: [") == ["pack_yaml"]
    assert codes("- id: small") == ["pack_shape"]
    assert codes("id: small\nid: small") == ["pack_yaml"]


def test_a_malformed_pattern_is_named() -> None:
    assert codes(small(title_patterns=["(?P<year"])) == ["layout_pattern"]


def test_what_nothing_captures_cannot_be_used() -> None:
    assert codes(small(sets={"period": "{yaer}"})) == ["layout_capture_unknown"]
    columns = [{"header": "能耗", "fills": "energy_10k_tce", "unit": "{unit}"}]
    assert codes(small(columns=columns)) == ["layout_capture_unknown"]


@pytest.mark.parametrize(
    "column",
    [
        {"header": "能耗"},
        {"fills": "energy_10k_tce"},
        {"header": "能耗", "fills": "energy_10k_tce", "ignored": "不用"},
        {"header": "能耗", "pattern": "能耗", "fills": "energy_10k_tce"},
    ],
)
def test_a_column_has_one_way_to_match_and_one_purpose(column: Mapping[str, str]) -> None:
    assert codes(small(columns=[dict(column)])) == ["layout_column_purpose"]


def test_the_unit_a_layout_states_is_a_known_one() -> None:
    columns = [{"header": "能耗", "fills": "energy_10k_tce", "unit": "吨煤"}]
    assert codes(small(columns=columns)) == ["layout_unit_unknown"]


def test_a_folder_holds_each_layout_once(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(small(), encoding="utf-8")
    with pytest.raises(ProblemsFound) as found:
        read_layouts(tmp_path)
    assert [problem.code for problem in found.value.problems] == ["layout_id_repeated"]
    assert "one.yaml" in found.value.problems[0].text("en")


def test_a_layout_is_found_by_its_id(layouts: Mapping[str, Layout]) -> None:
    assert find_layout(layouts.values(), "months").type == "monthly_energy"
    with pytest.raises(ProblemsFound) as found:
        find_layout(layouts.values(), "weeks")
    assert [problem.code for problem in found.value.problems] == ["layout_unknown"]
    assert "industries" in found.value.problems[0].text("zh")


def test_a_pack_brings_its_layouts(tmp_path: Path) -> None:
    folder = tmp_path / "town"
    (folder / "layouts").mkdir(parents=True)
    manifest = {"id": "town", "edition": "1", "extends": "cn", "title": {"zh": "镇", "en": "town"}}
    (folder / "pack.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True), encoding="utf-8")
    (folder / "layouts" / "small.yaml").write_text(small(), encoding="utf-8")
    found = layouts_of(load_packs("town", root=tmp_path))
    assert [layout.id for layout in found] == ["small"]
    assert found == (parse_layout(small(), "small.yaml"),)


HEADER = ["地区", "行业", "能耗（万吨标准煤）"]
SOUND = Sheet("附表", [["2024年"], HEADER, ["甲市", "钢铁", 1]])


def read_codes(layout: Layout, type_: RegisterType, territory: Territory, *sheets: Sheet) -> list[str]:
    found = read_with(layout, Book("台账.xlsx", sheets), type_, territory=territory)
    assert all(problem.text("zh") and problem.text("en") for problem in found.problems)
    return [problem.code for problem in found.problems]


def test_sheets_the_layout_does_not_speak_of(
    layouts: Mapping[str, Layout], types: Mapping[str, RegisterType], territory: Territory
) -> None:
    layout, type_ = layouts["small"], types["industry_energy"]
    other = replace(SOUND, name="附表二")
    hidden = replace(SOUND, is_hidden=True)
    blank = Sheet("Sheet3", [[None, None]])
    assert read_codes(layout, type_, territory, SOUND, blank) == []
    assert read_codes(layout, type_, territory, SOUND, other) == ["layout_sheet_unknown"]
    assert read_codes(layout, type_, territory, hidden) == ["layout_sheet_hidden"]
    assert read_codes(layout, type_, territory, blank) == ["layout_sheet_missing"]


def test_hidden_rows_are_read_and_said(
    layouts: Mapping[str, Layout], types: Mapping[str, RegisterType], territory: Territory
) -> None:
    hidden = replace(SOUND, traits=Traits(hidden_rows=frozenset({0, 2})))
    found = read_with(
        layouts["small"], Book("台账.xlsx", (hidden,)), types["industry_energy"], territory=territory
    )
    assert [(each.code, each.severity, each.details["rows"]) for each in found.problems] == [
        ("layout_rows_hidden", "warning", "3")
    ]
    assert len(found.rows) == 1


def test_feet_that_differ(
    layouts: Mapping[str, Layout], types: Mapping[str, RegisterType], territory: Territory
) -> None:
    layout = replace(
        layouts["small"],
        sheets=replace(layouts["small"].sheets, named="附表."),
        foot={"填表人": "filer_person"},
    )
    sheets = [
        Sheet(name, [*SOUND.cells, [f"填表人：{person}"]])
        for name, person in (("附表一", "张三"), ("附表二", "李四"))
    ]
    assert read_codes(layout, types["industry_energy"], territory, *sheets) == ["layout_foot_differs"]


def test_without_a_territory_only_codes_are_read(
    layouts: Mapping[str, Layout], types: Mapping[str, RegisterType]
) -> None:
    coded = Sheet("附表", [["2024年"], HEADER, ["990100", "钢铁", 1], ["甲市", "水泥", 1]])
    found = read_with(layouts["small"], Book("台账.xlsx", (coded,)), types["industry_energy"])
    assert [row["division_code"] for row in found.rows] == ["990100"]
    assert [problem.code for problem in found.problems] == ["layout_division_unknown"]
    assert found.has_errors
    with pytest.raises(ProblemsFound):
        found.raise_errors()
