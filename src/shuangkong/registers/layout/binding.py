"""Binding (版式与类型对接): what each column of a layout fills in the table of a register type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from shuangkong.errors import Collector
from shuangkong.registers.layout.layout import Layout, LayoutColumn
from shuangkong.registers.layout.wording import heading, holes
from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.schema import Cell, Column
from shuangkong.territory import Territory

__all__ = ["Binding", "Bound", "bind", "written"]


@dataclass(frozen=True)
class Bound:
    """A column of a layout (版式列) with the column of the table it fills.

    Attributes
    ----------
    target
        None for a column that is left out or is a total of others.
    sets
        Cells every row made from it bears, captures not yet put in.
    unit
        Unit the figures are kept in; empty where there is none, or the row says it.
    """

    column: LayoutColumn
    target: Column | None = None
    sets: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Headers as they are compared."""
        return frozenset(heading(text).name for text in self.column.headers)

    @cached_property
    def is_number(self) -> bool:
        """Whether its cells are figures."""
        return bool(self.column.total_of) or (
            self.target is not None and self.target.type in ("decimal", "integer")
        )


@dataclass(frozen=True)
class Binding:
    """A layout made ready to read the sheets of a register type (对接结果)."""

    layout: Layout
    type_: RegisterType
    bounds: tuple[Bound, ...]
    territory: Territory | None

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """Columns of the table by name."""
        return {column.name: column for column in self.type_.table.columns}

    @property
    def unit_column(self) -> bool:
        """Whether rows say their unit in a column of their own."""
        return "unit" in self.columns


def bind(layout: Layout, type_: RegisterType, territory: Territory | None, problems: Collector) -> Binding:
    """Return what every column of a layout fills (对接版式与类型).

    Problems noted: ``layout_type_differs``, ``layout_fills_unknown``, ``layout_sets_unknown`` and
    ``layout_column_unfilled``.
    """
    where = layout.id
    if layout.type != type_.id:
        problems.add("layout_type_differs", where, found=layout.type, expected=type_.id)
    bounds = tuple(_bound(column, layout, type_, problems) for column in layout.columns)
    known = set(type_.table.column_names)
    named = set(layout.sets).union(*(bound.sets for bound in bounds))
    for name in sorted((named | set(layout.values)) - known):
        problems.add("layout_sets_unknown", where, found=name, known=", ".join(type_.table.column_names))
    filled = {bound.target.name for bound in bounds if bound.target is not None}
    filled |= {*named, *type_.constants, *type_.given}
    if any(bound.is_number for bound in bounds):
        filled.add("unit")
    for column in type_.table.columns:
        if column.required and column.name not in filled:
            problems.add(
                "layout_column_unfilled",
                where,
                column=column.name,
                label_zh=column.label.zh,
                label_en=column.label.en,
            )
    return Binding(layout, type_, bounds, territory)


def _bound(column: LayoutColumn, layout: Layout, type_: RegisterType, problems: Collector) -> Bound:
    if not column.fills:
        return Bound(column)
    form = _form_column(column.fills, type_)
    name = column.fills if form is None else form.column
    if name not in type_.table.column_names:
        known = ", ".join([*type_.table.column_names, *(each.header.zh for each in type_.form if each.sets)])
        problems.add("layout_fills_unknown", f"{layout.id} {column.name}", found=column.fills, known=known)
        return Bound(column)
    target = type_.table.column(name)
    sets = {} if form is None else {key: written(cell) for key, cell in form.sets.items()}
    sets |= column.sets
    constants = {key: written(cell) for key, cell in type_.constants.items()}
    unit = (constants | dict(layout.sets) | sets).get("unit", "") or target.unit
    if not unit and form is not None:
        unit = heading(form.header.zh).unit
    return Bound(column, target, sets, "" if holes(unit) else unit)


def _form_column(fills: str, type_: RegisterType) -> FormColumn | None:
    """Return the form column of that header, unless a column of the table is meant."""
    if fills in type_.table.column_names:
        return None
    wanted = heading(fills).name
    return next((each for each in type_.form if heading(each.header.zh).name == wanted), None)


def written(cell: Cell) -> str:
    """Return a constant as a sheet would write it."""
    if cell is None:
        return ""
    return str(cell).lower() if isinstance(cell, bool) else str(cell)
