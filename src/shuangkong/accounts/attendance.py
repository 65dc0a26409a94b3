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
    _coverage: dict[tuple[str, Slot], Coverage] = field(default_factory=dict, init=False, repr=False)

    def reporting(self, division: str, slot: Slot) -> frozenset[str]:
        """Return who reported within a division (实报单位)."""
        if slot not in self._present:
            self._present[slot] = self._within(slot[0], self.present.get(slot, ()))
        return self._present[slot].get(division, frozenset())

    def coverage(self, division: str, slot: Slot) -> Coverage:
        """Return the share of the expected that reported, the absent by name (覆盖率)."""
        key, year = (division, slot), slot[0]
        if year not in self._expected:
            self._expected[year] = self._within(year, self.expected(year).items())
        if key not in self._coverage:
            expected = self._expected[year].get(division, frozenset())
            absent = tuple(sorted(expected - self.reporting(division, slot)))
            self._coverage[key] = Coverage(len(expected), len(expected) - len(absent), absent)
        return self._coverage[key]

    def unexpected(self, division: str, slot: Slot) -> int:
        """Return how many reported without being expected (名单外单位数)."""
        return len(self.reporting(division, slot)) - self.coverage(division, slot).present

    def _within(self, year: str, places: Iterable[tuple[str, str]]) -> _Reporters:
        tree, within = self.tree(year), defaultdict[str, set[str]](set)
        for reporter, division in places:
            for whole in tree.upwards(division):
                within[whole].add(reporter)
        return {whole: frozenset(found) for whole, found in within.items()}
