"""Layouts (版式): how an existing workbook of an office is read as it is."""

from shuangkong.registers.layout.layout import Layout, LayoutColumn, LeftOut, Sheets, Total
from shuangkong.registers.layout.loading import (
    find_layout,
    layouts_of,
    parse_layout,
    read_layouts,
)
from shuangkong.registers.layout.proposing import Proposal, propose
from shuangkong.registers.layout.reading import read_with
from shuangkong.registers.layout.result import Absent, LayoutRead, Line, SheetLeftOut, TotalChecked
from shuangkong.registers.layout.writing import write_layout

__all__ = [
    "Absent",
    "Layout",
    "LayoutColumn",
    "LayoutRead",
    "LeftOut",
    "Line",
    "Proposal",
    "SheetLeftOut",
    "Sheets",
    "Total",
    "TotalChecked",
    "find_layout",
    "layouts_of",
    "parse_layout",
    "propose",
    "read_layouts",
    "read_with",
    "write_layout",
]
