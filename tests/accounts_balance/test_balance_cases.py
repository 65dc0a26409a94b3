"""The cases of ``cases/balance.yaml``."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts.balance import (
    Balance,
    Factor,
    add_balances,
    balance_of,
    both_bases,
    check_balance,
    filed_factors,
    find_factors,
    net_transfers,
    read_structure,
    sample_balance,
    sample_factors,
    total_consumption,
)
from shuangkong.packs import load_packs
from shuangkong.quantity import Period

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "balance.yaml").read_text(encoding="utf-8")
)
PACKS = load_packs("cn")
STRUCTURE = read_structure(PACKS)
YEAR, END = Period.parse("2023"), date(2023, 12, 31)
Given = Mapping[str, Any]


def plain(value: Decimal | None) -> str:
    assert value is not None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def region(name: str, said: Given) -> Balance:
    burnt, made, sent = (Decimal(said[key]) for key in ("burnt", "made", "sent"))
    values = {
        "other_energy": {"supply": burnt, "production": burnt, "transformation": -burnt},
        "electricity": {"supply": -sent, "net_transfer": -sent, "transformation": made, "final": made - sent},
    }
    flows = ("supply", "production", "net_transfer", "transformation", "losses", "final", "difference")
    rows = [
        {
            "division_code": name,
            "period": "2023",
            "product_id": product,
            "flow_id": flow,
            "quantity": held.get(flow, Decimal(0)),
            "unit": STRUCTURE.products[product].unit,
            "energy_basis": None,
            "vintage": "case",
            "is_synthetic": True,
            "status": "constructed",
            "source": "case",
            "note": None,
        }
        for product, held in values.items()
        for flow in flows
    ]
    balance = balance_of(rows, STRUCTURE)
    assert check_balance(balance, tolerance=Decimal(0)).holds
    return balance


def run_regions(said: Given, frozen: Any) -> dict[str, Any]:
    rate = Factor("electricity", Decimal(said["rate"]), "gce/kWh", "coal_equivalent")
    factors = find_factors(STRUCTURE, on=END, filed=[rate])
    parts = {name: region(name, each) for name, each in said["regions"].items()}
    moved = {name: net_transfers(each, factors)[-1].loss_moved for name, each in parts.items()}
    found: dict[str, Any] = {"loss_moved": {name: plain(each) for name, each in moved.items()}}
    for basis in ("calorific", "coal_equivalent"):
        standard = {name: both_bases(each, factors)[basis] for name, each in parts.items()}
        standard["together"] = add_balances(standard, "together")
        totals = {name: total_consumption(each, basis) for name, each in standard.items()}
        assert {total.gap for total in totals.values()} == {0}
        found[basis] = {name: plain(total.by_use.value) for name, total in totals.items()}
    return found


def run_sample(said: Given, frozen: Any) -> dict[str, Any]:
    balance = balance_of(sample_balance(PACKS, "000000", YEAR).rows, STRUCTURE)
    if said:
        key = (said["product"], said["flow"], None)
        printed = replace(balance.cells[key], quantity=Decimal(said["printed"]))
        balance = replace(balance, cells={**balance.cells, key: printed})
    rows = frozen(balance_factor=sample_factors("000000", YEAR))
    factors = find_factors(STRUCTURE, on=END, filed=filed_factors(rows, "000000", YEAR, synthetic=True))
    bases = both_bases(balance, factors)
    electricity = net_transfers(balance, factors)[-1]
    sides = (electricity.physical, electricity.calorific, electricity.coal_equivalent)
    found: dict[str, Any] = {
        basis: plain(total_consumption(each, basis).by_supply.value) for basis, each in bases.items()
    }
    found["net_electricity"] = [plain(side.value) for side in sides]
    found["problems"] = [
        " ".join(
            part
            for part in (
                problem.code,
                str(problem.details.get("identity", "")),
                problem.where.removeprefix("000000 2023 "),
                str(problem.details.get("gap", "")),
            )
            if part
        )
        for problem in check_balance(balance, tolerance=Decimal("0.000001")).problems
    ]
    return found


RUNNERS = {"regions": run_regions, "sample": run_sample}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], frozen: Any) -> None:
    assert set(case) == {"name", "asks", "question", "input", "expected", "source"}
    found = RUNNERS[case["asks"]](case["input"], frozen)
    assert {name: found[name] for name in case["expected"]} == case["expected"]
