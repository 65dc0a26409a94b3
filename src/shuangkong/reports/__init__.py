"""Reports (报告): results worded as content, and content written as one HTML page or a Word file."""

from shuangkong.reports.briefing import briefing
from shuangkong.reports.content import (
    Block,
    Cell,
    Facts,
    Header,
    Level,
    Note,
    Paragraph,
    Part,
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
from shuangkong.reports.official import DRAFT, OFFICIAL, check_official, check_results
from shuangkong.reports.page import html
from shuangkong.reports.results import PlanResult, Results, YearResult
from shuangkong.reports.word import word
from shuangkong.reports.wording import is_computed

__all__ = [
    "DRAFT",
    "OFFICIAL",
    "Block",
    "Cell",
    "Facts",
    "Header",
    "Level",
    "Note",
    "Paragraph",
    "Part",
    "PlanResult",
    "Point",
    "ProgressChart",
    "Report",
    "Results",
    "Row",
    "Section",
    "Table",
    "Tile",
    "TileMap",
    "Tone",
    "YearResult",
    "briefing",
    "check_official",
    "check_results",
    "html",
    "is_computed",
    "word",
]
