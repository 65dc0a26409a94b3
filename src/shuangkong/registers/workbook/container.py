"""Containers (文件容器): what a file really is, and whether it may be opened at all.

Nothing is unpacked before its size is known: the directory of the archive is looked at first, and every part
is read with its declared size as the bound, so that a directory that lies is found out as well.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.registers.workbook.book import Format

__all__ = ["LIMITS", "Limits", "parts_of", "recognise", "refusal"]

_MB = 2**20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK"
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), "EncryptionInfo".encode("utf-16-le"))
_BIFF_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_SMALL = 64 * _MB  # what unpacks to less is harmless, however well it was packed
_CHUNK = 4 * _MB


@dataclass(frozen=True)
class Limits:
    """What a workbook may hold (读取上限); more is refused before it costs memory.

    Parameters
    ----------
    file_bytes, unpacked_bytes
        Size of the file, and of everything in it once unpacked [bytes].
    ratio
        Unpacked size over packed size [1], looked at when there is much of it.
    rows, columns, cells
        Extent of one sheet, from A1 to its last value; ``cells`` is rows times columns.
    """

    file_bytes: int = 200 * _MB
    unpacked_bytes: int = 1536 * _MB
    ratio: int = 250
    rows: int = 300_000
    columns: int = 700
    cells: int = 12_000_000


LIMITS = Limits()


def refusal(code: str, where: str, **details: object) -> ProblemsFound:
    """Return the error of a file that is refused for one reason."""
    return ProblemsFound([Problem(code, where, details)])


def recognise(path: Path, limits: Limits) -> Format:
    """Return what a file is by its bytes (识别格式), or refuse it.

    Raises
    ------
    ProblemsFound
        One of ``book_missing``, ``book_empty``, ``book_too_large``, ``book_encrypted``, ``book_macros``,
        ``book_bomb``, ``book_damaged``, ``book_type_unknown``.
    """
    where = path.name
    if not path.is_file():
        raise refusal("book_missing", where)
    size = path.stat().st_size
    if size == 0:
        raise refusal("book_empty", where)
    if size > limits.file_bytes:
        raise refusal("book_too_large", where, found=_mb(size), allowed=_mb(limits.file_bytes))
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(_OLE):
        return _old_format(path)
    if head.startswith(_ZIP):
        return _archive_format(path, limits)
    if path.suffix.lower() in {".csv", ".txt", ".tsv"}:
        return "csv"
    raise refusal("book_type_unknown", where, found=_guess(head))


def _guess(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return "HTML"
    if start.startswith(b"<?xml"):
        return "XML"
    return "PDF" if start.startswith(b"%pdf") else "?"


def _mb(size: int) -> str:
    return f"{size / _MB:.1f} MB"


def _old_format(path: Path) -> Format:
    """Tell a workbook of the old kind from an encrypted one of the new kind, which is sealed in the same."""
    data = path.read_bytes()
    if any(mark in data for mark in _ENCRYPTED):
        raise refusal("book_encrypted", path.name)
    if _VBA in data:
        raise refusal("book_macros", path.name)
    if any(mark in data for mark in _BIFF_STREAMS):
        return "xls"
    raise refusal("book_type_unknown", path.name, found="OLE")


def _archive_format(path: Path, limits: Limits) -> Format:
    where = path.name
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, where, limits)
            names = set(archive.namelist())
            if "mimetype" in names and archive.read("mimetype").strip() == _ODS:
                if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    raise refusal("book_encrypted", where)
                return "ods"
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except (zipfile.BadZipFile, OSError, KeyError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refusal("book_damaged", where, detail=error) from None
    if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refusal("book_macros", where)
    if "xl/workbook.xml" not in {name.lower() for name in names}:
        raise refusal("book_type_unknown", where, found="ZIP")
    return "xlsx"


def _check_sizes(archive: zipfile.ZipFile, where: str, limits: Limits) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal("book_encrypted", where)
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > limits.unpacked_bytes or (unpacked > _SMALL and unpacked > limits.ratio * packed):
        details = {"found": _mb(unpacked), "packed": _mb(packed), "allowed": _mb(limits.unpacked_bytes)}
        raise refusal("book_bomb", where, **details)


def parts_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a part of an archive piece by piece; never more than its directory entry promises.

    Raises
    ------
    zipfile.BadZipFile
        If the part is not what the directory says: longer, shorter or changed.
    """
    with archive.open(name) as part:
        while piece := part.read(_CHUNK):
            yield piece
