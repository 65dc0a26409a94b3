"""Figures of targets for the eye (目标数值): ↓14 %, ≥80 %, 1–2 个."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from shuangkong.plan.draft import Direction, Operator

__all__ = ["Numbered", "target_figure"]

_OPERATORS = {">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "~": "≈"}
_DIRECTIONS = {"increase": "↑", "decrease": "↓"}


class Numbered(Protocol):
    """What drafts and targets share (数值字段)."""

    @property
    def operator(self) -> Operator: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def value_max(self) -> Decimal | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def direction(self) -> Direction | None: ...
    @property
    def ordinal(self) -> str | None: ...


def target_figure(target: Numbered) -> str:
    """Return direction, operator, number and unit in one; blank where nothing is written.

    Examples
    --------
    >>> from shuangkong.plan import read_plan
    >>> [target_figure(draft) for draft in read_plan("到2025年，能耗强度比2020年下降14%以上。").targets]
    ['↓≥14 %']
    """
    if target.ordinal:
        return target.ordinal
    if target.value is None:
        return ""
    upper = "" if target.value_max is None else f"–{target.value_max}"
    unit = "个百分点" if target.unit == "pp" else target.unit or ""
    mark = f"{_DIRECTIONS.get(target.direction or '', '')}{_OPERATORS.get(target.operator, '')}"
    return f"{mark}{target.value}{upper} {unit}".strip()
