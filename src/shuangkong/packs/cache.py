"""Cache of what was checked (校验结果缓存): what files came to, kept until one of them changes.

It may be deleted at any time. Where it cannot be read or written, the files are read and checked as ever.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TypeVar, cast

import shuangkong
from shuangkong.packs.typed import from_typed_text, typed_text

__all__ = ["cached"]

Made = TypeVar("Made")
_MOST = 16  # results of a kind that are kept; the oldest go first
_PACKAGE = Path(__file__).resolve().parents[1]


def cached(
    kind: str, basis: Iterable[str], make: Callable[[], Made], *, classes: tuple[type, ...] = ()
) -> Made:
    """Return what was made of the same basis before, else make and keep it (缓存).

    Parameters
    ----------
    kind
        What is made; part of the file's name.
    basis
        All that the result depends on beside this program.
    classes
        Dataclasses that the result is made of.
    """
    parts = (*basis, shuangkong.__version__, _program())
    key = sha256("\0".join(sha256(part.encode()).hexdigest() for part in parts).encode()).hexdigest()
    folder = _folder()
    if folder is None:
        return make()
    file = folder / f"{kind}-{key}.json"
    with suppress(OSError, ValueError):  # not there, cut short or changed by another hand
        seal, _, text = file.read_text(encoding="utf-8").partition("\n")
        if seal == _seal(text):
            return cast(Made, from_typed_text(text, classes))
    made = make()
    with suppress(OSError, ValueError, TypeError):
        _keep(file, made, classes)
        _drop_old(folder, kind)
    return made


def _seal(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _keep(file: Path, made: object, classes: tuple[type, ...]) -> None:
    """Write the result whole or not at all, and only if the very same is read back."""
    text = typed_text(made)
    if typed_text(from_typed_text(text, classes)) != text:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False, newline="\n") as temporary:
        whole = Path(temporary.name)
        try:
            temporary.write(f"{_seal(text)}\n{text}")
            temporary.close()
            whole.replace(file)
        finally:
            whole.unlink(missing_ok=True)


def _drop_old(folder: Path, kind: str) -> None:
    kept = sorted(folder.glob(f"{kind}-*.json"), key=lambda file: file.stat().st_mtime_ns)
    for file in kept[:-_MOST]:
        file.unlink(missing_ok=True)


def _folder() -> Path | None:
    """Return the user's folder of caches; None where the user has no home."""
    named = Path(os.environ.get("XDG_CACHE_HOME") or "")
    try:
        return (named if named.is_absolute() else Path.home() / ".cache") / "shuangkong"
    except RuntimeError:
        return None


@cache
def _program() -> str:
    """Return what changes with the program's own files: a working copy has one version for many states."""
    found = []
    for folder, _, names in os.walk(_PACKAGE):
        for name in names:
            if name.endswith((".py", ".yaml", ".toml")):
                state = os.stat(f"{folder}/{name}")  # noqa: PTH116 - half the cost, hundreds of times
                found.append(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}")
    return "\n".join(sorted(found))
