"""Terms of the review (审查参数): tolerances, the due day and what follows each doubt, from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound, fraction
from shuangkong.assessment.energy_report.report import BASIC, CONSUMPTION, MONTHLY, PRODUCT
from shuangkong.packs import Packs, RuleEdition
from shuangkong.registers import register_types
from shuangkong.trace import Label

__all__ = ["Action", "Terms"]

KEY = "energy-report-review"
Action = Literal["return", "explain", "inspect"]


@dataclass(frozen=True)
class Terms:
    """What decides in the review (审查参数), all of it one dated rule edition."""

    rule: RuleEdition
    products: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What people call the energy products: id → name."""
    columns: Mapping[str, Label] = field(default_factory=dict, hash=False)
    """What stands above the cells of the reports: column → label."""

    @classmethod
    def of(cls, packs: Packs, on: date) -> Terms:
        """Return the terms in force on a day.

        Raises
        ------
        ProblemsFound
            ``rule_unknown`` or ``rule_not_in_force``.
        """
        names = {str(each["id"]): str(each["zh"]) for each in packs.entries("products")}
        types = register_types(packs)
        columns = {
            column.name: column.label
            for name in (BASIC, CONSUMPTION, PRODUCT, MONTHLY)
            if name in types
            for column in types[name].table.columns
        }
        return cls(packs.rule(KEY, on=on), names, columns)

    def number(self, name: str) -> Decimal:
        """Return a number of the rule."""
        return self.rule.decimal(name)

    def tolerance(self, name: str, *of: Decimal) -> Decimal:
        """Return a tolerance in per cent of the largest amount, and never less than nothing."""
        largest = max(map(abs, of), default=Decimal(0))
        return compound((largest, fraction(self.number(name))))

    def due(self, year: int) -> date:
        """Return the last day to file the report of a year (报送截止日)."""
        month, _, day = self.rule.text("annual_due").partition("-")
        return date(year + 1, int(month), int(day))

    def follows(self, rule: str) -> tuple[int, Action]:
        """Return how serious a doubt is, 1 the most, and what follows it."""
        found = self._doubts[rule]
        return cast(int, found["severity"]), cast(Action, found["action"])

    @property
    def _doubts(self) -> Mapping[str, Mapping[str, object]]:
        listed = cast(list[Mapping[str, object]], self.rule.parameters["doubts"])
        return {str(each["rule"]): each for each in listed}
