"""Word reports (Word 报告): the same content as the page, with numbered source notes."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from shuangkong.reports.charts import FILLS
from shuangkong.reports.content import Block, Paragraph, ProgressChart, Report, Row, Table, TileMap
from shuangkong.reports.notes import BANNER, SYNTHETIC_TAG, NoteNumbers, Numbered, note_text
from shuangkong.trace import Label

__all__ = ["word"]

_LATIN, _EAST_ASIAN, _HEADING = "Times New Roman", "宋体", "黑体"
_RED, _GREY = RGBColor(0x7A, 0x16, 0x10), RGBColor(0x55, 0x55, 0x55)
_STYLES = {"Normal": _EAST_ASIAN, "Title": _HEADING, "Heading 1": _HEADING, "Caption": _HEADING}
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def word(report: Report, *, dated: date) -> bytes:
    """Write a report as a Word file (Word 报告).

    Parameters
    ----------
    dated
        Date written into the file's properties; there is no clock here.

    Returns
    -------
    bytes
        The .docx; equal reports and dates give equal bytes.
    """
    document = docx.Document()
    _lay_out(document, report, dated)
    notes = NoteNumbers(report)
    _both(document.add_paragraph(style="Title"), report.title)
    if report.is_synthetic:
        _banner(document)
    for name, text in report.facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(f"{name.zh} {name.en}：{text}").font.size = Pt(9)
    for section in report.sections:
        _both(document.add_paragraph(style="Heading 1"), section.title)
        if section.is_synthetic:
            _banner(document)
        for block in section.blocks:
            _add_block(document, block, notes)
    _add_notes(document, notes)
    return _with_fixed_times(document)


def _lay_out(document: Document, report: Report, dated: date) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.4)
    for name, east_asian in _STYLES.items():
        style = document.styles[name]
        style.font.name = _LATIN
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), east_asian)
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    moment = datetime(dated.year, dated.month, dated.day)  # noqa: DTZ001 - Word keeps it without a zone
    properties.created = properties.modified = moment
    properties.title, properties.author = f"{report.title.zh} {report.title.en}", "shuangkong"
    properties.comments = f"{SYNTHETIC_TAG.zh} {SYNTHETIC_TAG.en}" if report.is_synthetic else ""
    _page_number(page.footer.paragraphs[0])


def _page_number(paragraph: WordParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _both(paragraph: WordParagraph, label: Label) -> None:
    paragraph.add_run(label.zh)
    if label.en and label.en != label.zh:
        run = paragraph.add_run(f" {label.en}")
        run.font.size, run.font.color.rgb = Pt(9), _GREY


def _banner(document: Document) -> None:
    run = document.add_paragraph().add_run(f"【{BANNER.zh}】 {BANNER.en}")
    run.bold, run.font.color.rgb = True, _RED


def _marks(paragraph: WordParagraph, item: Numbered | Block, notes: NoteNumbers) -> None:
    for number in notes.of(item):
        paragraph.add_run(f"[{number}]").font.superscript = True


def _tag(paragraph: WordParagraph) -> None:
    run = paragraph.add_run(f" {SYNTHETIC_TAG.zh} {SYNTHETIC_TAG.en}")
    run.font.size, run.font.color.rgb = Pt(8), _RED


def _add_block(document: Document, block: Block, notes: NoteNumbers) -> None:
    if isinstance(block, Paragraph):
        paragraph = document.add_paragraph(block.text.zh)
        _marks(paragraph, block, notes)
        if block.is_synthetic:
            _tag(paragraph)
        if block.text.en != block.text.zh:
            run = document.add_paragraph().add_run(block.text.en)
            run.font.size, run.font.color.rgb = Pt(9), _GREY
        return
    caption = document.add_paragraph(style="Caption")
    _both(caption, block.title)
    _marks(caption, block, notes)
    if block.is_synthetic:
        _tag(caption)
    if isinstance(block, Table):
        _add_table(document, block, notes)
    elif isinstance(block, TileMap):
        _add_tiles(document, block, notes)
    else:
        _add_progress(document, block, notes)


def _write(cell: WordCell, content: str | Label) -> WordParagraph:
    paragraph: WordParagraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    if isinstance(content, Label):
        _both(paragraph, content)
    else:
        paragraph.add_run(content)
    for run in paragraph.runs:
        run.font.size = Pt(9)
    return paragraph


def _shade(cell: WordCell, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _grid(document: Document, rows: int, columns: int) -> WordTable:
    grid: WordTable = document.add_table(rows=rows, cols=columns)
    grid.style = "Table Grid"
    return grid


def _add_table(document: Document, table: Table, notes: NoteNumbers) -> None:
    grid = _grid(document, 1 + len(table.rows), len(table.headers))
    for cell, header in zip(grid.rows[0].cells, table.headers, strict=True):
        paragraph = _write(cell, header.label)
        if header.unit:
            paragraph.add_run(f"（{header.unit}）").font.size = Pt(8)
        _shade(cell, "#f1f3f5")
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    for line, row in zip(list(grid.rows)[1:], table.rows, strict=True):
        _fill_row(line.cells, row, notes)
    document.add_paragraph()


def _fill_row(cells: tuple[WordCell, ...], row: Row, notes: NoteNumbers) -> None:
    for index, (cell, content) in enumerate(zip(cells, row.cells, strict=True)):
        paragraph = _write(cell, content)
        if index == 0:
            _marks(paragraph, row, notes)
            if row.is_synthetic:
                _tag(paragraph)


def _add_tiles(document: Document, chart: TileMap, notes: NoteNumbers) -> None:
    columns = max((tile.column for tile in chart.tiles), default=0) + 1
    rows = max((tile.row for tile in chart.tiles), default=0) + 1
    grid = _grid(document, rows, columns)
    for tile in chart.tiles:
        cell = grid.cell(tile.row, tile.column)
        paragraph = _write(cell, tile.name)
        _marks(paragraph, tile, notes)
        cell.add_paragraph(tile.text).paragraph_format.space_after = Pt(0)
        _shade(cell, FILLS[tile.tone])
    document.add_paragraph()


def _add_progress(document: Document, chart: ProgressChart, notes: NoteNumbers) -> None:
    grid = _grid(document, 3, 1 + len(chart.points))
    heads = (Label("年份", "year"), Label("时序 %", "schedule %"), Label("实际 %", "actual %"))
    for row, head in zip(grid.rows, heads, strict=True):
        _write(row.cells[0], head)
    for index, point in enumerate(chart.points, start=1):
        _marks(_write(grid.cell(0, index), str(point.year)), point, notes)
        for line, value in ((1, point.schedule), (2, point.actual)):
            _write(grid.cell(line, index), "—" if value is None else str(value))
    document.add_paragraph()


def _add_notes(document: Document, notes: NoteNumbers) -> None:
    if not notes.notes:
        return
    _both(document.add_paragraph(style="Heading 1"), Label("资料来源与说明", "Sources and notes"))
    for number, note in enumerate(notes.notes, start=1):
        paragraph = document.add_paragraph(f"[{number}] ")
        _both(paragraph, note_text(note))


def _with_fixed_times(document: Document) -> bytes:
    """Return the file with every part stamped alike: a package written twice must be the same bytes."""
    written, fixed = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(fixed, "w") as target:
        for name in source.namelist():
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return fixed.getvalue()
