"""Identities of every bridge, whatever was filed."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts.bases import side_by_side, state
from shuangkong.errors import ProblemsFound

AMOUNTS = st.decimals(0, 400, places=4)
PHYSICAL = ("feedstock", "renewable_power", "nuclear_power", "other_non_fossil", "separate_listing")
FILED = st.lists(
    st.tuples(st.sampled_from(PHYSICAL), st.sampled_from([2020, 2021, 2022, 2023]), AMOUNTS), max_size=10
)
DAYS = st.integers(0, 1200).map(lambda days: date(2021, 9, 1) + timedelta(days=days))
PERIODS = st.sampled_from(["2021", "2022", "2023", "2021-2023"])
RATES = st.decimals("0.5", "1.5", places=6)


def made(record: Callable[..., Any], filed: list[tuple[str, int, Decimal]]) -> list[Any]:
    return [
        record(f"R{n}", year, kind, amount, effective_from_year=2019 if kind == "separate_listing" else None)
        for n, (kind, year, amount) in enumerate(filed)
    ]


def observations(series: Callable[..., Any], energy: Decimal, moves: list[Decimal]) -> list[Any]:
    levels = [energy]
    for move in moves:
        levels.append((levels[-1] * move).quantize(Decimal("0.000001")))
    years = range(2020, 2024)
    return series(
        dict(zip(years, map(str, levels), strict=True)), {year: 100 + year - 2020 for year in years}
    )


@settings(deadline=None, max_examples=60)
@given(filed=FILED, energy=AMOUNTS, moves=st.lists(RATES, min_size=3, max_size=3), period=PERIODS)
def test_every_bridge_closes_exactly_and_none_goes_below_zero_silently(
    inquire: Any, series: Any, record: Any, filed: Any, energy: Decimal, moves: Any, period: str
) -> None:
    inquiry = inquire(observations(series, energy, moves), made(record, filed), period=period)
    try:
        statements = side_by_side(inquiry)
    except ProblemsFound as found:
        assert {problem.code for problem in found.problems} == {"bases_negative_figure"}
        return
    for each in (bridge for statement in statements for bridge in statement.bridges):
        raw, assessed = each.raw.figure.value, each.assessed.figure.value
        if assessed is None:
            assert each.assessed.figure.absence is not None
            continue
        assert raw is not None
        assert assessed >= 0
        assert assessed + sum((line.taken.value or Decimal(0) for line in each.lines), Decimal(0)) == raw


@settings(deadline=None, max_examples=40)
@given(data=st.data(), filed=FILED, period=PERIODS)
def test_the_order_records_were_filed_in_does_not_matter(
    inquire: Any, series: Any, record: Any, data: st.DataObject, filed: Any, period: str
) -> None:
    rows = made(record, filed)
    shuffled = data.draw(st.permutations(rows))
    seen = observations(series, Decimal(5000), [Decimal(1)] * 3)
    one, other = (inquire(seen, each, period=period) for each in (rows, shuffled))
    for first, second in zip(side_by_side(one), side_by_side(other), strict=True):
        assert first.bridges == second.bridges
        assert first.intensity_change == second.intensity_change
        assert first.total_change == second.total_change


@settings(deadline=None, max_examples=40)
@given(day=DAYS, later=DAYS, filed=FILED, period=PERIODS)
def test_restating_under_the_editions_of_a_day_gives_the_figure_of_that_day(
    inquire: Any, series: Any, record: Any, day: date, later: date, filed: Any, period: str
) -> None:
    seen = observations(series, Decimal(5000), [Decimal("1.1")] * 3)
    then = state(inquire(seen, made(record, filed), period=period, known_on=day))
    if not then.basis.names:
        return  # before the first edition there is no name to ask by
    again = state(then.inquiry.asked(known_on=later, rule=then.basis.names))
    assert again.basis == then.basis
    assert again.bridges == then.bridges
    assert (again.intensity_change, again.total_change) == (then.intensity_change, then.total_change)


@settings(deadline=None, max_examples=40)
@given(filed=FILED, period=PERIODS)
def test_the_editions_of_the_day_are_found_without_naming_them(
    inquire: Any, series: Any, record: Any, filed: Any, period: str
) -> None:
    """What a day knew is one of the bases in turn, or the base rule: nothing in between."""
    seen = observations(series, Decimal(5000), [Decimal("1.1")] * 3)
    inquiry = inquire(seen, made(record, filed), period=period, known_on=date(2022, 11, 16))
    found = state(inquiry)
    assert "basis-803@2022" in found.basis.names
    turns = {each.basis.names: each for each in side_by_side(inquiry)}
    assert found.bridges == turns[found.basis.names].bridges
