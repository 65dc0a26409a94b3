"""Workbooks are known by their bytes, refused before they cost memory, and read as they stand."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from shuangkong.errors import ProblemsFound
from shuangkong.registers.workbook import LIMITS, Limits, read_book

SHEET = "xl/worksheets/sheet1.xml"


def refused(path: Path, limits: Limits = LIMITS) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        read_book(path, limits)
    for problem in found.value.problems:
        assert problem.where.startswith(path.name)
        assert problem.text("zh")
        assert problem.text("en")
    return [problem.code for problem in found.value.problems]


def rewritten(path: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """Return a copy of an archive with some of its parts changed, or left out where None comes back."""
    target = path.with_name(f"changed-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = change(name, source.read(name))
            if data is not None:
                copy.writestr(name, data)
    return target


def in_sheet(path: Path, old: bytes, new: bytes) -> Path:
    def change(name: str, data: bytes) -> bytes:
        if name == SHEET:
            assert old in data
            return data.replace(old, new, 1)
        return data

    return rewritten(path, change)


def test_values_merged_formulas_errors_percents_and_hidden_parts(sheet_of: Callable[..., Path]) -> None:
    def fill(book: Any, sheet: Any) -> None:
        percent = book.add_format({"num_format": "0.00%"})
        custom = book.add_format({"num_format": '0.0"%"'})
        sheet.write_formula(5, 0, "=1+1", None, 2)
        sheet.write_formula(5, 1, '=A1&"<b>"', None, "x")
        sheet.write_formula(6, 0, "=1/0", None, "#DIV/0!")
        sheet.write_number(7, 0, 0.15, percent)
        sheet.write_number(7, 1, 15, custom)
        sheet.merge_range("A10:B11", "合并")
        sheet.set_row(8, None, None, {"hidden": True})
        sheet.set_column("C:D", None, None, {"hidden": True})
        hidden = book.add_worksheet("藏")
        hidden.write("C3", 5)
        hidden.hide()

    book = read_book(sheet_of([], ["甲"], fill=fill))
    sheet, hidden = book.sheets
    assert (book.format, book.notes, book.stamp) == ("xlsx", (), {})
    assert sheet.formulas == {(5, 0): "1+1", (5, 1): 'A1&"<b>"', (6, 0): "1/0"}
    assert sheet.traits.errors == {(6, 0): "#DIV/0!"}
    assert sheet.percents == {(7, 0)}  # a percent sign in quotes changes no value
    assert sheet.merged == ((9, 0, 10, 1),)
    assert sheet.traits.hidden_rows == {8}
    assert sheet.traits.hidden_columns == {2, 3}
    assert not sheet.is_hidden
    assert hidden.is_hidden
    assert hidden.cells[2][2] == 5
    assert hidden.where(2, 2) == "藏!C3"


def test_cells_without_references_are_counted(sheet_of: Callable[..., Path]) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 1, 0.5, book.add_format({"num_format": "0%"}))

    path = sheet_of([[1.0]], ["甲", "乙"], fill=fill)
    changed = rewritten(
        path,
        lambda name, data: data.replace(b' r="A2"', b"").replace(b' r="B2"', b"") if name == SHEET else data,
    )
    assert read_book(changed).sheets[0].percents == {(1, 1)}


def test_names_that_differ_from_the_bytes(
    sheet_of: Callable[..., Path], old_workbook: Callable[..., bytes], tmp_path: Path
) -> None:
    new = sheet_of([[1.5]], ["甲"])
    for name, data, kind, told in (
        ("a.xls", new.read_bytes(), "xlsx", True),
        ("a.et", new.read_bytes(), "xlsx", False),
        ("b.et", old_workbook([["甲"], [1.5]]), "xls", False),
        ("b.xls", old_workbook([["甲"], [1.5]]), "xls", False),
        ("b.xlsx", old_workbook([["甲"], [1.5]]), "xls", True),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        book = read_book(path)
        assert (book.format, book.sheets[0].name) == (kind, "填报")
        assert [list(row) for row in book.sheets[0].cells] == [["甲"], [1.5]]
        assert ("book_suffix_differs" in [note.code for note in book.notes]) is told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(
        delimiter.join(["地区", "能耗"]).encode(encoding)
        + b"\r\n"
        + f'"甲{delimiter}市"{delimiter}1.5\r\n'.encode(encoding.removesuffix("-sig"))
    )
    book = read_book(path)
    assert book.format == "csv"
    assert book.sheets[0].cells == [["地区", "能耗"], [f"甲{delimiter}市", "1.5"]]


def test_missing_empty_large_and_strange_files(tmp_path: Path, sheet_of: Callable[..., Path]) -> None:
    assert refused(tmp_path / "none.xlsx") == ["book_missing"]
    (tmp_path / "empty.xlsx").write_bytes(b"")
    assert refused(tmp_path / "empty.xlsx") == ["book_empty"]
    assert refused(sheet_of([], ["甲"]), replace(LIMITS, file_bytes=100)) == ["book_too_large"]
    for name, data in (("a.xlsx", b"<html><table>"), ("b.xlsx", b"%PDF-1.7"), ("c.xls", b"just text")):
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name) == ["book_type_unknown"]
    with zipfile.ZipFile(tmp_path / "d.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refused(tmp_path / "d.xlsx") == ["book_type_unknown"]
    (tmp_path / "e.csv").write_bytes(b"\xff\xfe" + "甲,乙".encode("utf-16-le"))
    assert refused(tmp_path / "e.csv") == ["file_encoding"]


def test_password_protected_files(tmp_path: Path, compound: Callable[..., bytes]) -> None:
    path = tmp_path / "sealed.xlsx"
    path.write_bytes(compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1\2\3"}))
    assert refused(path) == ["book_encrypted"]


def test_old_file_that_is_no_workbook(tmp_path: Path, compound: Callable[..., bytes]) -> None:
    path = tmp_path / "letter.xls"
    path.write_bytes(compound({"WordDocument": b"\1"}))
    assert refused(path) == ["book_type_unknown"]


def test_macros(tmp_path: Path, sheet_of: Callable[..., Path], compound: Callable[..., bytes]) -> None:
    path = sheet_of([], ["甲"], name="a.xlsm")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    assert refused(path) == ["book_macros"]
    old = tmp_path / "a.xls"
    old.write_bytes(compound({"Workbook": b"\1", "_VBA_PROJECT_CUR": b"\1"}))
    assert refused(old) == ["book_macros"]


def test_damaged_files(tmp_path: Path, sheet_of: Callable[..., Path], compound: Callable[..., bytes]) -> None:
    path = sheet_of([[1.0]] * 500, ["甲"])
    data = path.read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(data[: len(data) // 2])
    assert refused(cut) == ["book_damaged"]
    assert refused(rewritten(path, lambda name, part: None if name == SHEET else part)) == ["book_damaged"]
    assert refused(in_sheet(path, b'<row r="2"', b'<row r="1"')) == ["book_damaged"]
    old = tmp_path / "cut.xls"
    old.write_bytes(compound({"Workbook": b"\1\2\3\4"}))
    assert refused(old) == ["book_damaged"]


def test_an_archive_that_swells(tmp_path: Path, sheet_of: Callable[..., Path]) -> None:
    path = sheet_of([], ["甲"])
    bomb = tmp_path / "bomb.xlsx"
    bomb.write_bytes(path.read_bytes())
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/x.xml", bytes(70 * 2**20))
    assert refused(bomb) == ["book_bomb"]
    assert refused(path, replace(LIMITS, unpacked_bytes=100)) == ["book_bomb"]


def test_a_directory_that_lies_about_sizes(tmp_path: Path, sheet_of: Callable[..., Path]) -> None:
    path = sheet_of([[1.0]] * 1000, ["甲"])
    with zipfile.ZipFile(path) as archive:
        size = archive.getinfo(SHEET).file_size
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\1\2", 0, data.rindex(SHEET.encode()))
    assert data[directory + 24 : directory + 28] == size.to_bytes(4, "little")
    data[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    path.write_bytes(data)
    assert refused(path) == ["book_damaged"]


def test_sheets_that_reach_too_far(sheet_of: Callable[..., Path]) -> None:
    far = sheet_of([], ["甲"], fill=lambda book, sheet: sheet.write("XFD1", 1))
    assert refused(far) == ["sheet_too_large"]
    deep = sheet_of([], ["甲"], fill=lambda book, sheet: sheet.write("A1048576", 1))
    assert refused(deep) == ["sheet_too_large"]
    both = sheet_of([], ["甲"], fill=lambda book, sheet: (sheet.write("CV1", 1), sheet.write("A200000", 1)))
    assert refused(both) == ["sheet_too_large"]
    assert refused(sheet_of([[1]] * 10, ["甲"]), replace(LIMITS, rows=5)) == ["sheet_too_large"]


def test_a_reference_beyond_its_row_is_measured(sheet_of: Callable[..., Path]) -> None:
    path = sheet_of([[1.5]], ["甲"])
    assert refused(in_sheet(path, b'r="A2"', b'r="A1048576"')) == ["sheet_too_large"]
    assert refused(in_sheet(path, b'r="A2"', b'r="AB1048576"')) == ["sheet_too_large"]
    assert refused(in_sheet(path, b'r="A2"', b'r="SZ30000"')) == ["sheet_too_large"]  # too many cells in all


def test_blank_formats_reach_as_far_as_they_like(sheet_of: Callable[..., Path]) -> None:
    def fill(book: Any, sheet: Any) -> None:
        bold = book.add_format({"bold": True})
        sheet.write_blank("XFD1", None, bold)
        sheet.write_blank("A1048576", None, bold)

    path = sheet_of([[1.5]], ["甲"], fill=fill)
    changed = in_sheet(path, b"<dimension ref=", b"<dimension_was ref=")
    for each in (path, changed):
        assert read_book(each).sheets[0].cells[1][0] == 1.5


def test_wide_csv(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a" + "," * 20_000, encoding="utf-8")
    assert refused(path) == ["sheet_too_large"]


def test_dates_stay_dates(sheet_of: Callable[..., Path]) -> None:
    assert read_book(sheet_of([[date(2024, 2, 29)]], ["甲"])).sheets[0].cells[1] == [date(2024, 2, 29)]


def test_equal_files_give_equal_books(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        with xlsxwriter.Workbook(str(tmp_path / name)) as book:
            book.add_worksheet("甲").write_row(0, 0, ["x", 1, None, 2.5])
    first, second = (read_book(tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert first.sheets == second.sheets
