"""Ugly workbooks of our own making (自制的难读台账): synthetic, and each says so in itself.

``python workbooks.py FOLDER`` writes the two .xlsx files.  The .xls, .et and .ods beside this script were made from
the first of them once, by ``soffice --headless --convert-to xls`` (and ``ods``); the .et is the .xls under the name
that another office program gives to the same bytes.
"""

from __future__ import annotations

import sys
from pathlib import Path

import xlsxwriter

SYNTHETIC = "合成数据，不代表任何真实地区"

# Division, industry, energy [吨标准煤], electricity [万千瓦时], growth [%], cement [万吨], remark: as a clerk left them.
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


def write_industries(path: Path) -> None:
    """Two tiers of merged headers, 序号, subtotals, a total, a foot, units in headers, marks, text numbers."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("附表1")
        sheet.merge_range("A1:I1", f"2024年度规模以上工业能源消费台账（{SYNTHETIC}）")
        sheet.write("A2", "填报单位：示例省统计局")
        for cells, text in (("A3:A4", "序号"), ("B3:B4", "盟 市"), ("C3:C4", "行业"), ("I3:I4", "备注")):
            sheet.merge_range(cells, text)
        sheet.merge_range("D3:E3", "能源消费")
        sheet.write("D4", "综合能耗\n（吨标准煤，等价值）")
        sheet.write("E4", "用电量（万千瓦时）")
        sheet.merge_range("F3:F4", "增加值增速（％）")
        sheet.merge_range("G3:H3", "主要产品产量")
        sheet.write("G4", "水泥（万吨）")
        sheet.write("H4", "本地排名")
        last = _write_industry_rows(sheet)
        sheet.write(last + 1, 0, "注：本表数据为合成，仅供测试。")
        sheet.write(last + 2, 0, "填 表 人：张三")
        sheet.write(last + 2, 3, "负责人：李四")
        sheet.write(last + 2, 6, "填表日期：2025年1月15日")


def _write_industry_rows(sheet: xlsxwriter.worksheet.Worksheet) -> int:
    row, first, number = 4, 4, 1
    for at, (division, *cells) in enumerate(INDUSTRIES):
        sheet.write(row, 0, number)
        sheet.write_row(row, 2, [*cells[:-2], cells[-2], number, cells[-1]])
        row, number = row + 1, number + 1
        if at + 1 == len(INDUSTRIES) or INDUSTRIES[at + 1][0] != division:
            if row - first > 1:
                sheet.merge_range(first, 1, row - 1, 1, division)
            else:
                sheet.write(first, 1, division)
            sheet.merge_range(row, 0, row, 2, "小  计")
            sheet.write_row(row, 3, SUBTOTALS[division])
            row, first = row + 1, row + 1
    sheet.merge_range(row, 0, row, 2, "合  计")
    sheet.write_row(row, 3, SUBTOTALS["合计"])
    return row


# As printed: of the energy and the cement every figure is there; of the electricity one row is a dash.
SUBTOTALS: dict[str, list[float | str]] = {
    "甲市": ["2,264,568", 262340.5, "—", 210.35],
    "乙市": [5699999.5, 43210.25, "—", 80],
    "丙盟": ["无", 1500, "—", "/"],
    "合计": ["7,964,567.5", 307050.75, "—", 290.35],
}


def write_months(path: Path) -> None:
    """A sheet for each prefecture and a 汇总 sheet, months as columns, a year's total at the end of the line."""
    with xlsxwriter.Workbook(path) as book:
        for division, indicators in MONTHS.items():
            sheet = book.add_worksheet(division)
            sheet.write("A1", f"{division}2024年分月能源消费情况（{SYNTHETIC}）")
            sheet.write_row("A2", ["指标", "单位", *(f"{month}月" for month in range(1, 13)), "全年"])
            for row, (indicator, months) in enumerate(indicators.items(), start=2):
                unit = "万吨标准煤" if indicator == "综合能源消费量" else "亿千瓦时"
                whole = sum(month for month in months if not isinstance(month, str))
                sheet.write_row(row, 0, [indicator, unit, *months, round(whole, 4)])
            sheet.write("A6", "填表人：王五    填表日期：2025-01-20")
        sheet = book.add_worksheet("汇总")
        sheet.write("A1", f"全省汇总（{SYNTHETIC}）")
        sheet.write_row("A2", ["指标", 180])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write_industries(folder / "industries.xlsx")
    write_months(folder / "months.xlsx")
