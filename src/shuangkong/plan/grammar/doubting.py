"""Doubts (存疑): what a draft leaves open, so that a person decides before it becomes a target."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from shuangkong.plan.draft import Doubt, TargetDraft

__all__ = ["doubts_of"]

_CHANGES = ("change_rate", "absolute_change", "percentage_points")


def doubts_of(targets: Sequence[TargetDraft], thresholds: Sequence[TargetDraft]) -> tuple[Doubt, ...]:
    """Return what the drafts leave open (存疑清单), in order."""
    found = [doubt for draft in targets for doubt in _of_target(draft)]
    found += [
        Doubt("threshold_object_unknown", "scope", draft.clause, draft.span)
        for draft in thresholds
        if draft.scope is None
    ]
    return tuple(sorted(found, key=lambda doubt: doubt.span))


def _of_target(draft: TargetDraft) -> Iterator[Doubt]:
    def doubt(code: str, field: str) -> Doubt:
        return Doubt(code, field, draft.clause, draft.span)

    if draft.form in _CHANGES and draft.base_year is None:
        yield doubt("base_missing", "base_year")
    elif draft.form in _CHANGES and not draft.base_year_stated:
        yield doubt("base_implied", "base_year")
    if draft.target_year is None:
        yield doubt("due_missing", "target_year")
    elif not draft.target_year_stated:
        yield doubt("due_implied", "target_year")
    if draft.value is not None and draft.unit is None and draft.form != "deadline":
        yield doubt("unit_unknown", "unit")
    if not draft.indicator:
        yield doubt("indicator_unknown", "indicator")
    if draft.operator == "~":
        yield doubt("tolerance_missing", "operator")
    if draft.value is None and draft.form in ("coverage", "qualitative"):
        yield doubt("value_missing", "value")
    if draft.value_origin == "derived":
        yield doubt("value_derived", "value")
    if re.search(r"(?:、|和|与|及)[^、，]*\d[^、，]*(?:以上|左右)$", draft.clause) and "分别" in draft.clause:
        yield doubt("distribution_ambiguous", "operator")
    if draft.responsibility is None:
        yield doubt("duty_missing", "responsibility")
