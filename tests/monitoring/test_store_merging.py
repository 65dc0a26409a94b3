"""The store keeps what a set of deliveries says, whatever their order."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.errors import ProblemsFound
from shuangkong.monitoring.reading import Readings
from shuangkong.monitoring.store import LatestFile, ReadingStore, seconds

DAY = datetime.fromisoformat("2026-01-31")
ONE = timedelta(hours=1)
Key = tuple[int, int, int]
STEPS = [seconds(DAY) + hour * 3600 for hour in (0, 1, 23, 24, 25)]  # two months
KEYS = st.tuples(st.sampled_from([3, 70_000]), st.sampled_from([1, 61]), st.sampled_from(STEPS))
VALUES = st.tuples(st.integers(-3, 3), st.sampled_from([0, 41]))
DELIVERY = st.dictionaries(KEYS, VALUES, max_size=12)


def readings(content: dict[Key, tuple[int, int]]) -> Readings:
    rows = [(*key, *content[key]) for key in sorted(content)]
    return Readings.of(*zip(*rows, strict=True)) if rows else Readings.of([], [], [], [])


def current(store: ReadingStore) -> dict[Key, tuple[int, int, int]]:
    found = store.scan()
    assert found.is_ascending()
    columns = (column.tolist() for column in found.columns.values())
    return {(p, k, t): (v, q, n) for p, k, t, v, q, n in zip(*columns, strict=True)}


@settings(max_examples=40, deadline=None)
@given(st.lists(DELIVERY, max_size=5))
def test_deliveries_in_the_order_received_leave_the_last_word_and_every_word_before(
    deliveries: list[dict[Key, tuple[int, int]]],
) -> None:
    said: dict[Key, list[tuple[int, int]]] = {}
    with TemporaryDirectory() as folder:
        store = ReadingStore(Path(folder), LatestFile(Path(folder) / "latest.sqlite"))
        for number, delivery in enumerate(deliveries):
            result = store.merge(readings(delivery), DAY + number * ONE)
            news = {key for key, word in delivery.items() if said.get(key, [None])[-1] != word}
            assert {tuple(key) for key in _keys(result.changed)} == news
            assert result.equal == len(delivery) - len(news)
            for key in news:
                said.setdefault(key, []).append(delivery[key])
        assert current(store) == {key: (*words[-1], len(words) - 1) for key, words in said.items()}
        past = store.superseded()
        kept = {(*key, n): words[n] for key, words in said.items() for n in range(len(words) - 1)}
        columns = (past.readings.columns[name].tolist() for name in ("version", "value", "quality"))
        found = {(*key, n): (v, q) for key, n, v, q in zip(_keys(past.readings), *columns, strict=True)}
        assert found == kept
        assert past.superseded is not None
        assert np.all(past.superseded > past.received)
        newest = {key[:2]: max(each[2] for each in said if each[:2] == key[:2]) for key in said}
        assert {key[:2]: key[2] for key in _keys(store.latest())} == newest
        assert [*_keys(ReadingStore(Path(folder)).latest())] == [*_keys(store.latest())]
        assert store.verify() == len(said)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sets(KEYS, min_size=1), min_size=2, max_size=4), st.randoms())
def test_any_order_of_deliveries_gives_the_same_current_readings(contents: list[set[Key]], chance) -> None:  # type: ignore[no-untyped-def]
    deliveries = [
        (readings(dict.fromkeys(content, (number * 10, 0))), DAY + number * ONE)
        for number, content in enumerate(contents)
    ]
    mixed = deliveries * 2  # each comes twice
    chance.shuffle(mixed)
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        straight, shuffled = ReadingStore(Path(first)), ReadingStore(Path(second))
        for store, order in ((straight, deliveries), (shuffled, mixed)):
            for each, received_at in order:
                store.merge(each, received_at)
        assert current(shuffled) == current(straight)
        assert len(shuffled.superseded()) == len(straight.superseded())


def test_of_two_readings_received_at_one_moment_the_greater_holds_in_either_order() -> None:
    values = ((5, 0), (9, 0))
    for order in (values, values[::-1]):
        with TemporaryDirectory() as folder:
            store = ReadingStore(Path(folder))
            for each in (*order, *order):
                store.merge(readings({(1, 1, STEPS[0]): each}), DAY)
            assert current(store) == {(1, 1, STEPS[0]): (9, 0, 1)}
            assert len(store.superseded()) == 1


def test_only_the_months_touched_are_written_anew_and_equal_readings_write_nothing(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    whole = readings({(1, 1, step): (step, 0) for step in STEPS})
    store.merge(whole, DAY)
    before = store.pins()
    assert store.merge(whole, DAY + ONE).months == ()
    assert store.pins() == before
    late = store.merge(readings({(2, 1, STEPS[0]): (1, 0)}), DAY + ONE)
    assert late.months == ("2026-01",)
    assert set(store.pins()) - set(before) == {"2026-01.2.parquet"}
    assert late.hours.tolist() == [[2, 1, STEPS[0]]]


def test_a_scan_returns_points_kinds_and_times_asked_for_and_nothing_else(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    whole = {(p, k, step): (p, 0) for p in (1, 2, 3) for k in (1, 61) for step in STEPS}
    store.merge(readings(whole), DAY)
    end = DAY + timedelta(days=1, hours=1)
    expected = {key for key in whole if key[0] in (1, 3) and key[1] == 61 and STEPS[1] <= key[2] < STEPS[4]}
    assert set(_keys(store.scan([1, 3], [61], DAY + ONE, end))) == expected
    by_month = [key for part in store.each_month([1, 3], [61], DAY + ONE, end) for key in _keys(part)]
    assert set(by_month) == expected
    assert len(store.scan([])) == len(store.scan([1], [])) == len(store.scan([9])) == 0
    assert len(store.latest([2])) == 2


def test_readings_out_of_order_or_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="out of order"):
        Readings.of([1, 1], [1, 1], [900, 0], [1, 2])
    with TemporaryDirectory() as folder, pytest.raises(ValueError, match="out of order"):
        columns = (np.array(column) for column in ([1, 1], [1, 1], [0, 0], [1, 2], [0, 0], [0, 0]))
        ReadingStore(Path(folder)).merge(Readings(*columns, is_checked=True), DAY)


@pytest.mark.parametrize(
    ("column", "row"), [("point", (-1, 1, 0)), ("kind", (1, -1, 0)), ("time", (1, 1, 253_402_300_800))]
)
def test_a_reading_no_file_can_hold_is_refused(tmp_path: Path, column: str, row: Key) -> None:
    with pytest.raises(ProblemsFound) as found:
        ReadingStore(tmp_path).merge(readings({row: (1, 0)}), DAY)
    assert [(each.code, each.details["column"]) for each in found.value.problems] == [
        ("readings_out_of_range", column)
    ]


def test_a_delivery_known_by_its_hash_changes_nothing_even_after_a_correction(tmp_path: Path) -> None:
    store = ReadingStore(tmp_path)
    first = readings({(1, 1, STEPS[0]): (1, 0)})
    store.merge(first, DAY, delivery="a" * 64)
    store.merge(readings({(1, 1, STEPS[0]): (2, 0)}), DAY + ONE)
    again = store.merge(first, DAY + 2 * ONE, delivery="a" * 64)
    assert again.is_known
    assert store.scan().value.tolist() == [2]


def test_latest_values_left_behind_by_a_crash_are_made_anew(tmp_path: Path) -> None:
    ReadingStore(tmp_path).merge(readings({(1, 1, STEPS[0]): (1, 0)}), DAY)  # nobody tells the file
    latest = LatestFile(tmp_path / "latest.sqlite")
    assert latest.revision == -1
    assert ReadingStore(tmp_path, latest).latest([1]).value.tolist() == [1]
    assert latest.revision == 1


def _keys(found: Readings) -> list[Key]:
    return list(zip(found.point.tolist(), found.kind.tolist(), found.time.tolist(), strict=True))
