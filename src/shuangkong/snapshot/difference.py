"""Differences (快照比对): which rows were added, removed or changed between two snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shuangkong.schema import Row
from shuangkong.snapshot.frozen import Snapshot

__all__ = ["Difference", "TableDifference", "diff"]


@dataclass(frozen=True)
class TableDifference:
    """What became of one table's rows (表差异); ``changed`` pairs the earlier with the later row."""

    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[tuple[Row, Row], ...]


@dataclass(frozen=True)
class Difference:
    """What differs between two snapshots (快照差异); equal tables are left out.

    Attributes
    ----------
    about
        Of ``known_on``, ``release`` and ``packs`` those that differ: written form in the first and second.
    """

    tables: Mapping[str, TableDifference]
    about: Mapping[str, tuple[str, str]]

    @property
    def is_empty(self) -> bool:
        """Whether no row differs."""
        return not self.tables


def diff(first: Snapshot, second: Snapshot) -> Difference:
    """Compare two snapshots row by row, by the key of each table (比对两个快照)."""
    names = sorted({*first.manifest.tables, *second.manifest.tables})
    tables = {
        name: _table(first, second, name) for name in names if _hash(first, name) != _hash(second, name)
    }
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
    )


def _by_key(snapshot: Snapshot, name: str, key: tuple[str, ...]) -> dict[tuple[object, ...], Row]:
    if name not in snapshot.manifest.tables:
        return {}
    return {tuple(row.get(column) for column in key): row for row in snapshot.rows(name)}


def _about(snapshot: Snapshot) -> dict[str, str]:
    manifest = snapshot.manifest
    packs = ", ".join(f"{pack.id}@{pack.edition}#{pack.hash[:12]}" for pack in manifest.packs)
    return {"known_on": manifest.known_on.isoformat(), "release": manifest.release, "packs": packs}
