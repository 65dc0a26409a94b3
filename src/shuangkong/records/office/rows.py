"""Rows of the office (办文数据行): a noun of the office and the row it is kept as have the same names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from shuangkong.schema import Cell, Row

__all__ = ["read_rows", "write_row"]

_Noun = TypeVar("_Noun")


def read_rows(kind: Callable[..., _Noun], rows: Iterable[Row]) -> tuple[_Noun, ...]:
    """Return the nouns that rows state (读取); the rows followed their table when they were kept."""
    return tuple(kind(**row) for row in rows)


def write_row(noun: object) -> dict[str, Cell]:
    """Return the row of a noun (写出): its fields are the columns of its table."""
    return dict(vars(noun))
