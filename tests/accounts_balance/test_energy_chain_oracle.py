"""An economy-wide energy conversion chain (42 flows) under a structure of its own, beside the clone."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from shuangkong.accounts.balance import Equation, Flow, Product, Structure, balance_of, check_balance
from shuangkong.trace import Label

UNIT = "千吨油当量"
SECTIONS = {
    "Total primary energy supply": "resources",
    "Transformation processes": "transformation",
    "Energy industry own use": "own_use",
    "Residential": "final",
    "Transport": "final",
}


def flow(name: str, parent: str | None = None, **more: Any) -> Flow:
    return Flow(name, Label(name, name), parent, **more)


def build(lines: list[dict[str, str]]) -> tuple[Structure, list[dict[str, Any]]]:
    products = dict.fromkeys(line["Product"] for line in lines)
    terms = (("resources", 1), ("transformation", 1), ("own_use", 1), ("final", -1))
    flows = {name: flow(name, kind="balance", identity=name) for name, _ in terms}
    flows["difference"] = flow(
        "difference", kind="balance", identity="d", equations=(Equation("any", terms),)
    )
    filed: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        section = SECTIONS[line["FlowAggregationPoint"]]
        name = f"{section}: {line['Flow']}"
        flows[name] = flow(name, section)
        for row in (name, section):
            key = (line["Product"], row)
            filed[key] = filed.get(key, Decimal(0)) + Decimal(line["Edot"])
    filed |= {(product, "difference"): Decimal(0) for product in products}
    whole = Product("all", Label("all", "all"), None, "group", UNIT)
    singles = {name: Product(name, Label(name, name), "all", "fuel", UNIT) for name in products}
    said = {"division_code": "000000", "period": "2000", "energy_basis": None, "vintage": "v1", "note": None}
    said |= {"unit": UNIT, "is_synthetic": False, "status": "secondary", "source": "chain"}
    rows = [
        {**said, "product_id": product, "flow_id": row, "quantity": quantity}
        for (product, row), quantity in filed.items()
    ]
    return Structure(flows, {"all": whole, **singles}), rows


def test_the_chain_balances_for_each_product_and_gives_the_known_aggregates(shared: Path) -> None:
    folder = shared / "data" / "validation"
    lines = list(csv.DictReader((folder / "17_energy_accounts_uk2000.csv").open(encoding="utf-8")))
    known = {
        row["quantity"]: Decimal(row["expected_ktoe"])
        for row in csv.DictReader((folder / "17_energy_accounts_expected.csv").open(encoding="utf-8"))
    }
    structure, rows = build(lines)
    balance = balance_of(rows, structure)
    check = check_balance(balance, tolerance=Decimal(0))
    assert check.holds and check.tested >= len(structure.products) - 1, "each product on its own"
    assert known == {
        "total primary energy": sum(
            value for product in structure.products if (value := balance.quantity(product, "resources"))
        ),
        "primary natural gas": balance.quantity("NG", "resources"),
        "final demand, electricity from grid, net": balance.quantity("Elect [from Grid]", "final"),
        "crude from fields used by Oil fields": -(
            balance.quantity("Crude [from Fields]", "own_use: Oil fields") or 0
        ),
    }


def test_a_link_that_does_not_balance_is_named(shared: Path) -> None:
    path = shared / "data" / "validation" / "17_energy_accounts_uk2000.csv"
    lines = list(csv.DictReader(path.open(encoding="utf-8")))
    for line in lines:
        if line["Flow"] == "Diesel dist." and line["Product"] == "Diesel":
            line["Edot"] = "-15400.0"
    structure, rows = build(lines)
    (problem,) = check_balance(balance_of(rows, structure), tolerance=Decimal(0)).problems
    assert problem.where.endswith("Diesel difference") and problem.details["gap"] == "-100"
