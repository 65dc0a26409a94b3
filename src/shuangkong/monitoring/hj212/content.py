"""Content of HJ 212 (指令参数 CP): items and fields as sent; nothing unknown is dropped.

A device sends the same fields again and again, only their values change: what follows from the names alone is
found once and remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from shuangkong.monitoring.hj212.profile import Version

__all__ = ["Field", "read_content"]

Field = tuple[str, str, str]
"""Code of the item, name of the field, value as sent; the code is empty for a field of the command itself."""

_FIELD = re.compile(r"([^=,;&]+)=([^,;&]*)")
_NUMERIC = re.compile(r"(?:Zs)?(?:Rtd|Avg|Min|Max|Cou)")
_DECIMALS = re.compile(r"-?\d++(?:\.\d++)?+(?:;-?\d++(?:\.\d++)?+)*+", re.ASCII)
_NO_MARK = bytes(byte for byte in range(256) if byte not in b"=,;&")
_ALIKE = bytes.maketrans(b";", b",")
_OLD_LENGTH, _TIME_LENGTH = 3, 14
_REMEMBERED, _LONGEST = 4096, 256
"""Shapes remembered, and the most fields of one: bounded, whatever is sent."""


class _Shape(NamedTuple):
    """What follows from the names of the fields alone."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    numeric: tuple[int, ...]
    data_time: int | None
    is_repeated: bool
    has_old: bool


_shapes: dict[tuple[str, ...], _Shape] = {}


def read_content(text: str, version: Version, noted: list[str]) -> tuple[Field, ...]:
    """Return the fields between the ``&&`` in order (解析指令参数), noting what deviates.

    Examples
    --------
    >>> noted = []
    >>> read_content("DataTime=20260101110000;a21026-Avg=12.3,a21026-Flag=N", "2017", noted)
    (('', 'DataTime', '20260101110000'), ('a21026', 'Avg', '12.3'), ('a21026', 'Flag', 'N'))
    """
    if not text:
        return ()
    cells = text.replace(";", "=").replace(",", "=").split("=")
    keys = tuple(cells[::2])
    shape = _shapes.get(keys)
    # Signs of equality and signs between fields must stand by turns: then the cells are names and values.
    marks = text.encode().translate(_ALIKE, _NO_MARK)
    if marks != _marks_of(len(keys)) or len(cells) & 1 or (shape is None and "" in keys):
        cells = _carefully(text, noted)
        keys = tuple(cells[::2])
        shape = _shapes.get(keys)
    if shape is None:
        shape = _shape(keys)
    values = cells[1::2]
    if shape.is_repeated:
        noted.append("item_repeated")
    if shape.numeric and not _DECIMALS.fullmatch(";".join([values[place] for place in shape.numeric])):
        noted.append("value_unparsable")
    if shape.has_old and version != "2005":
        noted.append("factor_old")
    if shape.data_time is not None:
        time = values[shape.data_time]
        if len(time) != _TIME_LENGTH or not (time.isascii() and time.isdigit()):
            noted.append("data_time_form")
    return tuple(zip(shape.codes, shape.names, values, strict=True))


@lru_cache(1024)
def _marks_of(number: int) -> bytes:
    return b",".join([b"="] * number)


def _carefully(text: str, noted: list[str]) -> list[str]:
    """Return names and values by turns of what is not as it should be."""
    found = _FIELD.findall(text)
    # Every field has its sign of equality, and a sign stands between any two: nothing was passed over.
    bare = text.rstrip(";,")
    if text.count("=") != len(found) or bare.count(",") + bare.count(";") != len(found) - 1:
        noted.append("cp_form")
    return [cell for pair in found for cell in pair]


def _shape(keys: tuple[str, ...]) -> _Shape:
    parted = [_parted(key) for key in keys]
    codes = tuple(code for code, _ in parted)
    names = tuple(name for _, name in parted)
    shape = _Shape(
        codes,
        names,
        tuple(place for place, (code, name) in enumerate(parted) if code and _NUMERIC.fullmatch(name)),
        next((place for place, pair in enumerate(parted) if pair == ("", "DataTime")), None),
        len(set(parted)) != len(parted),
        any(len(code) == _OLD_LENGTH and code[1:].isdigit() for code in codes),
    )
    if len(keys) <= _LONGEST:
        if len(_shapes) >= _REMEMBERED:
            _shapes.clear()
        _shapes[keys] = shape
    return shape


def _parted(key: str) -> tuple[str, str]:
    code, dash, name = key.partition("-")
    return (code, name) if dash and code and name else ("", key)
