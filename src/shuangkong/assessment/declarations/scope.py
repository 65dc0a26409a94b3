"""Scope (计算范围): what a declaration is evaluated on: the question, its divisions, rows of registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from shuangkong.accounts import Asker
from shuangkong.accounts.division_tree import DivisionTree, tree_on
from shuangkong.assessment.declarations.declaration import Declaration
from shuangkong.assessment.declarations.loading import Declared
from shuangkong.errors import ProblemsFound
from shuangkong.expression import Scalar
from shuangkong.packs import Packs
from shuangkong.quantity import Period
from shuangkong.registers import RegisterType
from shuangkong.schema import Cell, Row, Table, write_cell
from shuangkong.trace import Label, RowReference

__all__ = ["Scope", "Source"]

_THING = "thing."


@dataclass(frozen=True)
class Source:
    """The rows of one register that a question is about (数据来源): those within its division.

    ``unplaced`` are rows of divisions that do not stand in the tree of the day: they may lie anywhere.
    """

    type: RegisterType
    table_hash: str
    rows: tuple[Row, ...]
    unplaced: tuple[Row, ...] = ()

    @property
    def table(self) -> Table:
        """The table the rows stand in."""
        return self.type.table

    def reference(self, row: Row) -> RowReference:
        """Return the reference of a row (数据行引用)."""
        key = tuple(write_cell(row[name], self.table.column(name)) for name in self.table.key)
        return RowReference(self.table.name, key, self.table_hash)


@dataclass(frozen=True)
class Scope:
    """What a declaration is evaluated on (计算范围).

    Parameters
    ----------
    base_year
        Year a change is set against, and after which ``from: base`` begins.
    target
        Id of the target asked about; empty where there is none.
    """

    asker: Asker
    packs: Packs
    declared: Declared
    base_year: int | None
    target: str = ""

    @property
    def period(self) -> Period:
        """The period asked about."""
        return self.asker.question.period

    @property
    def division(self) -> str:
        """The division asked about."""
        return self.asker.question.division

    @property
    def period_text(self) -> str:
        """The period as the rows of a register of periods write it: of a span, its last year."""
        return self.period.text if len(self.period.years) == 1 else str(self.period.end.year)

    @cached_property
    def tree(self) -> DivisionTree:
        """The tree of divisions on the last day of the period."""
        return tree_on(self.asker.rows, self.period.end)

    @cached_property
    def within(self) -> Mapping[str, str]:
        """Division within the one asked about → the division directly below that one which holds it."""
        found = {self.division: self.division}
        waiting = [(code, code) for code in self.tree.children.get(self.division, ())]
        while waiting:
            code, child = waiting.pop()
            found[code] = child
            waiting += [(below, child) for below in self.tree.children.get(code, ())]
        return found

    @property
    def children(self) -> tuple[str, ...]:
        """The divisions directly below the one asked about."""
        return self.tree.children.get(self.division, ())

    def in_year(self, year: int) -> Scope:
        """Return the scope of a whole year (某年)."""
        question = replace(self.asker.question, period=Period.parse(str(year)))
        return replace(self, asker=replace(self.asker, question=question))

    def source(self, name: str, *, of_any_period: bool = False, anywhere: bool = False) -> Source | None:
        """Return the rows of a register within the division (取数); None where there is no such table.

        Parameters
        ----------
        of_any_period
            Keep rows of other periods than the one asked about.
        anywhere
            Keep rows of other divisions too.
        """
        type_ = self.declared.types[name]
        try:
            table_hash = self.asker.rows.table_hash(type_.table.name)
            held = self.asker.rows.rows(type_.table.name, is_synthetic=self.asker.is_synthetic)
        except ProblemsFound:
            return None  # frozen before the register was there
        if "period" in type_.table.column_names and not of_any_period:
            held = tuple(row for row in held if row["period"] == self.period_text)
        if anywhere:
            return Source(type_, table_hash, held)
        rows, unplaced, known = [], [], self.tree.parents
        for row in held:
            code = str(row["division_code"])
            if code in self.within:
                rows.append(row)
            elif known and code not in known and self.children:
                unplaced.append(row)
        return Source(type_, table_hash, tuple(rows), tuple(unplaced))

    def things(self, type_: RegisterType) -> Mapping[tuple[Cell, ...], Row]:
        """Return the things that the events of a register befall, by key (所属事物)."""
        source = self.source(type_.of, anywhere=True, of_any_period=True)
        return {} if source is None else {tuple(row[n] for n in type_.thing_key): row for row in source.rows}

    def cells(
        self, source: Source, declaration: Declaration, shared: Mapping[str, Scalar]
    ) -> Iterator[tuple[Row, bool, dict[str, Scalar]]]:
        """Yield each row, whether its division is known, and what expressions may speak of (行变量取值)."""
        texts = (declaration.among, declaration.counted, declaration.value, declaration.weight)
        sides = tuple(side.value for side in (declaration.part, declaration.whole) if side is not None)
        names = set[str]().union(*(each.names for each in (*texts, *sides) if each is not None))
        wanted = sorted(name.removeprefix(_THING) for name in names if name.startswith(_THING))
        things = self.things(source.type) if wanted else {}
        for rows, is_placed in ((source.rows, True), (source.unplaced, False)):
            for row in rows:
                cells: dict[str, Scalar] = {**row, **shared}
                if wanted:
                    thing = things.get(tuple(row[name] for name in source.type.thing_key), {})
                    cells |= {f"{_THING}{name}": thing.get(name) for name in wanted}
                yield row, is_placed, cells

    def name(self, code: str) -> Label:
        """Return what a division is called on the last day of the period (地区名称)."""
        return self.asker.names.division(code, self.period.end)
