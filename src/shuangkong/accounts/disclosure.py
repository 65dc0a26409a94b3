"""Disclosure (单位级资料保护): an aggregate of too few facilities is withheld, and what would tell it.

What one facility filed is seen by the statistics role alone. A sum over fewer facilities than the rule names
would tell it; so would that sum taken as the difference between a total and the parts that are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from shuangkong.packs import RuleEdition
from shuangkong.trace import Absence, Label

__all__ = ["WITHHELD", "withheld", "withheld_cells"]

WITHHELD = "withheld_unit_level"
Cell = TypeVar("Cell")


def withheld(rule: RuleEdition) -> Absence:
    """Return why an aggregate is not shown (不予公布的原因); how many facilities it has stays untold."""
    least = rule.count("minimum_count")
    return Absence(
        WITHHELD,
        Label(
            f"不足 {least} 户，或可由合计与其余各项反推，单位级资料不公布",
            f"fewer than {least} facilities, or to be had by subtraction: unit-level data stay inside",
        ),
    )


def withheld_cells(
    counts: Mapping[Cell, int], sums: Sequence[tuple[Cell, Sequence[Cell]]], least: int
) -> frozenset[Cell]:
    """Return which aggregates are withheld (不予公布的汇总项).

    Each of 1 … ``least`` − 1 facilities is. Then, in every sum that holds a withheld one, others are too,
    smallest first and parts before the total, until subtraction tells no sum over fewer than ``least``. Each
    sum is guarded by itself; what several of them, solved together, might narrow down is not.

    Parameters
    ----------
    counts
        Aggregate → how many facilities stand behind it; one of none is left out.
    sums
        Total and parts of every sum somebody could take, by division and by product.

    Examples
    --------
    >>> sorted(withheld_cells({"T": 16, "a": 2, "b": 9, "c": 5}, [("T", "abc")], 3))
    ['a', 'c']
    >>> sorted(withheld_cells({"T": 8, "a": 2, "b": 1, "c": 5}, [("T", "abc")], 3))
    ['a', 'b']
    >>> withheld_cells({"T": 7, "a": 3, "b": 4}, [("T", "ab")], 3)
    frozenset()
    """
    hidden = {cell for cell, count in counts.items() if 0 < count < least}
    if not hidden:
        return frozenset()
    held = [(total, [part for part in parts if counts.get(part)]) for total, parts in sums]
    holding: dict[Cell, list[int]] = {}
    for number, (total, parts) in enumerate(held):
        for cell in (total, *parts):
            holding.setdefault(cell, []).append(number)
    touched = list(hidden)
    while touched:
        numbers, touched = sorted({number for cell in touched for number in holding.get(cell, ())}), []
        for number in numbers:
            while (found := _one_more(counts, *held[number], hidden, least)) is not None:
                hidden.add(found)
                touched.append(found)
    return frozenset(hidden)


def _one_more(
    counts: Mapping[Cell, int], total: Cell, parts: Sequence[Cell], hidden: set[Cell], least: int
) -> Cell | None:
    inside = [part for part in parts if part in hidden]
    if total in hidden:
        told = not inside
    else:
        told = len(inside) == 1 or 0 < sum(counts[part] for part in inside) < least
    if not told or not parts:
        return None
    if len(inside) < len(parts):
        shown = (part for part in parts if part not in hidden)
        return min(shown, key=lambda part: (counts[part], str(part)))
    return total if total not in hidden and counts.get(total) else None
