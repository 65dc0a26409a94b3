"""Texts in Word (Word 文字): both languages, note marks and the synthetic tag."""

from __future__ import annotations

from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from shuangkong.reports.content import Block
from shuangkong.reports.notes import SYNTHETIC_TAG, NoteNumbers, Numbered
from shuangkong.reports.typography import set_text
from shuangkong.trace import Label

__all__ = ["GREY", "RED", "add_both", "add_marks", "add_tag"]

RED, GREY = RGBColor(0x7A, 0x16, 0x10), RGBColor(0x59, 0x59, 0x59)


def add_both(
    paragraph: WordParagraph, label: Label, *, size: float | None = None, is_stacked: bool = False
) -> None:
    """Add a label (双语文字): 中文, then English smaller and grey, beside or below."""
    chinese = paragraph.add_run(set_text(label.zh))
    if size is not None:
        chinese.font.size = Pt(size)
    if not label.en or label.en == label.zh:
        return
    if is_stacked:
        chinese.add_break()
    english = paragraph.add_run(set_text(label.en) if is_stacked else f" {set_text(label.en)}")
    english.font.size, english.font.color.rgb, english.bold = Pt(7.5 if is_stacked else 9), GREY, False


def add_marks(paragraph: WordParagraph, item: Numbered | Block, notes: NoteNumbers) -> None:
    """Add the note numbers of an item (注号)."""
    if numbers := ",".join(map(str, notes.of(item))):
        run = paragraph.add_run(f"[{numbers}]")
        run.font.superscript, run.bold = True, False


def add_tag(paragraph: WordParagraph) -> None:
    """Add the mark of invented data (演示数据标记)."""
    run = paragraph.add_run(f"【{SYNTHETIC_TAG.zh} {SYNTHETIC_TAG.en}】")
    run.font.size, run.font.color.rgb, run.bold = Pt(8), RED, False
