"""Reading register types (读取台账与报表类型): YAML of the packs, checked whole before use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shuangkong.errors import Collector
from shuangkong.packs import Extent, Packs
from shuangkong.packs.checking import check_entry
from shuangkong.packs.parameters import Bilingual
from shuangkong.registers.completeness import check_completeness
from shuangkong.registers.entry import FormEntry, LifecycleEntry, RegisterEntry, RuleEntry, Written
from shuangkong.registers.rules import EDGES, check_rules
from shuangkong.registers.type import Count, FormColumn, Lifecycle, RegisterType, Rule
from shuangkong.schema import Cell, Column, Row, Table, columns, read_cell, tables
from shuangkong.trace import Label

__all__ = ["read_types"]


def read_types(packs: Packs) -> Mapping[str, RegisterType]:
    """Read and check every register type of the packs (读取并校验台账与报表类型), by id.

    Raises
    ------
    ProblemsFound
        As `shuangkong.registers.register_types`.
    """
    problems = Collector()
    known = dict(columns())
    placed: dict[str, tuple[str, RegisterEntry]] = {}
    for place, form in packs.forms("registers").items():
        entry = check_entry(form, RegisterEntry, place, problems)
        if entry is None:
            continue
        if place.rsplit("/", 1)[-1] != f"{entry.id}.yaml":
            problems.add("type_id", place, found=entry.id)
        if entry.id in placed:
            problems.add("type_repeated", place, id=entry.id, first=placed[entry.id][0])
            continue
        placed[entry.id] = place, entry
        _define(entry, known, place, problems)
    found: dict[str, RegisterType] = {}
    for place, entry in placed.values():
        table = _table(entry, known, place, problems)
        if table is not None:
            found[entry.id] = _type(entry, table, place, problems)
    for name, type_ in found.items():
        place = placed[name][0]
        things = _things(type_, found, place, problems)
        thing_key = () if things is None else things.table.key
        found[name] = replace(type_, thing_key=thing_key, place=_edges(packs.labels.extent))
        check_completeness(type_, place, problems)
        check_rules(type_, things, place, problems)
        _check_indicators(type_, packs, place, problems)
    problems.raise_errors()
    return found


def _define(entry: RegisterEntry, known: dict[str, Column], place: str, problems: Collector) -> None:
    """Add the columns that a type brings with it to those of the dictionary."""
    for name, defined in entry.defines.items():
        if name in known:
            problems.add("type_column_repeated", f"{place} defines", column=name)
        else:
            known[name] = defined.column(name)


def _table(
    entry: RegisterEntry, known: Mapping[str, Column], place: str, problems: Collector
) -> Table | None:
    """Return the table of a type: one of the dictionary, or its own made of columns of the dictionary."""
    shared = {table.name: table for table in tables()}
    if entry.table is not None:
        if entry.table not in shared or entry.columns or entry.key:
            problems.add("type_table", place, found=entry.table, known=", ".join(shared))
            return None
        return shared[entry.table]
    if entry.id in shared or not entry.columns or not entry.key:
        problems.add("type_table", place, found=entry.id, known=", ".join(shared))
        return None
    _check_names(entry.columns, known, f"{place} columns", problems)
    _check_names(entry.key, entry.columns, f"{place} key", problems)
    return Table(
        name=entry.id,
        label=_label(entry.title),
        columns=tuple(known[name] for name in dict.fromkeys(entry.columns) if name in known),
        key=tuple(entry.key),
    )


def _check_names(names: Iterable[str], known: Iterable[str], place: str, problems: Collector) -> None:
    seen: set[str] = set()
    allowed = list(known)
    for name in names:
        if name in seen:
            problems.add("type_column_repeated", place, column=name)
        elif name not in allowed:
            problems.add("type_column_unknown", place, column=name, known=", ".join(allowed))
        seen.add(name)


def _type(entry: RegisterEntry, table: Table, place: str, problems: Collector) -> RegisterType:
    return RegisterType(
        id=entry.id,
        version=entry.version,
        kind=entry.kind,
        title=_label(entry.title),
        description=_label(entry.description),
        table=table,
        form=tuple(_form(column, table, f"{place} form", problems) for column in entry.form),
        constants=_cells(entry.constants, table, f"{place} constants", problems),
        given=tuple(entry.given),
        rules=tuple(map(_rule, entry.rules)),
        grain=entry.grain,
        filer_column=entry.filer_column,
        filed_by=tuple(entry.filed_by),
        steps=tuple(entry.steps),
        approved_by=tuple(entry.approved_by),
        countersigned_by=tuple(entry.countersigned_by),
        renames={
            int(version): {old: new or "" for old, new in names.items()}
            for version, names in entry.renames.items()
        },
        lifecycle=None if entry.lifecycle is None else _lifecycle(entry.lifecycle),
        of=entry.of or "",
        series=tuple(entry.series),
        counting={
            name: Count(Label(count.zh, count.en), count.counts) for name, count in entry.counting.items()
        },
        status=entry.status,
        source=entry.source,
    )


def _rule(entry: RuleEntry) -> Rule:
    return Rule(
        id=entry.id,
        expression=entry.holds,
        severity=entry.severity,
        message=_label(entry.message),
        remedy=_label(entry.remedy),
        columns=tuple(entry.columns),
        per=tuple(entry.per),
    )


def _lifecycle(entry: LifecycleEntry) -> Lifecycle:
    follows = {state: tuple(after) for state, after in entry.follows.items()}
    return Lifecycle(entry.column, follows, tuple(entry.starts))


def _label(text: Bilingual) -> Label:
    return Label(text.zh, text.en)


def _form(entry: FormEntry, table: Table, place: str, problems: Collector) -> FormColumn:
    label = Label(entry.column, entry.column)
    if entry.column in table.column_names:
        column = table.column(entry.column)
        zh, en = (f"（{column.unit}）", f" ({column.unit})") if column.unit else ("", "")
        label = Label(column.label.zh + zh, column.label.en + en)
    return FormColumn(
        column=entry.column,
        header=Label(entry.zh or label.zh, entry.en or label.en),
        sets=_cells(entry.sets, table, f"{place} {entry.column} sets", problems),
    )


def _cells(written: Mapping[str, Written], table: Table, place: str, problems: Collector) -> Row:
    """Return cells that a type sets, typed as their columns are."""
    cells: dict[str, Cell] = {}
    for name, cell in written.items():
        if name not in table.column_names:
            problems.add("type_column_unknown", place, column=name, known=", ".join(table.column_names))
            continue
        text = "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)
        cells[name] = read_cell(text, table.column(name), problems, f"{place} {name}")
    return cells


def _things(
    type_: RegisterType, types: Mapping[str, RegisterType], place: str, problems: Collector
) -> RegisterType | None:
    """Return the register of the things that events befall; noted where they do not name it by its key."""
    if not type_.of:
        return None
    things = types.get(type_.of)
    if things is None or not set(things.table.key) <= set(type_.table.column_names):
        problems.add("type_of", f"{place} of", found=type_.of, known=", ".join(types))
        return None
    return things


def _edges(extent: Extent | None) -> Row:
    """Return the edges of the place the packs are for; none where they do not say."""
    return {} if extent is None else {edge: getattr(extent, edge) for edge in EDGES}


def _check_indicators(type_: RegisterType, packs: Packs, place: str, problems: Collector) -> None:
    """Note indicators that the form or the constants set and no pack knows."""
    known = {entry["id"] for name in ("indicators", "declarations") for entry in packs.entries(name)}
    for cells in (type_.constants, *(column.sets for column in type_.form)):
        found = cells.get("indicator_id")
        if found is not None and found not in known:
            problems.add("indicator_unknown", f"{place} form", found=found)
