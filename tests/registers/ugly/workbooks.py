"""Ugly workbooks of our own making (自制的难读台账): synthetic, and each says so in itself.

``python workbooks.py FOLDER`` writes them: two .xlsx files and, where ``xlwt`` and ``odfpy`` are installed
(nothing else needs them), the first of the two once more as a real .xls, as an .et, which here holds the same
bytes as the .xls under the name another office program gives them, and as an .ods.  Those three are kept
beside this script.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import xlsxwriter

SYNTHETIC = "合成数据，不代表任何真实地区"


@dataclass
class Page:
    """Cells of a sheet by row and column, and its merged ranges (rows and columns from 0, first and last)."""

    name: str
    cells: dict[tuple[int, int], str | float] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def put(self, row: int, column: int, *values: str | float | None) -> None:
        for index, value in enumerate(values, start=column):
            if value is not None:
                self.cells[row, index] = value

    def merge(self, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
        self.merged.append((*first, *last))
        self.cells[first] = text


# Division, industry, energy [吨标准煤], electricity [万千瓦时], growth [%], cement [万吨] and a remark,
# as left by a clerk.
INDUSTRIES = [
    ("甲市", "煤炭开采和洗选业", "1,234,567.8", 152340.5, 3.2, "/", "无"),
    ("甲市", "化学原料和化学制品制造业", "８８００００", 98000, -1.5, "/", "无"),
    ("甲市", "非金属矿物制品业", 150000.2, "12,000", 0, 210.35, "含两户新投产"),
    ("乙市", "电力、热力生产和供应业", 5600000, 43210.25, 6.75, "/", "无"),
    ("乙市", "非金属矿物制品业", 99999.5, "—", "—", 80, "电量待核"),
    ("丙盟", "农副食品加工业", "无", 1500, 12, "/", "无"),
]
MONTHS = {
    "甲市": {
        "综合能源消费量": [10.5, 9.25, 10.75, 10, 10, 10, 11, 11.5, 10, 10, 10.5, 12],
        "用电量": [2.1, 1.9, 2, 2, 2, 2, 2.2, 2.3, 2, 2, 2.1, 2.4],
    },
    "乙市": {
        "综合能源消费量": [5, 4.5, 5, 5, 5, 5, 5, 5, 5, "—", 5, 5.5],
        "用电量": [1, 0.9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.1],
    },
}


# As printed: of the energy and the cement every figure is there; of the electricity one row is a dash.
SUBTOTALS: dict[str, list[float | str]] = {
    "甲市": ["2,264,568", 262340.5, "—", 210.35],
    "乙市": [5699999.5, 43210.25, "—", 80],
    "丙盟": ["无", 1500, "—", "/"],
    "合计": ["7,964,567.5", 307050.75, "—", 290.35],
}


def industries() -> Page:
    """Two tiers of merged headers, 序号, subtotals, a total, a foot, units in headers, marks, texts."""
    page = Page("附表1")
    page.merge((0, 0), (0, 8), f"2024年度规模以上工业能源消费台账（{SYNTHETIC}）")
    page.put(1, 0, "填报单位：示例省统计局")
    for column, text in ((0, "序号"), (1, "盟 市"), (2, "行业"), (5, "增加值增速（％）"), (8, "备注")):
        page.merge((2, column), (3, column), text)
    page.merge((2, 3), (2, 4), "能源消费")
    page.put(3, 3, "综合能耗\n（吨标准煤，等价值）", "用电量（万千瓦时）")
    page.merge((2, 6), (2, 7), "主要产品产量")
    page.put(3, 6, "水泥（万吨）", "本地排名")
    row = _put_industries(page)
    page.put(row + 2, 0, "注：本表数据为合成，仅供测试。")
    page.put(row + 3, 0, "填 表 人：张三")
    page.put(row + 3, 3, "负责人：李四")
    page.put(row + 3, 6, "填表日期：2025年1月15日")
    return page


def _put_industries(page: Page) -> int:
    """Put the rows with a subtotal under each division, and return the row of the total."""
    row, number = 4, 1
    for division in dict.fromkeys(line[0] for line in INDUSTRIES):
        first = row
        for _, name, energy, electricity, growth, cement, remark in (
            line for line in INDUSTRIES if line[0] == division
        ):
            page.put(row, 0, number)
            page.put(row, 2, name, energy, electricity, growth, cement, number, remark)
            row, number = row + 1, number + 1
        page.put(first, 1, division)
        if row - first > 1:
            page.merge((first, 1), (row - 1, 1), division)
        page.merge((row, 0), (row, 2), "小  计")
        page.put(row, 3, *SUBTOTALS[division])
        row += 1
    page.merge((row, 0), (row, 2), "合  计")
    page.put(row, 3, *SUBTOTALS["合计"])
    return row


def months() -> list[Page]:
    """A sheet for each prefecture and a 汇总 sheet, months as columns, the year's total at the end."""
    pages = []
    for division, indicators in MONTHS.items():
        page = Page(division)
        page.put(0, 0, f"{division}2024年分月能源消费情况（{SYNTHETIC}）")
        page.put(1, 0, "指标", "单位", *(f"{month}月" for month in range(1, 13)), "全年")
        for row, (indicator, values) in enumerate(indicators.items(), start=2):
            unit = "万吨标准煤" if indicator == "综合能源消费量" else "亿千瓦时"
            whole = round(sum(value for value in values if not isinstance(value, str)), 4)
            page.put(row, 0, indicator, unit, *values, whole)
        page.put(5, 0, "填表人：王五    填表日期：2025-01-20")
        pages.append(page)
    summary = Page("汇总")
    summary.put(0, 0, f"全省汇总（{SYNTHETIC}）")
    summary.put(1, 0, "综合能源消费量", 180)
    return [*pages, summary]


def write_xlsx(path: Path, *pages: Page) -> None:
    with xlsxwriter.Workbook(path) as book:
        for page in pages:
            sheet = book.add_worksheet(page.name)
            for range_ in page.merged:
                sheet.merge_range(*range_, page.cells[range_[:2]])
            for place, value in page.cells.items():
                sheet.write(*place, value)


def write_xls(path: Path, *pages: Page) -> None:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for page in pages:
        sheet = book.add_sheet(page.name)
        for top, left, bottom, right in page.merged:
            sheet.merge(top, bottom, left, right)
        for place, value in page.cells.items():
            sheet.write(*place, value)
    book.save(str(path))


def write_ods(path: Path, *pages: Page) -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table

    book = OpenDocumentSpreadsheet()
    for page in pages:
        table = Table(name=page.name)
        for row in range(max(row for row, _ in page.cells) + 1):
            table.addElement(_ods_row(page, row))
        book.spreadsheet.addElement(table)
    book.save(str(path))


def _ods_row(page: Page, row: int) -> object:
    from odf.table import CoveredTableCell, TableCell, TableRow
    from odf.text import P

    line = TableRow()
    for column in range(max(column for _, column in page.cells) + 1):
        inside = [each for each in page.merged if each[0] <= row <= each[2] and each[1] <= column <= each[3]]
        if inside and (row, column) != inside[0][:2]:
            line.addElement(CoveredTableCell())
            continue
        spans: Mapping[str, int] = {}
        for top, left, bottom, right in inside:
            spans = {"numberrowsspanned": bottom - top + 1, "numbercolumnsspanned": right - left + 1}
        value = page.cells.get((row, column))
        kind = {} if value is None else {"valuetype": "string" if isinstance(value, str) else "float"}
        cell = TableCell(**spans, **kind, **({"value": value} if isinstance(value, int | float) else {}))
        if value is not None:
            cell.addElement(P(text=str(value)))
        line.addElement(cell)
    return line


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write_xlsx(folder / "industries.xlsx", industries())
    write_xlsx(folder / "months.xlsx", *months())
    write_xls(folder / "industries.xls", industries())
    shutil.copyfile(folder / "industries.xls", folder / "industries.et")
    write_ods(folder / "industries.ods", industries())
