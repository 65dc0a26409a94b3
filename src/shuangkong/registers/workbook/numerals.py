"""Numbers written as text (文本型数字): each way of writing them is known by name, none is guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = ["Numeral", "numeral", "plain_number"]

NumeralKind = Literal["plain", "full_width", "separators", "percent", "with_unit", "no_value", "none"]
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?", re.ASCII)
_SEPARATED = re.compile(r"-?\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?", re.ASCII)
_WITH_UNIT = re.compile(r"(-?\d+(?:[,]\d{3})*(?:\.\d+)?)\s*([^\d\s.,+\-][^\d]*|[^\W\d_]\S*)", re.ASCII)
_NO_VALUE = frozenset(
    {"—", "–", "-", "--", "——", "/", "\\", "无", "不详", "未知", "N/A", "n/a", "NA", "…", "...", "*"}
)
_EXACT = 2**53  # whole numbers a float tells apart


@dataclass(frozen=True)
class Numeral:
    """A text in a column of numbers (文本型数字): how it is written and what it would say.

    Attributes
    ----------
    number
        The number it seems to mean, in plain digits; empty where it means none.
    unit
        What follows the number.
    """

    kind: NumeralKind
    number: str = ""
    unit: str = ""


def numeral(text: str) -> Numeral:
    """Return how a text without blanks around it writes a number.

    Examples
    --------
    >>> numeral("12.5").kind, numeral("１２．５"), numeral("1,234.5").number
    ('plain', Numeral(kind='full_width', number='12.5', unit=''), '1234.5')
    >>> numeral("15%").kind, numeral("12万吨").unit, numeral("—").kind, numeral("约三成").kind
    ('percent', '万吨', 'no_value', 'none')
    """
    if _PLAIN.fullmatch(text):
        return Numeral("plain", text)
    if text in _NO_VALUE:
        return Numeral("no_value")
    narrow = unicodedata.normalize("NFKC", text).replace("\u2212", "-")
    if narrow != text and _PLAIN.fullmatch(narrow):
        return Numeral("full_width", narrow)
    if _SEPARATED.fullmatch(narrow):
        return Numeral("separators", re.sub(r"[,' ]", "", narrow))
    if narrow.endswith("%") and _PLAIN.fullmatch(narrow[:-1].rstrip()):
        return Numeral("percent", narrow[:-1].rstrip(), "%")
    if found := _WITH_UNIT.fullmatch(narrow):
        return Numeral("with_unit", found.group(1).replace(",", ""), found.group(2).strip())
    return Numeral("none")


def plain_number(value: float) -> str:
    """Return a number of a cell in plain digits: the shortest that mean the very same number.

    Examples
    --------
    >>> plain_number(3.0), plain_number(0.1), plain_number(1e-7), plain_number(150100.0), plain_number(-0.0)
    ('3', '0.1', '0.0000001', '150100', '0')
    """
    if value == int(value) and abs(value) < _EXACT:
        return str(int(value))
    return format(Decimal(repr(value)), "f")
