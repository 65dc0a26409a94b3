"""Frames of HJ 212 (数据包): read as sent, deviations noted, refused only where nothing can be believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from shuangkong.monitoring.hj212.content import Field, read_content
from shuangkong.monitoring.hj212.crc import Dialect, dialect_of, hj_digits, written_crc
from shuangkong.monitoring.hj212.envelope import Envelope, read_envelope
from shuangkong.monitoring.hj212.profile import TOLERANT, Profile, Version
from shuangkong.monitoring.hj212.secrecy import is_written_out, opened

__all__ = ["Frame", "Refusal", "read_frame"]

Refusal = Literal["no_header", "too_short", "too_long", "no_device", "other_device", "crc"]
_LIMIT = 1024
_ANSWERS = frozenset({"9011", "9012", "9013", "9014"})
_OTHER: Mapping[Dialect, str] = {"modbus": "crc_modbus", "modbus-swapped": "crc_modbus_swapped"}
_NOBODY = Envelope("", "", "", "", "", None)


class Frame(NamedTuple):
    """One frame as sent (数据包).

    Attributes
    ----------
    raw
        From ``##`` to the checksum, as received: the evidence.
    envelope
        Who sends which command.
    version
        As the profile or else the Flag tells.
    dialect
        Whose checksum it bears.
    deviations
        Codes of `DEVIATIONS`.
    refusal
        Why the frame is not taken; None where it is.
    fields
        Code, field and value as sent, in order; the code is empty for a field of the command itself.
    """

    raw: bytes
    envelope: Envelope
    version: Version
    dialect: Dialect
    length_ok: bool
    deviations: tuple[str, ...]
    refusal: Refusal | None
    fields: tuple[Field, ...]

    @property
    def ok(self) -> bool:
        """Whether the frame is taken."""
        return self.refusal is None

    @property
    def crc_ok(self) -> bool:
        """Whether the checksum is the standard's."""
        return self.dialect == "hj"

    @property
    def wants_answer(self) -> bool:
        """Whether the sender asks for an answer; an answer never gets one."""
        flag = self.envelope.flag
        return bool(flag and flag & 1) and self.envelope.cn not in _ANSWERS

    @property
    def items(self) -> dict[str, dict[str, str]]:
        """Code → field → value as sent (监测因子); of a repeated field the first."""
        found: dict[str, dict[str, str]] = {}
        for code, name, value in self.fields:
            found.setdefault(code, {}).setdefault(name, value)
        return found

    def as_json(self) -> dict[str, object]:
        """Return the frame as plain data, without the password."""
        sent = self.envelope
        return {
            "ok": self.ok,
            "version": None if sent is _NOBODY else self.version,
            "st": sent.st or None,
            "cn": sent.cn or None,
            "mn": sent.mn or None,
            "qn": sent.qn or None,
            "flag": sent.flag,
            "crc_ok": self.crc_ok,
            "dialect": self.dialect,
            "length_ok": self.length_ok,
            "deviations": list(self.deviations),
            "refusal": self.refusal,
            "items": [{"code": code, "fields": fields} for code, fields in self.items.items()],
        }


def read_frame(raw: bytes, profile: Profile = TOLERANT, *, ends: bool = True) -> Frame:
    """Return a frame read from ``##`` to its checksum (解析数据包); never raises, whatever the bytes.

    Parameters
    ----------
    ends
        Whether a line end stood behind it.

    Source: HJ 212-2017 §6.3; HJ/T 212-2005 §6.3.

    Examples
    --------
    >>> text = b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;"
    >>> frame = read_frame(text + b"Flag=5;CP=&&RtdInterval=30&&1C80")
    >>> frame.ok, frame.version, frame.items, frame.deviations
    (True, '2017', {'': {'RtdInterval': '30'}}, ())
    """
    told = raw[2:6]
    if raw[:2] != b"##" or not told.isdigit():
        return _refused(raw, "no_header")
    if len(raw) < 10:
        return _refused(raw, "too_short")
    noted: list[str] = [] if ends else ["line_end_missing"]
    segment, digits = raw[6:-4], raw[-4:]
    length_ok = int(told) == len(segment)
    if not length_ok:
        noted.append("length_differs")
    if len(segment) > _LIMIT:
        noted.append("segment_long")
    if profile.key or (b"{" in segment and is_written_out(segment)):
        segment = opened(segment, profile.key, noted)
    dialect: Dialect = "hj" if digits == hj_digits(segment) else _dialect(segment, digits, noted)
    text = segment.decode("ascii") if segment.isascii() else _decoded(segment, noted)
    envelope, content = read_envelope(text, profile, noted)
    version = profile.version or envelope.version
    fields = read_content(content, version, noted)
    refusal = _refusal(segment, envelope, profile)
    if refusal is None and dialect not in profile.dialects:
        refusal = _crc_refusal(segment, digits, dialect, profile)
    return Frame(raw, envelope, version, dialect, length_ok, tuple(noted), refusal, fields)


def _decoded(segment: bytes, noted: list[str]) -> str:
    """Return the text in UTF-8, else in GB18030, as devices of 2005 send; else with its odd bytes as hex."""
    try:
        return segment.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        text = segment.decode("gb18030")
    except UnicodeDecodeError:
        noted.append("text_undecodable")
        return segment.decode("utf-8", "backslashreplace")  # the numbers beside it stay readable
    noted.append("text_gb18030")
    return text


def _dialect(segment: bytes, digits: bytes, noted: list[str]) -> Dialect:
    dialect = dialect_of(segment, digits)
    if dialect in _OTHER:
        noted.append(_OTHER[dialect])
    if dialect != "none" and digits != digits.upper():
        noted.append("crc_lower_case")
    return dialect


def _refusal(segment: bytes, sent: Envelope, profile: Profile) -> Refusal | None:
    if len(segment) > profile.longest:
        return "too_long"
    if not sent.mn or not sent.cn:
        return "no_device"
    if (profile.mn and sent.mn != profile.mn) or (profile.password and sent.pw != profile.password):
        return "other_device"
    return None


def _crc_refusal(segment: bytes, digits: bytes, dialect: Dialect, profile: Profile) -> Refusal | None:
    # One checksum may be right in two ways, such as the two orders of equal bytes.
    is_own = any(digits.upper() == written_crc(segment, own) for own in profile.dialects)
    return None if is_own and dialect != "none" else "crc"


def _refused(raw: bytes, why: Refusal) -> Frame:
    return Frame(raw, _NOBODY, "2017", "none", False, (), why, ())
