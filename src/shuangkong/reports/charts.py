"""Charts (图): small inline SVG drawings; equal input gives equal text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape

from shuangkong.quantity import quantise
from shuangkong.reports.content import Point, ProgressChart, Tile, TileMap, Tone
from shuangkong.reports.notes import SYNTHETIC_TAG

__all__ = ["FILLS", "progress_chart", "tile_map"]

FILLS: dict[Tone, str] = {"red": "#f4b6ae", "yellow": "#f9e2a0", "green": "#bfe3c0", "none": "#e9ecef"}
_CELL_WIDTH, _CELL_HEIGHT, _GAP = 116, 66, 6
_WIDTH, _HEIGHT = 640, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 20, 20, 40
_TENTH = Decimal("0.1")


def _text(x: object, y: object, text: str, kind: str = "", anchor: str = "middle") -> str:
    css = f' class="{kind}"' if kind else ""
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}"{css}>{escape(text)}</text>'


def _svg(width: int, height: int, name: str, parts: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(name)}">{"".join(parts)}</svg>'
    )


def tile_map(chart: TileMap) -> str:
    """Draw a schematic tile map (示意图); the level stands in words too, not in colour alone.

    Examples
    --------
    >>> from shuangkong.trace import Label
    >>> drawing = tile_map(TileMap(Label("图", "map"), (Tile(Label("甲", "A"), 0, 0, "一级", "red"),)))
    >>> "一级" in drawing and FILLS["red"] in drawing
    True
    """
    columns = max((tile.column for tile in chart.tiles), default=0) + 1
    rows = max((tile.row for tile in chart.tiles), default=0) + 1
    width, height = columns * (_CELL_WIDTH + _GAP), rows * (_CELL_HEIGHT + _GAP)
    name = f"{chart.title.zh} {chart.title.en}"
    return _svg(width, height, name, (_draw_tile(tile) for tile in chart.tiles))


def _draw_tile(tile: Tile) -> str:
    x, y = tile.column * (_CELL_WIDTH + _GAP), tile.row * (_CELL_HEIGHT + _GAP)
    middle = x + _CELL_WIDTH // 2
    dashed = ' stroke-dasharray="5 3"' if tile.is_synthetic else ""
    parts = [
        f'<rect x="{x + 1}" y="{y + 1}" width="{_CELL_WIDTH - 2}" height="{_CELL_HEIGHT - 2}" rx="5"'
        f' fill="{FILLS[tile.tone]}" stroke="#555"{dashed}/>',
        _text(middle, y + 21, tile.name.zh, "name"),
        _text(middle, y + 36, tile.name.en, "en"),
        _text(middle, y + 54, tile.text, "value"),
    ]
    if tile.is_synthetic:
        parts.append(f"<title>{escape(SYNTHETIC_TAG.zh)} {escape(SYNTHETIC_TAG.en)}</title>")
    return f"<g>{''.join(parts)}</g>"


def progress_chart(chart: ProgressChart) -> str:
    """Draw progress against the schedule (时序进度图) [%]; a missing year breaks the line."""
    name = f"{chart.title.zh} {chart.title.en}"
    values = [v for point in chart.points for v in (point.schedule, point.actual) if v is not None]
    if not values:
        return _svg(_WIDTH, _HEIGHT, name, [_text(_WIDTH // 2, _HEIGHT // 2, "无数据 no data")])
    low, high = min(Decimal(0), *values), max(Decimal(100), *values)
    frame = _Frame(len(chart.points), low, high)
    parts = [_grid(frame, chart.points)]
    parts.append(_line(frame, [point.schedule for point in chart.points], "schedule"))
    parts.append(_line(frame, [point.actual for point in chart.points], "actual"))
    parts.extend(_markers(frame, chart.points))
    parts.append(_text(_LEFT + 8, 14, "━ 实际 actual   ┅ 时序 schedule   %", "en", "start"))
    return _svg(_WIDTH, _HEIGHT, name, parts)


class _Frame:
    """Turns years and percentages into places on the drawing."""

    def __init__(self, count: int, low: Decimal, high: Decimal) -> None:
        self.low, self.high = low, high
        self._step = Decimal(_WIDTH - _LEFT - _RIGHT) / max(count - 1, 1)

    def x(self, index: int) -> Decimal:
        return quantise(_LEFT + self._step * index, _TENTH)

    def y(self, value: Decimal) -> Decimal:
        share = (value - self.low) / (self.high - self.low)
        return quantise(_HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM), _TENTH)


def _grid(frame: _Frame, points: Sequence[Point]) -> str:
    parts = []
    for level in sorted({frame.low, Decimal(0), Decimal(50), Decimal(100), frame.high}):
        y = frame.y(level)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y}" y2="{y}" class="grid"/>')
        parts.append(_text(_LEFT - 6, y + 4, f"{quantise(level, Decimal(1))}", "en", "end"))
    parts.extend(_text(frame.x(i), _HEIGHT - 18, str(point.year), "en") for i, point in enumerate(points))
    return "".join(parts)


def _line(frame: _Frame, values: Sequence[Decimal | None], kind: str) -> str:
    runs: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{frame.x(index)},{frame.y(value)}")
    return "".join(f'<polyline points="{" ".join(run)}" class="{kind}"/>' for run in runs if run)


def _markers(frame: _Frame, points: Sequence[Point]) -> Iterable[str]:
    for index, point in enumerate(points):
        if point.actual is None:
            continue
        x, y = frame.x(index), frame.y(point.actual)
        hollow = " hollow" if point.is_synthetic else ""
        yield f'<circle cx="{x}" cy="{y}" r="4" class="mark{hollow}"/>'
        yield _text(x, y - 9, f"{quantise(point.actual, _TENTH)}", "value")
