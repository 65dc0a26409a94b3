"""Targets of industry, parks, coal and the power market: each is answered from the invented registers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from shuangkong.accounts import Question
from shuangkong.assessment import assess
from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.quantity import Period
from shuangkong.synthetic import data_centres, industry, parks, power, shares, supply
from shuangkong.synthetic.region import region_of

PACKS = load_packs("cn-15-14fyp")
SECTIONS = ("IND-3.1-", "IND-3.2-", "IND-3.8-", "IND-4.5-")
TARGETS = {target.id: target for target in reviewed_targets(PACKS) if target.id.startswith(SECTIONS)}
JUDGED = {"IND-3.2-01", "IND-3.2-02", "IND-3.8-05"}
THRESHOLDS = {"IND-3.8-01", "IND-3.8-02"}


@cache
def tables() -> dict[str, Any]:
    region = region_of(PACKS, "150000", seed=42, years=range(2020, 2026))
    made: dict[str, Any] = {"division": PACKS.table("division")}
    for module in (data_centres, industry, parks, power, shares, supply):
        made |= module.fill(region).rows
    return made


def verdict(target_id: str, rows: Any) -> Any:
    question = Question("150000", Period.parse("2025"), date(2026, 6, 1), (), "coal_equivalent", target_id)
    return assess(question, TARGETS[target_id], rows, PACKS, synthetic=True)


@pytest.mark.parametrize("target_id", sorted(set(TARGETS) - JUDGED))
def test_a_target_has_a_figure_from_its_register_and_none_without(target_id: str, frozen: Any) -> None:
    found = verdict(target_id, frozen(**tables()))
    assert isinstance(found.actual.value, Decimal), found.reason
    empty = verdict(target_id, frozen(division=tables()["division"]))
    assert empty.stance == "not_rated" or empty.actual.absence is not None


@pytest.mark.parametrize("target_id", sorted(JUDGED))
def test_what_the_plan_does_not_measure_stands_beside_what_is_counted(target_id: str, frozen: Any) -> None:
    found = verdict(target_id, frozen(**tables()))
    assert found.actual.absence is not None
    assert all(isinstance(reading.actual.value, Decimal) for reading in found.readings)
    assert found.readings


@pytest.mark.parametrize("target_id", sorted(THRESHOLDS))
def test_a_threshold_selects_boilers_and_is_never_rated(target_id: str, frozen: Any) -> None:
    found = verdict(target_id, frozen(**tables()))
    assert found.stance == "not_rated"
    near = [row for row in tables()["coal_fired_boiler"] if row["closed_on"] is None]
    assert 0 < found.actual.value < len(near)


def test_both_readings_of_the_ambiguous_clauses_stand_side_by_side(frozen: Any) -> None:
    several = {"IND-3.1-01": 1, "IND-3.1-02": 1, "IND-3.1-07": 2, "IND-3.8-07": 1, "IND-4.5-01": 1}
    rows = frozen(**tables())
    assert {name: len(verdict(name, rows).readings) for name in several} == several
