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
    Level,
    Note,
    Paragraph,
    Part,
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
from shuangkong.reports.notes import BANNER, CAUTION
from shuangkong.reports.typography import SHAPES
from shuangkong.sources import Citation
from shuangkong.trace import Label

DATED = date(2026, 1, 2)
SOURCE = Note(Label("目标值", "target"), Citation("示例〔2022〕1号", "二", "下降15%"), "secondary")


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
        Tile(label("乙市"), 2, 1, "未评", is_synthetic=is_synthetic),
    )
    points = (
        Point(2021, Decimal(-3), Decimal("-3.5"), is_synthetic=is_synthetic),
        Point(2022, Decimal(-6), None, is_synthetic=is_synthetic),
    )
    return Section(
        label("演示"),
        (
            Table(label("表二"), (Header(label("地区")), Header(label("变化"), "%")), (row,)),
            TileMap(label("图一"), tiles),
            ProgressChart(label("图二"), points, due_year=2022),
        ),
    )


def report_of(*blocks: Paragraph | Table | TileMap | ProgressChart) -> Report:
    return Report(label("报告"), (Part(label("部分"), (Section(label("节"), blocks),)),))


def full_report(*, is_synthetic: bool = True) -> Report:
    return Report(
        label("报告"),
        (
            Part(label("真"), (real_section(),)),
            Part(label("演"), (invented_section(is_synthetic=is_synthetic),)),
        ),
        subject=((Label("地区", "division"), "示例省"),),
        basis=((Label("快照", "snapshot"), "abc123"),),
    )


def word_text(data: bytes) -> str:
    document = Document(BytesIO(data))
    return "\n".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def test_the_banner_comes_from_the_data_and_stands_only_where_invented_data_are() -> None:
    page = parser.fromstring(html(full_report()))
    assert len(page.find_class("banner")) == 2  # the head and the one part
    real, invented = page.findall(".//section")[:2]
    assert not real.find_class("banner")
    assert not real.find_class("tag")
    assert BANNER.zh in invented.find_class("banner")[0].text_content()
    honest = full_report(is_synthetic=False)
    assert not honest.is_synthetic
    assert "演示数据" not in html(honest)
    assert "演示数据" not in word_text(word(honest, dated=DATED))


def test_invented_rows_and_every_invented_figure_are_marked_in_both_forms() -> None:
    page = parser.fromstring(html(full_report()))
    assert [row.find("td").text_content() for row in page.find_class("synthetic")] == ["甲市甲市-en"]
    assert len(page.find_class("tag")) == 3  # the table, the map and the chart
    text = word_text(word(full_report(), dated=DATED))
    assert text.count(BANNER.zh) == text.count(CAUTION.zh) == 1
    assert text.count("【演示数据 SYNTHETIC】") == 3


@pytest.mark.parametrize("kind", ["table", "map", "chart", "part"])
def test_real_and_invented_never_stand_together(kind: str) -> None:
    headers = (Header(label("列")),)
    with pytest.raises(ValueError, match="real and synthetic stand together"):
        if kind == "table":
            Table(label("表"), headers, (Row(("a",)), Row(("b",), is_synthetic=True)))
        elif kind == "map":
            TileMap(
                label("图"), (Tile(label("甲"), 0, 0, "—"), Tile(label("乙"), 1, 0, "—", is_synthetic=True))
            )
        elif kind == "chart":
            ProgressChart(label("图"), (Point(2021, None, None), Point(2022, None, None, is_synthetic=True)))
        else:
            Part(label("部分"), (real_section(), invented_section()))


def test_a_level_is_told_by_shape_and_words_not_by_colour_alone() -> None:
    cells = [(Level(Label(f"{n}级", f"level {n}"), tone),) for n, tone in enumerate(SHAPES, start=1)]
    table = Table(label("表"), (Header(label("等级")),), tuple(Row(each) for each in cells))
    report = report_of(table)
    page, text = html(report), word_text(word(report, dated=DATED))
    assert len(set(SHAPES.values())) == len(SHAPES)
    for number, shape in enumerate(SHAPES.values(), start=1):
        assert f"{shape} {number}级" in page
        assert f"{shape} {number}级" in text


def test_equal_notes_share_a_number_and_weak_status_becomes_a_note() -> None:
    page = parser.fromstring(html(full_report(is_synthetic=False)))
    notes = [item.text_content().strip() for item in page.findall(".//ol/li")]
    assert len(notes) == 2
    assert "示例〔2022〕1号 二：“下降15%”" in notes[0]
    assert "〔转引〕" in notes[0]
    assert "非官方公布值" in notes[1]
    assert page.xpath("//td/sup")[0].text_content() == "1"
    twice = Paragraph(label("文"), notes=(SOURCE,), status="unverified")
    both = parser.fromstring(html(report_of(twice)))
    assert both.xpath("//p/sup")[0].text_content() == "1,2"
    unverified = report_of(Paragraph(label("文"), status="unverified"))
    assert "未经官方文本核实" in html(unverified)
    assert "未经官方文本核实" in word_text(word(unverified, dated=DATED))


def test_same_input_same_bytes_whatever_the_clock_says(monkeypatch: pytest.MonkeyPatch) -> None:
    first = word(full_report(), dated=DATED)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert word(full_report(), dated=DATED) == first
    assert html(full_report()) == html(full_report())
    assert word(full_report(), dated=date(2026, 1, 3)) != first


def test_charts_of_word_have_fixed_names_and_numbers_of_their_own() -> None:
    chart = ProgressChart(label("图"), (Point(2021, Decimal(-3), Decimal("-3.456")), Point(2022, None, None)))
    with zipfile.ZipFile(BytesIO(word(report_of(chart, chart), dated=DATED))) as package:
        charts = [name for name in package.namelist() if name.startswith("word/charts/")]
        assert charts == ["word/charts/chart1.xml", "word/charts/chart2.xml"]
        drawing = ElementTree.fromstring(package.read(charts[0]))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    schedule, actual = drawing.iter(f"{space}ser")
    assert [v.text for v in schedule.find(f"{space}val").iter(f"{space}v")] == ["-3.00"]
    assert [v.text for v in actual.find(f"{space}val").iter(f"{space}v")] == ["-3.46"]
    assert [v.text for v in actual.find(f"{space}cat").iter(f"{space}v")] == ["2021", "2022"]


def test_word_has_headings_repeated_heads_page_numbers_and_its_basis_at_the_foot() -> None:
    document = Document(BytesIO(word(full_report(), dated=DATED)))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert [styles.count(f"Heading {level}") for level in (1, 2)] == [3, 2]
    assert len(list(document.element.body.iter(qn("w:tblHeader")))) == 2
    foot = document.sections[0].footer.paragraphs[0]
    assert "快照 abc123" in foot.text
    fields = [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    page = document.sections[0]
    assert (round(page.page_width.cm, 1), round(page.page_height.cm, 1)) == (21.0, 29.7)


def test_widths_follow_the_headers() -> None:
    headers = (Header(label("一"), width=1), Header(label("二"), width=3, is_number=True))
    table = Table(label("表"), headers, (Row(("a", "-1.5")),))
    page = parser.fromstring(html(report_of(table)))
    assert [column.get("style") for column in page.findall(".//col")] == ["width: 25%", "width: 75%"]
    assert [cell.text_content() for cell in page.find_class("number")][1:] == ["−1.5"]
    drawn = Document(BytesIO(word(report_of(table), dated=DATED))).tables[0]
    assert drawn.columns[1].width > 2 * drawn.columns[0].width


def test_word_has_a_chinese_font_units_and_its_date() -> None:
    data = word(full_report(), dated=DATED)
    document = Document(BytesIO(data))
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "宋体"
    assert document.styles["Normal"].element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    assert document.core_properties.created.date() == DATED
    assert "（%）" in word_text(data)
    assert "[1]" in word_text(data)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_the_page_fetches_nothing_and_escapes_what_it_is_given() -> None:
    words = Section(label("节"), (Paragraph(Label("a<b", "&")),))
    hostile = Report(Label("<script>alert(1)</script>", "x"), (Part(label("部分"), (words,)),))
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
    page = parser.fromstring(html(report_of(ProgressChart(label("图"), points, (SOURCE,)))))
    assert page.xpath("//figcaption/sup")[0].text_content() == "1,2"


def test_the_due_point_stands_on_the_schedule_and_the_base_has_no_label() -> None:
    points = (
        Point(2020, Decimal(0), Decimal(0)),
        Point(2021, Decimal("-3.2"), Decimal("-2.5")),
        Point(2022, Decimal("-6.3"), None),
    )
    chart = ProgressChart(label("图"), points, measure=Label("累计变化", "change"), due_year=2022)
    root = ElementTree.fromstring(progress_chart(chart))
    name = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in root.iter(f"{name}text") if text.get("class") == "value"] == ["−2.5"]
    assert [text.text for text in root.iter(f"{name}text") if text.get("class") == "due-text"] == ["−6.3"]
    assert "累计变化（%） change" in [text.text for text in root.iter(f"{name}text")]
    assert len(list(root.iter(f"{name}polygon"))) == 2  # the point and its entry in the legend


def test_a_chart_without_figures_says_so() -> None:
    assert "无数据" in progress_chart(ProgressChart(label("图"), (Point(2021, None, None),)))


def test_tiles_stand_where_they_are_put() -> None:
    chart = TileMap(label("图"), (Tile(label("甲"), 0, 0, "绿", "green"), Tile(Label("a<b", "c"), 3, 1, "—")))
    root = ElementTree.fromstring(tile_map(chart))
    places = [(r.get("x"), r.get("y")) for r in root.iter("{http://www.w3.org/2000/svg}rect")]
    assert places == [("1", "1"), ("373", "81")]


def test_a_row_that_does_not_fit_its_headers_is_refused() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        Table(label("表"), (Header(label("列")),), (Row(("a", "b")),))
