"""Synthetic rows: marked, calibrated, equal everywhere, and showing what the demo has to show."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.schema import Row, canonical, read_csv, table, write_csv
from shuangkong.synthetic.totals import ENERGY, OUTPUT, synthetic_prefecture_rows

REGION = "150000"
CODES = tuple(f"15{place:02d}00" for place in range(1, 13))
YEARS = range(2020, 2026)


def values(rows: tuple[Row, ...]) -> dict[tuple[str, str, int], Decimal]:
    found = {}
    for row in rows:
        assert isinstance(row["value"], Decimal)
        found[str(row["indicator_id"]), str(row["division_code"]), int(str(row["period"]))] = row["value"]
    return found


totals = st.dictionaries(
    st.tuples(st.sampled_from([ENERGY, OUTPUT]), st.sampled_from(list(YEARS))),
    st.decimals(min_value=1, max_value=10**6, places=2),
)


@given(seed=st.integers(0, 10**6), regional=totals)
def test_prefectures_and_unallocated_give_the_region_exactly(
    seed: int, regional: dict[tuple[str, int], Decimal]
) -> None:
    found = values(synthetic_prefecture_rows(CODES, REGION, seed=seed, regional=regional))
    missing = [
        (i, code, year)
        for i in (ENERGY, OUTPUT)
        for code in CODES
        for year in YEARS
        if (i, code, year) not in found
    ]
    assert len(missing) == 1
    for indicator in (ENERGY, OUTPUT):
        for year in YEARS:
            total = found[indicator, REGION, year]
            if (indicator, year) in regional:
                assert total == regional[indicator, year]
            below = sum(found[indicator, c, year] for c in CODES if (indicator, c, year) in found)
            rest = total - below
            assert rest == rest.quantize(Decimal("0.01"))
            if (indicator, year) != (missing[0][0], missing[0][2]):
                # One part in fifty is unallocated; cutting to hundredths leaves at most one each.
                assert rest >= 0
                assert abs(rest - total / 50) <= Decimal("0.01") * (len(CODES) + 1)
            else:
                assert rest > total / 50


def test_every_row_says_that_it_is_invented() -> None:
    for row in synthetic_prefecture_rows(CODES, REGION, seed=7):
        assert row["is_synthetic"] is True
        assert row["status"] == "constructed"
        assert "演示数据 synthetic" in str(row["source"])
        assert "seed 7" in str(row["source"])
        assert (row["energy_basis"] == "coal_equivalent") == (row["indicator_id"] == ENERGY)
        assert (row["price_base_year"] == 2020) == (row["indicator_id"] == OUTPUT)


def test_rows_are_the_same_on_every_machine() -> None:
    observation = table("observation")
    rows = synthetic_prefecture_rows(CODES, REGION, seed=20260101)
    digest = hashlib.sha256(b"\n".join(canonical(row, observation) for row in rows)).hexdigest()
    assert digest[:16] == "c325ecca26c8f5a0"
    assert rows == synthetic_prefecture_rows(tuple(reversed(CODES)), REGION, seed=20260101)
    assert rows != synthetic_prefecture_rows(CODES, REGION, seed=20260102)


def test_rows_pass_the_schema() -> None:
    observation = table("observation")
    rows = synthetic_prefecture_rows(CODES, REGION, seed=3)
    assert len(read_csv(write_csv(rows, observation), observation, "synthetic")) == len(rows) == 155


def test_some_are_behind_some_ahead_and_one_is_silent_once() -> None:
    found = values(synthetic_prefecture_rows(CODES, REGION, seed=20260101))
    change: dict[str, list[str]] = defaultdict(list)
    for code in CODES:
        first, last = (found[ENERGY, code, y] / found[OUTPUT, code, y] for y in (2020, 2024))
        fall = 100 * (1 - last / first)
        change["ahead" if fall > 14 else "behind" if fall < 8 else "near"].append(code)
    assert {name: len(codes) for name, codes in change.items()} == {"ahead": 3, "behind": 3, "near": 6}
    assert sum((ENERGY, code, 2025) not in found for code in CODES) == 1


def test_a_total_finer_than_hundredths_is_refused() -> None:
    with pytest.raises(ValueError, match="two decimals"):
        synthetic_prefecture_rows(CODES, REGION, seed=1, regional={(ENERGY, 2020): Decimal("1.001")})
