"""One sound report that tests change, the terms of the pack, and a review of rows held in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from shuangkong.assessment.energy_report import Review, Terms, review
from shuangkong.errors import Collector
from shuangkong.packs import load_packs
from shuangkong.registers import dictionary
from shuangkong.schema import Cell, Row, read_cell

FILE = Path(__file__).resolve().parents[2] / "cases" / "energy_report.yaml"
PACKS = load_packs("cn-15")
TABLES = dictionary(PACKS)
TERMS = Terms.of(PACKS, date(2026, 11, 1))
BOOK: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
Changes = Mapping[str, Mapping[str, str | None] | None]


def typed(name: str, cells: Mapping[str, str | None]) -> Row:
    """Return a row of a table from written cells; what is not given is blank."""
    problems = Collector()
    table = TABLES.table(name)
    written = {"facility_id": "A", "division_code": "990100", "is_synthetic": "false", "status": "official"}
    held: dict[str, Cell] = {}
    for column in table.columns:
        text = {**written, "source": "constructed for a test", **cells}.get(column.name)
        held[column.name] = None if text is None else read_cell(text, column, problems, name)
    assert not problems.has_errors, [each.text("en") for each in problems]
    assert set(cells) <= set(table.column_names)
    return held


def rows_of(changes: Changes) -> dict[str, list[Row]]:
    """Return the tables of the sound report with some of its cells changed."""
    book = deepcopy(BOOK["sound"])
    for place, cells in changes.items():
        name, which = place.split()
        if cells is None:
            del book[name][which]
        else:
            book[name][which] = {**book[name].get(which, {}), **cells}
    return {name: [typed(name, cells) for cells in rows.values()] for name, rows in book.items()}


@dataclass(frozen=True)
class Desk:
    """Reviews what is put on it."""

    frozen: Callable[..., Any]

    def review(
        self,
        changes: Changes,
        more: Mapping[str, list[Row]] | None = None,
        *,
        year: int = 2025,
        known_on: date = date(2026, 11, 1),
    ) -> Review:
        tables = rows_of(changes)
        for name, rows in (more or {}).items():
            tables.setdefault(name, []).extend(rows)
        return review(self.frozen(**tables), TERMS, year, known_on=known_on)


@pytest.fixture
def desk(frozen: Callable[..., Any]) -> Desk:
    return Desk(frozen)


@pytest.fixture
def make() -> Callable[[str, Mapping[str, str | None]], Row]:
    return typed


@pytest.fixture
def sound() -> Callable[[Changes], dict[str, list[Row]]]:
    return rows_of
