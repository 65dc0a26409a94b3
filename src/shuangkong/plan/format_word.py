"""Plans written in Word (Word 文档): .docx read directly, .doc through a converter where one is present."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.plan.encoding import decode_text, looks_like

__all__ = ["doc_text", "docx_text", "is_encrypted"]

_PART = "word/document.xml"
_LARGEST_PART = 32 * 2**20  # bytes of XML, some six times the longest plan
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Deleted and moved text, the second copy of a drawing, and properties are no words of the document.
_UNSEEN = frozenset(("del", "moveFrom", "Fallback", "rPr", "pPr", "sectPr", "instrText", "delText"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SECONDS_ALLOWED = 120


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
    body = _parse(_unpack(data, where), where)
    text = "\n".join(line for line in _blocks(body) if line)
    if not text:
        raise ProblemsFound([Problem("docx_without_text", where)])
    return text


def is_encrypted(data: bytes) -> bool:
    """Whether the bytes are a .docx under a password (加密文档), sealed in an older container."""
    return looks_like(data) == ".doc" and _ENCRYPTED in data


def doc_text(path: Path, where: str) -> str:
    """Return the text of an old .doc (旧版 Word 文档) by way of LibreOffice or catdoc.

    Raises
    ------
    ProblemsFound
        ``doc_no_converter`` if neither is installed, ``doc_damaged`` if the converter yields nothing.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    catdoc = shutil.which("catdoc")
    if office is None and catdoc is None:
        raise ProblemsFound([Problem("doc_no_converter", where)])
    try:
        data = _by_office(office, path) if office else _by_catdoc(str(catdoc), path)
    except (OSError, subprocess.SubprocessError):
        data = b""
    if not data.strip(b"\xef\xbb\xbf \t\r\n\f"):
        raise ProblemsFound([Problem("doc_damaged", where)])
    return decode_text(data, where)


def _by_office(office: str, path: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        command = [office, "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder, str(path.resolve())]
        subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS_ALLOWED)
        return (Path(folder) / f"{path.stem}.txt").read_bytes()


def _by_catdoc(catdoc: str, path: Path) -> bytes:
    command = [catdoc, "-w", "-d", "utf-8", str(path.resolve())]
    return subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS_ALLOWED).stdout


def _unpack(data: bytes, where: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, package.open(_PART) as part:
            xml = part.read(_LARGEST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, RuntimeError, ValueError):
        raise ProblemsFound([Problem("docx_damaged", where)]) from None
    if len(xml) > _LARGEST_PART:
        allowed = f"{_LARGEST_PART // 2**20} MB"
        raise ProblemsFound([Problem("docx_expands", where, {"allowed": allowed})])
    return xml


def _parse(xml: bytes, where: str) -> etree._Element:
    """Return the document's body; a document type, which alone can name other files, is refused."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser=parser)
    except etree.XMLSyntaxError:
        raise ProblemsFound([Problem("docx_damaged", where)]) from None
    body = next((child for child in root if _name(child) == "body"), None)
    if body is None or root.getroottree().docinfo.internalDTD is not None:
        raise ProblemsFound([Problem("docx_damaged", where)])
    return body


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _blocks(container: etree._Element) -> Iterator[str]:
    """Yield the lines of everything in a body, cell or text box."""
    for child in container:
        match _name(child):
            case "p":
                yield from _paragraph(child)
            case "tbl":
                yield from _rows(child)
            case "sdt" | "sdtContent" | "customXml" | "ins" | "moveTo" | "AlternateContent" | "Choice":
                yield from _blocks(child)


def _rows(table: etree._Element) -> Iterator[str]:
    for row in _below(table, "tr"):
        cells = [" ".join(" ".join(line.split()) for line in _blocks(cell)) for cell in _below(row, "tc")]
        if any(cells):
            yield "\t".join(cells)


def _below(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Yield the nearest descendants of a name; content controls may stand between."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _below(child, name)


def _paragraph(paragraph: etree._Element) -> Iterator[str]:
    words: list[str] = []
    boxes: list[etree._Element] = []
    _gather(paragraph, words, boxes)
    for line in "".join(words).split("\n"):
        yield line.strip()
    for box in boxes:
        yield from _blocks(box)


def _gather(element: etree._Element, words: list[str], boxes: list[etree._Element]) -> None:
    """Collect what is visible of a paragraph, its text boxes apart."""
    for child in element:
        name = _name(child)
        if name == "t":
            words.append(child.text or "")
        elif name in _SIGNS:
            words.append(_SIGNS[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _UNSEEN and not (name == "r" and _is_hidden(child)):
            _gather(child, words, boxes)


def _is_hidden(run: etree._Element) -> bool:
    for properties in run:
        if _name(properties) == "rPr":
            for mark in properties:
                if _name(mark) == "vanish":
                    value = next(
                        (text for key, text in mark.attrib.items() if str(key).endswith("}val")), "1"
                    )
                    return str(value) not in ("0", "false", "off")
    return False
