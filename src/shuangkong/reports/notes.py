"""Numbered notes (编号说明): sources, and the weak status of a figure, collected in order of appearance."""

from __future__ import annotations

from collections.abc import Iterator

from shuangkong.reports.content import Block, Note, Paragraph, Point, Report, Row, Table, Tile, TileMap
from shuangkong.trace import Label, Status

__all__ = ["BANNER", "SYNTHETIC_TAG", "NoteNumbers", "Numbered", "note_text"]

BANNER = Label(
    "演示数据：本部分含有虚构数据，不得用于正式场合",
    "SYNTHETIC: this part holds invented data and must not be used officially",
)
SYNTHETIC_TAG = Label("演示数据", "SYNTHETIC")
_WEAK: dict[Status, Note] = {
    "constructed": Note(
        Label(
            "由已有数据推算或由项目设定，非官方公布值",
            "derived or set by the project, not an official figure",
        )
    ),
    "unverified": Note(
        Label(
            "未经官方文本核实，正式使用前须核定",
            "not verified against an official text; sign it off before use",
        )
    ),
}

Numbered = Paragraph | Row | Tile | Point


def _own(item: Numbered) -> tuple[Note, ...]:
    written = item.notes if isinstance(item, Paragraph | Row) else ()
    weak = _WEAK.get(item.status)
    return (*written, weak) if weak else written


def _in_block(block: Block) -> Iterator[Note]:
    if isinstance(block, Paragraph):
        yield from _own(block)
        return
    if not isinstance(block, Table):
        yield from block.notes
    parts: tuple[Numbered, ...]
    if isinstance(block, Table):
        parts = block.rows
    else:
        parts = block.tiles if isinstance(block, TileMap) else block.points
    for part in parts:
        yield from _own(part)


class NoteNumbers:
    """Numbers of a report's notes (注号): an equal note keeps one number."""

    def __init__(self, report: Report) -> None:
        found = (note for section in report.sections for block in section.blocks for note in _in_block(block))
        self.notes: tuple[Note, ...] = tuple(dict.fromkeys(found))

    def of(self, item: Numbered | Block) -> tuple[int, ...]:
        """Return the numbers that stand at an item; those of a chart's parts stand at the chart."""
        if isinstance(item, Table):
            return ()
        notes = _own(item) if isinstance(item, Numbered) else tuple(_in_block(item))
        return tuple(self.notes.index(note) + 1 for note in dict.fromkeys(notes))


def note_text(note: Note) -> Label:
    """Return a note with its citation written out (说明全文).

    Examples
    --------
    >>> from shuangkong.sources import Citation
    >>> note_text(Note(Label("目标", "target"), Citation("示例文件", "二", "下降15%"))).zh
    '目标（示例文件 二：“下降15%”）'
    """
    citation = note.citation
    if citation is None:
        return note.text
    quote = f"：“{citation.quote}”" if citation.quote else ""
    source = f"{citation.document} {citation.section}{quote}".strip()
    return Label(f"{note.text.zh}（{source}）", f"{note.text.en} ({source})")
