"""Kinds of declaration (指标口径类别): how a figure is made of the rows of a register."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["DECLARATION_KINDS", "DeclarationKind"]

DeclarationKind = Literal[
    "sum",
    "count",
    "coverage",
    "share",
    "per",
    "change",
    "points",
    "class",
    "selected",
    "extreme",
    "declared",
    "judged",
    "frequency",
    "statistic",
]
DECLARATION_KINDS: tuple[str, ...] = get_args(DeclarationKind)
