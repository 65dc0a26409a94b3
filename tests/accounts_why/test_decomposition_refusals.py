"""States that cannot be decomposed are refused with every problem at once, and nothing is guessed."""

from decimal import Decimal

import pytest

from shuangkong.accounts import Account, Series
from shuangkong.accounts.decomposition import Driver, Part, State, additive, indices, joined, kaya, nested
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.trace import Absence, Figure, Label, Trace

DRIVERS = tuple(Driver(name, Label(name, name)) for name in ("activity", "intensity"))


def at(year, *parts, unit="吨标准煤"):
    """A state of parts written as (path, value, activity, intensity); None is undefined."""
    return State(
        Period.parse(year),
        unit,
        DRIVERS,
        tuple(
            Part((path,), Decimal(value), {"activity": _number(activity), "intensity": _number(intensity)})
            for path, value, activity, intensity in parts
        ),
    )


def _number(value):
    return None if value is None else Decimal(value)


SOUND = ("a", 6, 2, 3)


def codes(call, *arguments, **options):
    with pytest.raises(ProblemsFound) as found:
        call(*arguments, **options)
    for problem in found.value.problems:
        assert problem.text("zh") and problem.text("en")
    return [problem.code for problem in found.value.problems]


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        (("a", -6, -2, 3), "decomposition_negative"),
        (("a", 6, 0, None), "decomposition_factor_absent"),
        (("a", 0, 2, None), "decomposition_factor_absent"),
        (("a", 7, 2, 3), "decomposition_not_a_product"),
        (("a", 0, 2, 3), "decomposition_not_a_product"),
    ],
)
def test_a_part_that_does_not_fit_its_factors(later, expected):
    assert codes(additive, [at("2020", SOUND), at("2021", later)]) == [expected]
    assert codes(indices, [at("2020", SOUND), at("2021", later)], base=Period.parse("2020")) == [expected]


def test_all_problems_come_together():
    states = [at("2020", SOUND, ("b", -1, -1, 1)), at("2021", SOUND, SOUND)]
    assert codes(additive, states) == [
        "decomposition_negative",
        "decomposition_part_repeated",
        "decomposition_parts_differ",
    ]


def test_a_part_of_one_period_only_is_missing_and_not_zero():
    states = [at("2020", SOUND), at("2021", SOUND, ("b", 1, 1, 1))]
    assert codes(additive, states) == ["decomposition_parts_differ"]


def test_one_period_has_no_change():
    assert codes(additive, [at("2020", SOUND)]) == ["decomposition_one_period"]
    assert codes(additive, [at("2020", SOUND), at("2020", SOUND)]) == ["decomposition_one_period"]


def test_units_do_not_change_between_periods():
    states = [at("2020", SOUND), at("2021", SOUND, unit="万吨标准煤")]
    assert codes(additive, states) == ["account_two_units"]


def test_an_index_needs_its_base():
    states = [at("2020", SOUND), at("2021", SOUND)]
    assert codes(indices, states, base=Period.parse("2015")) == ["decomposition_base_absent"]


def test_an_index_out_of_zero_is_undefined_and_not_zero():
    states = [at("2020", ("a", 0, 0, 3)), at("2021", SOUND)]
    found = indices(states, base=Period.parse("2020"), manner="end_point")
    assert found.total(Period.parse("2021")).absence.code == "undefined_ratio"
    assert found.index("activity", Period.parse("2020")).absence.code == "undefined_ratio"


def test_shares_without_a_lasting_part_leave_the_index_undefined():
    states = [at("2020", SOUND, ("b", 0, 0, 3)), at("2021", ("a", 0, 0, 3), ("b", 6, 2, 3))]
    period = Period.parse("2021")
    assert indices(states, base=Period.parse("2020")).index("activity", period).value is None
    lasting = indices(states, base=Period.parse("2020"), method="lmdi_1").index("activity", period)
    assert lasting.value == 1, "what one part gave up the other took over"


def test_two_states_that_share_a_path_are_not_joined():
    assert codes(joined, at("2020", SOUND), at("2020", SOUND)) == ["decomposition_part_repeated"]
    with pytest.raises(ValueError, match="one period"):
        joined(at("2020", SOUND), at("2021", ("b", 1, 1, 1)))


def account(value, indicator="energy_consumption", *, unit="吨标准煤", division="150000", **series):
    absence = None if value is not None else Absence("not_published", Label("未公布", "not published"))
    figure = Figure(None if value is None else Decimal(value), unit, Trace(Label("", ""), ""), absence)
    return Account(division, indicator, Period.parse("2020"), figure, Series(**series))


GDP = {("a", "x"): account(10, "gdp_constant", unit="万元", price_base_year=2020)}
LEVELS = ("prefecture", "sector", "product")


@pytest.mark.parametrize(
    ("quantity", "activity", "expected"),
    [
        ({}, {}, ["decomposition_nothing"]),
        ({("a", "x"): account(1)}, GDP, ["decomposition_path_length"]),
        ({("a", "x", "coal"): account(1)}, GDP | {("a",): account(1)}, ["decomposition_path_length"]),
        (
            {("a", "x", "coal"): account(1), ("b", "x", "coal"): account(1)},
            GDP,
            ["decomposition_activity_absent"],
        ),
        (
            {("a", "x", "coal"): account(1)},
            GDP | {("b", "x"): account(1)},
            ["decomposition_quantity_absent"],
        ),
        ({("a", "x", "coal"): account(None)}, GDP, ["decomposition_value_absent"]),
        (
            {
                ("a", "x", "coal"): account(1, energy_basis="calorific"),
                ("a", "x", "gas"): account(1, energy_basis="coal_equivalent"),
            },
            GDP,
            ["account_two_energy_bases"],
        ),
    ],
)
def test_nested_parts_that_do_not_fit(quantity, activity, expected):
    assert codes(nested, quantity, activity, levels=LEVELS) == expected


def test_energy_without_value_added_is_refused_where_the_effects_are_asked():
    def whole(gdp):
        return nested(
            {("a", "x", "coal"): account(1), ("b", "x", "coal"): account(1)},
            {("a", "x"): account(10), ("b", "x"): account(gdp)},
            levels=LEVELS,
        )

    assert "decomposition_factor_absent" in codes(additive, [whole(0), whole(10)])


def test_the_members_of_the_kaya_identity_speak_of_one_thing_and_state_their_bases():
    parts = [
        account(10, "population_year_end", unit="人"),
        account(10, "gdp_constant", unit="万元"),
        account(10),
        account(None, "co2", unit="吨", division="150100"),
    ]
    assert sorted(set(codes(kaya, *parts))) == [
        "account_no_energy_basis",
        "account_no_price_base",
        "decomposition_accounts_differ",
        "decomposition_value_absent",
    ]
