"""From registers to energy: nine faults and a laggard, by the numbers of the table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml

from shuangkong.monitoring.energy import (
    MeterEvent,
    MeteringTerms,
    Meters,
    Reason,
    meter_energy,
    recompute,
    totals,
)
from shuangkong.monitoring.reading import Point, Readings
from shuangkong.packs import load_packs

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "metering.yaml").read_text(encoding="utf-8")
)
TERMS = MeteringTerms.of(load_packs("cn").rule("metering-default", on=date(2026, 1, 1)))
DAY, FIVE, DAYS = 86400, 300, 10
EDGES = np.array([0, DAYS * DAY])
CAPACITY = 1_000_000 + 100 * 12 * 24 * 4 - 40
POINT = Point(1, "A-1", "A", "150100", "electricity", "kWh", 0, interval=FIVE, hourly_limit=Decimal(2000))


def series(fault: str, day: int = 0, **more: int) -> tuple[Readings, Meters]:
    """The register of one case, with what is known of its meter."""
    time = np.arange(DAYS * 24 * 12 + 1) * FIVE
    value = 1_000_000 + time // FIVE * 100
    kept, at, point, events = np.ones(len(time), dtype=bool), day * DAY, POINT, ()
    since = value[at // FIVE]
    if fault == "lost":
        kept = (time < at) | (time >= at + more["hours"] * 3600)
    elif fault == "replaced":
        value = np.where(time >= at, value - since, value)
        events = (MeterEvent(1, at, int(since), 0),) if more.get("recorded") else ()
    elif fault == "rolled_over":
        point = Point(**{**vars(POINT), "capacity": CAPACITY})
        value = value % CAPACITY
    elif fault == "frozen":
        value = np.where((time >= at) & (time < at + DAY), since, value)
    elif fault == "spike":
        value[(at + more["hour"] * 3600) // FIVE] *= more["times"]
    elif fault == "straight":
        inside = (time >= at) & (time < at + more["days"] * DAY)
        value = np.where(inside, since + (time - at) // FIVE * 50, value)
    elif fault == "silent":
        kept = time <= at
    size = int(kept.sum())
    return Readings.of([1] * size, [1] * size, time[kept], value[kept]), Meters((point,), events)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_can_be_known_is_exact_and_the_rest_is_bounded(case: dict) -> None:
    wanted, asked = case["expected"], dict(case["input"])
    back_filled = asked.pop("back_filled", False)
    readings, meters = series(**asked)
    energy = meter_energy(readings, meters, TERMS)
    if back_filled:
        energy, changed = recompute(energy, series("none")[0], TERMS)
        assert len(changed) == wanted["recomputed"]
    found = totals(energy, EDGES)
    assert found.value.item() == wanted["value"]
    assert (found.low.item(), found.high.item()) == (wanted["low"], wanted["high"])
    assert found.low.item() <= 288_000 <= found.high.item()
    assert found.is_bounded.item()
    assert Decimal(found.covered.item()) / found.expected.item() == Decimal(wanted["coverage"])
    hours = energy.hours
    assert len(hours) == wanted.get("hours", 240)
    assert (hours.value > 0).all()
    assert (hours.low <= 1200).all()
    assert (hours.high >= 1200).all()
    flagged = {}
    for run in wanted["flagged"]:
        flagged |= dict.fromkeys(range(run["first"], run["first"] + run["hours"]), run["why"])
    assert set(hours.time[hours.why != 0] // 3600) == flagged.keys()
    for hour, reasons in flagged.items():
        assert all(hours.why[hour] & Reason[reason] for reason in reasons)
    plain = [hour for hour in range(len(hours)) if hour not in flagged]
    assert (hours.value[plain] == 1200).all()
    assert (hours.low[plain] == hours.high[plain]).all()
