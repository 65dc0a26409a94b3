"""Frozen rows on a small tree: one region, three prefectures, seven counties."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from shuangkong.schema import Cell, Row
from shuangkong.snapshot import Snapshot, freeze

REGION = "990000"
TREE: Mapping[str, tuple[str, ...]] = {
    REGION: ("990100", "990200", "990300"),
    "990100": ("990101", "990102", "990103"),
    "990200": ("990201", "990202"),
    "990300": ("990301", "990302"),
}


def division(code: str, level: str, parent: str | None, **cells: Cell) -> Row:
    return {
        "division_code": code,
        "name_zh": code,
        "name_en": None,
        "level": level,
        "parent_code": parent,
        "valid_from": None,
        "valid_to": None,
        "status": "constructed",
        "source": "constructed for a test",
    } | cells


def divisions() -> list[Row]:
    rows = [division(REGION, "region", None)]
    for parent, codes in TREE.items():
        level = "prefecture" if parent == REGION else "county"
        rows += [division(code, level, parent) for code in codes]
    return rows


@pytest.fixture(scope="session")
def snapshot_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Snapshot]:
    """Freeze tables beside the small tree: ``snapshot_of(observation=[…])``."""
    folder: Path = tmp_path_factory.mktemp("workspace")

    def make(**tables: Iterable[Row]) -> Snapshot:
        held = {"division": divisions()} | {name: list(rows) for name, rows in tables.items()}
        return freeze(folder, held, known_on=date(2026, 1, 1), packs=(), release="test")

    return make
