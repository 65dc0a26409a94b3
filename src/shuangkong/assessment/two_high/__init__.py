"""Two-high projects (“两高”项目): where each stands on a day, what changed, and what a new one would do."""

from shuangkong.assessment.two_high.changes import CHANGES, Change, ChangeKind, changes_between
from shuangkong.assessment.two_high.duty import (
    DUTIES,
    ClockStart,
    Deadline,
    Duty,
    LineStanding,
    line_standing,
    years_after,
)
from shuangkong.assessment.two_high.effect import Effect, effect_of
from shuangkong.assessment.two_high.project import (
    STAGES,
    TABLES,
    Actual,
    Approval,
    Project,
    ProjectEvents,
    Stage,
    project_of,
    projects_of,
)
from shuangkong.assessment.two_high.review import (
    AUTHORITIES,
    Authority,
    Focus,
    Review,
    focus_of,
    review_of,
)
from shuangkong.assessment.two_high.standing import (
    Consequence,
    EnergyUse,
    Standing,
    SubstitutionStanding,
    ViolationStanding,
    standing_of,
    standings_of,
)

__all__ = [
    "AUTHORITIES",
    "CHANGES",
    "DUTIES",
    "STAGES",
    "TABLES",
    "Actual",
    "Approval",
    "Authority",
    "Change",
    "ChangeKind",
    "ClockStart",
    "Consequence",
    "Deadline",
    "Duty",
    "Effect",
    "EnergyUse",
    "Focus",
    "LineStanding",
    "Project",
    "ProjectEvents",
    "Review",
    "Stage",
    "Standing",
    "SubstitutionStanding",
    "ViolationStanding",
    "changes_between",
    "effect_of",
    "focus_of",
    "line_standing",
    "project_of",
    "projects_of",
    "review_of",
    "standing_of",
    "standings_of",
    "years_after",
]
