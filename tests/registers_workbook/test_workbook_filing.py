"""A filing is read with every problem of every cell at once, and nothing in it is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangkong.errors import Collector, Problem
from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook import Book, FilingRead, Sheet, read_book, read_filing
from shuangkong.registers.workbook.entry import Entries, Slot
from shuangkong.registers.workbook.form import form_hash, stamp_text
from shuangkong.registers.workbook.numerals import plain_number
from shuangkong.schema import Column, read_cell
from shuangkong.territory import Territory
from shuangkong.trace import Label

Writer = Callable[..., Path]
DAY = date(2024, 12, 31)


def codes(found: FilingRead, *without: str) -> list[tuple[str, str]]:
    """Return the problems as (place, code) and see that each has its text in both languages."""
    for problem in found.problems:
        assert problem.text("zh")
        assert problem.text("en")
    left_out = {"filing_stamp_missing", *without}
    return [(problem.where, problem.code) for problem in found.problems if problem.code not in left_out]


def only(found: FilingRead, code: str) -> Problem:
    (problem,) = (each for each in found.problems if each.code == code)
    return problem


def test_a_good_line(sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...]) -> None:
    found = read_filing(read_book(sheet_of([good_line])), unit_register)
    assert codes(found) == []
    assert only(found, "filing_stamp_missing").severity == "note"
    assert found.rows == (
        {
            "unit_id": "U1",
            "division_code": "990100",
            "capacity_mw": Decimal("12.50"),
            "share_pct": Decimal("15.0000"),
            "started_on": date(2024, 1, 2),
            "boilers": 3,
            "is_heat": True,
            "stage": "built",
            "period": "2024-03",
            "note": "无异常",
        },
    )
    assert found.places[0]["capacity_mw"] == "填报!C2"
    assert found.place(0, "capacity_mw") == "填报!C2"
    assert found.place(0, "no_such_column") == "填报!A2"
    assert len(found.places[0:1]) == 1
    assert not found.has_errors
    assert found.version is None


def test_columns_in_any_order_with_others_between(
    sheet_of: Writer, unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    plain = read_filing(read_book(sheet_of([good_line])), unit_register)
    mixed = ["序号", *reversed(headers), "联系人"]
    path = sheet_of([[1, *reversed(good_line), "某人"], [], [None] * 12], mixed, name="b.xlsx")
    found = read_filing(read_book(path), unit_register)
    assert found.rows == plain.rows
    assert codes(found) == [("填报!L1", "filing_column_extra")]
    assert only(found, "filing_column_extra").severity == "note"


def test_labels_are_compared_without_width_blanks_and_marks(
    sheet_of: Writer, unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    loose = [f" {header}\n*".replace("（", "(").replace("）", ")") for header in headers]
    assert codes(read_filing(read_book(sheet_of([good_line], loose)), unit_register)) == []
    english = [form.header.en for form in unit_register.form]
    assert codes(read_filing(read_book(sheet_of([english, good_line], english)), unit_register)) == []


def test_one_line_of_a_long_table_gives_several_rows(sheet_of: Writer, statistic: RegisterType) -> None:
    headers = [form.header.zh for form in statistic.form]
    lines = [
        ["990100", 2023, 100.5, 6, "v1"],
        ["990200", "2023", None, -0.5, "v1"],
        ["990300", 2023, None, None, "v1"],
    ]
    found = read_filing(read_book(sheet_of(lines, headers)), statistic, given={"is_synthetic": True})
    assert [(row["division_code"], row["indicator_id"], row["value"], row["unit"]) for row in found.rows] == [
        ("990100", "energy_consumption", Decimal("100.500000"), "万吨标准煤"),
        ("990100", "gdp_real_growth", Decimal("6.000000"), "%"),
        ("990200", "gdp_real_growth", Decimal("-0.500000"), "%"),
    ]
    assert all(row["is_synthetic"] is True and row["status"] == "constructed" for row in found.rows)
    assert [set(row) for row in found.rows] == [set(statistic.table.column_names)] * 3
    assert [place["value"] for place in found.places] == ["填报!C2", "填报!D2", "填报!D3"]
    assert codes(found) == [("填报!A4", "filing_line_without_value")]


NUMBERS = [
    ("１２．５", "entry_number_full_width", "12.5"),
    ("1,234.5", "entry_number_separators", "1234.5"),
    ("1，234", "entry_number_separators", "1234"),
    ("15%", "entry_number_percent", "15"),
    ("１５％", "entry_number_percent", "15"),
    ("12万吨", "entry_number_with_unit", "12"),
    ("3.5 MW", "entry_number_with_unit", "3.5"),
    ("—", "entry_no_value", ""),
    ("/", "entry_no_value", ""),
    ("无", "entry_no_value", ""),
    ("约三成", "cell_value_invalid", None),
    ("1.5.2", "cell_value_invalid", None),
]


@pytest.mark.parametrize(("text", "code", "number"), NUMBERS)
@pytest.mark.parametrize("column", [2, 3])
def test_numbers_written_as_text(
    sheet_of: Writer,
    unit_register: RegisterType,
    good_line: tuple[Any, ...],
    text: str,
    code: str,
    number: str | None,
    column: int,
) -> None:
    line = list(good_line)
    line[column] = text
    found = read_filing(read_book(sheet_of([line])), unit_register)
    place = f"填报!{'ABCD'[column]}2"
    assert codes(found) == [(place, code)]
    assert found.problems[-1].severity == "error"
    assert found.problems[-1].details.get("number") == number
    assert text in found.problems[-1].text("zh")
    assert found.rows[0][unit_register.form[column].column] is None


def test_plain_digits_as_text_are_read_with_a_note(
    sheet_of: Writer,
    unit_register: RegisterType,
    good_line: tuple[Any, ...],
    tmp_path: Path,
    headers: Sequence[str],
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_string(1, 2, "12.5")

    found = read_filing(read_book(sheet_of([good_line], fill=fill)), unit_register)
    assert codes(found) == [("填报!C2", "entry_number_as_text")]
    assert found.rows[0]["capacity_mw"] == Decimal("12.50")
    csv = tmp_path / "a.csv"
    csv.write_text(
        ",".join(headers) + "\nU1,990100,12.5,15,2024-01-02,3,是,built,2024-03,无异常\n", encoding="utf-8"
    )
    told = read_filing(read_book(csv), unit_register)
    assert codes(told) == []
    assert told.rows == found.rows


def test_a_percentage_shown_names_both_readings(
    sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...]
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_number(1, 3, 0.15, book.add_format({"num_format": "0%"}))

    found = read_filing(read_book(sheet_of([good_line], fill=fill)), unit_register)
    assert codes(found) == [("填报!D2", "entry_percent_shown")]
    text = found.problems[-1].text("zh")
    assert "0.15" in text
    assert "15%" in text
    assert found.rows[0]["share_pct"] is None


def test_formulas_and_error_values(
    sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...]
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 2, "=10+2.5", None, 12.5)
        sheet.write_formula(1, 9, "=#REF!", None, "#REF!")
        sheet.write_formula(2, 3, "=1/0", None, "#DIV/0!")

    found = read_filing(read_book(sheet_of([good_line], fill=fill)), unit_register)
    assert codes(found, "cell_required") == [
        ("填报!C2", "entry_formula"),
        ("填报!J2", "entry_error_value"),
        ("填报!D3", "entry_error_value"),  # a line that holds nothing else is no blank line
    ]
    assert "10+2.5" in only(found, "entry_formula").text()
    assert "12.5" in only(found, "entry_formula").text()


def test_merged_cells_in_the_data_area(
    sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...]
) -> None:
    second = ("U2", *good_line[1:])
    fill = lambda book, sheet: sheet.merge_range("B2:C3", "990100")  # noqa: E731
    found = read_filing(read_book(sheet_of([good_line, second], fill=fill)), unit_register)
    assert codes(found) == [("填报!B2", "entry_merged")]
    assert "B2:C3" in found.problems[-1].text()


def test_merged_cells_above_the_data_do_no_harm(
    sheet_of: Writer, unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    fill = lambda book, sheet: sheet.merge_range("A1:J1", "机组台账")  # noqa: E731
    found = read_filing(read_book(sheet_of([headers, good_line], [], fill=fill)), unit_register)
    assert codes(found) == []
    assert len(found.rows) == 1


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        (4, "2024/1/2", "entry_date_as_text"),
        (4, "2024年1月2日", "entry_date_as_text"),
        (4, 45000, "entry_type_wrong"),
        (4, datetime.fromisoformat("2024-01-02T08:30"), "entry_type_wrong"),
        (2, date(2024, 1, 2), "entry_type_wrong"),
        (2, True, "entry_type_wrong"),
        (6, 1, "entry_type_wrong"),
        (8, date(2024, 3, 15), "entry_type_wrong"),
        (8, "三月", "cell_value_invalid"),
        (5, 3.5, "cell_value_invalid"),
        (2, 12.345, "cell_too_fine"),
        (7, "half", "cell_code_unknown"),
        (0, None, "cell_required"),
        (0, "  ", "cell_required"),
        (1, None, "cell_required"),
    ],
)
def test_cells_of_the_wrong_kind(
    sheet_of: Writer,
    unit_register: RegisterType,
    good_line: tuple[Any, ...],
    column: int,
    cell: Any,
    code: str,
) -> None:
    line = list(good_line)
    line[column] = cell

    def fill(book: Any, sheet: Any) -> None:
        if isinstance(cell, datetime):
            sheet.write_datetime(1, column, cell, book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))

    found = read_filing(read_book(sheet_of([line], fill=fill)), unit_register)
    assert codes(found, "entry_blanks_removed") == [(f"填报!{'ABCDEFGHIJ'[column]}2", code)]
    assert found.has_errors


def test_readings_that_are_said(
    sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...]
) -> None:
    line = list(good_line)
    line[8], line[9], line[4] = date(2024, 3, 1), "　甲\n乙 ", "2024-01-02"
    found = read_filing(read_book(sheet_of([line])), unit_register)
    assert codes(found) == [("填报!I2", "entry_month_from_date"), ("填报!J2", "entry_blanks_removed")]
    assert not found.has_errors
    assert (found.rows[0]["period"], found.rows[0]["note"], found.rows[0]["started_on"]) == (
        "2024-03",
        "甲 乙",
        date(2024, 1, 2),
    )


@pytest.mark.parametrize(
    ("written", "code", "problem"),
    [
        ("990100", "990100", None),
        (990100, "990100", None),
        ("甲市", "990100", None),
        ("990100 甲市", "990100", None),
        ("丙市", "990700", None),
        ("992100", "990700", "entry_division_recoded"),
        ("东区", None, "entry_division_ambiguous"),
        ("990999", None, "entry_division_unknown"),
        ("丁市", None, "entry_division_unknown"),
        ("990100 乙市", None, "entry_division_unknown"),
    ],
)
def test_divisions_by_code_and_name(
    sheet_of: Writer,
    unit_register: RegisterType,
    good_line: tuple[Any, ...],
    territory: Territory,
    written: Any,
    code: str | None,
    problem: str | None,
) -> None:
    line = [good_line[0], written, *good_line[2:]]
    found = read_filing(read_book(sheet_of([line])), unit_register, territory=territory, on=DAY)
    assert found.rows[0]["division_code"] == code
    assert codes(found) == ([("填报!B2", problem)] if problem else [])
    assert found.has_errors is (code is None)


def test_an_old_code_on_a_day_of_its_own(
    sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...], territory: Territory
) -> None:
    path = sheet_of([[good_line[0], "992100", *good_line[2:]]])
    found = read_filing(read_book(path), unit_register, territory=territory, on=date(2000, 1, 1))
    assert found.rows[0]["division_code"] == "992100"
    with pytest.raises(ValueError, match="day"):
        read_filing(read_book(path), unit_register, territory=territory)


def test_header_problems(
    sheet_of: Writer, unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    path = sheet_of([good_line[1:] + good_line[1:2]], [*headers[1:], headers[1]])
    assert codes(read_filing(read_book(path), unit_register)) == [
        ("填报!A1", "filing_column_missing"),
        ("填报!J1", "filing_column_repeated"),
    ]
    path = sheet_of([[1, 2]], ["甲", "乙"])
    assert codes(read_filing(read_book(path), unit_register)) == [
        ("filing.xlsx!填报", "filing_sheet_other"),
        ("filing.xlsx", "filing_header_missing"),
    ]
    assert codes(read_filing(read_book(sheet_of([])), unit_register)) == [("filing.xlsx", "filing_empty")]


def test_hidden_sheets_rows_and_columns(
    sheet_of: Writer, unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
        other = book.add_worksheet("底稿")
        other.write(0, 0, "草稿")
        other.hide()
        book.add_worksheet("空").hide()

    found = read_filing(read_book(sheet_of([good_line], fill=fill)), unit_register)
    assert codes(found) == [
        ("填报!A2", "filing_rows_hidden"),
        ("填报!C1", "filing_column_hidden"),
        ("filing.xlsx!底稿", "filing_sheet_hidden"),
    ]
    assert not found.has_errors

    def hide_form(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("填报2")
        other.write_row(0, 0, headers)
        other.write_row(1, 0, ["U9"])
        other.hide()

    assert (
        only(
            read_filing(read_book(sheet_of([good_line], fill=hide_form)), unit_register),
            "filing_sheet_hidden",
        ).severity
        == "error"
    )


def test_every_sheet_with_the_form_is_read(
    sheet_of: Writer, unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    def fill(book: Any, sheet: Any) -> None:
        other = book.add_worksheet("乙市")
        other.write_row(0, 0, headers)
        other.write_row(1, 0, ["U2", "990200"])

    found = read_filing(read_book(sheet_of([good_line], fill=fill)), unit_register)
    assert [row["unit_id"] for row in found.rows] == ["U1", "U2"]
    assert found.places[1]["unit_id"] == "乙市!A2"


def stamped(sheet: Sheet, **stamp: str) -> Book:
    return Book("a.xlsx", (sheet,), stamp)


def sheet_with(headers: Sequence[str], *lines: Sequence[Any]) -> Sheet:
    return Sheet("填报", [list(headers), *map(list, lines)])


def test_version_stamps(
    unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    sheet = sheet_with(headers, good_line)
    good = {"type": "unit_register", "version": "2", "form": form_hash(unit_register)}
    for change, expected, severity in (
        ({}, None, None),
        ({"type": "other"}, "filing_type_other", "error"),
        ({"version": "3"}, "filing_version_newer", "error"),
        ({"version": "0"}, "filing_version_unreadable", "error"),
        ({"version": "1"}, "filing_version_older", "note"),
        ({"form": "0" * 12}, "filing_form_changed", "warning"),
    ):
        found = read_filing(stamped(sheet, **(good | change)), unit_register)
        assert codes(found) == ([("a.xlsx", expected)] if expected else [])
        assert not expected or found.problems[0].severity == severity
        assert bool(found.rows) is (severity != "error")


def test_an_older_version_is_read_through_its_instructions(
    unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    old = ["机组代号", *headers[1:]]  # what version 1 called the column, which was named unit_no then
    guide = Sheet("填表说明", [["列", "字段"], ["机组代号", "unit_no"], ["所在地", "division_code"]])
    stamp = {"type": "unit_register", "version": "1"}
    found = read_filing(Book("a.xlsx", (sheet_with(old, good_line), guide), stamp), unit_register)
    assert codes(found) == [("a.xlsx", "filing_version_older")]
    assert found.rows[0]["unit_id"] == "U1"
    assert found.version == 1


def test_the_visible_stamp_serves_where_properties_are_lost(
    unit_register: RegisterType, headers: Sequence[str], good_line: tuple[Any, ...]
) -> None:
    sheet = Sheet("填报", [[stamp_text(unit_register)], list(headers), list(good_line)])
    found = read_filing(Book("a.xls", (sheet,), format="xls"), unit_register)
    assert (found.version, found.problems) == (2, ())


def test_old_and_csv_workbooks_give_the_same_rows(
    tmp_path: Path,
    sheet_of: Writer,
    unit_register: RegisterType,
    headers: Sequence[str],
    old_workbook: Callable[..., bytes],
) -> None:
    line = ["U1", "990100", 12.5, 15, "2024-01-02", 3, "是", "built", "2024-03", "无"]
    expected = read_filing(read_book(sheet_of([line])), unit_register).rows
    for name in ("a.xls", "a.et"):
        (tmp_path / name).write_bytes(old_workbook([headers, line]))
        found = read_filing(read_book(tmp_path / name), unit_register)
        assert found.rows == expected
        assert [problem.code for problem in found.problems] == ["filing_stamp_missing"]


def typed(raws: Sequence[Any], column: Column) -> tuple[list[Any], list[str]]:
    sheet = Sheet("s", [[raw] for raw in raws])
    entries = Entries(sheet, Slot(0, FormColumn(column.name, Label("列", "c")), column))
    values = entries.read(range(len(raws)), raws)
    return values, [problem.code for _, _, problem in entries.problems]


@given(
    st.lists(st.floats(-1e30, 1e30), max_size=20),
    st.sampled_from(["0.01", "0.000001", None]),
)
def test_numbers_are_typed_as_the_schema_types_their_digits(raws: list[float], quantum: str | None) -> None:
    column = Column(
        "value",
        "decimal",
        Label("值", "v"),
        Label("值", "v"),
        quantum=Decimal(quantum) if quantum else None,
        required=False,
    )
    values, problems = typed(raws, column)
    expected = Collector()
    known: Mapping[float, Any] = {raw: read_cell(plain_number(raw), column, expected, "s") for raw in raws}
    assert values == [known[raw] for raw in raws]
    assert set(problems) == {problem.code for problem in expected}


@given(st.lists(st.integers(-(10**12), 10**12).map(lambda n: n / 100), min_size=1, max_size=600))
def test_the_digits_a_person_sees_are_the_digits_kept(raws: list[float]) -> None:
    column = replace(Column("value", "decimal", Label("值", "v"), Label("值", "v")), quantum=Decimal("0.01"))
    values, problems = typed(raws, column)
    assert problems == []
    assert values == [Decimal(f"{raw:.2f}") for raw in raws]


@pytest.mark.parametrize("raw", [1e300, "9" * 300])
def test_absurdly_large_numbers(
    sheet_of: Writer, unit_register: RegisterType, good_line: tuple[Any, ...], raw: Any
) -> None:
    line = [*good_line[:2], raw, *good_line[3:]]
    found = read_filing(read_book(sheet_of([line])), unit_register)
    assert codes(found, "entry_number_as_text") == [("填报!C2", "cell_too_large")]
