"""Review of yearly energy reports (能源利用状况报告审查): doubts in order, and limits over all users."""

from shuangkong.assessment.energy_report.doubt import ACTIONS, RULES, TABLES, Doubt
from shuangkong.assessment.energy_report.limits import LEVELS, Compliance, LimitLine, ProductCount, compliance
from shuangkong.assessment.energy_report.mapping import accounted_lines, accounted_outputs
from shuangkong.assessment.energy_report.report import (
    EnergyReport,
    EnergyUse,
    ProductEnergy,
    Totals,
    User,
    read_reports,
    read_users,
)
from shuangkong.assessment.energy_report.review import Review, review
from shuangkong.assessment.energy_report.terms import Terms

__all__ = [
    "ACTIONS",
    "LEVELS",
    "RULES",
    "TABLES",
    "Compliance",
    "Doubt",
    "EnergyReport",
    "EnergyUse",
    "LimitLine",
    "ProductCount",
    "ProductEnergy",
    "Review",
    "Terms",
    "Totals",
    "User",
    "accounted_lines",
    "accounted_outputs",
    "compliance",
    "read_reports",
    "read_users",
    "review",
]
