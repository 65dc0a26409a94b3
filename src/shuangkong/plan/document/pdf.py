"""Plans published as PDF (PDF 文件): page lines joined into paragraphs again.

A page knows lines, not paragraphs. A line that runs to the margin without closing its sentence goes on in
the next one; page numbers and lines that head or foot the pages are not the plan's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import pypdfium2
from pypdfium2 import raw

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.plan.document.encoding import is_readable
from shuangkong.plan.grammar.outline import starts_heading

__all__ = ["join_lines", "pdf_text"]

_PAGE_NUMBER = re.compile(
    r"[-—–－─·\s]+\d{1,4}[-—–－─·\s]+|第\s*\d+\s*页.*|\d+\s*/\s*\d+|page\s*\d+.*", re.IGNORECASE
)
_HAN = "\u2014-\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uffee"
_SPACED = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}\d])|(?<=[\d%]) +(?=[{_HAN}])")
_SENTENCE = re.compile("[，。；]")
_CLOSED = re.compile(r"[。；：！？;:!?][”’」』）)\]】》]*$")
_OPEN = re.compile(r"[，、,（(《“〔—-]$")
_HYPHEN = re.compile("[\ufffe\x02\xad]\n?")
_EDGE = 2  # lines at the head and foot of a page among which running heads stand
_FEWEST_PAGES = 3  # a line repeated on fewer is not yet a running head
_FULL_LINE = 0.72  # of the usual width; shorter lines are titles, cells or ends
_FULL_HEADING = 0.95  # a heading may nearly fill its line
_COLUMNS = 3


def pdf_text(data: bytes, where: str, notes: Collector) -> str:
    """Return the text of a PDF (PDF 正文), a line per paragraph; pages that are pictures go to ``notes``.

    Raises
    ------
    ProblemsFound
        ``pdf_damaged``, ``pdf_encrypted``, ``pdf_without_text`` for scanned pages, ``pdf_garbled`` where
        the fonts do not say which characters they show.
    """
    pages, pictures = _pages(data, where)
    if not any(line.strip() for page in pages for line in page):
        raise ProblemsFound([Problem("pdf_without_text", where, {"pages": len(pages)})])
    text = join_lines([line for page in _without_margins(pages) for line in page])
    if not is_readable(text):
        raise ProblemsFound([Problem("pdf_garbled", where)])
    if pictures:
        notes.add("pdf_page_without_text", where, "warning", pages="、".join(map(str, pictures)))
    return text


def join_lines(lines: Sequence[str]) -> str:
    """Return the lines joined into paragraphs (合并断行).

    Examples
    --------
    >>> join_lines(["一、主要目标", "到2025年，全市单位地区生产总值能源消耗比2020", "年下降15%。"])
    '一、主要目标\\n到2025年，全市单位地区生产总值能源消耗比2020年下降15%。'
    """
    written = [line for line in lines if line.strip()]
    widths = sorted(map(_width, written))
    usual = widths[len(widths) * 4 // 5] if widths else 0
    paragraphs: list[str] = []
    previous = ""
    for line in written:
        if paragraphs and _continues(previous, line, usual):
            paragraphs[-1] = _joined(paragraphs[-1], line.strip())
        else:
            paragraphs.append(line.strip())
        previous = line
    return "\n".join(_SPACED.sub("", text) if _SENTENCE.search(text) else text for text in paragraphs)


def _pages(data: bytes, where: str) -> tuple[list[list[str]], list[int]]:
    """Return the lines of every page, and the numbers of the pages that are pictures without text."""
    pages: list[list[str]] = []
    pictures: list[int] = []
    try:
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                text = _HYPHEN.sub("", page.get_textpage().get_text_bounded().replace("\r\n", "\n"))
                pages.append(text.split("\n"))
                has_picture = any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
                if not text.strip() and has_picture:
                    pictures.append(len(pages))
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == raw.FPDF_ERR_PASSWORD
        raise ProblemsFound([Problem("pdf_encrypted" if is_locked else "pdf_damaged", where)]) from None
    return pages, pictures


def _without_margins(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """Drop page numbers and the lines that return at the head or foot of most pages."""
    written = [[line for line in page if line.strip()] for page in pages]
    seen = Counter(key for page in written for key in {_margin_key(page[at]) for at in _edges(page)})
    often = max(_FEWEST_PAGES, len(written) / 2)
    return [
        _without_foot(_without_foot(page, number, seen, often)[::-1], number, seen, often)[::-1]
        for number, page in enumerate(written, start=1)
    ]


def _without_foot(page: Sequence[str], number: int, seen: Mapping[str, int], often: float) -> list[str]:
    kept = list(page)
    for line in page[: -_EDGE - 1 : -1]:
        is_running = (
            seen[_margin_key(line)] >= often and not _CLOSED.search(line) and not starts_heading(line)
        )
        if not (is_running or _PAGE_NUMBER.fullmatch(line) or line.strip() == str(number)):
            break
        kept.pop()
    return kept


def _edges(page: Sequence[str]) -> set[int]:
    count = len(page)
    return set(range(min(_EDGE, count))) | set(range(max(0, count - _EDGE), count))


def _margin_key(line: str) -> str:
    return re.sub(r"\d+", "#", "".join(line.split()))


def _continues(previous: str, line: str, usual: int) -> bool:
    if _CLOSED.search(previous.rstrip()) or line.startswith(("  ", "\u3000")):
        return False
    if _OPEN.search(previous.rstrip()):
        return True
    if starts_heading(line) or (_is_row(previous) and _is_row(line)):
        return False
    is_title = starts_heading(previous) and not _SENTENCE.search(previous)
    return _width(previous) >= usual * (_FULL_HEADING if is_title else _FULL_LINE)


def _is_row(line: str) -> bool:
    return len(line.split()) >= _COLUMNS and not _SENTENCE.search(line)


def _joined(text: str, line: str) -> str:
    is_word = text[-1].isascii() and text[-1].isalpha() and line[0].isascii() and line[0].isalnum()
    return f"{text} {line}" if is_word else text + line


def _width(line: str) -> int:
    """Return how wide a line is set: 汉字 take two places."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line.strip())
