"""Rule editions (规则版本): one dated, cited edition of a rule, with the parameters its kind asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, get_args

from shuangkong.packs.plain import Plain
from shuangkong.trace import Label, RuleReference, SignOff, Status

__all__ = ["RULE_KINDS", "BaseYearTreatment", "RuleEdition", "RuleKind"]

RuleKind = Literal[
    "accounting_basis",
    "approximate",
    "assessment_calendar",
    "barometer",
    "comparison",
    "disclosure",
    "efficiency_levels",
    "elimination_clock",
    "energy_review",
    "energy_report_review",
    "grades",
    "identity",
    "hourly_source",
    "limit_formulas",
    "metering",
    "monitoring_average",
    "progress",
    "reconciliation",
    "reduction_guide",
    "schedule",
    "two_high_focus",
    "violations",
]
RULE_KINDS: tuple[RuleKind, ...] = get_args(RuleKind)
BaseYearTreatment = Literal["not_stated", "deduct_in_both_years", "base_2020", "recompute"]


@dataclass(frozen=True)
class RuleEdition:
    """One edition of a rule (规则版本).

    Parameters
    ----------
    key
        What the rule is called in every edition, e.g. ``barometer-901``. Different keys combine.
    document
        Id of the document it rests on.
    in_force_from, in_force_to
        First and last day in force; ``in_force_to`` is None while nothing ends it.
    applies_from, applies_to
        First and last accounting year it applies to; None where the document sets no limit.
    base_year_treatment
        What happens to the base year when the rule changes the account.
    restates
        Whether figures of earlier years are computed anew under this edition.
    supersedes
        Keys of the rules it takes the place of, for the years it applies to.
    sign_offs
        Who confirmed which of its parameters in the workspace; none in a pack as it is shipped.
    """

    key: str
    edition: str
    kind: RuleKind
    document: str
    section: str
    issued_on: date | None
    in_force_from: date
    in_force_to: date | None
    applies_from: int | None
    applies_to: int | None
    base_year_treatment: BaseYearTreatment
    restates: bool
    supersedes: tuple[str, ...]
    status: Status
    title: Label
    parameters: Mapping[str, Plain] = field(hash=False)
    note: str = ""
    sign_offs: tuple[SignOff, ...] = ()

    def is_in_force(self, on: date) -> bool:
        """Whether the edition is in force on a day (是否施行)."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def applies_to_year(self, year: int) -> bool:
        """Whether the edition applies to an accounting year (适用年度)."""
        return (self.applies_from is None or self.applies_from <= year) and (
            self.applies_to is None or year <= self.applies_to
        )

    def overlaps(self, other: RuleEdition) -> bool:
        """Whether both are in force on some day for one accounting year (时效重叠)."""
        days = max(self.in_force_from, other.in_force_from) <= min(
            self.in_force_to or date.max, other.in_force_to or date.max
        )
        years = max(self.applies_from or 0, other.applies_from or 0) <= min(
            self.applies_to or date.max.year, other.applies_to or date.max.year
        )
        return days and years

    def decimal(self, name: str) -> Decimal:
        """Return a parameter that is a number (数值参数).

        Raises
        ------
        KeyError
            If the rule has no such parameter.
        TypeError
            If it is not a number, or this edition leaves it open.
        """
        value = self.parameters[name]
        if not isinstance(value, Decimal):
            raise TypeError(f"{self.key}@{self.edition}: {name} is no number")
        return value

    def count(self, name: str) -> int:
        """Return a parameter that is a whole number (整数参数).

        Raises
        ------
        KeyError
            If the rule has no such parameter.
        TypeError
            If it is not a whole number.
        """
        value = self.parameters[name]
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{self.key}@{self.edition}: {name} is no whole number")
        return value

    def text(self, name: str) -> str:
        """Return a parameter that is a text (文字参数).

        Raises
        ------
        KeyError
            If the rule has no such parameter.
        TypeError
            If it is not a text, or this edition leaves it open.
        """
        value = self.parameters[name]
        if not isinstance(value, str):
            raise TypeError(f"{self.key}@{self.edition}: {name} is no text")
        return value

    @property
    def reference(self) -> RuleReference:
        """What a trace keeps of the rule."""
        return RuleReference(self.key, self.edition, self.document, self.status, self.sign_offs)
