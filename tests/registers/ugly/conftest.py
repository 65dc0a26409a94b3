"""Types, divisions and layouts that the ugly workbooks are read with; all constructed."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from shuangkong.packs import load_packs
from shuangkong.registers import FormColumn, RegisterType, register_types
from shuangkong.registers.layout import Layout, read_layouts
from shuangkong.schema import Cell, Column, ColumnType, Row, Table, columns, table
from shuangkong.territory import Territory
from shuangkong.trace import Label

HERE = Path(__file__).parent
NAMES = {"990100": "甲市", "990200": "乙市", "990300": "丙盟"}
RECODED = {
    "old_code": "992300",
    "new_code": "990300",
    "kind": "recode",
    "effective_on": date(2010, 1, 1),
    "note": None,
    "status": "constructed",
    "source": "示例",
}


def division_row(code: str, name: str, level: str, parent: str | None) -> Row:
    cells: dict[str, Cell] = {"division_code": code, "name_zh": name, "level": level, "parent_code": parent}
    return cells | {
        "name_en": None,
        "valid_from": None,
        "valid_to": None,
        "status": "constructed",
        "source": "示例",
    }


@pytest.fixture(scope="session")
def territory() -> Territory:
    rows = [division_row("990000", "示例省", "region", None)]
    rows += [division_row(code, name, "prefecture", "990000") for code, name in NAMES.items()]
    rows[-1] = {**rows[-1], "valid_from": date(2010, 1, 1)}
    rows += [division_row(code, "东区", "county", code[:4] + "00") for code in ("990102", "990202")]
    old = division_row("992300", "丙盟", "prefecture", "990000")
    return Territory([*rows, {**old, "valid_to": date(2009, 12, 31)}], [RECODED])


def figure(name: str, zh: str, unit: str) -> Column:
    label = Label(zh, name)
    return Column(name, "decimal", label, label, unit, Decimal("0.000001"), required=False)


def words(name: str, type_: ColumnType = "text") -> Column:
    return Column(name, type_, Label(name, name), Label(name, name))


def industry_energy() -> RegisterType:
    industry = replace(words("industry"), label=Label("行业", "industry"))
    bearing = (columns()["division_code"], columns()["period"], industry)
    figures = (
        figure("energy_10k_tce", "综合能耗", "万吨标准煤"),
        figure("electricity_100m_kwh", "用电量", "亿千瓦时"),
        figure("growth_pct", "增加值增速", "%"),
        figure("cement_10k_t", "水泥产量", "万吨"),
    )
    checked_on = replace(words("checked_on", "date"), required=False)
    whole = (*bearing, *figures, checked_on, columns()["note"])
    label = Label("规模以上工业能源消费", "industry energy")
    return RegisterType(
        id="industry_energy",
        version=1,
        kind="statistic",
        title=label,
        description=label,
        table=Table("industry_energy", label, whole, ("division_code", "period", "industry")),
        form=tuple(FormColumn(each.name, each.label) for each in whole),
    )


def monthly_energy() -> RegisterType:
    label = Label("分月能源消费", "energy by month")
    sets: Mapping[str, Cell] = {"indicator_id": "energy_consumption", "unit": "万吨标准煤"}
    return RegisterType(
        id="monthly_energy",
        version=1,
        kind="statistic",
        title=label,
        description=label,
        table=table("observation"),
        form=(
            FormColumn("division_code", Label("地区", "division")),
            FormColumn("period", Label("月份", "month")),
            FormColumn("value", Label("能源消费总量（万吨标准煤，等价值）", "energy"), sets),
        ),
        constants={"stage": "preliminary", "parts_absent": True, "status": "constructed"},
        given=("is_synthetic",),
    )


@pytest.fixture(scope="session")
def types() -> Mapping[str, RegisterType]:
    return {type_.id: type_ for type_ in (industry_energy(), monthly_energy())}


@pytest.fixture(scope="session")
def filed_types(types: Mapping[str, RegisterType]) -> Mapping[str, RegisterType]:
    """Those, and the ones that come with the national pack."""
    return {**types, **register_types(load_packs("cn"))}


@pytest.fixture(scope="session")
def layouts() -> Mapping[str, Layout]:
    return {layout.id: layout for layout in read_layouts(HERE / "layouts")}


@pytest.fixture(scope="session")
def workbooks() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ugly_workbooks", HERE / "workbooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def file_of(workbooks: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Path of an ugly workbook: the .xlsx made now, the others as kept beside the script."""
    folder = tmp_path_factory.mktemp("ugly")
    workbooks.write_xlsx(folder / "industries.xlsx", workbooks.industries())
    workbooks.write_xlsx(folder / "months.xlsx", *workbooks.months())
    return lambda name: (folder if name.endswith(".xlsx") else HERE) / name
