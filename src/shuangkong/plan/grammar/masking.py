"""Plain text under markup (去除标记): blank out what is not the plan's own words, keeping every offset.

A plan's text often comes with the marks of the page it was copied from. `mask_markup` replaces them by
white space of the same length, so that a span found in the masked text is a span of the original.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

__all__ = ["INLINE_ELEMENTS", "mask_markup"]

_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp rt ruby s samp
    small span strike strong sub sup time tt u var wbr
"""
_BLOCK_NAMES = """
    address area article aside audio base blockquote body br button canvas caption center col colgroup dd
    details dialog dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5
    h6 head header hgroup hr html iframe img input legend li link main map menu meta nav noscript object ol
    optgroup option p param picture pre progress script section select source style summary svg table tbody
    td template textarea tfoot th thead title tr track ul video
"""
INLINE_ELEMENTS = frozenset(_INLINE_NAMES.split())
_BLOCK_ELEMENTS = frozenset(_BLOCK_NAMES.split())
_UNREAD = ("script", "style", "template", "title")  # elements whose content is not the document's text

# Only well-formed attributes make a tag: “COD<a 且 b>6” is a comparison.
_TAG = re.compile(
    r"</?(?P<name>[A-Za-z][A-Za-z0-9]*+)(?P<prefixed>:[A-Za-z0-9]++)?+"
    r"(?:\s++[A-Za-z_:@][A-Za-z0-9_:.@-]*+(?:\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+'|[^\s\"'<>]++))?+)*+\s*+/?>"
)
_DECLARATION = re.compile(r"<(?:![A-Za-z]|\?[A-Za-z])[^<>]*+>")
_FRONT_MATTER = re.compile(r"\ufeff?---[^\S\n]*\n(?:(?!---[^\S\n]*(?:\n|\Z))[^\n]*\n)*---[^\S\n]*(?=\n|\Z)")
_ADDRESS = re.compile(
    r"<?\b(?:https?|ftp)://[!#-&*-;=?-Z_a-z~]++>?|<(?:mailto:)?[\w.+-]++@[\w.-]++>", re.ASCII
)
_LINK_TARGET = re.compile(r"(?<=\])\((?=[^()\s]*[/.#:])[!-'*-~]++(?:[^\S\n]+\"[^\"\n]*\")?[^\S\n]*\)")
_LINE_MARK = re.compile(r"(?m)^[^\S\n]*+(?:#{1,6}|>+)(?=[^\S\n])")
_STRONG = re.compile(r"\*\*(?=\S)(?P<words>[^*\n]++)(?<=\S)\*\*")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def mask_markup(text: str) -> str:
    """Return the text with its markup blanked (去除标记), every character at its own offset.

    Tags, comments, scripts, styles, front matter, addresses and link targets become spaces; a tag that
    breaks the line becomes a newline and spaces; an entity becomes its character and spaces.

    Examples
    --------
    >>> mask_markup("<p>下降<b>15</b>%</p>")
    '\\n  下降   15    %\\n   '
    >>> mask_markup("PM&lt;35")
    'PM<   35'
    """
    masked = _FRONT_MATTER.sub(_blank_lines, text, count=1) if text.startswith(("---", "\ufeff---")) else text
    masked = _blank_spans(masked, _paired(masked, re.compile("<!--"), re.compile("-->")))
    for name in _UNREAD:
        opening = re.compile(rf"<{name}\b[^<>]*+>", re.IGNORECASE)
        masked = _blank_spans(masked, _paired(masked, opening, re.compile(rf"</{name}\s*+>", re.IGNORECASE)))
    masked = _LINK_TARGET.sub(_blank, masked)
    masked = _ADDRESS.sub(_blank, masked)
    masked = _DECLARATION.sub(_break_line, masked)
    masked = _TAG.sub(_mask_tag, masked)
    masked = _LINE_MARK.sub(_blank, masked)
    masked = _STRONG.sub(lambda strong: f"  {strong['words']}  ", masked)
    return _ENTITY.sub(_decode, masked)


def _blank(mark: re.Match[str]) -> str:
    return " " * len(mark[0])


def _blank_lines(mark: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", mark[0])


def _break_line(mark: re.Match[str]) -> str:
    return "\n" + " " * (len(mark[0]) - 1)


def _mask_tag(tag: re.Match[str]) -> str:
    name = tag["name"].lower()
    if tag["prefixed"] or name in INLINE_ELEMENTS:
        return _blank(tag)
    return _break_line(tag) if name in _BLOCK_ELEMENTS else tag[0]


def _decode(entity: re.Match[str]) -> str:
    decoded = html.unescape(entity[0])
    if len(decoded) > 1:  # not an entity, or one of two characters: nothing a plan is written with
        return entity[0]
    shown = decoded if decoded.isprintable() else " "
    return shown + " " * (len(entity[0]) - 1)


def _paired(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Yield what stands between pairs; an opening that is never closed hides nothing."""
    start = 0
    while (begin := opening.search(text, start)) and (end := closing.search(text, begin.end())):
        yield begin.start(), end.end()
        start = end.end()


def _blank_spans(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """Blank the spans, a newline first: what they hid stood apart from the text around it."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += [text[done:start], "\n", " " * (end - start - 1)]
        done = end
    return "".join([*pieces, text[done:]])
