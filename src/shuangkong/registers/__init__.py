"""Registers (台账): declared tables of real things, events and filings, and their workbooks."""

from shuangkong.registers.check import Place, check, row_place
from shuangkong.registers.counting import counted
from shuangkong.registers.dictionary import Dictionary, dictionary
from shuangkong.registers.reading import read_through
from shuangkong.registers.type import Count, FormColumn, Lifecycle, RegisterType, Rule
from shuangkong.registers.types import register_type, register_types

__all__ = [
    "Count",
    "Dictionary",
    "FormColumn",
    "Lifecycle",
    "Place",
    "RegisterType",
    "Rule",
    "check",
    "counted",
    "dictionary",
    "read_through",
    "register_type",
    "register_types",
    "row_place",
]
