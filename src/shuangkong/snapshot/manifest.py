"""Manifest (快照清单): which tables, under which packs and release, known on which date."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import PackReference
from shuangkong.quantity import Period
from shuangkong.schema import Row
from shuangkong.snapshot.atomic import replacing
from shuangkong.snapshot.layout import Layout

__all__ = ["Extent", "Manifest", "TableEntry", "read_manifest", "write_manifest"]


@dataclass(frozen=True)
class Extent:
    """What a column of divisions or periods reaches over (覆盖范围): how many, the first and the last."""

    distinct: int
    first: str
    last: str


@dataclass(frozen=True)
class TableEntry:
    """One frozen table (表条目): hash, rows, rows by status, synthetic rows, what it reaches over."""

    hash: str
    rows: int
    statuses: Mapping[str, int]
    synthetic_rows: int
    coverage: Mapping[str, Extent]
    layout: Layout

    @property
    def is_synthetic(self) -> bool:
        """Whether any row is synthetic (演示数据)."""
        return self.synthetic_rows > 0

    @classmethod
    def of(cls, rows: Sequence[Row], layout: Layout, table_hash: str) -> TableEntry:
        """Describe rows that are frozen under a hash."""
        return cls(
            hash=table_hash,
            rows=len(rows),
            statuses=dict(sorted(Counter(str(row["status"]) for row in rows if "status" in row).items())),
            synthetic_rows=sum(row.get("is_synthetic") is True for row in rows),
            coverage=_coverage(rows, layout),
            layout=layout,
        )


@dataclass(frozen=True)
class Manifest:
    """What a snapshot holds (快照清单); its id is the hash of everything below.

    Attributes
    ----------
    readings
        File of ``readings/`` → its SHA-256: what a snapshot pins is never removed.
    """

    known_on: date
    release: str
    packs: tuple[PackReference, ...]
    tables: Mapping[str, TableEntry]
    format: Literal[1] = 1
    readings: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Hash of the manifest's content (快照编号): the same rows, packs and release give the same id."""
        return _content_hash(self.as_json())

    @property
    def is_synthetic(self) -> bool:
        """Whether any table holds synthetic rows (含演示数据)."""
        return any(entry.is_synthetic for entry in self.tables.values())

    def as_json(self) -> dict[str, object]:
        """Return the manifest as plain data, without its id."""
        plain: dict[str, object] = _adapter().dump_python(self, mode="json")
        if not self.readings:  # snapshots of before there were readings keep their id
            del plain["readings"]
        return plain


@cache
def _adapter() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def _content_hash(plain: Mapping[str, object]) -> str:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write the manifest whole or not at all (写快照清单)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"id": manifest.id, **manifest.as_json()}, ensure_ascii=False, indent=1) + "\n"
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest and check that its content still has the id it is named by (读快照清单).

    Raises
    ------
    ProblemsFound
        ``snapshot_manifest_damaged``.
    """
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        named = plain.pop("id")
        found = _content_hash(plain)
        manifest = _adapter().validate_json(json.dumps(plain), strict=True)
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise _damaged(path, str(error).split("\n", 1)[0]) from error
    if not found == named == path.stem:
        raise _damaged(path, found)
    return manifest


def _damaged(path: Path, reason: str) -> ProblemsFound:
    return ProblemsFound([Problem("snapshot_manifest_damaged", f"snapshots/{path.name}", {"reason": reason})])


def _coverage(rows: Sequence[Row], layout: Layout) -> dict[str, Extent]:
    coverage: dict[str, Extent] = {}
    for name, kind, _ in layout.columns:
        values = {str(row[name]) for row in rows if row[name] is not None}
        if name not in layout.key or not values:
            continue
        if kind == "division":
            coverage[name] = Extent(len(values), min(values), max(values))
        elif kind == "period":
            periods = sorted(Period.parse(value) for value in values)
            last = max(periods, key=lambda period: (period.end, period.start))
            coverage[name] = Extent(len(values), periods[0].text, last.text)
    return coverage
