"""Accounting bases (核算口径): a base rule and the labelled exceptions of the rule editions that combine.

The base rule takes everything in. Each edition adds exceptions; editions of different documents combine,
and one that another supersedes stands back. Two exceptions for one kind of energy are an error, never a
silent precedence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, cast

from shuangkong.accounts.bases.record import DeductionKind, Measure
from shuangkong.accounts.question import Question
from shuangkong.errors import Collector, Problem
from shuangkong.packs import Packs, RuleEdition
from shuangkong.trace import Label

__all__ = ["Basis", "LabelledException", "bases_in_turn", "basis_for", "check_basis"]

Item = Literal["feedstock", "new_renewable_power", "non_fossil", "separate_listing"]
Extent = Literal["whole", "yearly_increment", "share_borne_above"]
_MEASURES: tuple[Measure, ...] = ("total", "intensity")
# Order of operations: raw → feedstock → non-fossil or new renewable power → listed projects.
_ORDER: tuple[Item, ...] = ("feedstock", "non_fossil", "new_renewable_power", "separate_listing")


@dataclass(frozen=True)
class LabelledException:
    """One exception to the base rule (例外): what is taken out of which line set, how far, in which years.

    Attributes
    ----------
    needs_both_years
        Whether base year and target year are deducted alike, so that one of them alone may not be.
    increments_from
        Year the increments begin to count after; None where the exception is no increment.
    """

    rule: RuleEdition
    item: Item
    kinds: tuple[DeductionKind, ...]
    measures: frozenset[Measure]
    extent: Extent
    needs_both_years: bool
    increments_from: int | None

    @property
    def label(self) -> str:
        """The rule edition and its item, as a problem names it."""
        return f"{self.rule.key}@{self.rule.edition} {self.item}"


@dataclass(frozen=True)
class Basis:
    """The rule editions an account is made under (核算口径); none = the base rule alone."""

    editions: tuple[RuleEdition, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The editions as a `Question` names them: asking by them gives this basis again."""
        return tuple(f"{rule.key}@{rule.edition}" for rule in self.editions)

    def __str__(self) -> str:
        return " + ".join(self.names) or "base rule"

    @property
    def label(self) -> Label:
        """Document titles, for a reader."""
        zh = "＋".join(rule.title.zh for rule in self.editions) or "基本规则（不扣减）"
        en = " + ".join(rule.title.en for rule in self.editions) or "base rule, nothing taken out"
        return Label(zh, en)

    @cached_property
    def exceptions(self) -> tuple[LabelledException, ...]:
        """Every exception, in the order of operations."""
        found = [each for rule in self.editions for each in _exceptions(rule)]
        return tuple(sorted(found, key=lambda each: (_ORDER.index(each.item), each.rule.key)))

    def applying(self, measure: Measure) -> tuple[LabelledException, ...]:
        """Return the exceptions of one line set (适用例外)."""
        return tuple(each for each in self.exceptions if measure in each.measures)

    def edition_with(self, parameter: str) -> RuleEdition | None:
        """Return the edition that sets a parameter (设定某参数的规则); None where none does."""
        return next((rule for rule in self.editions if rule.parameters.get(parameter) is not None), None)


def _exceptions(rule: RuleEdition) -> tuple[LabelledException, ...]:
    entries = cast("Sequence[Mapping[str, object]]", rule.parameters["deductions"])
    return tuple(
        LabelledException(
            rule=rule,
            item=cast(Item, entry["item"]),
            kinds=cast("tuple[DeductionKind, ...]", entry["kinds"]),
            measures=frozenset(name for name in _MEASURES if entry[name] == "deduct"),
            extent=cast(Extent, entry["extent"]),
            needs_both_years=entry["base_year"] in ("both_years", "recompute"),
            increments_from=cast("int | None", entry["increments_from_base"]),
        )
        for entry in entries
    )


def basis_for(question: Question, packs: Packs) -> Basis:
    """Return the basis a question is answered under (选定核算口径).

    The accounting bases the asker names, ``key`` or ``key@edition``, win. Otherwise it is every edition in
    force on the day of knowledge that applies to the year, or restates it, and is not superseded.

    Raises
    ------
    ProblemsFound
        If the asker names a rule the packs lack, or one not in force on the day of knowledge (packs codes).
    """
    named = []
    for name in question.rule:
        key, _, edition = name.partition("@")
        rule = packs.rule_edition(key, edition) if edition else packs.rule(key, on=question.known_on)
        if rule.kind == "accounting_basis":
            named.append(rule)
    if named:
        return Basis(_in_turn(named))
    return _standing(
        rule
        for rule in packs.rules("accounting_basis")
        if rule.is_in_force(question.known_on) and _answers(rule, question.year)
    )


def bases_in_turn(packs: Packs) -> tuple[Basis, ...]:
    """Return the bases that followed each other (历次口径), one for each day a new edition came into force.

    The years an edition was written for are left aside, so that one year can be read under all of them.
    """
    rules = packs.rules("accounting_basis")
    days = sorted({rule.in_force_from for rule in rules})
    return tuple(_standing(rule for rule in rules if rule.is_in_force(day)) for day in days)


def _answers(rule: RuleEdition, year: int) -> bool:
    restated_from = cast("int | None", rule.parameters.get("restated_from"))
    is_restated = rule.restates and restated_from is not None and restated_from <= year
    return rule.applies_to_year(year) or (is_restated and year < (rule.applies_from or 0))


def _standing(rules: Iterable[RuleEdition]) -> Basis:
    found = tuple(rules)
    superseded = {key for rule in found for key in rule.supersedes}
    return Basis(_in_turn(rule for rule in found if rule.key not in superseded))


def _in_turn(rules: Iterable[RuleEdition]) -> tuple[RuleEdition, ...]:
    by_name = {(rule.key, rule.edition): rule for rule in rules}
    return tuple(sorted(by_name.values(), key=lambda rule: (rule.in_force_from, rule.key, rule.edition)))


def check_basis(basis: Basis) -> tuple[Problem, ...]:
    """Return what does not combine (口径冲突): two exceptions for one kind of energy in one line set.

    Code: ``bases_two_exceptions``.
    """
    problems = Collector()
    for measure in _MEASURES:
        claimed: dict[DeductionKind, LabelledException] = {}
        for each in basis.applying(measure):
            for kind in each.kinds:
                if kind in claimed:
                    details = {"kind": kind, "measure": measure, "one": claimed[kind].label}
                    problems.add("bases_two_exceptions", str(basis), **details, other=each.label)
                claimed.setdefault(kind, each)
    return tuple(problems)
