"""Assessment (考核): schedules, progress, barometer and verdicts under dated rule editions."""

from shuangkong.accounts.bases import adjusted_total, span_total, yearly_total
from shuangkong.assessment.assess import assess, assess_all
from shuangkong.assessment.barometer import WarningLevel, barometer
from shuangkong.assessment.comparison import Comparison, Test, is_met
from shuangkong.assessment.conventions import Conventions, choose_rule, conventions
from shuangkong.assessment.duty import Duty, annual_duty, duty
from shuangkong.assessment.progress import log_progress, over_fulfilment, required_pace
from shuangkong.assessment.published import contradiction, tally_levels
from shuangkong.assessment.schedule import line, schedule
from shuangkong.assessment.verdict import RATED, STANCES, Item, Measured, Reading, Stance, Verdict

__all__ = [
    "RATED",
    "STANCES",
    "Comparison",
    "Conventions",
    "Duty",
    "Item",
    "Measured",
    "Reading",
    "Stance",
    "Test",
    "Verdict",
    "WarningLevel",
    "adjusted_total",
    "annual_duty",
    "assess",
    "assess_all",
    "barometer",
    "choose_rule",
    "contradiction",
    "conventions",
    "duty",
    "is_met",
    "line",
    "log_progress",
    "over_fulfilment",
    "required_pace",
    "schedule",
    "span_total",
    "tally_levels",
    "yearly_total",
]
