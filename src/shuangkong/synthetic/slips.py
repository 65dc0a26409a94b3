"""Slips (预埋差错): rows made wrong on purpose, a known few of a register, each noted in the answer key.

A slip is caught by one rule and by no other, so that what checks find can be held against the key. Two rows
that contradict each other are noted under the first, where a check tells of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from shuangkong.expression import written
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Fault, Filled, Planted

__all__ = ["Slip", "joined", "spoiled"]

_SHARE = 3  # rows made wrong [%]


@dataclass(frozen=True)
class Slip:
    """One way of going wrong (差错).

    Attributes
    ----------
    rule
        Rule of the register that must tell of it.
    change
        The cells of a row that become others.
    among
        Which rows it may befall.
    is_copy
        Whether the row stays as it is and a second one with the changed cells contradicts it.
    """

    column: str
    fault: Fault
    rule: str
    change: Callable[[Row], Mapping[str, Cell]]
    among: Callable[[Row], bool] = lambda _row: True
    is_copy: bool = False


def spoiled(
    table: str, key: Sequence[str], rows: Sequence[Row], slips: Sequence[Slip], dice: Random
) -> Filled:
    """Return the rows with about three in a hundred of them made wrong (预埋), by each slip in turn.

    Examples
    --------
    >>> slip = Slip("kw", "wrong", "kw_positive", lambda row: {"kw": "-" + str(row["kw"])})
    >>> found = spoiled("unit", ["id"], [{"id": "U1", "kw": "5"}], [slip], Random(1))
    >>> found.rows["unit"], found.planted[0].key
    (({'id': 'U1', 'kw': '-5'},), ('U1',))
    """
    made = list(rows)
    free = list(range(len(made)))
    planted: list[Planted] = []
    for number in range(max(1, len(made) * _SHARE // 100)):
        slip = slips[number % len(slips)]
        fitting = [place for place in free if slip.among(made[place])]
        if not fitting:
            continue
        place = dice.choice(fitting)
        free.remove(place)
        row = made[place]
        changed = {**row, **slip.change(row)}
        if slip.is_copy:
            made.append(changed)
        else:
            made[place] = changed
        shown = row if slip.is_copy else changed
        texts = tuple(_text(shown[name]) for name in key)
        planted.append(Planted(table, texts, slip.column, slip.fault, slip.rule))
    return Filled({table: tuple(made)}, tuple(planted))


def _text(cell: Cell) -> str:
    """Return a key cell as the dictionary writes it."""
    if cell is None:
        return ""
    return str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else written(cell)


def joined(*parts: Filled) -> Filled:
    """Return the rows and the answer keys of several registers as one (合并)."""
    rows = {table: tuple(made) for part in parts for table, made in part.rows.items()}
    return Filled(rows, tuple(planted for part in parts for planted in part.planted))
