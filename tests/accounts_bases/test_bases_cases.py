"""The cases of accounting bases an official can read."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import Account, Series, printed
from shuangkong.accounts.bases import (
    Basis,
    certificate_cap,
    certificate_energy,
    elastic_total,
    in_both_bases,
    needed_saving,
    state,
)
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.trace import Figure, Label, Trace

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "bases.yaml").read_text(encoding="utf-8")
)
KEYS = {"name", "figure", "question", "input", "expected", "status", "source"}
Case = Mapping[str, Any]


class Tools:
    """What the calculations are made with."""

    def __init__(self, packs: Packs, inquire: Any, series: Any, record: Any) -> None:
        self.packs, self.inquire, self.series, self.record = packs, inquire, series, record


@pytest.fixture(scope="module")
def tools(packs: Packs, inquire: Any, series: Any, record: Any) -> Tools:
    return Tools(packs, inquire, series, record)


def figure(value: str, unit: str) -> Figure:
    return Figure(Decimal(value), unit, Trace(Label("案例", "case"), value))


def account(value: str, unit: str) -> Account:
    return Account("150000", "case", Period.parse("2025"), figure(value, unit), Series())


def change_under_basis(given: Case, tools: Tools) -> dict[str, object]:
    filed = [
        tools.record(f"{kind} {year}", year, kind, value)
        for kind in ("feedstock", "renewable_power")
        for year, value in given[kind].items()
    ]
    inquiry = tools.inquire(tools.series(given["energy"], given["gdp"]), filed, rule=tuple(given["basis"]))
    found = state(inquiry, None if given["basis"] else Basis(()))
    assert found.intensity_change.value is not None
    return {
        "reduction_pct": found.intensity_change.value.copy_negate(),
        "total": found.total.assessed.figure.value,
        "total_base": found.total_base.assessed.figure.value,
    }


def run_certificate_cap(given: Case, tools: Tools) -> dict[str, object]:
    (rule,) = (each for each in tools.packs.rules("accounting_basis") if each.key == given["rule"])
    target = Decimal(given["target_pct"]) / 100
    gdp, level = account(given["gdp"], "亿元"), account(given["base_intensity"], "吨标准煤/万元")
    return {
        "needed_saving": needed_saving(Decimal(given["gdp"]), Decimal(given["base_intensity"]), target),
        "cap": certificate_cap(rule, gdp, level, target, unit="万吨标准煤").value,
    }


def both_bases(given: Case, tools: Tools) -> dict[str, object]:
    factors = {name: Decimal(given[name]) for name in ("calorific", "coal_equivalent")}
    found = in_both_bases(Decimal(given["fuels_tce"]), Decimal(given["electricity_kwh"]), factors)  # type: ignore[arg-type]
    threshold = Decimal(given["threshold"])
    return {**found, **{f"{basis}_reaches": value >= threshold for basis, value in found.items()}}


def certificate(given: Case, tools: Tools) -> dict[str, object]:
    return {"tce": certificate_energy(given["certificates"], Decimal(given["factor"]))}


def run_elastic_total(given: Case, tools: Tools) -> dict[str, object]:
    (rule,) = (each for each in tools.packs.rules("accounting_basis") if each.key == "basis-1310")
    planned, actual = (figure(given[name], "%") for name in ("planned_pct", "actual_pct"))
    previous, reduction = account(given["previous"], "万吨标准煤"), Decimal(given["reduction_pct"]) / 100
    return {"total": elastic_total(rule, previous, planned, actual, reduction=reduction).value}


def listed_project(given: Case, tools: Tools) -> dict[str, object]:
    shares = {name: Decimal(given[name]) for name in ("share_nation", "share_region")}
    found: dict[str, object] = {}
    for division in ("150000", "150100"):
        rows = tools.series({2020: 1000, 2025: 1000}, {2020: 10, 2025: 10}, division)
        listed = tools.record(
            "L", 2025, "separate_listing", given["energy"], division_code=division, **shares
        )
        found[division] = state(tools.inquire(rows, [listed], division=division)).total.taken
    return found


FIGURES: Mapping[str, Callable[[Case, Tools], dict[str, object]]] = {
    "change_under_basis": change_under_basis,
    "certificate_cap": run_certificate_cap,
    "both_bases": both_bases,
    "certificate": certificate,
    "elastic_total": run_elastic_total,
    "listed_project": listed_project,
}


def as_printed(value: object, expected: object) -> object:
    if isinstance(value, Decimal) and isinstance(expected, str):
        return printed(value, max(0, -int(Decimal(expected).as_tuple().exponent)))
    return value


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case_of_a_basis(case: Case, tools: Tools) -> None:
    assert set(case) - {"note"} == KEYS
    found = FIGURES[case["figure"]](case["input"], tools)
    assert {name: as_printed(found[name], value) for name, value in case["expected"].items()} == case[
        "expected"
    ]


def test_every_figure_of_the_cases_is_computed_and_every_name_stands_once() -> None:
    assert {case["figure"] for case in CASES} == set(FIGURES)
    assert len({case["name"] for case in CASES}) == len(CASES)
