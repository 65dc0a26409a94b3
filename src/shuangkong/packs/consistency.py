"""Consistency of a stack (规则包一致性): what no single entry can show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from shuangkong.errors import Collector
from shuangkong.packs.declaration_entries import DeclarationEntry
from shuangkong.packs.entries import IndicatorEntry, MeasureEntry, TargetEntry
from shuangkong.packs.rule import RuleEdition
from shuangkong.quantity import find_unit
from shuangkong.schema import Row
from shuangkong.sources import Document
from shuangkong.trace import worst

__all__ = ["Names", "check_citations", "check_observations", "check_repeats", "check_rules_together"]


@dataclass(frozen=True)
class Names:
    """What the files of a stack name (名称表), faulty entries included, so that one fault is reported once.

    Parameters
    ----------
    is_whole
        Whether every pack of the stack could be read; what may stand in an absent one is not missed.
    """

    is_whole: bool
    documents: frozenset[str]
    indicators: frozenset[str]
    declarations: frozenset[str]
    targets: frozenset[str]
    rules: frozenset[str]


def check_repeats(placed: Iterable[tuple[str, str]], problems: Collector) -> None:
    """Note ids that stand twice in the stack; each comes as (place, id). Code: ``pack_repeated``."""
    first: dict[str, str] = {}
    for place, name in placed:
        if name in first:
            problems.add("pack_repeated", place, id=name, first=first[name])
        else:
            first[name] = place


def check_rules_together(
    rules: Sequence[tuple[str, RuleEdition]],
    documents: Mapping[str, Document],
    names: Names,
    problems: Collector,
) -> None:
    """Note rules whose document, status, period, predecessor or other editions do not fit (规则互查).

    Codes: ``rule_without_source``, ``rule_status``, ``rule_supersedes``, ``rule_period``, ``rule_overlap``,
    ``rule_edition_repeated``.
    """
    for place, rule in rules:
        document = documents.get(rule.document)
        if document is not None and worst([rule.status, document.status]) != rule.status:
            problems.add("rule_status", f"{place} status", found=rule.status, document=document.status)
        if document is None and names.is_whole and rule.document not in names.documents:
            problems.add("rule_without_source", f"{place} document")
        for key in rule.supersedes:
            if names.is_whole and key not in names.rules:
                problems.add("rule_supersedes", f"{place} supersedes", found=key)
        _check_period(rule, place, problems)
    for (_, one), (place, other) in combinations(rules, 2):
        if one.key != other.key:
            continue
        if one.edition == other.edition:
            problems.add("rule_edition_repeated", place, key=other.key, edition=other.edition)
        elif one.overlaps(other):
            problems.add("rule_overlap", place, key=one.key, one=one.edition, other=other.edition)


def _check_period(rule: RuleEdition, place: str, problems: Collector) -> None:
    if rule.in_force_to is not None and rule.in_force_to < rule.in_force_from:
        problems.add("rule_period", place, start=rule.in_force_from, end=rule.in_force_to)
    if rule.applies_from is not None and rule.applies_to is not None and rule.applies_to < rule.applies_from:
        problems.add("rule_period", place, start=rule.applies_from, end=rule.applies_to)


def check_citations(
    placed: Iterable[tuple[str, IndicatorEntry | DeclarationEntry | TargetEntry | MeasureEntry]],
    names: Names,
    problems: Collector,
) -> None:
    """Note entries that name a document, an indicator, a declaration or a target the stack lacks.

    Codes: ``citation_document``, ``indicator_unknown``, ``declaration_unknown``, ``declaration_target``.
    """
    if not names.is_whole:
        return
    measured = (None, *names.indicators, *names.declarations)
    for place, entry in placed:
        if isinstance(entry, DeclarationEntry):
            _check_declaration(place, entry, names, problems)
            continue
        if isinstance(entry, IndicatorEntry):
            if entry.change_of not in (None, *names.indicators):
                problems.add("indicator_unknown", f"{place} change_of", found=entry.change_of)
            continue
        if entry.citation.document not in names.documents:
            problems.add("citation_document", f"{place} citation.document", found=entry.citation.document)
        if isinstance(entry, TargetEntry) and entry.indicator_id not in measured:
            problems.add("indicator_unknown", f"{place} indicator_id", found=entry.indicator_id)


def _check_declaration(place: str, entry: DeclarationEntry, names: Names, problems: Collector) -> None:
    if entry.citation is not None and entry.citation.document not in names.documents:
        problems.add("citation_document", f"{place} citation.document", found=entry.citation.document)
    for name, target in entry.thresholds.items():
        if target not in names.targets:
            problems.add("declaration_target", f"{place} thresholds {name}", found=target)
    if entry.reading_of not in (None, *names.declarations):
        problems.add("declaration_unknown", f"{place} reading_of", found=entry.reading_of)
    made_of = {f"{side}.indicator": part.indicator for side, part in entry.sides if part.indicator}
    if entry.of is not None and entry.kind != "extreme":
        made_of["of"] = entry.of
    for key, found in made_of.items():
        if found not in names.indicators and (entry.kind == "statistic" or found not in names.declarations):
            problems.add("indicator_unknown", f"{place} {key}", found=found)


def check_observations(
    rows: Iterable[Row],
    indicators: Mapping[str, IndicatorEntry],
    names: Names,
    where: str,
    problems: Collector,
) -> None:
    """Note observations of an unregistered indicator or in a unit of another dimension.

    Codes: ``indicator_unknown``, ``indicator_unit``.
    """
    for row in rows:
        name, symbol = str(row["indicator_id"]), str(row["unit"])
        place = f"{where} [{row['division_code']}, {name}, {row['period']}]"
        indicator = indicators.get(name)
        if indicator is None:
            if names.is_whole and name not in names.indicators:
                problems.add("indicator_unknown", place, found=name)
            continue
        unit, expected = find_unit(symbol), find_unit(indicator.unit)
        if unit is None or expected is None or unit.dimension != expected.dimension:
            problems.add("indicator_unit", place, found=symbol, expected=indicator.unit)
