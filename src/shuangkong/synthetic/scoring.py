"""Scoring checks against the answer key (对照预埋错误评分): what was planted, found and flagged.

A row is spoken of by an error or a warning at it, or at the group of rows it is in; notes do not count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.expression import written
from shuangkong.records.writing import RowWriter
from shuangkong.registers import check
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Cell, Row
from shuangkong.synthetic.region import Fill, Filled, Planted, Region

__all__ = ["Finding", "Score", "findings", "key_texts", "score", "scores"]

_NUMBERED = re.compile(r"\[(\d+)\]")
_OFF_BY_ONE = 1


@dataclass(frozen=True)
class Finding:
    """What a check says of a row (校验结果): where it stands, and the rows of its group beside it.

    Attributes
    ----------
    rule
        Rule of the type, or the code of what else is wrong.
    """

    index: int
    rule: str
    problem: Problem
    group: tuple[int, ...]


@dataclass(frozen=True)
class Score:
    """How well checks find what was planted (评分).

    Attributes
    ----------
    by_rule
        How many of those found were found by the rule meant to find them.
    absent
        Planted as missing or late whole: there is no row to speak of; attendance tells of them.
    flagged
        Clean rows that an error or a warning speaks of.
    """

    planted: int = 0
    found: int = 0
    by_rule: int = 0
    absent: int = 0
    clean: int = 0
    flagged: int = 0
    missed: tuple[Planted, ...] = ()
    false: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    @property
    def recall(self) -> Decimal | None:
        """Share of what was planted that was found [%]; None where nothing was planted."""
        return None if not self.planted else Decimal(100) * self.found / self.planted

    @property
    def false_share(self) -> Decimal | None:
        """Share of clean rows flagged [%]; None where there is none."""
        return None if not self.clean else Decimal(100) * self.flagged / self.clean

    def __add__(self, other: Score) -> Score:
        """Return the score of both together."""
        return Score(**{name: mine + vars(other)[name] for name, mine in vars(self).items()})


def key_texts(row: Row, key: Iterable[str]) -> tuple[str, ...]:
    """Return the key of a row as the answer key writes it (键的写法).

    Examples
    --------
    >>> key_texts({"id": "U1", "is_synthetic": True, "valid_to": None}, ("id", "is_synthetic", "valid_to"))
    ('U1', 'true', '')
    """
    return tuple(_text(row[name]) for name in key)


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, int) else written(cell)


def findings(rows: Sequence[Row], type_: RegisterType, things: Sequence[Row] | None) -> Iterator[Finding]:
    """Return what the checks of a type say of rows, errors and warnings (校验结果)."""
    for problem in _unkeepable(rows, type_):
        numbered = _NUMBERED.search(problem.where)
        if numbered is not None:
            yield Finding(int(numbered[1]) - _OFF_BY_ONE, problem.code, problem, ())
    groups = {rule.id: _groups(rows, rule.per) for rule in type_.rules if rule.per}
    for problem in check(rows, (), type_, lambda index, column: f"[{index}].{column}", things=things):
        numbered = _NUMBERED.search(problem.where)
        if problem.severity == "note" or numbered is None:
            continue
        index, rule = int(numbered[1]), str(problem.details.get("rule", problem.code))
        per = next((each.per for each in type_.rules if each.id == rule), ())
        group = groups[rule][_cells(rows[index], per)] if per else ()
        yield Finding(index, rule, problem, tuple(group))


def _unkeepable(rows: Sequence[Row], type_: RegisterType) -> Sequence[Problem]:
    """Return why rows could not be kept at all; most can, which is quickly seen by writing them."""
    try:
        for _ in RowWriter.of(type_.table).chunks(rows, len(rows) or 1):
            pass
    except ProblemsFound as found:
        return found.problems
    return ()


def _groups(rows: Sequence[Row], per: Sequence[str]) -> Mapping[tuple[Cell, ...], list[int]]:
    found: dict[tuple[Cell, ...], list[int]] = {}
    for index, row in enumerate(rows):
        found.setdefault(_cells(row, per), []).append(index)
    return found


def _cells(row: Row, names: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(row[name] for name in names)


def score(
    type_: RegisterType,
    filled: Filled,
    things: Sequence[Row] | None,
    apart: Callable[[Planted], bool] = lambda _: False,
) -> Score:
    """Return how well the checks of a type find what was planted in its rows (评分), as `scores`."""
    table = type_.table
    rows = tuple(filled.rows.get(table.name, ()))
    planted = [each for each in filled.planted if each.table == table.name]
    keys = [key_texts(row, table.key) for row in rows]
    standing, wrong = set(keys), {each.key for each in planted}
    told: dict[tuple[str, ...], set[str]] = {}
    flagged: dict[int, str] = {}
    for finding in findings(rows, type_, things):
        spoken = {finding.index, *finding.group}
        for index in spoken:
            told.setdefault(keys[index], set()).add(finding.rule)
        if not any(keys[index] in wrong for index in spoken):
            flagged[finding.index] = finding.rule
    planted = [each for each in planted if not apart(each)]
    present = [each for each in planted if each.key in standing]
    missed = tuple(each for each in present if each.key not in told)
    return Score(
        planted=len(present),
        found=len(present) - len(missed),
        by_rule=sum(each.rule in told.get(each.key, ()) for each in present),
        absent=len(planted) - len(present),
        clean=sum(key not in wrong for key in keys),
        flagged=len(flagged),
        missed=missed,
        false=tuple((table.name, rule, keys[index]) for index, rule in sorted(flagged.items())),
    )


def scores(
    types: Mapping[str, RegisterType],
    region: Region,
    themes: Mapping[str, Fill],
    apart: Callable[[Planted], bool] = lambda _: False,
) -> Mapping[str, Score]:
    """Return theme → how well its registers' checks find what it planted (各主题评分).

    Parameters
    ----------
    apart
        What no rule of a register is meant to find: it is neither planted nor clean here.
    """
    filled = {theme: fill(region) for theme, fill in themes.items()}
    rows: dict[str, list[Row]] = {"dispatch_item": list(region.items)}  # these come with the packs
    for each in filled.values():
        for table, invented in each.rows.items():
            rows.setdefault(table, []).extend(invented)
    by_table = {type_.table.name: type_ for type_ in types.values()}
    found = {}
    for theme, each in filled.items():
        total = Score()
        for type_ in (by_table[table] for table in each.rows if table in by_table):
            things = rows.get(types[type_.of].table.name, ()) if type_.of else None
            total += score(type_, each, things, apart)
        found[theme] = total
    return found
