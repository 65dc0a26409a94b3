"""Word reports (Word 报告): the same content as the page, with numbered source notes."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from shuangkong.reports.content import Block, Facts, Paragraph, Part, ProgressChart, Report, Table
from shuangkong.reports.notes import BANNER, CAUTION, NOTES_TITLE, NoteNumbers, note_text
from shuangkong.reports.typography import set_text
from shuangkong.reports.word_chart import add_chart
from shuangkong.reports.word_layout import lay_out
from shuangkong.reports.word_table import add_table, add_tiles
from shuangkong.reports.word_text import GREY, RED, add_both, add_marks, add_tag
from shuangkong.trace import Label

__all__ = ["word"]

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
    lay_out(document, report, dated)
    notes = NoteNumbers(report)
    _add_title(document, report)
    is_apart = False
    for part in report.parts:  # invented figures stand on pages of their own
        heading = _add_part(document, part, notes)
        heading.paragraph_format.page_break_before = part.is_synthetic or is_apart
        is_apart = part.is_synthetic
    _add_notes(document, notes)
    return _with_fixed_times(document)


def _add_title(document: Document, report: Report) -> None:
    document.add_paragraph(report.title.zh, style="Title")
    subtitle = document.add_paragraph(style="Subtitle")
    subtitle.add_run(report.title.en)
    _add_facts(document, report.subject, size=10.5)
    if report.is_synthetic:
        _add_banner(document, CAUTION)


def _add_facts(document: Document, facts: Facts, *, size: float) -> None:
    for name, text in facts:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.add_run(f"{name.zh} {name.en}：{text}").font.size = Pt(size)


def _add_banner(document: Document, text: Label) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(6)
    run = paragraph.add_run(f"【{text.zh}】")
    run.bold, run.font.color.rgb = True, RED
    run.add_break()
    english = paragraph.add_run(text.en)
    english.font.size, english.font.color.rgb = Pt(9), RED


def _add_part(document: Document, part: Part, notes: NoteNumbers) -> WordParagraph:
    """Add a part and return its heading."""
    heading = document.add_paragraph(style="Heading 1")
    add_both(heading, part.title)
    if part.is_synthetic:
        _add_banner(document, BANNER)
    for section in part.sections:
        if section.title.zh:
            add_both(document.add_paragraph(style="Heading 2"), section.title)
        for block in section.blocks:
            _add_block(document, block, notes)
    return heading


def _add_block(document: Document, block: Block, notes: NoteNumbers) -> None:
    if isinstance(block, Paragraph):
        _add_paragraph(document, block, notes)
        return
    caption = document.add_paragraph(style="Caption")
    add_both(caption, block.title)
    add_marks(caption, block, notes)
    if block.is_synthetic:
        add_tag(caption)
    if isinstance(block, Table):
        add_table(document, block, notes)
    elif isinstance(block, ProgressChart):
        add_chart(document, block)
    else:
        add_tiles(document, block)


def _add_paragraph(document: Document, block: Paragraph, notes: NoteNumbers) -> None:
    paragraph = document.add_paragraph(set_text(block.text.zh))
    add_marks(paragraph, block, notes)
    if block.is_synthetic:
        add_tag(paragraph)
    if block.text.en and block.text.en != block.text.zh:
        paragraph.paragraph_format.space_after = Pt(2)
        english = document.add_paragraph()
        run = english.add_run(set_text(block.text.en))
        run.font.size, run.font.color.rgb = Pt(9), GREY


def _add_notes(document: Document, notes: NoteNumbers) -> None:
    if not notes.notes:
        return
    add_both(document.add_paragraph(style="Heading 1"), NOTES_TITLE)
    for number, note in enumerate(notes.notes, start=1):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.add_run(f"[{number}] ").font.size = Pt(9)
        add_both(paragraph, note_text(note), size=9)


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
