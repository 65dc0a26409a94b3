"""Conflicts between plans (规划目标冲突): two documents that ask different things of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from shuangkong.plan.draft import Form, Modality, Operator
from shuangkong.plan.grammar.naming import canonical
from shuangkong.quantity import find_unit

__all__ = ["Comparable", "Conflict", "find_conflicts"]


class Comparable(Protocol):
    """What drafts and reviewed targets have in common (可比目标)."""

    @property
    def indicator(self) -> str: ...
    @property
    def form(self) -> Form: ...
    @property
    def operator(self) -> Operator: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def base_year(self) -> int | None: ...
    @property
    def target_year(self) -> int | None: ...
    @property
    def scope(self) -> str | None: ...
    @property
    def modality(self) -> Modality: ...


@dataclass(frozen=True)
class Conflict:
    """Two targets for one indicator that differ (冲突): in value, bound, base or strength.

    Both stay; which of them is assessed against is decided by a person, as a record.
    """

    first: Comparable
    second: Comparable
    differs_in: tuple[str, ...]


def find_conflicts(first: Sequence[Comparable], second: Sequence[Comparable]) -> tuple[Conflict, ...]:
    """Compare the targets of two plans (规划比对).

    Targets are matched by indicator, form and due year, never by number: equal numbers of different
    indicators are no agreement, and different numbers of one indicator are the finding.

    Parameters
    ----------
    first, second
        Drafts or reviewed targets of the two plans.

    Returns
    -------
    tuple of Conflict
        In the order of the first plan.

    Examples
    --------
    >>> from shuangkong.plan import read_plan
    >>> one = read_plan("到2025年，单位地区生产总值能耗比2020年下降15%。").targets
    >>> two = read_plan("到2025年，单位地区生产总值能源消耗比2020年下降15.5%。").targets
    >>> [conflict.differs_in for conflict in find_conflicts(one, two)]
    [('value',)]
    """
    by_key: dict[tuple[str, str, int | None], list[Comparable]] = {}
    for target in second:
        by_key.setdefault(_key(target), []).append(target)
    found = []
    for target in first:
        for other in by_key.get(_key(target), []):
            if _scope(target) != _scope(other) or target.modality != other.modality:
                continue  # a basic and an incentive target stand side by side
            if differs := _differences(target, other):
                found.append(Conflict(target, other, differs))
    return tuple(found)


def _key(target: Comparable) -> tuple[str, str, int | None]:
    return canonical(target.indicator), target.form, target.target_year


def _scope(target: Comparable) -> str:
    return canonical(target.scope or "")


def _differences(first: Comparable, second: Comparable) -> tuple[str, ...]:
    differs = []
    if _magnitude(first) != _magnitude(second):
        differs.append("value")
    if first.operator != second.operator:
        differs.append("operator")
    if first.base_year and second.base_year and first.base_year != second.base_year:
        differs.append("base_year")
    return tuple(differs)


def _magnitude(target: Comparable) -> tuple[str, Decimal | None]:
    """The value in its dimension's reference unit, so that 2.25亿吨 equals 22500万吨."""
    unit = find_unit(target.unit or "")
    if unit is None or target.value is None:
        return target.unit or "", target.value
    return unit.dimension, (target.value * unit.factor).normalize()
