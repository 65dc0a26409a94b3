"""The cases of ``cases/energy_report.yaml``: cells of a sound report changed, and the doubts that follow."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.accounts import printed
from shuangkong.assessment.energy_report import RULES
from shuangkong.errors import catalogue

FILE = Path(__file__).resolve().parents[2] / "cases" / "energy_report.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["cases"]
# Doubts that need more than one report of one user have tests of their own.
ELSEWHERE = {"peers", "months", "monthly"}
CODES = {
    "balance": "energy_report_balance",
    "blank": "energy_report_blank",
    "carry": "energy_report_carry",
    "factor": "energy_report_factor",
    "factor_unit": "energy_report_factor_unit",
    "jump_product": "energy_report_jump_product",
    "jump_total": "energy_report_jump_total",
    "last_year": "energy_report_last_year",
    "late": "energy_report_late",
    "limit": "energy_report_limit",
    "limit_stated": "energy_report_limit_stated",
    "limit_unknown": "energy_report_limit_unknown",
    "line_tce": "energy_report_line_tce",
    "missing": "energy_report_missing",
    "monthly": "energy_report_monthly",
    "months": "energy_report_months",
    "no_lines": "energy_report_no_lines",
    "online": "energy_report_online",
    "peers": "energy_report_peers",
    "product_energy": "energy_report_product_energy",
    "total": "energy_report_total",
    "unit_energy": "energy_report_unit_energy",
    "unlisted": "energy_report_unlisted",
    "uses": "energy_report_uses",
}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_energy_report_case(case: dict[str, Any], desk: Any) -> None:
    known_on = date.fromisoformat(case.get("known_on", "2026-11-01"))
    found = desk.review(case["changes"], year=case.get("year", 2025), known_on=known_on)
    said = [
        f"{each.rule} {'—' if each.size is None else printed(each.size)}"
        for each in sorted(found.doubts, key=lambda each: each.rule)
        if each.rule in case.get("keep", RULES)
    ]
    assert all(each.problem.code == CODES[each.rule] for each in found.doubts)
    assert all(each.problem.text("zh") and each.problem.text("en") for each in found.doubts)
    assert said == [each for each in case["expected"] if each.split()[0] in case.get("keep", RULES)]


def test_every_rule_is_broken_by_a_case_and_has_a_message() -> None:
    broken = {each.split()[0] for case in CASES for each in case["expected"]}
    assert broken | ELSEWHERE == set(RULES)
    codes = {code for code in catalogue() if code.startswith("energy_report_")}
    assert codes == {*CODES.values(), "energy_report_none"}
    assert set(CODES) == set(RULES)
