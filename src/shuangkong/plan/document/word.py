"""Plans written in Word (Word 文档): what the page of a .docx shows, automatic numbers included."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.plan.document.encoding import looks_like
from shuangkong.plan.document.word_numbering import Numbering
from shuangkong.plan.document.word_parts import attribute, child, local_name, read_part

__all__ = ["docx_text", "is_encrypted"]

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Deleted and moved text, the second copy of a drawing, and properties are no words of the document.
_UNSEEN = frozenset(("del", "moveFrom", "Fallback", "rPr", "pPr", "sectPr", "instrText", "delText"))
_WRAPPERS = frozenset(("sdt", "sdtContent", "customXml", "ins", "moveTo", "AlternateContent", "Choice"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = ("0", "false", "off")


def docx_text(data: bytes, where: str) -> str:
    """Return the text of a .docx (Word 正文), a line per paragraph, table rows with tabs.

    Raises
    ------
    ProblemsFound
        ``docx_encrypted``, ``docx_damaged``, ``docx_expands`` for one that unpacks to more than any plan
        holds, ``docx_without_text``.
    """
    if is_encrypted(data):
        raise ProblemsFound([Problem("docx_encrypted", where)])
    body = child(read_part(data, "word/document.xml", where), "body")
    if body is None:
        raise ProblemsFound([Problem("docx_damaged", where)])
    styles, numbering = (read_part(data, f"word/{part}.xml", where) for part in ("styles", "numbering"))
    text = "\n".join(line for line in _Page(Numbering(numbering, styles)).blocks(body) if line)
    if not text:
        raise ProblemsFound([Problem("docx_without_text", where)])
    return text


def is_encrypted(data: bytes) -> bool:
    """Whether the bytes are a .docx under a password (加密文档), sealed in an older container."""
    return looks_like(data) == ".doc" and _ENCRYPTED in data


class _Page:
    """Reads the parts of a body in order; the lists count on from paragraph to paragraph."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering

    def blocks(self, container: etree._Element) -> Iterator[str]:
        """Yield the lines of everything in a body, cell or text box."""
        for element in container:
            name = local_name(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._rows(element)
            elif name in _WRAPPERS:
                yield from self.blocks(element)

    def _rows(self, table: etree._Element) -> Iterator[str]:
        for row in _below(table, "tr"):
            cells = [
                " ".join(" ".join(line.split()) for line in self.blocks(cell)).strip()
                for cell in _below(row, "tc")
            ]
            if any(cells):
                yield "\t".join(cells)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[str]:
        number = self._numbering.number(child(paragraph, "pPr"))
        words: list[str] = []
        boxes: list[etree._Element] = []
        _gather(paragraph, words, boxes)
        written = "".join(words).strip()
        gap = " " if number and number[-1].isascii() else ""  # 1. 5万千瓦 is no 1.5万千瓦
        if written:
            yield from (line.strip() for line in f"{number}{gap}{written}".split("\n"))
        for box in boxes:
            yield from self.blocks(box)


def _below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the nearest descendants of a name; content controls may stand between."""
    for entry in element:
        if local_name(entry) == name:
            yield entry
        elif local_name(entry) in _WRAPPERS:
            yield from _below(entry, name)


def _gather(element: etree._Element, words: list[str], boxes: list[etree._Element]) -> None:
    """Collect what is visible of a paragraph, its text boxes apart."""
    for entry in element:
        name = local_name(entry)
        if name == "t":
            words.append(entry.text or "")
        elif name in _SIGNS:
            words.append(_SIGNS[name])
        elif name == "txbxContent":
            boxes.append(entry)
        elif name not in _UNSEEN and not (name == "r" and _is_hidden(entry)):
            _gather(entry, words, boxes)


def _is_hidden(run: etree._Element) -> bool:
    mark = child(child(run, "rPr"), "vanish")
    return mark is not None and attribute(mark, "val") not in _OFF
