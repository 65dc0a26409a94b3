"""Published contradictions: each has the test or case that asserts it, and false figures are told apart."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from shuangkong.accounts import Account, observe
from shuangkong.accounts.reconciliation import ReconciliationRules, check_sources
from shuangkong.packs import load_packs
from shuangkong.schema import Row

ROOT = Path(__file__).resolve().parents[2]
PACKS = load_packs("cn-15-14fyp")
RULES = ReconciliationRules.of(PACKS, date(2026, 1, 1))

# Case of the table → where it is asserted, and words that stand there.
ASSERTED = {
    "绵阳 2016 energy change": ("cases/reconciliation.yaml", "绵阳 2016 增量印成百分数"),
    "内蒙古 GDP 2016 -> 2017": ("cases/reconciliation.yaml", "现价GDP跨版本相减"),
    "内蒙古 intensity 2016-2019": ("cases/reconciliation.yaml", "内蒙古 2016—2019 累计在容差内"),
    "2011H1 warning list": ("cases/reconciliation.yaml", "2011年上半年晴雨表陕西两见"),
    '"2016-2023" intensity table': (
        "tests/accounts_reconciliation/test_reconciling_a_division.py",
        "test_the_mislabelled_table_of_the_provinces",
    ),
    "14th-plan intensity target of 内蒙古": ("tests/cli/test_plan_commands.py", '"↓15 %", "↓15.5 %"'),
    "coal-unit energy-saving retrofit by 2025": (
        "tests/cli/test_plan_commands.py",
        '"IND-3.8-03", "CONSERVATION-COAL-UNIT-RETROFIT"',
    ),
}
# A positive control of metering, no contradiction of accounts.
OF_OTHER_ROOMS = {"UCI 851 power factor"}


def lines(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "data" / "public" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_known_inconsistency_is_asserted_somewhere(shared: Path) -> None:
    cases = {row["case"] for row in lines(shared, "known_inconsistencies.csv")}
    assert cases == ASSERTED.keys() | OF_OTHER_ROOMS
    for case, (file, words) in ASSERTED.items():
        assert words in (ROOT / file).read_text(encoding="utf-8"), case


@pytest.fixture
def shipped(frozen: Callable[..., object]) -> object:
    return frozen(observation=PACKS.table("observation"), division=PACKS.table("division"))


def claims(shared: Path, observed: Callable[..., Row], frozen: Callable[..., object]) -> Iterator[Account]:
    for row in lines(shared, "rejected_claims.csv"):
        price = {"unit": row["unit"], "vintage": "machine-written page", "status": "unverified"}
        claim = observed(row["adcode"], row["indicator"], row["year"], row["claimed_value"], **price)
        (account,) = observe(frozen(observation=[claim]), row["indicator"], row["adcode"])  # type: ignore[arg-type]
        yield account


def test_false_figures_of_a_complete_table_contradict_the_official_ones(
    shared: Path, observed: Callable[..., Row], frozen: Callable[..., object], shipped: object
) -> None:
    """A page that gives every figure is no evidence: its provenance decides, and its figures differ."""
    official = {
        (row["adcode"], row["indicator"], row["year"]): Decimal(row["official_value"])
        for row in lines(shared, "rejected_claims.csv")
    }
    found = []
    for claim in claims(shared, observed, frozen):
        key = (claim.division, claim.indicator_id, claim.period.text)
        (held,) = (
            each
            for each in observe(shipped, claim.indicator_id, claim.division)  # type: ignore[arg-type]
            if each.period == claim.period and each.figure.value == official[key]
        )
        finding = check_sources(held, claim, RULES.tolerances)
        assert finding is not None, key
        found.append((finding.cause, finding.status))
    assert found == [("duplicate_source", "unverified")] * len(official)
    assert check_sources(held, held, RULES.tolerances) is None
