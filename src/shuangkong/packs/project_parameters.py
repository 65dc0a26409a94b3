"""Parameters of rules on projects (项目管理规则参数): review, focus, levels, clocks, violations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from shuangkong.packs.parameters import Bilingual, DecimalText, Strict, Text
from shuangkong.packs.rule import RuleKind
from shuangkong.quantity import EnergyBasis
from shuangkong.trace import Status

__all__ = ["PROJECT_PARAMETERS"]

Years = Annotated[int, Field(ge=1)]


class ReviewTier(Strict):
    """审查权限: from which design energy or coal on a level of government reviews; highest level first."""

    authority: Literal["nation", "region"]
    energy_tce: DecimalText
    coal_t: DecimalText | None = None
    industries: Literal["all", "two_high"] = "all"
    status: Status


class ReviewExemption(Strict):
    """不再单独审查: below all of these; absent amounts are no condition of the order."""

    energy_tce: DecimalText
    electricity_10k_kwh: DecimalText | None = None
    coal_t: DecimalText | None = None
    catalogue: bool
    status: Status


class ReviewChange(Strict):
    """变更: how far the yearly energy may pass the approved one before a change must be applied for."""

    above_pct: DecimalText
    status: Status


class ReviewValidity(Strict):
    """意见有效期: years within which works must begin."""

    years: Years
    status: Status


class EnergyReview(Strict):
    """节能审查: who reviews a project, what is exempt, how long the opinion lasts."""

    energy_basis: EnergyBasis
    rebuild_by_increment: bool
    tiers: list[ReviewTier]
    below: Literal["left_to_region"]
    exempt: ReviewExemption
    has_carbon_evaluation: bool
    carbon_items: list[Bilingual] = Field(default_factory=list)
    validity: ReviewValidity | None = None
    change: ReviewChange | None = None
    gaps: list[Text] = Field(default_factory=list)


class TwoHighFocus(Strict):
    """“两高”重点项目: the industries, and the design energy from which a project is in focus."""

    industries: list[Text]
    threshold_tce: DecimalText
    energy_basis: EnergyBasis
    is_inclusive: Literal[True]


class RetrofitDeadline(Strict):
    """改造期限: the day itself, or years counted from the edition's first day."""

    fields: Literal["of_2021", "added_2023"]
    by: date | None = None
    within_years: Years | None = None
    status: Status
    note: str = ""


class LevelsEdition(Strict):
    """标杆和基准水平版本: which edition of the table holds, and by when what is below must be retrofitted.

    ``carries_over`` names the edition whose levels stand for products this one's copy gives no figures for.
    """

    table_edition: Text
    carries_over: Text | None = None
    carries_over_status: Status | None = None
    deadlines: list[RetrofitDeadline]
    consequence: Bilingual | None = None
    gaps: list[Text] = Field(default_factory=list)


class ClockReading(Strict):
    """淘汰时限起算: one reading of when the elimination clock starts."""

    starts: Literal["deadline_missed", "level_found"]
    name: Bilingual


class EliminationClock(Strict):
    """淘汰时限: the most years from a start the text leaves open; the first reading is the default."""

    limit_years: Years
    readings: Annotated[list[ClockReading], Field(min_length=1)]
    gaps: list[Text] = Field(default_factory=list)


class ViolationConsequence(Strict):
    """违规后果: what a public text says follows; ``then`` is left out where it says nothing more."""

    kinds: list[
        Literal[
            "against_policy",
            "unlawful_approval",
            "built_before_approval",
            "built_otherwise",
            "energy_above_approval",
            "emission_above_limit",
        ]
    ]
    first: Bilingual
    then: Bilingual | None = None


class Violations(Strict):
    """违规处理: the consequences one document names."""

    consequences: list[ViolationConsequence]
    gaps: list[Text] = Field(default_factory=list)


class LimitFormula(Strict):
    """限额修正: an expression over ``limit``, the table's figure, and what is filed of the line.

    ``variables`` are figures, ``flags`` are true or false; each with what it is called.
    """

    product: Text
    metric: Text
    levels: list[Literal["1", "2", "3"]]
    formula: Text
    variables: dict[Text, Text] = Field(default_factory=dict)
    flags: dict[Text, Text] = Field(default_factory=dict)
    status: Status
    note: str = ""


class LimitFormulas(Strict):
    """限额公式: the corrections of one standard that its table words in full."""

    formulas: list[LimitFormula]
    gaps: list[Text] = Field(default_factory=list)


PROJECT_PARAMETERS: Mapping[RuleKind, type[Strict]] = {
    "efficiency_levels": LevelsEdition,
    "elimination_clock": EliminationClock,
    "energy_review": EnergyReview,
    "limit_formulas": LimitFormulas,
    "two_high_focus": TwoHighFocus,
    "violations": Violations,
}
