"""Fixtures of the whole suite."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import settings

from shuangkong.schema import Cell, Row

# A test says what is right, never how fast.
settings.register_profile("shuangkong", deadline=None)
settings.load_profile("shuangkong")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of check-only data beside the clone; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("check-only data are not beside this clone: the tests that compare with them are skipped")
    return folder


@dataclass(frozen=True)
class MemoryRows:
    """Frozen rows held in memory, as a snapshot would give them."""

    tables: Mapping[str, Sequence[Row]]

    def rows(self, table: str, **equals: Cell) -> tuple[Row, ...]:
        return tuple(
            row
            for row in self.tables.get(table, ())
            if all(row[name] == value for name, value in equals.items())
        )

    def table_hash(self, name: str) -> str:
        return f"hash-of-{name}"


@pytest.fixture(scope="session")
def frozen() -> Callable[..., MemoryRows]:
    """Make frozen rows of tables: ``frozen(observation=[…], division=[…])``."""
    return lambda **tables: MemoryRows(tables)


@pytest.fixture(scope="session")
def observed() -> Callable[..., dict[str, Cell]]:
    """Make one observation row: ``observed("150000", "intensity_change", "2019", "4.49")``."""

    def make(division: str, indicator: str, period: str, value: str | None, **cells: Cell) -> dict[str, Cell]:
        row: dict[str, Cell] = {
            "division_code": division,
            "indicator_id": indicator,
            "period": period,
            "value": None if value is None else Decimal(value),
            "unit": "%",
            "energy_basis": None,
            "price_base_year": None,
            "vintage": "v1",
            "stage": "final",
            "parts_absent": False,
            "is_synthetic": False,
            "status": "official",
            "source": "constructed for a test",
            "note": None,
        }
        return row | cells

    return make
