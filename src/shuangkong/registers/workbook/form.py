"""The form of a type (表式): its columns as a workbook calls them, and the stamp that names its version."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.schema import Cell, Column

__all__ = [
    "EXAMPLE",
    "FIELD_HEAD",
    "OWN_SHEETS",
    "REQUIRED_MARK",
    "SERIAL",
    "SHEET_FORM",
    "SHEET_GUIDE",
    "SHEET_LISTS",
    "SHEET_PROBLEMS",
    "Stamp",
    "column_of",
    "field_id",
    "form_hash",
    "is_required",
    "label_key",
    "stamp_text",
]

SHEET_FORM = "填报"
SHEET_GUIDE = "填表说明"
SHEET_LISTS = "选项"
SHEET_PROBLEMS = "问题清单"
OWN_SHEETS = frozenset({SHEET_GUIDE, SHEET_LISTS, SHEET_PROBLEMS})
EXAMPLE = "示例"
SERIAL = "序号"
FIELD_HEAD = "字段标识"
REQUIRED_MARK = "*"
_IGNORED = re.compile(r"[\s*＊]|[（(](?:必填|选填)[）)]")
_STAMP = re.compile(r"表式\s*(\w+)\s*第\s*(\d+)\s*版\s*校验码\s*([0-9a-f]{12})")


@dataclass(frozen=True)
class Stamp:
    """The version a workbook was made for (版本标记)."""

    type_id: str
    version: int
    form: str
    example: str = ""

    @classmethod
    def of_properties(cls, properties: Mapping[str, str]) -> Stamp | None:
        """Return the stamp of a workbook's custom properties; None where it bears none."""
        version = properties.get("version", "")
        if "type" not in properties or not version.isdecimal():
            return None
        return cls(
            properties["type"], int(version), properties.get("form", ""), properties.get("example", "")
        )

    @classmethod
    def of_text(cls, text: str) -> Stamp | None:
        """Return the stamp that a line of a sheet shows; None where it shows none.

        Examples
        --------
        >>> Stamp.of_text("表式 unit_register 第2版 校验码 0123456789ab · 双控 0.3")
        Stamp(type_id='unit_register', version=2, form='0123456789ab', example='')
        """
        found = _STAMP.search(text)
        return cls(found[1], int(found[2]), found[3]) if found else None


def stamp_text(register: RegisterType) -> str:
    """Return the visible stamp of a type's workbook (版本标记)."""
    return f"表式 {register.id} 第{register.version}版 校验码 {form_hash(register)}"


def column_of(register: RegisterType, form: FormColumn) -> Column:
    """Return what the dictionary says of a form column's cells."""
    return register.table.column(form.column)


def is_required(register: RegisterType, form: FormColumn) -> bool:
    """Whether every line must fill the cell; of several values of one line none must."""
    return column_of(register, form).required and not form.sets


def field_id(form: FormColumn) -> str:
    """Return the one name of a form column in the program's words (字段标识).

    Examples
    --------
    >>> from shuangkong.trace import Label
    >>> field_id(FormColumn("value", Label("能耗", "energy"), {"unit": "万吨标准煤", "stage": None}))
    'value[stage=,unit=万吨标准煤]'
    """
    if not form.sets:
        return form.column
    return f"{form.column}[{','.join(f'{key}={_written(form.sets[key])}' for key in sorted(form.sets))}]"


def _written(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def label_key(text: object) -> str:
    """Return a header as it is compared (表头归一): width, blanks, line breaks and marks do not count.

    Examples
    --------
    >>> label_key("能源消费总量 *\\n（万吨标准煤）") == label_key("能源消费总量(万吨标准煤)")
    True
    """
    return _IGNORED.sub("", unicodedata.normalize("NFKC", str(text))).casefold()


def form_hash(register: RegisterType) -> str:
    """Return twelve digits that change whenever the form does (表式校验码)."""
    fields = [
        (field_id(form), form.header.zh, column.type, column.unit, str(column.quantum), list(column.allowed))
        for form in register.form
        for column in [column_of(register, form)]
    ]
    text = json.dumps([register.id, register.version, fields], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
