"""Planting faults (预埋错误): a known share of invented rows is made wrong, each noted in the answer key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Fault, Filled, Planted, Region

__all__ = [
    "Fits",
    "Spoil",
    "beyond",
    "copied",
    "in_year",
    "joined",
    "lost",
    "planted",
    "scaled",
    "set_to",
    "twin_of",
    "where",
]

Fits = Callable[[Row, Sequence[Row]], bool]
"""Whether a row can be made wrong, given those after it."""
_ONE_IN = 35  # rows to each that is spoiled
_ABSENT = "absent"


def _any(_row: Row, _later: Sequence[Row]) -> bool:
    return True


@dataclass(frozen=True)
class Spoil:
    """One way a row is made wrong (错误样式).

    Parameters
    ----------
    rule
        Rule that is meant to find it.
    change
        From the row, and those after it, to the spoiled cell.
    """

    rule: str
    column: str
    fault: Fault
    change: Callable[[Row, Sequence[Row]], Cell]
    fits: Fits = _any


def in_year(year: int) -> Fits:
    """Return the condition that a row is of a year (限于某年)."""
    return lambda row, _later: row.get("period") == str(year)


def where(**cells: Cell) -> Fits:
    """Return the condition that a row has these cells (限于某些行)."""
    return lambda row, _later: all(row.get(name) == cell for name, cell in cells.items())


def lost(rule: str, column: str, fits: Fits = _any) -> Spoil:
    """Return the fault that a cell is missing (漏填)."""
    return Spoil(
        rule,
        column,
        "missing",
        lambda _row, _later: None,
        lambda row, later: _has(row, column) and fits(row, later),
    )


def set_to(rule: str, column: str, cell: Cell, fits: Fits = _any) -> Spoil:
    """Return the fault that a cell says something wrong (错填)."""
    return Spoil(rule, column, "wrong", lambda _row, _later: cell, fits)


def scaled(rule: str, column: str, percent: int, fits: Fits = _any) -> Spoil:
    """Return the fault that a figure is in the wrong unit or off by a factor [%] (数量级或单位错误)."""
    return Spoil(
        rule,
        column,
        "wrong",
        lambda row, _later: _times(row[column], percent),
        lambda row, later: bool(row[column]) and fits(row, later),
    )


def beyond(rule: str, column: str, whole: str, fits: Fits = _any) -> Spoil:
    """Return the fault that a part is twice its whole (部分大于总体)."""
    return Spoil(
        rule,
        column,
        "contradictory",
        lambda row, _later: _times(row[whole], 200),
        lambda row, later: bool(row[whole]) and _has(row, column) and fits(row, later),
    )


def copied(rule: str, column: str, other: str, fits: Fits = _any) -> Spoil:
    """Return the fault that a cell says what another says (串列)."""
    return Spoil(
        rule,
        column,
        "contradictory",
        lambda row, _later: row[other],
        lambda row, later: _has(row, column) and _has(row, other) and fits(row, later),
    )


def twin_of(rule: str, column: str, *shared: str) -> Spoil:
    """Return the fault that a row bears the name of a later one it shares some cells with (重名)."""

    def twins(row: Row, later: Sequence[Row]) -> list[Row]:
        return [each for each in later if all(each[name] == row[name] for name in shared)]

    return Spoil(
        rule,
        column,
        "contradictory",
        lambda row, later: twins(row, later)[0][column],
        lambda row, later: bool(twins(row, later)),
    )


def _has(row: Row, column: str) -> bool:
    return row[column] is not None


def _times(cell: Cell, percent: int) -> Cell:
    if isinstance(cell, Decimal):
        return (cell * percent / 100).quantize(cell)
    if isinstance(cell, int):
        return cell * percent // 100
    raise TypeError(f"{cell!r} is no figure")


def planted(
    region: Region,
    table: str,
    key: Sequence[str],
    rows: Sequence[Row],
    spoils: Sequence[Spoil],
    *,
    absent: str = "",
) -> Filled:
    """Return the rows with about one in 35 made wrong (预埋错误), and the answer key.

    Parameters
    ----------
    absent
        Period of which one row is left out, as a filer's that is late; empty leaves none out.
    """
    dice = region.dice(f"{table}/faults")
    kept, noted = list(rows), list[Planted]()
    if absent:
        late = dice.choice([row for row in kept if row.get("period") == absent])
        noted.append(Planted(table, _key(late, key), "", "late", _ABSENT))
        kept.remove(late)
    order = dice.sample(list(spoils), len(spoils))
    places = dice.sample(range(len(kept)), len(kept))
    for turn in range(max(1, len(kept) // _ONE_IN) if order else 0):
        spoil = order[turn % len(order)]
        found = next((at for at in places if spoil.fits(kept[at], kept[at + 1 :])), None)
        if found is None:
            continue
        places.remove(found)
        row = kept[found]
        noted.append(Planted(table, _key(row, key), spoil.column, spoil.fault, spoil.rule))
        kept[found] = {**row, spoil.column: spoil.change(row, kept[found + 1 :])}
    return Filled({table: tuple(kept)}, tuple(noted))


def _key(row: Row, key: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(cell).lower() if isinstance(cell, bool) else str(cell) for cell in map(row.get, key))


def joined(fills: Iterable[Filled]) -> Filled:
    """Return the rows and faults of several registers together (合并)."""
    rows: dict[str, Sequence[Row]] = {}
    noted: list[Planted] = []
    for each in fills:
        for table, added in each.rows.items():
            rows[table] = (*rows.get(table, ()), *added)
        noted += each.planted
    return Filled(rows, tuple(noted))
