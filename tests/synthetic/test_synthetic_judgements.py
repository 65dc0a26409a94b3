"""Invented judgements and the progress of a plan's own items: of its targets, some silent, one wrong."""

from __future__ import annotations

from shuangkong.packs import load_packs
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.registers import register_types
from shuangkong.synthetic import dispatch, judgements
from shuangkong.synthetic.region import region_of
from shuangkong.synthetic.scoring import score

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)
REGION = region_of(PACKS, "150000", seed=7, years=range(2020, 2026))


def test_goals_without_a_number_are_judged_and_a_few_are_left_out() -> None:
    goals = {each.id for each in reviewed_targets(PACKS) if each.form == "qualitative"}
    assert goals < set(REGION.goals)
    judged = {str(row["judged_target"]) for row in judgements.fill(REGION).rows["judgement"]}
    assert judged < set(REGION.goals)
    assert len(judged) >= len(REGION.goals) // 2


def test_the_wrong_judgement_is_found_and_no_other() -> None:
    found = score(TYPES["judgement"], judgements.fill(REGION), None)
    assert (found.planted, found.by_rule, found.flagged) == (1, 1, 0)


def test_where_the_plan_has_items_they_are_the_ones_reported_on() -> None:
    items = {str(row["dispatch_item_id"]) for row in PACKS.table("dispatch_item")}
    filled = dispatch.fill(REGION)
    assert {row["dispatch_item_id"] for row in filled.rows["dispatch_item"]} == items
    progress = filled.rows["dispatch_progress"]
    assert {row["dispatch_item_id"] for row in progress if row["division_code"] == "150000"} == items
    assert {row["division_code"] for row in progress} >= {each.code for each in REGION.prefectures}
    assert len(progress) <= 2000


def test_a_region_without_a_plan_invents_its_items_and_judges_nothing() -> None:
    bare = region_of(load_packs("cn-15"), "150000", seed=7, years=range(2020, 2026))
    assert bare.goals == ()
    assert judgements.fill(bare).rows == {}
    items = dispatch.fill(bare).rows["dispatch_item"]
    assert items
    assert all(str(row["dispatch_item_id"]).startswith("SYN-") for row in items)
