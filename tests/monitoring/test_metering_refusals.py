"""From registers to energy: what cannot be metered is refused, and energy is conserved whatever is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.energy import MeterEvent, MeteringTerms, Meters, meter_energy, totals
from shuangkong.monitoring.energy.fixed import product
from shuangkong.monitoring.energy.meters import Multiplier
from shuangkong.monitoring.reading import Point, Readings
from shuangkong.packs import load_packs

TERMS = MeteringTerms.of(load_packs("cn").rule("metering-default", on=date(2026, 1, 1)))
POINT = Point(1, "A-1", "A", "150100", "electricity", "kWh", 0, interval=900, hourly_limit=Decimal(5000))
HOUR = 3600


def codes(raised: pytest.ExceptionInfo[ProblemsFound]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_meters_that_do_not_fit_together_are_told_at_once() -> None:
    with pytest.raises(ProblemsFound) as raised:
        Meters((POINT, POINT), (MeterEvent(9, 0),), (Multiplier(1, 0, Decimal(0)),))
    assert sorted(codes(raised)) == ["metering_multiplier", "metering_point_twice", "metering_point_unknown"]


def test_readings_of_a_point_nobody_knows_are_refused() -> None:
    with pytest.raises(ProblemsFound) as raised:
        meter_energy(Readings.of([2], [1], [0], [5]), Meters((POINT,)), TERMS)
    assert codes(raised) == ["metering_readings_without_point"]


def test_a_number_that_does_not_fit_is_no_number() -> None:
    with pytest.raises(ProblemsFound) as raised:
        product(np.array([2**62]), 4)
    assert codes(raised) == ["metering_overflow"]


@settings(max_examples=60)
@given(
    uses=st.lists(st.integers(0, 1000), min_size=30, max_size=120),
    lost=st.sets(st.integers(1, 28)),
)
def test_energy_is_conserved_whatever_is_lost_in_between(uses: list[int], lost: set[int]) -> None:
    value = np.concatenate([[0], np.cumsum(np.array(uses) + 1)])  # a register that never stands still
    time = np.arange(len(value)) * 900
    kept = np.array([place not in lost for place in range(len(value))])
    size = int(kept.sum())
    readings = Readings.of([1] * size, [1] * size, time[kept], value[kept])
    energy = meter_energy(readings, Meters((POINT,)), TERMS)
    found = totals(energy, np.array([0, (int(time[-1]) // HOUR + 1) * HOUR]))
    assert found.value.item() == value[-1] - value[0]
    hours = energy.hours
    assert int(hours.value.sum()) == value[-1] - value[0]
    assert (hours.low <= hours.value).all()
    assert (hours.value <= hours.high).all()
    for hour in range(int(time[-1]) // HOUR):  # the truth of a whole hour lies within its bounds
        start, end = hour * 4, hour * 4 + 4
        if end < len(value):
            (place,) = np.flatnonzero(hours.time == hour * HOUR)
            true = int(value[end] - value[start])
            assert hours.low[place] <= true <= hours.high[place]
