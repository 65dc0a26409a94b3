"""Prints and stamped scans: one paper, one version; bytes kept under their hash and never overwritten."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.records.office import Scan, is_confirmed, keep_evidence, print_of
from shuangkong.records.office.printed import check_printed, page_count, read_scan


def code_of(call, *arguments) -> str:
    with pytest.raises(ProblemsFound) as raised:
        call(*arguments)
    (problem,) = raised.value.problems
    return problem.code


@pytest.fixture
def two_pages(tmp_path: Path) -> Path:
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    document.new_page(595, 842)
    file = tmp_path / "盖章件.pdf"
    document.save(file)
    return file


def test_the_print_bears_id_and_code_of_one_version(filing) -> None:
    first, second = print_of(filing()), print_of(filing(version_no=2))
    assert first.hash != second.hash
    assert filing().filing_id in first.text.zh
    assert first.code in first.text.zh
    assert first.code in first.text.en
    assert first.hash.startswith(first.code.replace("-", "").lower())
    assert print_of(filing(content_hash="cd" * 32)).hash != first.hash


def test_the_code_is_read_off_however_it_is_typed(filing) -> None:
    printed = print_of(filing())
    for typed in (printed.code, printed.code.lower(), printed.code.replace("-", " "), printed.hash):
        assert check_printed(filing(), typed) == printed.hash


def test_a_scan_of_another_version_is_refused(filing) -> None:
    assert code_of(check_printed, filing(), print_of(filing(version_no=2)).code) == "scan_other_version"
    assert code_of(check_printed, filing(), print_of(filing()).code[:14]) == "scan_other_version"


def test_only_a_scan_of_this_version_confirms_it(filing) -> None:
    mine = filing()
    scan = Scan(
        mine.filing_id, "00", "a.pdf", "application/pdf", 1, print_of(mine).hash, date(2024, 3, 6), "clerk"
    )
    assert not is_confirmed(mine, [])
    assert is_confirmed(mine, [scan])
    assert not is_confirmed(mine, [replace(scan, printed_hash="00")])
    assert not is_confirmed(filing(version_no=2), [scan])


def test_scans_are_known_by_their_first_bytes(two_pages: Path, tmp_path: Path) -> None:
    data, media_type = read_scan(two_pages)
    assert (media_type, page_count(data, media_type, "x")) == ("application/pdf", 2)
    image = tmp_path / "scan.dat"
    image.write_bytes(b"\x89PNG\r\n\x1a\n....")
    data, media_type = read_scan(image)
    assert (media_type, page_count(data, media_type, "x")) == ("image/png", 1)


def test_a_scan_that_cannot_serve_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "scan.pdf"
    text.write_text("not a scan")
    assert code_of(read_scan, text) == "scan_format"
    assert code_of(read_scan, tmp_path / "absent.pdf") == "scan_unreadable"
    assert code_of(page_count, b"%PDF-1.7 broken", "application/pdf", "scan.pdf") == "scan_damaged"


def test_evidence_is_kept_under_its_hash_and_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    name = keep_evidence(b"%PDF-a", folder)
    assert name == hashlib.sha256(b"%PDF-a").hexdigest()
    before = (folder / name).stat()
    assert keep_evidence(b"%PDF-a", folder) == name
    assert (folder / name).stat().st_mtime_ns == before.st_mtime_ns
    assert [file.name for file in folder.iterdir()] == [name]
    (folder / name).write_bytes(b"%PDF-b")
    assert code_of(keep_evidence, b"%PDF-a", folder) == "evidence_changed"
    assert (folder / name).read_bytes() == b"%PDF-b"
