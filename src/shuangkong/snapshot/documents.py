"""Content-addressed documents (按内容寻址的文书): JSON named by its hash, such as the trace of a verdict."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.snapshot.atomic import replacing

__all__ = ["document_bytes", "keep_document", "read_document"]


def document_bytes(content: object) -> bytes:
    """Return plain data in the one form it is hashed in (规范文书).

    Examples
    --------
    >>> document_bytes({"b": 1, "a": "值"}).decode()
    '{"a":"值","b":1}'
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def keep_document(folder: Path, content: object) -> str:
    """Write plain data unless it stands already, and return its hash (存文书).

    Whoever writes down the hash does both in one hold of the folder (`alone`), or pruning may come between.
    """
    written = document_bytes(content)
    name = hashlib.sha256(written).hexdigest()
    path = _path(folder, name)
    if not path.is_file() or path.read_bytes() != written:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as temporary:
            temporary.write_bytes(written)
    return name


def read_document(folder: Path, name: str) -> object:
    """Return a document by its hash after checking that it still has it (取文书).

    Raises
    ------
    ProblemsFound
        ``document_missing`` or ``document_changed``.
    """
    path = _path(folder, name)
    where = f"objects/{path.name}"
    if not path.is_file():
        raise ProblemsFound([Problem("document_missing", where)])
    written = path.read_bytes()
    found = hashlib.sha256(written).hexdigest()
    if found != name:
        raise ProblemsFound([Problem("document_changed", where, {"found": found})])
    return json.loads(written)


def _path(folder: Path, name: str) -> Path:
    return folder / "objects" / f"{name}.json"
