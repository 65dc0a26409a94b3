"""``shuangkong plan conflicts`` (规划冲突): where two plans say different things of one target."""

from __future__ import annotations

from pathlib import Path

from shuangkong.cli.plans import reading_of
from shuangkong.cli.selectors import TERMINAL, Output
from shuangkong.plan.conflicts import find_conflicts

__all__ = ["conflicts"]


def conflicts(first: Path, second: Path, /, *, output: Output = TERMINAL) -> None:
    """比较两份规划的目标 · Compare the targets of two plans."""
    found = find_conflicts(reading_of(first), reading_of(second))
    output.screen().show_json({"conflicts": [conflict.as_json() for conflict in found]})
