"""Loading declarations (加载指标口径): entries of the packs, parsed and checked once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from shuangkong.assessment.declarations.checking import Checking
from shuangkong.assessment.declarations.declaration import Closed, Dated, Declaration, Side, Within
from shuangkong.errors import Collector, ProblemsFound
from shuangkong.expression import Expression, parse
from shuangkong.packs import PackReference, Packs, Plain
from shuangkong.registers import RegisterType, register_types
from shuangkong.sources import Citation
from shuangkong.trace import Label

__all__ = ["Declared", "declared", "declares"]

Entry = Mapping[str, Any]
_KEPT: dict[tuple[PackReference, ...], Declared] = {}
_MOST_KEPT = 8


class Declared:
    """The declarations of a stack (指标口径表), with the types of the registers they are made of."""

    def __init__(self, types: Mapping[str, RegisterType], by_id: Mapping[str, Declaration]) -> None:
        self.types = types
        self.by_id = by_id
        self._readings: dict[str, tuple[Declaration, ...]] = {}
        for each in by_id.values():
            if each.reading_of:
                held = self._readings.get(each.reading_of, ())
                self._readings[each.reading_of] = (*held, each)

    def readings(self, declaration: Declaration) -> tuple[Declaration, ...]:
        """Return the other readings of a clause (其他读法), in the order of the packs."""
        return self._readings.get(declaration.id, ())


def declares(packs: Packs, indicator_id: str | None) -> bool:
    """Whether an indicator is one that the packs declare (是否有指标口径)."""
    return indicator_id is not None and any(
        entry["id"] == indicator_id for entry in packs.entries("declarations")
    )


def declared(packs: Packs) -> Declared:
    """Return the declarations of a stack of packs (指标口径), loaded once for each stack.

    Raises
    ------
    ProblemsFound
        With every problem of every declaration: those of `parse` and of `Expression.check`, and those named
        by `Checking`.
    """
    found = _KEPT.get(packs.references)
    if found is None:
        found = _loaded(packs)
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[packs.references] = found
    return found


def _loaded(packs: Packs) -> Declared:
    problems = Collector()
    types = register_types(packs)
    by_id: dict[str, Declaration] = {}
    for place, entry in packs.forms("declarations").items():
        by_id[str(entry["id"])] = _declaration(place, cast(Entry, entry), types, problems)
    checking = Checking(packs, types, by_id, problems)
    for declaration in by_id.values():
        checking.check(declaration)
    checking.check_targets()
    problems.raise_errors()
    return Declared(types, by_id)


def _declaration(
    place: str, entry: Entry, types: Mapping[str, RegisterType], problems: Collector
) -> Declaration:
    def read(key: str) -> Expression | None:
        return _parsed(entry[key], f"{place} {key}", problems)

    type_, dated, reading = types.get(entry["register"] or ""), entry["dated"], entry["reading"]
    within, closed, citation = entry["within"], entry["closed"], entry["citation"]
    return Declaration(
        id=entry["id"],
        place=place,
        label=Label(entry["zh"], entry["en"]),
        kind=entry["kind"],
        unit=entry["unit"] or "",
        wanted=entry["wanted"],
        register=entry["register"] or "",
        among=read("among"),
        counted=read("counted"),
        value=read("value"),
        weight=read("weight"),
        part=_side(entry["part"], f"{place} part", problems),
        whole=_side(entry["whole"], f"{place} whole", problems),
        of=entry["of"] or "",
        class_column=entry["class"] or "",
        order=tuple(entry["order"]),
        every=entry["every"] or "times",
        dated=None if dated is None else _dated(dated, type_),
        once=tuple(entry["once"]),
        closed=None if closed is None else Closed(closed["column"], closed["then"]),
        each=entry["each"] or "",
        within=None if within is None else _within(within, place, problems),
        thresholds=dict(entry["thresholds"]),
        reading_of=entry["reading_of"] or "",
        reading=None if reading is None else Label(reading["zh"], reading["en"]),
        citation=None if citation is None else Citation(**citation),
        status=entry["status"],
        note=entry["note"],
    )


def _parsed(text: Plain, where: str, problems: Collector) -> Expression | None:
    if text is None:
        return None
    try:
        return parse(str(text), where)
    except ProblemsFound as found:
        problems.extend(found.problems)
        return None


def _dated(dated: Entry, type_: RegisterType | None) -> Dated:
    name = dated["column"]
    columns = {} if type_ is None else {column.name: column.type for column in type_.table.columns}
    return Dated(name, dated["from"], is_period=columns.get(name) == "period")


def _within(within: Entry, place: str, problems: Collector) -> Within | None:
    among = _parsed(within["among"], f"{place} within.among", problems)
    kilometres = _parsed(within["kilometres"], f"{place} within.kilometres", problems)
    return None if kilometres is None else Within(within["register"], among, kilometres)


def _side(side: str | Entry | None, place: str, problems: Collector) -> Side | None:
    if side is None:
        return None
    if isinstance(side, str):
        return Side(value=_parsed(side, place, problems))
    return Side(
        register=side["register"] or "",
        among=_parsed(side["among"], f"{place}.among", problems),
        value=_parsed(side["value"], f"{place}.value", problems),
        indicator=side["indicator"] or "",
    )
