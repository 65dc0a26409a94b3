"""Prints and stamped scans (打印件与盖章件): the paper bears id and code of one version of a filing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.records.office.filing import Filing
from shuangkong.snapshot import replacing
from shuangkong.trace import Label

__all__ = [
    "Print",
    "Scan",
    "check_printed",
    "is_confirmed",
    "keep_evidence",
    "page_count",
    "print_of",
    "read_scan",
]

MediaType = Literal["application/pdf", "image/jpeg", "image/png", "image/tiff"]
_STARTS: tuple[tuple[bytes, MediaType], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
)
_CODE = 16  # digits of the hash that are printed: enough against every mistake, short enough to type


@dataclass(frozen=True)
class Scan:
    """A stamped scan (盖章件): a row of the table ``scan``."""

    filing_id: str
    scan_sha256: str
    file_name: str
    media_type: MediaType
    pages: int
    printed_hash: str
    attached_on: date
    person: str


@dataclass(frozen=True)
class Print:
    """What the print of a filing bears at its foot (打印件识别栏), and the hash over it."""

    text: Label
    hash: str
    code: str


def print_of(filing: Filing) -> Print:
    """Return the block printed at the foot of a filing (打印件识别栏).

    The hash covers the id of the version and what it says; the first sixteen digits are printed in fours.

    Examples
    --------
    >>> filing = Filing("t-2023-990100-v1", "t", 1, None, "990100", "2023", "p1", None, None, "ab" * 32,
    ...                 False, date(2024, 3, 1), 1, None)
    >>> print(print_of(filing).text.zh)
    报表编号：t-2023-990100-v1
    校验码：FA60-E726-0098-1DE6
    """
    digest = hashlib.sha256(f"{filing.filing_id}\n{filing.content_hash}".encode()).hexdigest()
    code = "-".join(digest[at : at + 4].upper() for at in range(0, _CODE, 4))
    text = Label(f"报表编号：{filing.filing_id}\n校验码：{code}", f"Filing: {filing.filing_id}\nCode: {code}")
    return Print(text, digest, code)


def check_printed(filing: Filing, read: str) -> str:
    """Return the hash of a filing's print, given the code read off a scan (核对校验码).

    Raises
    ------
    ProblemsFound
        ``scan_other_version`` if the code is not that of this version.
    """
    printed = print_of(filing)
    digits = read.replace("-", "").replace(" ", "").lower()
    if len(digits) < _CODE or not printed.hash.startswith(digits):
        details = {"found": read, "expected": printed.code}
        raise ProblemsFound([Problem("scan_other_version", filing.filing_id, details)])
    return printed.hash


def is_confirmed(filing: Filing, scans: Iterable[Scan]) -> bool:
    """Whether a stamped scan of this version is attached (是否确认); else it is filed, not confirmed."""
    printed = print_of(filing).hash
    return any(scan.filing_id == filing.filing_id and scan.printed_hash == printed for scan in scans)


def read_scan(path: Path) -> tuple[bytes, MediaType]:
    """Return the bytes of a scan and its format, by its first bytes (读取扫描件).

    Raises
    ------
    ProblemsFound
        ``scan_unreadable``; ``scan_format`` if it is neither PDF nor JPEG, PNG or TIFF.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProblemsFound([Problem("scan_unreadable", str(path), {"reason": error.strerror})]) from error
    for start, media_type in _STARTS:
        if data.startswith(start):
            return data, media_type
    raise ProblemsFound([Problem("scan_format", path.name)])


def page_count(data: bytes, media_type: MediaType, where: str) -> int:
    """Return the pages of a scan (页数) [pages]; an image is one.

    Raises
    ------
    ProblemsFound
        ``scan_damaged`` if it is a PDF that cannot be opened.
    """
    if media_type != "application/pdf":
        return 1
    import pypdfium2  # only a scan needs it

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ProblemsFound([Problem("scan_damaged", where, {"reason": str(error)})]) from error
    try:
        return len(document)
    finally:
        document.close()


def keep_evidence(data: bytes, folder: Path) -> str:
    """Keep bytes under their SHA-256 and return it (存证): whole or not at all, and never overwritten.

    Raises
    ------
    ProblemsFound
        ``evidence_changed`` if a file of that name holds other bytes.
    """
    name = hashlib.sha256(data).hexdigest()
    target = folder / name
    if target.exists():
        if hashlib.sha256(target.read_bytes()).hexdigest() != name:
            raise ProblemsFound([Problem("evidence_changed", name)])
        return name
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(target) as temporary:
        temporary.write_bytes(data)
    return name
