"""Instructions (填表说明): every column and every rule of a form, on a sheet of the template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xlsxwriter.worksheet import Worksheet

from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook.form import column_of, field_id, is_required
from shuangkong.registers.workbook.styles import Styles
from shuangkong.schema import Column

__all__ = ["write_guide"]

_WIDTHS = (28, 26, 14, 8, 14, 60)
_TYPES = {
    "text": "文本",
    "integer": "整数",
    "decimal": "数值",
    "date": "日期",
    "boolean": "是/否",
    "period": "期间",
    "division": "行政区划",
    "unit": "计量单位",
    "status": "数据状态",
}
_SEVERITIES = {"error": "错误（不能提交）", "warning": "提醒（可提交，需核实）", "note": "说明"}
_PERIODS = "年 2024；半年 2024H1；季 2024Q1；累计 2024Q1-Q3；月 2024-03"
_GENERAL = (
    "填在“填报”表示例行的下一行起；示例行可以保留（读取时略过），也可以整行删去。",
    "列的次序可以调整，也可以在旁边增加本单位自用的列；表头文字请勿改动。",
    "填数值，不填公式；可先在别处计算，再用“选择性粘贴→数值”粘贴过来。",
    "数据区不要合并单元格；每一行都要填完整。",
    "没有数据的单元格留空，不填“—”“/”“无”；确实为零的填 0。",
    "数值只填半角数字，不带单位、千位分隔符和百分号；单位以 % 计的列直接填百分数，例如 15% 填 15。",
    "日期填日期格式，或写成 2024-03-31。期间写法：" + _PERIODS + "。",
    "行政区划填名称或六位代码，见“选项”表。",
    "请勿隐藏有数据的行、列和工作表，不要设打开密码，保存为 .xlsx。",
)


def write_guide(sheet: Worksheet, register: RegisterType, styles: Styles) -> None:
    """Write the sheet of instructions (填表说明).

    Its lines of columns, label beside field name, also tell a later version what this one called a column.
    """
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    last = len(_WIDTHS) - 1
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, f"{register.title.zh}　填表说明", styles.title)
    sheet.set_row(1, 36)
    sheet.merge_range(1, 0, 1, last, register.description.zh, styles.plain)
    row = _write_table(sheet, 3, ("列", "字段", "类型", "必填", "单位", "说明"), _columns(register), styles)
    row = _write_table(sheet, row, ("通用要求",), ((text,) for text in _GENERAL), styles)
    if register.rules:
        _write_table(sheet, row, ("校验规则", "级别", "", "", "", "处理办法"), _rules(register), styles)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_table(
    sheet: Worksheet, row: int, head: tuple[str, ...], lines: Iterable[tuple[str, ...]], styles: Styles
) -> int:
    """Write a table and return the line where the next one starts; a single column spans them all."""
    last = len(_WIDTHS) - 1
    for line, style in ((head, styles.header), *((each, styles.cell) for each in lines)):
        if len(line) == 1:
            sheet.merge_range(row, 0, row, last, line[0], style)
        else:
            for index, text in enumerate(line):
                sheet.write_string(row, index, text, style)
        row += 1
    return row + 1


def _columns(register: RegisterType) -> Iterator[tuple[str, ...]]:
    for form in register.form:
        column = column_of(register, form)
        required = "是" if is_required(register, form) else "否"
        unit = form.sets.get("unit") or column.unit or "–"
        yield form.header.zh, field_id(form), _TYPES[column.type], required, str(unit), _about(form, column)


def _about(form: FormColumn, column: Column) -> str:
    parts = [column.description.zh if not form.sets else form.header.zh]
    if column.choices:
        parts.append("可填：" + "、".join(label.zh for label in column.choices.values()))
    if column.quantum is not None:
        parts.append(f"小数最多 {-int(column.quantum.as_tuple().exponent)} 位")
    return "；".join(parts)


def _rules(register: RegisterType) -> Iterator[tuple[str, ...]]:
    for rule in register.rules:
        yield rule.message.zh, _SEVERITIES[rule.severity], "", "", "", rule.remedy.zh
