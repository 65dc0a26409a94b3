"""The roll-up in SQL gives what the sums in Python give; nobody drops out, nobody counts twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts import sum_below
from shuangkong.accounts.rollup import roll_up
from shuangkong.accounts.rollup_text import FACILITY_ENERGY, OBSERVATIONS, sums_text
from shuangkong.engine import DuckEngine
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.quantity import Period

REGION = "990000"
PREFECTURES = ("990100", "990200", "990300")
COUNTIES = ("990101", "990102", "990103", "990201", "990202", "990301", "990302")
DISCLOSURE = load_packs("cn").rule("disclosure-default", on=date(2026, 1, 1))
USE = "energy_consumption"


def filed(facility: str, place: str, period: str, value: str, **cells: Any) -> dict[str, Any]:
    return {
        "facility_id": facility,
        "division_code": place,
        "period": period,
        "product_id": "raw_coal",
        "value": Decimal(value),
        "unit": "吨标准煤",
        "energy_basis": "coal_equivalent",
        "reported_by": "filed",
        "vintage": "v1",
        "is_synthetic": True,
        "status": "constructed",
        "source": "constructed for a test",
        "note": None,
    } | cells


VALUES = st.decimals(-(10**9), 10**9, places=6)
ENTRIES = st.dictionaries(
    st.tuples(
        st.sampled_from(COUNTIES + PREFECTURES),
        st.sampled_from(["2021", "2022", "2022H1"]),
        st.sampled_from([USE, "gdp_constant"]),
        st.sampled_from(["estimate", "preliminary", "final"]),
    ),
    st.tuples(VALUES, st.sampled_from(["official", "secondary", "unverified"])),
    max_size=30,
)
ODDITIES = st.lists(
    st.tuples(
        st.sampled_from(COUNTIES),
        st.sampled_from(["calorific", "coal_equivalent", None]),
        st.sampled_from([2020, None]),
    ),
    max_size=3,
)


def answer(ask: Callable[[], Any]) -> Any:
    """What a sum gives: the parts of an account that have to agree; or that it refuses."""
    try:
        account = ask()
    except ProblemsFound:
        return "refused"
    figure = account.figure
    absence = None if figure.absence is None else figure.absence.code
    kept = (figure.value, figure.unit, absence, account.series, figure.status, figure.is_synthetic)
    return (*kept, figure.trace.coverage)


@settings(max_examples=30, deadline=None)
@given(entries=ENTRIES, odd=ODDITIES, basis=st.sampled_from(["coal_equivalent", "calorific", None]))
def test_it_equals_the_sums_in_python_level_by_level(
    entries: Any, odd: Any, basis: Any, snapshot_of: Any, observed: Any
) -> None:
    cells = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
    rows = [
        observed(place, indicator, period, str(value), **cells, stage=stage, status=status)
        for (place, period, indicator, stage), (value, status) in entries.items()
    ]
    rows += [
        observed(
            place, USE, "2021", "1", unit="吨标准煤", energy_basis=other, price_base_year=price, vintage="v2"
        )
        for place, other, price in {(place, other, price) for place, other, price in odd}
    ]
    snapshot = snapshot_of(observation=rows)
    for level, wholes in (("prefecture", (REGION,)), ("county", PREFECTURES)):
        rolled = roll_up(snapshot, OBSERVATIONS, level=level)
        for whole in wholes:
            for year in ("2021", "2022"):
                sums = answer(
                    partial(sum_below, snapshot, USE, whole, Period.parse(year), energy_basis=basis)
                )
                found = answer(partial(rolled.account, whole, USE, year, energy_basis=basis))
                assert found == sums


def test_counties_add_up_to_the_region_through_the_prefectures(snapshot_of: Any, observed: Any) -> None:
    rows = [
        observed(code, USE, "2022", f"{number}.000001", unit="吨标准煤")
        for number, code in enumerate(COUNTIES, 1)
    ]
    rolled = roll_up(snapshot_of(observation=rows), OBSERVATIONS, level="county")
    region = rolled.account(REGION, USE, "2022").figure
    parts = [rolled.account(code, USE, "2022").figure.value for code in PREFECTURES]
    assert region.value == sum(part for part in parts if part is not None) == Decimal("28.000007")
    opened = region.trace.inputs()
    leaves = [
        row for node in opened for county in node.inputs() for entry in county.inputs() for row in entry.rows
    ]
    assert {row.key[0] for row in leaves} == set(COUNTIES)
    assert {row.table_hash for row in leaves} == {rolled.rows.table_hash("observation")}


def test_a_silent_county_is_named_at_every_level(snapshot_of: Any, observed: Any) -> None:
    rows = [observed(code, USE, "2022", "1", unit="吨标准煤") for code in COUNTIES if code != "990202"]
    rolled = roll_up(snapshot_of(observation=rows), OBSERVATIONS, level="county")
    coverages = [
        rolled.account(code, USE, "2022").figure.trace.coverage for code in (REGION, "990200", "990100")
    ]
    assert [(each.expected, each.present, each.absent) for each in coverages if each] == [
        (7, 6, ("990202",)),
        (2, 1, ("990202",)),
        (3, 3, ()),
    ]
    silent = rolled.account("990202", USE, "2022").figure
    assert silent.value is None
    assert silent.absence is not None
    assert silent.absence.code == "not_published"


def test_rows_outside_the_tree_are_refused_by_name(snapshot_of: Any, observed: Any) -> None:
    rows = [observed(code, USE, "2022", "1", unit="吨标准煤") for code in ("990101", "990909", "990908")]
    for level in ("county", ""):
        with pytest.raises(ProblemsFound) as raised:
            roll_up(snapshot_of(observation=rows), OBSERVATIONS, level=level)
        found = {(problem.code, problem.details["code"]) for problem in raised.value.problems}
        assert found == {("rollup_division_unknown", "990909"), ("rollup_division_unknown", "990908")}


def test_a_division_that_ended_is_refused_for_later_years_only(snapshot_of: Any, observed: Any) -> None:
    rows = [observed("990399", USE, "2022", "1", unit="吨标准煤")]
    ended: dict[str, Any] = {
        **snapshot_of().rows("division", division_code="990302")[0],
        "division_code": "990399",
        "valid_from": date(2000, 1, 1),
        "valid_to": date(2022, 12, 31),
    }
    base = list(snapshot_of().rows("division"))
    rolled = roll_up(snapshot_of(observation=rows, division=[*base, ended]), OBSERVATIONS, level="county")
    assert rolled.account("990300", USE, "2022").figure.value == 1
    ended["valid_to"] = date(2022, 12, 30)
    with pytest.raises(ProblemsFound) as raised:
        roll_up(snapshot_of(observation=rows, division=[*base, ended]), OBSERVATIONS, level="county")
    assert [problem.code for problem in raised.value.problems] == ["rollup_division_unknown"]


def facility_rows(skip: str = "") -> list[dict[str, Any]]:
    """Five facilities in 990101, two in 990102, four in 990201; each files coal, one also power."""
    places = {"990101": 5, "990102": 2, "990201": 4}
    rows = [
        filed(f"F{place}-{number}", place, "2022", f"{number}.5")
        for place, count in places.items()
        for number in range(1, count + 1)
    ]
    rows.append(filed("F990101-1", "990101", "2022", "7", product_id="electricity"))
    rows.append(filed("F990101-1", "990101", "2022", "3", reported_by="grid"))
    rows.append(filed("F990101-1", "990101", "2022", "4", energy_basis="calorific"))
    return [row for row in rows if row["facility_id"] != skip]


def test_facilities_need_a_rule_of_disclosure(snapshot_of: Any) -> None:
    with pytest.raises(ProblemsFound) as raised:
        roll_up(snapshot_of(facility_energy=facility_rows()), FACILITY_ENERGY, synthetic=True)
    assert [problem.code for problem in raised.value.problems] == ["rollup_needs_disclosure_rule"]


def test_facilities_add_by_place_and_only_aggregates_leave(snapshot_of: Any) -> None:
    expected = {f"F990101-{number}": "990101" for number in range(1, 7)} | {"F990102-1": "990102"}
    snapshot = snapshot_of(facility_energy=facility_rows())
    rolled = roll_up(
        snapshot, FACILITY_ENERGY, expected=lambda year: expected, disclosure=DISCLOSURE, synthetic=True
    )
    whole = rolled.total(REGION, "2022", energy_basis="coal_equivalent")
    assert whole.figure.value == Decimal(
        "40.5"
    )  # 17.5 + 4 + 12 coal, and 7 power; neither grid nor calorific
    assert (whole.indicator_id, whole.figure.is_synthetic) == (USE, True)
    coverage = whole.figure.trace.coverage
    assert coverage is not None
    assert (coverage.expected, coverage.present, coverage.absent) == (7, 6, ("F990101-6",))
    assert any(
        "5" in note.zh for note in whole.figure.trace.notes
    )  # one of 990102 and four of 990201 unexpected
    hidden = {
        code: rolled.total(code, "2022", energy_basis="coal_equivalent").figure.absence
        for code in ("990100", "990101", "990102", "990200", "990201")
    }
    # Two facilities in 990102; with 990100 shown, 990101 would tell their sum.
    assert {code for code, absence in hidden.items() if absence} == {"990101", "990102"}
    assert hidden["990102"] is not None
    assert hidden["990102"].code == "withheld_unit_level"
    power = rolled.account(REGION, "electricity", "2022", energy_basis="coal_equivalent").figure
    assert power.value is None  # one facility
    coal = rolled.account(REGION, "raw_coal", "2022", energy_basis="coal_equivalent").figure
    assert coal.value is None  # would tell the power by subtraction


def test_no_row_of_a_facility_stands_in_a_trace(snapshot_of: Any) -> None:
    snapshot = snapshot_of(facility_energy=facility_rows())
    rolled = roll_up(
        snapshot, FACILITY_ENERGY, expected=lambda year: {}, disclosure=DISCLOSURE, synthetic=True
    )
    opened = str(rolled.total(REGION, "2022", energy_basis="coal_equivalent").figure.trace.as_json())
    assert "F9901" not in opened
    assert "990201" in opened
    assert "9.0 吨" not in opened


def test_indicators_do_not_add(snapshot_of: Any, observed: Any) -> None:
    rolled = roll_up(snapshot_of(observation=[]), OBSERVATIONS, level="county")
    with pytest.raises(ValueError, match="do not add"):
        rolled.total(REGION, "2022", energy_basis="calorific")


def test_another_column_can_be_chosen(snapshot_of: Any) -> None:
    source = replace(FACILITY_ENERGY, equals={"reported_by": "grid"})
    rows = [filed(f"F{n}", "990201", "2022", "1.5", reported_by="grid") for n in range(3)] + facility_rows()
    rows = [row for row in rows if row["facility_id"] != "F990101-1"]
    rolled = roll_up(snapshot_of(facility_energy=rows), source, disclosure=DISCLOSURE, synthetic=True)
    assert rolled.total(REGION, "2022", energy_basis="coal_equivalent").figure.value == Decimal("4.5")


@pytest.mark.parametrize("source", [OBSERVATIONS, FACILITY_ENERGY])
def test_one_two_and_four_threads_give_the_same(source: Any, snapshot_of: Any, observed: Any) -> None:
    rows = [
        observed(
            code,
            f"i{number % 7}",
            str(2016 + number % 5),
            f"{number * 7919 % 10007}.{number:06d}",
            vintage="v",
        )
        for code in COUNTIES
        for number in range(35)
    ]
    many = [
        filed(f"F{n}", COUNTIES[n % 7], str(2016 + n % 5), f"{n * 7919 % 10007}.{n:06d}")
        for n in range(2_000)
    ]
    snapshot = snapshot_of(observation=rows, facility_energy=many)
    answers = []
    for threads in (1, 2, 4):
        with DuckEngine(snapshot.folder / "objects", threads=threads) as engine:
            parameters = {"synthetic": source is FACILITY_ENERGY, "level": "", **source.equals}
            answers.append(sorted(map(str, snapshot.answered_by(engine).sql(sums_text(source), parameters))))
    assert answers[0] == answers[1] == answers[2]
    assert len(answers[0]) > 100 or source is FACILITY_ENERGY
