"""Terms of counting (核算规则条款): what the guide in force states, and what fills where it is silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from shuangkong.errors import Problem, ProblemsFound
from shuangkong.packs import Packs, RuleEdition
from shuangkong.trace import Label, RuleReference, Status, worst

__all__ = ["GUIDE", "PRACTICE", "AssessedPollutant", "GuideTerms", "guide_terms", "terms_in_force"]

GUIDE = "reduction-guide"
PRACTICE = "reduction-practice"


@dataclass(frozen=True)
class AssessedPollutant:
    """A pollutant a guide counts (受控污染物), with the indicators of its emission."""

    id: str
    label: Label
    emission: str
    measured: str


@dataclass(frozen=True)
class GuideTerms:
    """The terms reductions are counted under (核算条款), each with the rule that states it.

    Attributes
    ----------
    counting_start_months
        Months after the month of stable operation in which counting begins; None where no rule says.
    is_base_required
        Whether a source outside the base has no reduction to count.
    are_offsets_deducted
        Whether tonnes used as a regional offset are taken off.
    stated_by
        Term → the rule that states it.
    """

    guide: RuleReference
    pollutants: Mapping[str, AssessedPollutant]
    counting_start_months: int | None
    is_base_required: bool
    are_offsets_deducted: bool
    stated_by: Mapping[str, RuleReference] = field(hash=False)

    @property
    def edition(self) -> str:
        """How a project line names the guide (规则@版本)."""
        return f"{self.guide.key}@{self.guide.edition}"

    @property
    def status(self) -> Status:
        """Worst status of the rules that state a term."""
        return worst((self.guide.status, *(rule.status for rule in self.stated_by.values())))

    def pollutant(self, name: str) -> AssessedPollutant:
        """Return a pollutant the guide counts (受控污染物).

        Raises
        ------
        ProblemsFound
            ``reduction_pollutant_unknown``.
        """
        if name not in self.pollutants:
            details = {"guide": self.edition, "known": ", ".join(self.pollutants)}
            raise ProblemsFound([Problem("reduction_pollutant_unknown", name or "—", details)])
        return self.pollutants[name]

    def first_counted_month(self, stable_on: date) -> date | None:
        """Return the first month that may count (最早起算月), as its first day; None where no rule says.

        Examples
        --------
        >>> from shuangkong.packs import load_packs
        >>> terms = terms_in_force(load_packs("cn"), on=date(2022, 6, 1), year=2021)
        >>> terms.first_counted_month(date(2021, 11, 15))
        datetime.date(2022, 1, 1)
        """
        if self.counting_start_months is None:
            return None
        years, month = divmod(stable_on.month - 1 + self.counting_start_months, 12)
        return date(stable_on.year + years, month + 1, 1)


def terms_in_force(packs: Packs, *, on: date, year: int) -> GuideTerms:
    """Return the terms in force for an accounting year (适用核算条款).

    Raises
    ------
    ProblemsFound
        ``rule_not_in_force`` if no guide covers that year as known on that day.
    """
    return guide_terms([packs.rule(key, on=on, year=year) for key in (GUIDE, PRACTICE)])


def guide_terms(rules: Sequence[RuleEdition]) -> GuideTerms:
    """Return the terms of a guide and of what fills its silence (核算条款), the guide first.

    The first rule that states a term decides it; the status of every rule that decided one is kept.
    """
    stated: dict[str, RuleReference] = {}

    def first(name: str) -> object:
        for rule in rules:
            if (value := rule.parameters.get(name)) is not None:
                stated[name] = rule.reference
                return value
        return None

    months = first("counting_start_months")
    return GuideTerms(
        guide=rules[0].reference,
        pollutants=_pollutants(rules[0]),
        counting_start_months=months if isinstance(months, int) else None,
        is_base_required=first("base_membership") == "required",
        are_offsets_deducted=first("offsets") == "deducted",
        stated_by=stated,
    )


def _pollutants(rule: RuleEdition) -> Mapping[str, AssessedPollutant]:
    entries = cast(Iterable[Mapping[str, str]], rule.parameters.get("pollutants") or ())
    found = {}
    for entry in entries:
        name = cast(Mapping[str, str], entry["name"])
        label = Label(name["zh"], name["en"])
        found[entry["id"]] = AssessedPollutant(entry["id"], label, entry["emission"], entry["measured"])
    return found
