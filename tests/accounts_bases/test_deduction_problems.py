"""Every problem of a deduction, provoked; the sound neighbours of each are let through."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts.bases import (
    FiledDeductions,
    basis_for,
    check_basis,
    check_deductions,
    state,
    vintages,
)
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.schema import read_csv, table, write_csv


def problems_of(call: Callable[[], object]) -> list[Problem]:
    with pytest.raises(ProblemsFound) as caught:
        call()
    for problem in caught.value.problems:
        assert problem.text("en")
        assert problem.text("zh")
    return list(caught.value.problems)


def codes_of(call: Callable[[], object]) -> list[str]:
    return [problem.code for problem in problems_of(call)]


def test_records_survive_writing_and_reading(record: Callable[..., Any]) -> None:
    rows = [record("L1", 2025, "separate_listing", "12.5"), record("F1", 2025, "feedstock", "3")]
    assert list(read_csv(write_csv(rows, table("deduction")), table("deduction"), "d.csv")) == rows


@pytest.mark.parametrize(
    ("kind", "cells", "code"),
    [
        ("feedstock", {"deduction_evidence": None}, "bases_no_evidence"),
        ("feedstock", {"deduction_tce": Decimal(-1)}, "bases_negative_quantity"),
        ("feedstock", {"energy_basis": "calorific"}, "bases_energy_basis"),
        ("feedstock", {"energy_basis": None}, "bases_energy_basis"),
        ("feedstock", {"deduction_tce": Decimal(290000001)}, "bases_negative_figure"),
        ("certificate", {"certificate_sender_code": None}, "bases_no_sender"),
        ("certificate", {"certificate_sender_code": "150000"}, "bases_no_sender"),
        ("separate_listing", {"deduction_approval": None}, "bases_no_approval"),
        ("separate_listing", {"share_nation": None}, "bases_shares"),
        ("separate_listing", {"share_nation": Decimal("1.1")}, "bases_shares"),
        ("separate_listing", {"share_region": Decimal("0.6")}, "bases_shares"),
        ("separate_listing", {"share_region": Decimal("-0.1")}, "bases_shares"),
        ("separate_listing", {"effective_from_year": None}, "bases_listing_years"),
        ("separate_listing", {"effective_from_year": 2026}, "bases_listing_years"),
        ("separate_listing", {"effective_to_year": 2024}, "bases_listing_years"),
    ],
)
def test_one_record_that_cannot_be_used(
    inquire: Callable[..., Any],
    region: list[Any],
    record: Callable[..., Any],
    kind: str,
    cells: dict[str, Any],
    code: str,
) -> None:
    rows = [record("X0", 2020, "feedstock", "0"), record("X5", 2025, kind, "10", **cells)]
    found = problems_of(lambda: state(inquire(region, rows)))
    assert {problem.code for problem in found} == {code}
    assert all("X5" in problem.text("en") for problem in found)


def test_all_problems_come_together_and_once(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any]
) -> None:
    rows = [
        record("A", 2020, "feedstock", "1", deduction_evidence=None),
        record("B", 2025, "feedstock", "1", claimed_source="m1; m2"),
        record("C", 2025, "renewable_power", "1", claimed_source="m2"),
        record("D", 2020, "renewable_power", "1"),
        record("E", 2025, "separate_listing", "1", deduction_approval=None),
    ]
    assert sorted(codes_of(lambda: state(inquire(region, rows)))) == [
        "bases_claimed_twice",
        "bases_no_approval",
        "bases_no_evidence",
    ]


def test_two_records_on_one_tonne_are_both_named(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any], record: Callable[..., Any]
) -> None:
    listed = record("L5", 2025, "separate_listing", "100", claimed_source="source of N5")
    rows = [*filed, listed]
    (problem,) = problems_of(lambda: state(inquire(region, rows)))
    assert problem.code == "bases_claimed_twice"
    assert "L5" in problem.text("en")
    assert "N5" in problem.text("en")
    # Under 803号 renewable power is not taken out, so the tonne is claimed once.
    assert state(inquire(region, rows, rule=("basis-1310", "basis-803"))).total.taken == 6050
    # Under 1258号 the total takes both, the intensity only one.
    both = codes_of(lambda: state(inquire(region, rows, rule=("basis-1310", "basis-1258@2022"))))
    assert both == ["bases_claimed_twice"]
    listed["deduction_scope"] = "intensity"
    assert state(inquire(region, rows, rule=("basis-1310", "basis-1258@2022"))).total.taken == 2300


def test_two_prefectures_may_not_share_a_tonne_but_a_region_and_its_prefecture_may(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any]
) -> None:
    own = [
        record("F0", 2020, "feedstock", "1"),
        record("F5", 2025, "feedstock", "2", claimed_source="meter 7"),
    ]
    below = record("P5", 2025, "feedstock", "2", claimed_source="meter 7", division_code="150100")
    beside = record("Q5", 2025, "feedstock", "2", claimed_source="meter 7", division_code="150200")
    assert state(inquire(region, [*own, below])).total.taken == 2
    prefecture = [{**row, "division_code": "150100"} for row in region]
    rows = [below, beside, record("P0", 2020, "feedstock", "1", division_code="150100")]
    (problem,) = problems_of(lambda: state(inquire(prefecture, rows, division="150100")))
    assert problem.code == "bases_claimed_twice"
    assert "P5" in problem.text("zh")
    assert "Q5" in problem.text("zh")


@pytest.mark.parametrize(
    ("other", "is_twice"),
    [
        ({}, True),
        ({"deduction_year": 2024}, False),
        ({"deduction_year": 2024, "deduction_approval": "list of 2023"}, True),
        (
            {"deduction_year": 2023, "deduction_approval": "list of 2023", "effective_to_year": 2023},
            False,
        ),
        ({"deduction_subject": "another project"}, False),
    ],
)
def test_listed_projects_overlap(
    frozen: Callable[..., Any],
    packs: Any,
    record: Callable[..., Any],
    other: dict[str, Any],
    is_twice: bool,
) -> None:
    first = record("L1", 2025, "separate_listing", "1", deduction_subject="project", effective_from_year=2024)
    second = record("L2", 2025, "separate_listing", "1", deduction_subject="project") | other
    rows = frozen(deduction=[first, second], division=packs.table("division"))
    found = check_deductions(FiledDeductions.of(rows))
    assert [each.code for each in found] == (["bases_listed_twice"] if is_twice else [])
    assert all("L1" in each.text("en") and "L2" in each.text("en") for each in found)


def test_overlapping_listings_refuse_the_account(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any]
) -> None:
    rows = [record(name, 2025, "separate_listing", "1", deduction_subject="project") for name in ("L1", "L2")]
    assert codes_of(lambda: state(inquire(region, rows))) == ["bases_listed_twice"]


def test_two_rules_for_one_kind_of_energy_do_not_combine(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    inquiry = inquire(region, filed, rule=("basis-1258@2022", "basis-113@2024"))
    (problem,) = problems_of(lambda: state(inquiry))
    assert problem.code == "bases_two_exceptions"
    assert "basis-1258@2022" in problem.text("en")
    assert "basis-113@2024" in problem.text("en")
    assert check_basis(basis_for(inquire(region, filed).question, inquiry.packs)) == ()


def test_a_sender_cannot_lose_more_than_it_filed(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any]
) -> None:
    rows = [
        record("N0", 2020, "renewable_power", "10"),
        record("N5", 2025, "renewable_power", "20"),
        record("C5", 2025, "certificate", "21", division_code="110000", certificate_sender_code="150000"),
    ]
    (problem,) = problems_of(lambda: state(inquire(region, rows)))
    assert problem.code == "bases_removed_beyond"
    assert "C5" in problem.text("en")


def test_two_vintages_need_a_choice(inquire: Callable[..., Any], series: Callable[..., Any]) -> None:
    both = [
        *series({2020: 100, 2025: 110}, {2020: 50, 2025: 60}, vintage="before"),
        *series({2020: 105, 2025: 116}, {2020: 51, 2025: 61}, vintage="after"),
    ]
    inquiry = inquire(both, [])
    assert vintages(inquiry) == ("before", "after") or vintages(inquiry) == ("after", "before")
    assert codes_of(lambda: state(inquiry)) == ["bases_vintages"]
    chosen = state(type(inquiry)(inquiry.asker, inquiry.packs, inquiry.filed, vintage="after"))
    assert chosen.level.series.vintage == "after"
    assert chosen.total.raw.figure.value == 116
    wrong = type(inquiry)(inquiry.asker, inquiry.packs, inquiry.filed, vintage="never")
    assert codes_of(lambda: state(wrong)) == ["bases_vintage_unknown"]


def test_energy_without_its_basis_and_gdp_without_a_price_base_are_refused(
    inquire: Callable[..., Any], series: Callable[..., Any]
) -> None:
    energy, gdp = {2020: 100, 2025: 110}, {2020: 50, 2025: 60}
    unsaid = series(energy, gdp, energy_basis=None)
    assert set(codes_of(lambda: state(inquire(unsaid, [])))) == {"account_no_energy_basis"}
    current = series(energy, gdp, price_base_year=None)
    assert codes_of(lambda: state(inquire(current, []))) == ["account_no_price_base"]


def test_growth_never_crosses_a_vintage(inquire: Callable[..., Any], series: Callable[..., Any]) -> None:
    rows = [
        *series({2020: 100}, {2020: 50}, vintage="before"),
        *series({2025: 110}, {2025: 60}, vintage="after"),
    ]
    found = state(inquire(rows, []))
    assert found.total_change.absence is not None
    assert found.total_change.absence.code == "mixed_series"
    assert found.intensity_change.value is None
    assert "before" in found.total_change.absence.reason.en


def test_energy_and_gdp_of_two_vintages_make_no_intensity(
    inquire: Callable[..., Any], series: Callable[..., Any]
) -> None:
    rows = [
        *series({2020: 100, 2025: 110}, {}, vintage="after"),
        *series({}, {2020: 50, 2025: 60}, vintage="before"),
    ]
    found = state(inquire(rows, []))
    assert found.total_change.value == 10
    assert found.intensity_change.absence is not None
    assert found.intensity_change.absence.code == "vintages_differ"


def test_a_gdp_of_zero_leaves_the_intensity_undefined(
    inquire: Callable[..., Any], series: Callable[..., Any]
) -> None:
    found = state(inquire(series({2020: 100, 2025: 110}, {2020: 0, 2025: 60}), []))
    assert found.intensity_change.absence is not None
    assert found.intensity_change.absence.code == "undefined_ratio"
    assert found.gdp_change.absence is not None
