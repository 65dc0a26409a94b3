"""A division against its parts, its facilities, grid and meters: residuals, coverage, nobody exposed."""

import csv
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts import observe, sum_below
from shuangkong.accounts.reconciliation import (
    Reconciliation,
    ReconciliationRules,
    check_years,
    compare_reporters,
    find_errors,
    reconcile,
    residuals,
)
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.quantity import Period
from shuangkong.snapshot import Snapshot, freeze
from shuangkong.trace import Label

PACKS = load_packs("cn")
RULES = ReconciliationRules.of(PACKS, date(2026, 1, 1))
REGION, EAST, WEST = "990000", "990100", "990200"
COUNTIES = {"990101": EAST, "990102": EAST, "990201": WEST}
SOURCE = "constructed for a test"
Frozen = Callable[..., Snapshot]


def division(code: str, level: str, parent: str | None) -> dict[str, Any]:
    names = {"name_zh": code, "name_en": None, "valid_from": None, "valid_to": None}
    marks = {"status": "constructed", "source": SOURCE}
    return {"division_code": code, "level": level, "parent_code": parent, **names, **marks}


DIVISIONS = [
    division(REGION, "region", None),
    *(division(code, "prefecture", REGION) for code in (EAST, WEST)),
    *(division(code, "county", parent) for code, parent in COUNTIES.items()),
]


@pytest.fixture
def snapshot_of(tmp_path: Path) -> Frozen:
    def make(**tables: list[dict[str, Any]]) -> Snapshot:
        held = {"division": DIVISIONS, "observation": []} | tables
        return freeze(tmp_path, held, known_on=date(2026, 1, 1), packs=(), release="test")

    return make


@pytest.fixture
def energy(observed: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    def make(code: str, year: str, value: str, **cells: Any) -> dict[str, Any]:
        known = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent", "is_synthetic": True}
        return observed(code, "energy_consumption", year, value, **(known | cells))

    return make


def facility(number: int, place: str, value: str, **cells: Any) -> dict[str, Any]:
    return {
        "facility_id": f"F{number}",
        "division_code": place,
        "period": "2022",
        "product_id": "raw_coal",
        "value": Decimal(value),
        "unit": "吨标准煤",
        "energy_basis": "coal_equivalent",
        "reported_by": "filed",
        "vintage": "v1",
        "is_synthetic": True,
        "status": "constructed",
        "source": SOURCE,
        "note": None,
    } | cells


def listed(number: int, place: str, **cells: Any) -> dict[str, Any]:
    days = {"valid_from": date(2020, 1, 1), "valid_to": None}
    marks = {"is_synthetic": True, "status": "constructed", "source": SOURCE, "note": None}
    blank = dict.fromkeys(("county_code", "industry_class", "credit_code", "energy_manager"))
    about = {"facility_id": f"F{number}", "facility_name": f"F{number}", "division_code": place}
    return about | days | blank | marks | cells


def run(
    snapshot: Snapshot, code: str = REGION, years: tuple[int, ...] = (2021, 2022, 2023)
) -> Reconciliation:
    return reconcile(snapshot, code, years, energy_basis="coal_equivalent", rules=RULES, synthetic=True)


def test_prefectures_and_the_unallocated_make_the_region(snapshot_of: Frozen, energy: Any) -> None:
    rows = [
        energy(code, year, value)
        for year, values in {"2021": ("100", "60", "30"), "2022": ("110", "60", "35")}.items()
        for code, value in zip((REGION, EAST, WEST), values, strict=True)
    ]
    rows += [energy(REGION, "2023", "120"), energy(EAST, "2023", "70")]
    first, second, third = run(snapshot_of(observation=rows)).below
    assert (first.residual.value, second.residual.value) == (Decimal(10), Decimal(15))
    assert (first.change.absence and first.change.absence.code, second.change.value) == (
        "no_base",
        Decimal(5),
    )
    assert first.share.value == Decimal(10)
    assert third.residual.value is None
    assert third.coverage is not None
    assert third.coverage.absent == (WEST,)
    assert third.change.absence is not None
    assert third.as_json()["coverage"] == {"expected": 2, "present": 1, "absent": [WEST]}
    cited = {row.key[0] for node in second.residual.trace.inputs() for row in node.rows}
    assert cited == {REGION, EAST, WEST}


@given(
    parts=st.lists(st.decimals(0, 10**6, places=4), min_size=2, max_size=2),
    own=st.decimals(0, 10**6, places=4),
)
def test_residual_and_parts_make_the_whole_exactly(
    parts: list[Decimal], own: Decimal, frozen: Any, observed: Any
) -> None:
    whole = sum(parts, own)
    known = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent", "is_synthetic": True}
    rows = [
        observed(code, "energy_consumption", "2022", str(value), **known)
        for code, value in zip((REGION, EAST, WEST), (whole, *parts), strict=True)
    ]
    held = frozen(division=DIVISIONS, observation=rows)
    (account,) = observe(held, "energy_consumption", REGION, synthetic=True)
    below = sum_below(held, "energy_consumption", REGION, account.period, synthetic=True)
    (line,) = residuals([account], [below], Label("x", "x"))
    assert line.parts.value is not None
    assert line.residual.value is not None
    assert line.parts.value + line.residual.value == whole


def test_another_revision_is_another_line_and_gives_no_change(snapshot_of: Frozen, energy: Any) -> None:
    rows = [
        energy(code, year, value, vintage=vintage)
        for year, vintage in (("2021", "普查前"), ("2022", "普查后"))
        for code, value in ((REGION, "100"), (EAST, "60"), (WEST, "30"))
    ]
    rows.append(energy(WEST, "2022", "31", vintage="普查前"))
    one, other = run(snapshot_of(observation=rows)).below
    assert {one.series.vintage, other.series.vintage} == {"普查前", "普查后"}
    assert one.change.absence is not None
    assert other.change.absence is not None
    assert {one.residual.value, other.residual.value} == {Decimal(10)}


def facilities() -> list[dict[str, Any]]:
    """Four in 990101 and two in 990102, each 10,000 t; one of the four is 10,000 times off at the meter."""
    rows = [facility(number, "990101" if number < 4 else "990102", "10000") for number in range(6)]
    rows += [facility(n, "990101", "1" if n == 0 else "9990", reported_by="metered") for n in range(4)]
    return rows


def test_facilities_against_the_prefecture(snapshot_of: Frozen, energy: Any) -> None:
    rows = [energy(EAST, "2022", "8"), energy(REGION, "2022", "9")]
    users = [listed(number, "990101" if number < 4 else "990102") for number in range(6)]
    tables = {"observation": rows, "facility_energy": facilities()}
    (line,) = run(snapshot_of(**tables, key_energy_user=users), EAST).facilities
    assert (line.parts.value, line.parts.unit) == (Decimal(6), "万吨标准煤")  # 60,000 t
    assert (line.residual.value, line.share.value) == (Decimal(2), Decimal(25))
    assert line.coverage is not None
    assert line.coverage.is_full
    users.append(listed(9, "990102"))
    users.append(listed(8, "990102", valid_to=date(2021, 12, 31)))
    (late,) = run(snapshot_of(**tables, key_energy_user=users), EAST).facilities
    assert late.residual.value is None
    assert late.coverage is not None
    assert late.coverage.absent == ("F9",)
    (unknown,) = run(snapshot_of(**tables), EAST).facilities
    assert unknown.residual.absence is not None
    assert unknown.residual.absence.code == "no_expected_list"


def test_too_few_facilities_are_withheld_with_everything_that_tells_them(
    snapshot_of: Frozen, energy: Any
) -> None:
    rows = [energy(code, "2022", "8") for code in ("990101", "990102", EAST)]
    users = [listed(number, "990101" if number < 4 else "990102") for number in range(6)]
    snapshot = snapshot_of(observation=rows, facility_energy=facilities(), key_energy_user=users)
    for code in ("990101", "990102"):  # two in one, and the other would tell them
        (line,) = run(snapshot, code).facilities
        for figure in (line.parts, line.residual, line.share):
            assert figure.value is None
            assert figure.absence is not None
            assert figure.absence.code == "withheld_unit_level"
    (whole,) = run(snapshot, EAST).facilities
    assert whole.parts.value == Decimal(6)


def test_reporters_over_the_facilities_both_speak_of(snapshot_of: Frozen) -> None:
    users = [listed(number, "990101" if number < 4 else "990102") for number in range(6)]
    snapshot = snapshot_of(facility_energy=facilities(), key_energy_user=users)
    (line,) = run(snapshot).reporters
    assert line.reporters == ("filed", "metered")
    assert [figure.value for figure in line.sums] == [Decimal(40_000), Decimal(29_971)]
    assert line.difference.value == Decimal(10_029)
    assert (line.common, line.slips) == (4, 1)
    assert line.coverages[0].is_full
    assert line.coverages[1].absent == ("F4", "F5")
    assert line.difference.is_synthetic
    assert "F0" not in str([line.as_json()["filed"], line.difference.trace.as_json()["inputs"][0]["rows"]])  # type: ignore[index]


def test_two_common_facilities_are_too_few(snapshot_of: Frozen) -> None:
    rows = [facility(n, "990101", "5", reported_by=by) for n in range(2) for by in ("filed", "grid")]
    (line,) = compare_reporters(
        snapshot_of(facility_energy=rows), REGION, Period.parse("2022"), rules=RULES, synthetic=True
    )
    assert line.difference.value is None
    assert all(figure.absence is not None for figure in (*line.sums, line.difference, line.share))


def test_reporters_of_two_units_or_bases_never_meet(snapshot_of: Frozen) -> None:
    rows = [facility(n, "990101", "5") for n in range(4)]
    rows += [
        facility(n, "990101", "5", reported_by="grid", unit="万千瓦时", energy_basis=None) for n in range(4)
    ]
    assert run(snapshot_of(facility_energy=rows)).reporters == ()


def test_a_facility_outside_the_tree_is_refused(snapshot_of: Frozen, energy: Any) -> None:
    snapshot = snapshot_of(
        observation=[energy(REGION, "2022", "8")], facility_energy=[facility(1, "999999", "5")]
    )
    with pytest.raises(ProblemsFound) as raised:
        run(snapshot)
    assert [problem.code for problem in raised.value.problems] == ["rollup_division_unknown"]


def test_real_rows_and_synthetic_ones_never_meet(snapshot_of: Frozen, energy: Any) -> None:
    rows = [
        energy(REGION, "2022", "8", is_synthetic=False),
        energy(EAST, "2022", "4"),
        energy(WEST, "2022", "4"),
    ]
    assert run(snapshot_of(observation=rows)).below == ()


def test_errors_are_found_in_a_snapshot(snapshot_of: Frozen, energy: Any, observed: Any) -> None:
    rate = {"is_synthetic": True}
    rows = [
        energy(REGION, "2015", "987.29"),
        energy(REGION, "2016", "979.38"),
        observed(
            REGION, "energy_consumption_growth", "2016", "-7.91", energy_basis="coal_equivalent", **rate
        ),
        observed(REGION, "intensity_change", "2016", "-8.42", energy_basis="coal_equivalent", **rate),
        observed(REGION, "gdp_real_growth", "2016", "8.3", **rate),
        energy(REGION, "2018", "1000"),
        energy(REGION, "2019", "0.1"),
    ]
    found = run(snapshot_of(observation=rows), years=(2016,)).findings
    assert {(each.check, each.cause) for each in found} == {
        ("identity", "unit_slip_percent"),
        ("growth", "unexplained"),
        ("level", "ten_thousand_slip"),
    }
    assert all(each.is_synthetic and each.rows for each in found)


def test_nothing_is_found_in_the_figures_that_ship() -> None:
    packs = load_packs("cn-15")

    class Shipped:
        def rows(self, name: str, /, **equals: Any) -> tuple[Any, ...]:
            rows = packs.table(name)
            return tuple(row for row in rows if all(row[key] == value for key, value in equals.items()))

        def table_hash(self, name: str) -> str:
            return "hash"

    divisions = {str(row["division_code"]) for row in packs.table("observation")}
    assert len(divisions) > 10
    for code in divisions:
        assert find_errors(Shipped(), code, rules=RULES) == ()


def test_the_mislabelled_table_of_the_provinces(shared: Path) -> None:
    def cells(name: str, column: str) -> dict[tuple[str, int], Decimal]:
        with (shared / "data" / "public" / name).open(encoding="utf-8", newline="") as lines:
            return {
                (row["adcode"], int(row["year"])): Decimal(row[column])
                for row in csv.DictReader(lines)
                if row[column] and row["year"].isdigit()
            }

    yearly = cells("provinces_intensity_2016_2020.csv", "intensity_change_pct")
    official = cells("provinces_intensity_2020_nbs.csv", "intensity_change_pct")
    assert check_years(yearly, official, RULES.tolerances, "provinces") == ()
    shifted = {(code, year + 3): value for (code, year), value in yearly.items()}
    (found,) = check_years(shifted, official, RULES.tolerances, "provinces")
    assert (found.cause, found.named) == ("mislabelled_years", ("2023", "2020"))
