"""Attendance (应报与实报): who was expected to report within each division, and who is absent by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from shuangkong.accounts.division_tree import DivisionTree
from shuangkong.trace import Coverage

__all__ = ["Attendance", "Slot"]

Slot = tuple[str, str | None, str | None]
"""What somebody reports on: year, product (None where one may report on any), energy basis."""
_Reporters = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Attendance:
    """Expected and present reporters (应报与实报) at every level of the tree.

    Parameters
    ----------
    tree
        Year → the tree of divisions.
    expected
        Year → reporter → division it reports in.
    present
        Slot → pairs of a reporter and the division it reported in.
    """

    tree: Callable[[str], DivisionTree]
    expected: Callable[[str], Mapping[str, str]]
    present: Mapping[Slot, Iterable[tuple[str, str]]]
    _present: dict[Slot, _Reporters] = field(default_factory=dict, init=False, repr=False)
    _expected: dict[str, _Reporters] = field(default_factory=dict, init=False, repr=False)
    _coverage: dict[Slot, dict[str, tuple[Coverage, int]]] = field(
        default_factory=dict, init=False, repr=False
    )

    def reporting(self, division: str, slot: Slot) -> frozenset[str]:
        """Return who reported within a division (实报单位)."""
        if slot not in self._present:
            self._present[slot] = self._within(slot[0], self.present.get(slot, ()))
        return self._present[slot].get(division, frozenset())

    def coverage(self, division: str, slot: Slot) -> tuple[Coverage, int]:
        """Return who of the expected reported, the absent by name (覆盖率), and how many others did."""
        known = self._coverage.setdefault(slot, {})
        if division not in known:
            year, present = slot[0], self.reporting(division, slot)
            if year not in self._expected:
                self._expected[year] = self._within(year, self.expected(year).items())
            expected = self._expected[year].get(division, frozenset())
            absent = tuple(sorted(expected - present))
            coverage = Coverage(len(expected), len(expected) - len(absent), absent)
            known[division] = coverage, len(present) - coverage.present
        return known[division]

    def _within(self, year: str, places: Iterable[tuple[str, str]]) -> _Reporters:
        tree, within = self.tree(year), defaultdict[str, set[str]](set)
        at_place = defaultdict[str, list[str]](list)
        for reporter, division in places:
            at_place[division].append(reporter)
        for division, reporters in at_place.items():
            for whole in tree.upwards(division):
                within[whole].update(reporters)
        return {whole: frozenset(found) for whole, found in within.items()}
