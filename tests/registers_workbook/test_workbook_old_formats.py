"""Old formats show what is no value: formulas, error values, percentages, merged and hidden parts."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from shuangkong.errors import ProblemsFound
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook import LIMITS, Limits, read_book, read_filing
from shuangkong.registers.workbook.compound import streams_of
from shuangkong.registers.workbook.signs import is_percent

Record = Callable[[int, bytes], bytes]
Old = Callable[..., bytes]
CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:automatic-styles><style:style style:name="ta9" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)
ONE = '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'


def table(rows: str, name: str = "填报", style: str = "ta1") -> str:
    return f'<table:table table:name="{name}" table:style-name="{style}">{rows}</table:table>'


def row(cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{cells}</table:table-row>"


def ods(path: Path, tables: str, doctype: str = "", meta: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(tables=tables, doctype=doctype))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        if meta:
            archive.writestr("meta.xml", meta)
    return path


def refused(path: Path, limits: Limits = LIMITS) -> list[str]:
    with pytest.raises(ProblemsFound) as found:
        read_book(path, limits)
    return [problem.code for problem in found.value.problems]


def formula(at: tuple[int, int], style: int, result: bytes) -> bytes:
    return struct.pack("<HHH", *at, style) + result + bytes(6) + struct.pack("<H", 3) + b"\x1e\1\0"


def test_an_xls_shows_what_is_no_value(tmp_path: Path, old_workbook: Old, record: Record) -> None:
    extra = b"".join(
        (
            record(0x0006, formula((2, 0), 0, struct.pack("<d", 2.0))),
            record(0x0006, formula((2, 1), 0, b"\2\0\x17\0\0\0\xff\xff")),
            record(0x0205, struct.pack("<HHHBB", 3, 0, 0, 23, 1)),
            record(0x0205, struct.pack("<HHHBB", 3, 1, 0, 1, 0)),
            record(0x0203, struct.pack("<HHHd", 4, 0, 1, 0.15)),
            record(0x00BD, struct.pack("<HHHIHIH", 4, 1, 1, 0x3FF00000, 0, 0x3FF00000, 2)),
            record(0x00E5, struct.pack("<HHHHH", 1, 6, 7, 0, 1)),
            record(0x0208, struct.pack("<HHHHHHI", 5, 0, 2, 300, 0, 0, 0x20)),
            record(0x007D, struct.pack("<HHHHHH", 3, 4, 2560, 0, 1, 0)),
        )
    )
    for name in ("a.xls", "a.et"):
        path = tmp_path / name
        path.write_bytes(old_workbook([["甲", "乙"], [1.5]], extra))
        book = read_book(path)
        sheet = book.sheets[0]
        assert book.notes == ()
        assert set(sheet.formulas) == {(2, 0), (2, 1)}
        assert sheet.traits.errors == {(2, 1): "#REF!", (3, 0): "#REF!"}
        assert sheet.percents == {(4, 0), (4, 1)}
        assert sheet.merged == ((6, 0, 7, 1),)
        assert sheet.traits.hidden_rows == {5}
        assert sheet.traits.hidden_columns == {3, 4}


def test_an_error_value_in_an_old_workbook_is_no_blank(
    tmp_path: Path,
    old_workbook: Old,
    record: Record,
    unit_register: RegisterType,
    headers: tuple[str, ...],
) -> None:
    line = ["U1", "990100", None, None, None, None, "是", "built", "2024-03", "无"]
    broken = record(0x0205, struct.pack("<HHHBB", 1, 2, 0, 23, 1))
    shown = record(0x0203, struct.pack("<HHHd", 1, 3, 1, 0.15))
    path = tmp_path / "a.xls"
    path.write_bytes(old_workbook([headers, line], broken + shown))
    found = read_filing(read_book(path), unit_register)
    assert [(p.code, p.where) for p in found.problems if p.severity == "error"] == [
        ("entry_error_value", "填报!C2"),
        ("entry_percent_shown", "填报!D2"),
    ]


def test_an_ods_shows_what_is_no_value(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell table:formula="of:=[.A1]&gt;1" office:value-type="float" office:value="2">'
        "<text:p>2</text:p></table:table-cell>",
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>',
        '<table:table-cell table:formula="of:=#REF!" office:value-type="float" office:value="0">'
        "<text:p>#REF!</text:p></table:table-cell>",
        '<table:table-cell table:number-columns-repeated="2" office:value-type="percentage" '
        'office:value="0.15"><text:p>15%</text:p></table:table-cell>',
    )
    note = "<office:annotation><text:p>#REF!</text:p></office:annotation>"
    merged = (
        '<table:table-cell office:value-type="string" table:number-columns-spanned="2" '
        f'table:number-rows-spanned="2">{note}<text:p>合</text:p></table:table-cell>'
    )
    rows = (
        '<table:table-column table:number-columns-repeated="3"/>'
        '<table:table-column table:visibility="collapse"/>'
        + row(ONE)
        + row("".join(cells))
        + row("<table:table-cell/>", 'table:number-rows-repeated="2"')
        + row(ONE, 'table:visibility="filter" table:number-rows-repeated="2"')
        + row(merged)
    )
    book = read_book(ods(tmp_path / "a.ods", table(rows) + table(row(ONE), "藏", "ta9")))
    sheet = book.sheets[0]
    assert book.notes == ()
    assert sheet.formulas == {(1, 0): "[.A1]>1", (1, 1): "1/0", (1, 2): "#REF!"}
    assert sheet.traits.errors == {(1, 1): "#DIV/0!", (1, 2): "#REF!"}
    assert sheet.percents == {(1, 3), (1, 4)}
    assert sheet.merged == ((6, 0, 7, 1),)
    assert sheet.traits.hidden_rows == {4, 5}
    assert sheet.traits.hidden_columns == {3}
    assert [(each.name, each.is_hidden) for each in book.sheets] == [("填报", False), ("藏", True)]


def test_an_ods_keeps_the_stamp_of_its_properties(tmp_path: Path) -> None:
    meta = (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        '<meta:user-defined meta:name="shuangkong_type">unit_register</meta:user-defined>'
        '<meta:user-defined meta:name="other">x</meta:user-defined></office:meta></office:document-meta>'
    )
    assert read_book(ods(tmp_path / "a.ods", table(row(ONE)), meta=meta)).stamp == {"type": "unit_register"}


@pytest.mark.parametrize(
    "rows",
    [
        row(f'{ONE}<table:table-cell table:number-columns-repeated="1000000000"/>{ONE}'),
        row(ONE, 'table:number-rows-repeated="1000000"'),
        row(ONE.replace("office:value=", 'table:number-columns-repeated="16384" office:value=')),
    ],
)
def test_an_ods_is_measured_before_it_is_repeated(tmp_path: Path, rows: str) -> None:
    assert refused(ods(tmp_path / "a.ods", table(rows))) == ["sheet_too_large"]


def test_sheets_of_an_old_workbook_count_together(tmp_path: Path) -> None:
    rows = row(ONE) + row("<table:table-cell/>", 'table:number-rows-repeated="50"') + row(ONE)
    path = ods(tmp_path / "a.ods", "".join(table(rows, f"表{number}") for number in range(4)))
    assert len(read_book(path, replace(LIMITS, cells=208)).sheets) == 4
    assert refused(path, replace(LIMITS, cells=207)) == ["sheet_too_large"]


def test_blank_formats_of_an_ods_reach_as_far_as_they_like(tmp_path: Path) -> None:
    far = '<table:table-cell table:number-columns-repeated="16384"/>'
    path = ods(tmp_path / "a.ods", table(row(ONE + far) + row(far, 'table:number-rows-repeated="1048575"')))
    assert read_book(path).sheets[0].cells == [[1.0]]


def test_an_ods_that_is_no_sound_xml(tmp_path: Path) -> None:
    swelling = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert refused(ods(tmp_path / "a.ods", table(row(ONE)), swelling)) == ["book_damaged"]
    assert refused(ods(tmp_path / "b.ods", table(row(ONE)) * 2)) == ["book_damaged"]
    assert refused(ods(tmp_path / "c.ods", "<table:table>")) == ["book_damaged"]
    assert refused(ods(tmp_path / "d.ods", row(ONE) + "&b;")) == ["book_damaged"]
    many = row(ONE, 'table:number-rows-repeated="many"')
    assert refused(ods(tmp_path / "e.ods", table(many))) == ["book_damaged"]


def test_an_xls_is_measured_before_it_is_believed(tmp_path: Path, old_workbook: Old, record: Record) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_workbook([["甲"]], record(0x0203, struct.pack("<HHHd", 65535, 255, 0, 1.0))))
    assert refused(path) == ["sheet_too_large"]
    within = record(0x0809, bytes(16)), record(0x000A, b"")
    for extent in (
        struct.pack("<IIHHH", 0, 2**32 - 1, 0, 9, 0),
        struct.pack("<IIHHH", 0, 9, 0, 9999, 0),
        struct.pack("<IIHHH", 60_000, 9, 0, 9, 0),
        struct.pack("<HHHHH", 9, 1, 0, 9, 0),
    ):
        for before, after in (within, (b"", b"")):
            path.write_bytes(old_workbook([["甲"]], before + record(0x0200, extent) + after))
            assert refused(path) == ["book_damaged"]


def test_an_xls_that_does_not_hold_together(
    tmp_path: Path, old_workbook: Old, compound: Callable[..., bytes], record: Record
) -> None:
    path = tmp_path / "a.xls"
    sound = old_workbook([["甲"], [1.5]])
    stream = streams_of(sound, ("Workbook",))["Workbook"]
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    end = record(0x000A, b"")
    sheet = struct.pack("<IBB", 0, 0, 0) + b"\1\0A"
    strings = record(0x00FC, struct.pack("<II", 2**31, 2**31))
    for damaged in (
        stream[: stream.index(b"\x03\x02") + 6],
        start + strings + end,
        start + record(0x0085, sheet) * 2 + end,
        start,
        b"\x09\x00\x04\x00\x02\x00\x10\x00",
    ):
        path.write_bytes(compound({"Workbook": damaged}))
        assert refused(path) == ["book_damaged"]
    path.write_bytes(compound({"Workbook": start + record(0x002F, b"\0\0") + end}))
    assert refused(path) == ["book_encrypted"]
    macros = struct.pack("<IBB", 0, 0, 1) + b"\1\0A"
    path.write_bytes(compound({"Workbook": start + record(0x0085, macros) + end}))
    assert refused(path) == ["book_macros"]


def test_chains_of_a_compound_file_end(compound: Callable[..., bytes]) -> None:
    sound = compound({"Workbook": b"\1" * 5000, "Other": b"\2" * 10})
    assert streams_of(sound, ("Other",))["Other"][:11] == b"\2" * 10 + b"\0"
    assert set(streams_of(sound, ("Workbook", "Book"))) == {"Workbook"}
    table_at = 512 * (struct.unpack_from("<I", sound, 76)[0] + 1)
    in_circle = sound[:table_at] + struct.pack("<I", 0) + sound[table_at + 4 :]
    for broken in (in_circle, sound[:600], sound[:511], b"PK", sound[:30] + b"\1\0" + sound[32:]):
        with pytest.raises(ValueError):  # what is wrong is told by the detail
            streams_of(broken, ("Workbook",))


@pytest.mark.parametrize(
    ("code", "expected"), [("0%", True), ('0"%"', False), (r"0\%", False), ("[Red]0.0%", True), ("0", False)]
)
def test_a_percent_format_is_told_by_its_code(code: str, expected: bool) -> None:
    assert is_percent(code) is expected


def test_a_reader_that_gives_up_is_a_damaged_file(
    tmp_path: Path, old_workbook: Old, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_workbook([["甲"]]))
    kinds = {name: type(name, (BaseException,), {}) for name in ("PanicException", "Interrupted")}

    def give_up(kind: str) -> None:
        def raising(*_: object) -> None:
            raise kinds[kind]("range end index 64")

        monkeypatch.setattr("shuangkong.registers.workbook.reading._grid", raising)

    give_up("PanicException")
    assert refused(path) == ["book_damaged"]
    give_up("Interrupted")
    with pytest.raises(kinds["Interrupted"]):
        read_book(path)
