"""Plans published as PDF, made here by hand: a font without outlines whose map says what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.plan.document import PlanText, read_document
from shuangkong.plan.document.pdf import join_lines, pdf_text

FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] "
    "/ToUnicode 6 0 R >>"
)
DESCENDANT = (
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 5 0 R "
    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
)
DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 "
    "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
)
IMAGE = (
    "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
    "/Length 1 >>\nstream\n0\nendstream"
)
ENCRYPTION = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{zeros}> /U <{zeros}> >> /ID [<00> <00>]".format(
        zeros="00" * 32
    )
)


def stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def to_unicode(signs: Sequence[str]) -> str:
    pairs = "\n".join(f"<{ord(sign):04x}> <{ord(sign):04x}>" for sign in signs)
    return stream(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /Song def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(signs)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    )


def page_content(lines: Sequence[str]) -> str:
    shown = [f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines]
    return (
        "BT /F1 12 Tf 40 780 Td\n" + "\n".join(shown) + "\nET" if lines else "q 500 0 0 700 50 50 cm /I1 Do Q"
    )


def make_pdf(pages: Sequence[Sequence[str]], *, trailer: str = "") -> bytes:
    """Return a PDF whose pages show the lines given; a page without lines shows a picture."""
    signs = sorted({sign for page in pages for line in page for sign in line})
    first = 8
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        FONT,
        DESCENDANT,
        DESCRIPTOR,
        to_unicode(signs),
        IMAGE,
    ]
    for at, lines in enumerate(pages):
        resources = "<< /Font << /F1 3 0 R >> /XObject << /I1 7 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {resources} "
            f"/Contents {first + 2 * at + 1} 0 R >>",
            stream(page_content(lines)),
        ]
    body, offsets = "%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R {trailer}>>\n"
    return f"{body}startxref\n{body.index('xref')}\n%%EOF".encode("ascii")


def read_pdf(folder: Path, data: bytes) -> PlanText:
    path = folder / "plan.pdf"
    path.write_bytes(data)
    return read_document(path)


def code_of(folder: Path, data: bytes) -> str:
    with pytest.raises(ProblemsFound) as found:
        read_pdf(folder, data)
    (problem,) = found.value.problems
    for language in ("zh", "en"):
        assert "plan.pdf" in problem.text(language)
    return problem.code


PAGE_1 = (
    "示例市节能减排实施方案",
    "一、主要目标",
    "到2025年，全市单位地区生产总值能源消耗比2020年下降14%，力争下降14.5%，能源消",
    "费总量得到合理控制，化学需氧量、氨氮排放总量比2020年分别下降8%、8%，完成上级下达",
)
PAGE_2 = ("的任务。", "（一）园区工程。推进园区循环化改造。", "（二）交通工程")


def test_lines_become_paragraphs_across_pages(tmp_path: Path) -> None:
    read = read_pdf(tmp_path, make_pdf([PAGE_1, PAGE_2]))
    assert read.format == "pdf"
    assert read.notes == ()
    assert read.text.split("\n") == [
        PAGE_1[0],
        PAGE_1[1],
        PAGE_1[2] + PAGE_1[3] + PAGE_2[0],
        PAGE_2[1],
        PAGE_2[2],
    ]


def test_page_numbers_and_running_heads_are_dropped(tmp_path: Path) -> None:
    body = ["一、要求。", "完成改造15个。", "15", "甲内容。", "乙内容。", "丙内容。"]
    pages = [["示例市人民政府文件", *body, f"— {number} —"] for number in (7, 8, 9)]
    text = read_pdf(tmp_path, make_pdf(pages)).text
    assert text.split("\n") == body * 3


def test_a_number_at_the_foot_that_is_no_page_number_stays(tmp_path: Path) -> None:
    text = read_pdf(tmp_path, make_pdf([["改造目标。", "35"], ["内容。", "2"]])).text
    assert text == "改造目标。\n35\n内容。"


def test_a_page_that_is_a_picture_is_noted(tmp_path: Path) -> None:
    read = read_pdf(tmp_path, make_pdf([PAGE_2, []]))
    (note,) = read.notes
    assert (note.code, note.severity, note.details["pages"]) == ("pdf_page_without_text", "warning", "2")
    assert "2" in note.text("zh")


def test_pdf_without_text(tmp_path: Path) -> None:
    assert code_of(tmp_path, make_pdf([[], []])) == "pdf_without_text"


def test_pdf_encrypted(tmp_path: Path) -> None:
    assert code_of(tmp_path, make_pdf([PAGE_2], trailer=ENCRYPTION)) == "pdf_encrypted"


def test_pdf_damaged(tmp_path: Path) -> None:
    assert code_of(tmp_path, b"%PDF-1.7\nnothing follows") == "pdf_damaged"
    assert code_of(tmp_path, make_pdf([PAGE_2])[:300]) == "pdf_damaged"


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 4000), st.binary(min_size=1, max_size=8))
def test_a_corrupted_file_is_read_or_refused(at: int, noise: bytes) -> None:
    data = make_pdf([PAGE_2])
    try:
        pdf_text(data[:at] + noise + data[at + len(noise) :], "plan.pdf", Collector())
    except ProblemsFound as found:
        assert all(problem.code.startswith("pdf_") for problem in found.problems)


def test_pdf_garbled(tmp_path: Path) -> None:
    private = "".join(chr(0xE000 + at) for at in range(40))
    assert code_of(tmp_path, make_pdf([[private]])) == "pdf_garbled"


def test_words_are_joined_with_a_space_and_figures_without() -> None:
    width = "甲" * 30
    assert join_lines([f"{width}VOCs", f"emission{width}。"]).count("VOCs emission") == 1
    assert join_lines([f"{width}2020", "年下降。"]) == f"{width}2020年下降。"


def test_spaces_set_between_characters_are_dropped_in_sentences_only() -> None:
    assert join_lines(["到 2025 年 ， 全 市 下降 15% 以上。"]) == "到2025年，全市下降15%以上。"
    assert join_lines(["县区 2020年 2025年"]) == "县区 2020年 2025年"


def test_rows_of_a_table_are_not_run_together() -> None:
    rows = ["东河县 单位生产总值能耗降低率 14.5% 12.0%", "西山区 单位生产总值能耗降低率 15.5% 13.0%"]
    assert join_lines(rows).split("\n") == rows
