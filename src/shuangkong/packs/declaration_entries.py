"""Entries of declarations of indicators (指标口径条目): how a figure is made of the rows of a register.

A declaration is an indicator: a target names it by its id. Which keys it needs depends on its kind; what its
expressions and columns say is checked where the types of the registers are known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from shuangkong.packs.declaration import DeclarationKind
from shuangkong.packs.parameters import Bilingual, Strict, Text
from shuangkong.quantity import find_unit
from shuangkong.trace import Status

__all__ = [
    "DECLARATION_KEYS",
    "CitationEntry",
    "DeclarationEntry",
    "UnitText",
]

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


def _known_unit(symbol: str) -> str:
    if find_unit(symbol) is None:
        raise ValueError("a unit of measure of the dictionary")
    return symbol


UnitText = Annotated[str, AfterValidator(_known_unit)]


class CitationEntry(Strict):
    """Where a target, measure or declaration stands: document by id, number or title; section; its words."""

    document: Text
    section: str
    quote: Text


class DatedEntry(Strict):
    """Which date counts, and from when on."""

    column: Name
    since: Literal["start", "base", "year"] = Field("start", alias="from")


class ClosedEntry(Strict):
    """What a later closure does."""

    column: Name
    then: Literal["leaves", "stays"]


class WithinEntry(Strict):
    """Rows within a distance of some row of another register."""

    register_id: Name = Field(alias="register")
    among: Text | None = None
    kilometres: Text


class PartEntry(Strict):
    """One side of a quotient: rows of a register, or another indicator."""

    register_id: Name | None = Field(None, alias="register")
    among: Text | None = None
    value: Text | None = None
    indicator: Text | None = None


Part = Annotated[
    Annotated[Text, Tag("text")] | Annotated[PartEntry, Tag("mapping")],
    Discriminator(lambda value: "text" if isinstance(value, str) else "mapping"),
]


class DeclarationEntry(Strict):
    """An entry of a file in ``declarations/``."""

    id: Name
    zh: Text
    en: Text
    unit: UnitText | None = None
    wanted: Literal["up", "down"] | None
    kind: DeclarationKind
    register_id: Name | None = Field(None, alias="register")
    among: Text | None = None
    counted: Text | None = None
    value: Text | None = None
    weight: Text | None = None
    part: Part | None = None
    whole: Part | None = None
    of: Text | None = None
    class_column: Name | None = Field(None, alias="class")
    order: list[Text] = Field(default_factory=list)
    every: Literal["times", "years_apart"] | None = None
    dated: DatedEntry | None = None
    once: list[Name] = Field(default_factory=list)
    closed: ClosedEntry | None = None
    each: Name | None = None
    within: WithinEntry | None = None
    thresholds: dict[Name, Text] = Field(default_factory=dict)
    reading_of: Text | None = None
    reading: Bilingual | None = None
    citation: CitationEntry | None = None
    status: Status
    note: str = ""

    @property
    def sides(self) -> tuple[tuple[str, PartEntry], ...]:
        """The sides of a quotient of two registers or indicators, each by its key."""
        given = (("part", self.part), ("whole", self.whole))
        return tuple((key, side) for key, side in given if isinstance(side, PartEntry))


_ROWS = ("among", "counted", "dated", "once", "closed", "within", "thresholds")

DECLARATION_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sum": (("register", "value", "unit"), (*_ROWS, "each")),
    "count": (("register", "unit"), (*_ROWS, "each")),
    "coverage": (("register", "counted", "unit"), (*_ROWS, "weight", "each")),
    "share": (("register", "part", "whole", "unit"), (*_ROWS, "each")),
    "per": (("part", "whole"), ("unit", "thresholds")),
    "change": (("of", "unit"), ()),
    "points": (("of", "unit"), ()),
    "class": (("register", "class", "order"), _ROWS),
    "selected": (("register", "among"), _ROWS),
    "extreme": (("register", "value", "of"), (*_ROWS, "unit")),
    "declared": (("unit",), ("of", "each")),
    "judged": ((), ()),
    "frequency": (("register", "dated"), (*_ROWS, "unit", "every")),
    "statistic": (("of",), ("unit",)),
}
"""Kind → the keys it needs, and those it may have besides what every declaration has."""
