"""Workbooks that must not come in, through ``shuangkong file``: the problem is named, nothing is kept."""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

UNITS = "coal_power_unit"
# id, division, county, plant, name, capacity, state, since, until, heat, CHP, reach, coal rate, …
UNIT = (
    *("U-1", "呼和浩特市", None, "一电厂", "1号机组", 30, "operating", date(2001, 5, 1), None),
    *("否", "否", None, 310, None, None, "台账", None),
)
FIRST = 6


def cell(spot: str, value: Any) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        book["填报"][spot] = value

    return edit


def percent(book: Any) -> None:
    book["填报"]["E6"] = 0.15
    book["填报"]["E6"].number_format = "0%"


def error_value(book: Any) -> None:
    book["填报"]["D6"] = "#REF!"
    book["填报"]["D6"].data_type = "e"


def merged(book: Any) -> None:
    book["填报"].merge_cells("D6:D7")


def hidden_sheet(book: Any) -> None:
    copy = book.copy_worksheet(book["填报"])
    copy.title = "去年"
    copy.sheet_state = "hidden"


def far_cell(book: Any) -> None:
    book["填报"][f"{get_column_letter(16_384)}{FIRST}"] = 1


CELLS = {
    "merged cells in the data area": (merged, "entry_merged"),
    "a formula": (cell("D6", "=900+900"), "entry_formula"),
    "an error value": (error_value, "entry_error_value"),
    "a number with its unit": (cell("D6", "1800万吨标准煤"), "entry_number_with_unit"),
    "full-width digits": (cell("D6", "１８００"), "entry_number_full_width"),
    "0.15 shown as 15 %": (percent, "entry_percent_shown"),
    "an unknown division": (cell("B6", "没有的市"), "entry_division_unknown"),
    "a hidden sheet with the form": (hidden_sheet, "filing_sheet_hidden"),
    "a sheet of sixteen thousand columns": (far_cell, "sheet_too_large"),
}


def refuses(
    desk: Any, path: Path, *codes: str, type_id: str = "annual_energy_statistic", person: str = "hh-clerk"
) -> None:
    """Assert that a file is refused with these codes and leaves the workspace as it was."""
    before = desk.contents()
    assert desk.refused_by(person, "file", type_id, str(path)) == list(codes)
    assert desk.contents() == before


@pytest.mark.parametrize(("edit", "code"), CELLS.values(), ids=CELLS.keys())
def test_a_bad_sheet(desk: Any, good_line: Any, edit: Callable[[Any], None], code: str) -> None:
    refuses(desk, desk.fill(good_line, edit=edit), code)


def test_a_date_as_text(desk: Any) -> None:
    path = desk.fill([*UNIT[:7], "2001年5月", *UNIT[8:]], type_id=UNITS)
    refuses(desk, path, "entry_date_as_text", type_id=UNITS, person="power")


def test_a_key_twice_and_a_key_of_another(desk: Any, good_line: Any) -> None:
    refuses(desk, desk.fill(good_line, good_line), *["row_repeated"] * 3)
    path = desk.fill(UNIT, type_id=UNITS)
    filing = desk.file(path, person="power", type_id=UNITS)["filing_id"]
    people = desk.work / "more.csv"
    people.write_text(
        "person_id,name_zh,department,division_code,roles,represents_code,left_on,note\n"
        "bt-power,包能,能源局,150200,file,,,\n"
        "power-2,能二,能源局,150100,review,,,\n"
        "power-head,能三,能源局,150000,approve,,,\n",
        encoding="utf-8",
    )
    desk.by("planner", "person", "register", str(people))
    desk.by("power-2", "filing", "review", filing)
    desk.by("power-head", "filing", "approve", filing)
    other = desk.fill(["U-1", "包头市", *UNIT[2:]], type_id=UNITS, name="other.xlsx")
    refuses(desk, other, "row_key_owner", type_id=UNITS, person="bt-power")


@pytest.fixture(scope="session")
def sealed() -> bytes:
    """Bytes of a workbook under a password, as the tests of workbooks make them."""
    file = Path(__file__).resolve().parents[1] / "registers_workbook" / "conftest.py"
    spec = importlib.util.spec_from_file_location("bytes_of_workbooks", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: bytes = module._compound({"EncryptionInfo": b"\4\0\4\0", "EncryptedPackage": b"\1\2\3"})
    return made


def rewritten(path: Path, name: str, *parts: tuple[str, bytes]) -> Path:
    target = path.with_name(name)
    target.write_bytes(path.read_bytes())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts:
            archive.writestr(part, data)
    return target


def test_files_that_are_not_opened(desk: Any, good_line: Any, sealed: bytes) -> None:
    path = desk.fill(good_line)
    refuses(desk, rewritten(path, "a.xlsm", ("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")), "book_macros")
    refuses(desk, rewritten(path, "b.xlsx", ("xl/media/x.xml", bytes(70 * 2**20))), "book_bomb")
    locked = desk.work / "locked.xlsx"
    locked.write_bytes(sealed)
    refuses(desk, locked, "book_encrypted")
    wide = desk.work / "wide.csv"
    wide.write_text("区划代码" + "," * 1_000_000, encoding="utf-8")
    refuses(desk, wide, "sheet_too_large")
    assert not list(desk.work.glob("*.标注.xlsx"))


def test_an_old_code_is_mapped_and_said_so(desk: Any, good_line: Any) -> None:
    path = desk.fill(["152100", *good_line[1:]])
    found = desk.file(path, person="hl-clerk")
    mapped = next(each for each in found["problems"] if each["code"] == "entry_division_recoded")
    assert "152100" in mapped["zh"]
    rows = desk.json("filing", "show", found["filing_id"])["rows"]
    assert {row["division_code"] for row in rows} == {"150700"}


def test_the_marked_copy_opens_in_a_spreadsheet_program(desk: Any, good_line: Any) -> None:
    path = desk.fill(good_line, edit=cell("D6", "约1800"))
    refuses(desk, path, "cell_value_invalid")
    marked = openpyxl.load_workbook(path.with_name("filled.标注.xlsx"))
    assert "约1800" in marked["填报"]["D6"].comment.text
