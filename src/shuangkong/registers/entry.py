"""Entries of register types (台账类型条目): what a YAML file of ``registers/`` may hold, and nothing else."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from shuangkong.errors import Severity
from shuangkong.packs.parameters import Bilingual, Strict, Text
from shuangkong.registers.type import Grain, Kind, Step
from shuangkong.schema import ColumnEntry
from shuangkong.trace import Status

__all__ = ["CountEntry", "FormEntry", "LifecycleEntry", "RegisterEntry", "RuleEntry", "Written"]

Written = str | int | bool | None
"""A cell as YAML writes it; decimals and days stand in quotes."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class FormEntry(Strict):
    """A column of the workbook; without a header the column's own label and unit stand above it."""

    column: Name
    zh: Text | None = None
    en: Text | None = None
    sets: dict[Name, Written] = Field(default_factory=dict)


class RuleEntry(Strict):
    """A rule of a row, or with ``per`` of the rows that share those cells."""

    id: Name
    holds: Text
    severity: Severity
    message: Bilingual
    remedy: Bilingual
    columns: list[Name] = Field(default_factory=list)
    per: list[Name] = Field(default_factory=list)


class LifecycleEntry(Strict):
    """State → states that may follow it."""

    column: Name
    starts: list[Text] = Field(default_factory=list)
    follows: dict[Text, list[Text]]


class CountEntry(Strict):
    """How things of the register are counted, over all its rows."""

    zh: Text
    en: Text
    counts: Text


class RegisterEntry(Strict):
    """A file of ``registers/``: one type, named as the file."""

    id: Name
    version: Annotated[int, Field(ge=1)]
    kind: Kind
    title: Bilingual
    description: Bilingual
    status: Status
    source: Text
    table: Name | None = None
    columns: list[Name] = Field(default_factory=list)
    key: list[Name] = Field(default_factory=list)
    defines: dict[Name, ColumnEntry] = Field(default_factory=dict)
    form: Annotated[list[FormEntry], Field(min_length=1)]
    constants: dict[Name, Written] = Field(default_factory=dict)
    given: list[Name] = Field(default_factory=list)
    filer_column: Name = "division_code"
    grain: Grain = ""
    filed_by: list[Text] = Field(default_factory=list)
    steps: Annotated[list[Step], Field(min_length=1)]
    approved_by: list[Text] = Field(default_factory=list)
    countersigned_by: list[Text] = Field(default_factory=list)
    series: list[Name] = Field(default_factory=list)
    of: Name | None = None
    lifecycle: LifecycleEntry | None = None
    renames: dict[Annotated[str, Field(pattern=r"^[1-9]\d*$")], dict[Name, Name | None]] = Field(
        default_factory=dict
    )
    rules: list[RuleEntry] = Field(default_factory=list)
    counting: dict[Name, CountEntry] = Field(default_factory=dict)
