"""Workbooks in and out (工作簿): templates, filings, and the copy with the wrong cells marked."""

from shuangkong.registers.workbook.book import Book, Sheet, address
from shuangkong.registers.workbook.container import LIMITS, Limits
from shuangkong.registers.workbook.reading import read_book

__all__ = ["LIMITS", "Book", "Limits", "Sheet", "address", "read_book"]
