"""Levels never improve as figures get worse; announced lists and grades that contradict themselves."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.assessment import barometer, contradiction, tally_levels
from shuangkong.errors import ProblemsFound
from shuangkong.packs import load_packs

PACKS = load_packs("cn")
BAROMETERS = {rule.key: rule for rule in PACKS.rules("barometer")}
rates = st.decimals("-20", "20", places=3)


@given(st.decimals("0", "20", places=3), rates, rates, st.sampled_from(sorted(BAROMETERS)))
def test_a_smaller_reduction_never_has_a_better_level(target, one, other, key):
    worse, better = sorted((one, other))
    levels = [barometer(BAROMETERS[key], target, actual, "intensity").level for actual in (worse, better)]
    assert levels[0] <= levels[1]


@given(rates, rates, rates)
def test_more_growth_of_the_total_never_has_a_better_level(target, one, other):
    better, worse = sorted((one, other))
    rule = BAROMETERS["barometer-901"]
    assert barometer(rule, target, worse, "total").level <= barometer(rule, target, better, "total").level


@given(st.decimals("0.001", "50", places=3))
def test_the_exact_tie_is_yellow_for_every_target(target):
    found = barometer(BAROMETERS["barometer-901"], target, target * Decimal("0.9"), "intensity")
    assert found.colour == "yellow"


def test_a_division_in_two_levels_of_one_list_is_refused():
    rows = [
        {"division_code": code, "period": "2011H1", "dimension": "intensity", "warning_level": level}
        for code, level in (("610000", 2), ("610000", 3), ("150000", 1))
    ]
    with pytest.raises(ProblemsFound) as found:
        tally_levels(rows, "2011H1", "intensity")
    (problem,) = found.value.problems
    assert problem.code == "warning_in_two_levels"
    assert "2 / 3" in problem.text("en")


def test_a_division_without_level_stands_in_none():
    row = {"division_code": "540000", "period": "2021H1", "dimension": "intensity", "warning_level": None}
    assert tally_levels([row], "2021H1", "intensity") == {}


def test_a_grade_that_contradicts_its_target_is_told():
    (rule,) = PACKS.rules("grades")
    problem = contradiction("完成", is_met=False, rule=rule, where="x")
    assert problem.code == "grade_contradicts_target"
    assert "未完成" in problem.text("zh")
    assert contradiction("基本完成", is_met=True, rule=rule, where="x") is None


def test_published_levels_agree_with_the_check_only_copy(shared):
    lines = (shared / "data/public/ndrc_warning_levels.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) - 1 == len(PACKS.table("warning_level")) == 180
