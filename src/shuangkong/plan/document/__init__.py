"""Plan documents (规划文件): one way to read every format into plain text.

`read_document` returns what a person reading the file would see, a line per paragraph. Nothing in the file
is executed and nothing it names is fetched.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.plan.document.doc import doc_text
from shuangkong.plan.document.encoding import decode_text, looks_like
from shuangkong.plan.document.html import html_text
from shuangkong.plan.document.pdf import pdf_text
from shuangkong.plan.document.word import docx_text, is_encrypted

__all__ = ["SUFFIXES", "PlanText", "read_document"]

_MB = 2**20
_TEXT_ALLOWED = 5 * _MB  # bytes of UTF-8; the longest plans stay below a tenth of it
_FILE_ALLOWED = {
    ".txt": _TEXT_ALLOWED,
    ".md": _TEXT_ALLOWED,
    ".html": 10 * _MB,
    ".htm": 10 * _MB,
    ".docx": 50 * _MB,
    ".pdf": 50 * _MB,
    ".doc": 50 * _MB,
}
_PLAIN = (".txt", ".md")
_PAGES = (".html", ".htm")
SUFFIXES = tuple(_FILE_ALLOWED)


@dataclass(frozen=True)
class PlanText:
    """The text of a plan (规划文本) and where it came from.

    Attributes
    ----------
    text
        Lines end in ``\\n``, no byte order mark; .txt and .md are otherwise as written.
    source
        The file's name.
    format
        Its suffix without the dot; ``htm`` is ``html``.
    sha256
        Of the file's bytes.
    notes
        What could not be read of an otherwise readable file.
    """

    text: str
    source: str
    format: str
    sha256: str
    notes: tuple[Problem, ...] = ()


def read_document(path: Path) -> PlanText:
    """Read a plan's file into plain text (读取规划文件).

    Parameters
    ----------
    path
        A .txt, .md, .html, .htm, .docx, .pdf or .doc file; text in UTF-8 or GB18030.

    Raises
    ------
    ProblemsFound
        One problem: the file is missing, unreadable, empty, too large, of an unknown or wrong type, in
        another encoding, damaged, encrypted, or holds no text.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "plan.txt"
    ...     _ = path.write_bytes("到2025年下降15%。\\r\\n".encode("gb18030"))
    ...     read_document(path).text
    '到2025年下降15%。\\n'
    """
    where, suffix = path.name, path.suffix.lower()
    data = _bytes(path, where, suffix)
    notes = Collector()
    text = _unify_newlines(_text(data, path, notes))
    if len(text.encode("utf-8")) > _TEXT_ALLOWED:
        raise _too_large(where, len(text.encode("utf-8")), _TEXT_ALLOWED)
    return PlanText(
        text=text,
        source=where,
        format="html" if suffix == ".htm" else suffix[1:],
        sha256=hashlib.sha256(data).hexdigest(),
        notes=tuple(notes),
    )


def _bytes(path: Path, where: str, suffix: str) -> bytes:
    """Return the file's bytes, its size looked at before anything is read."""
    if not path.is_file():
        raise ProblemsFound([Problem("file_missing", where)])
    if suffix not in _FILE_ALLOWED:
        raise ProblemsFound([Problem("file_type_unknown", where, {"found": suffix or "?"})])
    size, allowed = path.stat().st_size, _FILE_ALLOWED[suffix]
    if size > allowed:
        raise _too_large(where, size, allowed)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise ProblemsFound([Problem("file_unreadable", where, {"reason": reason})]) from None
    if not data.strip():
        raise ProblemsFound([Problem("file_empty", where)])
    return data


def _text(data: bytes, path: Path, notes: Collector) -> str:
    where, suffix = path.name, path.suffix.lower()
    if suffix in _PLAIN:
        return decode_text(data, where)
    if suffix in _PAGES:
        return html_text(decode_text(data, where), where)
    seen = looks_like(data)
    if suffix == ".docx" and (seen in (".docx", ".zip", None) or is_encrypted(data)):
        return docx_text(data, where)
    if suffix == ".pdf" and seen in (".pdf", None):
        return pdf_text(data, where, notes)
    if suffix == ".doc" and seen in (".doc", ".rtf", None):
        return doc_text(path, where)
    raise ProblemsFound([Problem("file_suffix_wrong", where, {"suffix": suffix, "looks_like": seen})])


def _unify_newlines(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _too_large(where: str, found: int, allowed: int) -> ProblemsFound:
    details = {"found": f"{found / _MB:.1f} MB", "allowed": f"{allowed // _MB} MB"}
    return ProblemsFound([Problem("file_too_large", where, details)])
