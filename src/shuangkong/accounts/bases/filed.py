"""Filed deductions (已申报扣减): the records of a snapshot with the divisions they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from shuangkong.accounts.bases.record import Deduction, DeductionKind, Measure, read_deductions
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.errors import Collector
from shuangkong.quantity import EnergyBasis
from shuangkong.territory import LEVELS, Level, Territory

__all__ = ["FiledDeductions"]


class FiledDeductions:
    """The deduction records of a snapshot (已申报扣减), found by division; real ones or synthetic ones.

    A division's account takes the records filed under its own code only: what its prefectures filed is in
    theirs, so nothing enters a region twice.
    """

    def __init__(self, records: Iterable[Deduction], territory: Territory) -> None:
        self.records = tuple(records)
        self.territory = territory
        self._of: dict[str, list[Deduction]] = {}
        self._sent: dict[str, list[Deduction]] = {}
        self._claiming: dict[tuple[int, str], list[Deduction]] = {}
        self._bases: dict[str, set[str]] = {}
        self._paths: dict[tuple[str, int], Mapping[str, Level]] = {}
        for each in self.records:
            self._of.setdefault(each.division, []).append(each)
            if each.sender is not None:
                self._sent.setdefault(each.sender, []).append(each)
            for claim in each.claims:
                self._claiming.setdefault((each.year, claim), []).append(each)
            self._bases.setdefault(each.id, set()).add(each.energy_basis or "")

    @classmethod
    def of(cls, rows: FrozenRows, *, synthetic: bool = False) -> FiledDeductions:
        """Return the filed deductions of a snapshot.

        Raises
        ------
        ProblemsFound
            If the divisions do not fit together (codes of the territory room).
        """
        return cls(read_deductions(rows, synthetic=synthetic), Territory(rows.rows("division")))

    def of_division(
        self, division: str, year: int, kinds: Sequence[DeductionKind], measure: Measure
    ) -> tuple[Deduction, ...]:
        """Return what a division may take out in a year (本地区记录), in every energy basis."""
        return _chosen(self._of.get(division, ()), year, kinds, measure)

    def sent_from(
        self, division: str, year: int, kinds: Sequence[DeductionKind], measure: Measure
    ) -> tuple[Deduction, ...]:
        """Return the records of others whose certificates came from a division (转出绿证的记录)."""
        return _chosen(self._sent.get(division, ()), year, kinds, measure)

    def claiming(self, year: int, claim: str) -> tuple[Deduction, ...]:
        """Return every record that claims the same tonnes in a year (同一能源的记录)."""
        return tuple(self._claiming.get((year, claim), ()))

    def in_basis(
        self, records: Iterable[Deduction], energy_basis: EnergyBasis, problems: Collector
    ) -> tuple[Deduction, ...]:
        """Return the records in one energy basis (按折算口径取记录).

        A record filed in the other basis only cannot be added: ``bases_energy_basis``.
        """
        held = []
        for each in records:
            if each.energy_basis == energy_basis:
                held.append(each)
            elif energy_basis not in self._bases[each.id]:
                found = each.energy_basis or "—"
                problems.add("bases_energy_basis", each.place, found=found, wanted=energy_basis)
        return tuple(held)

    def are_nested(self, one: str, other: str, year: int) -> bool:
        """Whether one division lies in the other, or is it (是否上下级)."""
        return one in self._above(other, year) or other in self._above(one, year)

    def are_in_one_region(self, one: str, other: str, year: int) -> bool:
        """Whether two divisions lie in one region (是否同省)."""
        first, second = (self._above(code, year) for code in (one, other))
        return any(level == "region" and code in second for code, level in first.items())

    def levels_above(self, division: str, year: int) -> tuple[Level, ...]:
        """Return the levels above a division (上级层级), whose shares of a listed project it takes out."""
        return LEVELS[: LEVELS.index(self._above(division, year)[division])]

    def _above(self, code: str, year: int) -> Mapping[str, Level]:
        """Return a division and those above it with their levels, on the last day of a year."""
        if (code, year) not in self._paths:
            path = self.territory.path(code, date(year, 12, 31))
            self._paths[code, year] = {each.code: each.level for each in path}
        return self._paths[code, year]


def _chosen(
    records: Iterable[Deduction], year: int, kinds: Sequence[DeductionKind], measure: Measure
) -> tuple[Deduction, ...]:
    return tuple(
        each for each in records if each.year == year and each.kind in kinds and each.concerns(measure)
    )
