"""A template is a workbook every Excel since 2007 opens; filled in, it reads back to the same rows."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook import TemplateOptions, mark, read_book, read_filing, write_template
from shuangkong.registers.workbook.form import form_hash
from shuangkong.registers.workbook.styles import lines_high
from shuangkong.territory import Territory
from shuangkong.trace import Label

DAY = date(2024, 12, 31)
FIRST = 6  # first line of data, as a person counts
NAMESPACES_OF_2007 = (
    "http://schemas.openxmlformats.org/",
    "http://purl.org/dc/",
    "http://www.w3.org/",
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)


@pytest.fixture
def template(tmp_path: Path, unit_register: RegisterType, territory: Territory) -> Path:
    path = tmp_path / "template.xlsx"
    options = TemplateOptions(divisions=territory.at_level("prefecture", DAY), release="1.0")
    write_template(unit_register, path, options)
    return path


def filled(template: Path, *lines: list[Any], edit: Any = None, name: str = "filled.xlsx") -> Path:
    book = openpyxl.load_workbook(template)
    for number, line in enumerate(lines, start=FIRST):
        for index, cell in enumerate(line, start=2):
            book["填报"].cell(number, index, cell)
    if edit is not None:
        edit(book)
    target = template.with_name(name)
    book.save(target)
    return target


def test_a_template_says_which_version_it_is(template: Path, unit_register: RegisterType) -> None:
    book = read_book(template)
    assert [sheet.name for sheet in book.sheets] == ["填报", "填表说明", "选项"]
    assert book.stamp["type"] == "unit_register"
    assert book.stamp["version"] == "2"
    assert book.stamp["form"] == form_hash(unit_register)
    assert book.stamp["release"] == "1.0"
    assert form_hash(unit_register) in str(book.sheets[0].cells[1][0])
    texts = {str(cell) for row in book.sheets[1].cells for cell in row if cell is not None}
    assert {"装机容量必须为正", "核对装机容量", "capacity_mw", "装机容量（MW）"} <= texts
    lists = [str(cell) for row in book.sheets[2].cells for cell in row if cell is not None]
    assert {"甲市", "990100", "已建成", "规划", "是", "否"} <= set(lists)
    assert "built" not in lists


def test_a_template_as_it_is_has_no_data(template: Path, unit_register: RegisterType) -> None:
    found = read_filing(read_book(template), unit_register)
    assert [problem.code for problem in found.problems] == ["filing_example_skipped", "filing_empty"]


def test_an_example_written_over_is_not_lost_silently(template: Path, unit_register: RegisterType) -> None:
    def edit(book: Any) -> None:
        book["填报"]["D5"] = 99.5

    path = filled(template, ["U1", "甲市"], edit=edit)
    found = read_filing(read_book(path), unit_register)
    assert [(p.code, p.where, p.severity) for p in found.problems if p.code.startswith("filing")] == [
        ("filing_example_changed", "填报!A5", "error")
    ]


def test_header_is_protected_and_the_data_area_is_not(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["填报"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "sort"):
        assert getattr(sheet.protection, allowed) is False  # False lifts the lock
    assert all(cell.protection.locked for cell in sheet[3][:11])
    assert not any(sheet.column_dimensions[letter].protection.locked for letter in "ABCDK")
    assert not any(cell.protection.locked for cell in sheet[5][:11])
    assert sheet["B3"].value == "机组编号 *"
    assert sheet["D3"].value == "装机容量（MW）"
    assert "单位：MW" in sheet["D3"].comment.text
    assert "可填：已建成、规划" in sheet["I3"].comment.text
    assert sheet["I5"].value == "已建成"
    assert sheet.freeze_panes == "C5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.column_dimensions["C"].number_format == "@"


def test_lists_are_named_ranges_and_only_warn(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert set(book.defined_names) == {"list_division_code", "list_is_heat", "list_stage"}
    assert book.defined_names["list_division_code"].attr_text == "选项!$A$2:$A$4"
    for rule in book["填报"].data_validations.dataValidation:
        assert rule.type == "list"
        assert rule.errorStyle == "warning"
        assert rule.formula1.lstrip("=") in book.defined_names


def test_nothing_in_a_template_is_younger_than_excel_2007(template: Path) -> None:
    with zipfile.ZipFile(template) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            assert b"_xlfn" not in data, name
            assert b"x14" not in data, name
            assert not re.search(rb"<(?:\w+:)?(?:extLst|f)\b", data), name
            for element in etree.fromstring(data).iter(etree.Element):
                for space in element.nsmap.values():
                    assert space.startswith(NAMESPACES_OF_2007), (name, space)


def test_equal_types_give_equal_templates(tmp_path: Path, unit_register: RegisterType) -> None:
    paths = [tmp_path / "a.xlsx", tmp_path / "b.xlsx"]
    for path in paths:
        write_template(unit_register, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_wide_form_has_its_units_in_the_instructions(tmp_path: Path, statistic: RegisterType) -> None:
    path = tmp_path / "wide.xlsx"
    write_template(statistic, path)
    guide = read_book(path).sheets[1]
    rows = [tuple(row) for row in guide.cells]
    field = "value[energy_basis=,indicator_id=energy_consumption,parts_absent=True,unit=万吨标准煤]"
    said = "能耗（万吨标准煤）；小数最多 6 位"
    assert ("能耗（万吨标准煤）", "数值", "否", "万吨标准煤", said, field) in rows
    assert guide.traits.hidden_columns == {5}  # names of fields are for the program
    path = filled(path, ["990100", "2023", 1.5, 2.5, "v1"])
    found = read_filing(read_book(path), statistic)
    assert [row["value"] for row in found.rows] == [Decimal("1.5"), Decimal("2.5")]
    assert [problem.code for problem in found.problems] == ["filing_example_skipped"]


TEXTS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=20
).filter(
    lambda text: (
        not text.startswith("=") and not re.fullmatch(r"_x[0-9A-Fa-f]{4}_.*", text) and text != "示例"
    )
)
ROWS = st.fixed_dictionaries(
    {
        "unit_id": TEXTS,
        "division_code": st.sampled_from(["990100", "990200", "990700"]),
        "capacity_mw": st.none() | st.decimals(-(10**9), 10**9, places=2),
        "share_pct": st.none() | st.decimals(-(10**6), 10**6, places=4),
        "started_on": st.none() | st.dates(date(1950, 1, 1), date(2100, 1, 1)),
        "boilers": st.none() | st.integers(-(10**9), 10**9),
        "is_heat": st.none() | st.booleans(),
        "stage": st.none() | st.sampled_from(["built", "planned"]),
        "period": st.none() | st.sampled_from(["2024", "2024-03", "2024Q1-Q3", "2016-2020"]),
        "note": st.none() | TEXTS,
    }
)


@settings(max_examples=10)
@given(rows=st.lists(ROWS, min_size=1, max_size=5))
def test_what_is_filled_in_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    unit_register: RegisterType,
    territory: Territory,
    rows: list[Any],
) -> None:
    path = tmp_path_factory.mktemp("round") / "template.xlsx"
    write_template(unit_register, path, TemplateOptions(divisions=territory.at_level("prefecture", DAY)))
    names = {division.code: division.name.zh for division in territory.at_level("prefecture", DAY)}
    lines = []
    for row in rows:
        cells = dict(row) | {"division_code": names[row["division_code"]]}
        cells["stage"] = {"built": "已建成", "planned": "planned", None: None}[row["stage"]]
        cells["is_heat"] = {True: "是", False: "否", None: None}[row["is_heat"]]
        ordered = [cells[form.column] for form in unit_register.form]
        lines.append([float(cell) if isinstance(cell, Decimal) else cell for cell in ordered])
    found = read_filing(read_book(filled(path, *lines)), unit_register, territory=territory, on=DAY)
    assert [problem.code for problem in found.problems] == ["filing_example_skipped"]
    assert list(found.rows) == rows


def spreadsheet_program() -> str | None:
    """Return LibreOffice where it is installed with its spreadsheet part."""
    office = shutil.which("soffice")
    if office is None:
        return None
    has_sheets = any(Path(office).resolve().parent.glob("libsclo.so"))
    return office if has_sheets else None


def converted(paths: list[Path], to: str, folder: Path) -> None:
    office = spreadsheet_program()
    if office is None:
        pytest.skip("LibreOffice Calc is not installed")
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, "--headless", profile, "--convert-to", to, "--outdir", str(folder), *map(str, paths)]
    subprocess.run(command, capture_output=True, check=True, timeout=120)


def test_libreoffice_keeps_rows_and_signs_in_every_format(
    template: Path, unit_register: RegisterType, territory: Territory
) -> None:
    lines = [
        ["U1", "甲市", 12.5, 15, date(2024, 1, 2), 3, "是", "已建成", "2024-03", "无异常"],
        ["001", "990700", -0.01, None, None, None, None, "planned", None, None],
        ["U2", "乙市", 99999.99, 0.1, date(1950, 1, 1), 0, "否", None, "2024-12", "“引号”与<标签>"],
    ]

    def spoil(book: Any) -> None:
        sheet = book["填报"]
        sheet["D6"], sheet["E6"], sheet["E7"] = "=1/0", 0.15, "=1+1"
        sheet["E6"].number_format = "0.00%"
        sheet.merge_cells("K7:K8")
        sheet.row_dimensions[8].hidden = True
        sheet.column_dimensions["F"].hidden = True

    sound = filled(template, *lines)
    expected = read_filing(read_book(sound), unit_register, territory=territory, on=DAY)
    assert [problem.code for problem in expected.problems] == ["filing_example_skipped"]
    bad = filled(template, *lines, edit=spoil, name="bad.xlsx")
    marked = read_filing(read_book(bad), unit_register, territory=territory, on=DAY)
    folder = template.parent / "office"
    for suffix in ("xls", "ods"):
        converted([sound, bad], suffix, folder)
        book = read_book(folder / f"filled.{suffix}")
        found = read_filing(book, unit_register, territory=territory, on=DAY)
        assert found.rows == expected.rows
        assert found.version == 2
        assert [problem.code for problem in found.problems] == ["filing_example_skipped"]
        seen = read_filing(read_book(folder / f"bad.{suffix}"), unit_register, territory=territory, on=DAY)
        places = {(problem.code, problem.where) for problem in seen.problems}
        assert {("entry_error_value", "填报!D6"), ("entry_percent_shown", "填报!E6")} <= places
        # LibreOffice computes 1/0, which the file it read did not hold yet.
        known = {(problem.code, problem.where) for problem in marked.problems}
        assert places - {("entry_error_value", "填报!D6")} == known - {("entry_formula", "填报!D6")}
    copy = template.parent / "marked.xlsx"
    mark(bad, marked.problems, copy)
    converted([folder / "filled.ods", copy], "xlsx", folder)
    again = read_filing(read_book(folder / "filled.xlsx"), unit_register, territory=territory, on=DAY)
    assert again.rows == expected.rows
    shown = openpyxl.load_workbook(folder / "marked.xlsx")
    cell = shown["填报"]["E6"]
    assert cell.fill.fgColor.rgb.endswith("FFC7CE")
    assert "15%" in cell.comment.text
    assert cell.number_format == "0.00%"
    places = [row[2].value for row in shown["问题清单"].iter_rows(min_row=2)]
    assert places == [problem.where for problem in marked.problems]
    assert shown["问题清单"]["C3"].hyperlink is not None


def test_a_form_of_many_columns_is_narrow_and_printed_on_a_large_page(
    tmp_path: Path, unit_register: RegisterType
) -> None:
    form = tuple(
        FormColumn(
            "capacity_mw", Label(f"第{number}类机组装机容量合计（MW）", "capacity"), {"note": str(number)}
        )
        for number in range(30)
    )
    path = tmp_path / "many.xlsx"
    write_template(replace(unit_register, form=(*unit_register.form, *form)), path)
    sheet = openpyxl.load_workbook(path)["填报"]
    assert sheet.page_setup.paperSize == 8
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    width = sheet.column_dimensions["L"].width
    assert 10 < width < 18
    lines = lines_high(sheet["L3"].value, width)
    assert sheet.row_dimensions[3].height >= 15 * lines > 15
