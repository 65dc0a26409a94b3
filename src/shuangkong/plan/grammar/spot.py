"""Spots (数值所在): every number of a clause with the words around it, and the runs one predicate governs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shuangkong.plan.grammar.clause import Piece, Sentence
from shuangkong.plan.grammar.context import Context, Due
from shuangkong.plan.grammar.mention import TimeMention, ValueMention, find_times, find_values
from shuangkong.plan.grammar.selection import from_to_start, role

__all__ = ["Spot", "blank", "due_for", "due_of", "is_bracketed", "pieces_with_mentions", "runs", "spots"]

_WORD = re.compile(r"[\u4e00-\u9fff]{2}")
_CONTINUES = re.compile(r"^\s*[、和与及以]*\s*$")


@dataclass(frozen=True)
class Spot:
    """A number in place (数值所在): its clause, the words before it and up to the next number."""

    piece: Piece
    mention: ValueMention
    before: str
    after: str
    is_bracketed: bool
    times: tuple[TimeMention, ...]

    @property
    def opening(self) -> str:
        """The clause up to the number."""
        return self.piece.text[: self.mention.start - self.piece.start]

    @property
    def base(self) -> TimeMention | None:
        """The base year the clause names before the number."""
        named = [t for t in self.times if t.kind == "base" and t.start <= self.mention.number_start]
        return named[-1] if named else None

    @property
    def own_due(self) -> Due | None:
        """The due year the clause names before the number."""
        named = [t for t in self.times if t.is_due and t.end <= self.mention.number_start]
        return due_of(named[-1]) if named else None


def due_of(time: TimeMention) -> Due:
    """Return the due year a mention states (目标年)."""
    return Due(time.year, time.is_stated, time.first_year)


def pieces_with_mentions(
    sentence: Sentence,
) -> Iterator[tuple[Piece, list[TimeMention], list[ValueMention]]]:
    """Yield each clause with its years and its numbers, in offsets of the whole text."""
    times = [_moved_time(t, sentence.start) for t in find_times(sentence.text)]
    values = [_moved_value(v, sentence.start) for v in find_values(sentence.text)]
    time_at = value_at = 0
    for piece in sentence.pieces:
        inside: list[TimeMention] = []
        while time_at < len(times) and times[time_at].start < piece.end:
            inside += [times[time_at]] if times[time_at].start >= piece.start else []
            time_at += 1
        numbers: list[ValueMention] = []
        while value_at < len(values) and values[value_at].start < piece.end:
            value = values[value_at]
            is_year = any(t.start <= value.number_start < t.end for t in inside)
            numbers += [value] if value.start >= piece.start and not is_year else []
            value_at += 1
        yield piece, inside, numbers


def _moved_time(time: TimeMention, by: int) -> TimeMention:
    return replace(time, start=time.start + by, end=time.end + by)


def _moved_value(value: ValueMention, by: int) -> ValueMention:
    return replace(value, start=value.start + by, end=value.end + by, number_start=value.number_start + by)


def is_bracketed(piece: Piece, position: int) -> bool:
    """Whether a position of the text stands in round brackets of its clause (括号内)."""
    before = piece.text[: position - piece.start]
    last = max(before.rfind("（"), before.rfind("("))
    return last > max(before.rfind("）"), before.rfind(")"))


def spots(piece: Piece, numbers: Sequence[ValueMention], times: Sequence[TimeMention]) -> Iterator[Spot]:
    """Yield the numbers of a clause in place (数值所在)."""
    cursor, text = piece.start, piece.text
    blanked: list[tuple[int, int]] = []
    for index, mention in enumerate(numbers):
        if _is_base_value(mention, times, blanked):
            blanked.append((mention.start, mention.end))
            continue  # 比2010年的1.034吨下降16%: the value of the base year
        before = text[cursor - piece.start : mention.start - piece.start]
        before = blank(before, cursor, [*((t.start, t.end) for t in times), *blanked])
        following = numbers[index + 1].start if index + 1 < len(numbers) else piece.end
        after = text[mention.end - piece.start : following - piece.start]
        bracketed = is_bracketed(piece, mention.start)
        yield Spot(piece, mention, before, after, bracketed, tuple(times))
        if start := from_to_start(before, after):
            blanked.append((cursor + start.start(), mention.end))
            continue  # 由2020年的11.8%提高到18%: the name stands before 由
        what = role(mention, before, after, is_bracketed=bracketed)
        counts = mention.unit_kind in ("counted", "class") and not mention.operator and _WORD.match(after)
        if what == "goal" or (what == "none" and not counts):
            cursor = mention.end  # but 12个县… and 5万吨以上企业… open the name that follows


def _is_base_value(
    mention: ValueMention, times: Sequence[TimeMention], blanked: Sequence[tuple[int, int]]
) -> bool:
    """Whether a number is what the base year had: right behind 比2010年的, or listed with such a one."""
    if any(t.kind == "base" and not t.is_lead and 0 <= mention.start - t.end <= 1 for t in times):
        return mention.unit_kind in ("physical", "counted")
    return any(mention.start - end == 1 for _, end in blanked[-1:])


def blank(text: str, start: int, spans: Sequence[tuple[int, int]]) -> str:
    """Replace years, bases and starting values by NUL, so that a name never contains them."""
    characters = list(text)
    for begin, end in spans:
        for position in range(max(begin, start), min(end, start + len(text))):
            characters[position - start] = "\0"
    return "".join(characters)


def runs(found: Sequence[Spot]) -> Iterator[list[Spot]]:
    """Group numbers that one predicate governs (并列数值): 分别下降8%、8%、10%、10%以上.

    A number in brackets stands alone; it does not break the list it interrupts.
    """
    run: list[Spot] = []
    for spot in found:
        if spot.is_bracketed:
            yield [spot]
            continue
        gap = ""
        if run:
            ends = run[-1].mention.end - spot.piece.start
            gap = re.sub(
                r"[（(][^（）()]*[）)]", "", spot.piece.text[ends : spot.mention.start - spot.piece.start]
            )
        differs = (
            bool(run) and bool(spot.mention.before) and spot.mention.unit_kind != run[-1].mention.unit_kind
        )
        if run and (differs or not _CONTINUES.match(gap)):
            yield run
            run = []
        run.append(spot)
    if run:
        yield run


def due_for(spot: Spot, context: Context) -> Due:
    """Return when a number is due (目标年): its clause, the words before, or the first year after."""
    own = spot.own_due
    if own:
        return own
    if "不得" in spot.before + spot.mention.before:
        return Due()  # a standing duty, whatever the year of the goals around it
    if context.due.year:
        return context.due
    later = [t for t in spot.times if t.is_due]
    return due_of(later[0]) if later else context.later_due
