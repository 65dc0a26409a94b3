"""Reports say from the data what is synthetic and what is weak, and come out equal every time."""

from __future__ import annotations

import time
import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import html as parser

from shuangkong.reports import (
    Header,
    Note,
    Paragraph,
    Point,
    ProgressChart,
    Report,
    Row,
    Section,
    Table,
    Tile,
    TileMap,
    html,
    word,
)
from shuangkong.reports.charts import progress_chart, tile_map
from shuangkong.reports.notes import BANNER
from shuangkong.sources import Citation
from shuangkong.trace import Label

DATED = date(2026, 1, 2)
SOURCE = Note(Label("目标值", "target"), Citation("示例〔2022〕1号", "二", "下降15%"))


def label(text: str) -> Label:
    return Label(text, f"{text}-en")


def real_section() -> Section:
    rows = (Row((label("全区"), "16.9"), notes=(SOURCE,)), Row(("另一行", "—"), notes=(SOURCE,)))
    table = Table(label("表一"), (Header(label("地区")), Header(label("变化"), "%")), rows)
    return Section(label("真实"), (Paragraph(label("正文"), notes=(SOURCE,)), table))


def invented_section(*, is_synthetic: bool = True) -> Section:
    row = Row((label("甲市"), "3.0"), status="constructed", is_synthetic=is_synthetic)
    tiles = (
        Tile(label("甲市"), 0, 0, "一级", "red", is_synthetic=is_synthetic),
        Tile(label("乙市"), 2, 1, "未评"),
    )
    points = (
        Point(2021, Decimal(20), Decimal("-3.5"), is_synthetic=is_synthetic),
        Point(2022, Decimal(40), None),
    )
    return Section(
        label("演示"),
        (
            Table(label("表二"), (Header(label("地区")), Header(label("变化"), "%")), (row,)),
            TileMap(label("图一"), tiles),
            ProgressChart(label("图二"), points),
        ),
    )


def full_report() -> Report:
    facts = ((Label("快照", "snapshot"), "abc123"),)
    return Report(label("报告"), (real_section(), invented_section()), facts)


def word_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    return "\n".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_the_banner_comes_from_the_data_and_stands_only_where_invented_data_are() -> None:
    page = parser.fromstring(html(full_report()))
    assert len(page.find_class("banner")) == 2  # the head and the one section
    real, invented = page.findall(".//section")[:2]
    assert not real.find_class("banner")
    assert BANNER.zh in invented.find_class("banner")[0].text_content()
    honest = Report(label("报告"), (real_section(), invented_section(is_synthetic=False)))
    assert not honest.is_synthetic
    assert "演示数据" not in html(honest)
    assert "演示数据" not in word_text(word(honest, dated=DATED))


def test_an_invented_row_is_tagged_in_both_forms() -> None:
    page = parser.fromstring(html(full_report()))
    assert [row.find("td").text_content() for row in page.find_class("synthetic")] == [
        "甲市 甲市-en2 演示数据 SYNTHETIC"
    ]
    assert word_text(word(full_report(), dated=DATED)).count(BANNER.zh) == 2


def test_equal_notes_share_a_number_and_weak_status_becomes_a_note() -> None:
    page = parser.fromstring(html(full_report()))
    notes = [item.text_content().strip() for item in page.findall(".//ol/li")]
    assert len(notes) == 2
    assert "示例〔2022〕1号 二：“下降15%”" in notes[0]
    assert "非官方公布值" in notes[1]
    assert page.xpath("//td/sup")[0].text_content() == "1"
    twice = Paragraph(label("文"), notes=(SOURCE,), status="unverified")
    both = parser.fromstring(html(Report(label("报告"), (Section(label("节"), (twice,)),))))
    assert both.xpath("//p/sup")[0].text_content() == "1, 2"
    unverified = Report(
        label("报告"), (Section(label("节"), (Paragraph(label("文"), status="unverified"),)),)
    )
    assert "未经官方文本核实" in html(unverified)
    assert "未经官方文本核实" in word_text(word(unverified, dated=DATED))


def test_same_input_same_bytes_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    first = word(full_report(), dated=DATED)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert word(full_report(), dated=DATED) == first
    assert html(full_report()) == html(full_report())
    assert word(full_report(), dated=date(2026, 1, 3)) != first


def test_word_has_a_chinese_font_units_and_its_date() -> None:
    data = word(full_report(), dated=DATED)
    document = Document(BytesIO(data))
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"
    assert document.core_properties.created.date() == DATED
    assert "（%）" in word_text(data)
    assert "[1]" in word_text(data)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_the_page_fetches_nothing_and_escapes_what_it_is_given() -> None:
    hostile = Report(
        Label("<script>alert(1)</script>", "x"), (Section(label("节"), (Paragraph(Label("a<b", "&")),)),)
    )
    text = html(hostile)
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert not parser.fromstring(html(full_report())).xpath("//@src|//link|//script")


def test_a_missing_year_breaks_the_line_and_negative_progress_lies_below_zero() -> None:
    points = tuple(
        Point(2021 + i, Decimal(20 * (i + 1)), None if v is None else Decimal(v))
        for i, v in enumerate(("-10", "5", None, "60", "70"))
    )
    root = ElementTree.fromstring(progress_chart(ProgressChart(label("图"), points)))
    name = "{http://www.w3.org/2000/svg}"
    lines = [line for line in root.iter(f"{name}polyline") if line.get("class") == "actual"]
    assert [len((line.get("points") or "").split()) for line in lines] == [2, 2]
    marks = [Decimal(mark.get("cy") or "") for mark in root.iter(f"{name}circle")]
    assert len(marks) == 4
    assert marks[0] > marks[1] > marks[2]
    zero = next(line for line in root.iter(f"{name}text") if line.text == "0")
    assert marks[0] > Decimal(zero.get("y") or "") - 4


def test_notes_of_a_charts_parts_stand_at_the_chart_once() -> None:
    points = tuple(Point(year, Decimal(20), Decimal(10), status="constructed") for year in (2021, 2022))
    report = Report(label("报告"), (Section(label("节"), (ProgressChart(label("图"), points, (SOURCE,)),)),))
    page = parser.fromstring(html(report))
    assert page.xpath("//figcaption/sup")[0].text_content() == "1, 2"


def test_a_chart_without_figures_says_so() -> None:
    assert "无数据" in progress_chart(ProgressChart(label("图"), (Point(2021, None, None),)))


def test_tiles_stand_where_they_are_put() -> None:
    chart = TileMap(label("图"), (Tile(label("甲"), 0, 0, "绿", "green"), Tile(Label("a<b", "c"), 3, 1, "—")))
    root = ElementTree.fromstring(tile_map(chart))
    places = [(r.get("x"), r.get("y")) for r in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert places == [("1", "1"), ("367", "73")]


def test_a_row_that_does_not_fit_its_headers_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table(label("表"), (Header(label("列")),), (Row(("a", "b")),))
