"""What the packs hold: stack, labels, published figures and targets, against the announcements themselves."""

import csv
import shutil
from collections import Counter
from dataclasses import fields
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import pytest

import shuangkong.packs
from shuangkong.packs import Packs, load_packs
from shuangkong.packs.entries import MeasureEntry, TargetEntry
from shuangkong.plan import Duties, Measure, Target
from shuangkong.plan import draft as drafts
from shuangkong.sources import Citation

BUILT_IN = Path(shuangkong.packs.__file__).parent
REGION = "150000"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs("cn-15-14fyp", "cn-15-13fyp")


def observations(packs: Packs, division: str, indicator: str) -> dict[str, Any]:
    rows = [
        row
        for row in packs.table("observation")
        if row["division_code"] == division and row["indicator_id"] == indicator
    ]
    return {str(row["period"]): row for row in rows}


def test_the_stack_is_loaded_base_first_and_each_pack_once(packs: Packs) -> None:
    assert [reference.id for reference in packs.references] == ["cn", "cn-15", "cn-15-14fyp", "cn-15-13fyp"]
    assert len({reference.hash for reference in packs.references}) == 4
    assert packs.labels.title.en == "Inner Mongolia, 14th five-year plan"
    assert [(plan.base_year, plan.last_year) for plan in packs.plans] == [(2020, 2025), (2015, 2020)]


def test_the_region_names_its_levels_and_its_tiles(packs: Packs) -> None:
    labels = packs.labels
    assert (labels.division, labels.offset) == (REGION, "+08:00")
    assert [labels.levels[level].zh for level in ("region", "prefecture", "county")] == [
        "自治区",
        "盟市",
        "旗县（市、区）",
    ]
    assert labels.extent is not None
    assert (labels.extent.west, labels.extent.north) == (Decimal("97.2"), Decimal("53.3834"))
    assert labels.extent.status == "secondary"
    assert len(labels.tiles) == len(set(labels.tiles.values())) == 12
    assert labels.tiles_note is not None
    assert "schematic" in labels.tiles_note.en


def test_the_hash_follows_the_content_and_nothing_else(tmp_path: Path) -> None:
    def hash_after(edit: Any) -> str:
        folder = tmp_path / "cn"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(BUILT_IN / "cn", folder)
        edit(folder)
        return load_packs("cn", root=tmp_path).references[0].hash

    def rewrite(name: str, old: str, new: str) -> Any:
        def edit(folder: Path) -> None:
            text = (folder / name).read_text(encoding="utf-8")
            assert old in text
            (folder / name).write_text(text.replace(old, new), encoding="utf-8")

        return edit

    plain = load_packs("cn").references[0].hash
    assert hash_after(lambda folder: None) == plain
    assert hash_after(rewrite("rules/barometer.yaml", "\n- key", "\n\n# a remark\n- key")) == plain
    assert hash_after(rewrite("rules/barometer.yaml", '"0.10"', '"0.11"')) != plain
    assert hash_after(rewrite("data/warning_level.csv", ",1,", ",2,")) != plain


def test_every_row_names_a_document_of_the_stack(packs: Packs) -> None:
    for table in ("observation", "warning_level", "assessment_grade"):
        assert packs.table(table)
        assert {
            str(row["source"]) for row in packs.table(table) if not packs.document(str(row["source"]))
        } == set()


def test_no_unverified_or_synthetic_figure_ships(packs: Packs) -> None:
    for row in packs.table("observation"):
        assert row["status"] in ("official", "secondary")
        assert row["is_synthetic"] is False
        if row["division_code"] == "100000":
            assert not set(range(2021, 2025)) & {int(str(row["period"])[:4])} or row["period"] == "2022"


def test_the_five_published_changes_chain_to_plus_sixteen_point_nine(packs: Packs) -> None:
    yearly = observations(packs, REGION, "intensity_change")
    plan = [yearly[str(year)] for year in range(2016, 2021)]
    assert {(row["price_base_year"], row["vintage"], row["stage"]) for row in plan} == {
        (2015, "nbs-bulletin", "final")
    }
    ratio = Decimal(1)
    for row in plan:
        ratio *= 1 + Decimal(row["value"]) / 100
    assert round((ratio - 1) * 100, 1) == Decimal("16.9")
    assert not {"2021", "2022", "2023"} & set(yearly)
    assert (yearly["2024"]["value"], yearly["2024"]["vintage"]) == (
        Decimal("-3.000000"),
        "nmg-daily-2025-03-03",
    )
    assert "accounting basis is not stated" in yearly["2024"]["note"]


def test_the_published_rates_of_2020_satisfy_the_identity(packs: Packs) -> None:
    tolerance = packs.rule_edition("identity-default", "2026").decimal("tolerance_pp")
    for division, published in (("100000", Decimal("2.3")), (REGION, Decimal("0.2"))):
        change = Decimal(observations(packs, division, "intensity_change")["2020"]["value"]) / 100
        growth = Decimal(observations(packs, division, "energy_consumption_growth")["2020"]["value"]) / 100
        implied = ((1 + growth) / (1 + change) - 1) * 100
        assert abs(implied - published) <= tolerance


COUNTS = {
    ("2011H1", "intensity"): (8, 8, 14),
    ("2013H1", "intensity"): (3, 3, 24),
    ("2020Q1-Q3", "intensity"): (9, 2, 19),
    ("2020Q1-Q3", "total"): (5, 1, 24),
    ("2021H1", "intensity"): (9, 10, 11),
    ("2021H1", "total"): (8, 5, 17),
}


def test_the_published_warnings_count_as_announced(packs: Packs) -> None:
    rows = packs.table("warning_level")
    found = Counter((row["period"], row["dimension"], row["warning_level"]) for row in rows)
    assert {
        key: tuple(found[(*key, level)] for level in (1, 2, 3)) for key in {(p, d) for p, d, _ in found}
    } == COUNTS
    for period, dimension in COUNTS:
        rated = [r["division_code"] for r in rows if (r["period"], r["dimension"]) == (period, dimension)]
        assert len(rated) == len(set(rated)) == 30
        assert "540000" not in rated


def test_every_missed_target_of_2007_was_graded_not_met(packs: Packs) -> None:
    rows = [row for row in packs.table("assessment_grade") if row["period"] == "2007"]
    assert len(rows) == 10
    missed_grade = packs.rule_edition("grades-ndrc", "2008").text("if_target_missed")
    for row in rows:
        target, actual = row["target_intensity_change_pct"], row["actual_intensity_change_pct"]
        assert isinstance(target, Decimal)
        assert isinstance(actual, Decimal)
        assert (actual > target) == (row["grade"] == missed_grade)


def test_the_figures_are_those_of_the_collected_tables(packs: Packs, shared: Path) -> None:
    public = shared / "data" / "public"
    kept = {(row["division_code"], row["value"]) for row in packs.table("observation")}
    for name in ("national_series", "nmg_region_series", "leagues_nmg_partial"):
        for row in csv.DictReader((public / f"{name}.csv").open(encoding="utf-8")):
            is_target = ("target" in row["indicator"] and "share" not in row["indicator"][:5]) or row[
                "indicator"
            ].endswith("_cap")
            left_out = row["status"] == "unverified" or is_target or "/" in row["period"]
            if not left_out:
                assert (row["adcode"], Decimal(row["value"]).quantize(Decimal("0.000001"))) in kept, row


def test_earlier_and_conflicting_targets_are_no_observations(packs: Packs) -> None:
    assert not [r for r in packs.table("observation") if str(r["indicator_id"]).endswith(("target", "cap"))]
    others = {entry["id"]: entry for entry in packs.entries("other_targets")}
    assert others["CLIMATE-INTENSITY"]["value"] == Decimal("15.5")
    assert others["ORDOS-INTENSITY"]["scope"] == "鄂尔多斯市"
    assert others["CONSERVATION-COAL-UNIT-RETROFIT"]["value"] == Decimal(3000)


def target_of(entry: Any) -> Target:
    citation, duties = Citation(**entry["citation"]), Duties(**entry["duties"])
    return Target(**{**entry, "citation": citation, "duties": duties})


def test_the_targets_of_the_thirteenth_plan_can_be_assessed() -> None:
    intensity, total = map(target_of, load_packs("cn-15-13fyp").entries("targets"))
    assert (intensity.value, intensity.unit, intensity.direction) == (Decimal(14), "%", "decrease")
    assert (intensity.base_year, intensity.target_year, intensity.status) == (2015, 2020, "secondary")
    assert (total.value, total.unit, total.operator) == (Decimal("2.25"), "亿吨标准煤", "<=")


def test_the_targets_of_other_documents_are_without_gaps(packs: Packs) -> None:
    for entry in packs.entries("other_targets"):
        assert target_of(entry).citation.quote


def test_an_entry_holds_every_field_of_its_target_or_measure_and_no_other() -> None:
    assert set(TargetEntry.model_fields) == {field.name for field in fields(Target)}
    assert set(MeasureEntry.model_fields) == {field.name for field in fields(Measure)}
    for name, entry, of in (("duties", TargetEntry, Duties), ("citation", TargetEntry, Citation)):
        model: Any = entry.model_fields[name].annotation
        assert set(model.model_fields) == {field.name for field in fields(of)}


@pytest.mark.parametrize("name", ["form", "operator", "direction", "nature", "modality", "value_origin"])
def test_an_entry_allows_the_words_of_the_plan_room(name: str) -> None:
    words: Any = TargetEntry.model_fields[name].annotation
    allowed = {word for part in (words, *get_args(words)) for word in get_args(part) if isinstance(word, str)}
    own = getattr(drafts, {"value_origin": "ValueOrigin"}.get(name, name.title()))
    assert allowed == set(get_args(own))


def test_a_full_measure_is_accepted() -> None:
    entry = MeasureEntry.model_validate(
        {
            "id": "M-1",
            "kind": "action",
            "verb": "推进",
            "object": "节能改造",
            "actor": None,
            "citation": {"document": "doc", "section": "三（一）", "quote": "全面推进节能改造"},
            "status": "secondary",
            "duties": {"participating": ["能源局"], "responsibility": "by_mandate", "is_open_list": True},
            "linked_targets": ["T-1"],
        }
    )
    assert entry.duties.participating == ["能源局"]
    assert entry.linked_targets == ["T-1"]


def test_the_calendar_of_the_plan_stands_where_its_source_does(packs: Packs) -> None:
    (calendar,) = packs.rules("assessment_calendar")
    parameters: Any = calendar.parameters
    assert [entry["name"]["zh"] for entry in parameters["assessments"]] == [
        "年度评价",
        "中期评估",
        "五年考核",
    ]
    assert calendar.document == "nmg-2022-17"


def test_the_schedule_of_the_twelfth_plan_rises_to_a_hundred(packs: Packs) -> None:
    steps: Any = packs.rule_edition("schedule-12fyp", "2012").parameters["required_progress_pct"]
    assert steps == tuple(map(Decimal, (20, 40, 60, 80, 100)))
    assert all(later - earlier == 20 for earlier, later in pairwise(steps))
    default: Any = packs.rule_edition("schedule-default", "2026").parameters["forms"]
    assert set(default) == set(get_args(drafts.Form))
