"""Entries of layouts (版式条目): what a YAML file of ``layouts/`` may hold, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from shuangkong.packs.parameters import Bilingual, DecimalText, Strict, Text
from shuangkong.registers.layout.layout import Accepted, FillDown, Meaning, Sums
from shuangkong.trace import Status

__all__ = ["ColumnEntry", "LayoutEntry", "LeftOutEntry", "SheetsEntry", "TotalEntry"]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class SheetsEntry(Strict):
    """Which sheets are read and which are left out."""

    named: Text
    leave_out: list[Text] = Field(default_factory=list)


class ColumnEntry(Strict):
    """A column: by header and its synonyms or by pattern; filling, checked as a total, or left out."""

    header: Text | list[Text] = Field(default_factory=list)
    pattern: Text | None = None
    fills: Text | None = None
    ignored: Text | None = None
    total_of: Text | None = None
    sets: dict[Name, str] = Field(default_factory=dict)
    unit: Text | None = None
    marks: dict[str, Meaning] = Field(default_factory=dict)
    fill_down: FillDown = ""
    adds: bool = True
    round_to: DecimalText | None = None
    optional: bool = False


class TotalEntry(Strict):
    """A kind of total row."""

    label: Text
    sums: Sums
    on_difference: Literal["error", "warning"] = "error"
    tolerance: DecimalText = Decimal(0)


class LeftOutEntry(Strict):
    """Rows left out, and why."""

    label: Text
    because: Text


class LayoutEntry(Strict):
    """A file of ``layouts/``: one layout, named as the file."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
    title: Bilingual
    type: Name
    status: Status
    source: Text
    confirmed_by: Text | None = None
    confirmed_on: date | None = None
    sheets: SheetsEntry
    title_rows: Annotated[int, Field(ge=0)] = 0
    header_rows: Annotated[int, Field(ge=1, le=3)] = 1
    title_patterns: list[Text] = Field(default_factory=list)
    columns: Annotated[list[ColumnEntry], Field(min_length=1)]
    sets: dict[Name, str] = Field(default_factory=dict)
    marks: dict[str, Meaning] = Field(default_factory=dict)
    accepts: list[Accepted] = Field(default_factory=list)
    values: dict[Name, dict[str, str]] = Field(default_factory=dict)
    totals: list[TotalEntry] = Field(default_factory=list)
    leave_out: list[LeftOutEntry] = Field(default_factory=list)
    foot: dict[Text, Name] = Field(default_factory=dict)
    notes: list[Text] = Field(default_factory=list)
