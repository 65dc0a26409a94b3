"""Figures and marks (数与标记): what a cell under a column of figures says, and nothing guessed about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from shuangkong.errors import Collector
from shuangkong.quantity import Unit, find_unit, quantise
from shuangkong.registers.layout.headings import Matched
from shuangkong.registers.layout.layout import Accepted, Layout, Meaning
from shuangkong.registers.layout.wording import text_of
from shuangkong.registers.workbook.book import RawCell

__all__ = ["Figure", "convert", "is_mark", "meaning_of", "number_forms", "read_day", "read_figure"]

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_WIDE = {
    ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９．，－＋", "0123456789.,-+", strict=True)
}
_WORDLESS = re.compile(r"[\W_]*|无|没有|[xX]|N/?A")  # a mark rather than a figure or a word


@dataclass(frozen=True)
class Figure:
    """A cell of figures as read (读得的数): a value in the unit of the sheet, or a mark and its meaning."""

    value: Decimal | None
    mark: str = ""
    meaning: Meaning | None = None


def meaning_of(text: str, marks: Mapping[str, Meaning], shared: Mapping[str, Meaning]) -> Meaning | None:
    """Return what a mark or a blank was declared to mean (标记含义), the column's own word first.

    Examples
    --------
    >>> meaning_of("—", {"—": "zero"}, {"—": "missing"}), meaning_of("/", {}, {}) is None
    ('zero', True)
    """
    plain = _marked(text)
    for declared in (marks, shared):
        for mark, meaning in declared.items():
            if _marked(mark) == plain:
                return None if meaning == "ask" else meaning
    return None


def _marked(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def read_figure(
    raw: RawCell, matched: Matched, layout: Layout, place: str, problems: Collector
) -> Figure | None:
    """Return the figure of a cell (读取数字), or None with the problem that forbids it.

    Problems noted: ``layout_mark_undeclared``, ``layout_number_form`` and ``layout_not_number``.
    """
    column = matched.bound.column
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return Figure(_decimal(raw))
    text = text_of(raw)
    if raw is None or isinstance(raw, str):
        meaning = meaning_of(text, column.marks, layout.marks)
        if meaning is not None:
            return Figure(Decimal(0) if meaning == "zero" else None, _marked(text), meaning)
        if is_mark(text):
            problems.add("layout_mark_undeclared", place, found=_marked(text), column=column.name)
            return None
        value, forms = number_forms(text)
        lacking = [form for form in forms if form not in layout.accepts]
        if lacking:
            problems.add("layout_number_form", place, found=text, needed=", ".join(lacking))
            return None
        if value is not None:
            return Figure(value)
    problems.add("layout_not_number", place, found=text, column=column.name)
    return None


def _decimal(raw: int | float) -> Decimal:
    """Return a stored number at the fifteen digits a spreadsheet keeps, binary noise left behind."""
    value = Decimal(raw) if isinstance(raw, int) else Decimal(format(raw, ".15g"))
    return value if value else Decimal(0)


def is_mark(text: str) -> bool:
    """Whether a text is a mark or a blank (标记) rather than a figure or a word.

    Examples
    --------
    >>> is_mark("—"), is_mark(" "), is_mark("无"), is_mark("钢铁")
    (True, True, True, False)
    """
    return _WORDLESS.fullmatch(_marked(text)) is not None


def number_forms(text: str) -> tuple[Decimal | None, tuple[Accepted, ...]]:
    """Return the number a text writes and the forms it takes (文字数及其写法); no number, no forms.

    Examples
    --------
    >>> number_forms("１,200")
    (Decimal('1200'), ('text_numbers', 'full_width', 'thousands'))
    >>> number_forms("12,34")
    (None, ())
    """
    forms: list[Accepted] = ["text_numbers"]
    plain = text.strip()
    if plain != text:
        forms.append("padded_text")
    if plain.translate(_WIDE) != plain:
        forms.append("full_width")
        plain = plain.translate(_WIDE)
    if _THOUSANDS.fullmatch(plain):
        forms.append("thousands")
        plain = plain.replace(",", "")
    if not (plain.isascii() and _PLAIN.fullmatch(plain)):
        return None, ()
    return Decimal(plain), tuple(forms)


def convert(value: Decimal, unit: Unit | None, kept: str, round_to: Decimal | None) -> Decimal:
    """Return a figure in the unit it is kept in (单位换算), exactly, then rounded if the layout says so.

    Examples
    --------
    >>> from shuangkong.quantity import find_unit
    >>> convert(Decimal("12345.6"), find_unit("吨标准煤"), "万吨标准煤", None)
    Decimal('1.23456')
    """
    target = find_unit(kept)
    if unit is not None and target is not None and unit.factor != target.factor:
        with localcontext() as context:  # units of one dimension are powers of ten apart
            context.prec = 200
            value = value * unit.factor / target.factor
    return value if round_to is None else quantise(value, round_to)


def read_day(raw: RawCell) -> date | None:
    """Return a day written the Chinese way (日期), or None if the cell holds none.

    Examples
    --------
    >>> read_day("2025年1月5日"), read_day("2025.1.5"), read_day("下周") is None
    (datetime.date(2025, 1, 5), datetime.date(2025, 1, 5), True)
    """
    if isinstance(raw, date):
        return date(raw.year, raw.month, raw.day)
    match = _DAY.fullmatch(_marked(text_of(raw)))
    if match is None:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


_DAY = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
