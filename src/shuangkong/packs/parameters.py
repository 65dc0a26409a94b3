"""Parameters of rules (规则参数): one strict model for each kind of rule.

A parameter that the document leaves open is absent and named in ``gaps``; it is never filled by guessing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from shuangkong.packs.rule import RuleKind
from shuangkong.trace import Status

__all__ = ["PARAMETERS", "Bilingual", "Code", "DecimalText", "Strict", "Text"]

_DECIMAL = re.compile(r"-?\d+(\.\d+)?")


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError('a decimal in quotes, such as "0.10"')
    return Decimal(value)


def _trimmed(text: str) -> str:
    if not text or text != text.strip():
        raise ValueError("a text, neither empty nor with blanks at its ends")
    return text


DecimalText = Annotated[Decimal, BeforeValidator(_decimal)]
"""A decimal written as a text: YAML would read an unquoted one as a float."""
Text = Annotated[str, AfterValidator(_trimmed)]
Code = Annotated[str, Field(pattern=r"^\d{6}$")]
"""A division code of six digits."""


class Strict(BaseModel):
    """Base of everything read from a pack: no unknown key, no conversion between types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Bilingual(Strict):
    """A text in both languages."""

    zh: Text
    en: Text


class Deduction(Strict):
    """What a basis takes out of the account, and from which of the two indicators."""

    item: Literal["feedstock", "new_renewable_power", "non_fossil", "separate_listing"]
    kinds: list[
        Literal[
            "feedstock",
            "renewable_power",
            "nuclear_power",
            "other_non_fossil",
            "certificate",
            "separate_listing",
        ]
    ]
    total: Literal["deduct", "none"]
    intensity: Literal["deduct", "none"]
    extent: Literal["whole", "yearly_increment", "share_borne_above"]
    base_year: Literal["both_years", "base_2020", "recompute", "not_stated"]
    increments_from_base: int | None = None
    adjusts_gdp: Literal[False]
    energy_types: list[Text] = Field(default_factory=list)
    proof: list[Text] = Field(default_factory=list)
    note: str = ""


class NeededSaving(Strict):
    """所需节能量: the reading the certificate cap is taken of, and how far it may be trusted."""

    reading: Literal["gdp_times_intensity_cut"]
    base_intensity: Literal["raw", "assessed"]
    status: Status


class ElasticTotal(Strict):
    """总量弹性: the reading by which the total follows growth beyond plan."""

    reading: Literal["growth_at_fixed_intensity"]
    lowers: bool
    status: Status


class AccountingBasis(Strict):
    """核算口径: deductions, exemption of the total, certificate cap."""

    indicators: list[Literal["energy_consumption", "energy_intensity"]]
    deductions: list[Deduction]
    total_exempt_if: Literal["incentive_intensity_met"] | None = None
    total_exempt_over_years: int | None = None
    certificate_cap_share: DecimalText | None = None
    certificate_cap_of: Literal["needed_saving"] | None = None
    needed_saving: NeededSaving | None = None
    elastic_total: ElasticTotal | None = None
    restated_from: int | None = None
    attribution: list[Text] = Field(default_factory=list)
    calendar: list[Text] = Field(default_factory=list)
    gaps: list[Text] = Field(default_factory=list)


class BarometerLevel(Strict):
    """One level of a barometer and when it is given."""

    level: int
    colour: Literal["red", "orange", "yellow", "green"]
    name: Bilingual
    meaning: Bilingual
    given_when: Literal["missed_by_more", "missed_within", "met", "rose", "behind", "otherwise"]


class Barometer(Strict):
    """晴雨表: levels, thresholds, what each level brings."""

    dimensions: list[Literal["intensity", "total"]]
    yardstick: Literal["scheduled_progress"]
    numbering: Literal["worst_first", "best_first"]
    levels: list[BarometerLevel]
    red_gap_ratio: DecimalText | None
    gap_relative_to: Literal["target_value"] | None
    tie_counts_as: Literal["within", "beyond"] | None
    is_met_first: bool
    level_if_rose: int | None
    level_if_missed_zero_target: int | None
    excluded_divisions: list[Code]
    exclusion_reason: Bilingual | None = None
    consequence: Bilingual | None = None
    published_for: list[Text]
    gaps: list[Text] = Field(default_factory=list)


class FormSchedule(Strict):
    """How the duty of a form of target grows towards its due year."""

    path: Literal["geometric", "linear", "line_from_base", "at_date", "every_year", "none"]
    alternative: Literal["linear", "table"] | None = None
    without_base: Literal["not_yet_due"] | None = None


class Schedule(Strict):
    """时序进度: required share of progress by year, or a path for each form."""

    progress: Literal["logarithmic", "linear"] | None = None
    required_progress_pct: list[DecimalText] = Field(default_factory=list)
    forms: dict[
        Literal[
            "change_rate",
            "absolute_change",
            "level",
            "percentage_points",
            "cumulative",
            "coverage",
            "ordinal_class",
            "count_range",
            "deadline",
            "threshold",
            "qualitative",
        ],
        FormSchedule,
    ] = Field(default_factory=dict)
    standing: FormSchedule | None = None
    within_year: Literal["to_date_against_full_year", "twelfths"] | None = None


class Comparison(Strict):
    """比较与修约: at which step figures are rounded, shown and compared."""

    quantum: DecimalText
    quantum_unit: Literal["pp"]
    rounding: Literal["half_up", "half_even"]
    input_quantum: DecimalText | None
    input_rounding: Literal["half_up", "half_even"] | None
    display_quantum: DecimalText
    bare_operator: Literal[">="]


class Progress(Strict):
    """完成进度: which formula answers which question."""

    formula: Literal["logarithmic", "ratio"]
    answers: Literal["progress", "over_fulfilment", "annual_completion"]
    expression: Text


class Identity(Strict):
    """三率恒等: how far published rates may miss (1+e) = (1+i)(1+g) by rounding alone."""

    tolerance_pp: DecimalText
    tolerance_on: Literal["gdp_real_growth"]
    energy_growth_quantum_pct: DecimalText


class Approximate(Strict):
    """左右: how far a figure may stand from an approximate target and still meet it."""

    words: list[Text]
    tolerance_share: DecimalText
    tolerance_of: Literal["target_value"]


class CalendarEntry(Strict):
    """One kind of assessment in the calendar."""

    id: Literal["annual", "midterm", "final"]
    name: Bilingual
    looks_at: Bilingual


class AssessmentCalendar(Strict):
    """考核频次: which assessments a plan period has."""

    assessments: list[CalendarEntry]
    intensity_over: Literal["whole_period", "each_year"]
    gaps: list[Text] = Field(default_factory=list)


class Grade(Strict):
    """One grade of an assessment; rank 1 is the best."""

    rank: int
    name: Bilingual


class Grades(Strict):
    """考核等次: the words a result is announced in."""

    grades: list[Grade]
    if_target_missed: Text
    gaps: list[Text] = Field(default_factory=list)


class AssessedPollutant(Strict):
    """A pollutant a guide counts, and the indicators of its emission, as published and as measured."""

    id: Text
    name: Bilingual
    emission: Text
    measured: Text


class ReductionCategory(Strict):
    """A category of reduction projects."""

    id: Text
    medium: Literal["water", "air"]
    name: Bilingual


class ReductionGuide(Strict):
    """减排核算指南: what is counted, from when, for whom, and what is taken off."""

    assessed: Literal["project_reduction"] | None
    pollutants: list[AssessedPollutant] = Field(default_factory=list)
    categories: list[ReductionCategory] = Field(default_factory=list)
    open_media: list[Literal["water", "air"]] = Field(default_factory=list)
    counting_start_months: int | None = Field(default=None, ge=0)
    base_membership: Literal["required"] | None = None
    offsets: Literal["deducted"] | None = None
    management_reduction: Literal["if_continuous_and_stable"] | None = None
    shutdown: Literal["previous_year_database_minus_actual"] | None = None
    comparison_year: Literal["year_before"] | None = None
    domestic_cod_g_per_person_day: DecimalText | None = None
    evidence: list[Text] = Field(default_factory=list)
    formulas: list[Text] = Field(default_factory=list)
    gaps: list[Text] = Field(default_factory=list)


class Reconciliation(Strict):
    """数据核对: how far figures may differ before a finding is made."""

    cumulative_tolerance_pp: DecimalText
    level_tolerance_pct: DecimalText
    price_change_limit_pct: DecimalText
    slip_within_factor: DecimalText
    relabelled_minimum: Annotated[int, Field(ge=1)]


class Disclosure(Strict):
    """单位级资料: how few facilities an aggregate may stand for."""

    minimum_count: Annotated[int, Field(ge=2)]


class ReportDoubt(Strict):
    """A kind of doubt in an energy report: how serious it is (1 the most) and what follows."""

    rule: Text
    severity: Annotated[int, Field(ge=1, le=3)]
    action: Literal["return", "explain", "inspect"]


class EnergyReportReview(Strict):
    """能源利用状况报告审查: when reports are due, how far figures may differ, what follows each doubt."""

    annual_due: Annotated[str, Field(pattern=r"^\d\d-\d\d$")]
    balance_tolerance_pct: DecimalText
    carry_tolerance_pct: DecimalText
    factor_tolerance_pct: DecimalText
    measured_factor_least_pct: DecimalText
    measured_factor_most_pct: DecimalText
    arithmetic_tolerance_pct: DecimalText
    smallest_tce: DecimalText
    jump_pct: DecimalText
    jump_tce: DecimalText
    peer_scores: DecimalText
    peer_scale: DecimalText
    peer_apart_pct: DecimalText
    peer_minimum: Annotated[int, Field(ge=3)]
    online_tolerance_pct: DecimalText
    monthly_tolerance_pct: DecimalText
    inspection_tce: DecimalText
    doubts: list[ReportDoubt]


PARAMETERS: Mapping[RuleKind, type[Strict]] = {
    "accounting_basis": AccountingBasis,
    "approximate": Approximate,
    "assessment_calendar": AssessmentCalendar,
    "barometer": Barometer,
    "comparison": Comparison,
    "disclosure": Disclosure,
    "energy_report_review": EnergyReportReview,
    "grades": Grades,
    "identity": Identity,
    "progress": Progress,
    "reconciliation": Reconciliation,
    "reduction_guide": ReductionGuide,
    "schedule": Schedule,
}
