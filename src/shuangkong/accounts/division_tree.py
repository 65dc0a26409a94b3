"""The tree of divisions in one year (行政区划树): parents, children, everything within."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from shuangkong.accounts.frozen import FrozenRows

__all__ = ["DivisionTree", "tree_on"]


@dataclass(frozen=True)
class DivisionTree:
    """Who lies in whom (隶属关系): division → its parent, and division → its level."""

    parents: Mapping[str, str | None]
    levels: Mapping[str, str]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Division → the divisions directly below it, in order."""
        below: dict[str, list[str]] = defaultdict(list)
        for code, parent in sorted(self.parents.items()):
            if parent is not None:
                below[parent].append(code)
        return {parent: tuple(codes) for parent, codes in below.items()}

    def sums(self, counts: Mapping[str, int]) -> tuple[Mapping[str, int], list[tuple[str, list[str]]]]:
        """Return every total with its parts (合计与分项), and the counts with what each total holds itself.

        What a division reports beside the divisions below it is a part too, named with an asterisk.

        Examples
        --------
        >>> counts, sums = DivisionTree({"1": None, "2": "1"}, {}).sums({"1": 5, "2": 3})
        >>> counts["1*"], sums
        (2, [('1', ['2', '1*'])])
        """
        held, sums = dict(counts), []
        for whole, below in self.children.items():
            parts = [part for part in below if part in counts]
            own = f"{whole}*"
            held[own] = max(0, counts.get(whole, 0) - sum(counts[part] for part in parts))
            sums.append((whole, [*parts, own]))
        return held, sums

    def upwards(self, division: str) -> Iterator[str]:
        """Yield a division and everything it lies in (逐级上溯)."""
        step: str | None = division
        while step is not None:
            yield step
            step = self.parents.get(step)


def tree_on(rows: FrozenRows, on: date) -> DivisionTree:
    """Return the tree as it was on a day (某日行政区划).

    Examples
    --------
    >>> DivisionTree({"1": None, "2": "1", "3": "2"}, {}).children["1"]
    ('2',)
    >>> list(DivisionTree({"1": None, "2": "1", "3": "2"}, {}).upwards("3"))
    ['3', '2', '1']
    """
    parents: dict[str, str | None] = {}
    levels: dict[str, str] = {}
    for row in rows.rows("division"):
        first, last = row["valid_from"], row["valid_to"]
        started = not isinstance(first, date) or first <= on
        if started and (not isinstance(last, date) or on <= last):
            code, parent = str(row["division_code"]), row["parent_code"]
            parents[code] = None if parent is None else str(parent)
            levels[code] = str(row["level"])
    return DivisionTree(parents, levels)
