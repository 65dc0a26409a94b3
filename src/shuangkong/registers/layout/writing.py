"""Layouts written as YAML (写出版式): what a person reads, corrects and confirms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from decimal import Decimal

import yaml

from shuangkong.registers.layout.layout import Layout, LayoutColumn, LeftOut, Sheets, Total

__all__ = ["write_layout"]

Part = LayoutColumn | LeftOut | Sheets | Total


def write_layout(layout: Layout) -> str:
    """Return a layout as YAML (写出版式) that `parse_layout` reads back to the same layout."""
    entry: dict[str, object] = {
        "id": layout.id,
        "title": {"zh": layout.title.zh, "en": layout.title.en},
        "type": layout.type,
        "status": layout.status,
        "source": layout.source,
        "confirmed_by": layout.confirmed_by or None,
        "confirmed_on": layout.confirmed_on,
        "sheets": dict(_stated(layout.sheets)),
        "title_rows": layout.title_rows,
        "header_rows": layout.header_rows,
        "title_patterns": list(layout.title_patterns),
        "columns": [_column(column) for column in layout.columns],
        "sets": dict(layout.sets),
        "marks": dict(layout.marks),
        "accepts": sorted(layout.accepts),
        "values": {column: dict(values) for column, values in layout.values.items()},
        "totals": [dict(_stated(total)) for total in layout.totals],
        "leave_out": [dict(_stated(row)) for row in layout.leave_out],
        "foot": dict(layout.foot),
        "notes": list(layout.notes),
    }
    return yaml.safe_dump(entry, allow_unicode=True, sort_keys=False, width=110)


def _column(column: LayoutColumn) -> dict[str, object]:
    return {("header" if name == "headers" else name): value for name, value in _stated(column)}


def _stated(part: Part) -> Iterator[tuple[str, object]]:
    """Yield what a part of a layout says beyond the defaults, as plain YAML values."""
    for field in fields(part):
        value: object = getattr(part, field.name)
        default = field.default_factory() if field.default_factory is not MISSING else field.default
        if value == default:
            continue
        if isinstance(value, Decimal):
            yield field.name, format(value, "f")
        elif isinstance(value, tuple):
            yield field.name, list(value)
        else:
            yield field.name, dict(value) if isinstance(value, Mapping) else value
