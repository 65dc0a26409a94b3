"""Templates (填报模板): the workbook a filer fills in, made from a register type alone.

Only what every Excel since 2007 and WPS know is used: validation lists are named ranges, nothing is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook.filing import example_digest
from shuangkong.registers.workbook.form import (
    EXAMPLE,
    REQUIRED_MARK,
    SERIAL,
    SHEET_FORM,
    SHEET_LISTS,
    column_of,
    field_id,
    form_hash,
    is_required,
    stamp_text,
)
from shuangkong.registers.workbook.guide import write_guide
from shuangkong.registers.workbook.reading import STAMP_PREFIX
from shuangkong.registers.workbook.styles import Styles, columns_wide, lines_high
from shuangkong.schema import Cell, Column
from shuangkong.territory import Division

__all__ = ["TemplateOptions", "write_template"]

_TITLE, _STAMP, _HEADER, _ENGLISH, _EXAMPLE, _DATA = range(6)
_PREPARED_ROWS = 2000  # lines below the header that know their list of values; pasting goes on below them
_TEXT_TYPES = frozenset({"text", "division", "period", "unit", "status"})
_LAST_COLUMN = 16383
_MANY = 16  # columns from which each is made narrow
_SMALL = 1.4  # characters of the English line in the room of one
_A3, _A4 = 8, 9
_A4_HOLDS = 200  # characters across an A4 page that are still readable
_ALLOWED = (
    "format_cells",
    "format_columns",
    "format_rows",
    "insert_rows",
    "delete_rows",
    "sort",
    "autofilter",
    "select_locked_cells",
    "select_unlocked_cells",
)
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  # a template says nothing of when it was made: equal ones are equal


@dataclass(frozen=True)
class TemplateOptions:
    """What a template offers beside the form (模板选项).

    Parameters
    ----------
    divisions
        Divisions to choose from in division columns.
    lists
        Column → further values to choose from; a column with values of the dictionary needs none.
    example
        Cells of the example line, by `field_id`; a column without one shows what it asks for.
    release
        Release of the product, part of the stamp.
    """

    divisions: Sequence[Division] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    example: Mapping[str, Cell] = field(default_factory=dict)
    release: str = ""


def write_template(register: RegisterType, path: Path, options: TemplateOptions | None = None) -> None:
    """Write the workbook to fill in (填报模板) for a register type.

    Parameters
    ----------
    options
        Divisions and lists to choose from, the example line, the release in the stamp.

    Notes
    -----
    Headers are protected; data cells are not, and formatting of cells, rows and columns, inserting and
    deleting rows, sorting and filters stay allowed, so that pasting works as usual. The protection has no
    password: it guards against slips, not against people.
    """
    chosen = options or TemplateOptions()
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        _Template(book, register, chosen).write()


class _Template:
    def __init__(self, book: Workbook, register: RegisterType, options: TemplateOptions) -> None:
        self._book = book
        self._register = register
        self._options = options
        self._styles = Styles(book)
        self._form: Worksheet = book.add_worksheet(SHEET_FORM)
        self._columns = [column_of(register, form) for form in register.form]
        self._width = 0.0  # of all columns [characters]

    def write(self) -> None:
        """Write every sheet and the stamp."""
        self._write_head()
        digest = self._write_example()
        guide = self._book.add_worksheet("填表说明")
        write_guide(guide, self._register, self._styles)
        self._write_lists()
        self._protect()
        self._set_up_print()
        self._stamp(digest)
        self._form.activate()

    def _write_head(self) -> None:
        sheet, styles = self._form, self._styles
        last = len(self._columns)
        sheet.set_row(_TITLE, 30)
        sheet.merge_range(_TITLE, 0, _TITLE, last, self._register.title.zh, styles.title)
        sheet.set_row(_STAMP, 18)
        release = f" · 双控 {self._options.release}" if self._options.release else ""
        hint = f"带 {REQUIRED_MARK} 的列必填；从示例行的下一行起填写。"
        text = f"{hint}　{stamp_text(self._register)}{release}"
        sheet.merge_range(_STAMP, 0, _STAMP, last, text, styles.stamp)
        sheet.write_string(_HEADER, 0, SERIAL, styles.header)
        sheet.write_string(_ENGLISH, 0, "No.", styles.english)
        sheet.set_column(0, 0, 6, styles.serial)
        heights = [1, 1]
        for index, (form, column) in enumerate(zip(self._register.form, self._columns, strict=True), start=1):
            required = is_required(self._register, form)
            header = form.header.zh + (f" {REQUIRED_MARK}" if required else "")
            sheet.write_string(_HEADER, index, header, styles.required if required else styles.header)
            sheet.write_string(_ENGLISH, index, form.header.en, styles.english)
            sheet.write_comment(_HEADER, index, self._note(form, column), {"x_scale": 2, "y_scale": 1.6})
            width = columns_wide(header, column, is_many=last > _MANY)
            self._width += width
            sheet.set_column(index, index, width, styles.data(column))
            heights = [
                max(heights[0], lines_high(header, width)),
                max(heights[1], lines_high(form.header.en, width * _SMALL)),
            ]
        sheet.set_row(_HEADER, max(15 * heights[0] + 8, 36))
        sheet.set_row(_ENGLISH, 9 * heights[1] + 6)
        sheet.set_row(_EXAMPLE, 20)
        sheet.set_default_row(18)
        sheet.freeze_panes(_EXAMPLE, min(2, last))

    def _note(self, form: FormColumn, column: Column) -> str:
        lines = [column.description.zh]
        unit = form.sets.get("unit") or column.unit
        if unit:
            lines.append(f"单位：{unit}")
        if column.quantum is not None:
            places = -int(column.quantum.as_tuple().exponent)
            lines.append(f"小数最多 {places} 位")
        if column.choices:
            lines.append("可填：" + "、".join(label.zh for label in column.choices.values()))
        lines.append(f"例：{_shown(self._example_of(form, column))}")
        return "\n".join(lines)

    def _example_of(self, form: FormColumn, column: Column) -> Cell:
        given = self._options.example.get(field_id(form))
        return given if given is not None else self._usual_example(column)

    def _usual_example(self, column: Column) -> Cell:
        if self._options.divisions and column.type == "division":
            return self._options.divisions[0].name.zh
        values = self._values(column)
        if values:
            return values[0]
        periods = {"month": "2024-03", "quarter": "2024Q1"}
        usual: Mapping[str, Cell] = {
            "integer": 2024 if "year" in column.name else 12,
            "decimal": 12,
            "date": date(2024, 3, 31),
            "period": periods.get(self._register.grain, "2024"),
            "division": "000000",
            "unit": column.unit or "%",
        }
        return usual.get(column.type, column.label.zh)

    def _write_example(self) -> str:
        """Write the example line; return what tells it from one written over."""
        sheet, styles = self._form, self._styles
        sheet.write_string(_EXAMPLE, 0, EXAMPLE, styles.example())
        written: dict[str, str | float | date | None] = {}
        for index, (form, column) in enumerate(zip(self._register.form, self._columns, strict=True), start=1):
            cell = self._example_of(form, column)
            style = styles.example(column)
            if isinstance(cell, date):
                sheet.write_datetime(_EXAMPLE, index, datetime(cell.year, cell.month, cell.day), style)  # noqa: DTZ001
                written[field_id(form)] = cell
            elif isinstance(cell, str):
                sheet.write_string(_EXAMPLE, index, cell, style)
                written[field_id(form)] = cell
            elif cell is None:
                sheet.write_blank(_EXAMPLE, index, None, style)
                written[field_id(form)] = None
            else:
                sheet.write_number(_EXAMPLE, index, float(cell), style)
                written[field_id(form)] = float(cell)
        return example_digest(written)

    def _values(self, column: Column) -> Sequence[str]:
        """Return the values a column may be chosen from; none where it is open."""
        if column.name in self._options.lists:
            return self._options.lists[column.name]
        if column.type == "division":
            return tuple(division.name.zh for division in self._options.divisions)
        return tuple(label.zh for label in column.choices.values())

    def _write_lists(self) -> None:
        """Write the values to choose from, each list a named range, and the validation that points to it."""
        sheet: Worksheet = self._book.add_worksheet(SHEET_LISTS)
        styles = self._styles
        at: dict[tuple[str, ...], str] = {}
        for index, column in enumerate(self._columns, start=1):
            values = tuple(self._values(column))
            if not values:
                continue
            if values not in at:
                left = len(at) * 2
                name = f"list_{column.name}"
                at[values] = name
                sheet.set_column(left, left, 22)
                sheet.set_column(left + 1, left + 1, 4)
                sheet.write_string(0, left, column.label.zh, styles.header)
                sheet.write_column(1, left, values, styles.choice)
                if column.type == "division" and self._options.divisions:
                    codes = [each.code for each in self._options.divisions]
                    sheet.set_column(left + 1, left + 1, 10)
                    sheet.write_string(0, left + 1, "代码", styles.header)
                    sheet.write_column(1, left + 1, codes, styles.choice)
                letters = xlsxwriter.utility.xl_col_to_name(left, col_abs=True)
                self._book.define_name(name, f"={SHEET_LISTS}!{letters}$2:{letters}${len(values) + 1}")
            self._validate(index, column, at[values])
        if not at:
            sheet.write_string(0, 0, "本表没有需要选择的列", styles.plain)
        sheet.freeze_panes(1, 0)
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _validate(self, index: int, column: Column, name: str) -> None:
        self._form.data_validation(
            _EXAMPLE,
            index,
            _DATA + _PREPARED_ROWS,
            index,
            {
                "validate": "list",
                "source": f"={name}",
                "ignore_blank": True,
                "error_title": column.label.zh[:32],
                "error_message": "请从下拉列表中选择；区划也可填六位代码",
                # A warning, not a stop: a code may stand for a name, and what is wrong is found on filing.
                "error_type": "warning",
            },
        )

    def _protect(self) -> None:
        free = self._book.add_format({"locked": False})
        self._form.set_column(len(self._columns) + 1, _LAST_COLUMN, None, free)
        allowed = dict.fromkeys(_ALLOWED, True)
        self._form.protect("", allowed | {"objects": False})

    def _set_up_print(self) -> None:
        sheet = self._form
        sheet.set_landscape()
        sheet.set_paper(_A4 if self._width <= _A4_HOLDS else _A3)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADER, _ENGLISH)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        sheet.set_footer(f"&L&8{stamp_text(self._register)}&R&8第 &P 页 共 &N 页")

    def _stamp(self, digest: str) -> None:
        register = self._register
        self._book.set_properties({"title": register.title.zh, "created": _EPOCH})
        stamp = {
            "type": register.id,
            "version": str(register.version),
            "form": form_hash(register),
            "example": digest,
            "release": self._options.release,
        }
        for name, text in stamp.items():
            self._book.set_custom_property(STAMP_PREFIX + name, text, "text")


def _shown(cell: Cell) -> str:
    return "" if cell is None else str(cell)
