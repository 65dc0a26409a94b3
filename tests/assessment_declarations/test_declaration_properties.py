"""What holds for every declaration: each counted row matters, parts make the whole, missing is never zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.assessment.declarations import Measurement, evaluate
from shuangkong.assessment.declarations.distance import Places, metres
from shuangkong.packs import Packs

PREFECTURES = ("990100", "990200", "990300")
LABELS = {"zh": "示例", "en": "sample", "wanted": "up", "status": "constructed"}
DECLARATIONS: dict[str, dict[str, Any]] = {
    "sum": {"unit": "万吨", "value": "works_capacity", "counted": "present(works_done_on)"},
    "count": {"unit": "个", "counted": "works_state = 'operating'"},
    "coverage": {"unit": "%", "counted": "present(works_done_on)", "weight": "works_capacity"},
    "share": {
        "unit": "%",
        "part": "if(present(works_done_on), works_capacity, 0)",
        "whole": "works_capacity",
    },
    "extreme": {"unit": "万吨", "value": "works_capacity", "of": "largest"},
    "selected": {"unit": "个", "among": "works_state = 'operating'"},
}
EACH = {"coverage_each": {**DECLARATIONS["coverage"], "kind": "coverage", "each": "division"}}
ALL = {**{kind: {**keys, "kind": kind} for kind, keys in DECLARATIONS.items()}, **EACH}

row = st.fixed_dictionaries(
    {
        "division_code": st.sampled_from(PREFECTURES),
        "works_capacity": st.one_of(st.none(), st.integers(1, 500).map(str)),
        "works_state": st.sampled_from([None, "operating", "idle"]),
        "works_done_on": st.sampled_from([None, "2023-05-01", "2024-05-01"]),
    }
)
Rows = Sequence[Mapping[str, Any]]
rows = st.lists(row, min_size=1, max_size=8)


@pytest.fixture(scope="module")
def packs(sample: Any) -> Packs:
    found: Packs = sample.packs(
        [{"id": name, **LABELS, "register": "works", **each} for name, each in ALL.items()]
    )
    return found


@pytest.fixture(scope="module")
def measure(sample: Any, packs: Packs) -> Any:
    def make(name: str, found: Rows, **asked: Any) -> Measurement:
        works = [
            {**each, "works_id": each.get("works_id", f"W{number}")} for number, each in enumerate(found)
        ]
        scope = sample.scope(packs, {"works": works}, **asked)
        return evaluate(scope.declared.by_id[name], scope)

    return make


def seen(found: Measurement) -> tuple[object, ...]:
    coverage = found.coverage
    counted = None if coverage is None else (coverage.expected, coverage.present)
    return found.figure.value, counted, found.interval


@pytest.mark.parametrize("name", [name for name in ALL if name != "extreme"])
@given(found=rows)
@settings(max_examples=25)
def test_removing_a_counted_row_changes_the_value_or_the_coverage(
    name: str, found: Rows, measure: Any
) -> None:
    named = [{**each, "works_id": f"W{number}"} for number, each in enumerate(found)]
    whole = measure(name, named)
    for line in whole.chosen:
        rest = [each for each in named if each["works_id"] != line.row["works_id"]]
        assert seen(measure(name, rest)) != seen(whole) if rest else True


@pytest.mark.parametrize("name", ["sum", "coverage", "share"])
@given(found=rows)
@settings(max_examples=25)
def test_blanking_the_figure_of_a_counted_row_leaves_it_open(name: str, found: Rows, measure: Any) -> None:
    named = [{**each, "works_id": f"W{number}"} for number, each in enumerate(found)]
    whole = measure(name, named)
    for line in whole.chosen:
        blanked = [
            {**each, "works_capacity": None} if each["works_id"] == line.row["works_id"] else each
            for each in named
        ]
        after = measure(name, blanked)
        assert line.row["works_id"] in [each.row["works_id"] for each in after.undecided]
        assert seen(after) != seen(whole)


@given(found=rows, more=st.integers(1, 50))
@settings(max_examples=25)
def test_changing_the_figure_of_a_counted_row_changes_a_sum(found: Rows, more: int, measure: Any) -> None:
    named = [{**each, "works_id": f"W{number}"} for number, each in enumerate(found)]
    whole = measure("sum", named)
    for line in whole.chosen:
        changed = [
            {**each, "works_capacity": str(int(each["works_capacity"]) + more)}
            if each["works_id"] == line.row["works_id"]
            else each
            for each in named
        ]
        assert measure("sum", changed).figure.value == whole.figure.value + more


@given(found=rows)
@settings(max_examples=40)
def test_the_prefectures_make_the_region(found: Rows, measure: Any) -> None:
    region = measure("sum", found)
    parts = [measure("sum", found, division=code) for code in PREFECTURES]
    known = [each.figure.value for each in parts if each.figure.value is not None]
    assert region.figure.value == (sum(known) if known else None)
    for part, code in zip(parts, PREFECTURES, strict=True):
        has_rows = any(each["division_code"] == code for each in found)
        is_open = has_rows and part.coverage.present == 0
        assert (part.figure.value is None) == (is_open or not has_rows)  # what nobody filed is no zero


@given(found=rows)
@settings(max_examples=40)
def test_the_pooled_share_lies_between_the_worst_and_the_best(found: Rows, measure: Any) -> None:
    pooled, each = measure("coverage", found), measure("coverage_each", found)
    values = [figure.value for _, figure in each.groups if figure.value is not None]
    if pooled.figure.value is None:
        assert not values
        return
    assert min(values) <= pooled.figure.value <= max(values)
    assert each.figure.value == min(values)


@given(found=rows)
@settings(max_examples=40)
def test_a_count_is_no_more_than_its_rows_and_a_share_no_more_than_all(found: Rows, measure: Any) -> None:
    number = measure("count", found).figure
    assert number.absence is not None or 0 <= number.value <= len(found)
    value = measure("coverage", found).figure.value
    assert value is None or 0 <= value <= 100


OPENED = {"works_capacity": "100", "works_state": "operating", "works_done_on": "2023-05-01"}


@pytest.mark.parametrize("name", ["sum", "count", "coverage", "share", "coverage_each"])
@given(
    found=rows,
    fills=st.lists(st.integers(0, 500), min_size=8, max_size=8),
    states=st.lists(st.booleans(), min_size=8, max_size=8),
)
@settings(max_examples=30)
def test_whatever_the_open_rows_turn_out_to_be_the_value_lies_in_the_interval(
    name: str, found: Rows, fills: list[int], states: list[bool], measure: Any
) -> None:
    before = measure(name, found).interval
    filled = [
        {
            **each,
            "works_capacity": each["works_capacity"] or str(fill),
            "works_state": each["works_state"] or ("operating" if state else "idle"),
        }
        for each, fill, state in zip(found, fills, states, strict=False)
    ]
    after = measure(name, filled)
    assert after.is_whole
    value = after.figure.value
    if value is not None:
        assert before.lower is None or before.lower <= value
        assert before.upper is None or value <= before.upper


@pytest.mark.parametrize("name", ["coverage", "share", "extreme", "coverage_each"])
def test_an_empty_population_is_neither_nothing_nor_all(name: str, measure: Any) -> None:
    away = {"division_code": "990100", "works_state": "idle"}
    found = measure(name, [away], division="990200")
    assert (found.figure.value, found.figure.absence.code) == (None, "not_filed")


def test_synthetic_rows_never_meet_real_ones(measure: Any) -> None:
    real = {"division_code": "990100", **OPENED}
    made = {**real, "is_synthetic": "true", "works_capacity": "900"}
    assert measure("sum", [real, made]).figure.value == Decimal(100)


def test_a_row_of_an_unknown_division_is_named_and_not_dropped(measure: Any) -> None:
    found = measure("sum", [{"division_code": "990100", **OPENED}, {"division_code": "980100", **OPENED}])
    assert found.figure.value == Decimal(100)
    assert [line.cause.zh for line in found.undecided] == ["区划代码在期末不存在"]
    assert found.coverage.absent == ("W1",)


def test_the_trace_names_every_row_once(measure: Any) -> None:
    found = measure(
        "coverage",
        [
            {"division_code": "990100", **OPENED},
            {"division_code": "990100", **OPENED, "works_done_on": None},
            {"division_code": "990100", **OPENED, "works_capacity": None},
        ],
    )
    named = [
        (node.label.en, row.key, row.table_hash) for node in found.figure.trace.inputs() for row in node.rows
    ]
    assert named == [
        ("counted", ("W0",), "hash-of-works"),
        ("not counted", ("W1",), "hash-of-works"),
        ("open", ("W2",), "hash-of-works"),
    ]
    assert found.figure.trace.formula == (
        "Σ works_capacity [all rows and present(works_done_on)] ÷ Σ works_capacity [all rows] × 100"
    )


@given(st.integers(-1790, 1790), st.integers(-890, 890), st.integers(-1790, 1790), st.integers(-890, 890))
def test_a_distance_is_the_same_both_ways_and_none_to_itself(a: int, b: int, c: int, d: int) -> None:
    one, other = (a / 10, b / 10), (c / 10, d / 10)
    assert metres(one, other) == metres(other, one) >= 0
    assert metres(one, one) == 0
    assert metres(one, other) <= 20015115  # half the way round


@given(
    st.lists(st.tuples(st.integers(-30, 30), st.integers(-30, 30)), max_size=12),
    st.integers(0, 60),
)
def test_looking_at_near_latitudes_alone_finds_all_that_is_near(
    found: list[tuple[int, int]], km: int
) -> None:
    places = [(110 + east / 100, 42 + north / 100) for east, north in found]
    here = (110.0, 42.0)
    expected = any(metres(here, place) <= km * 1000 for place in places)
    assert Places.of(places).has_near(here, Decimal(km)) == expected


def test_a_limit_is_met_at_the_whole_metre() -> None:
    one, other = (110.0, 40.0), (110.0, 40.1)
    exact = metres(one, other) / 1000
    assert Places.of([one]).has_near(other, exact)
    assert not Places.of([one]).has_near(other, exact - Decimal("0.001"))


def test_a_row_frozen_before_a_column_was_there_is_open(sample: Any, packs: Packs) -> None:
    scope = sample.scope(packs, {"works": [{"works_id": "W1", "division_code": "990100", **OPENED}]})
    (row,) = scope.asker.rows.tables["works"]
    for name in ("works_state", "works_capacity", "longitude", "closed_on"):
        del row[name]
    found = evaluate(scope.declared.by_id["coverage"], scope)
    assert [line.row["works_id"] for line in found.undecided] == ["W1"]
