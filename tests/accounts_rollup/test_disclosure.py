"""No sum that anybody can take tells what fewer facilities filed than the rule names."""

from hypothesis import given
from hypothesis import strategies as st

from shuangkong.accounts.disclosure import withheld_cells
from shuangkong.accounts.division_tree import DivisionTree

PARENTS = {"R": None, "A": "R", "B": "R", "a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B"}
TREE = DivisionTree(PARENTS, {})
LEAVES = ("a1", "a2", "a3", "b1", "b2", "A", "R")  # some report in a county, some above


@given(st.fixed_dictionaries({place: st.integers(0, 6) for place in LEAVES}), st.integers(2, 5))
def test_every_sum_with_a_withheld_part_keeps_it(filed: dict[str, int], least: int) -> None:
    counts = dict.fromkeys(PARENTS, 0)
    for place, number in filed.items():
        for whole in TREE.upwards(place):
            counts[whole] += number
    held, sums = TREE.sums({place: count for place, count in counts.items() if count})
    hidden = withheld_cells(held, sums, least)
    assert {cell for cell, count in held.items() if 0 < count < least} <= hidden
    for total, parts in sums:
        reporting = [part for part in parts if held.get(part)]
        inside = [part for part in reporting if part in hidden]
        if not inside and total not in hidden:
            continue
        if total in hidden:
            assert inside, "the parts shown add to the total withheld"
        else:
            assert len(inside) > 1
            assert sum(held[part] for part in inside) >= least


def test_nothing_is_withheld_without_need() -> None:
    counts, sums = TREE.sums({"a1": 3, "a2": 4, "A": 7, "R": 7})
    assert withheld_cells(counts, sums, 3) == frozenset()


def test_what_is_filed_above_the_counties_is_guarded_too() -> None:
    counts, sums = TREE.sums({"a1": 5, "a2": 6, "A": 12, "R": 12})  # one files in the prefecture itself
    hidden = withheld_cells(counts, sums, 3)
    assert "a1" in hidden
    assert "A" not in hidden
