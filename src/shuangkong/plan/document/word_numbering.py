"""Automatic numbers of Word paragraphs (自动编号): shown on the page, absent from the paragraph's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from shuangkong.plan.document.word_parts import attribute, child, children
from shuangkong.plan.grammar.numeral import chinese_numeral

__all__ = ["Numbering"]

_CHINESE_NAMES = """
    chineseCounting chineseCountingThousand ideographTraditional japaneseCounting taiwaneseCounting
    taiwaneseCountingThousand chineseLegalSimplified
"""
_CHINESE = frozenset(_CHINESE_NAMES.split())
_ARABIC = frozenset(("decimal", "decimalZero", "decimalHalfWidth"))
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_PLACE = re.compile(r"%([1-9])")
_NO_LIST = "0"


@dataclass(frozen=True)
class _Level:
    """One level of a list (编号级别): where it starts, in which signs, and how it is shown."""

    start: int
    signs: str
    shown: str


class Numbering:
    """The lists of a document and how far each has counted (编号).

    Parameters
    ----------
    numbering, styles
        Roots of the parts ``word/numbering.xml`` and ``word/styles.xml``; None where there is none.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels = dict(_definitions(numbering))
        self._lists: dict[str, str] = {}
        self._counted_by: dict[str, str] = {}  # lists of one definition count on, unless told to begin anew
        for entry in children(numbering, "num"):
            list_id, definition = attribute(entry, "numId"), attribute(child(entry, "abstractNumId"), "val")
            begins_anew = child(child(entry, "lvlOverride"), "startOverride") is not None
            self._lists[list_id] = definition
            self._counted_by[list_id] = f"list {list_id}" if begins_anew else f"definition {definition}"
        self._styles = dict(_style_lists(styles))
        self._counts: dict[str, dict[int, int]] = {}

    def number(self, properties: etree._Element | None) -> str:
        """Return the number shown before a paragraph with these properties; empty if it has none."""
        list_id, depth = self._place(properties)
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        level = levels.get(depth)
        if level is None:
            return ""
        counts = self._counts.setdefault(self._counted_by[list_id], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [at for at in counts if at > depth]:
            del counts[deeper]
        return _PLACE.sub(lambda place: _written(levels, counts, int(place[1]) - 1), level.shown)

    def _place(self, properties: etree._Element | None) -> tuple[str, int]:
        """Return the list and depth, the paragraph's own before those of its style."""
        style = self._styles.get(attribute(child(properties, "pStyle"), "val"), (_NO_LIST, 0))
        own = child(properties, "numPr")
        if own is None:
            return style
        list_id = attribute(child(own, "numId"), "val") or style[0]
        return list_id, _whole(attribute(child(own, "ilvl"), "val"), style[1])


def _written(levels: Mapping[int, _Level], counts: Mapping[int, int], depth: int) -> str:
    level = levels.get(depth)
    return "" if level is None else _in_signs(counts.get(depth, level.start), level.signs)


def _in_signs(value: int, signs: str) -> str:
    if signs in _CHINESE and 0 < value < 1000:
        return chinese_numeral(value)
    if signs == "decimalFullWidth":
        return str(value).translate(_FULL_WIDTH)
    if signs.startswith("decimalEnclosedCircle") and 0 < value <= 20:
        return chr(ord("①") + value - 1)
    return str(value) if signs in _ARABIC else ""


def _definitions(numbering: etree._Element | None) -> Iterator[tuple[str, Mapping[int, _Level]]]:
    """Yield the lists' levels; bullets and letters count no plan's sections and are left out."""
    for definition in children(numbering, "abstractNum"):
        levels: dict[int, _Level] = {}
        for entry in children(definition, "lvl"):
            start = _whole(attribute(child(entry, "start"), "val"), 1)
            signs = attribute(child(entry, "numFmt"), "val") or "decimal"
            if signs in _CHINESE or signs.startswith("decimal"):
                shown = attribute(child(entry, "lvlText"), "val")
                levels[_whole(attribute(entry, "ilvl"), 0)] = _Level(start, signs, shown)
        yield attribute(definition, "abstractNumId"), levels


def _style_lists(styles: etree._Element | None) -> Iterator[tuple[str, tuple[str, int]]]:
    entries = {attribute(entry, "styleId"): entry for entry in children(styles, "style")}
    for name in entries:
        own, seen = name, set[str]()
        while own in entries and own not in seen:  # a style inherits the list of the one it is based on
            seen.add(own)
            number = child(child(entries[own], "pPr"), "numPr")
            if number is not None:
                depth = _whole(attribute(child(number, "ilvl"), "val"), 0)
                yield name, (attribute(child(number, "numId"), "val"), depth)
                break
            own = attribute(child(entries[own], "basedOn"), "val")


def _whole(written: str, otherwise: int) -> int:
    return int(written) if re.fullmatch(r"[0-9]{1,4}", written) else otherwise
