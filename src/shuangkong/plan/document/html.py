"""Plans published as web pages (网页): the words a reader sees, one line per paragraph.

Nothing is fetched and nothing runs: scripts, styles, navigation and hidden elements are dropped unread.
"""

from __future__ import annotations

import re

import lxml.html
from lxml import etree

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.plan.grammar.masking import INLINE_ELEMENTS

__all__ = ["html_text"]

_UNSEEN_NAMES = """
    script style nav template head title noscript iframe object embed applet svg canvas audio video map
    button select datalist input textarea del
"""
_UNSEEN = frozenset(_UNSEEN_NAMES.split())
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HAN = "[\u2014-\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uffee]"
_WRAPPED = re.compile(rf"(?<={_HAN})[ \t]*[\r\n]\s*(?={_HAN})")  # a line of source broken between 汉字
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\xad]")


def html_text(page: str, where: str) -> str:
    """Return a page's visible text (网页正文), a line per paragraph, table rows with tabs.

    Raises
    ------
    ProblemsFound
        ``html_without_text`` if no visible word is left, ``html_damaged`` if the page cannot be followed
        to its end.

    Examples
    --------
    >>> html_text("<h1>方案</h1><script>var a = 1</script><p>下降<b>15</b>%<br>以上</p>", "plan.html")
    '方案\\n下降15%\\n以上'
    """
    parser = lxml.html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = lxml.html.document_fromstring(page.encode("utf-8"), parser=parser)
    except etree.ParserError:
        raise ProblemsFound([Problem("html_without_text", where)]) from None
    if any("Excessive depth" in str(entry.message) for entry in parser.error_log):
        raise ProblemsFound([Problem("html_damaged", where)])
    text = "\n".join(_Lines().read(root))
    if not text:
        raise ProblemsFound([Problem("html_without_text", where)])
    return text


class _Lines:
    """Gathers the visible lines of a tree, without recursion: pages nest deep."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._cells: list[list[str]] | None = None  # the open table row
        self._preformatted = 0

    def read(self, root: lxml.html.HtmlElement) -> list[str]:
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            unseen = _is_unseen(element)
            if event == "start":
                if unseen:
                    walk.skip_subtree()
                else:
                    self._open(element)
                    self._say(element.text)
            else:
                if not unseen:
                    self._close(element)
                self._say(element.tail)
        self._break()
        return self._lines

    def _open(self, element: lxml.html.HtmlElement) -> None:
        if _breaks_line(element):
            self._break()
        if element.tag == "tr" and element.find(".//table") is None:  # else a table that lays out the page
            self._cells = []
        elif element.tag in ("td", "th") and self._cells is not None:
            self._cells.append([])
        elif element.tag == "pre":
            self._preformatted += 1

    def _close(self, element: lxml.html.HtmlElement) -> None:
        if _breaks_line(element):
            self._break()
        if element.tag == "tr" and self._cells is not None:
            cells, self._cells = self._cells, None
            filled = [cell for cell in cells if cell]
            if len(filled) == 1:
                self._lines += filled[0]
            elif filled:
                self._lines.append("\t".join(" ".join(cell) for cell in cells))
        elif element.tag == "pre":
            self._preformatted -= 1

    def _say(self, words: str | None) -> None:
        if not words:
            return
        if not self._preformatted:
            self._words.append(words)
            return
        first, *others = words.split("\n")
        self._words.append(first)
        for line in others:
            self._break()
            self._words.append(line)

    def _break(self) -> None:
        line = _BLANKS.sub(" ", _WRAPPED.sub("", _INVISIBLE.sub("", "".join(self._words)))).strip()
        self._words.clear()
        if line:
            (self._cells[-1] if self._cells else self._lines).append(line)


def _breaks_line(element: lxml.html.HtmlElement) -> bool:
    return element.tag not in INLINE_ELEMENTS and ":" not in element.tag  # o:p and its like are Word's


def _is_unseen(element: lxml.html.HtmlElement) -> bool:
    style = element.get("style")
    return (
        not isinstance(element.tag, str)
        or element.tag in _UNSEEN
        or element.get("hidden") is not None
        or (style is not None and _HIDDEN.search(style) is not None)
    )
