"""Wording of sheets (表头文字): labels made comparable, units found in headers, captures put into cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from shuangkong.quantity import find_unit

__all__ = ["Heading", "captures_of", "fill", "heading", "holes", "normal", "text_of"]

_BRACKETS = re.compile(r"\(([^()]*)\)")
_SEPARATORS = re.compile(r"[,、;]")
_HOLE = re.compile(r"\{(\w+)(?::(\d))?\}")


def normal(text: str) -> str:
    """Return a label as it is compared (标签规范化): one width, no blanks anywhere.

    Examples
    --------
    >>> normal(" 能耗（万吨 标准煤） ")
    '能耗(万吨标准煤)'
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class Heading:
    """A header as it is matched (表头).

    Attributes
    ----------
    name
        Text without its unit.
    unit
        Unit found in it; empty if there is none.
    bare, doubtful
        Text without any brackets, and what the brackets held that is no known unit.
    """

    name: str
    unit: str = ""
    bare: str = ""
    doubtful: str = ""


def heading(text: str) -> Heading:
    """Return a header with its unit taken out of the brackets (表头与单位); the lowest unit counts.

    Examples
    --------
    >>> found = heading("能源消费总量（万吨标准煤，等价值）")
    >>> found.name, found.unit
    ('能源消费总量(等价值)', '万吨标准煤')
    >>> heading("能耗（吨煤）").doubtful
    '吨煤'
    """
    plain = normal(text)
    units: list[str] = []
    doubtful: list[str] = []

    def without_unit(match: re.Match[str]) -> str:
        kept: list[str] = []
        for piece in _SEPARATORS.split(match[1]):
            unit = piece.removeprefix("单位:")
            if unit and find_unit(unit) is not None:
                units.append(unit)
            else:
                kept.append(piece)
        doubtful.extend(kept)
        return f"({','.join(kept)})" if any(kept) else ""

    name = _BRACKETS.sub(without_unit, plain)
    return Heading(name, units[-1] if units else "", _BRACKETS.sub("", plain), ",".join(doubtful))


def text_of(raw: object) -> str:
    """Return a raw cell as text (单元格文字); a whole number loses its ``.0``, a blank is empty.

    Examples
    --------
    >>> text_of(150100.0), text_of(None), text_of("甲")
    ('150100', '', '甲')
    """
    if raw is None:
        return ""
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else format(raw, ".15g")
    return str(raw)


def captures_of(pattern: str) -> frozenset[str]:
    """Return the names a pattern captures (捕获名).

    Examples
    --------
    >>> sorted(captures_of(r"(?P<year>\\d{4})年(?P<month>\\d+)月"))
    ['month', 'year']
    """
    return frozenset(re.compile(pattern).groupindex)


def fill(template: str, captured: Mapping[str, str]) -> str:
    """Return a template with what was captured put in (代入捕获值).

    Raises
    ------
    KeyError
        If it names something that was not captured.

    Examples
    --------
    >>> fill("{year}-{month:2}", {"year": "2024", "month": "3"})
    '2024-03'
    """
    return _HOLE.sub(lambda match: captured[match[1]].zfill(int(match[2] or 0)), template)


def holes(template: str) -> frozenset[str]:
    """Return what a template needs captured (所需捕获名).

    Examples
    --------
    >>> sorted(holes("{year}-{month:2}"))
    ['month', 'year']
    """
    return frozenset(match[1] for match in _HOLE.finditer(template))
