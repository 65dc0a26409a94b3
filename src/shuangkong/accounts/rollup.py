"""Roll-up (逐级汇总): sums of a frozen table by county, prefecture and region, with coverage at every level.

One SQL text adds fixed-point numbers; coverage, series and traces are made for the figure asked for. A figure
equals what `shuangkong.accounts.total.sum_below` gives, taken level by level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache, cached_property, partial
from typing import NamedTuple, Protocol, cast

from shuangkong.accounts.account import Account, Series, same_series
from shuangkong.accounts.attendance import Attendance, Slot
from shuangkong.accounts.disclosure import withheld, withheld_cells
from shuangkong.accounts.division_tree import tree_on
from shuangkong.accounts.frozen import FrozenRows
from shuangkong.accounts.naming import CODES, Naming
from shuangkong.accounts.observation import plain
from shuangkong.accounts.rollup_text import RollupSource, reporters_text, sums_text
from shuangkong.engine import Parameters
from shuangkong.errors import Collector
from shuangkong.packs import RuleEdition
from shuangkong.quantity import EnergyBasis, Period
from shuangkong.schema import Cell, columns, table, write_cell
from shuangkong.trace import Absence, Figure, Label, RowReference, Status, Trace, worst

__all__ = ["Askable", "Rollup", "RollupLine", "roll_up"]

_STATUSES: tuple[Status, ...] = ("official", "secondary", "constructed", "unverified")
_ALL = ""  # every product
_AGGREGATES_ONLY = (Label("单位级资料，只列合计", "unit-level data: aggregates only"),)
_Aggregate = tuple[str, str]


class Askable(FrozenRows, Protocol):
    """Frozen rows that also answer one SQL text (可查询的快照数据)."""

    def sql(self, text: str, parameters: Parameters = ()) -> list[tuple[Cell, ...]]:
        """Answer one SELECT in exact numbers."""
        ...


class RollupLine(NamedTuple):
    """One sum (汇总行) [unit]: a division, product and year in one series, and how many rows entered."""

    division: str
    product: str
    period: str
    series: Series
    unit: str
    value: Decimal
    entries: int
    status: Status


def roll_up(
    rows: Askable,
    source: RollupSource,
    *,
    level: str = "",
    expected: Callable[[str], Mapping[str, str]] | None = None,
    disclosure: RuleEdition | None = None,
    synthetic: bool = False,
) -> Rollup:
    """Sum a table up the tree of divisions (逐级汇总), by year, product, energy basis and series.

    Parameters
    ----------
    level
        Level of the divisions whose rows are summed, where divisions of several levels stand in the table.
        Empty takes every row: right where each row is of a different thing, as a facility.
    expected
        Year → reporter → division it reports in: who should be there. Without it, the divisions of ``level``.
    disclosure
        Rule of how few facilities an aggregate may stand for; needed for a table of unit-level data.

    Raises
    ------
    ProblemsFound
        ``rollup_division_unknown`` for each division of a row that the tree does not hold in that year;
        ``rollup_needs_disclosure_rule`` for unit-level data without the rule.
    """
    problems = Collector()
    if source.is_unit_level and disclosure is None:
        problems.add("rollup_needs_disclosure_rule", source.table)
    problems.raise_errors()
    parameters: dict[str, Cell] = {"synthetic": synthetic, **source.equals}
    lines = []
    for whole, stray, *cells in rows.sql(sums_text(source), {**parameters, "level": level}):
        if whole is None:
            problems.add("rollup_division_unknown", source.table, code=stray, period=cells[0])
        else:
            lines.append(_line(cast(str, whole), cells))
    problems.raise_errors()
    tree = cache(lambda year: tree_on(rows, Period.parse(year).end))

    def divisions(year: str) -> Mapping[str, str]:
        at_level = (code for code, stands in tree(year).levels.items() if stands == level)
        return {code: code for code in at_level}

    attendance = Attendance(tree, expected or divisions, _present(rows, source, parameters))
    return Rollup(rows, source, tuple(lines), attendance, disclosure, synthetic)


def _present(
    rows: Askable, source: RollupSource, parameters: Mapping[str, Cell]
) -> Mapping[Slot, Sequence[tuple[str, str]]]:
    present: dict[Slot, list[tuple[str, str]]] = defaultdict(list)
    for reporter, division, period, product, basis in rows.sql(reporters_text(source), parameters):
        slot = (str(period), cast("str | None", product), cast("str | None", basis))
        present[slot].append((str(reporter), str(division)))
    return present


@cache
def _series(basis: EnergyBasis | None, price: int | None, vintage: str) -> Series:
    return Series(basis, price, vintage)


def _line(whole: str, cells: Sequence[Cell]) -> RollupLine:
    period, product, basis, price, vintage, unit, value, entries, rank = cells
    series = _series(cast("EnergyBasis | None", basis), cast("int | None", price), str(vintage or ""))
    amount, status = cast(Decimal, value), _STATUSES[cast(int, rank)]
    names = (cast(str, product), cast(str, period))
    return RollupLine(whole, *names, series, cast(str, unit), amount, cast(int, entries), status)


@dataclass(frozen=True)
class Rollup:
    """Sums of one table at every level (逐级汇总结果), made into accounts when asked for.

    Unit-level data leave it only through `account` and `total`, withheld where too few stand behind.
    """

    rows: Askable = field(repr=False)
    source: RollupSource
    lines: tuple[RollupLine, ...] = field(repr=False)
    attendance: Attendance = field(repr=False)
    disclosure: RuleEdition | None = field(repr=False)
    synthetic: bool
    names: Naming = field(default=CODES, repr=False)
    _labels: dict[tuple[str, str, str], Label] = field(default_factory=dict, init=False, repr=False)
    _hidden: dict[tuple[str, str | None], frozenset[_Aggregate]] = field(
        default_factory=dict, init=False, repr=False
    )

    def named(self, names: Naming) -> Rollup:
        """Return the same sums with divisions and indicators by name (名称)."""
        return replace(self, names=names)

    @cached_property
    def products(self) -> tuple[str, ...]:
        """Products that hold anything, in order."""
        return tuple(sorted({line.product for line in self.lines}))

    def account(
        self, division: str, product: str, period: str, *, energy_basis: EnergyBasis | None = None
    ) -> Account:
        """Return the sum of one product over everything within a division (某品种合计), with coverage.

        Raises
        ------
        ProblemsFound
            If its parts mix energy bases, price bases, vintages or units.
        """
        chosen: Sequence[RollupLine] = self._lines.get((division, product, period), ())
        if energy_basis is not None:
            chosen = [line for line in chosen if line.series.energy_basis in (None, energy_basis)]
        return self._account(chosen, (division, product), period, energy_basis)

    def total(self, division: str, period: str, *, energy_basis: EnergyBasis) -> Account:
        """Return the sum of all products within a division (各品种合计) in one basis, with coverage.

        Raises
        ------
        ValueError
            If the products of the source are no parts of one thing, as indicators are not.
        ProblemsFound
            If they mix price bases, vintages or units.
        """
        if not self.source.total:
            raise ValueError(f"the {self.source.product} of {self.source.table} do not add")
        found = self._lines.get((division, _ALL, period), ())
        chosen = [line for line in found if line.series.energy_basis == energy_basis]
        return self._account(chosen, (division, _ALL), period, energy_basis)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str, str], Sequence[RollupLine]]:
        index: dict[tuple[str, str, str], list[RollupLine]] = defaultdict(list)
        for line in self.lines:
            index[(line.division, line.product, line.period)].append(line)
            index[(line.division, _ALL, line.period)].append(line)
        return index

    def _account(
        self, lines: Sequence[RollupLine], of: _Aggregate, period: str, basis: EnergyBasis | None
    ) -> Account:
        division, product = of
        name = product or self.source.total
        label = self._label(division, name, period)
        _one_series(lines, label.zh)
        series, unit = (lines[0].series, lines[0].unit) if lines else (Series(), "")
        of_basis = series.energy_basis if lines else basis
        slot = (period, product if self.source.reports_by_product else None, of_basis)
        absence = None if lines else Absence("not_published", Label("下级均无数据", "no part has reported"))
        if lines and self.disclosure is not None and of in self._withheld(period, series.energy_basis):
            absence = withheld(self.disclosure)
        value = None if absence else lines[0].value if len(lines) == 1 else _added(lines)
        coverage, unexpected = self.attendance.coverage(division, slot)
        trace = Trace(
            label=label,
            value="—" if value is None else f"{plain(value)} {unit}",
            formula="Σ",
            status=lines[0].status if len(lines) == 1 else worst(line.status for line in lines),
            is_synthetic=self.synthetic and bool(lines),
            coverage=coverage,
            notes=self._notes(unexpected),
            inputs=partial(self._inputs, of, period, basis),
        )
        figure = Figure(value, unit, trace, absence)
        return Account(division, name, Period.parse(period), figure, series, self.names)

    def _label(self, division: str, name: str, period: str) -> Label:
        key = (division, name, period)
        if key not in self._labels:  # the same in every energy basis
            place, what = self.names.place(division, Period.parse(period)), self.names.indicator(name)
            self._labels[key] = Label(f"{place.zh} {what.zh}：汇总", f"rolled up: {what.en}, {place.en}")
        return self._labels[key]

    def _notes(self, more: int) -> tuple[Label, ...]:
        notes = () if self.disclosure is None else _AGGREGATES_ONLY
        if not more:
            return notes
        zh, en = f"另有 {more} 个填报者不在应报名单", f"{more} more reported without being expected"
        return (*notes, Label(zh, en))

    def _inputs(self, of: _Aggregate, period: str, basis: EnergyBasis | None) -> tuple[Trace, ...]:
        division, product = of
        below = self.attendance.tree(period).children.get(division, ())
        parts = (
            self.total(code, period, energy_basis=basis)
            if not product and basis is not None
            else self.account(code, product, period, energy_basis=basis)
            for code in below
            if (code, product, period) in self._lines
        )
        return *(part.figure.trace for part in parts), *self._entries(of, period, basis)

    def _entries(self, of: _Aggregate, period: str, basis: EnergyBasis | None) -> tuple[Trace, ...]:
        division, product = of
        if self.source.is_unit_level:
            return ()
        of_table, table_hash = table(self.source.table), self.rows.table_hash(self.source.table)
        cells: dict[str, Cell] = {self.source.product: product, "is_synthetic": self.synthetic}
        found = self.rows.rows(
            self.source.table, division_code=division, period=period, **cells, **self.source.equals
        )
        entries = []
        for row in found:
            if row["value"] is None or (basis is not None and row["energy_basis"] not in (None, basis)):
                continue
            key = tuple(write_cell(row[name], columns()[name]) for name in of_table.key)
            value = f"{plain(cast(Decimal, row['value']))} {row['unit']}"
            reference = RowReference(self.source.table, key, table_hash)
            entries.append(
                Trace(
                    label=self.names.figure(division, Period.parse(period), product),
                    value=value,
                    rows=(reference,),
                    status=cast(Status, row["status"]),
                    is_synthetic=self.synthetic,
                )
            )
        return tuple(entries)

    def _withheld(self, period: str, basis: EnergyBasis | None) -> frozenset[_Aggregate]:
        key = (period, basis)
        if key not in self._hidden and self.disclosure is not None:
            tree, counts = self.attendance.tree(period), dict[_Aggregate, int]()
            sums: list[tuple[_Aggregate, list[_Aggregate]]] = []
            for product, by_division in self._counts(period, basis).items():
                held, in_tree = tree.sums(by_division)
                counts.update({(division, product): count for division, count in held.items()})
                sums += [((whole, product), [(part, product) for part in parts]) for whole, parts in in_tree]
            for division in sorted({division for division, _ in counts}):
                sums.append(((division, _ALL), [(division, product) for product in self.products]))
            self._hidden[key] = withheld_cells(counts, sums, self.disclosure.count("minimum_count"))
        return self._hidden[key]

    def _counts(self, period: str, basis: EnergyBasis | None) -> Mapping[str, Mapping[str, int]]:
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        slot = (period, None, basis)
        for line in self._of_slot[(period, basis)]:
            counts[line.product][line.division] += line.entries
        for division in {division for by_division in counts.values() for division in by_division}:
            counts[_ALL][division] = len(self.attendance.reporting(division, slot))
        return counts

    @cached_property
    def _of_slot(self) -> Mapping[tuple[str, str | None], Sequence[RollupLine]]:
        index: dict[tuple[str, str | None], list[RollupLine]] = defaultdict(list)
        for line in self.lines:
            index[(line.period, line.series.energy_basis)].append(line)
        return index


def _added(lines: Sequence[RollupLine]) -> Decimal:
    return sum((line.value for line in lines), Decimal(0))


def _one_series(lines: Sequence[RollupLine], where: str) -> None:
    """Refuse lines of several series or units, saying in what they differ (口径一致性)."""
    if len(lines) > 1 and len({(line.series, line.unit) for line in lines}) > 1:
        same_series(
            (
                Account(
                    line.division,
                    line.product,
                    Period.parse(line.period),
                    Figure(line.value, line.unit, Trace(Label(where, where), "")),
                    line.series,
                )
                for line in lines
            ),
            where,
        )
