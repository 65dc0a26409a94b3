"""Checking rows (校验填报): against each other, against what is kept, and by the rules of their type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

from shuangkong.errors import Collector, Problem
from shuangkong.expression import Columns, Scalar, written
from shuangkong.registers.grain import GRAINS, grain_of
from shuangkong.registers.neighbours import Key, Neighbours, key_of
from shuangkong.registers.rules import EDGES, PLACE, PREVIOUS, THING, expression
from shuangkong.registers.type import RegisterType, Rule
from shuangkong.schema import Cell, CompactRow, Row, columns, columns_of, keys_of
from shuangkong.trace import Label

__all__ = ["Place", "check", "row_place"]

Place = Callable[[int, str], str]
"""Where a cell stands, from the number of its row, counted from 0, and its column."""

_BLOCK = 1_000  # rows that a rule is decided for at once
_NOTHING = Label("", "")
_WHOSE = {PREVIOUS: Label("上期", "one period before"), THING: Label("所属", "of the thing")}


def row_place(index: int, column: str) -> str:
    """Return the place of a cell where no sheet is known (行与列).

    Examples
    --------
    >>> row_place(0, "value")
    '行1.value'
    """
    return f"行{index + 1}.{column}"


def check(
    rows: Sequence[Row],
    existing: Sequence[Row],
    type_: RegisterType,
    place: Place = row_place,
    *,
    things: Sequence[Row] | None = None,
) -> Collector:
    """Return what is wrong with rows of a type (校验), in the order of the rows; nothing is kept or changed.

    Parameters
    ----------
    rows
        Typed rows of the type's table; their divisions are the caller's to check.
    existing
        Rows of the type that are kept; a row checked stands in for what is kept under its key.
    things
        Rows of the register that these events speak of; None leaves that unchecked.

    Raises
    ------
    ProblemsFound
        If a cell was not typed as its column demands (``expression_cell``).

    Notes
    -----
    Codes: ``row_repeated``, ``row_key_owner``, ``row_period``, ``row_state_start``,
    ``row_state_follows``, ``row_thing_unknown`` and, with the severity of the rule, ``row_rule``. A rule
    that cannot be decided, because a cell is missing, is no problem: what must be there is said by the
    columns.
    """
    run = _Check(rows, type_, place, Neighbours(rows, existing, type_, things))
    run.check_keys()
    run.check_periods()
    run.check_states()
    run.check_things()
    run.check_rows([rule for rule in type_.rules if not rule.per])
    for rule in type_.rules:
        if rule.per:
            run.check_groups(rule)
    problems = Collector()
    problems.extend(problem for _, problem in sorted(run.found, key=lambda located: located[0]))
    return problems


@dataclass
class _Check:
    """One run over the rows; problems come with the number of their row."""

    rows: Sequence[Row]
    type: RegisterType
    place: Place
    neighbours: Neighbours
    found: list[tuple[int, Problem]] = field(default_factory=list)

    def _add(self, code: str, index: int, column: str, /, **details: object) -> None:
        self.found.append((index, Problem(code, self.place(index, column), details)))

    def check_keys(self) -> None:
        """Note keys that stand twice, and keys that are kept for another filer."""
        key_columns, filer = self.type.table.key, self.type.filer_column
        required = [self.type.table.column(name).required for name in key_columns]
        first: dict[Key, int] = {}
        for index, (row, key) in enumerate(zip(self.rows, keys_of(self.rows, key_columns), strict=True)):
            if None in key and any(compress((cell is None for cell in key), required)):
                continue
            if key in first:
                shown = self.place(first[key], key_columns[0])
                self._add("row_repeated", index, key_columns[0], key=_joined(key), first=shown)
                continue
            first[key] = index
            kept = self.neighbours.kept.get(key)
            if kept is not None and kept.get(filer) != row.get(filer):
                details = {"owner": _text(kept.get(filer)), "found": _text(row.get(filer))}
                self._add("row_key_owner", index, filer, key=_joined(key), **details)

    def check_periods(self) -> None:
        """Note periods that are not of the type's grain."""
        if not self.type.grain:
            return
        for index, row in enumerate(self.rows):
            text = row.get("period")
            if isinstance(text, str) and grain_of(text) != self.type.grain:
                grain = GRAINS[self.type.grain]
                self._add("row_period", index, "period", found=text, grain_zh=grain.zh, grain_en=grain.en)

    def check_states(self) -> None:
        """Note things entered in a state none begins in, or that follows none it was in."""
        lifecycle = self.type.lifecycle
        if lifecycle is None:
            return
        for index, row in enumerate(self.rows):
            state = row.get(lifecycle.column)
            kept = self.neighbours.kept.get(key_of(row, self.type.table.key))
            before = None if kept is None else kept.get(lifecycle.column)
            if not isinstance(state, str) or state == before:
                continue
            if before is None:
                if lifecycle.starts and state not in lifecycle.starts:
                    allowed = ", ".join(lifecycle.starts)
                    self._add("row_state_start", index, lifecycle.column, found=state, allowed=allowed)
                continue
            after = lifecycle.follows.get(str(before), ())
            if state not in after:
                details = {"before": before, "found": state, "allowed": ", ".join(after) or "—"}
                self._add("row_state_follows", index, lifecycle.column, **details)

    def check_things(self) -> None:
        """Note events of a thing that is not in its register."""
        if not self.type.of or self.neighbours.things is None:
            return
        for index, row in enumerate(self.rows):
            key = key_of(row, self.type.thing_key)
            if None not in key and self.neighbours.thing(row) is None:
                column = self.type.thing_key[0]
                self._add("row_thing_unknown", index, column, key=_joined(key), register=self.type.of)

    def check_rows(self, rules: Sequence[Rule]) -> None:
        """Note the rows for which a rule does not hold."""
        parsed = [(rule, expression(rule.expression)) for rule in rules]
        names = sorted({name for _, demanded in parsed for name in demanded.names})
        for start in range(0, len(self.rows) if parsed else 0, _BLOCK):
            block = [self.neighbours.cells(row) for row in self.rows[start : start + _BLOCK]]
            columns = _columns(block, names)
            doubtful = [each for each in parsed if not each[1].is_true_throughout(columns, len(block))]
            for index, cells in enumerate(block if doubtful else (), start):
                plain = cells.plain() if isinstance(cells, CompactRow) else cells  # looked at by every rule
                for rule, demanded in doubtful:
                    if demanded.value(plain) is False:
                        looked_at = sorted(demanded.names, key=lambda name: ("." in name, name))
                        self._broken(rule, index, {name: plain.get(name) for name in looked_at})

    def check_groups(self, rule: Rule) -> None:
        """Note the groups for which a rule does not hold, at the first of their rows that was filed."""
        parsed = expression(rule.expression)
        for key, (index, group) in self.neighbours.groups(self.rows, rule).items():
            shared = dict(zip(rule.per, key, strict=True))
            if parsed.value(shared, group) is False:
                rows = Label(f"共 {len(group)} 行", f"{len(group)} rows")
                self._broken(rule, index, shared, rows)

    def _broken(self, rule: Rule, index: int, cells: Mapping[str, Scalar], note: Label = _NOTHING) -> None:
        """Note a rule that does not hold, with the cells it looked at: a message carries the figures."""
        column = rule.columns[0] if rule.columns else self.type.table.key[0]
        shown = [(self._label(name), _text(cell)) for name, cell in cells.items()]
        details = {
            "rule": rule.id,
            "columns": ", ".join(rule.columns),
            "cells_zh": "，".join(
                [*(f"{label.zh}：{cell}" for label, cell in shown), *filter(None, [note.zh])]
            ),
            "cells_en": ", ".join(
                [*(f"{label.en}: {cell}" for label, cell in shown), *filter(None, [note.en])]
            ),
            "message_zh": rule.message.zh,
            "message_en": rule.message.en,
            "remedy_zh": rule.remedy.zh,
            "remedy_en": rule.remedy.en,
            "expression": rule.expression,
        }
        where = self.place(index, column)
        self.found.append((index, Problem("row_rule", where, details, rule.severity)))

    def _label(self, name: str) -> Label:
        """Return what a variable is called; a cell of another row says whose it is."""
        for prefix, whose in _WHOSE.items():
            if name.startswith(prefix):
                label = self._label(name.removeprefix(prefix))
                return Label(f"{whose.zh}{label.zh}", f"{label.en} {whose.en}")
        if name.startswith(PLACE):
            return EDGES[name.removeprefix(PLACE)]
        table = self.type.table
        if name in table.column_names:
            return table.column(name).label
        return columns()[name].label if name in columns() else Label(name, name)


def _columns(block: Sequence[Row], names: Sequence[str]) -> Columns:
    """Return the cells of a block column by column; nothing where a row lacks one of them."""
    try:
        return dict(zip(names, columns_of(block, names), strict=True))
    except KeyError:
        return {}


def _text(cell: Cell | Scalar) -> str:
    return "—" if cell is None else written(cell) if not isinstance(cell, int) else str(cell)


def _joined(key: Key) -> str:
    return ", ".join(_text(cell) for cell in key)
