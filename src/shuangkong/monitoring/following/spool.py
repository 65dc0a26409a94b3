"""Spool (待入库读数): batches of readings as files, each named by its place in the evidence.

A batch done again after a crash writes the same file again: nothing doubles. The store takes the files in the
order of their names and removes what it has.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shuangkong.monitoring.reading import Readings

__all__ = ["Spool", "read_spool"]


@dataclass(frozen=True)
class Spool:
    """A folder of batches (待入库文件夹)."""

    folder: Path

    def __call__(self, name: str, readings: Readings) -> None:
        """Keep a batch, durable on return (写入)."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.part"
        with part.open("wb") as file:
            np.savez(
                file,
                point=readings.point,
                kind=readings.kind,
                time=readings.time,
                value=readings.value,
                quality=readings.quality,
                version=readings.version,
            )
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.folder / f"{name}.npz")


def read_spool(file: Path) -> Readings:
    """Return a batch (读取待入库读数)."""
    with np.load(file, allow_pickle=False) as found:
        return Readings.of(
            *(found[name] for name in ("point", "kind", "time", "value", "quality", "version"))
        )
