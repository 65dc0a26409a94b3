"""Checksums of HJ 212 (CRC 校验): the standard's own, and the two others that devices send by mistake.

The standard's register takes in only its high byte, so that its state is eight bits wide: the bytes may be
folded into eight columns by XOR first, and each column looked up once.
"""

from __future__ import annotations

from typing import Literal

__all__ = ["DIALECTS", "Dialect", "crc_hj", "crc_modbus", "dialect_of", "hj_digits", "written_crc"]

Dialect = Literal["hj", "modbus", "modbus-swapped", "none"]
DIALECTS: tuple[Dialect, ...] = ("hj", "modbus", "modbus-swapped")

_POLYNOMIAL = 0xA001
_START = 0xFFFF


def _shifted(value: int) -> int:
    for _ in range(8):
        value = (value >> 1) ^ (_POLYNOMIAL if value & 1 else 0)
    return value


_TABLE = tuple(_shifted(byte) for byte in range(256))
_HIGH = bytes(value >> 8 for value in _TABLE)
_BACK = bytes(sorted(range(256), key=_HIGH.__getitem__))  # the high byte is a bijection of the byte taken in


def _powers() -> tuple[bytes, ...]:
    found = [bytes(range(256))]
    for _ in range(7):
        found.append(bytes(_HIGH[value] for value in found[-1]))
    return tuple(found)


_POWER = _powers()  # the eighth power is the identity
_LAST = tuple(_TABLE[_BACK[state]] for state in range(256))
_P1, _P2, _P3, _P4, _P5, _P6, _P7 = _POWER[1:]
_DIGITS = tuple(b"%04X" % value for value in _LAST)
_STEPS = 11  # halvings of the longest frame there is
_MASKS = tuple((1 << (64 << step)) - 1 for step in range(_STEPS))
_LEAD = tuple(_POWER[length][0xFF] for length in range(8))


def crc_hj(data: bytes) -> int:
    """Return the checksum of HJ 212 (标准校验), 16 bits of which eight are independent.

    Source: HJ 212-2017 Annex A; HJ/T 212-2005 has the same.

    Examples
    --------
    >>> f"{crc_hj(b'123456789'):04X}", f"{crc_hj(b'A'):04X}", f"{crc_hj(b''):04X}"
    ('2F80', '7080', 'FFFF')
    """
    return _LAST[_state(data)] if data else _START


def hj_digits(data: bytes) -> bytes:
    """Return the checksum of HJ 212 as a frame bears it (标准校验码).

    Examples
    --------
    >>> hj_digits(b"123456789")
    b'2F80'
    """
    return _DIGITS[_state(data)] if data else b"FFFF"


def _state(data: bytes) -> int:
    """Return the register's high byte before the last shifts."""
    length = len(data)
    folded = int.from_bytes(data, "big")
    step = (((length + 7) >> 3) - 1).bit_length()
    masks = _MASKS if step <= _STEPS else [(1 << (64 << each)) - 1 for each in range(step)]
    while step:
        step -= 1
        folded = (folded >> (64 << step)) ^ (folded & masks[step])
    d = folded.to_bytes(8, "big")
    return (
        _LEAD[length & 7]
        ^ d[0]
        ^ _P7[d[1]]
        ^ _P6[d[2]]
        ^ _P5[d[3]]
        ^ _P4[d[4]]
        ^ _P3[d[5]]
        ^ _P2[d[6]]
        ^ _P1[d[7]]
    )


def crc_modbus(data: bytes) -> int:
    """Return CRC-16/Modbus (Modbus 校验): not the standard's, yet many devices send it.

    Examples
    --------
    >>> f"{crc_modbus(b'123456789'):04X}"
    '4B37'
    """
    register = _START
    for byte in data:
        register = (register >> 8) ^ _TABLE[(register ^ byte) & 0xFF]
    return register


def written_crc(data: bytes, dialect: Dialect) -> bytes:
    """Return the four digits a frame of a dialect bears (校验码).

    Examples
    --------
    >>> written_crc(b"123456789", "modbus"), written_crc(b"123456789", "modbus-swapped")
    (b'4B37', b'374B')
    """
    if dialect == "hj":
        return hj_digits(data)
    value = crc_modbus(data)
    if dialect == "modbus-swapped":
        value = (value & 0xFF) << 8 | value >> 8
    return b"%04X" % value


def dialect_of(data: bytes, digits: bytes) -> Dialect:
    """Return whose checksum the digits are (校验方式); the standard's first, none where no one's.

    Examples
    --------
    >>> dialect_of(b"123456789", b"2f80"), dialect_of(b"123456789", b"4B37"), dialect_of(b"1", b"0000")
    ('hj', 'modbus', 'none')
    """
    try:
        sent = int(digits, 16) if digits.isalnum() else -1
    except ValueError:
        return "none"
    if sent == crc_hj(data):
        return "hj"
    if sent < 0:
        return "none"
    other = crc_modbus(data)
    if sent == other:
        return "modbus"
    return "modbus-swapped" if sent == ((other & 0xFF) << 8 | other >> 8) else "none"
