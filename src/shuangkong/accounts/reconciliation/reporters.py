"""Reporters (填报、电网与计量核对): what facilities filed against what the grid and the meters say.

Two reporters are set against each other over the facilities both speak of: else the difference would be one
of coverage. They check each other and are never added. Of unit-level rows only sums and counts leave.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import cast

from shuangkong.accounts.arithmetic import difference, percent, ratio
from shuangkong.accounts.disclosure import withheld, withheld_cells
from shuangkong.accounts.division_tree import DivisionTree, tree_on
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.reconciliation.published import is_ten_thousand_slip
from shuangkong.accounts.reconciliation.rules import ReconciliationRules
from shuangkong.accounts.wording import amount
from shuangkong.errors import ProblemsFound
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.trace import Absence, Coverage, Figure, Label, Status, Trace, worst

__all__ = ["Comparison", "compare_reporters", "expected_facilities"]

REPORTERS: Mapping[str, Label] = {
    "filed": Label("单位填报", "filed by the facilities"),
    "grid": Label("电网企业", "by the grid company"),
    "metered": Label("在线计量", "metered"),
}
_Kind = tuple[str, str, str, str]  # product, unit, energy basis, vintage
_Side = Mapping[str, Row]  # facility → its row


@dataclass(frozen=True)
class Comparison:
    """Two reporters over the facilities both speak of (两方数据核对) [unit].

    Attributes
    ----------
    sums
        Sum of each reporter over the common facilities.
    difference, share
        First less second [unit], and over the second [%].
    coverages
        Of the facilities expected, who each reporter speaks of.
    slips
        How many common facilities are about 10⁴ apart.
    """

    division: str
    period: Period
    product: str
    reporters: tuple[str, str]
    sums: tuple[Figure, Figure]
    difference: Figure
    share: Figure
    coverages: tuple[Coverage, Coverage]
    common: int
    slips: int

    def as_json(self) -> dict[str, object]:
        """Return the comparison as plain data."""
        figures = {"difference": self.difference, "share": self.share}
        figures |= dict(zip(self.reporters, self.sums, strict=True))
        return {
            "division": self.division,
            "period": self.period.text,
            "product": self.product,
            **{
                name: {
                    "value": None if each.value is None else str(each.value),
                    "unit": each.unit,
                    "absence": None if each.absence is None else each.absence.code,
                }
                for name, each in figures.items()
            },
            "coverage": {
                name: {"expected": each.expected, "present": each.present, "absent": list(each.absent)}
                for name, each in zip(self.reporters, self.coverages, strict=True)
            },
            "common": self.common,
            "ten_thousand_slips": self.slips,
            "status": self.difference.status,
            "is_synthetic": self.difference.is_synthetic,
        }


def expected_facilities(rows: FrozenRows, on: date, *, synthetic: bool = False) -> Mapping[str, str]:
    """Return who has to report (重点用能单位名录): facility → division, from the list valid on a day.

    Empty where there is no list: then nobody knows who is absent.
    """
    if not holds_table(rows, "key_energy_user"):
        return {}
    return {
        str(row["facility_id"]): str(row["division_code"])
        for row in rows.rows("key_energy_user", is_synthetic=synthetic)
        if _is_valid(row, on)
    }


def holds_table(rows: FrozenRows, name: str) -> bool:
    """Whether there is such a table (有无此表)."""
    try:
        rows.table_hash(name)
    except ProblemsFound:
        return False
    return True


def _is_valid(row: Row, on: date) -> bool:
    first, last = row["valid_from"], row["valid_to"]
    started = not isinstance(first, date) or first <= on
    return started and (not isinstance(last, date) or on <= last)


def compare_reporters(
    rows: FrozenRows,
    division: str,
    period: Period,
    *,
    rules: ReconciliationRules,
    synthetic: bool = False,
) -> tuple[Comparison, ...]:
    """Set every two reporters of a division against each other (两两核对), by product, unit and basis.

    Formula: Σ first − Σ second, both over the facilities both speak of.
    """
    tree = tree_on(rows, period.end)
    due = expected_facilities(rows, period.end, synthetic=synthetic)
    asked = _Asked(division, period, tree, due, rules)
    return tuple(
        made
        for kind, said in sorted(_by_kind(rows, period, synthetic).items())
        for pair in combinations(REPORTERS, 2)
        if (made := asked.compare(kind, pair, (said.get(pair[0], {}), said.get(pair[1], {})))) is not None
    )


def _by_kind(rows: FrozenRows, period: Period, synthetic: bool) -> Mapping[_Kind, Mapping[str, _Side]]:
    """Return product, unit, basis and vintage → reporter → facility → row."""
    kinds: dict[_Kind, dict[str, dict[str, Row]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows.rows("facility_energy", period=period.text, is_synthetic=synthetic):
        if row["value"] is not None:
            kind = tuple(str(row[name] or "") for name in ("product_id", "unit", "energy_basis", "vintage"))
            kinds[cast(_Kind, kind)][str(row["reported_by"])][str(row["facility_id"])] = row
    return kinds


@dataclass(frozen=True)
class _Asked:
    """One division and period, with who should report in it."""

    division: str
    period: Period
    tree: DivisionTree
    due: Mapping[str, str]
    rules: ReconciliationRules

    def compare(self, kind: _Kind, pair: tuple[str, str], sides: tuple[_Side, _Side]) -> Comparison | None:
        one, other = sides
        common = sorted(one.keys() & other.keys())
        here = [facility for facility in common if self.holds(str(one[facility]["division_code"]))]
        if not here:
            return None
        hidden = self.withheld([str(one[facility]["division_code"]) for facility in common])
        sums = (self.added(kind, pair[0], one, here, hidden), self.added(kind, pair[1], other, here, hidden))
        left = _combined(Label("差额", "difference"), kind[1], sums, hidden, difference)
        share = _combined(Label("差额占比", "share of the difference"), "%", sums, hidden, _over_second)
        values = [(cast(Decimal, one[each]["value"]), cast(Decimal, other[each]["value"])) for each in here]
        slips = sum(is_ten_thousand_slip(*each, self.rules.tolerances) for each in values)
        return Comparison(
            division=self.division,
            period=self.period,
            product=kind[0],
            reporters=pair,
            sums=sums,
            difference=left,
            share=share,
            coverages=(self.coverage(one), self.coverage(other)),
            common=len(here),
            slips=slips,
        )

    def holds(self, place: str) -> bool:
        return self.division in self.tree.upwards(place)

    def withheld(self, places: Sequence[str]) -> Absence | None:
        counts = Counter(whole for place in places for whole in self.tree.upwards(place))
        held, sums = self.tree.sums(counts)
        rule = self.rules.disclosure
        return (
            withheld(rule)
            if self.division in withheld_cells(held, sums, rule.count("minimum_count"))
            else None
        )

    def coverage(self, side: _Side) -> Coverage:
        due = [facility for facility, place in sorted(self.due.items()) if self.holds(place)]
        absent = tuple(facility for facility in due if facility not in side)
        return Coverage(len(due), len(due) - len(absent), absent)

    def added(
        self, kind: _Kind, reporter: str, side: _Side, here: Sequence[str], hidden: Absence | None
    ) -> Figure:
        value = None if hidden else sum((cast(Decimal, side[each]["value"]) for each in here), Decimal(0))
        trace = Trace(
            label=Label(f"{REPORTERS[reporter].zh} {kind[0]}", f"{kind[0]}, {REPORTERS[reporter].en}"),
            value=amount(value, kind[1]).zh,
            formula="Σ",
            status=worst(cast(Status, side[each]["status"]) for each in here),
            is_synthetic=any(side[each]["is_synthetic"] is True for each in here),
            coverage=self.coverage(side),
            notes=(Label("单位级资料，只列合计", "unit-level data: aggregates only"),),
        )
        return Figure(value, kind[1], trace, hidden)


def _over_second(one: Decimal, other: Decimal) -> Decimal | Absence:
    quotient = ratio(difference(one, other), other)
    return quotient if isinstance(quotient, Absence) else percent(quotient)


def _combined(
    label: Label,
    unit: str,
    sums: tuple[Figure, Figure],
    hidden: Absence | None,
    combine: Callable[[Decimal, Decimal], Decimal | Absence],
) -> Figure:
    values = [each.value for each in sums if each.value is not None]
    found = hidden if len(values) < len(sums) else combine(*values)
    value = found if isinstance(found, Decimal) else None
    trace = Trace(
        label=label,
        value=amount(value, unit).zh,
        formula="Σ first − Σ second" + (" over Σ second" if unit == "%" else ""),
        status=worst(each.status for each in sums),
        is_synthetic=any(each.is_synthetic for each in sums),
        inputs=lambda: tuple(each.trace for each in sums),
    )
    return Figure(value, unit, trace, found if isinstance(found, Absence) else None)
