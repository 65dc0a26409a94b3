"""Labels and heads (引导语): what a clause without a goal of its own says about the numbers after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shuangkong.plan.grammar.clause import Piece
from shuangkong.plan.grammar.context import Context, Due
from shuangkong.plan.grammar.lexicon import alternatives, words
from shuangkong.plan.grammar.mention import TimeMention, find_times, is_unit
from shuangkong.plan.grammar.naming import clean, has_measure_noun, items, strip_whole
from shuangkong.plan.grammar.predicate import modality_of, predicate
from shuangkong.plan.grammar.spot import blank, due_of, is_bracketed

__all__ = ["advance", "is_label_mark", "note_head", "note_label", "ruled_object"]

_RULED = re.compile(
    r"^(?P<subject>(?:新建|改建|扩建|新上|既有|现有|在建|拟建)[^，]{2,30}?)(?:原则上|必须|应当|应|须|要|一律|全部)"
    r"|^对于?(?P<object>[^，]{2,40}?)(?=坚决|一律|予以|应|须|$)"
)


def ruled_object(piece: Piece) -> str:
    """Return what a rule speaks of, where its first clause names it (规则对象): 新建…原则上…."""
    match = _RULED.match(piece.text)
    return (match["subject"] or match["object"]) if match else ""


def advance(times: Sequence[TimeMention], context: Context, piece: Piece) -> None:
    """Take over the years a clause states; a year in brackets speaks of its remark only."""
    for time in times:
        if not is_label_mark(piece) and is_bracketed(piece, time.start):
            continue
        if time.kind == "base":
            context.last_base = time.year
            if time.is_lead:
                context.lead_base = time.year
        elif time.kind == "since":
            context.due = context.later_due = Due()  # a rule from then on, due in no year
        elif time.is_due:
            context.due = due_of(time)
            context.many_years = time.years


_GROWTH = re.compile("(?:增长率|增速|增幅)$")


def is_label_mark(piece: Piece) -> bool:
    """Whether a clause is closed like a label (引导语): by a colon or a dash."""
    return piece.mark in ("：", ":", "——")


def note_label(piece: Piece, times: Sequence[TimeMention], context: Context) -> None:
    """Remember what a label says about the numbers after it: a limit, a change in brackets, 力争."""
    spans = [(t.start, t.end) for t in times]
    text = blank(piece.text, piece.start, spans)
    if is_label_mark(piece) and any(word in text for word in words("bounds", "limit_nouns")):
        context.label_operator = "<="
    for bracket in re.finditer(r"[（(]([^（）()]*)[）)]", piece.text):
        inner = predicate(blank(bracket[1], piece.start + bracket.start(1), spans))
        if inner.direction:
            context.bracket_direction = inner.direction
            context.bracket_base = next((t.year for t in times if t.kind == "base"), None)
    is_label = is_label_mark(piece) or not clean(text)
    if is_label:
        name = clean(text)
        context.label_direction = "increase" if _GROWTH.search(name) else predicate(text).direction
        brackets = re.findall(r"[（(]([^（）()]{1,12})[）)]", piece.text)
        context.label_unit = next((unit for unit in brackets if is_unit(unit)), context.label_unit)
    if is_label and modality_of(re.sub("(?:力争|争取)目标", "", piece.text)) == "stretch":
        context.modality = "stretch"
    note_head(piece, context)


_TRAILING = re.compile("按.*排列$|(?:逐年|持续|稳步|不断)(?:减少|下降|降低|提高|提升|增加)$")


def note_head(piece: Piece, context: Context) -> None:
    """Remember the name, or the list of names, that a clause without a number leaves for the next."""
    name = clean(blank(piece.text, 0, [(t.start, t.end) for t in find_times(piece.text)]))
    limits = alternatives(words("bounds", "limit_nouns"))
    name = re.sub(
        rf"(?:{limits})$",
        "",
        re.sub("按.*排列$|(?:逐年|持续|稳步|不断)(?:减少|下降|降低|提高|提升|增加)$", "", name),
    )
    inner = predicate(name).name
    named = inner if has_measure_noun(inner) else name
    if has_measure_noun(named):
        context.head = strip_whole(named)
    parts = items(name)
    if len(parts) > 1 and not has_measure_noun(name):
        context.listed = tuple(part for part, _ in parts)
