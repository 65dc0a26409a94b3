"""Registers (台账): declared tables of real things, events and filings, and their workbooks."""

from shuangkong.registers.type import FormColumn, Lifecycle, RegisterType, Rule

__all__ = ["FormColumn", "Lifecycle", "RegisterType", "Rule"]
