"""What a plan says and nobody took up (未引原文): clauses that no target and no measure quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shuangkong.plan.grammar.clause import Piece, sentences
from shuangkong.plan.grammar.duty import duty_blocks
from shuangkong.plan.grammar.masking import mask_markup
from shuangkong.plan.grammar.mention import find_times
from shuangkong.plan.grammar.outline import Section, outline
from shuangkong.plan.layout import Layout
from shuangkong.plan.reader import FOOT

__all__ = ["Passage", "Unquoted", "plainly", "unquoted"]

_NO_WORDS = re.compile(r"[\W_]+")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Passage:
    """Neighbouring clauses of one sentence that nothing quotes (未引分句), with the section they stand in."""

    section: str
    text: str


@dataclass(frozen=True)
class Unquoted:
    """A plan's text against what was taken out of it (原文比对).

    Parameters
    ----------
    passages
        What the text says and no quote holds.
    strange
        Quotes that do not stand in the text.
    clauses
        How many clauses were looked at.
    """

    passages: tuple[Passage, ...]
    strange: tuple[str, ...]
    clauses: int


def plainly(text: str) -> str:
    """Return the words alone (去除标点): width, marks and blanks do not make two texts differ.

    Examples
    --------
    >>> plainly("（含电力）全面  实现１５％，") == plainly("(含电力)全面实现15%")
    True
    """
    plain = unicodedata.normalize("NFKC", text).replace("%", "百分号")
    return _NO_WORDS.sub("", _POINT.sub("点", plain))


def unquoted(text: str, quotes: Iterable[str]) -> Unquoted:
    """Return the clauses of a plan that no quote touches (未引原文), in the order of the text.

    Headings, brackets of duties, bare years, feet of pages and what stands before the first heading are
    passed over; a clause that a quote holds in part counts as quoted.

    Examples
    --------
    >>> found = unquoted("一、主要目标。能耗下降15%，水耗下降13%。", ["能耗下降15%"])
    >>> [(passage.section, passage.text) for passage in found.passages]
    [('一', '水耗下降13%')]
    """
    asked = {quote: plainly(quote) for quote in quotes}
    masked = mask_markup(text)
    layout = Layout(outline(masked), duty_blocks(masked))
    whole = plainly(masked)
    passages: list[Passage] = []
    count = 0
    for paragraph in _PARAGRAPH.finditer(masked):
        clauses = _clauses(paragraph[0], paragraph.start(), layout)
        count += len(clauses)
        passages.extend(_left(paragraph[0], clauses, asked.values()))
    strange = tuple(quote for quote, words in asked.items() if words not in whole)
    return Unquoted(tuple(passages), strange, count)


def _clauses(text: str, begins: int, layout: Layout) -> list[tuple[Section, Piece]]:
    """Return the clauses of a paragraph that say something, each with its section."""
    if FOOT.match(text):
        return []
    heading = layout.heading(begins, begins + len(text))
    skip = 0 if heading is None else heading.title_span[1] - begins
    blocks = layout.blocks_between(begins, begins + len(text))
    found = []
    for sentence in sentences(text[skip:], begins + skip):
        for piece in sentence.pieces:
            section = layout.section(piece.start)
            is_duty = any(block.span[0] - 1 <= piece.start < block.span[1] for block in blocks)
            if section is not None and not is_duty and not _is_bare(piece.text):
                found.append((section, piece))
    return found


def _is_bare(text: str) -> bool:
    """Whether a clause says nothing but a time (到2025年), or nothing at all."""
    for mention in reversed(find_times(text)):
        text = text[: mention.start] + text[mention.end :]
    return not plainly(text)


def _left(text: str, clauses: Sequence[tuple[Section, Piece]], quotes: Iterable[str]) -> Iterator[Passage]:
    """Yield what no quote touches, neighbours of one section together."""
    words = plainly(text)
    taken = [(at, at + len(quote)) for quote in quotes if quote for at in _places(words, quote)]
    cursor = 0
    held: list[Piece] = []
    held_in: Section | None = None
    for section, piece in clauses:
        own = plainly(piece.text)
        at = words.find(own, cursor)
        cursor = at + len(own)
        if any(first < cursor and at < last for first, last in taken):
            yield from _passage(held_in, held)
            held = []
            continue
        if section is not held_in:
            yield from _passage(held_in, held)
            held = []
        held_in = section
        held.append(piece)
    yield from _passage(held_in, held)


def _places(words: str, quote: str) -> Iterator[int]:
    at = words.find(quote)
    while at >= 0:
        yield at
        at = words.find(quote, at + 1)


def _passage(section: Section | None, pieces: Sequence[Piece]) -> Iterator[Passage]:
    if section is not None and pieces:
        text = "".join(f"{piece.text}{piece.mark}" for piece in pieces)
        yield Passage(section.number, text.rstrip("，；。、,;"))
