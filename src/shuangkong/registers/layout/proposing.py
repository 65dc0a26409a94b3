"""Proposing a layout (起草版式): a draft from the headers of a workbook, and the doubts a person settles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from shuangkong.errors import Collector, Problem, ProblemsFound
from shuangkong.registers.layout.binding import bind
from shuangkong.registers.layout.evidence import note_cells
from shuangkong.registers.layout.foot import foot_fields
from shuangkong.registers.layout.layout import Layout, LayoutColumn, Sheets, Total
from shuangkong.registers.layout.lines import title_text
from shuangkong.registers.layout.matching import MONTH, Guess, HeaderFound, column_texts, find_header
from shuangkong.registers.layout.wording import heading, normal
from shuangkong.registers.layout.words import words
from shuangkong.registers.type import RegisterType
from shuangkong.registers.workbook.book import Book, Sheet, address
from shuangkong.schema import Column
from shuangkong.territory import Territory
from shuangkong.trace import Label

__all__ = ["Proposal", "propose"]

_PENDING = "待确认"


@dataclass(frozen=True)
class Proposal:
    """A drafted layout (版式草稿), what is doubtful in it, and how far the headers agreed.

    Attributes
    ----------
    doubts
        Warnings, each with its place; the draft cannot be filed with before somebody confirms it.
    confidence
        Mean over the columns that the draft reads or could not place: 1 where every header is worded as
        in the form.
    """

    layout: Layout
    doubts: tuple[Problem, ...]
    confidence: Decimal
    guesses: tuple[Guess, ...]


def propose(
    book: Book, types: Iterable[RegisterType], territory: Territory | None = None, *, layout_id: str = "draft"
) -> Proposal:
    """Return a draft of the layout of a workbook (起草版式).

    Parameters
    ----------
    types
        Register types it may be of; the one whose form reads best in the headers is taken.
    territory
        Divisions by whose names sheets and a column are recognised.

    Raises
    ------
    ProblemsFound
        ``layout_doubt_none`` if no type has headers like these.
    """
    doubts = Collector()
    best, sheet = _best(book, tuple(types), doubts)
    draft = _Draft(best, sheet, territory, doubts)
    layout = draft.layout(layout_id, book)
    layout = note_cells(layout, bind(layout, best.type_, territory, Collector()), sheet, doubts)
    draft.note_required(layout)
    return Proposal(layout, tuple(doubts), draft.confidence, best.guesses)


def _best(book: Book, types: Sequence[RegisterType], doubts: Collector) -> tuple[HeaderFound, Sheet]:
    """Return the header that reads best among all sheets and types, and its sheet."""
    sheets = [sheet for sheet in book.sheets if not (sheet.is_hidden or sheet.is_blank)]
    pairs = [(find_header(sheet, type_), sheet) for sheet in sheets for type_ in types]
    found = sorted(pairs, key=lambda pair: pair[0].score, reverse=True)
    if not found or not found[0][0].score:
        raise ProblemsFound([Problem("layout_doubt_none", book.name)])
    best, sheet = found[0]
    other = next((each for each, _ in found if each.type_.id != best.type_.id), None)
    if other is not None and other.score * 2 > best.score:
        details = {"found": best.type_.id, "matched": len(best.guesses), "next": other.type_.id}
        doubts.add("layout_doubt_type", book.name, "warning", **details)
    return best, sheet


@dataclass
class _Draft:
    """The parts of a draft (草稿各部分) for the header that was found."""

    header: HeaderFound
    sheet: Sheet
    territory: Territory | None
    doubts: Collector
    unplaced: int = 0

    @property
    def confidence(self) -> Decimal:
        columns = len(self.header.guesses) + bool(self.header.months) + self.unplaced
        return (self.header.score / columns).quantize(Decimal("0.01"))

    def place(self, index: int) -> str:
        return f"{self.sheet.name}!{address(self.header.first + self.header.tiers - 1, index)}"

    def layout(self, layout_id: str, book: Book) -> Layout:
        """Return the draft without what only the cells below the header can tell."""
        sets: dict[str, str] = {}
        sheets = self._sheets(book, sets)
        columns = tuple(self._columns(sets))
        patterns = self._title_patterns(columns, sets)
        type_ = self.header.type_
        return Layout(
            id=layout_id,
            title=Label(f"{book.name}（草稿）", f"{book.name} (draft)"),
            type=type_.id,
            sheets=sheets,
            columns=columns,
            source=book.name,
            title_rows=self.header.first,
            header_rows=self.header.tiers,
            title_patterns=patterns,
            sets=sets,
            totals=tuple(self._totals()),
            foot={label: column for label, column in words().foot.items() if self._in_foot(label)},
            notes=tuple(words().notes),
        )

    def _sheets(self, book: Book, sets: dict[str, str]) -> Sheets:
        """Return the one sheet, or a sheet for each division if their names say so."""
        divisions = [sheet.name for sheet in book.sheets if self._division(sheet.name)]
        if self.sheet.name in divisions and len(divisions) > 1:
            sets[self.header.type_.filer_column] = "{division}"
            named, read = "(?P<division>.+)", divisions
        else:
            named, read = re.escape(self.sheet.name), [self.sheet.name]
        left_out = [sheet.name for sheet in book.sheets if sheet.name not in read and not sheet.is_blank]
        for name in left_out:
            self.doubts.add("layout_doubt_sheet", name, "warning", found=name)
        return Sheets(named, tuple(map(re.escape, left_out)))

    def _division(self, name: str) -> bool:
        return self.territory is not None and bool(self.territory.named(name, date.max))

    def _columns(self, sets: dict[str, str]) -> Iterator[LayoutColumn]:
        guesses = {guess.index: guess for guess in self.header.guesses}
        filler = self.header.type_.filer_column
        is_filled = filler in sets or any(guess.form.column == filler for guess in guesses.values())
        months = self.header.months
        for index, text in enumerate(self.header.texts):
            if not text:
                continue
            if index in guesses:
                yield self._guessed(guesses[index])
            elif months and index == months[0]:
                yield self._months()
            elif index in months:
                continue
            elif months and heading(text).name in ("全年", *words().totals):
                yield LayoutColumn((text,), total_of=MONTH)
            elif text in words().ignored:
                yield LayoutColumn((text,), ignored=text)
            elif not is_filled and self._holds_divisions(index):
                is_filled = True
                yield LayoutColumn((heading(text).name,), fills=filler)
            else:
                self.unplaced += 1
                self.doubts.add("layout_doubt_column", self.place(index), "warning", found=text)
                yield LayoutColumn((heading(text).name,), ignored=_PENDING)

    def _guessed(self, guess: Guess) -> LayoutColumn:
        target = self._target(guess)
        found = heading(guess.text)
        if guess.confidence < Decimal("0.9"):
            self.doubts.add(
                "layout_doubt_header",
                self.place(guess.index),
                "warning",
                found=guess.text,
                column=guess.form.header.zh,
            )
        kept = str(guess.form.sets.get("unit") or target.unit)
        if kept and not found.unit:
            self.doubts.add(
                "layout_doubt_unit", self.place(guess.index), "warning", column=found.name, expected=kept
            )
        fills = guess.form.header.zh if guess.form.sets else guess.form.column
        adds = target.type == "integer" or (kept not in ("%", "pp", "‰") and "/" not in kept)
        return LayoutColumn((found.name,), fills=fills, adds=adds)

    def _target(self, guess: Guess) -> Column:
        return self.header.type_.table.column(guess.form.column)

    def _months(self) -> LayoutColumn:
        """Return the one column of the layout that all months are, its figures doubtful until confirmed."""
        own = {guess.form.column for guess in self.header.guesses}
        wide = [form for form in self.header.type_.form if form.sets and not own & form.sets.keys()]
        fills = wide[0].header.zh if len(wide) == 1 else "value"
        place = self.place(self.header.months[0])
        self.doubts.add("layout_doubt_header", place, "warning", found="1月 …", column=fills)
        return LayoutColumn(pattern=r"(?P<month>\d{1,2})月", fills=fills, sets={"period": "{year}-{month:2}"})

    def _holds_divisions(self, index: int) -> bool:
        texts = column_texts(self.sheet, self.header.first + self.header.tiers, index)
        return sum(map(self._division, texts)) * 2 > len(texts)

    def _title_patterns(self, columns: Sequence[LayoutColumn], sets: dict[str, str]) -> tuple[str, ...]:
        """Return patterns for the period in the title, where rows need it from there."""
        if "period" not in self.header.type_.table.column_names or any(
            column.fills == "period" for column in columns
        ):
            return ()
        title = " ".join(title_text(self.sheet, row) for row in range(self.header.first))
        by_month = any("period" in column.sets for column in columns)
        if not by_month and re.search(r"\d{4}年\d{1,2}月", title):
            sets["period"] = "{year}-{month:2}"
            return (r"(?P<year>\d{4})年(?P<month>\d{1,2})月",)
        if not re.search(r"\d{4}年", title):
            return ()
        if not by_month:
            sets["period"] = "{year}"
        return (r"(?P<year>\d{4})年",)

    def _totals(self) -> Iterator[Total]:
        rows = range(self.header.first + self.header.tiers, len(self.sheet.cells))
        for label, sums in words().totals.items():
            pattern = f".*{label}"
            row = next((row for row in rows if re.fullmatch(pattern, self._first(row))), None)
            if row is not None:
                self.doubts.add("layout_doubt_total", f"{self.sheet.name}!{row + 1}", "warning", found=label)
                yield Total(pattern, sums)

    def _first(self, row: int) -> str:
        texts = (normal(raw) for raw in self.sheet.cells[row] if isinstance(raw, str))
        return next(filter(None, texts), "")

    def _in_foot(self, label: str) -> bool:
        below = self.sheet.cells[self.header.first + self.header.tiers :]
        return any(foot_fields(raw, [label]) for row in below for raw in row if isinstance(raw, str))

    def note_required(self, layout: Layout) -> None:
        """Note the required columns that nothing fills yet."""
        problems = Collector()
        bind(layout, self.header.type_, self.territory, problems)
        for problem in problems:
            if problem.code == "layout_column_unfilled":
                self.doubts.extend([replace(problem, code="layout_doubt_required", severity="warning")])
