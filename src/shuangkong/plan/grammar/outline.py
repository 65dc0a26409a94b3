"""Outline of a plan (文档结构): its numbered headings as a tree, with offsets into the text.

Levels come from the text's own numbering. Kinds of heading, outermost first::

    第一编  第一章  第一节  第一条  一、  （一）  1.  （1）  ①

A heading stands at the start of a line and continues the count of its kind or begins it anew; numbers
inside sentences (文号, 日期, 一是…二是, 一、二、三产业) are none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shuangkong.plan.grammar.numeral import chinese_number, chinese_numeral

__all__ = ["Section", "outline", "section_at", "starts_heading"]


@dataclass(frozen=True)
class Section:
    """A numbered part of a document (章节) with everything below it.

    Attributes
    ----------
    number
        The path as a reader would cite it: ``三(四)``, ``第二章第一节``, ``五(一)2``.
    title
        Up to the first 。 where the text runs on after the heading.
    level
        1 for the outermost kind present.
    span
        From the number to the next heading of the same or an outer kind.
    title_span
        Where the title stands.
    """

    number: str
    title: str
    level: int
    span: tuple[int, int]
    title_span: tuple[int, int]
    parent: Section | None = field(default=None, repr=False)


@dataclass(frozen=True)
class _Kind:
    """A way of numbering (编号方式): how it is written and how it is cited."""

    pattern: str
    cited: str
    is_absolute: bool = False  # cited without what stands above it
    starts_anywhere: bool = True  # an excerpt may begin in the middle of the count


@dataclass(frozen=True)
class _Heading:
    rank: int
    value: int
    start: int
    title_span: tuple[int, int]


_CHINESE = "[一二三四五六七八九十百零〇]{1,6}"
_KINDS = (
    _Kind(rf"第\s?(?P<n0>{_CHINESE})\s?(?:编|篇|部分)(?![、，的中所和至第])", "第{}编", is_absolute=True),
    _Kind(rf"第\s?(?P<n1>{_CHINESE})\s?章(?![、，的中所和至第])", "第{}章"),
    _Kind(rf"第\s?(?P<n2>{_CHINESE})\s?节(?![、，的中所和至第])", "第{}节"),
    _Kind(rf"第\s?(?P<n3>{_CHINESE})\s?条(?![、，的中所和至第规款例])", "第{}条", is_absolute=True),
    _Kind(rf"(?P<n4>{_CHINESE})\s?[、．.](?!\s?{_CHINESE}\s?(?:[、产类级次季]|是))", "{}"),
    _Kind(rf"(?:[（(]\s?(?P<n5>{_CHINESE})\s?[)）]|(?P<s5>[㈠-㈩]))[、．.]?", "({})"),
    _Kind(r"(?P<n6>\d{1,2})\s?(?:[．.](?!\d)|、(?!\d))", "{}", starts_anywhere=False),
    _Kind(r"[（(]?(?P<n7>\d{1,2})[)）][、．.]?", "({})", starts_anywhere=False),
    _Kind(r"(?P<n8>[①-⑳])", "{}", starts_anywhere=False),
)
_HEADING = re.compile(
    rf"(?m)^[^\S\n]*+(?P<head>{'|'.join(kind.pattern for kind in _KINDS)})[^\S\n]*+(?P<line>[^\n]*)"
)
_ANNEX = re.compile(
    r"(?m)^[^\S\n]*+附\s?(?:件|表|录)\s?[一二三四五六七八九十\d]{0,2}[^\S\n]*+[:：]?[^\S\n]*+$"
)
_CONTENTS = re.compile(r"(?m)^[^\S\n]*+目[^\S\n]*+[录次][^\S\n]*+$")
_LEADER = re.compile(r"[\s.．·…]+\d*\s*$")
_GAP = re.compile(r"[^\S\n]{2,}")
_LONGEST_SKIP = 2  # a heading lost in copying does not end the count


def outline(text: str) -> tuple[Section, ...]:
    """Return the numbered sections of a text in order (章节列表).

    Examples
    --------
    >>> plan = "某市方案\\n一、总体要求\\n二、重点工程\\n（一）园区工程。推进改造。\\n（二）交通工程。"
    >>> [(section.number, section.title, section.level) for section in outline(plan)]
    [('一', '总体要求', 1), ('二', '重点工程', 1), ('二(一)', '园区工程', 2), ('二(二)', '交通工程', 2)]
    """
    annexes = [annex.start() for annex in _ANNEX.finditer(text)]
    headings = _without_contents(text, list(_counted(_headings(text), annexes)))
    ends = _ends(headings, annexes, len(text))
    sections: list[Section] = []
    open_sections: list[tuple[int, Section]] = []
    for heading, end in zip(headings, ends, strict=True):
        while open_sections and (
            open_sections[-1][0] >= heading.rank or open_sections[-1][1].span[1] <= heading.start
        ):
            open_sections.pop()
        parent = open_sections[-1][1] if open_sections else None
        section = Section(
            number=_number(heading, parent),
            title=text[slice(*heading.title_span)],
            level=len(open_sections) + 1,
            span=(heading.start, end),
            title_span=heading.title_span,
            parent=parent,
        )
        sections.append(section)
        open_sections.append((heading.rank, section))
    return tuple(sections)


def section_at(sections: Sequence[Section], offset: int) -> Section | None:
    """Return the innermost section that holds an offset (所在章节), None before the first.

    Examples
    --------
    >>> plan = "某市方案\\n一、总体要求\\n二、重点工程\\n（一）园区工程。推进改造。"
    >>> found = section_at(outline(plan), plan.index("推进"))
    >>> found.number if found else None
    '二(一)'
    """
    holders = (section for section in sections if section.span[0] <= offset < section.span[1])
    return max(holders, key=lambda section: section.level, default=None)


def starts_heading(line: str) -> bool:
    """Whether a line begins the way numbered headings begin (标题行), whatever the count.

    Examples
    --------
    >>> starts_heading("（二）园区提升工程"), starts_heading("1.5亿千瓦")
    (True, False)
    """
    return _HEADING.match(line) is not None


def _headings(text: str) -> Iterator[_Heading]:
    for found in _HEADING.finditer(text):
        rank, numeral = next(
            (int(name[1:]), numeral)
            for name, numeral in found.groupdict().items()
            if name[1:].isdigit() and numeral is not None
        )
        start, line = found.start("line"), found["line"]
        yield _Heading(rank, _value(numeral), found.start("head"), (start, start + len(_title(line))))


def _title(line: str) -> str:
    """Return the heading's part of its line: up to 。, or up to a gap that a sentence follows."""
    title, stop, _ = line.partition("。")
    gap = _GAP.search(title)
    if stop and gap and 0 < gap.start() <= 30 and not set("，；,;") & set(title[: gap.start()]):
        title = title[: gap.start()]
    return title.rstrip()


def _counted(headings: Iterator[_Heading], annexes: Sequence[int]) -> Iterator[_Heading]:
    """Keep the headings that begin the count of their kind or continue it."""
    last: dict[int, int] = {}
    remaining = list(annexes)
    for heading in headings:
        while remaining and remaining[0] < heading.start:
            remaining.pop(0)
            last.clear()
        before = last.get(heading.rank)
        continues = (
            _KINDS[heading.rank].starts_anywhere
            if before is None
            else before <= heading.value <= before + 1 + _LONGEST_SKIP
        )
        if heading.value == 1 or continues:
            last[heading.rank] = heading.value
            yield heading


def _without_contents(text: str, headings: list[_Heading]) -> list[_Heading]:
    """Drop the table of contents (目录): its lines come again as the headings themselves."""
    contents = _CONTENTS.search(text)
    if contents is None:
        return headings
    titles = [_LEADER.sub("", text[slice(*heading.title_span)]) for heading in headings]
    listed = next((index for index, heading in enumerate(headings) if heading.start > contents.end()), None)
    if listed is None:
        return headings
    key = (headings[listed].rank, headings[listed].value, titles[listed])
    for index in range(listed + 1, len(headings)):
        if (headings[index].rank, headings[index].value, titles[index]) == key:
            return headings[:listed] + headings[index:]
    return headings


def _ends(headings: Sequence[_Heading], annexes: Sequence[int], length: int) -> list[int]:
    """Return where each section ends: before the next heading of its kind or an outer one, or an annex."""
    ends: list[int] = []
    nearest: dict[int, int] = {}  # rank → start of the nearest later heading of that rank
    later_annexes = list(annexes)
    following = length
    for heading in reversed(headings):
        while later_annexes and later_annexes[-1] > heading.start:
            following = later_annexes.pop()
        bounds = (start for rank, start in nearest.items() if rank <= heading.rank)
        ends.append(min((following, *bounds)))
        nearest[heading.rank] = heading.start
    return ends[::-1]


def _number(heading: _Heading, parent: Section | None) -> str:
    kind = _KINDS[heading.rank]
    written = kind.cited.format(_written(heading))
    return written if parent is None or kind.is_absolute else parent.number + written


def _written(heading: _Heading) -> str:
    is_chinese = "一" in _KINDS[heading.rank].pattern
    return chinese_numeral(heading.value) if is_chinese else str(heading.value)


def _value(numeral: str) -> int:
    plain = unicodedata.normalize("NFKC", numeral).strip("()")
    return int(plain) if plain.isdigit() else int(chinese_number(plain))
