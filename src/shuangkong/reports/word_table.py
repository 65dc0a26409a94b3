"""Tables in Word (Word 表格): widths by column, repeated heads, rows kept whole, the tile map."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as WordCell
from docx.table import _Row as WordRow
from docx.text.paragraph import Paragraph as WordParagraph

from shuangkong.reports.content import Cell, Header, Level, Row, Table, Tile, TileMap
from shuangkong.reports.notes import NoteNumbers
from shuangkong.reports.typography import FILLS, SHAPES, set_text
from shuangkong.reports.word_layout import TEXT_WIDTH
from shuangkong.reports.word_text import add_both, add_marks
from shuangkong.trace import Label

__all__ = ["add_table", "add_tiles"]

_HEAD_FILL = "#eef1f4"
_SIZE = 9


def add_table(document: Document, table: Table, notes: NoteNumbers) -> None:
    """Add a table (表格); its head is repeated on every page."""
    whole = sum(header.width for header in table.headers)
    grid = _grid(
        document, 1 + len(table.rows), [TEXT_WIDTH * header.width / whole for header in table.headers]
    )
    for cell, header in zip(grid.rows[0].cells, table.headers, strict=True):
        _write_head(cell, header)
    _mark(grid.rows[0], "w:tblHeader")
    for line, row in zip(list(grid.rows)[1:], table.rows, strict=True):
        _fill_row(line.cells, row, table.headers, notes)
    for line in grid.rows:
        _mark(line, "w:cantSplit")
    _space(document)


def add_tiles(document: Document, chart: TileMap) -> None:
    """Add the schematic map as a table (示意图); cells nobody stands in have no border."""
    columns = max((tile.column for tile in chart.tiles), default=0) + 1
    rows = max((tile.row for tile in chart.tiles), default=0) + 1
    grid = _grid(document, rows, [TEXT_WIDTH / columns] * columns, style="Normal Table")
    for tile in chart.tiles:
        _write_tile(grid.cell(tile.row, tile.column), tile)
    for line in grid.rows:
        _mark(line, "w:cantSplit")
        for cell in line.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    _space(document)


def _grid(document: Document, rows: int, widths: Sequence[float], style: str = "Table Grid") -> WordTable:
    grid: WordTable = document.add_table(rows=rows, cols=len(widths))
    grid.style, grid.alignment, grid.autofit = style, WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    return grid


def _mark(row: WordRow, name: str) -> None:
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _space(document: Document) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _plain(cell: WordCell) -> WordParagraph:
    paragraph: WordParagraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _write_head(cell: WordCell, header: Header) -> None:
    unit = f"（{header.unit}）" if header.unit else ""
    paragraph = _plain(cell)
    add_both(paragraph, Label(f"{header.label.zh}{unit}", header.label.en), size=_SIZE, is_stacked=True)
    paragraph.runs[0].bold = True
    if header.is_number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _shade(cell, _HEAD_FILL)


def _fill_row(cells: tuple[WordCell, ...], row: Row, headers: tuple[Header, ...], notes: NoteNumbers) -> None:
    for index, (cell, content, header) in enumerate(zip(cells, row.cells, headers, strict=True)):
        paragraph = _plain(cell)
        _write(cell, paragraph, content)
        if header.is_number:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if index == 0:
            add_marks(paragraph, row, notes)


def _write(cell: WordCell, paragraph: WordParagraph, content: Cell) -> None:
    if isinstance(content, Level):
        text = Label(f"{SHAPES[content.tone]} {content.text.zh}", content.text.en)
        add_both(paragraph, text, size=_SIZE, is_stacked=True)
        if content.tone != "none":
            _shade(cell, FILLS[content.tone])
    elif isinstance(content, Label):
        add_both(paragraph, content, size=_SIZE, is_stacked=True)
    else:
        paragraph.add_run(set_text(content)).font.size = Pt(_SIZE)


def _write_tile(cell: WordCell, tile: Tile) -> None:
    paragraph = _plain(cell)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    add_both(paragraph, tile.name, size=_SIZE, is_stacked=True)
    paragraph.runs[0].bold = True
    paragraph.runs[-1].add_break()
    paragraph.add_run(f"{SHAPES[tile.tone]} {set_text(tile.text)}").font.size = Pt(8)
    _frame(cell, "dashed" if tile.is_synthetic else "single")  # before the shading: Word wants this order
    _shade(cell, FILLS[tile.tone])


def _shade(cell: WordCell, colour: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour.lstrip("#"))):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def _frame(cell: WordCell, kind: str) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", kind), ("sz", "6"), ("color", "555555")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    cell._tc.get_or_add_tcPr().append(borders)
