"""Barometer (晴雨表): the warning level of one yardstick, decided in decimals by a rule edition's data.

Each yardstick has its own level; levels are never averaged. Where nothing is known, or the edition leaves a
division out, there is no level and the reason says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from shuangkong.accounts.arithmetic import compound, difference, printed, ratio
from shuangkong.packs import Plain, RuleEdition
from shuangkong.trace import Absence, Label, RuleReference, Trace

__all__ = ["WarningLevel", "Yardstick", "barometer"]

Yardstick = Literal["intensity", "total"]


@dataclass(frozen=True)
class WarningLevel:
    """The warning of one yardstick (预警等级), or the reason why there is none.

    Attributes
    ----------
    level, colour, name
        As the edition numbers and names them; None where there is no level.
    margin
        How far the actual is on the good side of the target [points]; negative when missed.
    gap
        Shortfall as a share of the target value [fraction]; None where met or undefined.
    """

    rule: RuleReference
    level: int | None
    colour: str | None
    name: Label | None
    margin: Decimal | None
    gap: Decimal | None
    reason: Absence | None = None

    def trace(self) -> Trace:
        """Return the node that explains the level (预警等级溯源)."""
        return Trace(
            label=Label("预警等级", "warning level"),
            value="—" if self.level is None else f"{self.level} {self.colour}",
            formula="margin / |target| under the edition's levels",
            rule=self.rule,
            status=self.rule.status,
            notes=tuple(each for each in (self.name, self.reason and self.reason.reason) if each),
        )

    def as_json(self) -> dict[str, object]:
        """Return the warning as plain data."""
        return {
            "level": self.level,
            "colour": self.colour,
            "name": None if self.name is None else {"zh": self.name.zh, "en": self.name.en},
            "margin": None if self.margin is None else printed(self.margin),
            "gap": None if self.gap is None else printed(self.gap, 4),
            "rule": {"key": self.rule.key, "edition": self.rule.edition},
            "reason": None if self.reason is None else self.reason.code,
        }


def barometer(
    edition: RuleEdition,
    target: Decimal,
    actual: Decimal | None,
    kind: Yardstick,
    *,
    division: str | None = None,
) -> WarningLevel:
    """Return the warning level of a yardstick (晴雨表等级).

    Parameters
    ----------
    edition
        A barometer edition; its data hold the levels, the threshold and who is left out.
    target, actual
        ``intensity``: the reduction due and reached [%], a rise negative. ``total``: the energy growth
        allowed and reached [%]. Both at the step at which they are to be compared.
    division
        Whose level it is, for divisions the edition leaves out.

    Notes
    -----
    The shortfall is set against the threshold by multiplication, shortfall > threshold · |target|, so the
    tie is exact: 16.5 against 14.85 falls short by exactly a tenth.
    """
    excluded = cast("tuple[str, ...]", edition.parameters["excluded_divisions"])
    if division is not None and division in excluded:
        text = Label("该地区不参加评级", "this division is not graded")
        return _without_level(edition, Absence("excluded", text))
    if kind not in _dimensions(edition):
        text = Label("本版规则不评此项", "this edition does not grade this yardstick")
        return _without_level(edition, Absence("no_rule", text))
    if actual is None:
        return _without_level(edition, Absence("not_published", Label("无数据，不评级", "no data, no level")))
    margin = difference(*((actual, target) if kind == "intensity" else (target, actual)))
    has_risen = kind == "intensity" and actual < 0
    level = _level(edition, margin, target, has_risen=has_risen)
    gap = None if margin >= 0 else ratio(-margin, abs(target))
    return WarningLevel(
        rule=edition.reference,
        level=cast(int, level["level"]),
        colour=cast(str, level["colour"]),
        name=_label(level["name"]),
        margin=margin,
        gap=None if isinstance(gap, Absence) else gap,
    )


def _level(edition: RuleEdition, margin: Decimal, target: Decimal, *, has_risen: bool) -> Mapping[str, Plain]:
    by_condition = {level["given_when"]: level for level in _levels(edition)}
    by_number = {level["level"]: level for level in _levels(edition)}
    is_met, rule = margin >= 0, edition.parameters
    met = by_condition.get("met") or by_condition.get("otherwise")
    if is_met and rule["is_met_first"] and met is not None:
        return met
    if has_risen and rule["level_if_rose"] is not None:
        return by_number[rule["level_if_rose"]]
    if is_met and met is not None:
        return met
    if target == 0 and rule["level_if_missed_zero_target"] is not None:
        return by_number[rule["level_if_missed_zero_target"]]
    if "behind" in by_condition:
        return by_condition["behind"]
    allowed = compound((edition.decimal("red_gap_ratio"), abs(target)))
    is_beyond = -margin > allowed or (-margin == allowed and rule["tie_counts_as"] == "beyond")
    return by_condition["missed_by_more" if is_beyond else "missed_within"]


def _levels(edition: RuleEdition) -> tuple[Mapping[str, Plain], ...]:
    return cast("tuple[Mapping[str, Plain], ...]", edition.parameters["levels"])


def _dimensions(edition: RuleEdition) -> tuple[str, ...]:
    return cast("tuple[str, ...]", edition.parameters["dimensions"])


def _label(name: Plain) -> Label:
    texts = cast("Mapping[str, str]", name)
    return Label(texts["zh"], texts["en"])


def _without_level(edition: RuleEdition, reason: Absence) -> WarningLevel:
    return WarningLevel(edition.reference, None, None, None, None, None, reason)
