"""Charts (图): small inline SVG drawings; equal input gives equal text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from shuangkong.quantity import quantise
from shuangkong.reports.content import Point, ProgressChart, Tile, TileMap
from shuangkong.reports.notes import SYNTHETIC_TAG
from shuangkong.reports.scale import Scale, one_decimal
from shuangkong.reports.typography import FILLS, SHAPES, set_text
from shuangkong.trace import Label

__all__ = ["ACTUAL", "DUE", "SCHEDULE", "progress_chart", "tile_map"]

ACTUAL, SCHEDULE, DUE = Label("实际", "actual"), Label("时序要求", "schedule"), Label("到期任务", "due")
_CELL_WIDTH, _CELL_HEIGHT, _GAP = 118, 74, 6
_WIDTH, _HEIGHT = 720, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 76, 48, 56
_TENTH = Decimal("0.1")


def _text(x: object, y: object, text: str, kind: str = "", anchor: str = "middle") -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{css}>{escape(set_text(text))}</text>'


def _svg(width: int, height: int, name: Label, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(f"{name.zh} {name.en}")}">{"".join(parts)}</svg>'
    )


def tile_map(chart: TileMap) -> str:
    """Draw a schematic tile map (示意图); the level stands in words and a shape, not in colour alone.

    Examples
    --------
    >>> drawing = tile_map(TileMap(Label("图", "map"), (Tile(Label("甲", "A"), 0, 0, "一级", "red"),)))
    >>> "■ 一级" in drawing and FILLS["red"] in drawing
    True
    """
    columns = max((tile.column for tile in chart.tiles), default=0) + 1
    rows = max((tile.row for tile in chart.tiles), default=0) + 1
    width, height = columns * (_CELL_WIDTH + _GAP), rows * (_CELL_HEIGHT + _GAP)
    return _svg(width, height, chart.title, (_draw_tile(tile) for tile in chart.tiles))


def _draw_tile(tile: Tile) -> str:
    x, y = tile.column * (_CELL_WIDTH + _GAP), tile.row * (_CELL_HEIGHT + _GAP)
    middle = x + _CELL_WIDTH // 2
    dashed = ' stroke-dasharray="5 3"' if tile.is_synthetic else ""
    parts = [
        f'<rect x="{x + 1}" y="{y + 1}" width="{_CELL_WIDTH - 2}" height="{_CELL_HEIGHT - 2}" rx="5"'
        f' fill="{FILLS[tile.tone]}" stroke="#555"{dashed}/>',
        _text(middle, y + 24, tile.name.zh, "name"),
        _text(middle, y + 40, tile.name.en, "en"),
        _text(middle, y + 62, f"{SHAPES[tile.tone]} {tile.text}", "value"),
    ]
    if tile.is_synthetic:
        parts.append(f"<title>{escape(SYNTHETIC_TAG.zh)} {escape(SYNTHETIC_TAG.en)}</title>")
    return f"<g>{''.join(parts)}</g>"


def progress_chart(chart: ProgressChart) -> str:
    """Draw what was reached against the schedule (时序进度图); a missing year breaks the line."""
    values = [v for point in chart.points for v in (point.schedule, point.actual) if v is not None]
    if not values:
        return _svg(_WIDTH, _HEIGHT, chart.title, [_text(_WIDTH // 2, _HEIGHT // 2, "无数据 no data")])
    frame = _Frame(len(chart.points), Scale.around(values))
    parts = [
        _axes(frame, chart),
        _line(frame, [point.schedule for point in chart.points], "schedule"),
        _line(frame, [point.actual for point in chart.points], "actual"),
        *_marks(frame, chart.points),
        *_due(frame, chart),
        _legend(chart),
    ]
    return _svg(_WIDTH, _HEIGHT, chart.title, parts)


class _Frame:
    """Turns years and values into places on the drawing."""

    def __init__(self, count: int, scale: Scale) -> None:
        self.scale = scale
        self._step = Decimal(_WIDTH - _LEFT - _RIGHT) / max(count - 1, 1)

    def x(self, index: int) -> Decimal:
        return quantise(_LEFT + self._step * index, _TENTH)

    def y(self, value: Decimal) -> Decimal:
        share = (value - self.scale.low) / (self.scale.high - self.scale.low)
        return quantise(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), _TENTH)


def _axes(frame: _Frame, chart: ProgressChart) -> str:
    parts = []
    for tick in frame.scale.ticks:
        y, kind = frame.y(tick), "zero" if tick == 0 else "grid"
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" class="{kind}"/>')
        parts.append(_text(_LEFT - 8, y + 4, str(tick), "tick", "end"))
    for index, point in enumerate(chart.points):
        parts.append(_text(frame.x(index), _HEIGHT - _BOTTOM + 20, str(point.year), "tick"))
    unit = f"（{chart.unit}）" if chart.unit else ""
    parts.append(_text(8, 18, f"{chart.measure.zh}{unit} {chart.measure.en}", "axis", "start"))
    parts.append(_text(_WIDTH - 8, _HEIGHT - _BOTTOM + 20, "年 year", "axis", "end"))
    return "".join(parts)


def _legend(chart: ProgressChart) -> str:
    y = _HEIGHT - 12
    entries = [("actual", ACTUAL, 64), ("schedule", SCHEDULE, 224)]
    parts = []
    for kind, label, x in entries:
        parts.append(f'<line x1="{x}" x2="{x + 30}" y1="{y - 4}" y2="{y - 4}" class="{kind}"/>')
        parts.append(_text(x + 38, y, f"{label.zh} {label.en}", "tick", "start"))
    if chart.due_year is not None:
        parts.append(_diamond(Decimal(419), Decimal(y - 4)))
        parts.append(_text(432, y, f"{DUE.zh} {DUE.en}", "tick", "start"))
    return "".join(parts)


def _line(frame: _Frame, values: Sequence[Decimal | None], kind: str) -> str:
    runs: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{frame.x(index)},{frame.y(value)}")
    return "".join(f'<polyline points="{" ".join(run)}" class="{kind}"/>' for run in runs if run)


def _marks(frame: _Frame, points: Sequence[Point]) -> Iterable[str]:
    for index, point in enumerate(points):
        if point.actual is None:
            continue
        is_base = point.actual == point.schedule == 0
        x, y = frame.x(index), frame.y(point.actual)
        hollow = " hollow" if point.is_synthetic else ""
        is_above = point.schedule is None or point.actual >= point.schedule
        yield f'<circle cx="{x}" cy="{y}" r="4" class="mark{hollow}"/>'
        if is_base:
            continue
        yield _text(x, y - 10 if is_above else y + 20, one_decimal(point.actual), "value")


def _due(frame: _Frame, chart: ProgressChart) -> Iterable[str]:
    for index, point in enumerate(chart.points):
        if point.year == chart.due_year and point.schedule is not None:
            x, y = frame.x(index), frame.y(point.schedule)
            yield _diamond(x, y)
            yield _text(x + 12, y + 4, one_decimal(point.schedule), "due-text", "start")


def _diamond(x: Decimal, y: Decimal) -> str:
    corners = ((x, y - 6), (x + 6, y), (x, y + 6), (x - 6, y))
    return f'<polygon points="{" ".join(f"{a},{b}" for a, b in corners)}" class="due"/>'
