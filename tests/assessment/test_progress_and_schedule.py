"""Progress, pace and schedules: identities that hold for every target, and tables that are refused."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts import cumulative
from shuangkong.assessment import line, log_progress, over_fulfilment, required_pace, schedule
from shuangkong.errors import ProblemsFound

targets = st.decimals("-0.5", "0.9", places=4).filter(lambda target: target != 0)
TINY = Decimal("1e-30")


@given(targets, st.integers(1, 10), st.sampled_from(["geometric", "linear"]))
def test_the_last_year_asks_exactly_the_target(target, years, shape):
    dues = schedule(target, years, shape)
    assert len(dues) == years
    assert dues[-1] == target


@given(targets, st.integers(1, 10))
def test_progress_of_the_path_is_the_share_of_the_years(target, years):
    for year, due in enumerate(schedule(target, years, "geometric"), start=1):
        progress = log_progress(due, target)
        assert abs(Fraction(progress) - Fraction(year, years)) < Fraction(1, 10**25)


@given(targets)
def test_the_table_of_the_12th_plan_is_the_geometric_path(target):
    shares = [Decimal(share) for share in ("0.2", "0.4", "0.6", "0.8", "1")]
    pairs = zip(schedule(target, 5, "table", shares=shares), schedule(target, 5, "geometric"), strict=True)
    assert all(abs(left - right) < TINY for left, right in pairs)


@given(targets, st.decimals("-0.3", "0.5", places=4), st.integers(1, 5))
def test_the_required_pace_makes_the_target(target, reached, years):
    pace = required_pace(target, reached, years)
    assert abs(cumulative([reached, *[pace] * years]) - target) < TINY


@given(st.decimals("0.01", "0.9", places=4), st.decimals("-0.3", "0.9", places=4))
def test_progress_and_over_fulfilment_agree_on_who_met_the_target(target, reached):
    assert (log_progress(reached, target) >= 1) == (over_fulfilment(reached, target) >= 0)


def test_over_fulfilment_of_nothing_is_undefined():
    assert over_fulfilment(Decimal("0.1"), Decimal(0)).code == "undefined_ratio"


def test_no_pace_where_nothing_is_left_to_reduce():
    assert required_pace(Decimal(1), Decimal("0.5"), 2).code == "undefined_ratio"
    assert required_pace(Decimal("0.5"), Decimal(1), 2).code == "undefined_ratio"


@pytest.mark.parametrize(
    ("shares", "codes"),
    [
        (["0.5", "1"], ["schedule_length"]),
        (["0.5", "0.4", "1"], ["schedule_falls"]),
        (["0.2", "0.4", "0.9"], ["schedule_end"]),
        (["0.5", "0.4"], ["schedule_length", "schedule_falls", "schedule_end"]),
    ],
)
def test_a_table_that_is_no_schedule_is_refused_with_every_reason(shares, codes):
    with pytest.raises(ProblemsFound) as found:
        schedule(Decimal("0.15"), 3, "table", shares=[Decimal(share) for share in shares])
    assert [problem.code for problem in found.value.problems] == codes
    assert all(problem.text("zh") and problem.text("en") for problem in found.value.problems)


@given(st.integers(1, 10))
def test_a_line_ends_at_its_end(steps):
    assert line(Decimal(80), Decimal(75), steps, steps) == 75
