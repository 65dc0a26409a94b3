"""What an .xls says beside its values (xls 特征扫描): formulas, error values, percentages, what is hidden.

Follows [MS-XLS]: a stream of records, those of the workbook first, then those of each sheet. Only heads of
records are read; nothing in them is computed or followed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from shuangkong.registers.workbook.compound import streams_of
from shuangkong.registers.workbook.container import Limits, refusal
from shuangkong.registers.workbook.signs import SheetSigns, check_extents, is_percent

__all__ = ["scan_xls"]

_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_PERCENT_FORMATS = frozenset({9, 10})  # built-in number formats 0% and 0.00%
_START, _END, _SEALED, _CODE_PAGE = 0x0809, 0x000A, 0x002F, 0x0042
_FORMAT, _STYLE, _SHEET, _STRINGS = 0x041E, 0x00E0, 0x0085, 0x00FC
_FORMULA, _BOOL_OR_ERROR, _MANY_RK = 0x0006, 0x0205, 0x00BD
_VALUES = frozenset({0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6})  # number, packed number, texts of three kinds
_ROW, _COLUMNS, _MERGED, _EXTENT = 0x0208, 0x007D, 0x00E5, 0x0200
_MACROS = 1  # kind of a sheet that holds macros of Excel 4
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_YOUNGEST = 0x0600  # version of BIFF8; the one before writes texts in a code page
_Record = tuple[int, bytes]


def scan_xls(path: Path, limits: Limits) -> Mapping[str, SheetSigns]:
    """Return the signs of every sheet by its name (扫描工作表).

    Raises
    ------
    ProblemsFound
        ``book_encrypted``, ``book_macros``, ``sheet_too_large``; ``book_damaged`` if the records do not hold
        together.
    """
    try:
        streams = streams_of(path.read_bytes(), ("Workbook", "Book"))
        stream = streams.get("Workbook") or streams["Book"]
        sheets = _Scan(stream, path.name).sheets()
    except (ValueError, KeyError, struct.error, IndexError, LookupError) as error:
        raise refusal("book_damaged", path.name, detail=error) from None
    check_extents(sheets, path.name, limits)
    return sheets


def _records(stream: bytes, start: int) -> Iterator[_Record]:
    """Yield the records of one part of the stream: from its start to its end, parts within it passed over."""
    deep = 0
    at = start
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if len(body) < length:
            raise ValueError(f"record {number:#06x} is cut off")
        deep += (number == _START) - (number == _END)
        if deep == 0:
            return
        if deep == 1 or number == _EXTENT:
            yield number, body
        at += 4 + length
    raise ValueError("records without an end")


class _Scan:
    def __init__(self, stream: bytes, where: str) -> None:
        self._stream = stream
        self._where = where
        self._is_young = True
        self._encoding = "cp1252"
        self._percent_formats = set(_PERCENT_FORMATS)
        self._styles: list[int] = []
        self._parts: list[tuple[str, int, bool]] = []

    def sheets(self) -> dict[str, SheetSigns]:
        """Return the signs of every sheet, in the order of the workbook."""
        if self._stream[:2] != struct.pack("<H", _START):
            raise ValueError("no workbook of Excel 5 or later")
        for number, body in _records(self._stream, 0):
            self._book_record(number, body)
        percents = frozenset(
            index for index, shown in enumerate(self._styles) if shown in self._percent_formats
        )
        found: dict[str, SheetSigns] = {}
        for name, start, is_hidden in self._parts:
            sheet = _SheetScan(percents, is_hidden)
            for number, body in _records(self._stream, start):
                sheet.record(number, body)
            found[name] = sheet.signs
        return found

    def _book_record(self, number: int, body: bytes) -> None:
        if number == _START:
            self._is_young = struct.unpack_from("<H", body)[0] >= _YOUNGEST
        elif number == _SEALED:
            raise refusal("book_encrypted", self._where)
        elif number == _CODE_PAGE:
            page = struct.unpack_from("<H", body)[0]
            self._encoding = {1200: "utf-16-le", 32768: "mac_roman", 32769: "cp1252"}.get(page, f"cp{page}")
        elif number == _FORMAT:
            wide = 2 if self._is_young else 1
            code = self._text(body, 2, wide)
            if is_percent(code):
                self._percent_formats.add(struct.unpack_from("<H", body)[0])
        elif number == _STYLE:
            self._styles.append(struct.unpack_from("<H", body, 2)[0])
        elif number == _SHEET:
            self._add_sheet(body)
        elif number == _STRINGS:
            count = struct.unpack_from("<I", body, 4)[0]
            if count > len(self._stream):  # whoever believed it would allocate as much
                raise ValueError(f"{count} strings")

    def _add_sheet(self, body: bytes) -> None:
        start, state, kind = struct.unpack_from("<IBB", body)
        name = self._text(body, 6, 1)
        if kind == _MACROS:
            raise refusal("book_macros", self._where)
        if kind == 0:  # others are charts
            if any(name == other for other, _, _ in self._parts):
                raise ValueError(f"two sheets {name}")
            self._parts.append((name, start, state & 3 != 0))

    def _text(self, body: bytes, at: int, wide: int) -> str:
        """Return a text that begins with its length, a number of one byte or two."""
        length = int.from_bytes(body[at : at + wide], "little")
        at += wide
        if not self._is_young:
            return body[at : at + length].decode(self._encoding, "replace")
        if body[at] & 1:
            return body[at + 1 : at + 1 + 2 * length].decode("utf-16-le", "replace")
        return body[at + 1 : at + 1 + length].decode("latin-1")


class _SheetScan:
    """Reads the records of one sheet."""

    def __init__(self, percents: frozenset[int], is_hidden: bool) -> None:
        self.signs = SheetSigns(is_hidden=is_hidden)
        self._percents = percents
        self._kinds: Mapping[int, Callable[[bytes], None]] = {
            _FORMULA: self._formula,
            _BOOL_OR_ERROR: self._bool_or_error,
            _MANY_RK: self._many,
            _ROW: self._row,
            _COLUMNS: self._columns,
            _MERGED: self._merged,
            _EXTENT: self._extent,
        } | dict.fromkeys(_VALUES, self._value)

    def record(self, number: int, body: bytes) -> None:
        """Note what a record says; most say nothing of interest."""
        read = self._kinds.get(number)
        if read is not None:
            read(body)

    def _value(self, body: bytes) -> None:
        row, column, style = struct.unpack_from("<HHH", body)
        self.signs.reach(row, column)
        if style in self._percents:
            self.signs.percents.add((row, column))

    def _many(self, body: bytes) -> None:
        row, first = struct.unpack_from("<HH", body)
        for index in range((len(body) - 6) // 6):
            style = struct.unpack_from("<H", body, 4 + 6 * index)[0]
            self._value(struct.pack("<HHH", row, first + index, style))

    def _formula(self, body: bytes) -> None:
        self._value(body)
        row, column, _, kind, _, error, *_, sign = struct.unpack_from("<HHHBBBBBBH", body)
        self.signs.formulas[row, column] = ""
        if sign == 0xFFFF and kind == 2:
            self.signs.errors[row, column] = _ERRORS.get(error, "#N/A")

    def _bool_or_error(self, body: bytes) -> None:
        self._value(body)
        row, column, _, value, is_error = struct.unpack_from("<HHHBB", body)
        if is_error:
            self.signs.errors[row, column] = _ERRORS.get(value, "#N/A")

    def _row(self, body: bytes) -> None:
        if struct.unpack_from("<H", body, 12)[0] & 0x20:
            self.signs.hidden_rows.add(struct.unpack_from("<H", body)[0])

    def _columns(self, body: bytes) -> None:
        first, last, _, _, flags = struct.unpack_from("<HHHHH", body)
        if flags & 1:
            self.signs.hidden_columns.update(range(first, last + 1))

    def _merged(self, body: bytes) -> None:
        count = struct.unpack_from("<H", body)[0]
        for index in range(count):
            top, bottom, left, right = struct.unpack_from("<HHHH", body, 2 + 8 * index)
            self.signs.merged.append((top, left, bottom, right))

    def _extent(self, body: bytes) -> None:
        """Refuse an extent that no old workbook has: whoever believed it would allocate as much."""
        young = len(body) >= 12
        top, bottom, left, right = struct.unpack_from("<IIHH" if young else "<HHHH", body)
        is_turned = top > bottom or left > right
        if is_turned or bottom > _MOST_ROWS or right > _MOST_COLUMNS:
            raise ValueError(f"extent of rows {top}-{bottom} and columns {left}-{right}")
