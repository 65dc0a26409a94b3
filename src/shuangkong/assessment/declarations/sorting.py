"""Sorting rows (行的归类): which rows a declaration is about, which of them count, which are left open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property

from shuangkong.assessment.declarations.declaration import Declaration, Within
from shuangkong.assessment.declarations.distance import Places, place_of
from shuangkong.assessment.declarations.line import Line, Lines, both
from shuangkong.assessment.declarations.names import context_cells, context_types
from shuangkong.assessment.declarations.scope import Scope, Source
from shuangkong.assessment.declarations.units import unit_factor
from shuangkong.expression import Expression, Scalar
from shuangkong.quantity import Period
from shuangkong.schema import Cell, Row
from shuangkong.trace import Absence, Label, RowReference

__all__ = ["sort"]

_NO_DATE = Label("没有计入日期", "the date that counts is blank")
_OUTSIDE = Label("计入日期不在期内", "the date that counts lies outside the time asked about")
_UNPLACED = Label("区划代码在期末不存在", "its division does not stand at the end of the period")
_NO_PLACE = Label("没有经纬度", "it has no coordinates")
_REPEATED = Label("同一对象只计一次", "its object counts once, by another row")


def sort(declaration: Declaration, scope: Scope) -> Lines | None:
    """Return what becomes of each row of a declaration's register (归类); None where there is no register.

    A row that has been closed before the end of the period is left out where the declaration says so. Of the
    rows that share the cells of ``once`` one counts: the earliest that fulfils the condition.
    """
    source = scope.source(
        declaration.register,
        of_any_period=declaration.dated is not None and declaration.dated.is_period,
    )
    if source is None:
        return None
    sorter = _Sorter(declaration, scope)
    found = [sorter.line(source, *each) for each in scope.cells(source, declaration, sorter.shared)]
    held = [line for line in found if line is not None and line.is_about is not False]
    kept, repeated = _once(held, declaration.once)
    return Lines(tuple(kept), tuple(repeated), len(found), sorter.unlocated)


@dataclass(frozen=True)
class _Sorter:
    declaration: Declaration
    scope: Scope

    @cached_property
    def shared(self) -> Mapping[str, Scalar]:
        scope = self.scope
        return context_cells(self.declaration, scope.packs, scope.period, scope.base_year)

    def line(self, source: Source, row: Row, is_placed: bool, cells: dict[str, Scalar]) -> Line | None:
        """Return what becomes of a row; None where a closure takes it out."""
        declaration, period = self.declaration, self.scope.period
        closed = declaration.closed
        if closed is not None and closed.then == "leaves":
            day = row.get(closed.column)
            if isinstance(day, date) and day <= period.end:
                return None
        about, cause = _decided(declaration.among, cells)
        if about is not False and declaration.within is not None:
            near, why = self._near(row)
            about, cause = both(about, near), cause or why
        if not is_placed and about is not False:
            about, cause = None, _UNPLACED
        counted, why = _decided(declaration.counted, cells)
        day, in_time, late = self._dated(row)
        counted = both(counted, in_time)
        why = late if in_time is False else why
        return Line(source, row, cells, about, counted, cause or (None if counted else why), day)

    def _dated(self, row: Row) -> tuple[date | None, bool, Label | None]:
        """Return the date that counts, whether it lies in the time asked about, and why not."""
        dated, period = self.declaration.dated, self.scope.period
        if dated is None:
            return None, True, None
        cell = row.get(dated.column)
        day = Period.parse(str(cell)).end if dated.is_period and cell is not None else cell
        if not isinstance(day, date):
            return None, False, _NO_DATE
        first = date.min
        if dated.since == "year":
            first = date(period.start.year, 1, 1)
        elif dated.since == "base" and self.scope.base_year is not None:
            first = date(self.scope.base_year + 1, 1, 1)
        is_in = first <= day <= period.end
        return day, is_in, None if is_in else _OUTSIDE

    def _near(self, row: Row) -> tuple[bool | None, Label | None]:
        place = place_of(row.get("longitude"), row.get("latitude"))
        if place is None:
            return None, _NO_PLACE
        return self._neighbours[0].has_near(place, self._kilometres), None

    @cached_property
    def _kilometres(self) -> Decimal:
        within = self._within
        value = within.kilometres.value(self.shared)
        kind = within.kilometres.type_of(context_types(self.declaration, self.scope.packs))
        factor = unit_factor(kind.unit or "公里", "公里")
        if not isinstance(value, Decimal) or factor is None:
            raise ValueError("a distance was checked to be a number")
        return value * factor

    @property
    def _within(self) -> Within:
        if self.declaration.within is None:
            raise ValueError("only a declaration with a distance has neighbours")
        return self.declaration.within

    @cached_property
    def _neighbours(self) -> tuple[Places, tuple[RowReference, ...]]:
        """The places of the other register, and its rows that are left open."""
        within = self._within
        source = self.scope.source(within.register, anywhere=True)
        places, open_rows = [], []
        for row in () if source is None else source.rows:
            taken, _ = _decided(within.among, {**row, **self.shared})
            place = place_of(row.get("longitude"), row.get("latitude"))
            if taken is True and place is not None:
                places.append(place)
            elif taken is not False and source is not None:
                open_rows.append(source.reference(row))
        return Places.of(places), tuple(open_rows)

    @property
    def unlocated(self) -> tuple[RowReference, ...]:
        """Rows of the other register that could lie near without anyone knowing."""
        return () if self.declaration.within is None else self._neighbours[1]


def _decided(expression: Expression | None, cells: Mapping[str, Scalar]) -> tuple[bool | None, Label | None]:
    """Return whether a condition holds for a row; None, and why, where a missing cell leaves it open."""
    if expression is None:
        return True, None
    value = expression.value(cells)
    if isinstance(value, Absence):
        return None, value.reason
    return value is True, None


def _once(lines: Sequence[Line], columns: Sequence[str]) -> tuple[list[Line], list[Line]]:
    """Return one line for each object, and those that repeat one."""
    if not columns:
        return list(lines), []
    groups: dict[tuple[Cell, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(tuple(line.row.get(name) for name in columns), []).append(line)
    kept, repeated = [], []
    for group in groups.values():
        first, *others = sorted(group, key=_precedence)
        kept.append(first)
        repeated += [replace(each, cause=_REPEATED) for each in others]
    return kept, repeated


def _precedence(line: Line) -> tuple[int, date]:
    """What counts goes first, then what is open; of those the earliest."""
    rank = {True: 0, None: 1, False: 2}[line.is_taken]
    return rank, line.day or date.max
