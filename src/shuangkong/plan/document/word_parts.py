"""Parts of a Word package (Word 文件部件): unpacked within limits, parsed without ever leaving the file."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from shuangkong.errors import Problem, ProblemsFound

__all__ = ["attribute", "child", "children", "local_name", "read_part"]

_LARGEST_PART = 32 * 2**20  # bytes of XML, some six times the longest plan
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)


def read_part(data: bytes, name: str, where: str) -> etree._Element | None:
    """Return the root of a part of a .docx (部件), None if the package has no such part.

    Raises
    ------
    ProblemsFound
        ``docx_damaged`` if package or part cannot be read, or if the part declares a document type, which
        alone can name other files; ``docx_expands`` if it unpacks to more than any plan holds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if name not in package.namelist():
                return None
            with package.open(name) as part:
                xml = part.read(_LARGEST_PART + 1)
    except _BROKEN:
        raise ProblemsFound([Problem("docx_damaged", where)]) from None
    if len(xml) > _LARGEST_PART:
        allowed = f"{_LARGEST_PART // 2**20} MB"
        raise ProblemsFound([Problem("docx_expands", where, {"allowed": allowed})])
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser=parser)
    except etree.XMLSyntaxError:
        raise ProblemsFound([Problem("docx_damaged", where)]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise ProblemsFound([Problem("docx_damaged", where)])
    return root


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace (元素名), empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the children of a name (子元素); none of None."""
    return (entry for entry in (() if element is None else element) if local_name(entry) == name)


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of a name (子元素)."""
    return next(children(element, name), None)


def attribute(element: etree._Element | None, name: str) -> str:
    """Return an attribute in whatever namespace (属性), empty if absent."""
    if element is None:
        return ""
    return next(
        (str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), ""
    )
