"""Content of HJ 212 (指令参数 CP): items and fields as sent; nothing unknown is dropped."""

from __future__ import annotations

import re

from shuangkong.monitoring.hj212.profile import Version

__all__ = ["Field", "read_content"]

Field = tuple[str, str, str]
"""Code of the item, name of the field, value as sent; the code is empty for a field of the command itself."""

_FIELD = re.compile(r"(?:([^=,;&\-]+)-)?([^=,;&]+)=([^,;&]*)")
_NOT_DECIMAL = re.compile(r"-(?:Zs)?(?:Rtd|Avg|Min|Max|Cou)=(?!-?\d+(?:\.\d+)?(?:[,;]|$))", re.ASCII)
_OLD_LENGTH = 3
_DATA_TIME, _TIME_LENGTH = "DataTime=", 14


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
    fields = tuple(_FIELD.findall(text))
    number = len(fields)
    # Every field has its sign of equality, and a sign stands between any two: nothing was passed over.
    if text.count("=") != number or text.rstrip(";,").count(",") + text.rstrip(";,").count(";") != number - 1:
        noted.append("cp_form")
    names = {field[:2] for field in fields}
    if len(names) != number:
        noted.append("item_repeated")
    if _NOT_DECIMAL.search(text) is not None:
        noted.append("value_unparsable")
    if version != "2005" and any(len(code) == _OLD_LENGTH and code[1:].isdigit() for code, _ in names):
        noted.append("factor_old")
    place = text.find(_DATA_TIME)
    if place >= 0 and not _is_time(text, place + len(_DATA_TIME)):
        noted.append("data_time_form")
    return fields


def _is_time(text: str, start: int) -> bool:
    end = start + _TIME_LENGTH
    return text[start:end].isdigit() and end - start == len(text[start:end]) and text[end : end + 1] in ",;"
