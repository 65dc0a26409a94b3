"""What an .ods says beside its values (ods 特征扫描): formulas, error values, percentages, what is hidden.

Read with a parser that builds no tree. A file that defines entities of its own is refused: no spreadsheet
program writes them, and they are how a small text is made to swell.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.parsers import expat

from shuangkong.registers.workbook.container import Limits, parts_of, refusal
from shuangkong.registers.workbook.signs import SheetSigns, check_extents

__all__ = ["properties_of_ods", "scan_ods"]

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _STYLE, _TEXT, _META = (
    f"{_OASIS}{part}:1.0 " for part in ("table", "office", "style", "text", "meta")
)
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_ERROR_TEXT = re.compile(r"#(?:REF|VALUE|NAME|NUM|NULL|DIV/0|N/A)[!?]?|(?:Err|错误)[:：]\d{3}")
_COMMENT = f"{_OFFICE}annotation"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_CONTENT = frozenset({f"{_TABLE}formula", f"{_OFFICE}value-type", f"{_CALC}value-type"})
_Attributes = Mapping[str, str]


def scan_ods(path: Path, limits: Limits) -> Mapping[str, SheetSigns]:
    """Return the signs of every sheet by its name (扫描工作表).

    Raises
    ------
    ProblemsFound
        ``sheet_too_large``; ``book_damaged`` if the content is no sound XML.
    """
    scan = _Scan(limits)
    _parse(path, "content.xml", scan.start, scan.end, scan.characters)
    check_extents(scan.sheets, path.name, limits)
    return scan.sheets


def properties_of_ods(path: Path) -> Mapping[str, str]:
    """Return the custom document properties (自定义属性) of an .ods, as text."""
    found: dict[str, str] = {}
    inside: list[str] = []

    def start(name: str, attributes: _Attributes) -> None:
        if name == f"{_META}user-defined":
            inside.append(attributes.get(f"{_META}name", ""))

    def characters(text: str) -> None:
        if inside:
            found[inside[-1]] = found.get(inside[-1], "") + text

    def end(name: str) -> None:
        if name == f"{_META}user-defined":
            inside.pop()

    _parse(path, "meta.xml", start, end, characters)
    return found


def _parse(
    path: Path,
    part: str,
    start: Callable[[str, _Attributes], None],
    end: Callable[[str], None],
    characters: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = _no_entities
    try:
        with zipfile.ZipFile(path) as archive:
            if part == "meta.xml" and part not in archive.NameToInfo:
                return
            for piece in parts_of(archive, part):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, OSError, EOFError, ValueError) as error:
        raise refusal("book_damaged", path.name, detail=error) from None
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise refusal("book_damaged", path.name, detail=error) from None


def _no_entities(name: str, *_: object) -> None:
    raise ValueError(f"entity {name}")


class _Scan:
    """Gathers the signs of all sheets from the elements of the content."""

    def __init__(self, limits: Limits) -> None:
        self.sheets: dict[str, SheetSigns] = {}
        self._limits = limits
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._deep = 0  # tables within tables, of which only the outermost is a sheet
        self._skipped = 0  # depth within a comment, whose text is no value
        self._sheet = SheetSigns()
        self._row = self._rows = self._column = self._columns = 0
        self._cell: _Attributes | None = None
        self._shown: list[str] = []

    def start(self, name: str, attributes: _Attributes) -> None:
        """Take the start of an element."""
        if self._skipped or name == _COMMENT:
            self._skipped += 1
        elif name == f"{_TABLE}table":
            self._deep += 1
            if self._deep == 1:
                self._open_sheet(attributes)
        elif name in _CELLS and self._deep == 1:
            self._cell = attributes
            self._columns = _count(attributes, "number-columns-repeated")
            self._shown.clear()
        elif name == f"{_TABLE}table-row" and self._deep == 1:
            self._open_row(attributes)
        elif name == f"{_TABLE}table-column" and self._deep == 1:
            self._open_column(attributes)
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties" and attributes.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._skipped:
            self._skipped -= 1
        elif name == f"{_TABLE}table":
            self._deep -= 1
        elif name in _CELLS and self._deep == 1 and self._cell is not None:
            self._close_cell(self._cell)
            self._cell = None
            self._column += self._columns
        elif name == f"{_TABLE}table-row" and self._deep == 1:
            self._row += self._rows

    def characters(self, text: str) -> None:
        """Take text, which matters in cells only."""
        if self._cell is not None and not self._skipped:
            self._shown.append(text)

    def _open_sheet(self, attributes: _Attributes) -> None:
        is_hidden = attributes.get(f"{_TABLE}style-name") in self._hidden_styles
        self._sheet = SheetSigns(is_hidden=is_hidden)
        name = attributes.get(f"{_TABLE}name", "")
        if name in self.sheets:
            raise ValueError(f"two sheets {name}")
        self.sheets[name] = self._sheet
        self._row = self._rows = self._column = 0

    def _open_column(self, attributes: _Attributes) -> None:
        count = _count(attributes, "number-columns-repeated")
        if _is_hidden(attributes):
            last = min(self._column + count, self._limits.columns)
            self._sheet.hidden_columns.update(range(self._column, last))
        self._column += count

    def _open_row(self, attributes: _Attributes) -> None:
        self._column = 0
        self._rows = _count(attributes, "number-rows-repeated")
        if _is_hidden(attributes):
            last = min(self._row + self._rows, self._limits.rows)
            self._sheet.hidden_rows.update(range(self._row, last))

    def _close_cell(self, cell: _Attributes) -> None:
        shown = "".join(self._shown).strip()
        if f"{_TABLE}number-columns-spanned" in cell:
            self._merge(cell)
        if not shown and _CONTENT.isdisjoint(cell):
            return
        sheet = self._sheet
        sheet.reach(self._row + self._rows - 1, self._column + self._columns - 1)
        if sheet.rows > self._limits.rows or sheet.columns > self._limits.columns:
            return  # refused before anything of it is repeated in memory
        formula = cell.get(f"{_TABLE}formula")
        kind = cell.get(f"{_CALC}value-type", cell.get(f"{_OFFICE}value-type"))
        is_error = kind == "error" or (formula is not None and _ERROR_TEXT.fullmatch(shown) is not None)
        for row in range(self._row, self._row + self._rows):
            for column in range(self._column, self._column + self._columns):
                if formula is not None:
                    sheet.formulas[row, column] = formula.partition("=")[2]
                if is_error:
                    sheet.errors[row, column] = shown or "#N/A"
                elif kind == "percentage":
                    sheet.percents.add((row, column))

    def _merge(self, cell: _Attributes) -> None:
        across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if across > 1 or down > 1:
            self._sheet.merged.append(
                (self._row, self._column, self._row + down - 1, self._column + across - 1)
            )


def _count(attributes: _Attributes, name: str) -> int:
    return max(int(attributes.get(_TABLE + name, "1")), 1)


def _is_hidden(attributes: _Attributes) -> bool:
    return attributes.get(f"{_TABLE}visibility") in {"collapse", "filter"}
