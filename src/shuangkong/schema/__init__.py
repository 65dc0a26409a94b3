"""Schema (数据字典): one dictionary of columns and tables, and strict reading of rows that follow it."""

from shuangkong.schema.canonical import canonical
from shuangkong.schema.cell import read_cell, write_cell
from shuangkong.schema.column import Cell, Column, ColumnType, Confidentiality, Row, Table
from shuangkong.schema.compact import CompactRow, columns_of, keys_of
from shuangkong.schema.dictionary import ColumnEntry, columns, table, tables
from shuangkong.schema.reading import read_csv, write_csv

__all__ = [
    "Cell",
    "Column",
    "ColumnEntry",
    "ColumnType",
    "CompactRow",
    "Confidentiality",
    "Row",
    "Table",
    "canonical",
    "columns",
    "columns_of",
    "keys_of",
    "read_cell",
    "read_csv",
    "table",
    "tables",
    "write_cell",
    "write_csv",
]
