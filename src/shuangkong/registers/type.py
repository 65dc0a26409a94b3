"""Register types (台账与报表类型): what is filed, by whom, under which rules; each type is data of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shuangkong.errors import Severity
from shuangkong.schema import Cell, Row, Table
from shuangkong.trace import Label, Status

__all__ = ["Count", "FormColumn", "Grain", "Kind", "Lifecycle", "RegisterType", "Rule", "Step"]

Kind = Literal["things", "events", "statistic", "filing", "declared", "assigned"]
Grain = Literal["", "year", "quarter", "month"]
Step = Literal["county_reviewed", "prefecture_reviewed", "countersigned", "approved"]


@dataclass(frozen=True)
class Rule:
    """A check of a row or of rows against each other (校验规则), in the expression language.

    Parameters
    ----------
    expression
        What must hold; a row it cannot be decided for (a cell is missing) is not a problem.
    columns
        Whose cells are marked when it does not hold.
    per
        Columns of a group; empty for a rule of a single row.
    """

    id: str
    expression: str
    severity: Severity
    message: Label
    remedy: Label
    columns: tuple[str, ...] = ()
    per: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormColumn:
    """A column of the workbook (表单列): a column of the table as it is, or one value of a long table.

    Parameters
    ----------
    column
        Column of the table the cell fills.
    header
        What stands above the cells, with the unit in it.
    sets
        Cells that every row made from this column bears (``indicator_id``, ``unit`` …); empty for a column
        that the row bears itself. Several such columns turn one line of the sheet into several rows.
    """

    column: str
    header: Label
    sets: Mapping[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """A way things of the register are counted (计数口径), over all its rows, in the expression language."""

    label: Label
    expression: str


@dataclass(frozen=True)
class Lifecycle:
    """How a thing lives (生命周期): the column that says its state, and which state may follow which.

    Parameters
    ----------
    follows
        State → states that may come after it; staying in a state is always allowed.
    starts
        States a thing may be entered in; empty means any.
    """

    column: str
    follows: Mapping[str, tuple[str, ...]]
    starts: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterType:
    """A type of register or filing (台账/报表类型), of one version.

    Parameters
    ----------
    table
        Where the rows go: a table of the dictionary, or one made of its columns and named by the type.
    form
        Columns of the workbook, in order.
    constants
        Cells that every row of the type bears and the form does not ask for.
    given
        Columns that come with the filing, neither from the sheet nor from the type (``is_synthetic``).
    filer_column
        Column whose cell is the division (or facility) that a row is filed for.
    filed_by, approved_by
        Departments that may; empty means any.
    steps
        What follows filing, in order; ends with ``approved``.
    countersigned_by
        Departments that sign before approval; each must.
    renames
        Version → old column name → the name it has now: old rows are read through it, never rewritten.
    of
        Register of the things that these events befall; empty where there is none.
    thing_key
        Key of that register; the events bear these columns too.
    series
        Columns that a row shares with the one of the period before (``previous.value`` in rules).
    counting
        How things of this register are counted, by name.
    place
        West, east, south and north of the place the packs are for; empty where they do not say.
    """

    id: str
    version: int
    kind: Kind
    title: Label
    description: Label
    table: Table
    form: tuple[FormColumn, ...]
    constants: Mapping[str, Cell] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    grain: Grain = ""
    filer_column: str = "division_code"
    filed_by: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ("approved",)
    approved_by: tuple[str, ...] = ()
    countersigned_by: tuple[str, ...] = ()
    renames: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    lifecycle: Lifecycle | None = None
    of: str = ""
    thing_key: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    counting: Mapping[str, Count] = field(default_factory=dict)
    place: Row = field(default_factory=dict)
    status: Status = "constructed"
    source: str = ""
