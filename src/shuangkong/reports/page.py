"""HTML reports (网页报告): one self-contained file that prints well."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from shuangkong.reports.charts import progress_chart, tile_map
from shuangkong.reports.content import Block, ProgressChart, Report, TileMap
from shuangkong.reports.notes import BANNER, CAUTION, NOTES_TITLE, SYNTHETIC_TAG, NoteNumbers, note_text
from shuangkong.reports.typography import FILLS, SHAPES, set_text

__all__ = ["html"]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("shuangkong.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["drawing"] = _drawing
    environment.filters["kind"] = lambda item: type(item).__name__
    environment.filters["set"] = set_text
    environment.filters["note_text"] = note_text
    environment.globals |= {
        "banner": BANNER,
        "caution": CAUTION,
        "fills": FILLS,
        "notes_title": NOTES_TITLE,
        "shapes": SHAPES,
        "tag": SYNTHETIC_TAG,
    }
    return environment


def _drawing(block: Block) -> Markup:
    """Return a chart as SVG; every text in it is escaped where it is drawn."""
    if isinstance(block, TileMap):
        return Markup(tile_map(block))
    if isinstance(block, ProgressChart):
        return Markup(progress_chart(block))
    raise TypeError(f"{type(block).__name__} is not drawn")


def html(report: Report) -> str:
    """Write a report as one HTML page (网页报告), 中文 first with English beside.

    Returns
    -------
    str
        The page; equal reports give equal text, nothing is fetched when it is opened.
    """
    template = _environment().get_template("report.html")
    return template.render(report=report, notes=NoteNumbers(report))
