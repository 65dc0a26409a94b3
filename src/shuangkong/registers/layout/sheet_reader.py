"""Reading one sheet (读一张表): its title, header, lines, figures, totals and rows, in that order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shuangkong.errors import Collector
from shuangkong.registers.layout.binding import Binding, written
from shuangkong.registers.layout.cells import Written, figure_text, type_cells, write_text
from shuangkong.registers.layout.figures import Figure, read_figure
from shuangkong.registers.layout.foot import read_foot
from shuangkong.registers.layout.headings import Matched, cell, match_columns
from shuangkong.registers.layout.layout import Layout
from shuangkong.registers.layout.lines import Sorted, sort_lines, title_text
from shuangkong.registers.layout.naming import DivisionNames
from shuangkong.registers.layout.result import Absent, LayoutRead, Line, SheetLeftOut, TotalChecked
from shuangkong.registers.layout.totals import check_totals
from shuangkong.registers.layout.wording import fill, text_of
from shuangkong.registers.workbook.book import RawCell, Sheet, address
from shuangkong.schema import Cell, Row
from shuangkong.trace import Label

__all__ = ["Result", "SheetReader"]

_NO_ROW = Label("没有可读入的数，或有错误", "it holds no figure, or has a problem")


@dataclass
class Result:
    """What has been read so far."""

    problems: Collector
    given: Mapping[str, Cell]
    rows: list[Row] = field(default_factory=list)
    places: list[Mapping[str, str]] = field(default_factory=list)
    totals: list[TotalChecked] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    left_out: list[SheetLeftOut] = field(default_factory=list)

    def whole(self, header: Mapping[str, Cell]) -> LayoutRead:
        """Return it all, with the header that the feet gave."""
        return LayoutRead(
            rows=tuple(self.rows),
            places=tuple(self.places),
            problems=tuple(self.problems),
            header=header,
            totals=tuple(self.totals),
            absent=tuple(self.absent),
            lines=tuple(self.lines),
            sheets_left_out=tuple(self.left_out),
        )


@dataclass
class SheetReader:
    """Reads one sheet (读一张表)."""

    sheet: Sheet
    binding: Binding
    names: DivisionNames
    result: Result
    captured: dict[str, str]
    anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    above: dict[int, RawCell] = field(default_factory=dict)

    @property
    def layout(self) -> Layout:
        return self.binding.layout

    @property
    def problems(self) -> Collector:
        return self.result.problems

    def place(self, row: int, column: int) -> str:
        return f"{self.sheet.name}!{address(row, column)}"

    def read(self) -> Mapping[str, Cell]:
        """Read the sheet into the result, and return what its foot says."""
        before = sum(problem.severity == "error" for problem in self.problems)
        self._capture_title()
        columns = match_columns(self.sheet, self.binding, self.captured, self.problems)
        lines = sort_lines(self.sheet, self.layout, columns, self.problems)
        if sum(problem.severity == "error" for problem in self.problems) > before:
            self._account(lines, {})
            return {}
        self._note_units(columns)
        self._note_hidden(lines)
        self._check_merged(columns, lines)
        figures = self._figures(columns, lines)
        self.result.totals += check_totals(self.sheet.name, lines, columns, figures, self.problems)
        made = {line.row: self._line(line.row, columns, figures) for line in lines if line.kind == "read"}
        self._account(lines, made)
        return read_foot(self.sheet, lines, self.layout, self.problems)

    def _account(self, lines: Sequence[Sorted], made: Mapping[int, int]) -> None:
        for line in lines:
            rows = made.get(line.row, 0)
            because = line.because
            if line.kind == "read" and not rows:
                because = _NO_ROW
            self.result.lines.append(Line(self.sheet.name, line.row + 1, line.kind, because, rows))

    def _capture_title(self) -> None:
        texts = [title_text(self.sheet, row) for row in range(self.layout.title_rows)]
        for pattern in self.layout.title_patterns:
            match = next((found for text in texts if (found := re.search(pattern, text))), None)
            if match is None:
                self.problems.add(
                    "layout_title_unmatched", self.sheet.name, expected=pattern, found=" / ".join(texts)
                )
            else:
                self.captured |= {name: text or "" for name, text in match.groupdict().items()}

    def _note_units(self, columns: Sequence[Matched]) -> None:
        for matched in columns:
            kept = matched.bound.unit
            if matched.unit is not None and kept and matched.unit.symbol != kept:
                place = self.place(self.layout.first_row - 1, matched.index)
                self.problems.add(
                    "layout_unit_converted", place, "note", found=matched.unit.symbol, kept=kept
                )

    def _note_hidden(self, lines: Sequence[Sorted]) -> None:
        hidden = self.sheet.traits.hidden_rows
        rows = [str(line.row + 1) for line in lines if line.kind == "read" and line.row in hidden]
        if rows:
            self.problems.add("layout_rows_hidden", self.sheet.name, "warning", rows=", ".join(rows))

    def _check_merged(self, columns: Sequence[Matched], lines: Sequence[Sorted]) -> None:
        """Note whose text a filled-down cell takes, and refuse every other merged range over data."""
        data = {line.row for line in lines if line.kind == "read"}
        by_index = {matched.index: matched for matched in columns}
        for top, left, bottom, right in self.sheet.merged:
            rows = [row for row in range(top, bottom + 1) if row in data]
            if not rows:
                continue
            inside = [by_index[index] for index in range(left, right + 1) if index in by_index]
            used = [matched for matched in inside if not matched.bound.column.ignored]
            declared = len(inside) == 1 and all(matched.bound.column.fill_down for matched in used)
            if used and not declared:
                cells = f"{address(top, left)}:{address(bottom, right)}"
                self.problems.add("layout_merged", self.place(top, left), cells=cells)
            elif used:
                self.anchors |= {(row, left): (top, left) for row in rows}

    def _figures(self, columns: Sequence[Matched], lines: Sequence[Sorted]) -> dict[tuple[int, int], Figure]:
        """Return every figure of the data and total lines; a cell with a problem has none."""
        found: dict[tuple[int, int], Figure] = {}
        numbers = [matched for matched in columns if matched.bound.is_number]
        for line in lines:
            if line.kind not in ("read", "total"):
                continue
            for matched in numbers:
                if line.kind == "total" and not matched.bound.column.adds:
                    continue
                figure = self._figure(line, matched)
                if figure is not None:
                    found[line.row, matched.index] = figure
        return found

    def _figure(self, line: Sorted, matched: Matched) -> Figure | None:
        row, index = line.row, matched.index
        place = self.place(row, index)
        if not self._is_value(row, index, is_total=line.kind == "total"):
            return None
        figure = read_figure(cell(self.sheet, row, index), matched, self.layout, place, self.problems)
        if figure is None or figure.value is None or (row, index) not in self.sheet.percents:
            return figure
        is_share = matched.unit is not None and matched.unit.dimension == "share"
        if matched.unit is None or not is_share or "percent_cells" not in self.layout.accepts:
            self.problems.add("layout_percent", place, found=figure.value)
            return None
        return Figure(figure.value / matched.unit.factor)

    def _is_value(self, row: int, index: int, *, is_total: bool) -> bool:
        """Whether a cell holds no error, and no formula but in a total or where the layout reads them."""
        error = self.sheet.traits.errors.get((row, index))
        if error is not None:
            self.problems.add("layout_error_cell", self.place(row, index), found=error)
            return False
        formula = self.sheet.formulas.get((row, index))
        if formula is None or is_total or "formulas" in self.layout.accepts:
            return True
        self.problems.add("layout_formula", self.place(row, index), found=formula)
        return False

    def _line(self, row: int, columns: Sequence[Matched], figures: Mapping[tuple[int, int], Figure]) -> int:
        """Add the rows of one line to the result, and return how many there are."""
        own: dict[str, Written] = {}
        groups: dict[tuple[tuple[str, str], ...], dict[str, Written]] = {}
        is_sound = True
        for matched in columns:
            target = matched.bound.target
            if target is None:
                continue
            found = self._cell(row, matched, figures)
            if found is None:
                is_sound = False
                continue
            sets = self._filled(matched.bound.sets, matched.captured)
            into = groups.setdefault(tuple(sorted(sets.items())), {}) if sets else own
            into[target.name] = found
            if (
                found.text
                and matched.unit is not None
                and self.binding.unit_column
                and not matched.bound.unit
            ):
                into["unit"] = Written(matched.unit.symbol, found.place)
        if not is_sound:
            return 0
        made = 0
        for key, cells in (groups or {(): {}}).items():
            if groups and not any(each.text for each in cells.values()):
                continue  # a long table has no row for a figure that is missing
            made += self._row(dict(key), own | cells)
        return made

    def _cell(self, row: int, matched: Matched, figures: Mapping[tuple[int, int], Figure]) -> Written | None:
        """Return one cell as text; a mark is noted as absent, and a problem gives None."""
        target, index = matched.bound.target, matched.index
        assert target is not None
        place = self.place(row, index)
        if matched.bound.is_number:
            figure = figures.get((row, index))
            if figure is None:
                return None
            mark, meaning = figure.mark, figure.meaning
            found: Written | None = Written(figure_text(figure, matched), place, meaning)
        else:
            if not self._is_value(row, index, is_total=False):
                return None
            raw = self._speaking(row, matched)
            found = write_text(raw, matched, self.layout, place, self.problems)
            mark, meaning = text_of(raw), None if found is None else found.meaning
        if meaning is not None:
            self.result.absent.append(Absent(place, target.name, mark, meaning))
        return found

    def _speaking(self, row: int, matched: Matched) -> RawCell:
        """Return the cell that speaks for this one: itself, its merged range, or the last filled above."""
        top, left = self.anchors.get((row, matched.index), (row, matched.index))
        raw = cell(self.sheet, top, left)
        if matched.bound.column.fill_down != "blank":
            return raw
        if text_of(raw).strip():
            self.above[matched.index] = raw
        return self.above.get(matched.index, raw)

    def _filled(self, sets: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
        return {name: fill(template, self.captured | dict(more)) for name, template in sets.items()}

    @cached_property
    def fixed(self) -> dict[str, str]:
        """Cells that every row of the sheet bears, a blank for every other; none the filing brings."""
        type_ = self.binding.type_
        stated = {name: written(value) for name, value in type_.constants.items()}
        stated |= self._filled(self.layout.sets, {})
        blank = {name: "" for name in type_.table.column_names if name not in type_.given}
        return blank | stated

    def _row(self, sets: Mapping[str, str], cells: Mapping[str, Written]) -> int:
        """Add a row to the result if every cell of it can be typed."""
        place = next(iter(cells.values())).place
        whole = {name: Written(text, place) for name, text in (self.fixed | dict(sets)).items()} | dict(cells)
        typed = type_cells(whole, self.binding.columns, self.layout, self.names, self.problems)
        if typed is None:
            return 0
        self.result.rows.append({**self.result.given, **typed})
        self.result.places.append({name: each.place for name, each in whole.items()})
        return 1
