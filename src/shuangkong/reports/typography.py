"""Typography (排版): true minus signs, percentages closed up, and a shape for every tone."""

from __future__ import annotations

import re

from shuangkong.reports.content import Tone

__all__ = ["FILLS", "SHAPES", "set_text"]

# Each tone has a shape of its own, so that it is told apart without its colour.
SHAPES: dict[Tone, str] = {"red": "■", "yellow": "▲", "green": "●", "none": "○"}
FILLS: dict[Tone, str] = {"red": "#f4b6ae", "yellow": "#f9e2a0", "green": "#bfe3c0", "none": "#eef0f2"}

_MINUS = re.compile(r"(?<![\w\-.])-(?=\d)")
_PERCENT = re.compile(r"(?<=\d)\s+%")


def set_text(text: str) -> str:
    """Return a text as it is printed (排印文本): −3 with a minus sign, 15% closed up.

    Examples
    --------
    >>> set_text("IND-2-01 差额 -2.15 %，2026-01-02")
    'IND-2-01 差额 −2.15%，2026-01-02'
    """
    return _PERCENT.sub("%", _MINUS.sub("−", text))
