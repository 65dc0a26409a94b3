"""Content of a report (报告内容): finished texts and figures as plain data; the synthetic says so itself.

Real and synthetic never stand together in one table, chart or part: whoever tries is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shuangkong.trace import Cited, Label, Status

__all__ = [
    "Block",
    "Cell",
    "Facts",
    "Header",
    "Level",
    "Note",
    "Paragraph",
    "Part",
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
_PROGRESS = Label("完成进度", "progress")


@dataclass(frozen=True)
class Note:
    """A source note (资料来源说明), numbered where it first stands; ``status`` is that of the source."""

    text: Label
    citation: Cited | None = None
    status: Status | None = None


@dataclass(frozen=True)
class Level:
    """A level in a table (等级): told by words and a shape, the colour only repeats it."""

    text: Label
    tone: Tone = "none"


Cell = str | Label | Level


@dataclass(frozen=True)
class Paragraph:
    """One paragraph (段落)."""

    text: Label
    notes: tuple[Note, ...] = ()
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class Header:
    """Head of a table column (表头) with the unit of what stands below and its share of the width."""

    label: Label
    unit: str = ""
    width: int = 1
    is_number: bool = False


@dataclass(frozen=True)
class Row:
    """A table row (表行): finished texts, and what is to be known about them."""

    cells: tuple[Cell, ...]
    notes: tuple[Note, ...] = ()
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class Table:
    """A table (表).

    Raises
    ------
    ValueError
        If a row has not one cell for each header, or real rows stand beside synthetic ones.
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
        _refuse_mixture(self.title, self.rows)

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

    def __post_init__(self) -> None:
        _refuse_mixture(self.title, self.tiles)

    @property
    def is_synthetic(self) -> bool:
        """Whether any tile is synthetic."""
        return any(tile.is_synthetic for tile in self.tiles)


@dataclass(frozen=True)
class Point:
    """A year of a progress chart (年度进度) [unit of the chart]; None where there is no figure."""

    year: int
    schedule: Decimal | None
    actual: Decimal | None
    status: Status = "official"
    is_synthetic: bool = False


@dataclass(frozen=True)
class ProgressChart:
    """What was reached against the schedule line (时序进度图).

    Attributes
    ----------
    measure
        What the upright axis shows.
    unit
        Its unit.
    due_year
        Year in which the whole target is due, marked on the schedule line.
    """

    title: Label
    points: tuple[Point, ...]
    notes: tuple[Note, ...] = ()
    measure: Label = _PROGRESS
    unit: str = "%"
    due_year: int | None = None

    def __post_init__(self) -> None:
        _refuse_mixture(self.title, self.points)

    @property
    def is_synthetic(self) -> bool:
        """Whether any point is synthetic."""
        return any(point.is_synthetic for point in self.points)


Block = Paragraph | Table | TileMap | ProgressChart


@dataclass(frozen=True)
class Section:
    """A section (节)."""

    title: Label
    blocks: tuple[Block, ...]

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in the section is synthetic."""
        return any(block.is_synthetic for block in self.blocks)


@dataclass(frozen=True)
class Part:
    """A part (部分) of sections, real throughout or synthetic throughout."""

    title: Label
    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        _refuse_mixture(self.title, [block for section in self.sections for block in section.blocks])

    @property
    def is_synthetic(self) -> bool:
        """Whether the part is synthetic."""
        return any(section.is_synthetic for section in self.sections)


Facts = tuple[tuple[Label, str], ...]


@dataclass(frozen=True)
class Report:
    """A short report (报告).

    Attributes
    ----------
    subject
        What it is about (region, period, date), shown under the title.
    basis
        What it was made from (snapshot, packs, release), shown at the foot.

    Examples
    --------
    >>> invented = Section(Label("一", "1"), (Paragraph(Label("虚构", "invented"), is_synthetic=True),))
    >>> Report(Label("题", "t"), (Part(Label("甲", "A"), (invented,)),)).is_synthetic
    True
    """

    title: Label
    parts: tuple[Part, ...]
    subject: Facts = ()
    basis: Facts = ()

    @property
    def is_synthetic(self) -> bool:
        """Whether anything in the report is synthetic (演示数据)."""
        return any(part.is_synthetic for part in self.parts)


def _refuse_mixture(title: Label, items: Iterable[Block | Row | Tile | Point]) -> None:
    if len({item.is_synthetic for item in items}) > 1:
        raise ValueError(f"{title.en}: real and synthetic stand together")
