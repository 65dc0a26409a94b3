"""Entries (填报单元格): the cells of one column of a filing, from what Excel holds to typed values.

What a cell says is never guessed: a value is taken as it is, taken with a note that says how it was read, or
refused by a problem of its own name.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import cast

from shuangkong.errors import Collector, Problem, Severity
from shuangkong.registers.type import FormColumn, Grain
from shuangkong.registers.workbook.book import Range, RawCell, Sheet, address
from shuangkong.registers.workbook.divisions import Divisions
from shuangkong.registers.workbook.numerals import numeral, plain_number
from shuangkong.schema import Cell, Column, read_cell

__all__ = ["Entries", "Slot"]

_INVISIBLE = "\u200b\u200c\u200d\ufeff"
_UNREAD = "\x00"  # no text of a cell: XML cannot hold it
_BLOCK = 256  # cells typed at once where nothing is odd about any
_TOLD_APART = 15  # digits of a decimal that a float keeps
_Once = str | float | date | None
_JUDGED_ONCE = frozenset({str, float, date, datetime, type(None)})
_NUMERALS = {
    "full_width": "entry_number_full_width",
    "separators": "entry_number_separators",
    "percent": "entry_number_percent",
    "with_unit": "entry_number_with_unit",
    "no_value": "entry_no_value",
}


@dataclass(frozen=True)
class Slot:
    """A column of the form met in a sheet (表单列的位置).

    Attributes
    ----------
    index
        Column of the sheet, from 0.
    column
        What the dictionary says of the cells.
    """

    index: int
    form: FormColumn
    column: Column

    @property
    def unit(self) -> str:
        """Unit of measure of the cells; empty where there is none."""
        unit = self.form.sets.get("unit")
        return unit if isinstance(unit, str) else self.column.unit


class Entries:
    """Types the cells of one column (单元格定型) and gathers their problems by row.

    Parameters
    ----------
    is_text_only
        Whether the format knows no numbers (.csv), so that digits in text are nothing to speak of.
    """

    def __init__(
        self,
        sheet: Sheet,
        slot: Slot,
        *,
        divisions: Divisions | None = None,
        grain: Grain = "",
        is_text_only: bool = False,
    ) -> None:
        self.problems: list[tuple[int, int, Problem]] = []
        self._sheet = sheet
        self._slot = slot
        self._column = slot.column
        self._divisions = divisions
        self._grain = grain
        self._is_text_only = is_text_only
        self._is_number = slot.column.type in {"integer", "decimal"}
        self._row = 0
        self._known: dict[_Once, Cell] = {}  # no text equals a number, no day a moment
        self._reported: set[Range] = set()
        traits = sheet.traits
        self._odd = _rows_in(slot.index, traits.formulas) | _rows_in(slot.index, traits.errors)
        if self._is_number:
            self._odd |= _rows_in(slot.index, traits.percents)
        self._merged = {
            row: area
            for area in sheet.merged
            if area[1] <= slot.index <= area[3]
            for row in range(area[0], area[2] + 1)
        }

    def read(self, rows: Sequence[int], raws: Sequence[RawCell]) -> list[Cell]:
        """Return the typed values of the cells of some rows; a cell with an error gives None."""
        odd = self._odd.union(self._merged)
        quantum = (
            self._column.quantum if self._column.type == "decimal" and not self._column.allowed else None
        )
        is_text = self._column.type == "text" and not self._column.allowed
        values: list[Cell] = []
        for start in range(0, len(rows), _BLOCK):
            lines, block = rows[start : start + _BLOCK], raws[start : start + _BLOCK]
            quick: Sequence[Cell] | None = None
            kinds = set(map(type, block))
            if not odd.isdisjoint(lines):
                pass
            elif kinds == {float} and quantum is not None:
                quick = _quick(cast(list[float], block), quantum)
            elif kinds == {str} and is_text:
                quick = _plain_texts(cast(Sequence[str], block))
            elif kinds <= _JUDGED_ONCE and self._known.keys() >= set(block):
                quick = list(map(self._known.__getitem__, cast(Sequence[_Once], block)))
            values.extend(self._cells(lines, block, odd) if quick is None else quick)
        return values

    def _cells(self, rows: Sequence[int], raws: Sequence[RawCell], odd: Set[int]) -> list[Cell]:
        """Type cells one by one; equal texts and numbers without a problem are judged once."""
        values: list[Cell] = []
        for row, raw in zip(rows, raws, strict=True):
            self._row = row
            if row in odd:
                values.append(self._strange(raw))
                continue
            if type(raw) not in _JUDGED_ONCE:
                values.append(self._value(raw))
                continue
            raw = cast(_Once, raw)
            value = self._known.get(raw, _UNREAD)
            if value is _UNREAD:
                before = len(self.problems)
                value = self._value(raw)
                if len(self.problems) == before:
                    self._known[raw] = value
            values.append(value)
        return values

    def _strange(self, raw: RawCell) -> Cell:
        """Judge a cell that holds something else than a value."""
        spot = (self._row, self._slot.index)
        traits = self._sheet.traits
        if spot in traits.errors:
            self._add("entry_error_value", found=traits.errors[spot])
        elif self._row in self._merged:
            self._judge_merged(self._merged[self._row])
        elif spot in traits.formulas:
            self._add("entry_formula", formula=traits.formulas[spot] or "?", found=_shown(raw))
        elif isinstance(raw, int | float) and not isinstance(raw, bool):
            fraction = plain_number(raw)
            percentage = format(Decimal(fraction).scaleb(2).normalize(), "f")
            unit = self._slot.unit or "–"
            self._add("entry_percent_shown", found=fraction, percentage=percentage, unit=unit)
        else:
            return self._value(raw)
        return None

    def _judge_merged(self, area: Range) -> None:
        """Report a merged range once, at its first cell."""
        if area not in self._reported:
            self._reported.add(area)
            span = f"{address(area[0], area[1])}:{address(area[2], area[3])}"
            where = self._sheet.where(area[0], area[1])
            self.problems.append((area[0], area[1], Problem("entry_merged", where, {"range": span})))

    def _value(self, raw: RawCell) -> Cell:
        if raw is None:
            return self._typed("")
        if isinstance(raw, str):
            return self._from_text(raw)
        if isinstance(raw, bool):
            return (
                self._typed("true" if raw else "false")
                if self._column.type == "boolean"
                else self._odd_type(raw)
            )
        if isinstance(raw, int | float):
            return self._from_number(raw)
        return self._from_date(raw)

    def _odd_type(self, raw: RawCell) -> Cell:
        self._add(
            "entry_type_wrong", found=_shown(raw), label_zh=self._label("zh"), label_en=self._label("en")
        )
        return None

    def _label(self, language: str) -> str:
        header = self._slot.form.header
        return header.zh if language == "zh" else header.en

    def _from_number(self, raw: float) -> Cell:
        if self._column.type in {"date", "boolean", "unit", "status"}:
            return self._odd_type(raw)
        text = plain_number(raw)
        if self._column.type == "division":
            return self._division(text)
        return self._typed(text)

    def _from_date(self, raw: date | datetime | time | timedelta) -> Cell:
        kind = self._column.type
        day = raw.date() if isinstance(raw, datetime) else raw
        if isinstance(raw, datetime) and raw.time() != time(0):
            return self._odd_type(raw)
        if not isinstance(day, date):
            return self._odd_type(raw)
        if kind == "date":
            return self._typed(day.isoformat())
        if kind == "period" and self._grain == "month" and day.day == 1:
            month = f"{day.year:04d}-{day.month:02d}"
            self._add("entry_month_from_date", "note", found=day.isoformat(), month=month)
            return self._typed(month)
        return self._odd_type(day)

    def _from_text(self, raw: str) -> Cell:
        text = " ".join(raw.strip(_INVISIBLE + " \t\r\n\u3000\xa0").splitlines())
        if text != text.strip():
            text = text.strip()
        if text != raw and not self._is_text_only:
            self._add("entry_blanks_removed", "note", found=raw, read=text)
        if text == "":
            return self._typed("")
        text = self._column.code_of(text)
        if self._is_number:
            return self._from_numeral(text)
        if self._column.type == "division":
            return self._division(text)
        if self._column.type == "date":
            return self._from_date_text(text)
        return self._typed(text)

    def _from_numeral(self, text: str) -> Cell:
        found = numeral(text)
        if found.kind in _NUMERALS:
            unit = self._slot.unit or "–"
            self._add(_NUMERALS[found.kind], found=text, number=found.number, suffix=found.unit, unit=unit)
            return None
        if found.kind == "plain" and not self._is_text_only:
            self._add("entry_number_as_text", "note", found=text)
        return self._typed(text)

    def _from_date_text(self, text: str) -> Cell:
        try:
            date.fromisoformat(text)
        except ValueError:
            self._add("entry_date_as_text", found=text)
            return None
        return self._typed(text)

    def _division(self, text: str) -> Cell:
        if self._divisions is None:
            return self._typed(text)
        found = self._divisions.find(text)
        if found.problem:
            severity: Severity = "note" if found.code else "error"
            self._add(found.problem, severity, **found.details)
        return self._typed(found.code) if found.code else None

    def _typed(self, text: str) -> Cell:
        if text == "" and (self._slot.form.sets or not self._column.required):
            return None
        problems = Collector()
        value = read_cell(text, self._column, problems, "")
        if not len(problems):
            return value
        problems, where = Collector(), self._sheet.where(self._row, self._slot.index)  # which few cells need
        value = read_cell(text, self._column, problems, where)
        self.problems.extend((self._row, self._slot.index, problem) for problem in problems)
        return value

    def _add(self, code: str, severity: Severity = "error", /, **details: object) -> None:
        where = self._sheet.where(self._row, self._slot.index)
        self.problems.append((self._row, self._slot.index, Problem(code, where, details, severity)))


def _quick(raws: list[float], quantum: Decimal) -> list[Decimal] | None:
    """Return numbers of a column of decimals just as `read_cell` would; None where that must judge one.

    Two decimals of at most fifteen digits are never the same float: the one written at the quantum is then
    also the shortest, if the float is read back from it.
    """
    places = quantum.as_tuple().exponent
    if not isinstance(places, int) or places > 0 or quantum != Decimal(1).scaleb(places):
        return None
    form = f"%.{-places}f "
    written = (form * len(raws) % tuple(raws)).split()
    bound = 10.0 ** (_TOLD_APART + places)
    is_safe = list(map(float, written)) == raws and -bound < min(raws) and max(raws) < bound
    # A zero may bear a sign, which read_cell is left to judge.
    return list(map(Decimal, written)) if is_safe and (form % -0.0).strip() not in written else None


def _plain_texts(raws: Sequence[str]) -> Sequence[str] | None:
    """Return texts with nothing to take away or to judge; None where one has to be looked at."""
    whole = "".join(raws)
    # What is printable holds no sign that is invisible, breaks a line or is a blank other than the plain one.
    is_plain = all(raws) and whole.isprintable() and (" " not in whole or [*map(str.strip, raws)] == [*raws])
    return raws if is_plain else None


def _rows_in(column: int, spots: Collection[tuple[int, int]]) -> set[int]:
    return {row for row, each in spots if each == column}


def _shown(raw: RawCell) -> str:
    if raw is None:
        return "–"
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    return plain_number(raw) if isinstance(raw, float) else str(raw)
