"""The dictionary (字段字典): columns and tables read from the YAML files beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.schema.column import Column, ColumnType, Confidentiality, Table
from shuangkong.trace import Label

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times faster

__all__ = ["ColumnEntry", "columns", "table", "tables"]


class ChoiceEntry(BaseModel):
    """What a person reads for a value of a closed list (选项名称)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    zh: str
    en: str


class ColumnEntry(BaseModel):
    """A column as YAML defines it (字段定义); its closed list with labels, or plain where none are needed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    type: ColumnType
    zh: str
    en: str
    about_zh: str
    about_en: str
    unit: str = ""
    quantum: str | None = None
    allowed: dict[str, ChoiceEntry] | list[str] = []
    required: bool = True
    confidentiality: Confidentiality = "public"

    def column(self, name: str) -> Column:
        """Return the column defined so."""
        return Column(
            name=name,
            type=self.type,
            label=Label(self.zh, self.en),
            description=Label(self.about_zh, self.about_en),
            unit=self.unit,
            quantum=None if self.quantum is None else Decimal(self.quantum),
            allowed=tuple(self.allowed),
            required=self.required,
            confidentiality=self.confidentiality,
            allowed_labels=self._labels(),
        )

    def _labels(self) -> tuple[Label, ...]:
        if not isinstance(self.allowed, dict):
            return ()
        labels = tuple(Label(choice.zh, choice.en) for choice in self.allowed.values())
        for language in ("zh", "en"):
            texts = [str(getattr(label, language)) for label in labels]
            if len(set(texts)) != len(texts):
                raise ValueError(f"two values of a list share a label: {texts}")
        return labels


class _TableEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    zh: str
    en: str
    columns: list[str]
    key: list[str]
    validity: list[str] | None = None


def _entries(kind: str) -> dict[str, object]:
    """Return the entries of every YAML file of a kind (``columns*.yaml``); a name stands once in them all."""
    merged: dict[str, object] = {}
    for file in sorted(resources.files("shuangkong.schema").iterdir(), key=lambda entry: entry.name):
        if file.name.startswith(kind) and file.name.endswith(".yaml"):
            entries = yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader)
            if twice := merged.keys() & entries.keys():
                raise ValueError(f"{file.name} defines again: {sorted(twice)}")
            merged |= entries
    return merged


@cache
def columns() -> Mapping[str, Column]:
    """Return every column by name (全部字段)."""
    entries = TypeAdapter(dict[str, ColumnEntry]).validate_python(_entries("columns"))
    return {name: entry.column(name) for name, entry in entries.items()}


@cache
def _tables() -> Mapping[str, Table]:
    entries = TypeAdapter(dict[str, _TableEntry]).validate_python(_entries("tables"))
    return {name: _table(name, entry) for name, entry in entries.items()}


def _table(name: str, entry: _TableEntry) -> Table:
    validity = None if entry.validity is None else (entry.validity[0], entry.validity[1])
    missing = {*entry.key, *(validity or ())} - set(entry.columns)
    if missing or len(set(entry.columns)) != len(entry.columns):
        raise ValueError(f"table {name}: key or validity outside its columns, or a column twice: {missing}")
    return Table(
        name=name,
        label=Label(entry.zh, entry.en),
        columns=tuple(columns()[column] for column in entry.columns),
        key=tuple(entry.key),
        validity=validity,
    )


def tables() -> tuple[Table, ...]:
    """Return every table of the dictionary, in its order (全部数据表)."""
    return tuple(_tables().values())


def table(name: str) -> Table:
    """Return one table by name (数据表).

    Raises
    ------
    ProblemsFound
        If the dictionary has no such table (``table_unknown``).

    Examples
    --------
    >>> table("division").subject_key
    ('division_code',)
    >>> table("observation").column("value").quantum
    Decimal('0.000001')
    """
    known = _tables()
    if name not in known:
        raise ProblemsFound([Problem("table_unknown", name, {"known": ", ".join(known)})])
    return known[name]
