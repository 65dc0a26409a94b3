"""Every mistake a declaration can hold is refused with its own message, at its place, all of them at once."""

from __future__ import annotations

from typing import Any

import pytest

from shuangkong.assessment.declarations import declared
from shuangkong.errors import ProblemsFound

COUNT = {"kind": "count", "register": "works", "unit": "个"}
SUM = {"kind": "sum", "register": "works", "value": "works_capacity", "unit": "万吨"}
SHARE = {"kind": "coverage", "register": "works", "counted": "present(works_done_on)", "unit": "%"}
CHANGE = {"kind": "change", "of": "other", "unit": "%"}
DATED = {**SUM, "id": "other", "dated": {"column": "works_done_on", "from": "start"}}
TARGET = {
    "id": "S-1",
    "indicator": "示例",
    "form": "level",
    "operator": "=",
    "value": "5",
    "unit": "万吨",
    "is_standing": True,
    "status": "constructed",
    "citation": {"document": "sample-plan", "section": "一", "quote": "示例条文"},
}
UNVALUED = {**TARGET, "form": "qualitative", "operator": "none", "value": None}


def entry(**keys: Any) -> dict[str, Any]:
    return {"id": "case", "zh": "示例", "en": "sample", "wanted": "up", "status": "constructed", **keys}


def codes(sample: Any, entries: list[dict[str, Any]], *targets: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsFound) as caught:
        declared(sample.packs(entries, targets))
    prefix = "sample/declarations/case.yaml [case] "
    return [(problem.code, problem.where.removeprefix(prefix)) for problem in caught.value.problems]


# mistake → (keys of the declaration, code, key it stands at)
OF_THE_ENTRY = {
    "no such kind": ({"kind": "median"}, "declaration_kind", "kind"),
    "a sum without its value": ({**SUM, "value": None}, "declaration_key_missing", ""),
    "a count with a weight": ({**COUNT, "weight": "works_capacity"}, "declaration_key_unused", ""),
    "an unknown key": ({**COUNT, "colour": "red"}, "pack_unknown_key", "colour"),
    "a wrong word": (
        {**COUNT, "closed": {"column": "closed_on", "then": "goes"}},
        "pack_value",
        "closed.then",
    ),
    "an unknown unit": ({**COUNT, "unit": "筐"}, "pack_value", "unit"),
    "a target that is not there": (
        {**COUNT, "thresholds": {"size": "S-9"}},
        "declaration_target",
        "thresholds size",
    ),
    "a reading of nothing": ({**COUNT, "reading_of": "nothing"}, "declaration_unknown", "reading_of"),
    "a change of nothing": ({**CHANGE, "of": "nothing"}, "indicator_unknown", "of"),
    "a statistic that is a declaration": ({"kind": "statistic", "of": "case"}, "indicator_unknown", "of"),
    "a quotient of nothing": (
        {"kind": "per", "part": {"indicator": "nothing"}, "whole": {"indicator": "coal_share"}},
        "indicator_unknown",
        "part.indicator",
    ),
    "a document that is not there": (
        {**COUNT, "citation": {"document": "none", "section": "一", "quote": "一"}},
        "citation_document",
        "citation.document",
    ),
}
OF_THE_REGISTERS = {
    "no such register": ({**COUNT, "register": "boats"}, "declaration_register", "register"),
    "no such column": ({**COUNT, "once": ["boat_id"]}, "declaration_column", "once"),
    "groups of no column": ({**SHARE, "each": "boat_id"}, "declaration_column", "each"),
    "no coordinates": (
        {**COUNT, "within": {"register": "upgrades", "kilometres": "15"}},
        "declaration_column",
        "within.register",
    ),
    "a date that is none": (
        {**COUNT, "dated": {"column": "works_branch"}},
        "declaration_column_type",
        "dated",
    ),
    "a closure that is no date": (
        {**COUNT, "closed": {"column": "works_state", "then": "leaves"}},
        "declaration_column_type",
        "closed",
    ),
    "an expression of an unknown name": (
        {**COUNT, "among": "boats > 5"},
        "expression_name_unknown",
        "among:1",
    ),
    "an expression that cannot be read": (
        {**COUNT, "among": "works_state ="},
        "expression_unexpected",
        "among",
    ),
    "a condition that is a number": ({**COUNT, "among": "works_capacity"}, "expression_result", "among"),
    "a value that is a truth": ({**SUM, "value": "present(closed_on)"}, "expression_result", "value"),
    "two units compared": ({**COUNT, "among": "works_capacity > 5 万千瓦"}, "expression_units", "among:1"),
    "a group function": ({**COUNT, "among": "any(present(closed_on))"}, "expression_group_only", "among:1"),
    "a sum in another unit": ({**SUM, "unit": "万千瓦"}, "declaration_unit", "unit"),
    "a share that is no per cent": ({**SHARE, "unit": "个"}, "declaration_unit", "unit"),
    "the worst of no side": ({**SHARE, "each": "division", "wanted": None}, "declaration_wanted", "wanted"),
    "classes left out": (
        {"kind": "class", "register": "gauges", "class": "gauge_class", "order": ["Ⅰ", "Ⅱ"]},
        "declaration_class",
        "order",
    ),
    "an extreme of neither side": (
        {"kind": "extreme", "register": "works", "value": "works_rate", "of": "middle"},
        "declaration_of_extreme",
        "of",
    ),
    "a share of registers": (
        {
            "kind": "share",
            "register": "outings",
            "part": {"register": "outings", "value": "outings_public"},
            "whole": "outings_all",
            "unit": "%",
        },
        "declaration_side",
        "part",
    ),
    "a quotient of row expressions": (
        {"kind": "per", "part": "outings_public", "whole": {"indicator": "coal_share"}},
        "declaration_side",
        "part",
    ),
}


def place(found: str) -> str:
    return found.partition(":")[0]


@pytest.mark.parametrize("name", OF_THE_ENTRY)
def test_a_mistake_in_an_entry(name: str, sample: Any) -> None:
    keys, code, where = OF_THE_ENTRY[name]
    found = codes(sample, [entry(**keys)])
    assert [(each, at.removesuffix(" ").split("[case]")[-1].strip()) for each, at in found] == [(code, where)]


@pytest.mark.parametrize("name", OF_THE_REGISTERS)
def test_a_mistake_against_the_registers(name: str, sample: Any) -> None:
    keys, code, where = OF_THE_REGISTERS[name]
    found = codes(sample, [entry(**keys)])
    assert {(each, place(at)) for each, at in found} == {(code, place(where))}


def test_a_threshold_without_a_value(sample: Any) -> None:
    keys = {**COUNT, "thresholds": {"size": "S-1"}, "among": "works_capacity >= threshold.size"}
    assert codes(sample, [entry(**keys)], UNVALUED) == [("declaration_threshold", "thresholds size")]


def test_a_threshold_in_another_unit(sample: Any) -> None:
    keys = {**COUNT, "thresholds": {"size": "S-1"}, "among": "works_capacity >= threshold.size"}
    assert codes(sample, [entry(**keys)], {**TARGET, "unit": "万千瓦"})[0][0] == "expression_units"


def test_a_change_of_what_knows_no_past(sample: Any) -> None:
    undated = entry(**{**SUM, "id": "other"})
    assert codes(sample, [entry(**CHANGE), undated]) == [("declaration_undated", "of")]


def test_declarations_made_of_each_other(sample: Any) -> None:
    other = entry(**{**CHANGE, "id": "other", "of": "case"})
    found = codes(sample, [entry(**CHANGE), other])
    assert ("declaration_cycle", "of") in found


def test_a_reading_of_a_reading(sample: Any) -> None:
    first = entry(**{**COUNT, "id": "first"})
    second = entry(**{**COUNT, "id": "second", "reading_of": "first"})
    third = entry(**COUNT, reading_of="second")
    assert codes(sample, [first, second, third]) == [("declaration_reading", "reading_of")]


def test_a_target_that_its_declaration_cannot_measure(sample: Any) -> None:
    target = {**TARGET, "indicator_id": "case", "form": "threshold"}
    assert codes(sample, [entry(**COUNT)], target) == [("declaration_form", "kind")]


def test_an_id_stands_once_among_declarations_and_indicators(sample: Any) -> None:
    twice = [entry(**COUNT), entry(**COUNT), entry(**{**COUNT, "id": "coal_share"})]
    assert [code for code, _ in codes(sample, twice)] == ["pack_repeated", "pack_repeated"]


def test_every_mistake_is_told_at_once(sample: Any) -> None:
    entries = [entry(**{**COUNT, "id": f"d{number}", "once": ["boat_id"]}) for number in range(3)]
    assert len(codes(sample, entries)) == 3


def test_a_sound_declaration_is_accepted(sample: Any) -> None:
    packs = sample.packs([entry(**DATED)])
    assert set(declared(packs).by_id) == {"other"}
    assert declared(packs) is declared(packs)  # parsed once
    assert [each["id"] for each in packs.entries("declarations")] == ["other"]
