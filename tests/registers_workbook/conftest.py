"""A register type made by hand, a filled workbook of it, and bytes of old formats: synthetic, all of them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from shuangkong.registers.type import FormColumn, RegisterType, Rule
from shuangkong.schema import Column, Table, table
from shuangkong.territory import Territory
from shuangkong.trace import Label


def _column(name: str, kind: Any, zh: str, **more: Any) -> Column:
    return Column(
        name, kind, Label(zh, name.replace("_", " ")), Label(f"{zh}的说明", f"about {name}"), **more
    )


COLUMNS = (
    _column("unit_id", "text", "机组编号"),
    _column("division_code", "division", "所在地"),
    _column("capacity_mw", "decimal", "装机容量", unit="MW", quantum=Decimal("0.01"), required=False),
    _column("share_pct", "decimal", "供热占比", unit="%", quantum=Decimal("0.0001"), required=False),
    _column("started_on", "date", "投运日期", required=False),
    _column("boilers", "integer", "锅炉台数", required=False),
    _column("is_heat", "boolean", "是否供热", required=False),
    _column(
        "stage",
        "text",
        "建设状态",
        allowed=("built", "planned"),
        allowed_labels=(Label("已建成", "built"), Label("规划", "planned")),
        required=False,
    ),
    _column("period", "period", "月份", required=False),
    _column("note", "text", "备注", required=False),
)
HEADERS = tuple(f"{c.label.zh}（{c.unit}）" if c.unit else c.label.zh for c in COLUMNS)


@pytest.fixture(scope="session")
def unit_register() -> RegisterType:
    """A register of things, one line a row."""
    return RegisterType(
        id="unit_register",
        version=2,
        kind="things",
        title=Label("机组台账", "register of units"),
        description=Label("示例：发电机组基本情况", "example: generating units"),
        table=Table("unit_register", Label("机组台账", "units"), COLUMNS, ("unit_id",)),
        form=tuple(
            FormColumn(c.name, Label(header, c.label.en)) for c, header in zip(COLUMNS, HEADERS, strict=True)
        ),
        rules=(
            Rule(
                "r1",
                "capacity_mw > 0",
                "error",
                Label("装机容量必须为正", "must be positive"),
                Label("核对装机容量", "check it"),
                ("capacity_mw",),
            ),
        ),
        grain="month",
        renames={1: {"unit_no": "unit_id"}},
    )


@pytest.fixture(scope="session")
def statistic() -> RegisterType:
    """A long table filled in a wide form: one line gives several rows."""
    observation = table("observation")
    value = {"energy_basis": None, "parts_absent": True}
    return RegisterType(
        id="sample_statistic",
        version=1,
        kind="statistic",
        title=Label("示例统计", "sample statistic"),
        description=Label("示例", "example"),
        table=observation,
        form=(
            FormColumn("division_code", Label("地区", "division")),
            FormColumn("period", Label("年份", "year")),
            FormColumn(
                "value",
                Label("能耗（万吨标准煤）", "energy"),
                {"indicator_id": "energy_consumption", "unit": "万吨标准煤"} | value,
            ),
            FormColumn(
                "value",
                Label("增速（%）", "growth"),
                {"indicator_id": "gdp_real_growth", "unit": "%"} | value,
            ),
            FormColumn("vintage", Label("数据版本", "vintage")),
        ),
        constants={"status": "constructed", "stage": "final", "source": "示例"},
        grain="year",
    )


@pytest.fixture(scope="session")
def territory() -> Territory:
    def row(code: str, name: str, level: str, parent: str | None, *days: date | None) -> dict[str, object]:
        return {
            "division_code": code,
            "name_zh": name,
            "name_en": None,
            "level": level,
            "parent_code": parent,
            "valid_from": days[0] if days else None,
            "valid_to": days[1] if days else None,
            "status": "constructed",
            "source": "示例",
        }

    return Territory(
        [
            row("990000", "某省", "region", None),
            row("990100", "甲市", "prefecture", "990000"),
            row("990200", "乙市", "prefecture", "990000"),
            row("990121", "东区", "county", "990100"),
            row("990221", "东区", "county", "990200"),
            row("992100", "丙地区", "prefecture", "990000", None, date(2001, 12, 30)),
            row("990700", "丙市", "prefecture", "990000", date(2001, 12, 31), None),
        ],
        [
            {
                "old_code": "992100",
                "new_code": "990700",
                "kind": "recode",
                "note": None,
                "effective_on": date(2001, 12, 31),
                "status": "constructed",
                "source": "示例",
            }
        ],
    )


GOOD = ("U1", "990100", 12.5, 15, date(2024, 1, 2), 3, "是", "built", "2024-03", "无异常")


@pytest.fixture
def sheet_of(tmp_path: Path) -> Callable[..., Path]:
    """Write a plain workbook: ``sheet_of([line, …], headers=…, fill=lambda book, sheet: …)``."""

    def write(
        lines: Sequence[Sequence[Any]],
        headers: Sequence[str] = HEADERS,
        *,
        name: str = "filing.xlsx",
        fill: Callable[[Any, Any], None] = lambda book, sheet: None,
    ) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            sheet = book.add_worksheet("填报")
            sheet.write_row(0, 0, headers)
            for number, line in enumerate(lines, start=1):
                for index, cell in enumerate(line):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, index, cell)
                    else:
                        sheet.write(number, index, cell)
            fill(book, sheet)
        return path

    return write


@pytest.fixture(scope="session")
def headers() -> tuple[str, ...]:
    return HEADERS


@pytest.fixture(scope="session")
def good_line() -> tuple[Any, ...]:
    return GOOD


def _record(number: int, body: bytes) -> bytes:
    return struct.pack("<HH", number, len(body)) + body


def _biff(lines: Sequence[Sequence[Any]], extra: bytes) -> bytes:
    """Return a BIFF8 stream of one sheet; ``extra`` records stand among its cells."""
    cells = []
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            head = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, int | float):
                cells.append(_record(0x0203, head + struct.pack("<d", cell)))
            elif cell is not None:
                text = str(cell)
                cells.append(
                    _record(0x0204, head + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))
                )
    name = "填报"
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    formats = _record(0x00E0, struct.pack("<HH", 0, 0) + bytes(16)) + _record(
        0x00E0, struct.pack("<HH", 0, 9) + bytes(16)
    )
    end = _record(0x000A, b"")
    tail = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    offset = len(start) + len(formats) + 4 + 4 + len(tail) + len(end)
    sheet = (
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + b"".join(cells) + extra + end
    )
    return start + formats + _record(0x0085, struct.pack("<I", offset) + tail) + end + sheet


def _compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file that holds some streams, each of 4,096 bytes at least."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    body, fat, entries = b"", [], []
    for name, data in streams.items():
        padded = data.ljust(max(4096, -(-len(data) // 512) * 512), b"\0")
        start, count = len(fat), len(padded) // 512
        fat += [*range(start + 1, start + count), end]
        entries.append((name, 2, start, len(padded)))
        body += padded
    directory = len(fat)
    entries.insert(0, ("Root Entry", 5, end, 0))
    packed = b""
    for index, (name, kind, start, size) in enumerate(entries):
        raw = name.encode("utf-16-le") + b"\0\0"
        child = 1 if index == 0 and len(entries) > 1 else free
        right = index + 1 if 0 < index < len(entries) - 1 else free
        packed += raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, free, right, child)
        packed += bytes(36) + struct.pack("<IQ", start, size)
    sectors = -(-len(packed) // 512)
    fat += [*range(directory + 1, directory + sectors), end]
    table_start = len(fat)
    fat.append(0xFFFFFFFD)
    packed = packed.ljust(sectors * 512, b"\0")
    table_bytes = struct.pack(f"<{len(fat)}I", *fat).ljust(512, b"\xff")
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109I", table_start, *[free] * 108)
    return head + body + packed + table_bytes


@pytest.fixture(scope="session")
def old_workbook() -> Callable[..., bytes]:
    """Return the bytes of a synthetic .xls of one sheet: ``old_workbook([line, …], extra=b"…")``."""
    return lambda lines, extra=b"": _compound({"Workbook": _biff(lines, extra)})


@pytest.fixture(scope="session")
def compound() -> Callable[[dict[str, bytes]], bytes]:
    return _compound


@pytest.fixture(scope="session")
def record() -> Callable[[int, bytes], bytes]:
    return _record
