"""Numbered notes (编号说明): sources with their status, and the weak status of a figure."""

from __future__ import annotations

from collections.abc import Iterator

from shuangkong.reports.content import Block, Note, Paragraph, Point, Report, Row, Table, Tile, TileMap
from shuangkong.trace import STATUSES, Label, Status

__all__ = [
    "BANNER",
    "CAUTION",
    "NOTES_TITLE",
    "SYNTHETIC_TAG",
    "NoteNumbers",
    "Numbered",
    "note_text",
]

BANNER = Label(
    "演示数据：本部分全部为虚构数据，不得用于正式场合",
    "SYNTHETIC: everything in this part is invented and must not be used officially",
)
CAUTION = Label(
    "本文件含有演示数据部分，该部分为虚构，与公布数据分列，不得用于正式场合",
    "This file has a synthetic part, kept apart from published data; that part must not be used officially",
)
NOTES_TITLE = Label("资料来源与说明", "sources and notes")
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
    weak = None if item.is_synthetic else _WEAK.get(item.status)  # the synthetic mark says more
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
        blocks = (b for part in report.parts for section in part.sections for b in section.blocks)
        found = (note for block in blocks for note in _in_block(block))
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
    status = Label("", "") if note.status is None else STATUSES[note.status]
    zh, en = (f"〔{status.zh}〕", f" [{status.en}]") if note.status else ("", "")
    citation = note.citation
    if citation is None:
        return Label(f"{note.text.zh}{zh}", f"{note.text.en}{en}")
    quote = f"：“{citation.quote}”" if citation.quote else ""
    source = f"{citation.document} {citation.section}".strip()
    return Label(f"{note.text.zh}（{source}{quote}）{zh}", f"{note.text.en}{en}")
