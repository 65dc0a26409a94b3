"""Bridges line by line: attribution of certificates, the cap, shares of listed projects, increments."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from shuangkong.accounts.bases import Statement, bridge_rows, state

B1258 = ("basis-1310@2021", "basis-803@2022", "basis-1258@2022")
SENT_BY = {"certificate_sender_code": "140000"}


@pytest.fixture(scope="module")
def power(record: Callable[..., Any]) -> list[Any]:
    """Renewable power 100 → 200 万吨标准煤."""
    return [record("N0", 2020, "renewable_power", "100"), record("N5", 2025, "renewable_power", "200")]


def amounts(found: Statement) -> dict[str, Decimal | None]:
    return {"+".join(line.records) or line.item: line.taken.value for line in found.total.lines}


def test_the_order_of_operations_and_the_proof_of_each_line(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any], record: Callable[..., Any]
) -> None:
    listed = record("L5", 2025, "separate_listing", "100", share_region=Decimal("0.2"))
    found = state(inquire(region, [listed, *reversed(filed)]))
    assert [line.item for line in found.total.lines] == ["feedstock", "non_fossil", "separate_listing"]
    rows = [row for row in bridge_rows([found]) if (row["measure"], row["year"]) == ("total", "2025")]
    assert [row["item"] for row in rows] == ["raw", "feedstock", "non_fossil", "separate_listing", "assessed"]
    assert [row["value"] for row in rows] == ["29000", "-6000", "-4800", "-50", "18150"]
    assert rows[1]["evidence"] == "evidence of F5"
    assert rows[3]["approval"] == "list of 2021"
    assert [row["rule"] for row in rows[1:4]] == ["basis-803@2022", "basis-113@2024", "basis-1310@2021"]
    leaves = found.total.assessed.figure.trace.inputs()
    assert leaves[1].rows[0].key == ("F5", "coal_equivalent")
    assert any("evidence of F5" in note.en for note in leaves[1].notes)


@pytest.mark.parametrize(
    ("division", "parent", "borne"),
    [("150000", "nation", "50"), ("150100", "nation and region", "70")],
)
def test_a_division_takes_out_the_shares_of_the_levels_above_it(
    inquire: Callable[..., Any],
    region: list[Any],
    record: Callable[..., Any],
    division: str,
    parent: str,
    borne: str,
) -> None:
    rows = [{**row, "division_code": division} for row in region]
    shares = {"share_region": Decimal("0.2"), "share_prefecture": Decimal("0.3")}
    listed = record("L5", 2025, "separate_listing", "100", division_code=division, **shares)
    found = state(inquire(rows, [listed], division=division))
    assert found.total.taken == Decimal(borne), parent
    assert found.total_base.taken == 0


def test_new_renewable_power_leaves_the_total_alone(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    found = state(inquire(region, filed, rule=B1258))
    items = {each.measure: [line.item for line in each.lines] for each in found.bridges[1::2]}
    assert items == {"total": ["feedstock", "new_renewable_power"], "intensity": ["feedstock"]}
    assert amounts(found)["N5+N0"] == 2300


def test_increments_count_from_the_base_of_the_rule_and_never_below_zero(
    inquire: Callable[..., Any], series: Callable[..., Any], record: Callable[..., Any]
) -> None:
    years = range(2018, 2024)
    rows = series(dict.fromkeys(years, 1000), dict.fromkeys(years, 500))
    power = {2018: 10, 2020: 40, 2021: 70, 2022: 90, 2023: 85}
    filed = [record(f"N{year}", year, "renewable_power", str(value)) for year, value in power.items()]
    taken = {
        period: state(inquire(rows, filed, period=period, rule=("basis-1258@2022",))).total.taken
        for period in ("2021", "2022", "2023", "2021-2022", "2021-2023", "2019-2022", "2019-2020")
    }
    assert taken == {
        "2021": 30,
        "2022": 20,
        "2023": 0,
        "2021-2022": 50,
        "2021-2023": 45,
        "2019-2022": 50,
        "2019-2020": 0,
    }


def test_certificates_of_another_region_count_for_the_receiver_and_not_for_the_sender(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any], power: list[Any]
) -> None:
    sent = record("C5", 2025, "certificate", "30", division_code="110000", certificate_sender_code="150000")
    sender = state(inquire(region, [*power, sent]))
    assert amounts(sender) == {"N5": 200, "C5": -30}
    sent["claimed_source"] = "source of N5"
    assert state(inquire(region, [*power, sent])).total.taken == 170
    received = replace(inquire(region, [*power, record("C5", 2025, "certificate", "30")]), intensity_target=1)
    assert amounts(state(received)) == {"N5": 200, "C5": 30}


def test_certificates_inside_the_region_are_not_taken_out_again(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any], power: list[Any]
) -> None:
    inside = record("C5", 2025, "certificate", "30", certificate_sender_code="150100")
    found = state(inquire(region, [*power, inside]))
    assert amounts(found) == {"C5": 0, "N5": 200}
    seller = [{**row, "division_code": "150100"} for row in [*region, *power]]
    observations, filed = seller[: len(region)], seller[len(region) :]
    assert state(inquire(observations, [*filed, inside], division="150100")).total.taken == 200


def test_a_certificate_attached_to_a_power_trade_is_a_second_claim(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any], power: list[Any]
) -> None:
    from shuangkong.errors import ProblemsFound

    attached = record("C5", 2025, "certificate", "30", claimed_source="source of N5")
    with pytest.raises(ProblemsFound) as caught:
        state(replace(inquire(region, [*power, attached]), intensity_target=Decimal("0.15")))
    assert {problem.code for problem in caught.value.problems} == {"bases_claimed_twice"}


def test_certificates_are_capped_at_half_the_needed_saving(
    inquire: Callable[..., Any], series: Callable[..., Any], record: Callable[..., Any], power: list[Any]
) -> None:
    observations = series({2020: 1100, 2025: 1200}, {2020: 500, 2025: 600})
    inquiry = inquire(observations, [*power, record("C5", 2025, "certificate", "100")])
    # (1100 − 100)/500 = 2 in the base year; 600 × 2 × 0.1 = 120 are needed, half of it counts.
    found = state(replace(inquiry, intensity_target=Decimal("0.1")))
    assert amounts(found) == {"N5": 200, "C5": 100, "certificate_cap": -40}
    assert found.total.assessed.figure.value == 1200 - 200 - 60
    assert found.total.assessed.figure.status == "constructed"
    wide = state(replace(inquiry, intensity_target=Decimal("0.5")))
    assert amounts(wide) == {"N5": 200, "C5": 100}


def test_without_a_target_the_cap_and_what_hangs_on_it_are_absent(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any], power: list[Any]
) -> None:
    found = state(inquire(region, [*power, record("C5", 2025, "certificate", "30")]))
    assert found.total.assessed.figure.absence is not None
    assert found.total.assessed.figure.absence.code == "certificate_cap_undetermined"
    assert found.total_base.assessed.figure.value == 24900
    assert found.intensity_change.value is None


@pytest.mark.parametrize(("missing", "year"), [("F0", "2020"), ("F5", "2025")])
def test_one_year_alone_is_not_deducted(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any], missing: str, year: str
) -> None:
    found = state(inquire(region, [row for row in filed if row["deduction_id"] != missing]))
    absence = found.intensity_change.absence
    assert absence is not None
    assert absence.code == "deduction_year_silent"
    assert year in absence.reason.en


def test_a_zero_that_is_filed_is_a_zero(
    inquire: Callable[..., Any], region: list[Any], record: Callable[..., Any]
) -> None:
    rows = [record("F0", 2020, "feedstock", "0"), record("F5", 2025, "feedstock", "10")]
    found = state(inquire(region, rows))
    assert (found.total_base.taken, found.total.taken) == (0, 10)
    assert found.intensity_change.value is not None


def test_real_and_synthetic_records_never_meet(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    invented = [{**row, "is_synthetic": True} for row in filed]
    real = state(inquire(region, invented))
    assert real.total.lines == ()
    assert not real.intensity_change.is_synthetic
    everything = [{**row, "is_synthetic": True} for row in region]
    shown = state(inquire(everything, invented, synthetic=True))
    assert shown.intensity_change.is_synthetic
    assert shown.total.assessed.figure.is_synthetic
    assert all(row["is_synthetic"] == "true" for row in bridge_rows([shown]))


def test_the_worst_status_wins(inquire: Callable[..., Any], region: list[Any], filed: list[Any]) -> None:
    assert state(inquire(region, filed)).intensity_change.status == "secondary"
    filed = [{**row, "status": "unverified" if row["deduction_id"] == "F0" else "secondary"} for row in filed]
    found = state(inquire(region, filed))
    assert found.intensity_change.status == "unverified"
    assert found.total.assessed.figure.status == "secondary"
    assert found.total_base.assessed.figure.status == "unverified"


def test_calorific_records_serve_a_calorific_account(
    inquire: Callable[..., Any], region: list[Any], filed: list[Any]
) -> None:
    both = [*filed, *({**row, "energy_basis": "calorific", "deduction_tce": Decimal(10000)} for row in filed)]
    assert state(inquire(region, both)).total.taken == 10800
    calorific = [
        {**row, "energy_basis": "calorific"} if row["indicator_id"] == "energy_consumption" else row
        for row in region
    ]
    inquiry = inquire(calorific, both)
    asked = replace(inquiry.question, energy_basis="calorific")
    inquiry = replace(inquiry, asker=replace(inquiry.asker, question=asked))
    assert state(inquiry).total.taken == 2
