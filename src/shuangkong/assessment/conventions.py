"""Conventions (约定): which rule editions a question is answered under, picked from the packs.

What the asker names wins. Otherwise it is an edition in force on the day of knowledge that applies to the
year. Among several, one made for certain years goes first, then one whose key ends in ``-default`` (what
nobody has to choose), then the later. A rule that another of them supersedes stands back. A barometer reaches
back no further than the first period it was published for: before it there is no level.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from shuangkong.accounts import Question
from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs, RuleEdition, RuleKind
from shuangkong.quantity import Period
from shuangkong.trace import RuleReference

__all__ = ["Conventions", "choose_rule", "conventions"]


@dataclass(frozen=True)
class Conventions:
    """The rule editions of one verdict (适用规则); ``barometer`` is None where none applies to the year."""

    comparison: RuleEdition
    schedule: RuleEdition
    approximate: RuleEdition | None
    barometer: RuleEdition | None

    @property
    def references(self) -> tuple[RuleReference, ...]:
        """Every edition used, for the verdict to name."""
        used = (self.schedule, self.comparison, self.approximate, self.barometer)
        return tuple(rule.reference for rule in used if rule is not None)


def conventions(question: Question, packs: Packs, *, is_approximate: bool = False) -> Conventions:
    """Return the editions a question is answered under (选定规则).

    Parameters
    ----------
    is_approximate
        Whether the target is written 左右, so that a tolerance is needed.

    Raises
    ------
    ProblemsFound
        If the asker names a rule the packs lack (codes of the packs room), or no rule of a kind that every
        verdict needs applies (``assessment_rule_missing``).
    """
    return Conventions(
        comparison=_needed("comparison", question, packs),
        schedule=_needed("schedule", question, packs),
        approximate=_needed("approximate", question, packs) if is_approximate else None,
        barometer=choose_rule("barometer", question, packs),
    )


def _needed(kind: RuleKind, question: Question, packs: Packs) -> RuleEdition:
    rule = choose_rule(kind, question, packs)
    if rule is None:
        details = {"kind": kind, "year": question.year}
        raise ProblemsFound([Problem("assessment_rule_missing", question.subject, details)])
    return rule


def choose_rule(kind: RuleKind, question: Question, packs: Packs) -> RuleEdition | None:
    """Return the edition of a kind for a question (选定某类规则), or None where none applies."""
    for name in question.rule:
        key, _, edition = name.partition("@")
        rule = (
            packs.rule_edition(key, edition)
            if edition
            else packs.rule(key, on=question.known_on, year=question.year)
        )
        if rule.kind == kind:
            return rule
    found = [
        rule
        for rule in packs.rules(kind)
        if rule.is_in_force(question.known_on)
        and rule.applies_to_year(question.year)
        and _first_year(rule) <= question.year
    ]
    superseded = {key for rule in found for key in rule.supersedes}
    standing = [rule for rule in found if rule.key not in superseded]
    return max(standing, key=_precedence, default=None)


def _precedence(rule: RuleEdition) -> tuple[bool, bool, date, str]:
    return (rule.applies_from is not None, rule.key.endswith("-default"), rule.in_force_from, rule.key)


def _first_year(rule: RuleEdition) -> int:
    published = cast("tuple[str, ...]", rule.parameters.get("published_for") or ())
    return min((Period.parse(text).end.year for text in published), default=0)
