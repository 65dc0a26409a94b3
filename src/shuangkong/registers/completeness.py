"""Completeness of a register type (类型完整性): what no single key of its file can show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from shuangkong.errors import Collector
from shuangkong.registers.type import RegisterType, Step

__all__ = ["check_completeness"]

_ORDER: tuple[Step, ...] = get_args(Step)


def check_completeness(type_: RegisterType, place: str, problems: Collector) -> None:
    """Note what of a type does not fit together (类型自洽).

    Codes: ``type_column_unknown``, ``type_column_repeated``, ``type_column_unfilled``, ``type_steps``,
    ``type_countersigned``, ``type_period``, ``type_state``, ``type_renames``.
    """
    _check_columns(type_, place, problems)
    _check_form(type_, place, problems)
    _check_filled(type_, place, problems)
    _check_steps(type_, place, problems)
    _check_states(type_, place, problems)
    for version, names in type_.renames.items():
        if version >= type_.version:
            problems.add("type_renames", f"{place} renames", found=version, version=type_.version)
        _check_known(filter(None, names.values()), type_, f"{place} renames {version}", problems)


def _check_known(names: Iterable[str], type_: RegisterType, place: str, problems: Collector) -> None:
    known = type_.table.column_names
    for name in names:
        if name not in known:
            problems.add("type_column_unknown", place, column=name, known=", ".join(known))


def _check_columns(type_: RegisterType, place: str, problems: Collector) -> None:
    _check_known([type_.filer_column], type_, f"{place} filer_column", problems)
    _check_known(type_.given, type_, f"{place} given", problems)
    _check_known(type_.series, type_, f"{place} series", problems)
    for rule in type_.rules:
        _check_known([*rule.columns, *rule.per], type_, f"{place} rules [{rule.id}]", problems)
    periods = [column.name for column in type_.table.columns if column.type == "period"]
    if (type_.grain or type_.series) and "period" not in periods:
        problems.add("type_period", place, grain=type_.grain)


def _check_form(type_: RegisterType, place: str, problems: Collector) -> None:
    """Note columns of the form that are unknown, stand twice, or are filled from elsewhere as well."""
    _check_known((column.column for column in type_.form), type_, f"{place} form", problems)
    elsewhere = {*type_.constants, *type_.given}
    own: set[str] = set()
    headers: set[str] = set()
    for column in type_.form:
        if column.column in elsewhere or (not column.sets and column.column in own):
            problems.add("type_column_repeated", f"{place} form", column=column.column)
        if column.header.zh in headers:
            problems.add("type_column_repeated", f"{place} form", column=column.header.zh)
        headers.add(column.header.zh)
        if not column.sets:
            own.add(column.column)
        for name in column.sets:
            if name in elsewhere or name == column.column:
                problems.add("type_column_repeated", f"{place} form {column.column} sets", column=name)
    for column in type_.form:
        # Set to nothing, a column of the line does not speak of this value: energy has no price base.
        stated = {name for name, cell in column.sets.items() if cell is not None} | {column.column}
        for name in stated & own if column.sets else ():
            problems.add("type_column_repeated", f"{place} form {column.column} sets", column=name)


def _check_filled(type_: RegisterType, place: str, problems: Collector) -> None:
    """Note required columns that nothing fills in some row made of the form."""
    always = {*type_.constants, *type_.given, *(column.column for column in type_.form if not column.sets)}
    wide = [{column.column, *column.sets} for column in type_.form if column.sets] or [set[str]()]
    for column in type_.table.columns:
        if not column.required or column.name in always:
            continue
        if not all(column.name in filled for filled in wide):
            problems.add("type_column_unfilled", f"{place} form", column=column.name)


def _check_steps(type_: RegisterType, place: str, problems: Collector) -> None:
    ordered = tuple(step for step in _ORDER if step in type_.steps)
    if type_.steps != ordered or type_.steps[-1] != "approved":
        problems.add("type_steps", f"{place} steps", found=", ".join(type_.steps), known=", ".join(_ORDER))
    if ("countersigned" in type_.steps) != bool(type_.countersigned_by):
        problems.add("type_countersigned", place)


def _check_states(type_: RegisterType, place: str, problems: Collector) -> None:
    lifecycle = type_.lifecycle
    if lifecycle is None:
        return
    _check_known([lifecycle.column], type_, f"{place} lifecycle", problems)
    if lifecycle.column not in type_.table.column_names:
        return
    states = type_.table.column(lifecycle.column).allowed
    reached = {*lifecycle.starts}.union(*lifecycle.follows.values())
    for state in sorted((set(lifecycle.follows) ^ set(states)) | (reached - set(states))):
        problems.add("type_state", f"{place} lifecycle", state=state, known=", ".join(states))
