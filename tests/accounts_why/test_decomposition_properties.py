"""What holds of every decomposition: effects sum, time turns the sign, parts make wholes, indices close."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.accounts import Account, Series
from shuangkong.accounts.arithmetic import exact_sum
from shuangkong.accounts.decomposition import (
    POPULATION,
    additive,
    indices,
    joined,
    kaya,
    logarithmic_mean,
    nested,
)
from shuangkong.accounts.decomposition.mean import split
from shuangkong.quantity import Period
from shuangkong.trace import Figure, Label, RowReference, Trace

CLOSE = Decimal("1e-15")
PREFECTURES = ("150100", "150200", "150300")
SECTORS = ("industry", "services")
PRODUCTS = ("coal", "electricity")
LEAVES = [(r, s, p) for r in PREFECTURES for s in SECTORS for p in PRODUCTS]
GROUPS = [(r, s) for r in PREFECTURES for s in SECTORS]
LEVELS = ("prefecture", "sector", "product")

positive = st.decimals("0.001", "100000", places=3)
amounts = st.one_of(st.just(Decimal(0)), positive)


def account(
    value, indicator="energy_consumption", *, unit="吨标准煤", year="2020", division="150000", **series
):
    key = (division, indicator, year, str(value))
    trace = Trace(
        Label("", ""), str(value), rows=(RowReference("observation", key, "h"),), status="secondary"
    )
    return Account(division, indicator, Period.parse(year), Figure(value, unit, trace), Series(**series))


def state(energy, gdp, year="2020"):
    """A region of three prefectures, two sectors and two products."""
    quantity = {
        path: account(value, year=year, energy_basis="calorific")
        for path, value in zip(LEAVES, energy, strict=True)
    }
    activity = {
        path: account(value, "gdp_constant", unit="万元", year=year, price_base_year=2020)
        for path, value in zip(GROUPS, gdp, strict=True)
    }
    return nested(quantity, activity, levels=LEVELS)


@st.composite
def states(draw, *, energies=positive, count=2):
    return [
        state(
            draw(st.lists(energies, min_size=12, max_size=12)),
            draw(st.lists(positive, min_size=6, max_size=6)),
            str(2020 + place),
        )
        for place in range(count)
    ]


@given(positive, positive)
def test_the_mean_lies_between_its_two_values_and_is_symmetric(left, right):
    mean = logarithmic_mean(left, right)
    assert min(left, right) <= mean <= max(left, right)
    assert mean == logarithmic_mean(right, left)


@given(positive, st.integers(15, 55))
def test_the_mean_of_two_values_that_almost_agree_is_still_their_middle(value, digits):
    other = value + Decimal(1).scaleb(-digits)
    assert abs(logarithmic_mean(value, other) / value - 1) < Decimal(10) ** (4 - digits) + Decimal("1e-27")


def test_the_mean_of_equal_values_is_the_value_and_of_zero_is_zero():
    assert logarithmic_mean(Decimal(100), Decimal(100)) == 100
    assert logarithmic_mean(Decimal(0), Decimal(0)) == logarithmic_mean(Decimal(0), Decimal(5)) == 0
    with pytest.raises(ValueError, match="not negative"):
        logarithmic_mean(Decimal(-1), Decimal(5))


@given(states(energies=amounts))
@settings(max_examples=60, deadline=None)
def test_effects_sum_to_the_change_for_the_whole_and_for_every_part(pair):
    found = additive(pair)
    paths = [(), *((r,) for r in PREFECTURES), *GROUPS, *LEAVES]
    for path in paths:
        effects = exact_sum(effect.value for effect in found.effects(path).values())
        assert abs(effects - found.change(path).value) < CLOSE


@given(states(energies=amounts))
@settings(max_examples=40, deadline=None)
def test_turning_time_round_turns_the_sign_of_every_effect(pair):
    there, back = additive(pair), additive(pair[::-1])
    for path in [(), *LEAVES]:
        for driver, effect in there.effects(path).items():
            assert effect.value == back.effect(driver, path).value.copy_negate()


@given(states(energies=amounts))
@settings(max_examples=40, deadline=None)
def test_effects_of_prefectures_sum_exactly_to_the_region_at_every_level(pair):
    found = additive(pair)
    for driver, effect in found.effects().items():
        assert exact_sum(found.effect(driver, path).value for path in found.below()) == effect.value
        for path in found.below():
            below = exact_sum(found.effect(driver, each).value for each in found.below(path))
            assert below == found.effect(driver, path).value


@given(states(energies=amounts))
@settings(max_examples=30, deadline=None)
def test_a_prefecture_alone_tells_the_same_story_as_inside_its_region(pair):
    """Activity and prefecture structure of the region are, for a prefecture, its own activity."""
    region = additive(pair)
    for prefecture in PREFECTURES:
        alone = additive([_alone(each, prefecture) for each in pair])
        inside = region.effects((prefecture,))
        own_activity = inside["activity"].value + inside["structure_prefecture"].value
        assert abs(alone.effect("activity").value - own_activity) < CLOSE
        for driver in ("structure_sector", "intensity", "mix_product"):
            assert abs(alone.effect(driver).value - inside[driver].value) < CLOSE


def _alone(whole, prefecture):
    quantity, activity = {}, {}
    for part in whole.under((prefecture,)):
        quantity[part.path[1:]] = account(part.value, year=str(whole.period))
        gdp = part.inputs[1].value
        activity[part.path[1:2]] = account(gdp, "gdp_constant", unit="万元", year=str(whole.period))
    return nested(quantity, activity, levels=LEVELS[1:])


@given(states(count=4))
@settings(max_examples=20, deadline=None)
def test_chained_effects_are_the_sum_of_the_years_and_close_too(series):
    chained = additive(series, manner="chained")
    yearly = [additive(series[place : place + 2]) for place in range(3)]
    for driver, effect in chained.effects().items():
        assert effect.value == exact_sum(each.effect(driver).value for each in yearly)
    closed = exact_sum(effect.value for effect in chained.effects().values())
    assert abs(closed - chained.change().value) < CLOSE
    ends = additive(series)
    assert ends.change().value == chained.change().value
    assert {note.en for note in ends.effect("activity").trace.notes} == {"first and last period only"}
    assert {note.en for note in chained.effect("activity").trace.notes} == {"chained from period to period"}


@given(states(energies=amounts, count=3), st.sampled_from(["lmdi_1", "lmdi_2"]))
@settings(max_examples=40, deadline=None)
def test_the_product_of_the_indices_is_the_index_of_the_whole(series, method):
    base = series[0].period
    for manner in ("chained", "end_point"):
        found = indices(series, base=base, method=method, manner=manner)
        for period in found.periods:
            total = found.total(period).value
            if total is None:
                assert found.index("activity", period).absence.code == "undefined_ratio"
                continue
            product = Decimal(1)
            for driver in found.drivers:
                product *= found.index(driver.id, period).value
            assert abs(product / total - 1) < Decimal("1e-20")


@given(states(count=3))
@settings(max_examples=20, deadline=None)
def test_a_chained_index_can_be_rebased(series):
    first, last = (indices(series, base=series[place].period, manner="chained") for place in (0, -1))
    for driver in first.drivers:
        turned = (
            first.index(driver.id, series[-1].period).value * last.index(driver.id, series[0].period).value
        )
        assert abs(turned - 1) < Decimal("1e-20")


positives = st.lists(positive, min_size=3, max_size=3)


@given(positives, positives)
def test_the_limit_is_what_a_part_that_almost_vanishes_tends_to(before, after):
    """The effect of a share that falls to a tiny number approaches the limit taken for zero."""
    start = before[0] * before[1] * before[2]
    limit = split(start, Decimal(0), before, [after[0], Decimal(0), None])
    assert limit == (0, -start, 0)
    distances = []
    for digits in (50, 500):
        tiny = Decimal(1).scaleb(-digits)
        near = split(start, tiny * after[0] * after[2], before, [after[0], tiny, after[2]])
        distances.append(abs(near[1] - limit[1]))
    assert distances[1] <= distances[0]


@given(positives, positives)
def test_two_factors_that_vanish_together_share_the_change(before, after):
    start = before[0] * before[1] * before[2]
    found = split(start, Decimal(0), before, [Decimal(0), Decimal(0), after[2]])
    assert found[0] == found[1] and found[2] == 0
    assert abs(found[0] + found[1] + start) < CLOSE


def test_a_part_that_is_zero_at_both_ends_has_no_effects():
    zero = Decimal(0)
    assert split(zero, zero, [zero, Decimal(3)], [Decimal(2), zero]) == (0, 0)
    assert split(zero, zero, [zero, None], [zero, None]) == (0, 0)


def test_a_sector_that_begins_is_structure_and_nothing_else():
    gdp = [Decimal(100)] * 6
    energy = [Decimal(10)] * 12
    before = state([Decimal(0), Decimal(0), *energy[2:]], [Decimal(0), *gdp[1:]], "2020")
    found = additive([before, state(energy, gdp, "2021")])
    inside = found.effects(("150100", "industry"))
    assert inside["structure_sector"].value == 20
    assert {name: each.value for name, each in inside.items() if name != "structure_sector"} == {
        "activity": 0,
        "structure_prefecture": 0,
        "intensity": 0,
        "mix_product": 0,
    }
    assert "analytical limits" in found.effect("activity").trace.notes[1].en


def test_a_product_given_up_is_mix_and_nothing_else():
    energy = [Decimal(10)] * 12
    gdp = [Decimal(100)] * 6
    found = additive([state(energy, gdp, "2020"), state([Decimal(0), *energy[1:]], gdp, "2021")])
    assert found.effect("mix_product", LEAVES[0]).value == -10
    assert found.effect("intensity", LEAVES[0]).value == 0


def test_households_are_joined_with_drivers_of_their_own():
    def whole(year, energy, people):
        production = state([Decimal(10)] * 12, [Decimal(100)] * 6, year)
        homes = {("150100", "residential", "coal"): account(energy, year=year, energy_basis="calorific")}
        heads = {("150100", "residential"): account(people, "population_year_end", unit="人", year=year)}
        return joined(production, nested(homes, heads, levels=LEVELS, by=POPULATION))

    found = additive([whole("2020", Decimal(50), Decimal(5)), whole("2021", Decimal(100), Decimal(10))])
    assert abs(found.effect("population").value - 50) < CLOSE
    assert found.effect("per_head").value == 0
    assert found.effect("activity").value == 0
    assert found.change().value == 50
    assert found.effect("activity", ("150100", "residential")).value == 0


def test_kaya_states_both_manners_and_they_differ():
    def at(year, *values):
        units = ("人", "万元", "吨标准煤", "吨")
        names = ("population_year_end", "gdp_constant", "energy_consumption", "co2")
        bases = ({}, {"price_base_year": 2020}, {"energy_basis": "calorific"}, {})
        return kaya(
            *(
                account(Decimal(value), name, unit=unit, year=year, **series)
                for value, name, unit, series in zip(values, names, units, bases, strict=True)
            )
        )

    series = [at("2020", 10, 100, 200, 400), at("2021", 12, 150, 210, 400), at("2022", 11, 200, 260, 500)]
    chained, ends = additive(series, manner="chained"), additive(series)
    assert list(chained.effects()) == ["population", "gdp_per_head", "energy_intensity", "carbon_per_energy"]
    assert chained.effect("population").value != ends.effect("population").value
    assert chained.change().value == ends.change().value == 100
    assert [str(each) for each in ends.periods] == ["2020", "2022"]


def test_an_effect_opens_down_to_the_rows_behind_it():
    pair = [state([Decimal(10)] * 12, [Decimal(100)] * 6, year) for year in ("2020", "2021")]
    trace = additive(pair).effect("intensity").trace
    assert trace.status == "secondary"
    assert "2020–2021" in trace.label.en and trace.label.zh.endswith("单耗强度效应")
    leaf = trace.inputs()[0].inputs()[0].inputs()[0]
    assert len(leaf.inputs()) == 4
    assert {row.key[1] for node in leaf.inputs() for row in node.rows} == {
        "energy_consumption",
        "gdp_constant",
    }
    with pytest.raises(KeyError):
        additive(pair).effect("nothing")
