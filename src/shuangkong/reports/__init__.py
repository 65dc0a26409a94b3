"""Reports (报告): data in, a self-contained HTML page or a Word file out; they know nothing of assessment."""

from shuangkong.reports.content import (
    Block,
    Header,
    Note,
    Paragraph,
    Point,
    ProgressChart,
    Report,
    Row,
    Section,
    Table,
    Tile,
    TileMap,
    Tone,
)
from shuangkong.reports.page import html
from shuangkong.reports.word import word

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
    "html",
    "word",
]
