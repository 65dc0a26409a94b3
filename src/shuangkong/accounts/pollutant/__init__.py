"""Pollutant accounts (污染物减排核算): verified reductions of key projects, duties, measured cross-check."""

from shuangkong.accounts.pollutant.account import ReductionAccount, reduction_account, sum_reductions
from shuangkong.accounts.pollutant.checking import check_lines
from shuangkong.accounts.pollutant.duty import (
    DutyForm,
    ReductionDuty,
    rate_duty,
    reduction_duties,
    required_by_percentage,
)
from shuangkong.accounts.pollutant.formulas import FORMULAS, Formula, reduction_by_formula
from shuangkong.accounts.pollutant.line import CUT_REASONS, Cut, OffsetUse, ProjectLine, read_lines
from shuangkong.accounts.pollutant.measured import (
    CrossCheck,
    CrossCheckRow,
    cross_check,
    measured_emission,
)
from shuangkong.accounts.pollutant.outcome import (
    LineOutcome,
    ReductionSeries,
    count_line,
    with_evidence,
)
from shuangkong.accounts.pollutant.terms import (
    AssessedPollutant,
    GuideTerms,
    guide_terms,
    terms_in_force,
)

__all__ = [
    "CUT_REASONS",
    "FORMULAS",
    "AssessedPollutant",
    "CrossCheck",
    "CrossCheckRow",
    "Cut",
    "DutyForm",
    "Formula",
    "GuideTerms",
    "LineOutcome",
    "OffsetUse",
    "ProjectLine",
    "ReductionAccount",
    "ReductionDuty",
    "ReductionSeries",
    "check_lines",
    "count_line",
    "cross_check",
    "guide_terms",
    "measured_emission",
    "rate_duty",
    "read_lines",
    "reduction_account",
    "reduction_by_formula",
    "reduction_duties",
    "required_by_percentage",
    "sum_reductions",
    "terms_in_force",
    "with_evidence",
]
