"""Workbooks in and out (工作簿): templates, filings, and the copy with the wrong cells marked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from shuangkong.registers.workbook.book import Book, Sheet, address
from shuangkong.registers.workbook.container import LIMITS, Limits
from shuangkong.registers.workbook.filing import FilingRead, read_filing
from shuangkong.registers.workbook.marking import mark
from shuangkong.registers.workbook.reading import read_book

if TYPE_CHECKING:
    from shuangkong.registers.workbook.template import TemplateOptions, write_template

__all__ = [
    "LIMITS",
    "Book",
    "FilingRead",
    "Limits",
    "Sheet",
    "TemplateOptions",
    "address",
    "mark",
    "read_book",
    "read_filing",
    "write_template",
]

_OF_TEMPLATES = ("TemplateOptions", "write_template")  # loaded at first use: a reader writes no workbook


def __getattr__(name: str) -> object:
    if name not in _OF_TEMPLATES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.template"), name)
