"""Numerals (数字): Arabic and Chinese, fractions and multiples, as plans write them."""

from __future__ import annotations

import re
from decimal import Decimal

__all__ = ["CHINESE", "chinese_number", "chinese_numeral", "fraction_percent"]

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}
CHINESE = "零〇一二两三四五六七八九十百千"
_CHINESE_WITH_POINT = re.compile(rf"([{CHINESE}]+)(?:点([零〇一二三四五六七八九]+))?")


def chinese_number(text: str) -> Decimal:
    """Return the value of a Chinese numeral below 万 (中文数字).

    Raises
    ------
    ValueError
        If the text is no such numeral.

    Examples
    --------
    >>> chinese_number("十三点五"), chinese_number("两千"), chinese_number("二〇二五")
    (Decimal('13.5'), Decimal('2000'), Decimal('2025'))
    """
    match = _CHINESE_WITH_POINT.fullmatch(text)
    if match is None:
        raise ValueError(f"not a Chinese numeral: {text!r}")
    whole, part = match.groups()
    if not any(character in _SCALES for character in whole):
        value = Decimal("".join(str(_DIGITS[character]) for character in whole))
    else:
        value = Decimal(_scaled(whole))
    if part:
        value += Decimal("0." + "".join(str(_DIGITS[character]) for character in part))
    return value


def chinese_numeral(value: int) -> str:
    """Return a whole number below 1000 as headings write it (中文序号).

    Examples
    --------
    >>> [chinese_numeral(value) for value in (9, 10, 13, 20, 101, 110)]
    ['九', '十', '十三', '二十', '一百零一', '一百一十']
    """
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    written = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (digits[ones] if ones else "")


def _scaled(text: str) -> int:
    total, digit = 0, 0
    for character in text:
        if character in _SCALES:
            total += (digit or 1) * _SCALES[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def fraction_percent(text: str) -> Decimal | None:
    """Return a fraction in per cent (分数、成、番、倍), or None if the text is none.

    Examples
    --------
    >>> fraction_percent("百分之十三点五"), fraction_percent("六成"), fraction_percent("四分之三")
    (Decimal('13.5'), Decimal('60'), Decimal('75'))
    >>> fraction_percent("翻一番"), fraction_percent("翻两番"), fraction_percent("一倍")
    (Decimal('100'), Decimal('300'), Decimal('100'))
    """
    if text in ("一半", "半数"):
        return Decimal(50)
    if match := re.fullmatch(r"百分之(.+)", text):
        return _number(match[1])
    if match := re.fullmatch(rf"([{CHINESE}]+)分之([{CHINESE}]+)", text):
        whole = chinese_number(match[1])
        return Decimal(100) * chinese_number(match[2]) / whole if whole else None
    if match := re.fullmatch(r"(.+?)成(半?)", text):
        return 10 * _number(match[1]) + (5 if match[2] else 0)
    if match := re.fullmatch(r"翻(?:了)?(.+?)番", text):
        return 100 * (2 ** _number(match[1]) - 1)
    if match := re.fullmatch(r"(.+?)倍", text):
        return 100 * _number(match[1])
    return None


def _number(text: str) -> Decimal:
    return Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else chinese_number(text)
