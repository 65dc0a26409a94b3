"""Matching headers (表头比对): which column of a register type a header most likely stands for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from shuangkong.quantity import find_unit
from shuangkong.registers.layout.headings import cell, header_texts
from shuangkong.registers.layout.wording import Heading, heading, normal, text_of
from shuangkong.registers.layout.words import words
from shuangkong.registers.type import FormColumn, RegisterType
from shuangkong.registers.workbook.book import Sheet

__all__ = ["MONTH", "Guess", "HeaderFound", "column_texts", "find_header"]

_EXACT, _SYNONYM, _BARE, _PART, _ALIKE = map(Decimal, ("1", "0.9", "0.8", "0.6", "0.5"))
MONTH = r"\d{1,2}月"
_SEARCHED = 10  # rows among which a header begins
_RATIO = 0.75  # of a draft that a person confirms: decides nothing


@dataclass(frozen=True)
class Guess:
    """A header (表头) and the form column it is likely to stand for.

    Attributes
    ----------
    confidence
        1 for the same words, less for a synonym, for the same words without brackets, and for likeness.
    """

    index: int
    text: str
    form: FormColumn
    confidence: Decimal


@dataclass(frozen=True)
class HeaderFound:
    """Where a header stands (表头位置), and what it is likely to say under one type."""

    type_: RegisterType
    first: int
    tiers: int
    texts: tuple[str, ...]
    guesses: tuple[Guess, ...]

    @property
    def months(self) -> tuple[int, ...]:
        """Columns headed by a month, where the rows of the type have a period."""
        found = [index for index, text in enumerate(self.texts) if re.fullmatch(MONTH, text)]
        return tuple(found) if "period" in self.type_.table.column_names and len(found) > 1 else ()

    @property
    def score(self) -> Decimal:
        """Sum of the confidences; the months together count as one column."""
        return sum((guess.confidence for guess in self.guesses), Decimal(bool(self.months)))


def find_header(sheet: Sheet, type_: RegisterType) -> HeaderFound:
    """Return the rows that read best as the header of a type (寻找表头), of equals the fewest."""
    found = [
        HeaderFound(type_, first, tiers, texts, _guesses(texts, type_))
        for tiers in (1, 2, 3)
        for first in range(min(_SEARCHED, len(sheet.cells)))
        if _is_wordy(sheet, first, tiers)
        for texts in [header_texts(sheet, first, tiers)]
    ]
    return max(found, key=lambda each: each.score, default=HeaderFound(type_, 0, 1, (), ()))


def _is_wordy(sheet: Sheet, first: int, tiers: int) -> bool:
    """Whether the rows hold texts alone, and their last one more than one."""
    rows = sheet.cells[first : first + tiers]
    values = [raw for row in rows for raw in row if raw is not None]
    return len(rows) == tiers and all(isinstance(raw, str) for raw in values) and len(values) > 1


def _guesses(texts: Sequence[str], type_: RegisterType) -> tuple[Guess, ...]:
    """Return the likeliest pairs, each header and each form column once."""
    pairs = [
        Guess(index, text, form, confidence)
        for index, text in enumerate(texts)
        if text
        for form in _columns(type_)
        if (confidence := _confidence(text, form, type_))
    ]
    taken: list[Guess] = []
    for guess in sorted(pairs, key=lambda each: (-each.confidence, each.index)):
        if all(guess.index != each.index and guess.form != each.form for each in taken):
            taken.append(guess)
    return tuple(sorted(taken, key=lambda each: each.index))


def _columns(type_: RegisterType) -> Iterator[FormColumn]:
    """Yield the columns of the form, then those of the table that the form has in other columns' ``sets``."""
    yield from type_.form
    asked = {form.column for form in type_.form} | set(type_.constants) | set(type_.given)
    yield from (FormColumn(each.name, each.label) for each in type_.table.columns if each.name not in asked)


def _confidence(text: str, form: FormColumn, type_: RegisterType) -> Decimal:
    seen = [heading(text), heading(text.rpartition("/")[2])]
    if not _unit_fits(seen[0], form, type_):
        return Decimal(0)
    meant = [heading(each) for each in _labels(form, type_)]
    return max(_likeness(one, other) for one in seen for other in meant)


def _labels(form: FormColumn, type_: RegisterType) -> Iterator[str]:
    yield form.header.zh
    if not form.sets:
        yield type_.table.column(form.column).label.zh


def _unit_fits(found: Heading, form: FormColumn, type_: RegisterType) -> bool:
    kept = str(form.sets.get("unit") or "") or type_.table.column(form.column).unit
    unit, target = find_unit(found.unit), find_unit(kept or heading(form.header.zh).unit)
    return unit is None or target is None or unit.dimension == target.dimension


def _likeness(found: Heading, meant: Heading) -> Decimal:
    if found.name == meant.name:
        return _EXACT
    synonym = words().synonyms.get(found.bare)
    if synonym is not None and normal(synonym) == meant.bare:
        return _SYNONYM
    if found.bare == meant.bare:
        return _BARE
    if min(len(found.bare), len(meant.bare)) > 1 and (found.bare in meant.bare or meant.bare in found.bare):
        return _PART
    alike = SequenceMatcher(None, found.bare, meant.bare).ratio() >= _RATIO
    return _ALIKE if alike else Decimal(0)


def column_texts(sheet: Sheet, first: int, index: int) -> list[str]:
    """Return the texts of a column from a row on (一列文字), blanks left out."""
    raws = (cell(sheet, row, index) for row in range(first, len(sheet.cells)))
    return [text for raw in raws if isinstance(raw, str) and (text := normal(text_of(raw)))]
