"""Encodings of plan texts (文本编码): UTF-8 or GB18030, and nothing that only looks like them."""

from __future__ import annotations

import re

from shuangkong.errors import Problem, ProblemsFound

__all__ = ["decode_text", "is_readable", "looks_like"]

_SIGNATURES = (
    (b"%PDF-", ".pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"GIF8", ".gif"),
    (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"),
    (b"\x1f\x8b", ".gz"),
)
_OFFICE_PARTS = ((b"word/", ".docx"), (b"xl/", ".xlsx"), (b"ppt/", ".pptx"))
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_CONTROLS_TOLERATED = 500  # one in so many bytes: a stray mark of a word processor, not a binary file
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")
_UNREADABLE_TOLERATED = 100
# The characters without which no page of Chinese, in either script, is written; text in another encoding
# read as GB18030 yields ideographs, but not these.
_FREQUENT = frozenset(
    "的和一在是不了有人中大为上个国以到地于出分对会年发能家工行下产业部理高化水加量制全新等"
)
_FREQUENT |= frozenset("國會個為於發產業電對節")
_FREQUENT_SHARE = 20  # at least one ideograph in so many
_ENOUGH_TO_JUDGE = 20


def looks_like(data: bytes) -> str | None:
    """Return the suffix that a file's first bytes suggest (文件签名), None for text and the unknown.

    Examples
    --------
    >>> looks_like(b"%PDF-1.7 ...")
    '.pdf'
    """
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK\x03\x04"):
        return next((suffix for part, suffix in _OFFICE_PARTS if part in data), ".zip")
    return next((suffix for signature, suffix in _SIGNATURES if head.startswith(signature)), None)


def decode_text(data: bytes, where: str) -> str:
    """Return the bytes as text (解码): UTF-8 with or without mark, else GB18030.

    Raises
    ------
    ProblemsFound
        ``file_empty`` for nothing but blanks, ``file_binary`` for what is no text, ``file_encoding`` for
        another encoding, also one that GB18030 would turn into nonsense without complaint.

    Examples
    --------
    >>> decode_text("下降15%".encode("gb18030"), "plan.txt")
    '下降15%'
    """
    if not data.strip():
        raise ProblemsFound([Problem("file_empty", where)])
    if _is_utf16(data):
        raise ProblemsFound([Problem("file_encoding", where, {"offset": 0})])
    kind = looks_like(data)
    controls = _CONTROL.findall(data)
    if kind or b"\x00" in controls or len(controls) * _CONTROLS_TOLERATED > len(data):
        control = _CONTROL.search(data)
        details = {"offset": control.start() if control else 0, "looks_like": kind or "binary"}
        raise ProblemsFound([Problem("file_binary", where, details)])
    text = _decode(data, where)
    if not text.strip("\ufeff \t\r\n\v\f\u3000\xa0"):
        raise ProblemsFound([Problem("file_empty", where)])
    return text


def is_readable(text: str) -> bool:
    """Whether a text holds no more than stray signs that stand for nothing (乱码).

    Examples
    --------
    >>> is_readable("下降15%"), is_readable("\\ue123\\ue124\\ue125")
    (True, False)
    """
    return len(_UNREADABLE.findall(text)) * _UNREADABLE_TOLERATED <= len(text)


def _decode(data: bytes, where: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as unfit:
        offset = unfit.start
    else:
        if is_readable(text):
            return text
        lost = _UNREADABLE.search(text)
        offset = len(text[: lost.start()].encode()) if lost else 0
        raise ProblemsFound([Problem("file_encoding", where, {"offset": offset})])
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as unfit:
        raise ProblemsFound([Problem("file_encoding", where, {"offset": unfit.start})]) from None
    if not _is_chinese(text):
        raise ProblemsFound([Problem("file_encoding", where, {"offset": offset})])
    return text


def _is_chinese(text: str) -> bool:
    """Whether text decoded as GB18030 is Chinese as written, not another encoding's bytes."""
    if not is_readable(text):
        return False
    ideographs = _IDEOGRAPH.findall(text)
    if len(ideographs) < _ENOUGH_TO_JUDGE:
        common = sum(1 for sign in ideographs if _is_common(sign))
        return 2 * common >= len(ideographs)
    frequent = sum(1 for sign in ideographs if sign in _FREQUENT)
    return frequent * _FREQUENT_SHARE >= len(ideographs)


def _is_common(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _is_utf16(data: bytes) -> bool:
    """Whether the bytes are UTF-16: by its mark, or because that alone makes Chinese of their zeros."""
    if data.startswith(_UTF16_MARKS):
        return True
    if b"\x00" not in data:
        return False
    texts = (data.decode(encoding, errors="replace") for encoding in ("utf-16-le", "utf-16-be"))
    return any(_is_chinese(text) and not _CONTROL.search(text.encode()) for text in texts)
