"""The marked copy shows every problem where it is, and leaves the rest of the workbook as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from shuangkong.errors import Problem
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook import mark, read_book, read_filing, write_template

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


def bad_lines(good: Sequence[Any]) -> list[list[Any]]:
    return [[good[0], good[1], "12万吨", *good[3:]], [None, good[1], 1.5, "—", *good[4:]]]


def colour(cell: Any) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.patternType else ""


def check_marked(path: Path, problems: Sequence[Problem]) -> None:
    book = openpyxl.load_workbook(path)
    sheet, listed = book["填报"], book["问题清单"]
    assert [colour(sheet[cell]) for cell in ("C2", "A3", "D3")] == [RED] * 3
    assert colour(sheet["B2"]) == ""
    assert "12万吨" in sheet["C2"].comment.text
    assert "处理办法" in sheet["A3"].comment.text
    assert listed.max_row == len(problems) + 1
    for row, problem in zip(listed.iter_rows(min_row=2), problems, strict=True):
        assert row[2].value == problem.where
        if problem.where.startswith("填报!"):
            assert row[2].hyperlink.location == problem.where.replace("填报", "'填报'")


def test_wrong_cells_are_filled_and_listed(
    tmp_path: Path, sheet_of: Callable[..., Path], unit_register: RegisterType, good_line: Sequence[Any]
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write(1, 9, "备注", book.add_format({"bold": True, "font_color": "#0000FF"}))
        sheet.write_comment(1, 9, "原有批注")
        sheet.write_formula(5, 12, "=1+1", None, 2)
        sheet.set_row(2, 30)

    source = sheet_of(bad_lines(good_line), fill=fill)
    problems = read_filing(read_book(source), unit_register).problems
    target = tmp_path / "marked.xlsx"
    mark(source, problems, target)
    check_marked(target, problems)
    sheet = openpyxl.load_workbook(target)["填报"]
    assert sheet["J2"].font.bold
    assert sheet["J2"].comment.text == "原有批注"
    assert sheet["M6"].value == "=1+1"
    assert sheet.row_dimensions[3].height == 30
    again = read_filing(read_book(target), unit_register)
    assert again.problems == tuple(
        Problem(each.code, each.where.replace("filing.xlsx", "marked.xlsx"), each.details, each.severity)
        for each in problems
    )


def test_marks_beside_comments_and_on_commented_cells(tmp_path: Path, unit_register: RegisterType) -> None:
    source, target = tmp_path / "template.xlsx", tmp_path / "marked.xlsx"
    write_template(unit_register, source)
    problems = [
        Problem("entry_no_value", "填报!B3", {"found": "—"}),
        Problem("filing_rows_hidden", "填报!B9", {"rows": "9", "count": 1}, "warning"),
        Problem("entry_blanks_removed", "填报!C9", {"found": " x", "read": "x"}, "note"),
        Problem("filing_empty", "template.xlsx"),
    ]
    mark(source, problems, target)
    book = openpyxl.load_workbook(target)
    sheet = book["填报"]
    assert "机组编号的说明" in sheet["B3"].comment.text
    assert "不是数值" in sheet["B3"].comment.text
    assert colour(sheet["B3"]) == RED
    assert "单位：MW" in sheet["D3"].comment.text
    assert [
        row[0] for row in book["问题清单"].iter_rows(min_row=2, min_col=3, max_col=3, values_only=True)
    ] == [problem.where for problem in problems]
    assert read_book(target).stamp == read_book(source).stamp


def test_the_worse_of_two_marks_shows(tmp_path: Path, sheet_of: Callable[..., Path]) -> None:
    source, target = sheet_of([["U1"]]), tmp_path / "marked.xlsx"
    places = (("填报!A2", "warning"), ("填报!A2", "error"), ("填报!B2", "warning"))
    problems = [Problem("filing_line_without_value", where, {}, severity) for where, severity in places]
    mark(source, problems, target)
    sheet = openpyxl.load_workbook(target)["填报"]
    assert (colour(sheet["A2"]), colour(sheet["B2"])) == (RED, YELLOW)
    assert sheet["A2"].comment.text.count("没有填写任何数值") == 2


@pytest.mark.parametrize("name", ["a.xls", "a.et", "a.csv"])
def test_other_formats_give_a_copy_of_their_values(
    tmp_path: Path,
    name: str,
    unit_register: RegisterType,
    headers: Sequence[str],
    old_workbook: Callable[..., bytes],
) -> None:
    lines = [["U1", "990100", "12万吨", 15], [None, "990100", 1.5, "—"]]
    source, target = tmp_path / name, tmp_path / "marked.xlsx"
    if name == "a.csv":
        source = tmp_path / "填报.csv"
        text = "\n".join(
            ",".join("" if cell is None else str(cell) for cell in line) for line in [headers, *lines]
        )
        source.write_text(text, encoding="utf-8")
    else:
        source.write_bytes(old_workbook([headers, *lines]))
    problems = read_filing(read_book(source), unit_register).problems
    mark(source, problems, target)
    check_marked(target, problems)


def test_an_xlsx_of_unusual_making_is_copied(
    tmp_path: Path, sheet_of: Callable[..., Path], unit_register: RegisterType, good_line: Sequence[Any]
) -> None:
    import zipfile

    plain, source, target = sheet_of(bad_lines(good_line)), tmp_path / "odd.xlsx", tmp_path / "marked.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(source, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            new.writestr(part, data.replace(b'<c r="B2"', b"<c") if part.endswith("sheet1.xml") else data)
    problems = read_filing(read_book(source), unit_register).problems
    mark(source, problems, target)
    check_marked(target, problems)


def test_comments_are_bounded_and_the_list_is_not(tmp_path: Path, sheet_of: Callable[..., Path]) -> None:
    source, target = sheet_of([["U1"]] * 1500), tmp_path / "marked.xlsx"
    problems = [Problem("entry_no_value", f"填报!A{row}", {"found": "—"}) for row in range(2, 1502)]
    mark(source, problems, target)
    book = openpyxl.load_workbook(target)
    cells = [book["填报"].cell(row, 1) for row in range(2, 1502)]
    assert {colour(cell) for cell in cells} == {RED}
    assert sum(cell.comment is not None for cell in cells) == 1000
    assert book["问题清单"].max_row == 1501
