"""Reviewed entries (核定条目): the targets and measures of a pack as typed objects."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from shuangkong.errors import Collector, ProblemsFound
from shuangkong.packs import Packs, Plain
from shuangkong.plan.target import Measure, Target

__all__ = ["reviewed_measures", "reviewed_targets"]

_TARGET: TypeAdapter[Target] = TypeAdapter(Target)
_MEASURE: TypeAdapter[Measure] = TypeAdapter(Measure)


def reviewed_targets(packs: Packs) -> tuple[Target, ...]:
    """Return the reviewed targets of a stack (核定目标), in its order.

    Raises
    ------
    ProblemsFound
        With the gaps of every target (``target_gap``).
    """
    problems = Collector()
    targets = []
    for entry in packs.entries("targets"):
        try:
            targets.append(_TARGET.validate_python(_cited(entry, packs)))
        except ProblemsFound as found:
            problems.extend(found.problems)
    problems.raise_errors()
    return tuple(targets)


def reviewed_measures(packs: Packs) -> tuple[Measure, ...]:
    """Return the reviewed measures of a stack (核定任务), in its order."""
    return tuple(_MEASURE.validate_python(_cited(entry, packs)) for entry in packs.entries("measures"))


def _cited(entry: Mapping[str, Plain], packs: Packs) -> Mapping[str, Plain]:
    """Return an entry whose citation names the document as officials do: by number, else by title."""
    citation = entry["citation"]
    if not isinstance(citation, Mapping):
        raise TypeError("the loader hands on a citation as a mapping")
    document = packs.document(str(citation["document"]))
    if document is None:
        return entry
    return {**entry, "citation": {**citation, "document": document.number or document.title}}
