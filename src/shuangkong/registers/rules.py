"""Rules of a register (台账规则): the names they may speak of, and their check before any row is seen."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.expression import DATE, OPEN, PERIOD, TEXT, TRUTH, Expression, Kind, Type, number, parse
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Column, ColumnType, Table
from shuangkong.trace import Label

__all__ = ["EDGES", "PLACE", "PREVIOUS", "THING", "check_rules", "expression", "names_of"]

PREVIOUS = "previous."
"""Before a column's name: the cell of the same series one period earlier."""
THING = "thing."
"""Before a column's name: the cell of the thing that an event befalls."""
PLACE = "place."
"""Before ``west``, ``east``, ``south`` or ``north``: an edge of the place the packs are for."""
EDGES: Mapping[str, Label] = {
    "west": Label("辖区西界", "western edge of the region"),
    "east": Label("辖区东界", "eastern edge of the region"),
    "south": Label("辖区南界", "southern edge of the region"),
    "north": Label("辖区北界", "northern edge of the region"),
}
_TYPES: Mapping[ColumnType, Type] = {
    "text": TEXT,
    "integer": number(),
    "decimal": number(),
    "date": DATE,
    "boolean": TRUTH,
    "period": PERIOD,
    "division": TEXT,
    "unit": TEXT,
    "status": TEXT,
}


@lru_cache(maxsize=4096)
def expression(text: str, where: str = "expression") -> Expression:
    """Return the expression of a text, parsed once (解析一次)."""
    return parse(text, where)


def names_of(type_: RegisterType, things: RegisterType | None) -> Mapping[str, Type]:
    """Return what the rules of a type may speak of (规则可用的变量), with its type and unit.

    Notes
    -----
    A decimal bears its column's unit; where the row says the unit itself, every unit goes with it. Tables
    with a period have ``previous.<column>``, events ``thing.<column>``; every table has the edges of the
    place (``place.west`` …) in degrees.
    """
    names = _columns(type_.table)
    if "period" in type_.table.column_names:
        names |= {f"{PREVIOUS}{name}": kind for name, kind in names.items()}
    if things is not None:
        names |= {f"{THING}{name}": kind for name, kind in _columns(things.table).items()}
    return names | {f"{PLACE}{edge}": number("度") for edge in EDGES}


def _columns(table: Table) -> dict[str, Type]:
    says_unit = any(column.type == "unit" for column in table.columns)
    return {column.name: _type(column, says_unit=says_unit) for column in table.columns}


def _type(column: Column, *, says_unit: bool) -> Type:
    if column.type not in {"decimal", "integer"}:
        return _TYPES[column.type]
    if column.unit:
        return number(column.unit)
    return OPEN if says_unit and column.type == "decimal" else number()


def check_rules(type_: RegisterType, things: RegisterType | None, place: str, problems: Collector) -> None:
    """Note rules and counts that do not parse, name what is not there, or mix types and units (规则检查).

    Codes: ``type_column_repeated`` for an id that stands twice, and those of `parse` and `Expression.check`.
    """
    names = names_of(type_, things)
    seen: set[str] = set()
    for rule in type_.rules:
        where = f"{place} rules [{rule.id}]"
        if rule.id in seen:
            problems.add("type_rule_repeated", where, id=rule.id)
        seen.add(rule.id)
        per = rule.per or None
        _check(rule.expression, names, f"{where} holds", problems, per=per, wanted="truth")
    for name, count in type_.counting.items():
        where = f"{place} counting [{name}]"
        _check(count.expression, names, where, problems, per=(), wanted="number")


def _check(
    text: str,
    names: Mapping[str, Type],
    where: str,
    problems: Collector,
    *,
    per: tuple[str, ...] | None,
    wanted: Kind,
) -> None:
    try:
        problems.extend(parse(text, where).check(names, per=per, wanted=wanted))
    except ProblemsFound as found:
        problems.extend(found.problems)
