"""Compact rows (紧凑数据行): rows of the same columns, which share the names and hold only their cells."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence
from operator import itemgetter
from typing import cast

from shuangkong.schema.column import Cell

__all__ = ["CompactRow", "columns_of", "keys_of"]


class CompactRow(Mapping[str, Cell]):
    """A row that shares the places of its columns with others (紧凑数据行); a dict weighs fivefold.

    Parameters
    ----------
    places
        Column → where its cell stands; one mapping for all rows.

    Examples
    --------
    >>> row = CompactRow({"a": 0, "b": 1}, ("甲", None))
    >>> row["a"], row.get("c"), row == {"a": "甲", "b": None}
    ('甲', None, True)
    """

    __slots__ = ("_cells", "_places")

    def __init__(self, places: Mapping[str, int], cells: tuple[Cell, ...]) -> None:
        self._places = places
        self._cells = cells

    def __getitem__(self, name: str) -> Cell:
        return self._cells[self._places[name]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def __repr__(self) -> str:
        return repr(dict(self))

    def plain(self) -> dict[str, Cell]:
        """Return the row as a dict, for cells that are looked at often."""
        return dict(zip(self._places, self._cells, strict=True))

    def keys(self) -> KeysView[str]:
        """Return the names of the columns."""
        return self._places.keys()

    def items(self) -> ItemsView[str, Cell]:
        """Return the names with their cells."""
        return self.plain().items()

    def get(self, name: str, default: object = None, /) -> Cell:
        """Return a cell, or the default where there is no such column."""
        place = self._places.get(name)
        return cast(Cell, default) if place is None else self._cells[place]


def columns_of(rows: Sequence[Mapping[str, Cell]], names: Sequence[str]) -> list[Sequence[Cell]]:
    """Return the cells of rows column by column (按列取值).

    Examples
    --------
    >>> places = {"a": 0, "b": 1}
    >>> columns_of([CompactRow(places, (1, 2)), CompactRow(places, (3, 4))], ["b"])
    [(2, 4)]
    """
    places = rows[0]._places if rows and isinstance(rows[0], CompactRow) else None
    if places is None or any(type(row) is not CompactRow or row._places is not places for row in rows):
        return [[row[name] for row in rows] for name in names]
    columns = list(zip(*[row._cells for row in rows if isinstance(row, CompactRow)], strict=True))
    return [columns[places[name]] for name in names]


def keys_of(rows: Sequence[Mapping[str, Cell]], names: Sequence[str]) -> list[tuple[Cell, ...]]:
    """Return some cells of each row (按行取键); None for a column that a row lacks.

    Examples
    --------
    >>> places = {"a": 0, "b": 1}
    >>> keys_of([CompactRow(places, (1, 2)), CompactRow(places, (3, 4))], ["b", "c"])
    [(2, None), (4, None)]
    """
    places = rows[0]._places if rows and isinstance(rows[0], CompactRow) else None
    is_alike = all(type(row) is CompactRow and row._places is places for row in rows)
    if places is None or not is_alike or any(name not in places for name in names):
        return [tuple([row.get(name) for name in names]) for row in rows]
    order = [places[name] for name in names]
    if len(order) == 1:
        (only,) = order
        return [(row._cells[only],) for row in rows if isinstance(row, CompactRow)]
    pick = itemgetter(*order) if order else lambda _: ()
    return [pick(row._cells) for row in rows if isinstance(row, CompactRow)]
