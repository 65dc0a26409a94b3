"""Neighbours of a row (相关行): what is kept under its key, the period before it, the thing it befalls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from shuangkong.registers.grain import period_before
from shuangkong.registers.rules import PLACE, PREVIOUS, THING, expression
from shuangkong.registers.type import RegisterType, Rule
from shuangkong.schema import Cell, Row, keys_of

__all__ = ["Key", "Neighbours", "key_of"]

Key = tuple[Cell, ...]


def key_of(row: Row, columns: Sequence[str]) -> Key:
    """Return the cells of some columns (键)."""
    return tuple(row.get(name) for name in columns)


class Neighbours:
    """Finds what the rules of a type say of other rows than the one checked (相关行).

    Parameters
    ----------
    rows
        Rows that are checked; each stands for what is kept under its key.
    existing
        Rows that are kept.
    things
        Rows of the register of the things that events befall; None where the caller has none.
    """

    def __init__(
        self,
        rows: Sequence[Row],
        existing: Sequence[Row],
        type_: RegisterType,
        things: Sequence[Row] | None,
    ) -> None:
        key = type_.table.key
        self._type = type_
        self._series_columns = type_.series or tuple(name for name in key if name != "period")
        self._cells: dict[int, Row] = {}  # by identity: every row stays with its caller while this lives
        self._rows = rows, existing, things
        self.kept = dict(zip(keys_of(existing, key), existing, strict=True))
        self.standing: dict[Key, Row] = self.kept | dict(zip(keys_of(rows, key), rows, strict=True))
        named = set[str]().union(*(expression(rule.expression).names for rule in type_.rules))
        self._previous = sorted(name for name in named if name.startswith(PREVIOUS))
        self._thing = sorted(name for name in named if name.startswith(THING))
        edges = (name for name in named if name.startswith(PLACE))
        self._place = {name: type_.place.get(name.removeprefix(PLACE)) for name in edges}
        self._series = self._by_series() if self._previous else {}
        self.things = None if things is None else {key_of(row, type_.thing_key): row for row in things}

    def _by_series(self) -> Mapping[tuple[Key, Cell], Row | None]:
        """Return the row of each series and period; None where two differ, so that neither is taken."""
        found: dict[tuple[Key, Cell], Row | None] = {}
        for row in self.standing.values():
            place = key_of(row, self._series_columns), row.get("period")
            found[place] = None if place in found else row
        return found

    def cells(self, row: Row) -> Row:
        """Return a row with the cells of its neighbours that the rules name (含相关行的变量)."""
        if not (self._previous or self._thing or self._place):
            return row
        cells = self._cells.get(id(row))
        if cells is None:
            cells = self._cells[id(row)] = {**row, **self._place, **dict(self._found(row))}
        return cells

    def _found(self, row: Row) -> Iterator[tuple[str, Cell]]:
        if self._previous:
            period = row.get("period")
            before = period_before(period) if isinstance(period, str) else None
            previous = self._series.get((key_of(row, self._series_columns), before)) if before else None
            for name in self._previous:
                yield name, None if previous is None else previous.get(name.removeprefix(PREVIOUS))
        if self._thing:
            thing = self.thing(row)
            for name in self._thing:
                yield name, None if thing is None else thing.get(name.removeprefix(THING))

    def thing(self, row: Row) -> Row | None:
        """Return the thing that an event befalls (所属事物), or None where it is not known."""
        return None if self.things is None else self.things.get(key_of(row, self._type.thing_key))

    def groups(self, rows: Sequence[Row], rule: Rule) -> Mapping[Key, tuple[int, list[Row]]]:
        """Return the groups that rows belong to (分组): first row's number, and all standing rows of it."""
        found: dict[Key, tuple[int, list[Row]]] = {}
        for number, key in enumerate(keys_of(rows, rule.per)):
            if key not in found:
                found[key] = number, []
        standing = list(self.standing.values())
        for key, row in zip(keys_of(standing, rule.per), standing, strict=True):
            group = found.get(key)
            if group is not None:
                group[1].append(self.cells(row))
        return found
