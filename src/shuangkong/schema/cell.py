"""Cells (单元格): one written text into one typed value, or the problem that forbids it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, localcontext
from typing import get_args

from shuangkong.errors import Collector
from shuangkong.quantity import Period, find_unit
from shuangkong.schema.column import Cell, Column
from shuangkong.trace import Status

__all__ = ["read_cell", "write_cell"]

_INTEGER = re.compile(r"-?(0|[1-9]\d*)")
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_DIVISION = re.compile(r"\d{6}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BOOLEANS = {"true": True, "false": False}
_DIGITS = 38  # what a fixed-point column of the engines holds
_MOST_INTEGER = 2**63 - 1  # what an integer column of the engines holds: any of eighteen digits
_WIDTH = 200  # working digits, so that nothing is rounded before it is judged
_STATUSES: tuple[str, ...] = get_args(Status)


def read_cell(text: str, column: Column, problems: Collector, where: str) -> Cell:
    """Return the typed value of a written cell (读取单元格); what forbids it is added to ``problems``.

    A blank gives None. The first problem of a cell is the only one reported for it.

    Examples
    --------
    >>> from shuangkong.schema.dictionary import columns
    >>> problems = Collector()
    >>> read_cell("7.10", columns()["value"], problems, "a.csv")
    Decimal('7.100000')
    >>> read_cell("7,1", columns()["value"], problems, "a.csv") is None
    True
    >>> [problem.code for problem in problems]
    ['cell_value_invalid']
    """
    if text == "":
        if column.required:
            problems.add("cell_required", where, column=column.name, **_labels(column))
        return None
    if text != text.strip() or "\n" in text or "\r" in text:
        code = "cell_unit_blank" if column.type == "unit" else "cell_stray_blank"
        problems.add(code, where, found=text, expected=text.strip())
        return None
    if column.allowed and text not in column.allowed:
        problems.add("cell_code_unknown", where, found=text, **_listed(column))
        return None
    if column.type == "unit":
        if find_unit(text) is None:
            problems.add("cell_unit_unknown", where, found=text)
            return None
        return text
    try:
        value = _typed(text, column)
    except ValueError:
        problems.add("cell_value_invalid", where, found=text, type=column.type, **_labels(column))
        return None
    if isinstance(value, Decimal):
        return _kept(value, column, problems, where)
    if type(value) is int and abs(value) > _MOST_INTEGER:
        problems.add("cell_too_large", where, found=_brief(text), digits=18)
        return None
    return value


def _listed(column: Column) -> dict[str, str]:
    """Return the values allowed, in Chinese each behind its label where it has one."""
    labelled = "、".join(
        code if label.zh == code else f"{label.zh} {code}" for code, label in column.choices.items()
    )
    return {"allowed": ", ".join(column.allowed), "allowed_zh": labelled}


def _brief(text: str) -> str:
    return text if len(text) <= _DIGITS + 2 else f"{text[:20]}…"


def _labels(column: Column) -> dict[str, str]:
    return {"label_zh": column.label.zh, "label_en": column.label.en}


def _typed(text: str, column: Column) -> Cell:
    if column.type == "integer":
        return int(_matching(_INTEGER, text))
    if column.type == "decimal":
        return Decimal(_matching(_DECIMAL, text))
    if column.type == "date":
        return date.fromisoformat(_matching(_DAY, text))
    if column.type == "boolean":
        if text not in _BOOLEANS:
            raise ValueError(text)
        return _BOOLEANS[text]
    if column.type == "period":
        return Period.parse(text).text
    if column.type == "division":
        return _matching(_DIVISION, text)
    if column.type == "status" and text not in _STATUSES:
        raise ValueError(text)
    return text


def _matching(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None or not text.isascii():
        raise ValueError(text)
    return text


def _kept(value: Decimal, column: Column, problems: Collector, where: str) -> Decimal | None:
    """Return the value at the column's quantum, or None where it would lose digits or overflow."""
    if value.adjusted() >= _DIGITS:  # before it is scaled: its digits may be beyond any working precision
        problems.add("cell_too_large", where, found=_brief(format(value, "f")), digits=_DIGITS)
        return None
    with localcontext() as context:
        context.prec = _WIDTH
        kept = value if column.quantum is None else value.quantize(column.quantum)
    if kept != value:
        problems.add("cell_too_fine", where, found=value, quantum=column.quantum)
        return None
    if len(kept.as_tuple().digits) > _DIGITS:
        problems.add("cell_too_large", where, found=value, digits=_DIGITS)
        return None
    return kept


def write_cell(value: Cell, column: Column) -> str:
    """Return the one written form of a value (规范写法): what `read_cell` reads back to the same value.

    Decimals are written at the column's quantum, or without trailing zeros where it has none.

    Examples
    --------
    >>> from shuangkong.schema.dictionary import columns
    >>> write_cell(Decimal("-0.5"), columns()["value"])
    '-0.500000'
    >>> write_cell(None, columns()["valid_to"])
    ''

    Raises
    ------
    ValueError
        If a decimal has more decimals than its column keeps.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        with localcontext() as context:
            context.prec = _WIDTH
            plain = value.normalize() if column.quantum is None else value.quantize(column.quantum)
        if plain != value:
            raise ValueError(f"{column.name}: {value} has more decimals than {column.quantum}")
        return format(plain if plain else abs(plain), "f")
    return str(value)
