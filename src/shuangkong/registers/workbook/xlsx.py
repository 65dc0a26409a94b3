"""What an .xlsx says beside its values (xlsx 特征扫描): formulas, error values, percentages, what is hidden.

The reader of values drops these. They are found by a scan of the bytes of each sheet, piece by piece, which
costs a fraction of parsing the XML; it also measures the sheet's extent before anybody allocates it.
"""

from __future__ import annotations

import operator
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import unescape
from pathlib import Path, PurePosixPath

from lxml import etree

from shuangkong.registers.workbook.book import Spot, Traits, column_number
from shuangkong.registers.workbook.container import Limits, parts_of, refusal
from shuangkong.registers.workbook.signs import is_percent

__all__ = ["custom_properties", "rows_of", "scan_xlsx", "sheet_parts"]

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_PERCENT_IDS = frozenset({9, 10})  # built-in number formats 0% and 0.00%
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]+)(\d+)["']""")
_ROW_NUMBER = re.compile(rb"""\sr=["'](\d+)["']""")
# A cell beyond column Z or row 99999: its column and, where that is far down, the start of its row.
_FAR = re.compile(rb"""r=["']([A-Z](?:[A-Z]+(?=\d{1,5}\D)|[A-Z]*\d{6}))""")
# A row as it is usually written, by its number; any other one gives an empty number.
_ROW_PLAIN = re.compile(rb"""<row(?=[\s/>])(?: r="(\d+)"(?: (?!hidden)[\w:]+="[^">]*")*>)?""")
_FAR_ROW = 100_000
_CHECKED = ("xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml")


def scan_xlsx(path: Path, limits: Limits) -> dict[str, Traits]:
    """Return the traits of every sheet by its name (扫描工作表).

    Raises
    ------
    ProblemsFound
        ``sheet_too_large``; ``book_damaged`` if a part is missing or not what the archive says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for name in _CHECKED:
                if name in archive.NameToInfo:
                    for _ in parts_of(archive, name):
                        pass
            percents = _percent_styles(archive)
            return {
                title: _Scan(f"{path.name}!{title}", percents, limits).traits(rows_of(archive, part))
                for title, part in sheet_parts(archive).items()
            }
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, OSError, EOFError, ValueError) as error:
        raise refusal("book_damaged", path.name, detail=error) from None
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise refusal("book_damaged", path.name, detail=error) from None


def custom_properties(path: Path) -> Mapping[str, str]:
    """Return the custom document properties (自定义属性) of an .xlsx, as text."""
    with zipfile.ZipFile(path) as archive:
        if "docProps/custom.xml" not in archive.NameToInfo:
            return {}
        root = etree.fromstring(archive.read("docProps/custom.xml"), _PARSER)
    return {str(entry.get("name")): "".join(map(str, entry.itertext())) for entry in root}


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


def _root(archive: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(archive.read(name), _PARSER)


def _named(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if _local(element) == name)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each worksheet by its name; charts and dialogs are no sheets of cells."""
    targets = {
        str(link.get("Id")): str(link.get("Target"))
        for link in _root(archive, "xl/_rels/workbook.xml.rels").iter(etree.Element)
        if str(link.get("Type", "")).endswith("/worksheet")
    }
    parts: dict[str, str] = {}
    for sheet in _named(_root(archive, "xl/workbook.xml"), "sheet"):
        link = next((str(value) for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
        if link in targets:
            target = targets[link]
            parts[str(sheet.get("name"))] = (
                target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            )
    return parts


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of the cell styles that show a value as a percentage."""
    if "xl/styles.xml" not in archive.NameToInfo:
        return frozenset()
    root = _root(archive, "xl/styles.xml")
    formats = set(_PERCENT_IDS)
    for number_format in _named(root, "numFmt"):
        if is_percent(str(number_format.get("formatCode", ""))):
            formats.add(int(number_format.get("numFmtId", "-1")))
    styles = next(_named(root, "cellXfs"), None)
    if styles is None:
        return frozenset()
    used = [int(style.get("numFmtId", "0")) for style in styles]
    return frozenset(index for index, number_format in enumerate(used) if number_format in formats)


def rows_of(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a sheet's XML in pieces that end between two rows, and a last piece with the rest."""
    rest = b""
    for piece in parts_of(archive, name):
        rest = _as_utf8(rest + piece) if not rest else rest + piece
        cut = max(rest.rfind(b"</row>"), rest.rfind(b":row>"))
        if cut >= 0:
            cut = rest.index(b">", cut) + 1
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


def _as_utf8(start: bytes) -> bytes:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("UTF-16")
    return start


@cache
def _beyond(allowed: int) -> re.Pattern[bytes]:
    """Return what finds a cell whose reference may name a row beyond those allowed."""
    first, digits = str(allowed)[0].encode(), len(str(allowed))
    rest, more = str(digits - 1).encode(), str(digits + 1).encode()
    return re.compile(
        rb"""r=["'][A-Z]+(?:[""" + first + rb"""-9]\d{""" + rest + rb"""}|\d{""" + more + rb""",})["']"""
    )


def _last_of(letters: Iterable[bytes]) -> int:
    """Return how many columns there are up to the last one named; at Z where none is."""
    return max((column_number(each.decode()) + 1 for each in letters), default=26)


class _Scan:
    """Gathers the traits of one sheet from pieces of its XML."""

    def __init__(self, where: str, percent_styles: frozenset[int], limits: Limits) -> None:
        self._where = where
        self._limits = limits
        self._formulas: dict[Spot, str] = {}
        self._errors: dict[Spot, str] = {}
        self._percents: set[Spot] = set()
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._last_row = 0
        self._last_column = 26
        styles = "|".join(map(str, sorted(percent_styles))).encode()
        tag = rb"<(?:\w+:)?"
        self._percent = (
            re.compile(tag + rb"c\s[^>]*?\bs=[\"'](?:" + styles + rb")[\"'][^>]*>") if styles else None
        )
        self._error = re.compile(tag + rb"c\s[^>]*?\bt=[\"']e[\"'][^>]*>(.*?)</(?:\w+:)?c>", re.S)
        self._formula = re.compile(
            rb"(" + tag + rb"c(?:\s[^>]*)?>)" + tag + rb"f(?:\s[^>]*?)?(?:/>|>([^<]*)<)"
        )
        self._text = re.compile(tag + rb"v>([^<]*)<")
        self._row = re.compile(tag + rb"row\s[^>]*>")
        self._wide = re.compile(tag + rb"c\s(?:[^>]*?\s)?r=[\"']([A-Z]{2,})\d+[\"'][^>]*?(?<!/)>")
        self._deep = re.compile(tag + rb"c\s(?:[^>]*?\s)?r=[\"'][A-Z]+(\d+)[\"'][^>]*?(?<!/)>")

    def traits(self, pieces: Iterator[bytes]) -> Traits:
        """Return what the pieces of a sheet's XML say."""
        for piece in pieces:
            is_prefixed = b":" in piece  # one byte is found far sooner than several
            if b"<cols" in piece or (is_prefixed and b":cols" in piece):
                self._hide_columns(piece)
            self._measure(piece, is_prefixed=is_prefixed)
            self._find(piece, is_prefixed=is_prefixed)
        return Traits(
            self._formulas,
            self._errors,
            frozenset(self._percents),
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
        )

    def _find(self, piece: bytes, *, is_prefixed: bool) -> None:
        if self._percent is not None:
            for match in self._percent.finditer(piece):
                if not match.group().endswith(b"/>"):
                    self._percents.add(self._spot(piece, match))
        if b't="e"' in piece or (b"'" in piece and b"t='e'" in piece):
            for match in self._error.finditer(piece):
                shown = self._text.search(match.group())
                self._errors[self._spot(piece, match)] = shown.group(1).decode() if shown else "#N/A"
        if b"f" in piece and (b"<f" in piece or (is_prefixed and b":f" in piece)):
            for match in self._formula.finditer(piece):
                text = unescape((match.group(2) or b"").decode("utf-8", "replace"))
                self._formulas[self._spot(piece, match)] = text

    def _hide_columns(self, piece: bytes) -> None:
        for tag in re.findall(rb"<(?:\w+:)?col\s[^>]*>", piece):
            bounds = dict(re.findall(rb"""\b(min|max|hidden)=["'](\w+)["']""", tag))
            if bounds.get(b"hidden") in {b"1", b"true"}:
                last = min(int(bounds[b"max"]), self._limits.columns)
                self._hidden_columns.update(range(int(bounds[b"min"]) - 1, last))

    def _measure(self, piece: bytes, *, is_prefixed: bool) -> None:
        """Refuse the sheet as soon as a value stands beyond what may be read; blank styled cells may."""
        far = set(_FAR.findall(piece))
        self._last_column = max(self._last_column, _last_of(each.rstrip(b"0123456789") for each in far))
        if self._last_column > self._limits.columns:
            # Without blank cells that only bear a style.
            self._last_column = _last_of(set(self._wide.findall(piece)))
        allowed = min(self._limits.rows, self._limits.cells // self._last_column)
        if not self._counts_rows(piece, allowed, is_prefixed=is_prefixed):
            self._walk_rows(piece, allowed)
        deepest = 0
        may_be_deep = allowed < _FAR_ROW or any(each[-1:].isdigit() for each in far)
        if may_be_deep and _beyond(allowed).search(piece) is not None:
            deepest = max(map(int, self._deep.findall(piece)), default=0)
        if self._last_column > self._limits.columns or deepest > allowed:
            self._refuse(max(deepest, self._last_row))

    def _counts_rows(self, piece: bytes, allowed: int, *, is_prefixed: bool) -> bool:
        """Take the rows as they are usually written, all at once; False where one must be looked at."""
        found = _ROW_PLAIN.findall(piece)
        if b"" in found or (is_prefixed and b":row" in piece):
            return False
        numbers = [self._last_row, *map(int, found)]
        if not all(map(operator.lt, numbers, numbers[1:])) or numbers[-1] > allowed:
            return False
        self._last_row = numbers[-1]
        return True

    def _walk_rows(self, piece: bytes, allowed: int) -> None:
        for match in self._row.finditer(piece):
            tag = match.group()
            number = _ROW_NUMBER.search(tag)
            row = int(number.group(1)) if number else self._last_row + 1
            if row <= self._last_row:
                raise ValueError(f"row {row} follows row {self._last_row}")
            self._last_row = row
            if b"hidden=" in tag and re.search(rb"""\shidden=["'](?:1|true)["']""", tag):
                self._hidden_rows.add(row - 1)
            if row > allowed and self._has_value(piece, match.end()):
                self._refuse(row)

    def _has_value(self, piece: bytes, start: int) -> bool:
        following = self._row.search(piece, start)
        row = piece[start : following.start() if following else len(piece)]
        return re.search(rb"<(?:\w+:)?(?:v|is)\b", row) is not None

    def _refuse(self, rows: int) -> None:
        limits = self._limits
        raise refusal(
            "sheet_too_large",
            self._where,
            rows=rows,
            columns=self._last_column,
            allowed_rows=limits.rows,
            allowed_columns=limits.columns,
            allowed_cells=limits.cells,
        )

    def _spot(self, piece: bytes, match: re.Match[bytes]) -> Spot:
        """Return row and column of a cell, from its reference or, where it has none, by counting."""
        tag = match.group()
        reference = _REFERENCE.search(tag[: tag.index(b">") + 1])
        if reference is not None:
            return int(reference.group(2)) - 1, column_number(reference.group(1).decode())
        before = piece[: match.start()]
        rows = list(self._row.finditer(before))
        number = _ROW_NUMBER.search(rows[-1].group())
        if number is None:
            raise ValueError(f"{self._where}: cells without a reference in rows without a number")
        cells = re.findall(rb"<(?:\w+:)?c[\s>/]", before[rows[-1].end() :])
        return int(number.group(1)) - 1, len(cells)
