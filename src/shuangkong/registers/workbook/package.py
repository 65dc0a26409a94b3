"""Parts of an .xlsx that a marked copy changes beside its cells (xlsx 部件): styles, comments, a sheet."""

from __future__ import annotations

import copy as copying
import posixpath
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from shuangkong.errors import Problem
from shuangkong.registers.workbook.book import Spot, address, column_letters
from shuangkong.registers.workbook.form import SHEET_PROBLEMS
from shuangkong.registers.workbook.problem_list import COLOURS, WIDTHS, lines_of, link_to
from shuangkong.registers.workbook.styles import lines_high

__all__ = ["Package", "Unpatchable"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_AUTHOR = "双控"
_LINKS = 60_000  # Excel allows 65,530 to a sheet
_SHAPES = 1024  # shape numbers come in blocks of so many
_FIRST_BLOCK = 500  # above the blocks that programs give out themselves
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" id="_x0000_s{number}" type="#_x0000_t202" '
    'style="position:absolute;width:260pt;height:90pt;'
    'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


class Unpatchable(Exception):  # no error of the user's: the values are copied instead
    """The file is written in a way that is not patched."""


class Package:
    """An .xlsx about to be copied with changes (xlsx 部件); what is not changed is carried over as it is."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.written: set[str] = set()
        self._changed: dict[str, bytes] = {}
        self._names = set(archive.namelist())
        self._styles = self._parsed("xl/styles.xml")
        self._types = self._parsed("[Content_Types].xml")
        formats = self._styles.find(f"{{{_MAIN}}}cellXfs")
        fills = self._styles.find(f"{{{_MAIN}}}fills")
        if formats is None or fills is None or len(formats) == 0:
            raise Unpatchable
        self._formats, self._fills = formats, fills
        self._marked: dict[tuple[int, str], int] = {}
        self._filled: dict[str, int] = {}
        self._block = _FIRST_BLOCK

    def _parsed(self, name: str) -> etree._Element:
        return etree.fromstring(self._read(name), _PARSER)

    def _read(self, name: str) -> bytes:
        return self._changed[name] if name in self._changed else self.archive.read(name)

    def marked_style(self, style: int, severity: str) -> int:
        """Return the number of the style that looks like another one but for its fill."""
        if (style, severity) not in self._marked:
            marked = copying.deepcopy(self._formats[style])
            marked.set("fillId", str(self._fill(severity)))
            marked.set("applyFill", "1")
            self._formats.append(marked)
            self._formats.set("count", str(len(self._formats)))
            self._marked[style, severity] = len(self._formats) - 1
        return self._marked[style, severity]

    def _fill(self, severity: str) -> int:
        if severity not in self._filled:
            fill = etree.SubElement(self._fills, f"{{{_MAIN}}}fill")
            pattern = etree.SubElement(fill, f"{{{_MAIN}}}patternFill", patternType="solid")
            etree.SubElement(pattern, f"{{{_MAIN}}}fgColor", rgb=f"FF{COLOURS[severity]}")
            etree.SubElement(pattern, f"{{{_MAIN}}}bgColor", indexed="64")
            self._fills.set("count", str(len(self._fills)))
            self._filled[severity] = len(self._fills) - 1
        return self._filled[severity]

    def comment(self, part: str, texts: Mapping[Spot, str]) -> bytes:
        """Add comments to a sheet; return the element its XML needs for them, if it has none yet."""
        if not texts:
            return b""
        relations = self._relations(part)
        comments = self._target(part, relations, "/comments")
        drawing = self._target(part, relations, "/vmlDrawing")
        if (comments is None) != (drawing is None):
            raise Unpatchable
        self._block += len(texts) // _SHAPES + 1
        if comments is not None and drawing is not None:
            self._extend_comments(comments, drawing, texts)
            return b""
        number = len(self.written) + 1
        comments, drawing = f"xl/commentsMarked{number}.xml", f"xl/drawings/vmlDrawingMarked{number}.vml"
        empty = f'{_HEAD}<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'
        self._changed[comments] = empty.encode()
        self._changed[drawing] = _VML.format(block=self._block).encode()
        self._extend_comments(comments, drawing, texts)
        self._relate(part, relations, "comments", f"/{comments}")
        link = self._relate(part, relations, "vmlDrawing", f"/{drawing}")
        self._declare(comments, f"{_KIND}comments+xml")
        self._declare_suffix("vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
        return f'<legacyDrawing xmlns:r="{_RELATION}" r:id="{link}"/>'.encode()

    def _extend_comments(self, comments: str, drawing: str, texts: Mapping[Spot, str]) -> None:
        root = self._parsed(comments)
        authors, listed = root.find(f"{{{_MAIN}}}authors"), root.find(f"{{{_MAIN}}}commentList")
        if authors is None or listed is None:
            raise Unpatchable
        etree.SubElement(authors, f"{{{_MAIN}}}author").text = _AUTHOR
        there = {str(each.get("ref")): each for each in listed}
        shapes = []
        for number, ((row, column), text) in enumerate(sorted(texts.items())):
            ref = address(row, column)
            if ref in there:
                body = there[ref].find(f"{{{_MAIN}}}text")
                text = "\n" + text
            else:
                new = etree.SubElement(listed, f"{{{_MAIN}}}comment", ref=ref, authorId=str(len(authors) - 1))
                body = etree.SubElement(new, f"{{{_MAIN}}}text")
                shapes.append(_shape(self._block * _SHAPES + 1 + number, row, column))
            run = etree.SubElement(body, f"{{{_MAIN}}}r")  # type: ignore[arg-type]
            etree.SubElement(run, f"{{{_MAIN}}}t").text = _NOT_XML.sub("", text)
        self._changed[comments] = _bytes(root)
        picture = self._read(drawing)
        end = picture.rfind(b"</xml>")
        if end < 0:
            raise Unpatchable
        self._changed[drawing] = picture[:end] + "".join(shapes).encode() + picture[end:]

    def add_problems(self, problems: Sequence[Problem], sheets: Mapping[str, str]) -> None:
        """Add the sheet that lists all problems."""
        part = "xl/worksheets/sheetProblems.xml"
        title, number = SHEET_PROBLEMS, 1
        while title in sheets or part in self._names:
            number += 1
            title, part = f"{SHEET_PROBLEMS}{number}", f"xl/worksheets/sheetProblems{number}.xml"
        names = {name: name for name in sheets}
        self._changed[part] = _problem_sheet(problems, names, self._list_styles()).encode()
        relations = self._relations("xl/workbook.xml")
        link = self._relate("xl/workbook.xml", relations, "worksheet", f"/{part}")
        self._declare(part, f"{_KIND}worksheet+xml")
        book = self._parsed("xl/workbook.xml")
        listed = book.find(f"{{{_MAIN}}}sheets")
        if listed is None:
            raise Unpatchable
        used = max(int(str(each.get("sheetId"))) for each in listed)
        entry = etree.SubElement(listed, f"{{{_MAIN}}}sheet", name=title, sheetId=str(used + 1))
        entry.set(f"{{{_RELATION}}}id", link)
        self._changed["xl/workbook.xml"] = _bytes(book)

    def _list_styles(self) -> tuple[int, int]:
        """Return the numbers of two styles of the list: of its head, and of its lines."""
        fonts = self._styles.find(f"{{{_MAIN}}}fonts")
        if fonts is None or len(fonts) == 0:
            raise Unpatchable
        bold = copying.deepcopy(fonts[0])
        for weight in bold.findall(f"{{{_MAIN}}}b"):
            bold.remove(weight)
        bold.insert(0, etree.Element(f"{{{_MAIN}}}b"))
        fonts.append(bold)
        fonts.set("count", str(len(fonts)))
        return self._list_style(len(fonts) - 1, self._fill("head")), self._list_style(0, 0)

    def _list_style(self, font: int, fill: int) -> int:
        style = etree.SubElement(self._formats, f"{{{_MAIN}}}xf", numFmtId="49", borderId="0", xfId="0")
        style.set("fontId", str(font))
        style.set("fillId", str(fill))
        for applied in ("applyFont", "applyFill", "applyAlignment", "applyNumberFormat"):
            style.set(applied, "1")
        etree.SubElement(style, f"{{{_MAIN}}}alignment", vertical="top", wrapText="1")
        self._formats.set("count", str(len(self._formats)))
        return len(self._formats) - 1

    def finish(self, copy: zipfile.ZipFile) -> None:
        """Write every part that is not written yet, changed or as it was."""
        self._changed["xl/styles.xml"] = _bytes(self._styles)
        self._changed["[Content_Types].xml"] = _bytes(self._types)
        for entry in self.archive.infolist():
            if entry.filename not in self.written and not entry.is_dir():
                copy.writestr(entry.filename, self._read(entry.filename))
        for name in sorted(self._changed.keys() - self._names):
            copy.writestr(name, self._changed[name])

    def _relations_part(self, part: str) -> str:
        folder, name = posixpath.split(part)
        return f"{folder}/_rels/{name}.rels"

    def _relations(self, part: str) -> etree._Element:
        name = self._relations_part(part)
        if name in self._names or name in self._changed:
            return self._parsed(name)
        return etree.fromstring(f'<Relationships xmlns="{_PACKAGE}"/>'.encode(), _PARSER)

    def _target(self, part: str, relations: etree._Element, kind: str) -> str | None:
        for relation in relations:
            if str(relation.get("Type")).endswith(kind):
                return posixpath.normpath(
                    posixpath.join("/" + posixpath.dirname(part), str(relation.get("Target")))
                ).lstrip("/")
        return None

    def _relate(self, part: str, relations: etree._Element, kind: str, target: str) -> str:
        used = {str(relation.get("Id")) for relation in relations}
        link = next(f"rIdMarked{number}" for number in range(1, 9999) if f"rIdMarked{number}" not in used)
        relation = etree.SubElement(relations, f"{{{_PACKAGE}}}Relationship", Id=link)
        relation.set("Type", f"{_RELATION}/{kind}")
        relation.set("Target", target)
        self._changed[self._relations_part(part)] = _bytes(relations)
        return link

    def _declare(self, part: str, kind: str) -> None:
        etree.SubElement(self._types, f"{{{_TYPES}}}Override", PartName=f"/{part}", ContentType=kind)

    def _declare_suffix(self, suffix: str, kind: str) -> None:
        if not any(str(each.get("Extension", "")).lower() == suffix for each in self._types):
            default = etree.Element(f"{{{_TYPES}}}Default", Extension=suffix, ContentType=kind)
            self._types.insert(0, default)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _shape(number: int, row: int, column: int) -> str:
    corners = {"left": column + 1, "right": column + 5, "top": max(row - 1, 0), "bottom": row + 5}
    return _SHAPE.format(number=number, row=row, column=column, **corners)


def _problem_sheet(problems: Sequence[Problem], names: Mapping[str, str], styles: tuple[int, int]) -> str:
    widths = "".join(
        f'<col min="{index}" max="{index}" width="{width}" customWidth="1"/>'
        for index, width in enumerate(WIDTHS, start=1)
    )
    rows, links = [], []
    for number, line in enumerate(lines_of(problems), start=1):
        cells = "".join(
            f'<c r="{column_letters(index)}{number}" s="{styles[number > 1]}" t="inlineStr">'
            '<is><t xml:space="preserve">'
            f"{escape(_NOT_XML.sub('', text))}</t></is></c>"
            for index, text in enumerate(line)
        )
        high = 15 * max(map(lines_high, line, WIDTHS)) + 3
        rows.append(f'<row r="{number}" ht="{high}" customHeight="1">{cells}</row>')
        place = link_to(problems[number - 2].where, names) if 1 < number <= _LINKS else ""
        if place:
            links.append(
                f'<hyperlink ref="C{number}" location={quoteattr(place)} display={quoteattr(line[2])}/>'
            )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        '<sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData>{linked}"
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )
