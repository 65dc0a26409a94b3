"""The manifest of the readings (读数清单): which files count; what it does not name does not exist."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.snapshot import replacing

__all__ = ["FileEntry", "StoreManifest", "read_manifest", "write_manifest"]

_NAME = "manifest.json"


@dataclass(frozen=True)
class FileEntry:
    """One file of readings (文件条目): name within the folder, month, rows, first and last time, SHA-256."""

    name: str
    month: int
    rows: int
    first: int
    last: int
    sha256: str


@dataclass(frozen=True)
class StoreManifest:
    """What is published (读数清单).

    Attributes
    ----------
    revision
        Counts publications; a file is named by the one it was written for, so none is written over.
    current, superseded
        Month → the file of its current readings, and of those replaced.
    deliveries
        SHA-256 of each file loaded → the moment it was received, so that one loaded again is known.
    """

    revision: int = 0
    current: Mapping[int, FileEntry] = field(default_factory=dict)
    superseded: Mapping[int, FileEntry] = field(default_factory=dict)
    deliveries: Mapping[str, int] = field(default_factory=dict)
    schema: Literal[1] = 1

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """Every file that counts (在册文件)."""
        return (*self.current.values(), *self.superseded.values())

    @property
    def rows(self) -> int:
        """How many readings are current (现行读数)."""
        return sum(entry.rows for entry in self.current.values())

    def after(
        self,
        current: Mapping[int, FileEntry],
        superseded: Mapping[int, FileEntry],
        deliveries: Mapping[str, int],
    ) -> StoreManifest:
        """Return the next manifest, with the months that were written anew (下一版清单)."""
        return replace(
            self,
            revision=self.revision + 1,
            current={**self.current, **current},
            superseded={**self.superseded, **superseded},
            deliveries={**self.deliveries, **deliveries},
        )


@cache
def _adapter() -> TypeAdapter[StoreManifest]:
    return TypeAdapter(StoreManifest)


def read_manifest(folder: Path) -> StoreManifest:
    """Return what is published in a folder (读清单); a folder without one holds nothing.

    Raises
    ------
    ProblemsFound
        ``readings_manifest_damaged``.
    """
    path = folder / _NAME
    try:
        return _adapter().validate_json(path.read_bytes())
    except FileNotFoundError:
        return StoreManifest()
    except ValueError as error:
        reason = str(error).strip().replace("\n", " ")
        raise ProblemsFound([Problem("readings_manifest_damaged", str(path), {"reason": reason})]) from error


def write_manifest(folder: Path, manifest: StoreManifest) -> None:
    """Publish: from here on the files named count, and no others (发布清单)."""
    plain = _adapter().dump_python(manifest, mode="json")
    with replacing(folder / _NAME) as temporary:
        temporary.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
