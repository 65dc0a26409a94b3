"""Consistency of a stack (规则包一致性): what no single entry can show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations

from shuangkong.errors import Collector
from shuangkong.packs.entries import IndicatorEntry, MeasureEntry, TargetEntry
from shuangkong.packs.rule import RuleEdition
from shuangkong.quantity import find_unit
from shuangkong.schema import Row
from shuangkong.sources import Document
from shuangkong.trace import worst

__all__ = [
    "check_citations",
    "check_observations",
    "check_overlaps",
    "check_repeats",
    "check_rule_sources",
    "find_document",
]

Placed = tuple[str, str]


def find_document(name: str, documents: Mapping[str, Document]) -> Document | None:
    """Return a document by its id, number or title (查文件), or None."""
    if name in documents:
        return documents[name]
    return next((found for found in documents.values() if name in (found.number, found.title)), None)


def check_repeats(placed: Iterable[Placed], problems: Collector) -> None:
    """Note ids that stand twice in the stack; each comes as (place, id). Code: ``pack_repeated``."""
    first: dict[str, str] = {}
    for place, id in placed:
        if id in first:
            problems.add("pack_repeated", place, id=id, first=first[id])
        else:
            first[id] = place


def check_rule_sources(
    rules: Sequence[tuple[str, RuleEdition]], documents: Mapping[str, Document], problems: Collector
) -> None:
    """Note rules whose document, period, status or predecessor does not hold.

    Codes: ``rule_without_source``, ``rule_status``, ``rule_period``, ``rule_supersedes``.
    """
    keys = {rule.key for _, rule in rules}
    for place, rule in rules:
        document = documents.get(rule.document)
        if document is None:
            problems.add("rule_without_source", f"{place} document")
        elif worst([rule.status, document.status]) != rule.status:
            problems.add("rule_status", f"{place} status", found=rule.status, document=document.status)
        if rule.in_force_to is not None and rule.in_force_to < rule.in_force_from:
            problems.add("rule_period", place, start=rule.in_force_from, end=rule.in_force_to)
        if None not in (rule.applies_from, rule.applies_to) and not rule.overlaps(rule):
            problems.add("rule_period", place, start=rule.applies_from, end=rule.applies_to)
        for key in rule.supersedes:
            if key not in keys:
                problems.add("rule_supersedes", f"{place} supersedes", found=key)


def check_overlaps(rules: Sequence[tuple[str, RuleEdition]], problems: Collector) -> None:
    """Note two editions of one key in force together for one accounting year (版本重叠).

    Codes: ``rule_overlap``, ``rule_edition_repeated``.
    """
    for (_, one), (place, other) in combinations(rules, 2):
        if one.key != other.key:
            continue
        if one.edition == other.edition:
            problems.add("rule_edition_repeated", place, key=other.key, edition=other.edition)
        elif one.overlaps(other):
            problems.add("rule_overlap", place, key=one.key, one=one.edition, other=other.edition)


def check_citations(
    entries: Iterable[tuple[str, TargetEntry | MeasureEntry]],
    documents: Mapping[str, Document],
    indicators: Collection[str],
    problems: Collector,
) -> None:
    """Note targets and measures that name a document or indicator the stack lacks.

    Codes: ``citation_document``, ``indicator_unknown``.
    """
    for place, entry in entries:
        if find_document(entry.citation.document, documents) is None:
            problems.add("citation_document", f"{place} citation.document", found=entry.citation.document)
        if isinstance(entry, TargetEntry) and entry.indicator_id not in (None, *indicators):
            problems.add("indicator_unknown", f"{place} indicator_id", found=entry.indicator_id)


def check_observations(
    rows: Iterable[Row], indicators: Mapping[str, IndicatorEntry], where: str, problems: Collector
) -> None:
    """Note observations of an unregistered indicator or in a unit of another dimension.

    Codes: ``indicator_unknown``, ``indicator_unit``.
    """
    for row in rows:
        name, symbol = str(row["indicator_id"]), str(row["unit"])
        place = f"{where} [{row['division_code']}, {name}, {row['period']}]"
        if name not in indicators:
            problems.add("indicator_unknown", place, found=name)
            continue
        unit, expected = find_unit(symbol), find_unit(indicators[name].unit)
        if unit is None or expected is None or unit.dimension != expected.dimension:
            problems.add("indicator_unit", place, found=symbol, expected=indicators[name].unit)
