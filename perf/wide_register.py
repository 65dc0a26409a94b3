"""A wide register (宽台账), constructed: a type of 30 columns, and workbooks of it."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import xlsxwriter
import yaml

from shuangkong.records.office import Signature
from shuangkong.records.office.person import Person
from shuangkong.workspace import Workspace
from shuangkong.workspace.collecting import open_office

__all__ = ["FILER", "PACK", "PERSON", "TYPE", "make_workspace", "names", "write_workbook"]

PACK, TYPE = "wide", "wide_register"
REGION, FILER, PERSON = "990000", "990100", "p1"
_COUNTIES = [f"9901{number:02d}" for number in range(1, 21)]
_SECTORS = ("钢铁", "有色", "石化化工", "建材", "电力", "煤炭", "机械", "轻工", "纺织")
_TEXT, _DECIMAL = {"type": "text"}, {"type": "decimal", "quantum": "0.01", "unit": "吨标准煤"}
_Cell = str | int | float | date

# ruff: noqa: ARG005 - every cell is made from the same two
# Column → how the dictionary defines it, and how a cell of it is made from the row's number and its dice.
_COLUMNS: dict[str, tuple[dict[str, object], Callable[[int, random.Random], _Cell]]] = {
    "device_id": (_TEXT, lambda row, dice: f"SB{row:07d}"),
    "division_code": ({}, lambda row, dice: dice.choice(_COUNTIES)),
    "device_name": (_TEXT, lambda row, dice: f"{row}号设备"),
    "owner_name": (_TEXT, lambda row, dice: f"{dice.randrange(3000)}号单位"),
    "trade": ({"type": "text", "allowed": list(_SECTORS)}, lambda row, dice: dice.choice(_SECTORS)),
    "workshop": (_TEXT, lambda row, dice: f"{dice.randrange(40)}车间"),
    "model_name": (_TEXT, lambda row, dice: f"XH-{dice.randrange(500)}"),
    "contact": (_TEXT, lambda row, dice: f"联系人{dice.randrange(2000)}"),
    "installed_on": ({"type": "date"}, lambda row, dice: date(2000 + row % 20, 1 + row % 12, 1 + row % 28)),
    "checked_on": ({"type": "date"}, lambda row, dice: date(2023, 1 + row % 12, 1 + row % 28)),
    "in_use": ({"type": "boolean"}, lambda row, dice: "是" if dice.random() < 0.9 else "否"),
    "is_metered": ({"type": "boolean"}, lambda row, dice: "是" if dice.random() < 0.6 else "否"),
    "sets": ({"type": "integer"}, lambda row, dice: dice.randrange(1, 9)),
    "hours": ({"type": "integer"}, lambda row, dice: dice.randrange(1000, 8000)),
    **{
        f"use_{number:02d}": (_DECIMAL, lambda row, dice: dice.randrange(1, 10**7) / 100)
        for number in range(1, 15)
    },
    "use_total": (_DECIMAL, lambda row, dice: 0),
    "remark": (_TEXT, lambda row, dice: "" if dice.random() < 0.8 else f"备注{dice.randrange(50)}"),
}
_USES = [name for name in _COLUMNS if name.startswith("use_") and name != "use_total"]


def names() -> tuple[str, ...]:
    """Return the columns of the workbook, in order."""
    return tuple(_COLUMNS)


def _type() -> dict[str, object]:
    """Return the type as a pack's YAML holds it: six rules of a row, one of rows together."""
    defines = {
        name: {**defined, "zh": name, "en": name, "about_zh": "构造的列", "about_en": "constructed"}
        | ({"required": False} if name == "remark" else {})
        for name, (defined, _) in _COLUMNS.items()
        if defined
    }
    text = {"zh": "核对", "en": "check"}
    rules = {
        "total_agrees": f"use_total = {' + '.join(_USES)}",
        "uses_positive": " and ".join(f"{name} >= 0" for name in _USES),
        "sets_positive": "sets > 0",
        "hours_of_a_year": "hours <= 8784",
        "checked_after": "checked_on >= installed_on",
        "steel_is_metered": "trade != '钢铁' or in_use or is_metered or present(hours)",
    }
    shared = {"severity": "error", "message": text, "remedy": text}
    written = [
        {"id": name, "holds": holds, "columns": [holds.split()[0]], **shared} for name, holds in rules.items()
    ]
    once = {"id": "name_once", "holds": "count() <= 1", "columns": ["device_name"], "per": ["device_name"]}
    return {
        "id": TYPE,
        "version": 1,
        "kind": "things",
        "title": {"zh": "宽台账（构造）", "en": "wide register, constructed"},
        "description": {"zh": "只供测速", "en": "for measuring speed alone"},
        "status": "constructed",
        "source": "构造",
        "columns": [*_COLUMNS],
        "key": ["device_id"],
        "defines": defines,
        "form": [{"column": name} for name in _COLUMNS],
        "steps": ["approved"],
        "rules": [*written, {**once, **shared}],
    }


def make_workspace(folder: Path, storage: str | None = None) -> None:
    """Make a workspace on the whole stack of packs with one more, and enter the person who files."""
    pack = folder / "packs" / PACK
    (pack / "registers").mkdir(parents=True)
    (pack / "data").mkdir()
    title = {"zh": "测速（构造）", "en": "speed, constructed"}
    manifest = {"id": PACK, "edition": "1", "extends": "cn-15-14fyp", "title": title}
    (pack / "pack.yaml").write_text(yaml.safe_dump(manifest, allow_unicode=True))
    (pack / f"registers/{TYPE}.yaml").write_text(yaml.safe_dump(_type(), allow_unicode=True))
    lines = [(REGION, "测速区", "region", ""), (FILER, "测速市", "prefecture", REGION)]
    lines += [(code, f"测速县{code}", "county", FILER) for code in _COUNTIES]
    with (pack / "data/division.csv").open("w", newline="", encoding="utf-8") as file:
        heads = "division_code name_zh name_en level parent_code valid_from valid_to status source"
        out = csv.writer(file)
        out.writerow(heads.split())
        out.writerows(
            (code, name, "", level, above, "", "", "constructed", "构造")
            for code, name, level, above in lines
        )
    workspace = Workspace.create(folder, name="测速", division=REGION, packs=[PACK], storage=storage)
    clerk = Person(PERSON, "甲", "统计局", FILER, "file", None, None, None)
    chief = Person("p0", "乙", "统计局", REGION, "dispatch", None, None, None)
    open_office(workspace).register_persons([chief, clerk], Signature("p0", "测速", datetime.now(tz=UTC)))
    workspace.records.close()


def write_workbook(path: Path, rows: int, *, wrong: int = 0) -> None:
    """Write a workbook of so many rows; the first rows have a cell that is wrong, each of another kind."""
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("填报")
        sheet.write_row(0, 0, _headers())
        for number, row in enumerate(_rows(rows, wrong), 1):
            sheet.write_row(number, 0, row)


def _headers() -> list[str]:
    units = {name: defined.get("unit", "") for name, (defined, _) in _COLUMNS.items()}
    return [
        "区划代码" if name == "division_code" else f"{name}（{unit}）" if unit else name
        for name, unit in units.items()
    ]


def _rows(count: int, wrong: int) -> Iterator[list[_Cell]]:
    dice = random.Random(20260630)
    order = list(_COLUMNS)
    total = order.index("use_total")
    uses = [order.index(name) for name in _USES]
    spoilt: list[tuple[str, _Cell]] = [
        ("trade", "没有的行业"),
        ("hours", "3000小时"),
        ("installed_on", "2001年3月"),
        ("use_03", "一二三"),
        ("division_code", "123456"),
        ("use_total", 1.5),
    ]
    for number in range(1, count + 1):
        row = [make(number, dice) for _, make in _COLUMNS.values()]
        row[total] = float(sum(Decimal(str(row[index])) for index in uses))
        if number <= wrong:
            name, cell = spoilt[number % len(spoilt)]
            row[order.index(name)] = cell
        yield row
