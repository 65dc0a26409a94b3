"""Encrypted content of HJ 212-2025 (数据加密): SM4, whole groups of sixteen bytes, the rest in clear.

Provisional: the text of the edition is known here at second hand, by code that cites its pages. The checksum
is over the plain text, so that a frame is opened before it is checked.
"""

from __future__ import annotations

import re

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

__all__ = ["decrypted", "encrypted", "is_written_out", "opened"]

_GROUP = 16
_START = b"CP=&&"
_WRITTEN = re.compile(rb"\{(0x[0-9A-Fa-f]{2}(?:,0x[0-9A-Fa-f]{2})*)\}")


def encrypted(plain: bytes, key: bytes) -> bytes:
    """Return content with its whole groups encrypted (加密), of the same length.

    Parameters
    ----------
    key
        Sixteen bytes.

    Examples
    --------
    >>> encrypted(b"DataTime=20260101110000", b"0" * 16).hex()[:8], encrypted(b"short", b"0" * 16)
    ('7d95de3b', b'short')
    """
    whole = len(plain) // _GROUP * _GROUP
    change = Cipher(SM4(key), modes.ECB()).encryptor()
    return change.update(plain[:whole]) + change.finalize() + plain[whole:]


def decrypted(sent: bytes, key: bytes) -> bytes:
    """Return encrypted content in clear (解密).

    Examples
    --------
    >>> decrypted(encrypted(b"RtdInterval=30;PolId=a21026", b"k" * 16), b"k" * 16)
    b'RtdInterval=30;PolId=a21026'
    """
    whole = len(sent) // _GROUP * _GROUP
    change = Cipher(SM4(key), modes.ECB()).decryptor()
    return change.update(sent[:whole]) + change.finalize() + sent[whole:]


def is_written_out(segment: bytes) -> bool:
    """Whether the ciphertext is printed in braces (密文文本), as one public implementation sends it."""
    return b"CP=&&{0x" in segment


def opened(segment: bytes, key: bytes, noted: list[str]) -> bytes:
    """Return a data segment with its content in clear (解密数据段); unchanged where that is not possible."""
    start = segment.find(_START) + len(_START)
    if start < len(_START) or not segment.endswith(b"&&") or len(segment) < start + 2:
        return segment
    content = segment[start:-2]
    written = _WRITTEN.match(content)
    if written is not None:
        noted.append("cipher_written_out")
        groups = bytes(int(each, 16) for each in written.group(1).split(b","))
        content = groups + content[written.end() :]
    if not key:
        return segment
    return segment[:start] + decrypted(content, key) + b"&&"
