"""Counting things (台账计数): by the ways their type names, over all rows of the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shuangkong.expression import Value
from shuangkong.registers.rules import expression
from shuangkong.registers.type import RegisterType
from shuangkong.schema import Row

__all__ = ["counted"]


def counted(rows: Sequence[Row], type_: RegisterType) -> Mapping[str, Value]:
    """Return every count of a type over rows (计数), by name; one that cannot be decided says why."""
    return {name: expression(count.expression).value({}, rows) for name, count in type_.counting.items()}
