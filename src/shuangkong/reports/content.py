"""Content of a report (报告内容): finished texts and figures as plain data; the synthetic says so itself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shuangkong.trace import Cited, Label, Status

__all__ = [
    "Block",
    "Header",
    "Note",
    "Paragraph",
    "Point",
    "ProgressChart",
    "Report",
    "Row",
    "Section",
    "Table",
    "Tile",
    "TileMap",
    "Tone",
]

Tone = Literal["red", "yellow", "green", "none"]


@dataclass(frozen=True)
class Note:
    """A source note (资料来源说明), numbered where it first stands."""

    text: Label
    citation: Cited | None = None


@dataclass(frozen=True)
class Paragraph:
    """One paragraph (段落)."""

    text: Label
    notes: tuple[Note, ...] = ()
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class Header:
    """Head of a table column (表头) with the unit of what stands below."""

    label: Label
    unit: str = ""


@dataclass(frozen=True)
class Row:
    """A table row (表行): finished texts, and what is to be known about them."""

    cells: tuple[str | Label, ...]
    notes: tuple[Note, ...] = ()
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class Table:
    """A table (表).

    Raises
    ------
    ValueError
        If a row has not one cell for each header.
    """

    title: Label
    headers: tuple[Header, ...]
    rows: tuple[Row, ...]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.headers):
                raise ValueError(
                    f"{self.title.en}: a row has {len(row.cells)} cells, not {len(self.headers)}"
                )

    @property
    def is_synthetic(self) -> bool:
        """Whether any row is synthetic."""
        return any(row.is_synthetic for row in self.rows)


@dataclass(frozen=True)
class Tile:
    """A cell of the schematic map (示意图格): place, text and tone."""

    name: Label
    column: int
    row: int
    text: str
    tone: Tone = "none"
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class TileMap:
    """A schematic tile map (示意图): equal cells, no boundaries."""

    title: Label
    tiles: tuple[Tile, ...]
    notes: tuple[Note, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether any tile is synthetic."""
        return any(tile.is_synthetic for tile in self.tiles)


@dataclass(frozen=True)
class Point:
    """A year of a progress chart (年度进度) [%]; None where there is no figure."""

    year: int
    schedule: Decimal | None
    actual: Decimal | None
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class ProgressChart:
    """Progress against the schedule line (时序进度图) [%]."""

    title: Label
    points: tuple[Point, ...]
    notes: tuple[Note, ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether any point is synthetic."""
        return any(point.is_synthetic for point in self.points)


Block = Paragraph | Table | TileMap | ProgressChart


@dataclass(frozen=True)
class Section:
    """A section (章节)."""

    title: Label
    blocks: tuple[Block, ...]

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in the section is synthetic."""
        return any(block.is_synthetic for block in self.blocks)


@dataclass(frozen=True)
class Report:
    """A short report (报告).

    Attributes
    ----------
    facts
        What the report was made from (snapshot, packs, release, date), shown under the title.

    Examples
    --------
    >>> invented = Paragraph(Label("虚构", "invented"), is_synthetic=True)
    >>> Report(Label("题", "t"), (Section(Label("一", "1"), (invented,)),)).is_synthetic
    True
    """

    title: Label
    sections: tuple[Section, ...]
    facts: tuple[tuple[Label, str], ...] = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in the report is synthetic (演示数据)."""
        return any(section.is_synthetic for section in self.sections)
