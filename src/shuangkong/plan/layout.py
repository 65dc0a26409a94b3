"""Layout (文档布局): which section and which duties belong to a place in the text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from shuangkong.plan.grammar.duty import DutyBlock
from shuangkong.plan.grammar.outline import Section

__all__ = ["Layout"]


class Layout:
    """Sections and duty brackets of a text (文档布局), found by offset in logarithmic time."""

    def __init__(self, sections: Sequence[Section], blocks: Sequence[DutyBlock]) -> None:
        self.sections = tuple(sections)
        self.blocks = tuple(blocks)
        self._section_starts = [section.span[0] for section in self.sections]
        self._block_starts = [block.span[0] for block in self.blocks]

    def section(self, offset: int) -> Section | None:
        """Return the innermost section that holds an offset (所在章节)."""
        at = bisect_right(self._section_starts, offset) - 1
        found = self.sections[at] if at >= 0 else None
        while found is not None and found.span[1] <= offset:
            found = found.parent
        return found

    def heading(self, begins: int, ends: int) -> Section | None:
        """Return the section whose heading stands between two offsets (标题)."""
        at = bisect_left(self._section_starts, begins)
        if at < len(self.sections) and self._section_starts[at] < ends:
            return self.sections[at]
        return None

    def blocks_between(self, begins: int, ends: int) -> tuple[DutyBlock, ...]:
        """Return the duty brackets that begin between two offsets (职责括注)."""
        first, last = bisect_left(self._block_starts, begins), bisect_left(self._block_starts, ends)
        return self.blocks[first:last]

    def duties_after(self, offset: int, section: Section) -> DutyBlock | None:
        """Return the first duty bracket behind an offset within its section (所属职责)."""
        at = bisect_left(self._block_starts, offset)
        if at < len(self.blocks) and self._block_starts[at] < section.span[1]:
            return self.blocks[at]
        return None
