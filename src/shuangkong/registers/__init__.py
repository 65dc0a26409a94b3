"""Registers (台账): declared tables of real things, events and filings, and their workbooks."""

from shuangkong.registers.dictionary import Dictionary, dictionary
from shuangkong.registers.loading import register_type, register_types
from shuangkong.registers.type import FormColumn, Lifecycle, RegisterType, Rule

__all__ = [
    "Dictionary",
    "FormColumn",
    "Lifecycle",
    "RegisterType",
    "Rule",
    "dictionary",
    "register_type",
    "register_types",
]
