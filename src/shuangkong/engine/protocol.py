"""What every engine offers (引擎接口): register frozen files, run one text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from shuangkong.schema import Cell

__all__ = ["Engine", "Parameters"]

Parameters = Mapping[str, Cell] | Sequence[Cell]
"""Values for ``$name`` (a mapping) or for ``?`` (a sequence); never pasted into the text."""


class Engine(Protocol):
    """An engine (计算引擎): it filters, joins and adds fixed-point numbers, nothing else.

    Ratios, logarithms and regressions are taken in Python from the sums an engine returns, so that every
    engine gives exactly the same figures.
    """

    def register(self, name: str, files: Sequence[Path]) -> None:
        """Make Parquet files readable as the table ``name``."""
        ...

    def run(self, text: str, parameters: Parameters = ()) -> list[tuple[Cell, ...]]:
        """Answer one SELECT; a result that is no exact number, text or date is refused."""
        ...

    def close(self) -> None:
        """Let go of everything held."""
        ...
