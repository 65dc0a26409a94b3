"""Envelopes of HJ 212 (数据段结构): who sends which command; read by one pattern, else field by field."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from shuangkong.monitoring.hj212.dictionary import command
from shuangkong.monitoring.hj212.profile import VERSIONS, Profile, Version

__all__ = ["Envelope", "read_envelope"]

_PLAIN = re.compile(
    r"(?:QN=(\d{17});)?ST=([0-9A-Z]{2});CN=(\d{4});PW=([^;=&]*);MN=([^;=&]*);"
    r"Flag=(\d{1,3});(?:PNUM=(\d{1,4});PNO=(\d{1,4});)?(?:RF=(\d);)?CP=&&",
    re.ASCII,
)
_NAMES = ("QN", "ST", "CN", "PW", "MN", "Flag", "PNUM", "PNO", "RF")
_LOOSE = re.compile(r"([^=;]+)=([^;]*)")
_HEX_MN = re.compile(r"[0-9A-F]{24}")
_ANSWERS = frozenset({"9011", "9012", "9013", "9014"})
_QN_LENGTH, _ST_LENGTH, _PW_LENGTH, _MN_LENGTH_2005 = 17, 2, 6, 14
_HIGHEST_FLAG, _WIDEST = 255, 4


class Envelope(NamedTuple):
    """Who sends which command (通讯信封). The password is never shown."""

    qn: str
    st: str
    cn: str
    pw: str
    mn: str
    flag: int | None
    pnum: int | None = None
    pno: int | None = None
    is_resent: bool = False

    @property
    def version(self) -> Version:
        """Version the Flag tells; 2005 where there is none, as only devices of that time send none."""
        number = 0 if self.flag is None else self.flag >> 2
        return VERSIONS[min(number, len(VERSIONS) - 1)]

    def __repr__(self) -> str:
        """Leave the password out."""
        return f"Envelope(mn={self.mn!r}, st={self.st!r}, cn={self.cn!r}, qn={self.qn!r}, flag={self.flag!r})"


def read_envelope(text: str, profile: Profile, noted: list[str]) -> tuple[Envelope, str]:
    """Return the envelope and the content between the ``&&`` (解析信封), noting what deviates.

    Examples
    --------
    >>> noted = []
    >>> found, content = read_envelope("ST=32;CN=9014;PW=123456;MN=88888880000001;CP=&&&&", Profile(), noted)
    >>> found.cn, found.flag, content, noted
    ('9014', None, '', ['qn_missing', 'flag_missing'])
    """
    match = _PLAIN.match(text)
    if match is None or text[-2:] != "&&" or len(text) < match.end() + 2:
        found, content = _loose(text, noted)
        if found.qn and (len(found.qn) != _QN_LENGTH or not found.qn.isdigit()):
            noted.append("qn_form")
    else:
        qn, st, cn, pw, mn, flag, pnum, pno, resent = match.groups()
        content = text[match.end() : -2]
        if pnum is None:
            found = Envelope(qn or "", st, cn, pw, mn, int(flag), None, None, resent == "1")
        else:
            found = Envelope(qn or "", st, cn, pw, mn, int(flag), int(pnum), int(pno), resent == "1")
    qn, st, cn, pw, mn, number, total, place, _ = found
    deviations = _notes(bool(qn), st, cn, len(pw), mn, number, profile.version)
    if deviations:
        noted += deviations
    if total is not None or (number and number & 2):
        if total is None or not (number and number & 2):
            noted.append("split_flag")
        if total is not None and not 1 <= (place or 0) <= total:
            noted.append("split_number")
    return found, content


@lru_cache(16_384)
def _notes(
    has_qn: bool, st: str, cn: str, pw: int, mn: str, flag: int | None, known: Version | None
) -> tuple[str, ...]:
    """Return what deviates in what a device sends with every frame alike."""
    noted = []
    number = 0 if flag is None else flag >> 2
    if not has_qn and (number or flag is None):
        noted.append("qn_missing")
    if flag is None:
        noted.append("flag_missing")
    elif flag > _HIGHEST_FLAG:
        noted.append("flag_form")
    elif number >= len(VERSIONS):
        noted.append("version_unknown")
    if len(st) != _ST_LENGTH:
        noted.append("st_form")
    if pw != _PW_LENGTH:
        noted.append("pw_form")
    is_old = known == "2005" if known else not number
    if not (len(mn) == _MN_LENGTH_2005 if is_old else _HEX_MN.fullmatch(mn)):
        noted.append("mn_form")
    edition = known or VERSIONS[min(number, len(VERSIONS) - 1)]
    if cn and command(edition, cn) is None:
        noted.append("command_unknown")
    if flag and flag & 1 and cn in _ANSWERS:
        noted.append("answer_answered")
    return tuple(noted)


def _loose(text: str, noted: list[str]) -> tuple[Envelope, str]:
    """Read fields in any order, and whatever else stands there."""
    head, marked, content = text.partition("CP=")
    if not marked:
        noted.append("cp_form")
    if content.startswith("&&"):
        content = content[2:]
    elif marked:
        noted.append("cp_form")
    if content.endswith("&&"):
        content = content[:-2]
    elif marked and "cp_form" not in noted:
        noted.append("cp_form")
    cells: dict[str, str] = {}
    order = []
    for name, value in _LOOSE.findall(head):
        key = name.strip()
        if key not in _NAMES:
            if "field_unknown" not in noted:
                noted.append("field_unknown")
            continue
        cells.setdefault(key, value)
        order.append(_NAMES.index(key))
    if order != sorted(order):
        noted.append("field_order")
    return Envelope(
        cells.get("QN", ""),
        cells.get("ST", ""),
        cells.get("CN", ""),
        cells.get("PW", ""),
        cells.get("MN", ""),
        _number(cells.get("Flag"), noted),
        _number(cells.get("PNUM"), noted),
        _number(cells.get("PNO"), noted),
        cells.get("RF") == "1",
    ), content


def _number(text: str | None, noted: list[str]) -> int | None:
    if text is None or text == "":
        return None
    if text.isascii() and text.isdigit() and len(text) <= _WIDEST:
        return int(text)
    if "flag_form" not in noted:
        noted.append("flag_form")
    return None
