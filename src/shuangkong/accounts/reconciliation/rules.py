"""Rules of reconciliation (核对规则): tolerances, least number of facilities, tolerance of the identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shuangkong.accounts.naming import CODES, Naming
from shuangkong.packs import Packs, RuleEdition

__all__ = ["ReconciliationRules"]


@dataclass(frozen=True)
class ReconciliationRules:
    """The rule editions a reconciliation needs (核对所用规则), and the names its findings are told in."""

    tolerances: RuleEdition
    disclosure: RuleEdition
    identity: RuleEdition
    names: Naming = CODES

    @classmethod
    def of(cls, packs: Packs, on: date, *, names: Naming = CODES) -> ReconciliationRules:
        """Return the defaults in force on a day.

        Raises
        ------
        ProblemsFound
            ``rule_unknown`` or ``rule_not_in_force``.
        """
        kinds = ("reconciliation-default", "disclosure-default", "identity-default")
        tolerances, disclosure, identity = (packs.rule(key, on=on) for key in kinds)
        return cls(tolerances, disclosure, identity, names)
