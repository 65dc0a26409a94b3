"""Plain data (纯数据): what a checked entry is handed on as: texts, decimals, dates, tuples and mappings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias, Union

__all__ = ["Plain", "plain"]

Plain: TypeAlias = Union[str, int, Decimal, date, tuple["Plain", ...], Mapping[str, "Plain"], None]  # noqa: UP007


def plain(value: object) -> Plain:
    """Return a value with its lists as tuples (纯数据), so that nobody changes a loaded pack by accident.

    Raises
    ------
    TypeError
        If the value holds anything that is not exact, such as a float.

    Examples
    --------
    >>> plain({"levels": [1, 2]})
    {'levels': (1, 2)}
    """
    if value is None or isinstance(value, str | int | Decimal | date):
        return value
    if isinstance(value, list | tuple):
        return tuple(plain(item) for item in value)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"a pack holds no {type(value).__name__}")
