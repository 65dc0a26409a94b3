"""Plans (规划与方案): reading a plan's text into drafts, and the reviewed targets and measures."""

from shuangkong.plan.draft import Doubt, MeasureDraft, Reading, TargetDraft
from shuangkong.plan.reader import read_plan
from shuangkong.plan.target import Duties, Measure, Target

__all__ = ["Doubt", "Duties", "Measure", "MeasureDraft", "Reading", "Target", "TargetDraft", "read_plan"]
