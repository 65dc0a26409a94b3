"""Rows of the two-high registers made by hand, typed as the dictionary types them, and frozen in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import load_packs
from shuangkong.registers import register_types
from shuangkong.schema import Cell, Row

PACKS = load_packs("cn-15-14fyp")
TYPES = register_types(PACKS)


class Frozen:
    """Rows of a few tables; a table that is not there was never published."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables = tables

    def rows(self, table: str, /, **equals: Cell) -> tuple[Row, ...]:
        return tuple(
            row for row in self.tables[table] if all(row[name] == cell for name, cell in equals.items())
        )

    def table_hash(self, name: str) -> str:
        if name not in self.tables:
            raise ProblemsFound([Problem("snapshot_table_unknown", "test", {"name": name, "known": ""})])
        return "ab" * 32


def row_of(register: str, **cells: Any) -> Row:
    table = TYPES[register].table
    assert set(cells) <= set(table.column_names), set(cells) - set(table.column_names)
    known = {"is_synthetic": False, "status": "official", "source": "made for a test"}
    return {**dict.fromkeys(table.column_names), **known, **cells}


def project_row(**cells: Any) -> Row:
    known: dict[str, Any] = {
        "two_high_id": "LG-1",
        "division_code": "150200",
        "facility_name": "示例公司",
        "two_high_name": "示例项目",
        "two_high_industry": "steel",
        "two_high_stage": "stock",
        "two_high_nature": "new",
        "two_high_listed_on": date(2021, 6, 30),
        "design_equal_tce": Decimal(70000),
        "design_calorific_tce": Decimal(34580),
        "built_on": date(2015, 5, 1),
    }
    return row_of("two_high_project", **(known | cells))


def line_row(**cells: Any) -> Row:
    known: dict[str, Any] = {
        "two_high_line_id": "LG-1-L1",
        "two_high_id": "LG-1",
        "division_code": "150200",
        "two_high_line_kind": "stock",
        "two_high_line_product": "水泥熟料",
        "two_high_line_metric": "单位产品综合能耗",
        "two_high_line_metric_unit": "kgce/t",
        "two_high_line_unit_energy": Decimal(120),
    }
    return row_of("two_high_line", **(known | cells))


def observation(indicator: str, value: str, unit: str, **cells: Any) -> Row:
    return {
        "division_code": "150200",
        "indicator_id": indicator,
        "period": "2022",
        "value": Decimal(value),
        "unit": unit,
        "energy_basis": None,
        "price_base_year": None,
        "vintage": "",
        "stage": "final",
        "parts_absent": False,
        "is_synthetic": False,
        "status": "official",
        "source": "made for a test",
        "note": None,
        **cells,
    }
