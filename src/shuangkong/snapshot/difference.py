"""Differences (快照比对): rows and cells that differ between two snapshots, and verdicts that would."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Literal

from shuangkong.schema import Cell, Row
from shuangkong.snapshot.frozen import Snapshot

__all__ = ["LIMIT", "CellChange", "Difference", "RowChange", "TableDifference", "VerdictChange", "diff"]

LIMIT = 200  # rows a table shows of itself; the rest is counted
Change = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class CellChange:
    """A cell before and after (单元格变化); None where it is blank or the row was not there."""

    column: str
    before: Cell
    after: Cell


@dataclass(frozen=True)
class RowChange:
    """What became of one row (行变化): its key and the cells that differ."""

    change: Change
    key: Mapping[str, Cell]
    cells: tuple[CellChange, ...]

    def as_json(self) -> dict[str, object]:
        """Return the change as plain data."""
        cells = [
            {"column": cell.column, "before": _text(cell.before), "after": _text(cell.after)}
            for cell in self.cells
        ]
        key = {name: _text(cell) for name, cell in self.key.items()}
        return {"change": self.change, "key": key, "cells": cells}


@dataclass(frozen=True)
class TableDifference:
    """What became of one table's rows (表差异); ``changed`` pairs the earlier with the later row."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]
    key: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many rows differ."""
        return len(self.added) + len(self.removed) + len(self.changed)

    def rows(self) -> Iterator[RowChange]:
        """Yield every row that differs with its cells (逐行差异): changed, then added, then removed."""
        for before, after in self.changed:
            yield self._change("changed", before, after)
        for row in self.added:
            yield self._change("added", {}, row)
        for row in self.removed:
            yield self._change("removed", row, {})

    def _change(self, change: Change, before: Row, after: Row) -> RowChange:
        held = after or before
        columns = dict.fromkeys((*before, *after))
        cells = tuple(
            CellChange(name, before.get(name), after.get(name))
            for name in columns
            if name not in self.key and before.get(name) != after.get(name)
        )
        return RowChange(change, {name: held.get(name) for name in self.key}, cells)

    def as_json(self, limit: int = LIMIT) -> dict[str, object]:
        """Return counts and at most ``limit`` rows as plain data, and how many were left out."""
        return {
            "added": len(self.added),
            "removed": len(self.removed),
            "changed": len(self.changed),
            "rows": [row.as_json() for row in islice(self.rows(), limit)],
            "left_out": max(0, self.count - limit),
        }


@dataclass(frozen=True)
class VerdictChange:
    """An issued verdict that reads otherwise when asked again (签发结论的变化); the issued one stands.

    Attributes
    ----------
    cells
        What differs (stance, actual, duty, margin, warning, status …) with both written forms.
    """

    verdict: str
    cells: tuple[CellChange, ...]

    def as_json(self) -> dict[str, object]:
        """Return the change as plain data."""
        return RowChange("changed", {"verdict": self.verdict}, self.cells).as_json()


@dataclass(frozen=True)
class Difference:
    """What differs between two snapshots (快照差异); tables of equal rows are left out.

    Attributes
    ----------
    about
        Of ``known_on``, ``release``, ``packs``, ``layouts`` (how many tables, a hash of their columns) and
        ``readings`` (how many files, a hash) those that differ: written form in the first and second.
    verdicts
        Issued verdicts that would read otherwise on the second.
    """

    tables: Mapping[str, TableDifference]
    about: Mapping[str, tuple[str, str]]
    verdicts: tuple[VerdictChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether no row differs."""
        return not self.tables

    @property
    def is_same(self) -> bool:
        """Whether the two are one snapshot: no row, column, date, pack or release differs."""
        return self.is_empty and not self.about

    def as_json(self, limit: int = LIMIT) -> dict[str, object]:
        """Return the difference as plain data, at most ``limit`` rows a table."""
        return {
            "about": {name: list(pair) for name, pair in self.about.items()},
            "tables": {name: table.as_json(limit) for name, table in self.tables.items()},
            "verdicts": [verdict.as_json() for verdict in self.verdicts],
        }


def diff(first: Snapshot, second: Snapshot) -> Difference:
    """Compare two snapshots row by row, by the key of each table (比对两个快照).

    A draft not yet published may stand on either side.
    """
    names = sorted({*first.manifest.tables, *second.manifest.tables})
    compared = {
        name: _table(first, second, name) for name in names if _hash(first, name) != _hash(second, name)
    }
    tables = {name: table for name, table in compared.items() if table.count}
    left, right = _about(first), _about(second)
    return Difference(tables, {name: (left[name], right[name]) for name in left if left[name] != right[name]})


def _hash(snapshot: Snapshot, name: str) -> str | None:
    return snapshot.table_hash(name) if name in snapshot.manifest.tables else None


def _table(first: Snapshot, second: Snapshot, name: str) -> TableDifference:
    holder = second if name in second.manifest.tables else first
    key = holder.manifest.tables[name].layout.key
    before, after = _by_key(first, name, key), _by_key(second, name, key)
    return TableDifference(
        added=tuple(row for place, row in after.items() if place not in before),
        removed=tuple(row for place, row in before.items() if place not in after),
        changed=tuple(
            (before[place], row) for place, row in after.items() if place in before and before[place] != row
        ),
        key=key,
    )


def _by_key(snapshot: Snapshot, name: str, key: tuple[str, ...]) -> dict[tuple[object, ...], Row]:
    if name not in snapshot.manifest.tables:
        return {}
    return {tuple(row.get(column) for column in key): row for row in snapshot.rows(name)}


def _about(snapshot: Snapshot) -> dict[str, str]:
    manifest = snapshot.manifest
    packs = ", ".join(f"{pack.id}@{pack.edition}#{pack.hash[:12]}" for pack in manifest.packs)
    layouts = hashlib.sha256(repr({name: it.layout for name, it in manifest.tables.items()}).encode())
    readings = hashlib.sha256(repr(sorted(manifest.readings.items())).encode())
    return {
        "known_on": manifest.known_on.isoformat(),
        "release": manifest.release,
        "packs": packs,
        "layouts": f"{len(manifest.tables)} #{layouts.hexdigest()[:12]}",
        "readings": f"{len(manifest.readings)} #{readings.hexdigest()[:12]}",
    }


def _text(cell: Cell) -> str | None:
    return None if cell is None else format(cell, "f") if isinstance(cell, Decimal) else str(cell)
