"""Marking an .xlsx in place (xlsx 标注): only the marked cells, the styles and the comments are touched.

Everything else of the user's file is carried over byte by byte, which keeps it as it was and costs a fraction
of loading and saving it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from lxml import etree

from shuangkong.errors import Problem
from shuangkong.registers.workbook.book import Spot, address, column_number
from shuangkong.registers.workbook.package import Package, Unpatchable
from shuangkong.registers.workbook.problem_list import Mark
from shuangkong.registers.workbook.xlsx import rows_of, sheet_parts

__all__ = ["Unpatchable", "patch"]

_ROW = re.compile(rb'<row\s[^>]*?\br="(\d+)"[^>]*?(/?)>')
_CELL = re.compile(rb'<c\s[^>]*?\br="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>)', re.S)
_STYLE = re.compile(rb'\ss="(\d+)"')
_AFTER_DRAWING = re.compile(
    rb"<(?:legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst)\b|</worksheet>"
)


def patch(
    source: Path, problems: Sequence[Problem], marks: Mapping[str, Mapping[Spot, Mark]], target: Path
) -> None:
    """Write the marked copy of an .xlsx.

    Raises
    ------
    Unpatchable
        If the file is no .xlsx, or one written in an unusual way; nothing is lost by copying its values.
    """
    if not zipfile.is_zipfile(source):
        raise Unpatchable
    try:
        with zipfile.ZipFile(source) as archive:
            parts = sheet_parts(archive)
            package = Package(archive)
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
                for name, cells in marks.items():
                    if name in parts:
                        _patch_sheet(package, copy, parts[name], cells)
                package.add_problems(problems, parts)
                package.finish(copy)
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise Unpatchable from error


def _patch_sheet(package: Package, copy: zipfile.ZipFile, part: str, cells: Mapping[Spot, Mark]) -> None:
    by_row: dict[int, dict[int, Mark]] = {}
    for (row, column), found in cells.items():
        by_row.setdefault(row + 1, {})[column] = found
    drawing = package.comment(part, {spot: each.text for spot, each in cells.items() if each.text})
    with copy.open(part, "w", force_zip64=True) as out:
        for piece in _with_drawing(rows_of(package.archive, part), drawing):
            out.write(_patch_rows(piece, by_row, package))
    package.written.add(part)


def _with_drawing(pieces: Iterator[bytes], drawing: bytes) -> Iterator[bytes]:
    """Put the reference to the drawing of comments where the order of elements wants it: near the end."""
    for piece in pieces:
        end = piece.rfind(b"</sheetData>")
        if end >= 0 and drawing:
            found = _AFTER_DRAWING.search(piece, end)
            if found is None:
                raise Unpatchable
            yield piece[: found.start()] + drawing + piece[found.start() :]
        else:
            yield piece


def _patch_rows(piece: bytes, by_row: Mapping[int, Mapping[int, Mark]], package: Package) -> bytes:
    out: list[bytes] = []
    done = 0
    seen = False
    for match in _ROW.finditer(piece):
        seen = True
        wanted = by_row.get(int(match[1]))
        if wanted is None:
            continue
        row = int(match[1])
        if match[2]:
            opened = match[0][:-2] + b">"
            end = match.end()
            patched = opened + _patch_cells(b"", row, wanted, package) + b"</row>"
        else:
            closed = piece.index(b"</row>", match.end())
            end = closed
            patched = match[0] + _patch_cells(piece[match.end() : closed], row, wanted, package)
        out += (piece[done : match.start()], patched)
        done = end
    if not seen and b"<sheetData>" in piece and b"row" in piece[piece.index(b"<sheetData>") :]:
        raise Unpatchable
    out.append(piece[done:])
    return b"".join(out)


def _patch_cells(cells: bytes, row: int, wanted: Mapping[int, Mark], package: Package) -> bytes:
    """Return the cells of a row, those wanted in their new style, in order of columns."""
    found = {column_number(match[1].decode()): match[0] for match in _CELL.finditer(cells)}
    if sum(map(len, found.values())) != len(cells.strip()):
        raise Unpatchable  # cells without a reference, or blanks between them
    for column, each in wanted.items():
        cell = found.get(column, f'<c r="{address(row - 1, column)}"/>'.encode())
        tag = cell[: cell.index(b">")]
        style = _STYLE.search(tag)
        new = f' s="{package.marked_style(int(style[1]) if style else 0, each.severity)}"'.encode()
        start, end = style.span() if style else (len(b"<c"), len(b"<c"))
        found[column] = cell[:start] + new + cell[end:]
    return b"".join(found[column] for column in sorted(found))
