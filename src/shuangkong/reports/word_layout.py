"""Layout of a Word file (版式): A4, Chinese fonts, heading styles, page numbers, properties."""

from __future__ import annotations

from datetime import date, datetime

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from shuangkong.reports.content import Report
from shuangkong.reports.notes import SYNTHETIC_TAG
from shuangkong.reports.word_text import GREY

__all__ = ["TEXT_WIDTH", "lay_out"]

_MARGIN = 2.4
TEXT_WIDTH = 21 - 2 * _MARGIN  # [cm]
_FOOT = 7.5  # [pt]
_LATIN, _EAST_ASIAN, _HEADING = "Times New Roman", "宋体", "黑体"
# style: east Asian font, size [pt], space before and after [pt]
_STYLES = {
    "Normal": (_EAST_ASIAN, 11, 0, 6),
    "Title": (_HEADING, 20, 0, 0),
    "Subtitle": (_EAST_ASIAN, 11, 0, 10),
    "Heading 1": (_HEADING, 15, 18, 6),
    "Heading 2": (_HEADING, 12.5, 12, 4),
    "Caption": (_HEADING, 10, 6, 3),
}


def lay_out(document: Document, report: Report, dated: date) -> None:
    """Set page, styles, footer and properties (设置版式)."""
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(_MARGIN)
    page.top_margin = page.bottom_margin = Cm(2.2)
    for name, (font, size, before, after) in _STYLES.items():
        style = document.styles[name]
        _set_fonts(style, font)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.font.italic = False
    for name in ("Title", "Subtitle"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _without_border(document.styles[name])
    document.styles["Subtitle"].font.color.rgb = GREY
    document.styles["Caption"].paragraph_format.keep_with_next = True
    _set_properties(document, report, dated)
    _set_footer(page.footer.paragraphs[0], report)


def _set_fonts(style: ParagraphStyle, east_asian: str) -> None:
    style.font.name = _LATIN
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)
    fonts.set(qn("w:eastAsia"), east_asian)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    language = OxmlElement("w:lang")  # without it a reader may choose Japanese or Taiwanese letter forms
    language.set(qn("w:val"), "en-GB")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _without_border(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _set_properties(document: Document, report: Report, dated: date) -> None:
    properties = document.core_properties
    moment = datetime(dated.year, dated.month, dated.day)  # noqa: DTZ001 - Word keeps it without a zone
    properties.created = properties.modified = moment
    properties.title, properties.author = f"{report.title.zh} {report.title.en}", "shuangkong"
    properties.comments = f"{SYNTHETIC_TAG.zh} {SYNTHETIC_TAG.en}" if report.is_synthetic else ""
    properties.language = "zh-CN"


def _set_footer(paragraph: WordParagraph, report: Report) -> None:
    """Write what the report rests on, and the page number, at the foot of every page."""
    basis = "；".join(f"{name.zh} {text}" for name, text in report.basis)
    mark = f"{SYNTHETIC_TAG.zh}见标注部分 {SYNTHETIC_TAG.en} where marked" if report.is_synthetic else ""
    for text in filter(None, (basis, mark)):
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(_FOOT), GREY
        run.add_break()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, instruction in (("第 ", "PAGE"), (" 页，共 ", "NUMPAGES")):
        paragraph.add_run(text).font.size = Pt(_FOOT)
        _add_field(paragraph, instruction)
    paragraph.add_run(" 页").font.size = Pt(_FOOT)


def _add_field(paragraph: WordParagraph, instruction: str) -> None:
    run = paragraph.add_run("1")
    run.font.size = Pt(_FOOT)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    paragraph._p.append(field)
    field.append(run._r)
