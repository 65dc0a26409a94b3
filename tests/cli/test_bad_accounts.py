"""What no account accepts: named, all at once, exit code 1, no result printed, no byte changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shuangkong.accounts.balance import sample_balance
from shuangkong.cli import run
from shuangkong.quantity import Period
from shuangkong.schema import Row, table, write_csv
from shuangkong.synthetic.accounts import Places, synthetic_reduction_rows
from shuangkong.synthetic.deductions import synthetic_deduction_rows
from shuangkong.synthetic.totals import synthetic_prefecture_rows
from shuangkong.workspace import Workspace

REGION, CODES = "150000", ("150100", "150200")
KEPT, KNOWN_ON = datetime(2026, 5, 1, tzinfo=UTC), date(2026, 6, 1)
SIGNED = ("--as", "王敏", "--reason", "年报")
SPAN = ("--period", "2021-2025")
BALANCE = ("account", "--balance", "--period", "2025")
GUIDES = dict.fromkeys(range(2021, 2026), "reduction-guide@2021")
Made = Callable[..., Path]


@pytest.fixture
def frozen_workspace(tmp_path: Path) -> Made:
    """A workspace whose rows were kept before anybody asked for an account: ``made(deduction=[…])``."""

    def make(**tables: Sequence[Row]) -> Path:
        workspace = Workspace.create(tmp_path / "own", name="示例", division=REGION, packs=("cn-15-14fyp",))
        for name, rows in ({"division": workspace.packs.table("division")} | tables).items():
            workspace.records.keep(name, rows, author="王敏", reason="年报", recorded_at=KEPT)
        workspace.freeze(KNOWN_ON)
        workspace.records.close()
        return workspace.folder

    return make


def content(folder: Path) -> dict[str, str]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> list[dict[str, Any]]:
    """Ask twice, as data and as text: exit code 1, nothing but problems, nothing written."""
    before, where = content(folder), ("--workspace", str(folder))
    capsys.readouterr()
    assert run([*arguments, *where, "--json"]) == 1
    problems: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["problems"]
    assert run([*arguments, *where]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert [problem["zh"] for problem in problems] == printed.err.splitlines()[::2]
    assert content(folder) == before
    return problems


def codes(problems: Sequence[dict[str, Any]]) -> list[str]:
    return [problem["code"] for problem in problems]


def balance_rows(workspace: Workspace) -> tuple[Row, ...]:
    return sample_balance(workspace.packs, REGION, Period.parse("2025")).rows


def test_a_file_without_product_codes_and_with_unknown_units_is_not_kept(
    frozen_workspace: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = frozen_workspace()
    good = balance_rows(Workspace.open(folder))[:4]
    bad = [good[0] | {"product_id": None}, good[1] | {"unit": "万顿"}, good[2], good[3]]
    file = tmp_path / "balance.csv"
    file.write_text(write_csv(bad, table("energy_balance_cell")), encoding="utf-8")
    problems = refused(capsys, folder, "load", "energy_balance_cell", str(file), *SIGNED)
    assert sorted(codes(problems)) == ["cell_required", "cell_unit_unknown"]
    assert Workspace.open(folder).records.known("energy_balance_cell", KNOWN_ON) == ()


def test_a_balance_with_unknown_codes_and_a_negative_stock_is_refused_as_a_whole(
    frozen_workspace: Made, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace.create(tmp_path / "other", name="示例", division=REGION, packs=("cn-15-14fyp",))
    good = balance_rows(workspace)
    more = [
        {**good[0], "product_id": "coal_of_the_moon"},
        {**good[0], "flow_id": "lost_in_transit"},
        {**good[0], "product_id": "raw_coal", "flow_id": "closing_stock", "quantity": Decimal(-3)},
        {**good[0], "product_id": "electricity", "flow_id": "opening_stock", "unit": "万吨"},
    ]
    folder = frozen_workspace(energy_balance_cell=[*good, *more])
    problems = refused(capsys, folder, *BALANCE)
    assert sorted(codes(problems)) == [
        "balance_flow_unknown",
        "balance_product_unknown",
        "balance_stock_negative",
        "balance_unit_differs",
    ]
    assert any("coal_of_the_moon" in problem["where"] for problem in problems)


def test_gdp_without_a_price_base_is_refused(
    frozen_workspace: Made, observed: Callable[..., Row], capsys: pytest.CaptureFixture[str]
) -> None:
    energy = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
    rows = [
        observed(REGION, name, year, value, **cells)
        for name, values, cells in (
            ("energy_consumption", {"2020": "100", "2025": "110"}, energy),
            ("gdp_constant", {"2020": "50", "2025": "60"}, {"unit": "亿元"}),
        )
        for year, value in values.items()
    ]
    folder = frozen_workspace(observation=rows, deduction=synthetic_deduction_rows(CODES, REGION, seed=3))
    assert set(codes(refused(capsys, folder, "bridge", *SPAN))) == {"account_no_price_base"}


def test_a_gdp_of_zero_explains_nothing_and_is_never_a_zero(
    frozen_workspace: Made, observed: Callable[..., Row], capsys: pytest.CaptureFixture[str]
) -> None:
    energy = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
    gdp = {"unit": "亿元", "price_base_year": 2020}
    rows = [
        observed(REGION, name, year, value, **cells)
        for name, values, cells in (
            ("energy_consumption", {"2024": "100", "2025": "110"}, energy),
            ("gdp_constant", {"2024": "50", "2025": "0"}, gdp),
        )
        for year, value in values.items()
    ]
    folder = frozen_workspace(observation=rows, deduction=synthetic_deduction_rows(CODES, REGION, seed=3))
    problems = refused(capsys, folder, "why", "--period", "2025")
    assert set(codes(problems)) == {"decomposition_factor_absent"}
    capsys.readouterr()
    ask = ("bridge", "--period", "2025", "--rule", "basis-1310", "--workspace", str(folder), "--json")
    assert run([*ask]) == 0
    (found, *_) = json.loads(capsys.readouterr().out)["statements"]
    assert found["figures"]["total"]["value"] is not None, "the total does not hang on GDP"
    assert found["figures"]["intensity"]["value"] is None
    assert "undefined_ratio" in json.dumps(found)


def deductions(**cells: Any) -> list[Row]:
    """The synthetic records of the region with one more, unlike the first of its kind in some cells."""
    rows = list(synthetic_deduction_rows(CODES, REGION, seed=3))
    kind = cells.pop("kind")
    found = [row for row in rows if (row["division_code"], row["deduction_kind"]) == (REGION, kind)]
    return [*rows, found[-1] | {"deduction_id": "SYN-more", "claimed_source": "SYN-more"} | cells]


def test_a_deduction_without_evidence_and_overlapping_listings_are_refused_together(
    frozen_workspace: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = deductions(kind="feedstock", deduction_evidence=None)
    listed = deductions(kind="separate_listing", deduction_id="SYN-listed-twice", claimed_source="SYN-other")[
        -1
    ]
    energy = synthetic_prefecture_rows(CODES, REGION, seed=3)
    folder = frozen_workspace(observation=energy, deduction=[*rows, listed])
    problems = refused(capsys, folder, "bridge", *SPAN)
    assert set(codes(problems)) == {"bases_no_evidence", "bases_listed_twice"}
    twice = next(problem for problem in problems if problem["code"] == "bases_listed_twice")
    assert "SYN-listed-twice" in twice["zh"]
    assert any("SYN-more" in problem["zh"] for problem in problems)


def test_two_claims_on_one_tonne_name_both_records(
    frozen_workspace: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    region = next(
        row
        for row in synthetic_deduction_rows(CODES, REGION, seed=3)
        if (row["division_code"], row["deduction_kind"], row["deduction_year"]) == (REGION, "feedstock", 2025)
    )
    rows = deductions(kind="renewable_power", claimed_source=region["claimed_source"])
    folder = frozen_workspace(observation=synthetic_prefecture_rows(CODES, REGION, seed=3), deduction=rows)
    (problem,) = refused(capsys, folder, "bridge", *SPAN, "--rule", "basis-113", "--rule", "basis-803")
    assert problem["code"] == "bases_claimed_twice"
    assert all(name in problem["zh"] for name in ("SYN-more", str(region["deduction_id"])))


def test_project_lines_that_must_not_count_are_refused_together(
    frozen_workspace: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    places = Places(REGION, CODES, range(2020, 2026), seed=3)
    tables = synthetic_reduction_rows(places, "NOx", GUIDES)
    first, second, third, *others = tables["reduction_project_line"]
    tables["reduction_project_line"] = [
        first | {"evidence": None},
        second | {"verified_t": Decimal(-1)},
        third | {"counting_start": date(2020, 6, 1), "stable_operation_on": date(2020, 6, 30)},
        *others,
    ]
    folder = frozen_workspace(**tables)
    problems = refused(capsys, folder, "account", "--pollutant", "NOx")
    assert {"reduction_without_evidence", "reduction_negative", "reduction_before_start"} <= set(
        codes(problems)
    )
    assert len(problems) == len({problem["zh"] for problem in problems}), "each is told once"


def test_carbon_that_cannot_be_computed_is_refused_together(
    frozen_workspace: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    def activity(subject: str, value: str, unit: str) -> Row:
        return {
            "division_code": REGION,
            "period": "2023",
            "carbon_activity": "fuel_combustion",
            "activity_subject": subject,
            "value": Decimal(value),
            "unit": unit,
            "vintage": "v1",
            "stage": "final",
            "is_synthetic": False,
            "status": "official",
            "source": "constructed for a test",
            "note": None,
        }

    rows = [
        activity("bituminous_coal", "-1", "万吨"),
        activity("diesel", "1", "万立方米"),
        activity("phlogiston", "1", "万吨"),
    ]
    folder = frozen_workspace(carbon_activity=rows)
    ask = ("account", "--carbon", "provincial-inventory-2025", "--period", "2023")
    assert sorted(codes(refused(capsys, folder, *ask))) == [
        "carbon_amount_negative",
        "carbon_factor_missing",
        "carbon_unit_wrong",
    ]


def test_a_facility_outside_the_tree_stops_the_reconciliation(
    frozen_workspace: Made, observed: Callable[..., Row], capsys: pytest.CaptureFixture[str]
) -> None:
    row: Row = {
        "facility_id": "F1",
        "division_code": "990000",
        "period": "2025",
        "product_id": "energy_total",
        "value": Decimal(10),
        "unit": "吨标准煤",
        "energy_basis": "coal_equivalent",
        "reported_by": "filed",
        "vintage": "v1",
        "is_synthetic": False,
        "status": "official",
        "source": "constructed for a test",
        "note": None,
    }
    energy = {"unit": "万吨标准煤", "energy_basis": "coal_equivalent"}
    whole = observed(REGION, "energy_consumption", "2025", "10", **energy)
    folder = frozen_workspace(facility_energy=[row], observation=[whole])
    problems = refused(capsys, folder, "reconcile", "--period", "2025")
    assert codes(problems) == ["rollup_division_unknown"]
