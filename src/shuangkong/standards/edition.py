"""Editions of standards (标准版本): which document a table's figures are of, and when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from shuangkong.trace import Status

__all__ = ["Edition", "editions", "written_editions"]


@dataclass(frozen=True)
class Edition:
    """An edition of a standard or document (版本).

    Parameters
    ----------
    id
        What a lookup names it by, e.g. ``GB/T 2589-2020``.
    valid_from, valid_to
        First and last day in force; None where not read, or not ended.
    named_only
        Answers only when asked for by id: a sector's convention, one of several factor sets, or an edition
        whose days in force were not read.
    not_before
        Earliest day it can hold, from the year of its number.
    status
        How the dates were read; the values have statuses of their own.
    """

    id: str
    document: str
    valid_from: date | None
    valid_to: date | None
    named_only: bool
    not_before: date | None
    status: Status
    source: str
    note: str = ""

    def holds(self, on: date) -> bool:
        """Whether the edition can be used on a day.

        Examples
        --------
        >>> [editions()[id].holds(date(2021, 3, 31)) for id in ("GB/T 2589-2008", "GB/T 2589-2020")]
        [True, False]
        """
        first = self.valid_from or self.not_before or date.min
        return first <= on <= (self.valid_to or date.max)

    def __str__(self) -> str:
        if self.valid_from is None and self.valid_to is None:
            return self.id
        return f"{self.id} ({self.valid_from or ''}–{self.valid_to or ''})"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    table: str
    written: list[str]
    document: str
    valid_from: date | None = None
    valid_to: date | None = None
    named_only: bool = False
    not_before: date | None = None
    status: Status
    source: str
    note: str = ""


@cache
def _entries() -> tuple[_Entry, ...]:
    text = (resources.files("shuangkong.standards") / "editions.yaml").read_text(encoding="utf-8")
    return tuple(TypeAdapter(list[_Entry]).validate_python(yaml.safe_load(text)))


@cache
def editions() -> Mapping[str, Edition]:
    """Return the listed editions by id (版本目录)."""
    return {entry.id: Edition(**entry.model_dump(exclude={"table", "written"})) for entry in _entries()}


@cache
def written_editions(table: str) -> Mapping[str, tuple[Edition, ...]]:
    """Return, for one table, the editions meant by each way the table writes them."""
    meant: dict[str, tuple[Edition, ...]] = {}
    for entry in _entries():
        if entry.table == table:
            for written in entry.written:
                meant[written] = (*meant.get(written, ()), editions()[entry.id])
    return meant
