"""Reading and writing CSV (读写 CSV): every problem of a file at once, with its line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterable, Mapping
from datetime import date

from shuangkong.errors import Collector
from shuangkong.schema.cell import read_cell, write_cell
from shuangkong.schema.column import Cell, Row, Table

__all__ = ["read_csv", "write_csv"]

_Lines = list[tuple[int, list[str]]]
_Located = list[tuple[int, Row]]


def read_csv(
    text: str, table: Table, where: str, *, known_divisions: Container[str] | None = None
) -> tuple[Row, ...]:
    """Return the rows of a CSV text (读取 CSV), typed, or raise with all its problems.

    Parameters
    ----------
    where
        Name of the file, put before line and column in every problem.
    known_divisions
        Codes that division columns may hold; None leaves membership to the caller.

    Raises
    ------
    ProblemsFound
        With every problem: ``csv_empty``, ``csv_malformed``, ``csv_column_missing``, ``csv_column_unknown``,
        ``csv_column_repeated``, ``csv_row_width``, ``csv_key_repeated``, ``csv_validity_reversed``,
        ``csv_validity_overlap``, ``csv_division_unknown`` and the cell problems of `read_cell`.

    Examples
    --------
    >>> from shuangkong.schema.dictionary import table
    >>> rows = read_csv("old_code,new_code,kind,effective_on,note,status,source\\n"
    ...     "110001,110002,recode,2001-12-31,,constructed,example\\n", table("division_succession"), "a.csv")
    >>> rows[0]["effective_on"], rows[0]["note"]
    (datetime.date(2001, 12, 31), None)
    """
    problems = Collector()
    lines = _lines(text.removeprefix("\ufeff"), problems, where)
    if not lines:
        if not len(problems):
            problems.add("csv_empty", where, table=table.name)
        problems.raise_errors()
    names = lines[0][1]
    _check_header(names, table, problems, f"{where}:{lines[0][0]}")
    rows: _Located = []
    for line, cells in lines[1:]:
        if len(cells) != len(names):
            problems.add("csv_row_width", f"{where}:{line}", found=len(cells), expected=len(names))
            continue
        rows.append((line, _row(dict(zip(names, cells, strict=True)), table, problems, f"{where}:{line}")))
    if known_divisions is not None:
        _check_divisions(rows, table, known_divisions, problems, where)
    _check_keys(rows, table, problems, where)
    problems.raise_errors()
    return tuple(row for _, row in rows)


def _lines(text: str, problems: Collector, where: str) -> _Lines:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: _Lines = []
    line = 1
    try:
        for cells in reader:
            if cells:
                lines.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add("csv_malformed", f"{where}:{line}", detail=error)
    return lines


def _check_header(names: list[str], table: Table, problems: Collector, where: str) -> None:
    for column in table.columns:
        if column.name not in names:
            problems.add(
                "csv_column_missing",
                where,
                column=column.name,
                label_zh=column.label.zh,
                label_en=column.label.en,
            )
    for name in sorted(set(names)):
        if name not in table.column_names:
            problems.add("csv_column_unknown", where, column=name, known=", ".join(table.column_names))
        if names.count(name) > 1:
            problems.add("csv_column_repeated", where, column=name)


def _row(cells: Mapping[str, str], table: Table, problems: Collector, where: str) -> Row:
    return {
        column.name: read_cell(cells[column.name], column, problems, f"{where}:{column.name}")
        for column in table.columns
        if column.name in cells
    }


def _check_divisions(
    rows: _Located, table: Table, known: Container[str], problems: Collector, where: str
) -> None:
    names = [column.name for column in table.columns if column.type == "division"]
    for line, row in rows:
        for name in names:
            code = row.get(name)
            if isinstance(code, str) and code not in known:
                problems.add("csv_division_unknown", f"{where}:{line}:{name}", found=code)


def _check_keys(rows: _Located, table: Table, problems: Collector, where: str) -> None:
    """Report keys that stand twice, then validity that overlaps, among the rows whose key could be read."""
    required = {column.name for column in table.columns if column.required}
    first: dict[tuple[Cell, ...], int] = {}
    subjects: dict[tuple[Cell, ...], _Located] = {}
    for line, row in rows:
        if any(name not in row or (name in required and row[name] is None) for name in table.key):
            continue
        key = tuple(row[name] for name in table.key)
        if key in first:
            written = ", ".join("" if cell is None else str(cell) for cell in key)
            problems.add("csv_key_repeated", f"{where}:{line}", key=written, first=first[key])
            continue
        first[key] = line
        subjects.setdefault(tuple(row[name] for name in table.subject_key), []).append((line, row))
    if table.validity is not None:
        for subject, located in subjects.items():
            _check_validity(located, table.validity, problems, where, ", ".join(map(str, subject)))


def _check_validity(
    rows: _Located, validity: tuple[str, str], problems: Collector, where: str, subject: str
) -> None:
    spans: list[tuple[date, date, int]] = []
    for line, row in rows:
        start, end = (row.get(name) for name in validity)
        first = start if isinstance(start, date) else date.min
        last = end if isinstance(end, date) else date.max
        if last < first:
            problems.add("csv_validity_reversed", f"{where}:{line}", start=first, end=last)
        else:
            spans.append((first, last, line))
    reached: tuple[date, int] | None = None
    for first, last, line in sorted(spans):
        if reached is not None and first <= reached[0]:
            problems.add("csv_validity_overlap", f"{where}:{line}", key=subject, other=reached[1])
        if reached is None or last > reached[0]:
            reached = (last, line)


def write_csv(rows: Iterable[Row], table: Table) -> str:
    """Return rows as CSV text (写出 CSV) that `read_csv` reads back to the same rows.

    Examples
    --------
    >>> from shuangkong.schema.dictionary import table
    >>> write_csv([], table("division_succession"))
    'old_code,new_code,kind,effective_on,note,status,source\\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.column_names)
    for row in rows:
        writer.writerow([write_cell(row[column.name], column) for column in table.columns])
    return out.getvalue()
