"""Conflicts between plans (规划目标冲突): two documents that ask different things of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol

from shuangkong.packs import Packs
from shuangkong.plan.draft import Form, Modality, Operator
from shuangkong.plan.grammar.naming import canonical
from shuangkong.plan.reviewed import reviewed_targets
from shuangkong.plan.target import Target
from shuangkong.quantity import find_unit

__all__ = ["Comparable", "Conflict", "find_conflicts", "rival_targets"]


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
    indicators are no agreement, and different numbers of one indicator are the finding. Indicators are one
    where both have a key and the keys agree, or else where their names do. A basic and an incentive target
    stand side by side; but where the other plan has none of the same strength, the strength differs too.

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
    found: list[Conflict] = []
    for target in first:
        rivals = [other for other in second if _is_same_subject(target, other)]
        alike = [other for other in rivals if other.modality == target.modality]
        if not alike and any(
            _is_same_subject(peer, rivals[0]) for peer in first if rivals and peer is not target
        ):
            continue  # the other plan answers to another strength of this one
        pairs = ((other, _differences(target, other)) for other in alike or rivals)
        found.extend(Conflict(target, other, differs) for other, differs in pairs if differs)
    return tuple(found)


def rival_targets(packs: Packs) -> tuple[Target, ...]:
    """Return the targets that other plans set for the indicators of a stack (其他规划的目标)."""
    return reviewed_targets(replace(packs, _entries={"targets": packs.entries("other_targets")}))


def _is_same_subject(first: Comparable, second: Comparable) -> bool:
    return (
        (first.form, first.target_year) == (second.form, second.target_year)
        and _is_same_indicator(first, second)
        and _scope(first) == _scope(second)
    )


def _is_same_indicator(first: Comparable, second: Comparable) -> bool:
    keys = [getattr(target, "indicator_id", None) for target in (first, second)]
    return keys[0] == keys[1] if all(keys) else canonical(first.indicator) == canonical(second.indicator)


def _scope(target: Comparable) -> str:
    """The scope where it narrows the indicator: 煤电机组 says no more than 煤电机组节能改造."""
    scope = canonical(target.scope or "")
    return "" if scope in canonical(target.indicator) else scope


def _differences(first: Comparable, second: Comparable) -> tuple[str, ...]:
    differs = []
    if _magnitude(first) != _magnitude(second):
        differs.append("value")
    if first.operator != second.operator:
        differs.append("operator")
    if first.modality != second.modality:
        differs.append("modality")
    if first.base_year and second.base_year and first.base_year != second.base_year:
        differs.append("base_year")
    return tuple(differs)


def _magnitude(target: Comparable) -> tuple[str, Decimal | None]:
    """The value in its dimension's reference unit, so that 2.25亿吨 equals 22500万吨."""
    unit = find_unit(target.unit or "")
    if unit is None or target.value is None:
        return target.unit or "", target.value
    return unit.dimension, (target.value * unit.factor).normalize()
