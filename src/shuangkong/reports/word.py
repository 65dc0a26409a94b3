"""Word reports (Word 报告): the same content as the page, with numbered source notes."""

from __future__ import annotations

from datetime import date

import docx
from docx.document import Document
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from shuangkong.reports.content import Facts, Part, Report
from shuangkong.reports.notes import CAUTION, NoteNumbers
from shuangkong.reports.word_layout import lay_out
from shuangkong.reports.word_text import RED, add_both
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
