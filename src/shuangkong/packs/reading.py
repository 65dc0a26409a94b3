"""Reading the files of a pack (读取规则包文件): YAML and CSV as written, every fault noted with its place."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import yaml

from shuangkong.errors import Collector
from shuangkong.packs.entries import ENTRIES

__all__ = ["FORMS", "PackFolder", "entry_name", "read_folder", "read_mapping"]

Shape = TypeVar("Shape", dict[str, object], list[object])
_LISTS = ("documents", *sorted(ENTRIES))
FORMS = ("registers", "layouts")
"""Folders of one mapping per file, which a later room checks (台账类型、版式)."""
_Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times faster


class _StrictLoader(_Base):  # type: ignore[misc, valid-type]
    """YAML whose keys are texts and stand once, where the plain loader keeps the last of two."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str):
                raise _refusal(f"the key {key!r} is no text", key_node)
            if key in seen:
                raise _refusal(f"the key {key!r} stands twice", key_node)
            seen.add(key)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return found


def _refusal(why: str, node: yaml.Node) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, why, node.start_mark)


@dataclass
class PackFolder:
    """The files of one pack as written (规则包原文).

    Attributes
    ----------
    manifest
        ``pack.yaml``.
    lists
        Name → entries, for ``documents.yaml`` and every list of `ENTRIES` the folder holds.
    rules, declarations
        File name → entries.
    data
        File name → CSV text.
    forms
        Folder of `FORMS` → file name → mapping.
    """

    id: str
    manifest: dict[str, object] | None = None
    lists: dict[str, list[object]] = field(default_factory=dict)
    rules: dict[str, list[object]] = field(default_factory=dict)
    declarations: dict[str, list[object]] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)
    forms: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)

    def names(self, name: str, *keys: str) -> Iterator[str]:
        """Yield what the entries of a list call themselves (条目名称), whether or not they are in order."""
        folders = {"rules": self.rules, "declarations": self.declarations}
        entries = chain(*folders[name].values()) if name in folders else self.lists.get(name, [])
        for entry in entries:
            if isinstance(entry, Mapping):
                yield from (entry[key] for key in keys if isinstance(entry.get(key), str))

    @property
    def hash(self) -> str:
        """SHA-256 of the content (内容哈希): comments, blank lines and line ends do not change it."""
        content: dict[str, object] = {
            "pack": self.manifest,
            "lists": self.lists,
            "rules": self.rules,
            "data": self.data,
        }
        content |= self.forms
        if self.declarations:
            content["declarations"] = self.declarations
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_written)
        return sha256(text.encode()).hexdigest()


def _written(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no canonical text for {type(value).__name__}")


def read_folder(folder: Path, problems: Collector) -> PackFolder:
    """Read every file of a pack's folder (读取规则包文件夹).

    Problems noted: ``pack_file_unknown``, ``pack_not_utf8``, ``pack_yaml``, ``pack_shape``.
    """
    pack = PackFolder(folder.name)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = file.relative_to(folder).as_posix()
        if any(part.startswith(".") for part in file.relative_to(folder).parts):
            continue
        where = f"{folder.name}/{name}"
        text = _text(file, where, problems)
        if text is None:
            continue
        if name == "pack.yaml":
            pack.manifest = _shaped(text, dict, where, problems)
        elif name.removesuffix(".yaml") in _LISTS:
            pack.lists[name.removesuffix(".yaml")] = _shaped(text, list, where, problems) or []
        elif file.parent == folder / "rules" and file.suffix == ".yaml":
            pack.rules[name] = _shaped(text, list, where, problems) or []
        elif file.parent == folder / "declarations" and file.suffix == ".yaml":
            pack.declarations[name] = _shaped(text, list, where, problems) or []
        elif file.parent == folder / "data" and file.suffix == ".csv":
            pack.data[name] = text
        elif file.parent.parent == folder and file.parent.name in FORMS and file.suffix == ".yaml":
            pack.forms.setdefault(file.parent.name, {})[name] = _shaped(text, dict, where, problems) or {}
        else:
            problems.add("pack_file_unknown", where)
    return pack


def read_mapping(text: str, where: str, problems: Collector) -> dict[str, object] | None:
    """Return the mapping a YAML text holds (读取键值), each key once.

    Problems noted: ``pack_yaml``, ``pack_shape``.
    """
    return _shaped(text, dict, where, problems)


def _text(file: Path, where: str, problems: Collector) -> str | None:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problems.add("pack_not_utf8", where, offset=error.start)
        return None


def _yaml(text: str, where: str, problems: Collector) -> object:
    try:
        return yaml.load(text, Loader=_StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = where if mark is None else f"{where}:{mark.line + 1}"
        problems.add("pack_yaml", place, detail=error.problem or error.context or "")
    except yaml.YAMLError as error:
        problems.add("pack_yaml", where, detail=str(error).splitlines()[0])
    return None


def _shaped(text: str, shape: type[Shape], where: str, problems: Collector) -> Shape | None:
    before = len(problems)
    found = _yaml(text, where, problems)
    if isinstance(found, shape):
        return found
    if len(problems) == before:
        problems.add("pack_shape", where, found="nothing" if found is None else type(found).__name__)
    return None


def entry_name(entry: object, number: int) -> str:
    """Return how a problem names an entry: its id or key, else its number in the file."""
    if isinstance(entry, Mapping):
        for name in ("id", "key"):
            if isinstance(entry.get(name), str):
                return f"[{entry[name]}]"
    return f"[{number}]"
