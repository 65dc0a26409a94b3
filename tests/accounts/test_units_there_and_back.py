"""Units: a figure converted to another unit of its dimension and back is the figure again."""

from __future__ import annotations

from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts.unit import in_unit
from shuangkong.quantity import Unit, known_units
from shuangkong.trace import Figure, Label, Trace

PAIRS = [
    (one, other) for one, other in permutations(known_units().values(), 2) if one.dimension == other.dimension
]
_LAST = Decimal("1e-45")  # sixty digits less those of the largest factor and value


def figure(value: Decimal, unit: str) -> Figure:
    return Figure(value, unit, Trace(Label("", ""), ""))


@given(pair=st.sampled_from(PAIRS), value=st.decimals(-(10**12), 10**12, places=6))
def test_there_and_back_is_the_figure_again(pair: tuple[Unit, Unit], value: Decimal) -> None:
    one, other = pair
    there = in_unit(figure(value, one.symbol), other.symbol)
    assert there.unit == other.symbol
    back = in_unit(there, one.symbol)
    assert back.value is not None
    assert abs(back.value - value) <= abs(value) * _LAST


@given(value=st.decimals(-(10**12), 10**12, places=6))
def test_multiples_of_ten_lose_nothing(value: Decimal) -> None:
    there = in_unit(figure(value, "万吨标准煤"), "吨标准煤")
    assert there.value == value * 10_000
    assert in_unit(there, "万吨标准煤").value == value


@pytest.mark.parametrize("symbol", ["亿元", "%", "no such unit"])
def test_another_dimension_is_an_absence(symbol: str) -> None:
    found = in_unit(figure(Decimal(1), "万吨标准煤"), symbol)
    assert found.absence is not None
    assert found.absence.code == "unit_differs"
