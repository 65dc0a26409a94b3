"""Reconciliation (数据核对): parts against the whole, reporters against each other, published errors."""

from shuangkong.accounts.reconciliation.errors import find_errors
from shuangkong.accounts.reconciliation.finding import CAUSES, Cause, Check, Finding, cause_label
from shuangkong.accounts.reconciliation.lists import check_lists, check_years
from shuangkong.accounts.reconciliation.published import (
    check_components,
    check_cumulative,
    check_growth,
    check_level,
    check_sources,
    judge_identity,
)
from shuangkong.accounts.reconciliation.reconcile import Reconciliation, reconcile
from shuangkong.accounts.reconciliation.reporters import Comparison, compare_reporters, expected_facilities
from shuangkong.accounts.reconciliation.residual import Residual, residuals
from shuangkong.accounts.reconciliation.rules import ReconciliationRules

__all__ = [
    "CAUSES",
    "Cause",
    "Check",
    "Comparison",
    "Finding",
    "Reconciliation",
    "ReconciliationRules",
    "Residual",
    "cause_label",
    "check_components",
    "check_cumulative",
    "check_growth",
    "check_level",
    "check_lists",
    "check_sources",
    "check_years",
    "compare_reporters",
    "expected_facilities",
    "find_errors",
    "judge_identity",
    "reconcile",
    "residuals",
]
