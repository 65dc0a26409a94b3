"""Terms of metering (计量规则): how readings are judged, as a rule edition states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shuangkong.monitoring.reading import qualities
from shuangkong.packs import RuleEdition
from shuangkong.trace import RuleReference

__all__ = ["MeteringTerms"]


@dataclass(frozen=True)
class MeteringTerms:
    """How registers become energy (计量规则).

    Attributes
    ----------
    usable
        Qualities a register may be read with.
    gap_multiple
        A gap is longer than so many expected intervals.
    spike_longest
        Most readings in a row that are rejected together when the register comes back.
    stuck_seconds, straight_seconds
        From which length an unchanged register, or one growing by the same step, is remarked.
    look_back_seconds
        How far back a jump that nothing explains is spread at most.
    roll_over_share
        Greatest share of the capacity used across a roll-over where the meter has no limit.
    """

    usable: tuple[int, ...]
    gap_multiple: Decimal
    spike_longest: int
    stuck_seconds: int
    straight_seconds: int
    look_back_seconds: int
    roll_over_share: Decimal
    rule: RuleReference

    @classmethod
    def of(cls, rule: RuleEdition) -> MeteringTerms:
        """Return the terms of a rule edition (规则版本的计量规则).

        Examples
        --------
        >>> from datetime import date
        >>> from shuangkong.packs import load_packs
        >>> MeteringTerms.of(load_packs("cn").rule("metering-default", on=date(2026, 1, 1))).spike_longest
        3
        """
        names = rule.parameters["usable_qualities"]
        assert isinstance(names, tuple | list)
        return cls(
            usable=tuple(sorted(qualities()[str(name)].number for name in names)),
            gap_multiple=rule.decimal("gap_multiple"),
            spike_longest=rule.count("spike_longest"),
            stuck_seconds=rule.count("stuck_seconds"),
            straight_seconds=rule.count("straight_seconds"),
            look_back_seconds=rule.count("look_back_seconds"),
            roll_over_share=rule.decimal("roll_over_share"),
            rule=rule.reference,
        )
