"""Instructions (填表说明): every column and every rule of a form, on a sheet of the template."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook.form import FIELD_HEAD, column_of, field_id, is_required
from shuangkong.registers.workbook.styles import Styles, lines_high
from shuangkong.schema import Column

__all__ = ["write_guide"]

_HEAD = ("列", "类型", "必填", "单位", "说明", FIELD_HEAD)
_WIDTHS = (36, 12, 8, 14, 66)  # the names of fields stand behind them, in a hidden column
_SPANS = {5: (1, 1, 1, 1, 1), 3: (1, 3, 1), 1: (5,)}  # cells of a line → columns each takes
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

    Its lines of columns, label and field name (in a hidden column), also tell a later version what this one
    called a column.
    """
    for index, width in enumerate(_WIDTHS):
        sheet.set_column(index, index, width)
    last = len(_WIDTHS) - 1
    sheet.set_column(last + 1, last + 1, 20, None, {"hidden": True})
    sheet.set_row(0, 30)
    sheet.merge_range(0, 0, 0, last, f"{register.title.zh}　填表说明", styles.title)
    sheet.set_row(1, 16 * lines_high(register.description.zh, sum(_WIDTHS)) + 6)
    sheet.merge_range(1, 0, 1, last, register.description.zh, styles.plain)
    row = _write_table(sheet, 3, _HEAD, _columns(register), styles)
    row = _write_table(sheet, row, ("通用要求",), ((text,) for text in _GENERAL), styles)
    if register.rules:
        _write_table(sheet, row, ("校验规则", "级别", "处理办法"), _rules(register), styles)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_table(
    sheet: Worksheet, row: int, head: tuple[str, ...], lines: Iterable[tuple[str, ...]], styles: Styles
) -> int:
    """Write a table over the whole width and return the line where the next one starts."""
    row = _write_line(sheet, row, head, [styles.header] * len(head))
    for line in lines:
        middle = [index > 0 and index < min(len(line), len(_WIDTHS)) - 1 for index in range(len(line))]
        row = _write_line(sheet, row, line, [styles.middle if each else styles.cell for each in middle])
    return row + 1


def _write_line(sheet: Worksheet, row: int, line: tuple[str, ...], shapes: Sequence[Format]) -> int:
    """Write a line as high as its longest text needs and return the next one."""
    visible = line[: len(_WIDTHS)]
    column, high = 0, 1
    for text, span, style in zip(visible, _SPANS[len(visible)], shapes, strict=False):
        high = max(high, lines_high(text, sum(_WIDTHS[column : column + span])))
        if span > 1:
            sheet.merge_range(row, column, row, column + span - 1, text, style)
        else:
            sheet.write_string(row, column, text, style)
        column += span
    for text in line[len(_WIDTHS) :]:
        sheet.write_string(row, column, text)
    sheet.set_row(row, 16 * high + 4)
    return row + 1


def _columns(register: RegisterType) -> Iterator[tuple[str, ...]]:
    for form in register.form:
        column = column_of(register, form)
        required = "是" if is_required(register, form) else "否"
        unit = form.sets.get("unit") or column.unit or "–"
        kind = "选择" if column.allowed else _TYPES[column.type]
        yield form.header.zh, kind, required, str(unit), _about(form, column), field_id(form)


def _about(form: FormColumn, column: Column) -> str:
    parts = [column.description.zh if not form.sets else form.header.zh]
    choices = [label.zh for label in column.choices.values()]
    if not all(choice in parts[0] for choice in choices):
        parts.append("可填：" + "、".join(choices))
    if column.quantum is not None:
        parts.append(f"小数最多 {-int(column.quantum.as_tuple().exponent)} 位")
    return "；".join(parts)


def _rules(register: RegisterType) -> Iterator[tuple[str, ...]]:
    for rule in register.rules:
        yield rule.message.zh, _SEVERITIES[rule.severity], rule.remedy.zh
