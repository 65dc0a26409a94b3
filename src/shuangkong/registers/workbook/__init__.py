"""Workbooks in and out (工作簿): templates, filings, and the copy with the wrong cells marked."""

from shuangkong.registers.workbook.book import Book, Sheet, address
from shuangkong.registers.workbook.container import LIMITS, Limits
from shuangkong.registers.workbook.filing import FilingRead, read_filing
from shuangkong.registers.workbook.marking import mark
from shuangkong.registers.workbook.reading import read_book
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
