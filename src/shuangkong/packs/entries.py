"""Entries (条目): what each YAML file of a pack may hold, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shuangkong.packs.balance_entries import BalanceLayoutEntry, FlowEntry, ProductEntry
from shuangkong.packs.declaration_entries import CitationEntry, UnitText
from shuangkong.packs.parameters import Bilingual, Code, DecimalText, Strict, Text
from shuangkong.packs.rule import BaseYearTreatment, RuleKind
from shuangkong.trace import Status

__all__ = [
    "ENTRIES",
    "DocumentEntry",
    "ExtentEntry",
    "IndicatorEntry",
    "ManifestEntry",
    "MeasureEntry",
    "RuleEntry",
    "TargetEntry",
]

Level = Literal["nation", "region", "prefecture", "county"]


class TilesEntry(Strict):
    """示意瓦片图: one cell for each prefecture; shows neighbourhood, no boundary and no area."""

    is_schematic: Literal[True]
    note: Bilingual
    cells: dict[Code, Annotated[list[int], Field(min_length=2, max_length=2)]]


class ExtentEntry(Strict):
    """四至: between which meridians and parallels all of a place lies [degrees]."""

    west: DecimalText
    east: DecimalText
    south: DecimalText
    north: DecimalText
    status: Status
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.west >= self.east or self.south >= self.north:
            raise ValueError("west of east and south of north")
        return self


class PlanPeriodEntry(Strict):
    """规划期: the years a plan covers, and its sections in the plan's own order, number → title."""

    document: Text
    base_year: int
    first_year: int
    last_year: int
    sections: dict[Text, Text] = Field(default_factory=dict)


class ManifestEntry(Strict):
    """``pack.yaml``: who the pack is and how the places of it are called."""

    id: Text
    edition: Text
    extends: Text | None
    title: Bilingual
    division: Code | None = None
    offset: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] | None = None
    levels: dict[Level, Bilingual] = Field(default_factory=dict)
    tiles: TilesEntry | None = None
    extent: ExtentEntry | None = None
    plan: PlanPeriodEntry | None = None


class DocumentEntry(Strict):
    """An entry of ``documents.yaml``."""

    id: Text
    title: Text
    number: str = ""
    issuer: Text
    issued_on: date | None = None
    status: Status
    copy_note: str = ""


class RuleEntry(Strict):
    """An entry of a file in ``rules/``; ``parameters`` are checked by the kind's own model."""

    key: Text
    edition: Text
    kind: RuleKind
    document: Text
    section: str = ""
    in_force_from: date
    in_force_to: date | None = None
    applies_from: int | None = None
    applies_to: int | None = None
    base_year_treatment: BaseYearTreatment = "not_stated"
    restates: bool = False
    supersedes: list[Text] = Field(default_factory=list)
    status: Status
    title: Bilingual
    parameters: dict[str, object]
    note: str = ""


class IndicatorEntry(Strict):
    """An entry of ``indicators.yaml``."""

    id: Text
    zh: Text
    en: Text
    unit: UnitText
    kind: Literal["level", "share", "yearly_rate", "cumulative_rate"]
    wanted: Literal["up", "down"] | None
    change_of: Text | None = None
    note: str = ""


class DutiesEntry(Strict):
    """Who answers for it."""

    lead: list[Text] = Field(default_factory=list)
    participating: list[Text] = Field(default_factory=list)
    sole: list[Text] = Field(default_factory=list)
    responsibility: Literal["lead", "by_mandate", "sole"] | None = None
    is_open_list: bool = False
    has_local_duty: bool = False


class TargetEntry(Strict):
    """An entry of ``targets.yaml`` or ``other_targets.yaml``."""

    id: Text
    indicator: Text
    indicator_id: Text | None = None
    form: Literal[
        "change_rate",
        "absolute_change",
        "level",
        "percentage_points",
        "cumulative",
        "coverage",
        "ordinal_class",
        "count_range",
        "deadline",
        "threshold",
        "qualitative",
    ]
    operator: Literal[">=", "<=", ">", "<", "=", "~", "range", "none"]
    citation: CitationEntry
    status: Status
    value: DecimalText | None = None
    value_max: DecimalText | None = None
    value_origin: Literal["written", "derived"] | None = "written"
    unit: Text | None = None
    direction: Literal["increase", "decrease"] | None = None
    base_year: int | None = None
    base_year_stated: bool = True
    target_year: int | None = None
    target_year_stated: bool = True
    is_standing: bool = False
    scope: Text | None = None
    strength: Text | None = None
    nature: Literal["binding", "anticipatory"] | None = None
    modality: Literal["firm", "stretch", "ensure"] = "firm"
    ordinal: Text | None = None
    is_tested_every_year: bool = False
    duties: DutiesEntry = DutiesEntry()
    note: str = ""


class MeasureEntry(Strict):
    """An entry of ``measures.yaml``."""

    id: Text
    kind: Literal["action", "rule", "outcome"]
    verb: Text | None = None
    object: Text | None = None
    actor: Text | None = None
    citation: CitationEntry
    status: Status
    duties: DutiesEntry = DutiesEntry()
    linked_targets: list[Text] = Field(default_factory=list)
    note: str = ""


ENTRIES: Mapping[str, type[Strict]] = {
    "balance_layouts": BalanceLayoutEntry,
    "flows": FlowEntry,
    "indicators": IndicatorEntry,
    "measures": MeasureEntry,
    "other_targets": TargetEntry,
    "products": ProductEntry,
    "targets": TargetEntry,
}
"""Lists of entries a pack may hold, each in ``<name>.yaml``."""
